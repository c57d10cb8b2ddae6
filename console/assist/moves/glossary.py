"""What words of English wordings are in the other languages of drafts and customers.

A draft in another language says no more than the wording if each word of it that says something
is in the wording in English. ``resources/glossary.tsv`` has words that services ask for, announce
and talk about; a word that it lacks backs nothing. Verbs are listed in the forms of questions and
announcements, never in those of reports.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from console import paths
from console.assist.moves.words import meanings
from console.assist.reading.wording import plain

_FILE: Final = "glossary.tsv"
_SMALL_WORDS: Final = "*"
"""The row of small words and those that ask. None of them says that something is done."""

_ENDINGS: Final = ("e", "n", "en", "er", "es", "s")
"""Of German, the language of the glossary whose nouns look like names."""

_WORD: Final = re.compile(r"[^\W\d_]+|\d[\d.,:]*|[^\w\s.,;:!?¿¡\"'’()-]")


@cache
def _table() -> tuple[Mapping[str, str], ...]:
    """The rows of the file: a cell of words, with blanks between, for each language."""
    lines = (paths.resources() / _FILE).read_text("utf-8").splitlines()
    header, *rows = (line.split("\t") for line in lines)
    return tuple(dict(zip(header, row, strict=True)) for row in rows)


@cache
def _entries(language: str) -> Mapping[str, frozenset[str]]:
    """The words for each meaning of an English word; one that ends in * is a beginning."""
    found: dict[str, frozenset[str]] = {}
    for row in _table():
        for meaning in meanings(row["english"]):
            words = frozenset(row[language].split())
            found[meaning] = found.get(meaning, frozenset()) | words
    return found


@cache
def _small(language: str) -> frozenset[str]:
    rows = (row for row in _table() if row["english"] == _SMALL_WORDS)
    return frozenset(word for row in rows for word in row[language].split())


def outside_glossary(
    clause: str, wording: str, known: frozenset[str], language: str
) -> tuple[str, ...]:
    """The words of a clause that are not small, not known, and not in the wording in English.

    Args:
        clause: of a draft.
        wording: what was approved, in English.
        known: further words that may be said, in small letters: names, numbers, the customer's.
        language: the draft's, one of the six (ISO 639-1).
    """
    entries = _entries(language)
    backed = (entries[meaning] for meaning in meanings(wording) if meaning in entries)
    exact = _small(language).union(known, *backed)
    begun = tuple(word.removesuffix("*") for word in exact if word.endswith("*"))
    words = _WORD.findall(clause.lower())
    return tuple(word for word in words if word not in exact and not word.startswith(begun))


def named_in_english(text: str, language: str) -> frozenset[str]:
    """The meanings (``words.meanings``) that words of another language name.

    Args:
        text: the customer's, with or without accents.
        language: its language (ISO 639-1); of one that the glossary lacks nothing is found.
    """
    if language not in _table()[0] or language == "english":
        return frozenset()
    words = _WORD.findall(plain(text))
    return frozenset(
        meaning
        for meaning, listed in _entries(language).items()
        if any(_is_listed(word, plain(each)) for each in listed for word in words)
    )


def _is_listed(word: str, listed: str) -> bool:
    return word == listed or (listed.endswith("*") and word.startswith(listed[:-1]))


@cache
def vocabulary(language: str) -> str:
    """All words of a language in the glossary, in their usual endings; empty for one it lacks."""
    if language not in _table()[0] or language == "english":
        return ""
    words = (word for row in _table() for word in row[language].split())
    return " ".join(form for word in words for form in _forms(word))


def _forms(word: str) -> tuple[str, ...]:
    stem = word.removesuffix("*")
    return (stem,) if stem == word else (stem, *(f"{stem}{ending}" for ending in _ENDINGS))
