"""What is measured of one message."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from console.measures.text import chinese, english
from console.measures.text.tokens import WordToken, tokens

if TYPE_CHECKING:
    from console.language import Languages

MEASURED_LANGUAGES = frozenset(("en", "zh"))
"""The languages, as ISO 639-1 names them, whose words are counted."""

_LANGUAGE_SAMPLE = 100
"""How many words decide about the language; further ones don't change the answer."""


@dataclass(frozen=True, slots=True)
class MeasuredMessage:
    """One message: its language (ISO 639-1; None if unsure), and its length in characters.

    ``words`` is how many it has, ``content`` the content words in order. Both are None in a
    language that is not measured.
    """

    language: str | None
    characters: int
    words: int | None
    content: tuple[str, ...] | None

    @property
    def content_words(self) -> int | None:
        """How many content words there are."""
        return None if self.content is None else len(self.content)


def analyse(text: str, language: str | None = None) -> MeasuredMessage:
    """Measure a message; its language is detected if not given.

    One message is often too short to detect its language, so a caller that has more messages of
    the same writer should pass it (``language_of``).
    """
    language = language or language_of((text,))
    if language not in MEASURED_LANGUAGES:
        return MeasuredMessage(language, len(text), None, None)
    words = [word for clause in _clauses(text) for word in _tagged(clause)]
    content = tuple(word for word, is_content in words if is_content)
    return MeasuredMessage(language, len(text), len(words), content)


def language_of(texts: Iterable[str]) -> str | None:
    """The language in which texts of one writer are written; None if they are too short to tell.

    Links, addresses, numbers and placeholders say nothing about it and are left out.
    """
    words = (token.text for text in texts for token in tokens(text) if token.kind != "stop")
    return _languages().of(" ".join(islice(words, _LANGUAGE_SAMPLE)))


def _clauses(text: str) -> Iterator[list[WordToken]]:
    """The words of a text, parted where punctuation or another script parts them."""
    clause: list[WordToken] = []
    for token in tokens(text):
        if clause and token.kind != clause[-1].kind:
            yield clause
            clause = []
        if token.kind != "stop":
            clause.append(token)
    if clause:
        yield clause


def _tagged(clause: list[WordToken]) -> list[tuple[str, bool]]:
    """The words of a clause of one script, and whether each is a content word."""
    if clause[0].kind == "han":
        return [word for token in clause for word in chinese.words(token.text)]
    return english.tagged([token.text for token in clause])


@cache
def _languages() -> "Languages":
    from console.language import Languages  # noqa: PLC0415 - takes a moment

    return Languages()
