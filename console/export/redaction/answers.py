"""Finds what answers a question: after "What is your name?" two words are a name.

What a message asks for is told by words of sixteen languages; the answer is looked for in the
messages after it, and in the lines after it of the same message.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from console.export.redaction import harmless
from console.export.redaction.birth_dates import dates
from console.export.redaction.introduced_names import is_no_name, name_end
from console.export.redaction.languages import KEEP, languages
from console.export.redaction.number_cues import Cues
from console.export.redaction.phrases import UNSPACED, WORD
from console.export.redaction.spans import HIDDEN, Finder, Span
from console.export.redaction.spelling import plain

_SENTENCE_END = re.compile(r"[.!?](?=\s|$)|[؟？。！\n]")
_ASKS_ITSELF = re.compile(r"\s{0,2}[:：*]")
_QUESTION_MARKS = "?؟？"
_SHORT = 5
"""A sentence of so few words that names something asks for it: "Your phone number please"."""

_BY_DIGITS = frozenset(
    {"PHONE", "NUMBER", "ACCOUNT", "ZIP", "ORDER", "TRACKING", "PAYMENT", "CARD", "IBAN"}
)
_NUMBER = re.compile(
    r"(?<![\w$€£¥₹.,-])[+(#]{0,2}(?:[A-Za-z]{0,6}+-?|[A-Z]{1,6}[ -])\d[0-9A-Za-z]{0,30}+"
    r"(?:[ ()./-]{1,3}(?:[A-Z]?\d[0-9A-Za-z]{0,30}+|[A-Z]{1,2}(?![\w]))){0,9}"
)
_SKIPPED = re.compile(r"[\s,:;.!*=\"'()-]{0,6}")
_ENDS_ADDRESS = re.compile(r"[!?;]|(?<=\w\w\w\w)\. (?=[A-Z])|\bplease\b|\bthanks?\b|$")
_GOES_ON = re.compile(
    r"[,;/]| ?(?:&|\+)|\n|$| (?:and|y|e|und|et|en|i|и|och|ve|with|from|here|zip|my|at)\b"
)
_TOKEN = re.compile(r"[^\s,;]{2,64}")


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked for, and where in the text the question ends."""

    end: int
    kind: str


def questions_in(text: str) -> list[Question]:
    """What a folded text asks the other side to tell, in its order."""
    words = languages()
    cues = [cue for cue in words.cues.find(text) if cue[2] != KEEP]
    if not cues:
        return []
    ends = [match.end() for match in _SENTENCE_END.finditer(text)] + [len(text)]
    requests = {bisect_right(ends, start) for start, _, _ in words.requests.find(text)}
    return [
        Question(ends[number], kind)
        for start, after, kind in cues
        if (number := min(bisect_right(ends, start), len(ends) - 1)) in requests
        or _is_question(text, ends[number - 1] if number else 0, ends[number], after)
    ]


def _is_question(text: str, start: int, end: int, cue_end: int) -> bool:
    sentence = text[start : min(end, start + 400)].rstrip()
    if text[:end].rstrip(" \n")[-1:] in [*_QUESTION_MARKS] or _ASKS_ITSELF.match(text, cue_end):
        return True
    return len(WORD.findall(sentence)) <= _SHORT and not any(map(str.isdigit, sentence))


def answers(asked: Iterable[str]) -> Finder:
    """Finds the answers to what was ``asked`` before, and to the questions within the text."""
    before = frozenset(asked)

    def find(text: str) -> Iterator[Span]:
        within = [each for each in questions_in(text) if text[each.end - 1] in _QUESTION_MARKS]
        if not before and not within:
            return
        end = 0
        for start, after in _parts(text, within):
            kinds = {question.kind for question in within if question.end <= start}
            for span in _answers_in(text, start, after, before | kinds, by_line=not before):
                if span.start >= end:
                    yield span
                    end = span.end

    return find


def _parts(text: str, questions: list[Question]) -> Iterator[tuple[int, int]]:
    """The lines of a text, divided also where a question ends."""
    ends = sorted(
        {question.end for question in questions}
        | {match.end() for match in re.finditer("\n", text)}
        | {len(text)}
    )
    start = 0
    for end in ends:
        if end > start:
            yield start, end - text[start:end].endswith("\n")
        start = end


def _answers_in(
    text: str, start: int, end: int, kinds: frozenset[str], *, by_line: bool
) -> list[Span]:
    part = text[:end]
    found: list[Span] = []
    for kind, find in _FINDERS.items():
        if kind in kinds:
            found += _free(find(part, start), found)
    if digits := kinds & _BY_DIGITS:
        found += _free(_numbers(part, start, digits), found)
    if "NAME" in kinds:
        found += _free(_names(part, start, capital=by_line), found)
    return sorted(found, key=lambda span: span.start)


def _free(spans: Iterable[Span], taken: list[Span]) -> list[Span]:
    return [
        span
        for span in spans
        if not any(span.start < other.end and other.start < span.end for other in taken)
    ]


def _begin(text: str, start: int) -> int:
    """Where the answer begins, after "sure", "it's" and the like."""
    place = _skip(text, start)
    fillers = {begin: end for begin, end, _ in languages().fillers.find(text[place:])}
    offset = place
    while place - offset in fillers:
        after = fillers[place - offset] + offset
        place = _skip(text, after)
    return place


def _skip(text: str, place: int) -> int:
    match = _SKIPPED.match(text, place)
    return match.end() if match else place


def _emails(text: str, start: int) -> Iterator[Span]:
    for match in _spelled().finditer(text, start):
        yield Span(*match.span(), "EMAIL")


@cache
def _spelled() -> re.Pattern[str]:
    at, dot = (
        "|".join(sorted((plain(each) for each in languages().all(key)), key=len, reverse=True))
        for key in ("at", "dot")
    )
    word = r"[\w+-]{1,40}"
    joined = rf"(?: (?:{dot}) |\.)"
    return re.compile(
        rf"(?<![\w.+-]){word}(?:{joined}{word}){{0,3}}"
        rf"(?: ?@ ?| (?:{at}) ){word}(?:{joined}{word}){{1,3}}",
        re.IGNORECASE,
    )


def _birth_dates(text: str, start: int) -> Iterator[Span]:
    for match in dates().finditer(text, start):
        yield Span(*match.span(), "BIRTHDATE")


def _addresses(text: str, start: int) -> Iterator[Span]:
    begin = _begin(text, start)
    match = _ENDS_ADDRESS.search(text, begin)
    end = begin + len(text[begin : match.start() if match else len(text)].rstrip(" .,"))
    said = text[begin:end]
    first = WORD.match(said)
    if HIDDEN in said or not said or (first and is_no_name(first[0])):
        return
    has_digit = any(map(str.isdigit, said)) and not harmless.is_amount(text, begin, begin + 1)
    names = (word[0] for word in WORD.finditer(said) if not is_no_name(word[0]))
    capitals = sum(name[0].isupper() for name in names)
    is_unspaced = UNSPACED.search(said) is not None and len(said) >= 4
    if (has_digit and len(said.split()) > 1) or capitals >= 2 or is_unspaced:
        yield Span(begin, end, "ADDRESS")


_FINDERS: dict[str, Callable[[str, int], Iterable[Span]]] = {
    "EMAIL": _emails,
    "BIRTHDATE": _birth_dates,
    "ADDRESS": _addresses,
}


def _numbers(text: str, start: int, kinds: frozenset[str]) -> Iterator[Span]:
    cues = Cues(text)
    is_short = len(WORD.findall(text[start:])) <= _SHORT
    special = sorted(kinds - {"NUMBER"})
    for match in _NUMBER.finditer(text, start):
        digits = sum(map(str.isdigit, match[0]))
        if digits < (3 if is_short else 4) or _is_amount(text, match):
            continue
        cue = cues.before(match.start())
        if cue is not None and cue.close and cue.kind == KEEP:
            continue
        said = cue.kind if cue is not None and cue.close else None
        yield Span(*match.span(), said or (special[0] if len(special) == 1 else "NUMBER"))
    begin = _begin(text, start)
    token = _TOKEN.match(text, begin) if "ACCOUNT" in kinds else None
    if token and not text[token.end() :].strip() and not is_no_name(token[0].rstrip(".!?")):
        yield Span(*token.span(), "ACCOUNT")


def _is_amount(text: str, match: re.Match[str]) -> bool:
    start = match.start() + len(match[0]) - len(match[0].lstrip("+(#"))
    return harmless.is_amount(text, start, match.end())


def _names(text: str, start: int, *, capital: bool) -> Iterator[Span]:
    """Names: capitalised words at the start of the answer, or all of a short one."""
    place = start
    for _ in range(3):  # "first name Ann, last name Lee"
        begin = _begin(text, place)
        end = name_end(text, begin, lower=0 if capital else 3)
        if not end or (place > start and begin == place) or not _is_all(text, begin, end):
            return
        yield Span(begin, end, "NAME")
        place = end


def _is_all(text: str, begin: int, end: int) -> bool:
    """Whether the name stands for itself; two words with capitals do in any case."""
    name = text[begin:end]
    is_titled = all(word[0].isupper() for word in re.split(r"[ ,]+", name) if len(word) > 3)
    if name[0].isupper() and " " in name and is_titled:
        return True
    marks = (_GOES_ON, _SENTENCE_END, _politeness())
    return any(mark.match(text, end) for mark in marks)


@cache
def _politeness() -> re.Pattern[str]:
    """What Japanese and Korean put behind a name at the end of a sentence."""
    words = languages()
    ends = [plain(each) for field in ("name_stop", "name_endings") for each in words.all(field)]
    return re.compile(rf"(?:{'|'.join(map(re.escape, ends))}).{{0,6}}$")
