"""What is measured of all that one side of a chat wrote."""

import math
from bisect import insort
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from console.measures.text.message import MEASURED_LANGUAGES, analyse, language_of


@dataclass(frozen=True, slots=True)
class ChatText:
    """The texts of one side of a chat, measured together.

    ``language`` is ISO 639-1; None if they are too short to tell. ``messages`` are those with more
    than white space in them, ``characters`` their Unicode code points. ``words``,
    ``content_words`` and ``diversity`` (``entropy`` of the content words) are None in languages
    that are not measured, ``diversity`` also without content words.
    """

    language: str | None
    messages: int
    characters: int
    words: int | None
    content_words: int | None
    diversity: float | None

    @property
    def density(self) -> float | None:
        """Content words over words; None where there are no words."""
        if self.words is None or self.content_words is None:
            return None
        return self.content_words / self.words if self.words else None

    @property
    def clarity(self) -> float | None:
        """Mean characters a message; None where there are no messages."""
        return self.characters / self.messages if self.messages else None


def measure_side(texts: Iterable[str], language: str | None = None) -> ChatText:
    """Measure what one side wrote; the order of the messages does not matter.

    The language is detected if not given, from the longest messages.
    """
    written = sorted((text for text in texts if text.strip()), key=lambda text: (-len(text), text))
    language = language or language_of(written)
    words, content = _words(written, language) if language in MEASURED_LANGUAGES else (None, None)
    return ChatText(
        language=language,
        messages=len(written),
        characters=sum(map(len, written)),
        words=words,
        content_words=None if content is None else content.total(),
        diversity=None if content is None else entropy(content.values()),
    )


class RunningSide:
    """What one side writes, measured anew with each message without reading all of it again."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._language: str | None = None
        self._words = 0
        self._content: Counter[str] = Counter()

    def add(self, text: str) -> ChatText:
        """Take in a message; what ``measure_side`` says of all until now."""
        if text.strip():
            insort(self._texts, text, key=lambda each: (-len(each), each))
            language = language_of(self._texts)
            if language != self._language:
                self._language, self._words, self._content = language, 0, Counter()
                self._count(self._texts)
            else:
                self._count((text,))
        measured = self._language in MEASURED_LANGUAGES
        return ChatText(
            language=self._language,
            messages=len(self._texts),
            characters=sum(map(len, self._texts)),
            words=self._words if measured else None,
            content_words=self._content.total() if measured else None,
            diversity=entropy(self._content.values()) if measured else None,
        )

    def _count(self, texts: Iterable[str]) -> None:
        if self._language in MEASURED_LANGUAGES:
            words, content = _words(texts, self._language)
            self._words += words
            self._content.update(content)


def entropy(counts: Collection[int]) -> float | None:
    """Entropy in nats, −Σ p ln p, of what occurs this often; None if nothing does.

    0 if all are the same, the logarithm of their number if all are different.
    """
    total = sum(counts)
    if not total:
        return None
    # An exact sum, so that it is the same in whatever order words came up.
    return math.fsum(count / total * math.log(total / count) for count in counts)


def _words(texts: Iterable[str], language: str | None) -> tuple[int, Counter[str]]:
    """How many words there are, and how often each content word comes up."""
    analysed = [analyse(text, language) for text in texts]
    content = Counter(word for each in analysed for word in each.content or ())
    return sum(each.words or 0 for each in analysed), content
