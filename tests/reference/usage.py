"""What a chat's suggestions came to: counts by outcome and kind, use, time to decide."""

from collections.abc import Iterator
from itertools import product

from console.domain import events as ev
from console.domain.events import SuggestionKind
from console.domain.suggestions import SuggestionOutcome
from reference import suggestions as one
from reference.columns import Column, column
from reference.history import ChatRecord
from reference.suggestions import SuggestionRecord, suggestions_of

_MEANINGS = {
    "requested": "were asked for",
    "shown": "the agent could see",
    SuggestionOutcome.ADOPTED.value: "were sent unchanged",
    SuggestionOutcome.MODIFIED.value: "were edited, then sent",
    SuggestionOutcome.DISMISSED.value: "were dismissed",
    SuggestionOutcome.IGNORED.value: (
        "were shown while the agent sent something of their own, and not used"
    ),
    SuggestionOutcome.SUPERSEDED.value: "the chat moved on from before they were used",
    SuggestionOutcome.FAILED.value: "came to nothing",
    SuggestionOutcome.PENDING.value: "were undecided when the data end",
}


@column(unit="0 or 1", formula="suggestions_adopted > 0")
def used_complete(chat: ChatRecord) -> int:
    """U1: whether any suggestion was sent unchanged."""
    return int(_count(chat, SuggestionOutcome.ADOPTED.value) > 0)


@column(unit="0 or 1", formula="suggestions_modified > 0")
def used_partial(chat: ChatRecord) -> int:
    """U2: whether any suggestion was taken over, edited and sent."""
    return int(_count(chat, SuggestionOutcome.MODIFIED.value) > 0)


@column(unit="0 or 1", formula="used_complete or used_partial")
def used(chat: ChatRecord) -> int:
    """U1 or U2: whether any suggestion was sent, edited or not."""
    return int(used_complete(chat) or used_partial(chat))


def counts() -> Iterator[Column[ChatRecord, int]]:
    """How many suggestions had each fate: over both kinds, then of each kind."""
    for fate in _MEANINGS:
        yield _counting(fate, None)
    for kind, fate in product(SuggestionKind, _MEANINGS):
        yield _counting(fate, kind)


def _counting(fate: str, kind: SuggestionKind | None) -> Column[ChatRecord, int]:
    which = f"{kind.value} suggestions" if kind else "suggestions"
    return Column(
        name=f"suggestions_{fate}" + (f"_{kind.value}" if kind else ""),
        type="integer",
        description=f"How many {which} {_MEANINGS[fate]}.",
        value=lambda chat: _count(chat, fate, kind),
        unit="suggestions",
        nullable=False,
    )


def _count(chat: ChatRecord, fate: str, kind: SuggestionKind | None = None) -> int:
    return sum(
        _met(suggestion, fate)
        for suggestion in suggestions_of(chat)
        if kind is None or suggestion.state.about is kind
    )


def _met(suggestion: SuggestionRecord, fate: str) -> bool:
    if fate == "requested":
        return True
    if fate == "shown":
        return suggestion.state.shown_at is not None
    return suggestion.state.outcome.value == fate


def _mean(chat: ChatRecord, of: Column[SuggestionRecord, float | None]) -> float | None:
    values = [value for value in map(of, suggestions_of(chat)) if value is not None]
    return sum(values) / len(values) if values else None


@column(unit="s", formula="mean of decision_s over the chat's suggestions that have one")
def decision_s(chat: ChatRecord) -> float | None:
    """Mean time from a suggestion's being shown to the decision; null if there was none."""
    return _mean(chat, one.decision_s)


@column(unit="characters", formula="mean of edit_distance over the chat's modified suggestions")
def edit_distance(chat: ChatRecord) -> float | None:
    """Mean number of characters changed; null if no suggestion was modified."""
    return _mean(chat, one.edit_distance)


@column(formula="mean of similarity over the chat's modified suggestions")
def similarity(chat: ChatRecord) -> float | None:
    """Mean share of the suggestion in what was sent; null if no suggestion was modified."""
    return _mean(chat, one.similarity)


@column(unit="0 or 1", formula="took_proposal of the first issue_confirmed")
def proposal_confirmed(chat: ChatRecord) -> int | None:
    """Whether the agent first confirmed the proposed issue; null if they confirmed none."""
    confirmed = chat.first(ev.IssueConfirmed)
    if confirmed is None or not isinstance(confirmed.fact, ev.IssueConfirmed):
        return None
    return int(confirmed.fact.issue == confirmed.fact.proposed)


@column(unit="0 or 1", formula="used or proposal_confirmed")
def assisted(chat: ChatRecord) -> int:
    """Whether a suggestion was sent, or a proposed issue confirmed."""
    return int(bool(used(chat) or proposal_confirmed(chat)))


@column(unit="0 or 1", formula="any suggestion is retyped")
def used_retyped(chat: ChatRecord) -> int | None:
    """Whether a message typed by hand was near-identical to a suggestion shown before it."""
    known = [each for each in map(one.retyped, suggestions_of(chat)) if each is not None]
    return max(known) if known else None
