"""What outcomes are called, in which unit their effects are, and where chats have them.

A logarithm is named after the measure that it is of: ``ln_duration`` after ``duration_s``.
"""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["log seconds", "seconds", "share", "points", "count"]
"""An effect is in percent and seconds, in seconds, in percentage points, or as it is."""

_LOG = "ln_"


@dataclass(frozen=True, slots=True, kw_only=True)
class CataloguedOutcome:
    """A measure. ``of_chat`` is the column of ``chats`` it is the day's mean of.

    ``use`` and ``use_of_chat`` are what counts as use of the assistant in its effect of use, of a
    day and of a chat.
    """

    name: str
    label: str
    kind: Kind
    of_chat: str | None = None
    level: str | None = None
    use: str = "usage"
    use_of_chat: str = "used"


def log_name(measure: str) -> str:
    """The name of a measure's logarithm."""
    return f"{_LOG}{measure.removesuffix('_s')}"


def is_log(outcome: str) -> bool:
    """Whether the outcome is on the scale of logarithms."""
    return outcome.startswith(_LOG)


def levels_of(outcome: str) -> tuple[str, ...]:
    """Columns whose logarithm the outcome may be, the likeliest first; none if it is no such."""
    if not is_log(outcome):
        return ()
    bare = outcome.removeprefix(_LOG)
    return tuple(dict.fromkeys((outcome_named(outcome).level or bare, f"{bare}_s")))


def outcome_named(name: str) -> CataloguedOutcome:
    """What the catalogue has of a measure; one that it has not goes by its column's name."""
    if name in _CATALOGUE:
        return _CATALOGUE[name]
    bare = name.removeprefix(_LOG)
    level = _CATALOGUE.get(f"{bare}_s") or _CATALOGUE.get(bare)
    if is_log(name) and level is not None:
        return CataloguedOutcome(
            name=name,
            label=level.label,
            kind="log seconds" if level.kind == "seconds" else "count",
            of_chat=level.of_chat,
            level=level.name,
        )
    return CataloguedOutcome(name=name, label=name.replace("_", " "), kind="count", of_chat=name)


def _make(
    name: str, label: str, kind: Kind, of_chat: str | None = None, level: str | None = None
) -> CataloguedOutcome:
    return CataloguedOutcome(
        name=name, label=label, kind=kind, of_chat=of_chat or name, level=level
    )


def _ended_by_confirming(name: str, kind: Kind, level: str | None = None) -> CataloguedOutcome:
    """The time to identify the issue, which confirming a proposed one ends as well."""
    return CataloguedOutcome(
        name=name,
        label="time to identify the issue",
        kind=kind,
        of_chat="issue_identification_s",
        level=level,
        use="assistance",
        use_of_chat="assisted",
    )


_CATALOGUE = {
    each.name: each
    for each in (
        _ended_by_confirming("ln_issue_identification", "log seconds", "issue_identification_s"),
        _ended_by_confirming("issue_identification_s", "seconds"),
        _make("customer_agreed_s", "time until the customer agrees", "seconds"),
        _make("ln_duration", "chat duration", "log seconds", "duration_s", "duration_s"),
        _make("duration_s", "chat duration", "seconds"),
        _make("first_response_s", "time to the first answer", "seconds"),
        _make("agent_response_s", "customers' waiting for answers", "seconds"),
        _make("customer_response_s", "agents' waiting for customers", "seconds"),
        _make("queue_wait_s", "wait in the queue", "seconds"),
        _make("active_s", "time with the chat in focus", "seconds"),
        _make("away_s", "time away from the chat", "seconds"),
        _make("typing_s", "typing time", "seconds"),
        _make("resumption_lag_s", "time to resume after a switch", "seconds"),
        _make("decision_s", "time to decide about a suggestion", "seconds"),
        _make("dissatisfaction_rate", "dissatisfied ratings", "share", "dissatisfied"),
        _make("retrial_rate", "customers back within three days", "share", "retrial_3d"),
        _make("unfounded_claims", "unfounded claims a chat", "count"),
        _make("abandonment_rate", "abandoned chats", "share", "abandoned"),
        _make("usage", "usage of suggestions", "share", "used"),
        _make("assistance", "usage, or confirming a proposed issue", "share", "assisted"),
        _make("usage_complete", "suggestions sent unchanged", "share", "used_complete"),
        _make("usage_partial", "suggestions edited and sent", "share", "used_partial"),
        _make("rated_share", "rated chats", "share", "rated"),
        _make("away_share", "share of the chat spent away", "share"),
        _make("rating", "rating (1 to 5)", "points"),
        _make("chats", "chats a day", "count"),
        _make("switches_in", "switches to a chat", "count"),
        _make("concurrency_at_start", "chats open at once", "count"),
        _make("concurrency_mean", "chats open at once, time-weighted", "count"),
        _make("agent_messages", "agent's messages a chat", "count"),
        _make("customer_messages", "customer's messages a chat", "count"),
        _make("message_ratio", "agent's messages for each of the customer's", "count"),
        _make("customer_pictures", "customer's pictures a chat", "count"),
        _make("customer_tenure_days", "days since the customer joined", "count"),
        _make("edit_distance", "characters changed in a suggestion", "count"),
        _make("similarity", "similarity of suggestion and message", "share"),
    )
}
