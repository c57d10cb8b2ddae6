"""Replaces in the texts of one chat whatever identifies the customer."""

import re
from collections.abc import Iterable, Iterator

from console.domain.customers import Customer
from console.export.redaction import banking, contact, harmless, numbers, phones, places
from console.export.redaction.answers import answers, questions_in
from console.export.redaction.birth_dates import birth_dates
from console.export.redaction.customer_identifiers import CustomerIdentifiers, words_of
from console.export.redaction.customer_record import identifiers_of
from console.export.redaction.han import stated_han_names
from console.export.redaction.introduced_names import introduced_names
from console.export.redaction.number_shapes import shaped_numbers
from console.export.redaction.spans import Finder, Span, claimed, placeholders
from console.export.redaction.spelling import Folded, fold, plain
from console.export.redaction.stated_names import stated_names
from console.export.redaction.word_lists import PARTICLES

_PASSES = 8
_DIGIT = re.compile(r"\d")
_LAST_WORD = re.compile(r"(?<![^\W_])[^\W_]{3,64}+$")
_PATIENCE = 3
"""Messages of the customer's within which a question may be answered."""

_GAPS = frozenset({" ", ", "})

_BY_DIGITS: tuple[Finder, ...] = (
    banking.ibans,
    banking.cards,
    banking.card_endings,
    banking.masked_cards,
    birth_dates,
    numbers.passwords,
    shaped_numbers,
    harmless.exempt,
    phones.grouped,
    places.addresses,
    places.chinese_addresses,
    places.rooms,
    places.zips,
    places.five_digit_zips,
    numbers.codes,
)


class Redactor:
    """Puts placeholders such as ``[EMAIL]`` into the texts of one chat; nothing else changes.

    Made from the chat's customer, if there is a record, and the agent's name. What was redacted
    stays as it is when it is redacted again. No text makes it raise, and the time grows with the
    text's length.
    """

    def __init__(self, customer: Customer | None, agent: str | None = None) -> None:
        self._known = identifiers_of(customer, agent)
        items = customer.orders if customer else ()
        bought = (words_of(item.name) for order in items for item in order.items)
        self._last: tuple[str, frozenset[str], tuple[str, ...]] = "", frozenset(), ()
        self._asked: dict[str, int] = {}
        self._answered: set[str] = set()
        self._bought = {word for words in bought for word in words} - set(self._known.names)

    def __call__(self, text: str) -> str:
        """The text with placeholders."""
        return self._fixed(text, frozenset())

    def answer(self, text: str) -> str:
        """The text of the customer's, with placeholders also for what answers a question."""
        return self._fixed(text, frozenset(self._asked))

    def unfinished(self, text: str) -> str:
        """A text that is still being typed: also a last word that begins what is known goes."""
        redacted = self(text)
        last = _LAST_WORD.search(redacted)
        label = self._known.begun_by(plain(last[0])) if last is not None else None
        return redacted if last is None or label is None else f"{redacted[: last.start()]}[{label}]"

    def hear(self, text: str, *, by_agent: bool) -> None:
        """Take in the chat's next message: what it asks for, and the names that are said in it.

        Call it with every message in its order, before the message is redacted.
        """
        folded = fold(text).text
        asked: frozenset[str] = frozenset()
        if by_agent:
            self._hear_questions(folded)
        else:
            self._asked = {kind: age + 1 for kind, age in self._asked.items() if age < _PATIENCE}
            asked = frozenset(self._asked)
            labels = {span.label or "" for span in answers(asked)(folded)} if asked else set()
            self._answered |= labels
        if names := self._names_in(folded, asked):
            self._known = self._known.with_names(names)

    def _hear_questions(self, folded: str) -> None:
        """What the agent asks for now, besides what was asked before and not answered."""
        left = {kind: age for kind, age in self._asked.items() if kind not in self._answered}
        self._asked = left | dict.fromkeys((each.kind for each in questions_in(folded)), 0)
        self._answered = set()

    def _fixed(self, text: str, asked: frozenset[str]) -> str:
        for _ in range(_PASSES):
            redacted = self._redacted(text, asked)
            if redacted == text:
                break
            text = redacted
        return text

    def _redacted(self, text: str, asked: frozenset[str]) -> str:
        folded = fold(text)
        names = self._names_in(folded.text, asked)
        known = self._known.with_names(names) if names else self._known
        spans = claimed(folded.text, self._finders(folded.text, known, asked))
        return _replaced(text, folded, _joined(spans, folded.text))

    def _finders(
        self, text: str, known: CustomerIdentifiers, asked: frozenset[str]
    ) -> Iterator[Finder]:
        """From the most certain reading of a passage to the least."""
        yield from (placeholders, contact.links_of(known.in_link), contact.spelled_emails)
        if "@" in text:
            yield from (contact.emails, contact.handles)
        yield from (contact.network_addresses, numbers.user_ids)
        yield from (known.written_together, known.values, known.numbers)
        if asked and _DIGIT.search(text):
            yield places.addresses  # a house's number is no answer to "Your phone number?"
        yield answers(asked)
        if _DIGIT.search(text):
            yield from _BY_DIGITS
        yield self._stated_names

    def _stated_names(self, text: str) -> Iterator[Span]:
        end = 0
        stated = (*stated_names(text, self._is_bought), *stated_han_names(text))
        for start, after in sorted((*stated, *introduced_names(text))):
            if start >= end:
                yield Span(start, after, "NAME")
                end = after

    def _names_in(self, text: str, asked: frozenset[str]) -> tuple[str, ...]:
        """The words of names said in a text that are names wherever they stand."""
        if (text, asked) != self._last[:2]:  # names are collected from a text before its redaction
            spans = [*self._stated_names(text)]
            spans += [span for span in answers(asked)(text) if span.label == "NAME"]
            words = (word for span in spans for word in words_of(text[span.start : span.end]))
            names = tuple(word for word in words if len(word) > 1 and word not in PARTICLES)
            self._last = text, asked, names
        return self._last[2]

    def _is_bought(self, word: str) -> bool:
        return word in self._bought


def _joined(spans: list[Span], text: str) -> Iterator[Span]:
    """The passages that go; parts of one address, or of one name, as one."""
    last: Span | None = None
    for span in spans:
        if last is not None and _are_one(last, span, text):
            last = Span(last.start, span.end, span.label)
            continue
        if last is not None and last.label is not None:
            yield last
        last = span
    if last is not None and last.label is not None:
        yield last


def _are_one(one: Span, other: Span, text: str) -> bool:
    between = text[one.end : other.start]
    return one.label == other.label and one.label in ("ADDRESS", "NAME") and between in _GAPS


def _replaced(text: str, folded: Folded, spans: Iterable[Span]) -> str:
    parts: list[str] = []
    end = 0
    for span in spans:
        start, after = folded.original(span.start, span.end)
        parts += (text[end:start], f"[{span.label}]")
        end = after
    return "".join(parts) + text[end:]
