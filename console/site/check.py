"""Examines a site's folder: every problem with its file, its line and what to do about it."""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from pydantic import BaseModel

from console.assist.drafting.style import ALL_LANGUAGES
from console.channels.scripted.pack import PackProblem, Shop, pack_problems, read_pack
from console.channels.scripted.script import Expectation, Phrases, Scenario
from console.channels.scripted.toml_records import read_text
from console.domain.canned import CANNED_SLOTS, CannedReply
from console.domain.customers import Customer
from console.domain.errors import SwitchboardError
from console.domain.issues import Issue
from console.domain.knowledge import Article, ArticleError, parse_article
from console.domain.slots import SLOTS
from console.domain.structured_text import parse_toml
from console.site import require_folder
from console.site.description import MatrixSettings, SiteDescription
from console.site.folder import DESCRIPTION
from console.site.wording import Problem, problems_of
from console.study.file.loading import dotted, load_study
from console.study.file.problem import Place, suggestion
from console.study.file.toml_lines import lines_of

Content = dict[str, object]

_AT_LINE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)")
_USER = re.compile(r"@[^:\s]+:\S+")
_FENCE = "+++"
_BRACED = re.compile(r"\{(\w+)\}")
"""What was meant for a slot, also with capital letters or digits, which no slot has."""


@dataclass(frozen=True, slots=True)
class SiteProblem:
    """What is wrong in a site: in which file and line, and why, with what to do about it."""

    file: Path
    line: int
    why: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.why}"


def site_problems(folder: Path) -> list[SiteProblem]:
    """All problems of a site, in the order of its files; none if it is sound.

    How entries fit together is looked at once each file is sound by itself.

    Raises:
        UsageError: there is no such folder.
    """
    require_folder(folder)
    return list(_in_files(folder)) or list(_between_files(folder))


def _in_files(folder: Path) -> Iterator[SiteProblem]:
    yield from _of_file(folder / "shop.toml", _shop)
    yield from _of_file(folder / "issues.toml", _list_of("issue", Issue))
    yield from _of_file(folder / "customers.toml", _list_of("customer", Customer))
    yield from _of_file(folder / "canned.toml", _canned)
    yield from _of_file(folder / "phrases.toml", _phrases)
    yield from _of_file(folder / "scenarios.toml", _stories)
    if (folder / DESCRIPTION).exists():
        yield from _of_file(folder / DESCRIPTION, _description)
    articles = sorted((folder / "knowledge").glob("*.md"))
    if not articles:
        yield SiteProblem(folder / "knowledge", 1, "there is no article; write one for each issue")
    for path in articles:
        yield from _of_article(path)


# --- one file --------------------------------------------------------------------------------


def _of_file(path: Path, examine: Callable[[Content], Iterator[Problem]]) -> Iterator[SiteProblem]:
    if not path.exists():
        yield SiteProblem(path, 1, "no such file; copy it from a folder that `site init` has made")
        return
    try:
        text = read_text(path)
        content = parse_toml(text)
    except SwitchboardError as error:
        yield SiteProblem(path, 1, str(error).removeprefix(f"{path}: "))
    except tomllib.TOMLDecodeError as error:
        yield _not_toml(path, error, text.count("\n") + 1)
    else:
        yield from _placed(path, examine(content), text)


def _placed(
    path: Path, problems: Iterator[Problem], toml: str, before: int = 0
) -> Iterator[SiteProblem]:
    """What is wrong in one file, by line; ``before`` are the lines of the file above the TOML."""
    lines = lines_of(toml)
    found = {(_line(lines, place) + before, _told(place, why)) for place, why in problems}
    yield from (SiteProblem(path, line, why) for line, why in sorted(found))


def _not_toml(
    path: Path, error: tomllib.TOMLDecodeError, last: int, before: int = 0
) -> SiteProblem:
    place = _AT_LINE.search(str(error))
    line = int(place[1]) if place and place[1] else last
    why = _AT_LINE.sub("", str(error)).strip()
    hint = "write key = value, with quotes around texts"
    return SiteProblem(path, line + before, f"not TOML: {why}; {hint}")


def _line(lines: Mapping[Place, int], place: Place) -> int:
    """The line of the innermost part of the place that the file has."""
    parts = (place[:depth] for depth in range(len(place), 0, -1))
    return next((lines[part] for part in parts if part in lines), 1)


def _told(place: Place, why: str) -> str:
    return f"{dotted(place)}: {why}" if place else why


def _of_article(path: Path) -> Iterator[SiteProblem]:
    try:
        text = read_text(path).removeprefix("\ufeff")
    except SwitchboardError as error:
        yield SiteProblem(path, 1, str(error).removeprefix(f"{path}: "))
        return
    why = ""
    try:
        name = parse_article(text, str(path)).id
    except ArticleError as error:
        why = str(error).removeprefix(f"{path}: ")
    else:
        if name != path.stem:
            yield SiteProblem(
                path, 2, f"id: is {name!r}; call the file {name}.md, or the article after it"
            )
    yield from _of_front(path, text, why)


def _of_front(path: Path, text: str, why: str) -> Iterator[SiteProblem]:
    """The problems of an article's keys and texts.

    ``why`` is the word of its reader on the first, empty if it can be read.
    """
    lines = text.splitlines()
    fences = [number for number, line in enumerate(lines) if line.strip() == _FENCE]
    if len(fences) < 2 or fences[0] != 0:
        yield SiteProblem(path, 1, f"{why}; put the fields between two lines of {_FENCE}")
        return
    front, body = "\n".join(lines[1 : fences[1]]), "\n".join(lines[fences[1] + 1 :])
    try:
        fields = parse_toml(front)
    except tomllib.TOMLDecodeError as error:
        yield _not_toml(path, error, fences[1], before=1)
        return
    value = {**fields, "body": body.strip()}
    problems = chain(problems_of(Article, value), _article_slots(fields))
    yield from _placed(path, problems, front, before=1)


# --- what each file holds ----------------------------------------------------------------------


def _list_of(key: str, kind: type[BaseModel]) -> Callable[[Content], Iterator[Problem]]:
    """Examines a file that consists of ``[[key]]`` entries."""

    def examine(table: Content) -> Iterator[Problem]:
        for other in sorted(set(table) - {key}):
            yield (other,), f"unknown key; the file holds [[{key}]] entries"
        entries = table.get(key)
        if not isinstance(entries, list):
            yield (key,), f"there is no [[{key}]] entry; add one, or write: {key} = []"
            return
        for number, entry in enumerate(entries):
            yield from problems_of(kind, entry, (key, number))

    return examine


def _named(table: object, place: Place, kind: type[BaseModel], heading: str) -> Iterator[Problem]:
    """Examines a table that has one table for each name; ``heading`` is an example of one."""
    if not isinstance(table, Mapping):
        yield place, f"is no table; write {heading} above its keys"
        return
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from problems_of(kind, value, (*place, name))
        else:
            yield (*place, name), f"stands outside of a table; write {heading} above it"


def _shop(table: Content) -> Iterator[Problem]:
    yield from problems_of(Shop, table)
    yield from _unknown_slots(table.get("greeting"), CANNED_SLOTS, ("greeting",))


def _canned(table: Content) -> Iterator[Problem]:
    yield from _list_of("reply", CannedReply)(table)
    for place, entry in _entries(table, "reply"):
        yield from _unknown_slots(entry.get("text"), CANNED_SLOTS, (*place, "text"))


def _phrases(table: Content) -> Iterator[Problem]:
    yield from _named(table, (), Phrases, "its language, such as [en],")


def _stories(table: Content) -> Iterator[Problem]:
    yield from _named(table.pop("expect", {}), ("expect",), Expectation, "[expect.ISSUE]")
    yield from _list_of("scenario", Scenario)(table)


def _article_slots(fields: Content) -> Iterator[Problem]:
    """Unknown slots in the approved texts of an article, sound or not."""
    texts: list[tuple[Place, object]] = [
        ((key,), fields.get(key)) for key in ("diagnosis", "reply")
    ]
    for table, keys in _APPROVED_TEXTS.items():
        for place, entry in _entries(fields, table):
            texts += [((*place, key), entry.get(key)) for key in keys]
    for place, text in texts:
        yield from _unknown_slots(text, _ARTICLE_SLOTS, place)


_ARTICLE_SLOTS = SLOTS - {"agent"}
"""Suggestions know no agent: a text with that slot is never proposed."""

_APPROVED_TEXTS = {
    "need": ("question", "again", "instead"),
    "step": ("announce", "report", "failed"),
    "answer": ("text",),
    "decline": ("text",),
}
"""The keys of an article's tables that hold what a customer may be sent."""


def _entries(table: Mapping[str, object], key: str) -> Iterator[tuple[Place, Content]]:
    """The ``[[key]]`` entries that are tables, each with its place."""
    entries = table.get(key)
    for number, entry in enumerate(entries if isinstance(entries, list) else ()):
        if isinstance(entry, dict):
            yield (key, number), entry


def _unknown_slots(text: object, known: frozenset[str], place: Place) -> Iterator[Problem]:
    named = set(_BRACED.findall(text)) if isinstance(text, str) else set()
    for slot in sorted(named - known):
        otherwise = f"there is {', '.join(sorted(known))}"
        yield place, f"unknown slot {{{slot}}}; {suggestion(slot, sorted(known), otherwise)}"


def _description(table: Content) -> Iterator[Problem]:
    problems = list(problems_of(SiteDescription, table))
    yield from problems
    if problems:
        return
    told = SiteDescription.model_validate(table)
    for number, language in enumerate(told.languages):
        if language not in ALL_LANGUAGES:
            yield (
                ("languages", number),
                f"is {language!r}; write a code of two letters: {', '.join(ALL_LANGUAGES)}",
            )
    if isinstance(told.channel, MatrixSettings):
        for number, user in enumerate(told.channel.colleagues):
            if not _USER.fullmatch(user):
                yield ("channel", "colleagues", number), f"is {user!r}; write @name:server"


# --- between files -----------------------------------------------------------------------------


def _between_files(folder: Path) -> Iterator[SiteProblem]:
    pack = read_pack(folder)
    yield from (_of_pack(folder, problem) for problem in pack_problems(pack))
    description = folder / DESCRIPTION
    if not description.exists():
        return
    told = SiteDescription.model_validate(parse_toml(read_text(description)))
    if told.study is not None:
        try:
            load_study(folder / told.study)
        except SwitchboardError as error:
            line = _line(lines_of(read_text(description)), ("study",))
            first = str(error).splitlines()[0]
            yield SiteProblem(description, line, f"study: {first}")


def _of_pack(folder: Path, problem: PackProblem) -> SiteProblem:
    file = folder / problem.file
    why = f"{problem.entry}: {problem.why}; {problem.remedy}"
    if not file.is_file():
        return SiteProblem(file, 1, why)
    return SiteProblem(file, _line_of_entry(read_text(file), problem), why)


def _line_of_entry(text: str, problem: PackProblem) -> int:
    """The line of the key that the problem names, else of the entry; of a double, the second."""
    lines = text.splitlines()
    name = re.compile(rf"""^\s*(?:id|name)\s*=\s*["']{re.escape(problem.entry)}["']""")
    named = [number for number, line in enumerate(lines) if name.match(line)]
    if not named:
        return 1
    begin = named[-1]
    heading = next((lines[n] for n in range(begin, -1, -1) if lines[n].startswith("[[")), "[[")
    end = next((n for n in range(begin + 1, len(lines)) if lines[n].startswith(heading)), None)
    own = range(begin, len(lines) if end is None else end)
    key = re.compile(rf"^{re.escape(problem.why.split(':')[0])}\s*=")
    slot = re.search(r"\{\w+\}", problem.why)
    told = (n for n in own if key.match(lines[n]) or (slot and slot[0] in lines[n]))
    return next(told, begin) + 1
