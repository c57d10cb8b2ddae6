"""Turns a text into weighted features: n-grams of its words and of their characters.

Character n-grams still match after a typing mistake, with another ending, or in a joined word.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import (
    ENGLISH_STOP_WORDS,
    TfidfVectorizer,
)

_WORD = re.compile(r"\w+")
_NGRAM_SIZES = range(2, 6)
_LONGEST = 40
"""Characters of a word that are used: longer words are numbers, links, or no words at all."""

MOST_WORDS = 2000
"""Words of a text that are used."""

Numbers = NDArray[np.float32]


class Word(NamedTuple):
    """A word, put in one form, and where it stands in the text."""

    form: str
    start: int
    end: int


def words_of(text: str) -> list[Word]:
    """The words of a text, in order."""
    words = []
    for match in _WORD.finditer(text):
        form = unicodedata.normalize("NFKC", match.group()).casefold()[:_LONGEST]
        words.append(Word(form, match.start(), match.end()))
        if len(words) == MOST_WORDS:
            break
    return words


def same_words(text: str) -> str:
    """The words in one form, equal for two texts that differ only in case and punctuation."""
    return " ".join(word.form for word in words_of(text))


def word_ngrams(words: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    """Single words and pairs, each with the first and the last of the words it is made of."""
    for at, word in enumerate(words):
        yield word, at, at
        if at + 1 < len(words):
            yield f"{word} {words[at + 1]}", at, at + 1


def char_ngrams(words: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    """Stretches of a few characters of each word, whose ends are marked by a space."""
    for at, word in enumerate(words):
        marked = f" {word} "
        for size in _NGRAM_SIZES:
            for start in range(len(marked) - size + 1):
                yield marked[start : start + size], at, at


SMALL_TALK = ENGLISH_STOP_WORDS | frozenset(
    "afternoon day evening good hello help hey hi morning ok okay please question sorry thank "
    "thanks there welcome yes".split()
)
"""Words that mean nothing by themselves, and greetings. A text with no others is about no issue,
even if a few examples begin with the same greeting."""


def has_content_words(text: str) -> bool:
    """Whether the text has a word that could be about an issue."""
    return any(word.form not in SMALL_TALK for word in words_of(text))


Parts = Callable[[Sequence[str]], Iterator[tuple[str, int, int]]]
KINDS: tuple[Parts, ...] = (word_ngrams, char_ngrams)
"""The ways to take a text apart. Each counts the same."""


class TermWeights:
    """How much each part of a text counts, learnt from the texts of all examples.

    Rows have unit length, so that the product of two is 1 for equal texts and 0 for those that
    have nothing in common.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        """Learn from ``texts``, of which at least one must have a word in it."""
        self._kinds = [_vectorizer(kind) for kind in KINDS]
        for vectorizer in self._kinds:
            vectorizer.fit(texts)
        self.starts = np.cumsum([0, *(len(each.vocabulary_) for each in self._kinds)])

    def rows(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """One row per text."""
        scale = np.float32(1 / np.sqrt(len(self._kinds)))
        blocks = [vectorizer.transform(texts) * scale for vectorizer in self._kinds]
        return sparse.csr_matrix(sparse.hstack(blocks, format="csr", dtype=np.float32))

    def column(self, kind: int, part: str) -> int | None:
        """The column of one part of a kind; none if no example has it."""
        column = self._kinds[kind].vocabulary_.get(part)
        return None if column is None else int(self.starts[kind]) + int(column)


def _vectorizer(parts: Parts) -> TfidfVectorizer:
    def analyse(text: str) -> list[str]:
        return [part for part, _, _ in parts([word.form for word in words_of(text)])]

    return TfidfVectorizer(analyzer=analyse, sublinear_tf=True, dtype=np.float32)
