"""What became of a chat's suggestions: counts by outcome and kind, use, time to decide."""

from collections.abc import Iterator
from itertools import product

import ibis

from console.domain.events import SuggestionKind
from console.domain.suggestions import SuggestionOutcome
from console.measures.expressions import indicator, mean
from console.measures.schema import PAPER, Measure, Relation, Value, measure

_OUTCOMES = {
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

# --- over the chat's suggestions -------------------------------------------------------------


def _counts() -> Iterator[Measure]:
    for outcome in _OUTCOMES:
        yield _counting(outcome, None)
    for kind, outcome in product(SuggestionKind, _OUTCOMES):
        yield _counting(outcome, kind)


def _counting(outcome: str, kind: SuggestionKind | None) -> Measure:
    which = f"{kind.value} suggestions" if kind else "suggestions"
    return Measure(
        name=f"suggestions_{outcome}" + (f"_{kind.value}" if kind else ""),
        type="integer",
        description=f"How many {which} {_OUTCOMES[outcome]}.",
        unit="suggestions",
        empty=0,
        nullable=False,
        expression=lambda suggestions: _count(suggestions, outcome, kind),
    )


def _count(suggestions: Relation, outcome: str, kind: SuggestionKind | None) -> Value:
    has_outcome = _has_outcome(suggestions, outcome)
    return (
        (has_outcome if kind is None else has_outcome & (suggestions.kind == kind.value))
        .cast("int64")
        .sum()
    )


def _has_outcome(suggestions: Relation, outcome: str) -> Value:
    if outcome == "requested":
        return suggestions.suggestion.notnull()
    if outcome == "shown":
        return suggestions.shown_seq.notnull()
    return suggestions.outcome == outcome


COUNTS = tuple(_counts())
"""How many suggestions had each outcome: over both kinds, then of each kind."""


@measure("number", unit="s", formula="mean of decision_s over the chat's suggestions that have one")
def decision_s(suggestions: Relation) -> Value:
    """Mean time from a suggestion's being shown to the decision; null if there was none."""
    return mean(suggestions.decision_s)


@measure(
    "number",
    unit="characters",
    formula="mean of edit_distance over the chat's modified suggestions",
)
def edit_distance(suggestions: Relation) -> Value:
    """Mean number of characters changed; null if no suggestion was modified."""
    return mean(suggestions.edit_distance)


@measure("number", formula="mean of similarity over the chat's modified suggestions")
def similarity(suggestions: Relation) -> Value:
    """Mean share of the suggestion in what was sent; null if no suggestion was modified."""
    return mean(suggestions.similarity)


@measure("integer", unit="0 or 1", formula="any suggestion is retyped")
def used_retyped(suggestions: Relation) -> Value:
    """Whether a message typed by hand was near-identical to a suggestion shown before it.

    Brynjolfsson, Li and Raymond count these as following the assistant. Null where no suggestion's
    text was compared.
    """
    return suggestions.retyped.max()


MEANS = (decision_s, edit_distance, similarity, used_retyped)

# --- of the chat -----------------------------------------------------------------------------


@measure("integer", unit="0 or 1", formula="suggestions_adopted > 0", source=PAPER, nullable=False)
def used_complete(chat: Relation) -> Value:
    """U1: whether any suggestion was sent unchanged."""
    return indicator(chat.suggestions_adopted > 0)


@measure("integer", unit="0 or 1", formula="suggestions_modified > 0", source=PAPER, nullable=False)
def used_partial(chat: Relation) -> Value:
    """U2: whether any suggestion was taken over, edited and sent."""
    return indicator(chat.suggestions_modified > 0)


@measure(
    "integer",
    unit="0 or 1",
    formula="used_complete or used_partial",
    source=PAPER,
    nullable=False,
)
def used(chat: Relation) -> Value:
    """U1 or U2: whether any suggestion was sent, edited or not."""
    return indicator((chat.suggestions_adopted > 0) | (chat.suggestions_modified > 0))


@measure("integer", unit="0 or 1", formula="took_proposal of the first issue_confirmed")
def proposal_confirmed(chat: Relation) -> Value:
    """Whether the agent first confirmed the proposed issue; null if they confirmed none."""
    return chat.took_proposal


@measure("integer", unit="0 or 1", formula="used or proposal_confirmed")
def assisted(chat: Relation) -> Value:
    """Whether the assistant's work was used: a suggestion sent, or a proposed issue confirmed.

    What counts as use for the time to identify the issue, which such a confirmation ends. Null
    where an issue was confirmed and the bundle, of an older version, does not tell whether it was
    proposed, unless a suggestion was sent.
    """
    sent = (chat.suggestions_adopted > 0) | (chat.suggestions_modified > 0)
    took = (chat.took_proposal == 1).fill_null(False)
    untold = chat.confirmed_seq.notnull() & chat.took_proposal.isnull()
    return ibis.ifelse(~sent & untold, ibis.null("int64"), indicator(sent | took))
