"""What was found in a text, and how its finders keep out of each other's way.

Finders run one after the other. What one has claimed is hidden from the next by a character that
no pattern matches, so that the first, most certain, reading of a passage stands.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

LABELS = (
    *("ACCOUNT", "ADDRESS", "AGENT", "BIRTHDATE", "CARD", "EMAIL", "IBAN", "IP", "LINK", "NAME"),
    *("NUMBER", "ORDER", "PAYMENT", "PHONE", "TRACKING", "ZIP"),
)
"""The words that stand between brackets in place of what was taken out."""

HIDDEN = "\x00"
"""Stands for a character that has been claimed; folded texts don't have it."""

_PLACEHOLDER = re.compile(rf"\[(?:{'|'.join(LABELS)})\]")


@dataclass(frozen=True, slots=True)
class Span:
    """A passage of a folded text. ``label`` is null for one that has to stay as it is."""

    start: int
    end: int
    label: str | None


Finder = Callable[[str], Iterable[Span]]
"""Finds passages in a folded text, from left to right, none overlapping another."""


def claimed(text: str, finders: Iterable[Finder]) -> list[Span]:
    """The passages that these finders claim, in the order of the text."""
    taken: list[Span] = []
    for find in finders:
        spans = [span for span in find(text) if HIDDEN not in text[span.start : span.end]]
        text = _hide(text, spans)
        taken.extend(spans)
    return sorted(taken, key=lambda span: span.start)


def _hide(text: str, spans: list[Span]) -> str:
    parts: list[str] = []
    end = 0
    for span in spans:
        parts += (text[end : span.start], HIDDEN * (span.end - span.start))
        end = span.end
    return "".join(parts) + text[end:] if spans else text


def placeholders(text: str) -> Iterator[Span]:
    """What was redacted before."""
    for match in _PLACEHOLDER.finditer(text):
        yield Span(match.start(), match.end(), None)


def matches(pattern: re.Pattern[str], label: str | None) -> Finder:
    """Finds what the pattern matches: its group ``it`` if it has one."""
    group = "it" if "it" in pattern.groupindex else 0

    def find(text: str) -> Iterator[Span]:
        for match in pattern.finditer(text):
            yield Span(*match.span(group), label)

    return find
