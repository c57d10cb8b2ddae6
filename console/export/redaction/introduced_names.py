"""Finds names that the words of any of the languages announce, and tells how far a name goes."""

import re
from collections.abc import Iterator
from functools import cache

from console.export.redaction.languages import languages
from console.export.redaction.phrases import MARKS, UNSPACED
from console.export.redaction.spelling import plain
from console.export.redaction.word_lists import NO_NAMES, PARTICLES

_LETTER = rf"(?:[^\W\d_]|[{MARKS}])"
NAME_WORD = re.compile(rf"[^\W\d_]{_LETTER}{{0,40}}+(?:['-]{_LETTER}{{1,30}}+){{0,3}}\.?")
_GAP = re.compile(r" |, ?(?=[^\W\d_])|(?<=\.) ?")
_AFTER_INTRODUCTION = re.compile(r"[\s:*,=\"'-]{0,4}")
_CLOSED = re.compile(r"\s*(?:[.,!?;:\n]|$)")
_HANGUL = re.compile("[\uac00-\ud7af]")
_MOST_WORDS = 4


def introduced_names(text: str) -> Iterator[tuple[int, int]]:
    """The passages that follow "mi chiamo", "меня зовут" and the like, or come before "です"."""
    words = languages()
    for _, after, needs_colon in words.introductions.find(text):
        start = _after_gap(text, after)
        if needs_colon and not re.search("[:=]", text[after:start]):
            continue
        if "\n" not in text[after:start] and (end := name_end(text, start, lower=2)):
            yield start, end
    for match in () if text.isascii() else _before_words().finditer(text):
        yield match.span()
    for begin, after, _ in words.am.find(text):
        start = _after_gap(text, after)
        if text[after:start] == " " and (end := name_end(text, start, lower=0)):
            is_several = " " in text[start:end]
            if _CLOSED.match(text, end) and (is_several or _opens(text, begin)):
                yield start, end


def name_end(text: str, start: int, *, lower: int) -> int:
    """Where the name that begins here ends; 0 if no name begins here.

    Args:
        text: folded.
        start: a place in it.
        lower: how many words without a capital may be a name.
    """
    if start < len(text) and UNSPACED.match(text[start]):
        return _unspaced_end(text, start)
    end = 0
    place, without_capital = start, 0
    for number in range(_MOST_WORDS + 2):
        word = NAME_WORD.match(text, place)
        if word is None or UNSPACED.search(word[0]):
            break
        written, stem_end = _without_ending(word)
        if number and written.casefold() in PARTICLES:
            place = _after_one(text, word.end())
            continue
        if is_no_name(written) or number > _MOST_WORDS:
            break
        if written[0].islower():
            without_capital += 1
            if without_capital > lower or (end and without_capital <= number):
                break
        end = stem_end
        if stem_end < word.end() - 1:  # an ending ends the name too
            break
        place = _after_one(text, word.end())
        if place == word.end():
            break
    return end


def is_no_name(word: str) -> bool:
    """Whether a word is one of those that begin or continue no name."""
    word = plain(word).rstrip(".")
    return word in NO_NAMES or word in languages().stop or word.partition("'")[0] in _CONTRACTED


_CONTRACTED = frozenset("i you we they he she it that what who there let".split())


def _opens(text: str, place: int) -> bool:
    """Whether a sentence that introduces its writer begins here: nothing before, or a greeting."""
    before = text[max(0, place - 40) : place].rstrip(" ,.!\n").casefold()
    last = max(before.rfind(mark) for mark in ".!?\n")
    return before[last + 1 :].strip() in {"", *languages().greetings}


def _after_gap(text: str, place: int) -> int:
    match = _AFTER_INTRODUCTION.match(text, place)
    return match.end() if match else place


def _after_one(text: str, place: int) -> int:
    match = _GAP.match(text, place)
    return match.end() if match else place


def _without_ending(word: re.Match[str]) -> tuple[str, int]:
    """A word and its end, without what Korean hangs on to a name, and without a full stop."""
    written, end = word[0], word.end()
    if written.endswith(".") and len(written) > 3:
        written, end = written[:-1], end - 1
    if _HANGUL.match(written):
        for ending in _endings():
            if written.endswith(ending) and len(written) > len(ending) + 1:
                return written[: -len(ending)], end - len(ending)
    return written, end


@cache
def _endings() -> tuple[str, ...]:
    found = (plain(each) for each in languages().all("name_endings"))
    return tuple(sorted(found, key=len, reverse=True))


@cache
def _unspaced_name() -> re.Pattern[str]:
    stops = "|".join(re.escape(plain(each)) for each in languages().all("name_stop"))
    letter = r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\u0e00-\u0e7f・]"
    return re.compile(rf"{letter}{{2,8}}?(?: {letter}{{1,4}}?)?(?=[^\w\s]|\s|$|{stops})")


@cache
def _before_words() -> re.Pattern[str]:
    """A name before words such as Japanese "to moshimasu"."""
    words = "|".join(re.escape(plain(each)) for each in languages().all("name_before"))
    letter = r"[\u30a0-\u30ff\u3400-\u4dbf\u4e00-\u9fff]"
    return re.compile(rf"(?<!{letter}){letter}{{2,8}}(?={words})")


def _unspaced_end(text: str, start: int) -> int:
    match = _unspaced_name().match(text, start)
    return 0 if match is None or is_no_name(match[0]) else match.end()
