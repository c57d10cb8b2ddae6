"""Finds many phrases at once, a word at a time, so that their number costs nothing."""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import pairwise
from typing import Generic, TypeVar

from console.export.redaction.spelling import plain

T = TypeVar("T")

MARKS = "\u0900-\u0963\u0971-\u0dff"
"""Letters and vowel signs of India's scripts; to a pattern the signs are no part of words."""

WORD = re.compile(rf"[^\W\d_](?:[^\W\d_]|[{MARKS}])*+")
UNSPACED = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
"""Scripts without spaces between words, in which a phrase may begin anywhere."""

_LONGEST_GAP = 3
_MOST_WORDS = 20_000
_Words = tuple[str, ...]


class PhraseTable(Generic[T]):
    """PhraseTable and what each stands for. A word that ends with ``*`` may go on.

    Spelling is that of folded texts, without accents and capitals. Where one phrase begins another,
    the longer is found.
    """

    def __init__(self, phrases: Iterable[tuple[str, T]]) -> None:
        self._by_word: dict[str, list[tuple[_Words, T]]] = {}
        self._unspaced: dict[str, T] = {}
        for phrase, value in phrases:
            folded = plain(phrase)
            if UNSPACED.search(folded):
                self._unspaced.setdefault(folded.rstrip("*"), value)
            elif words := tuple(re.findall(rf"{WORD.pattern}\*?", folded)):
                self._by_word.setdefault(words[0], []).append((words[1:], value))
        longest_first = sorted(self._unspaced, key=len, reverse=True)
        self._any_unspaced = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")
        self._begun_by = _Begun(self._candidates)

    def find(self, text: str) -> list[tuple[int, int, T]]:
        """Start, end and value of every phrase in a folded text, from left to right."""
        tokens, words = _tokens(text)
        found: list[tuple[int, int, T]] = []
        begun_by, end = self._begun_by, 0
        for place in [place for place, word in enumerate(words) if begun_by[word]]:
            if place < end:
                continue
            for rest, value in begun_by[words[place]]:
                after = place + 1 + len(rest)
                if not rest or (
                    _are(rest, words[place + 1 : after]) and _near(text, tokens[place:after])
                ):
                    found.append((tokens[place].start(), tokens[after - 1].end(), value))
                    end = after
                    break
        if self._unspaced and not text.isascii():
            matches = self._any_unspaced.finditer(text)
            found += [(*match.span(), self._unspaced[match[0].casefold()]) for match in matches]
            found.sort(key=lambda each: each[:2])
        return found

    def _candidates(self, word: str) -> list[tuple[_Words, T]]:
        begun = [f"{word[:end]}*" for end in range(2, len(word) + 1)] if len(word) <= 40 else []
        found = [each for key in (word, *begun) for each in self._by_word.get(key, ())]
        return sorted(found, key=lambda each: -len(each[0]))


class _Begun(dict[str, list[tuple[_Words, T]]]):
    """The phrases that a word may begin, found out once for each word."""

    def __init__(self, find: Callable[[str], list[tuple[_Words, T]]]) -> None:
        self._find = find

    def __missing__(self, word: str) -> list[tuple[_Words, T]]:
        if len(self) >= _MOST_WORDS:
            self.clear()
        self[word] = found = self._find(word)
        return found


@lru_cache(maxsize=4)
def _tokens(text: str) -> tuple[list[re.Match[str]], list[str]]:
    """The words of a text, which several tables look through one after the other."""
    tokens = list(WORD.finditer(text))
    return tokens, [token[0].casefold() for token in tokens]


def _are(wanted: _Words, words: list[str]) -> bool:
    """Whether these are the words of a phrase."""
    return len(wanted) == len(words) and all(
        word.startswith(want[:-1]) if want[-1] == "*" else word == want
        for want, word in zip(wanted, words, strict=True)
    )


def _near(text: str, tokens: list[re.Match[str]]) -> bool:
    gaps = (text[one.end() : other.start()] for one, other in pairwise(tokens))
    return all(len(gap) <= _LONGEST_GAP and "\n" not in gap for gap in gaps)
