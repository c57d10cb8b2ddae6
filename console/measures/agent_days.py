"""The panel: one row an agent and day, as the field experiment's regressions use it.

A chat belongs to the day, on the clock of the agent's workstation, on which the agent took it.
Chats that nobody took belong to no agent's day.
"""

from collections.abc import Callable

import ibis

from console.measures.expressions import mean, seconds
from console.measures.panel_design import local_day, with_design
from console.measures.schema import (
    PAPER,
    Measure,
    Privacy,
    Relation,
    Table,
    Value,
    aggregated,
    left_join,
    measure,
    plain_column,
    with_parts,
)

AGENT_DAY = ("agent", "day")

_MEANS = {
    "queue_wait_s": "s",
    "issue_identification_s": "s",
    "duration_s": "s",
    "agent_response_s": "s",
    "customer_response_s": "s",
    "first_response_s": "s",
    "concurrency_at_start": "chats",
    "concurrency_mean": "chats",
    "active_s": "s",
    "away_s": "s",
    "away_share": None,
    "active_inferred_s": "s",
    "switches_in": "switches",
    "resumption_lag_s": "s",
    "typing_s": "s",
    "agent_messages": "messages",
    "customer_messages": "messages",
    "message_ratio": None,
    "customer_pictures": "pictures",
    "unfounded_claims": "claims",
    "rating": "1 to 5",
    "decision_s": "s",
    "edit_distance": "characters",
    "similarity": None,
    "customer_tenure_days": "days",
    "customer_agreed_s": "s",
}
"""Columns of chats whose means are columns here under the same name, and their units."""

_SHARES = {
    "dissatisfaction_rate": ("dissatisfied", "rated chats whose rating is below 3"),
    "retrial_rate": ("retrial_3d", "chats whose customer came back within 3 days"),
    "abandonment_rate": ("abandoned", "chats the customer left unresolved"),
    "usage": ("used", "chats, rated or not, with a suggestion sent, edited or not"),
    "usage_complete": ("used_complete", "chats with a suggestion sent unchanged"),
    "usage_partial": ("used_partial", "chats with a suggestion edited and sent"),
    "assistance": ("assisted", "chats with a suggestion sent or a proposed issue confirmed"),
}
"""Names of shares, the column they are means of, and which chats they are the share of."""


def agent_days(chats: Relation, sessions: Relation, spans: Relation) -> Relation:
    """One row an agent and day on which the agent took a chat."""
    taken = chats.filter(chats.start.notnull())
    taken = taken.mutate(day=local_day(taken.start, taken.utc_offset_s))
    rows = aggregated(taken, AGENT_DAY, (*_COUNTS, *_means(), *_shares()))
    worked = _worked(sessions, spans)
    rows = with_parts(rows, AGENT_DAY, ((worked, (session_s, unattended_s)),))
    rows = with_design(rows, sessions)
    before = ibis.window(group_by="agent", order_by="day")
    return rows.mutate(
        lag_concurrency=rows.concurrency_at_start.lag().over(before),
        lag_customer_tenure_days=rows.customer_tenure_days.lag().over(before),
    )


def _worked(sessions: Relation, spans: Relation) -> Relation:
    """Sessions with the day they began on and the time in them in which no chat had focus."""
    unfocused = spans.filter(spans.chat.isnull())
    idle = unfocused.group_by("log", "session").agg(
        unattended_ns=(unfocused.end_ns - unfocused.begin_ns).sum()
    )
    worked = left_join(sessions, idle, ("log", "session"))
    return worked.mutate(day=local_day(worked.begin, worked.utc_offset_s))


# --- over the day's chats --------------------------------------------------------------------


@measure("string")
def tier(chats: Relation) -> Value:
    """The agent's skill group that day."""
    return chats.tier.max()


def _common(name: str, description: str) -> Measure:
    """What all of the day's chats have in common; null where they differ."""

    def common(chats: Relation) -> Value:
        least, most = chats[name].min(), chats[name].max()
        whole = (least == most) & (chats[name].count() == chats.count())
        return ibis.ifelse(whole, least, ibis.null("string"))

    return Measure(
        name=name,
        type="string",
        description=f"{description}; null where the day's chats differ in it.",
        expression=common,
    )


study = _common("study", "The study the day's chats are part of")
study_hash = _common("study_hash", "SHA-256 of the study's file")
arm = _common(
    "arm",
    "The assigned arm: treatment or control. Where chats or shifts are assigned, a day has both, "
    "and the table of chats is the one to compare by",
)
arm_name = _common("arm_name", "The study's name for the arm")
stratum = _common("stratum", "The stratum within which it was randomised")


@measure("number", formula="mean of chats.access")
def access_share(chats: Relation) -> Value:
    """Share of the day's chats in which suggestions could be seen by the assignment."""
    return mean(chats.access)


@measure("number", formula="mean of chats.exposed")
def exposed_share(chats: Relation) -> Value:
    """Share of the day's chats in which a suggestion was seen."""
    return mean(chats.exposed)


@measure("integer", unit="chats", nullable=False)
def chats(chats: Relation) -> Value:
    """How many chats the agent took."""
    return chats.count()


@measure("integer", unit="chats", nullable=False)
def rated(chats: Relation) -> Value:
    """How many of them were rated."""
    return chats.rating.count()


_OF_STUDY = (study, study_hash, arm, arm_name, stratum, access_share, exposed_share)
_COUNTS = (tier, *_OF_STUDY, chats, rated)


def _mean_of(column: str) -> Callable[[Relation], Value]:
    return lambda chats: mean(chats[column])


def _means() -> tuple[Measure, ...]:
    return tuple(
        Measure(
            name=name,
            type="number",
            description=f"Mean of {name} over the day's chats that have one.",
            unit=unit,
            formula=f"mean of chats.{name}",
            source=PAPER,
            expression=_mean_of(name),
        )
        for name, unit in _MEANS.items()
    )


def _shares() -> tuple[Measure, ...]:
    return tuple(
        Measure(
            name=name,
            type="number",
            description=f"Share of the day's {which}.",
            formula=f"mean of chats.{column}",
            source=PAPER,
            expression=_mean_of(column),
        )
        for name, (column, which) in _SHARES.items()
    )


# --- over the day's sessions -----------------------------------------------------------------


@measure("number", unit="s", empty=0, nullable=False)
def session_s(sessions: Relation) -> Value:
    """How long the sessions lasted that began on this day."""
    return seconds((sessions.last_ns - sessions.begin_ns).sum())


@measure("number", unit="s", formula="sum of the focus spans without a chat")
def unattended_s(sessions: Relation) -> Value:
    """How long no chat had focus in these sessions: between chats, in another program, idle."""
    return seconds(sessions.unattended_ns.sum())


# --- of the day ------------------------------------------------------------------------------


@measure("number", formula="ln(issue_identification_s)", source=PAPER)
def ln_issue_identification(day: Relation) -> Value:
    """Natural logarithm of the day's mean issue_identification_s; null if that is not above 0."""
    return _ln(day.issue_identification_s)


@measure("number", formula="ln(duration_s)", source=PAPER)
def ln_duration(day: Relation) -> Value:
    """Natural logarithm of the day's mean duration_s; null if that is not above 0."""
    return _ln(day.duration_s)


@measure("number", formula="ln(customer_agreed_s)")
def ln_customer_agreed(day: Relation) -> Value:
    """Natural logarithm of the day's mean customer_agreed_s; null if that is not above 0."""
    return _ln(day.customer_agreed_s)


def _ln(value: Value) -> Value:
    return ibis.ifelse(value > 0, value, ibis.null("float64")).ln()


@measure("number", formula="rated / chats", source=PAPER)
def rated_share(day: Relation) -> Value:
    """Share of the day's chats that were rated."""
    return day.rated / day.chats


@measure("integer", unit="0 or 1", formula="treated x period", source=PAPER, nullable=False)
def treat(day: Relation) -> Value:
    """Whether it is the day of a treated agent in the treatment period."""
    return day.treated * day.period


AGENT_DAYS = Table(
    name="agent_days",
    description="One row an agent and day on which the agent took a chat.",
    key=AGENT_DAY,
    columns=(
        plain_column("agent", "string", "The agent.", nullable=False, privacy=Privacy.AGENT),
        plain_column(
            "day", "date", "The day, on the clock of the agent's workstation.", nullable=False
        ),
        tier,
        *_OF_STUDY,
        plain_column(
            "treated",
            "integer",
            "Whether the agent was ever assigned to treatment in the day's study, whether or not "
            "they got it; on a day in no study, in any study, or in none if there is none.",
            unit="0 or 1",
            nullable=False,
        ),
        plain_column(
            "period",
            "integer",
            "Whether the day is not before the first day on which anyone had access in the day's "
            "study; on a day in no study, in any study, or in none if there is none.",
            unit="0 or 1",
            nullable=False,
        ),
        treat,
        chats,
        rated,
        rated_share,
        *_means(),
        ln_issue_identification,
        ln_duration,
        ln_customer_agreed,
        *_shares(),
        session_s,
        unattended_s,
        plain_column(
            "lag_concurrency",
            "number",
            "Mean concurrency_at_start of the agent's day before, that is, the latest earlier day "
            "with a chat.",
            unit="chats",
        ),
        plain_column(
            "lag_customer_tenure_days",
            "number",
            "Mean customer_tenure_days of the agent's day before.",
            unit="days",
        ),
    ),
)
