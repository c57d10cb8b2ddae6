"""Whether the model's version of an approved wording still says what was approved, and no more.

The model is to fit a wording to the chat: to take up what was said, to join sentences. What it
leaves out is missing from the message, and what it adds was approved by nobody.
"""

import re
from collections.abc import Iterator

from console.assist.moves.words import meanings, sentences
from console.domain.claims import completed_claims

_KEPT = 0.6
"""The share of a sentence's words that must occur in the version, in whatever form."""

_OF_ITS_OWN = 0.34
"""A sentence with a smaller share of its words in the wording is the model's own."""

_MOST_OWN = 1
_MOST_OWN_WORDS = 14


def departures(draft: str, wording: str) -> list[str]:
    """Where a draft departs from the wording it was made from, a few words each."""
    return [
        *_left_out(draft, wording),
        *_changes_move(draft, wording),
        *_added(draft, wording),
    ]


def _left_out(draft: str, wording: str) -> Iterator[str]:
    said = meanings(draft)
    for sentence in sentences(wording):
        words = meanings(sentence)
        if words and len(words & said) / len(words) < _KEPT:
            yield f"it leaves out: {sentence}"


def _changes_move(draft: str, wording: str) -> Iterator[str]:
    """A question that is only stated, a report that is only announced, a no that is left out.

    Each question of the wording must be asked in the draft, in whatever sentence; so part of what
    is missing is not enough.
    """
    asked = meanings(" ".join(s for s in sentences(draft) if _ASKS.search(s)))
    for sentence in sentences(wording):
        words = meanings(_asking_part(sentence)) if sentence.endswith("?") else frozenset()
        if words and len(words & asked) / len(words) < _KEPT:
            yield f"it leaves out the question: {sentence}"
    if "?" in wording and "?" not in draft:
        yield "it leaves out the question"
    if draft.count("?") > wording.count("?"):
        yield "it adds a question"
    if completed_claims(wording) and not completed_claims(draft):
        yield "it leaves out what was done"
    if _DENIES.search(wording) and not _DENIES.search(draft):
        yield "it leaves out that something isn't possible"


def _asking_part(sentence: str) -> str:
    """What a question asks, without what it says before a colon."""
    return sentence.rpartition(": ")[2]


_ASKS = re.compile(
    r"\?$|\b(?:please|could you|can you|would you|may i|tell me|let me know)\b", re.I
)
"""Wants an answer or something else of the customer."""

_DENIES = re.compile(
    r"n['’]t\b|\b(?:not|no|never|cannot|unfortunately|only|nothing|nobody|unable|impossible)\b",
    re.I,
)
"""Says that something is not so or not possible."""


def _added(draft: str, wording: str) -> Iterator[str]:
    """More than a short sentence of the model's own, such as one that shows understanding."""
    approved = meanings(wording)
    own = [s for s in sentences(draft) if _is_own(meanings(s), approved)]
    if len(own) > _MOST_OWN or any(len(s.split()) > _MOST_OWN_WORDS for s in own):
        yield f"it adds what nobody approved: {own[0]}"
    if any("?" in sentence for sentence in own):
        yield "it adds a question"


def _is_own(words: frozenset[str], approved: frozenset[str]) -> bool:
    return bool(words) and len(words & approved) / len(words) < _OF_ITS_OWN
