"""Replaces in the texts of one chat whatever identifies the customer."""

import re
from collections.abc import Iterable, Iterator

from console.domain.customers import Customer
from console.export.redaction import banking, contact, harmless, numbers, phones, places
from console.export.redaction.customer_identifiers import CustomerIdentifiers, words_of
from console.export.redaction.customer_record import identifiers_of
from console.export.redaction.han import stated_han_names
from console.export.redaction.spans import Finder, Span, claimed, placeholders
from console.export.redaction.spelling import Folded, fold, plain
from console.export.redaction.stated_names import stated_names
from console.export.redaction.word_lists import PARTICLES

_PASSES = 8
_DIGIT = re.compile(r"\d")
_LAST_WORD = re.compile(r"[^\W_]{3,64}$")
_GAPS = frozenset({" ", ", "})

_BY_DIGITS: tuple[Finder, ...] = (
    banking.ibans,
    banking.cards,
    banking.card_endings,
    banking.masked_cards,
    numbers.passwords,
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
        self._last: tuple[str, tuple[str, ...]] = "", ()
        self._bought = {word for words in bought for word in words} - set(self._known.names)

    def __call__(self, text: str) -> str:
        """The text with placeholders."""
        for _ in range(_PASSES):
            redacted = self._redacted(text)
            if redacted == text:
                break
            text = redacted
        return text

    def unfinished(self, text: str) -> str:
        """A text that is still being typed: also a last word that begins what is known goes."""
        redacted = self(text)
        last = _LAST_WORD.search(redacted)
        label = self._known.begun_by(plain(last[0])) if last is not None else None
        return redacted if last is None or label is None else f"{redacted[: last.start()]}[{label}]"

    def learn_names(self, text: str) -> None:
        """Remember names that are said in a text, for the texts that come later in the chat."""
        if names := self._names_in(fold(text).text):
            self._known = self._known.with_names(names)

    def _redacted(self, text: str) -> str:
        folded = fold(text)
        names = self._names_in(folded.text)
        known = self._known.with_names(names) if names else self._known
        spans = claimed(folded.text, self._finders(folded.text, known))
        return _replaced(text, folded, _joined(spans, folded.text))

    def _finders(self, text: str, known: CustomerIdentifiers) -> Iterator[Finder]:
        """From the most certain reading of a passage to the least."""
        yield from (placeholders, contact.links_of(known.in_link), contact.spelled_emails)
        if "@" in text:
            yield from (contact.emails, contact.handles)
        yield from (contact.network_addresses, numbers.user_ids)
        yield from (known.written_together, known.values, known.numbers)
        if _DIGIT.search(text):
            yield from _BY_DIGITS
        yield self._stated_names

    def _stated_names(self, text: str) -> Iterator[Span]:
        end = 0
        for start, after in sorted((*stated_names(text, self._is_bought), *stated_han_names(text))):
            if start >= end:
                yield Span(start, after, "NAME")
                end = after

    def _names_in(self, text: str) -> tuple[str, ...]:
        """The words of names said in a text that are names wherever they stand."""
        if text != self._last[0]:  # names are collected from a text before it is redacted
            spans = self._stated_names(text)
            words = (word for span in spans for word in words_of(text[span.start : span.end]))
            names = tuple(word for word in words if len(word) > 1 and word not in PARTICLES)
            self._last = text, names
        return self._last[1]

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
