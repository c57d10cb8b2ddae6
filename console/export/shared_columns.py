"""Which columns a shared bundle has, and how exact each is.

Whoever has the messages of the same chats can work out most of what is measured of a chat. These
columns are *quasi-identifiers*: they are coarsened, step by step, until every chat has at least
``K`` - 1 others like it. A column that is not listed here is left out, so that none can leak.

Expressions are DuckDB's, over rows whose times are those of the workstation's clock, moved by whole
weeks, and where agents of a rare tier or stratum have none (``console.export.shared``).
"""

from dataclasses import dataclass

K = 5
"""At least so many agents, and so many chats, have the same quasi-identifiers."""

MOST_LEFT_OUT = 0.05
"""Share of the chats that may be left out before all are coarsened further."""

Columns = dict[str, str]
"""Columns with their expressions, in the table's order where it has them."""


def _plain(*names: str) -> Columns:
    return {name: name for name in names}


def _ids(**prefixes: str) -> Columns:
    return {name: f"pseudonym('{prefix}', {name})" for name, prefix in prefixes.items()}


def digits(name: str, figures: int = 2) -> str:
    """A number to so many significant digits."""
    scale = f"pow(10, {figures - 1} - floor(log10(abs({name}))))"
    return f"CASE WHEN {name} = 0 THEN 0 ELSE round({name} * {scale}) / {scale} END"


def thirds(name: str) -> str:
    """The nearest of 1, 2.2, 4.6, 10 and so on: three values a power of ten."""
    power = f"pow(10, round(log10({name}) * 3) / 3)"
    return f"CASE WHEN {name} <= 0 THEN 0 ELSE round({power}, 1) END"


def whole_thirds(name: str) -> str:
    """The same as a whole number."""
    return f"CAST(round({thirds(name)}) AS BIGINT)"


_TENURE = (
    "CASE WHEN customer_tenure_days < 30 THEN 0 WHEN customer_tenure_days < 90 THEN 30 "
    "WHEN customer_tenure_days < 365 THEN 90 WHEN customer_tenure_days >= 365 THEN 365 END"
)

_ASSIGNED = _plain("arm", "arm_name", "access", "stratum", "block")
_STUDY = _plain("study", "study_hash")


def _times(to: str, *names: str) -> Columns:
    return {name: f"date_trunc('{to}', \"{name}\")" for name in names}


CHATS: Columns = (
    _ids(session="s", chat="t")
    | _plain("agent")
    | _STUDY
    | _ASSIGNED
    | _ids(bucket="b")
    | _plain("tier")
    | {"customer": "pseudonym('c', customer || ' ' || pseudonym('t', chat))"}
    | _plain("resolved", "abandoned", "rating", "dissatisfied")
    | {"away_share": "round(away_share, 1)", "switches_in": "least(switches_in, 10)"}
    | _plain("exposed", "used_complete", "used_partial", "used", "proposal_confirmed", "assisted")
)
"""Of a chat, beside the quasi-identifiers: what its messages don't tell.

A customer's pseudonym is another one in each chat. Only the site, which has the key, can find the
chats of a customer, when one takes back the consent.
"""

CHAT_QUASI: Columns = {
    **_times("minute", "queued", "start"),
    "customer_tenure_days": _TENURE,
    "retrial_3d": "retrial_3d",
    "queue_wait_s": thirds("queue_wait_s"),
    "issue_identification_s": thirds("issue_identification_s"),
    "duration_s": thirds("duration_s"),
    "first_response_s": thirds("first_response_s"),
    "customer_agreed_s": thirds("customer_agreed_s"),
    "concurrency_at_start": "least(concurrency_at_start, 5)",
    "agent_messages": whole_thirds("agent_messages"),
    "customer_messages": whole_thirds("customer_messages"),
}
"""The quasi-identifiers of a chat at their most exact."""


@dataclass(frozen=True, slots=True)
class Step:
    """Columns that get coarser together, and what is said of it."""

    said: str
    columns: Columns


def _gone(*names: str) -> Columns:
    return dict.fromkeys(names, "NULL")


CHAT_STEPS = (
    Step("times to the hour", _times("hour", "queued", "start")),
    Step(
        "no queue_wait_s, no first_response_s, no customer_agreed_s",
        _gone("queue_wait_s", "first_response_s", "customer_agreed_s"),
    ),
    Step("times to the day", _times("day", "queued", "start")),
    Step("no concurrency_at_start", _gone("concurrency_at_start")),
    Step("no numbers of messages", _gone("agent_messages", "customer_messages")),
    Step("no customer_tenure_days", _gone("customer_tenure_days")),
    Step("no issue_identification_s", _gone("issue_identification_s")),
    Step("no retrial_3d", _gone("retrial_3d")),
    Step("no duration_s", _gone("duration_s")),
)
"""What is coarsened in turn: first what analyses need least."""

AGENT_QUASI: Columns = {
    "tier": "tier",
    "stratum": "stratum",
    "sessions": whole_thirds("sessions"),
    "chats": whole_thirds("chats"),
    **_times("day", "first_seen", "last_seen"),
}
"""The quasi-identifiers of an agent."""

AGENT_STEPS = (
    Step("no first_seen, no last_seen of agents", _gone("first_seen", "last_seen")),
    Step("no numbers of agents' sessions and chats", _gone("sessions", "chats")),
)
"""Beyond these, agents of a rare tier or stratum have none in any table."""

_MEANS: Columns = {
    **_plain(
        *("queue_wait_s", "issue_identification_s", "duration_s", "agent_response_s"),
        *("customer_response_s", "first_response_s", "concurrency_at_start", "concurrency_mean"),
        *("active_s", "away_s", "away_share", "switches_in", "resumption_lag_s", "typing_s"),
        *("agent_messages", "customer_messages", "message_ratio", "unfounded_claims", "rating"),
        *("decision_s", "similarity", "customer_tenure_days", "customer_agreed_s"),
    ),
    "access_share": "access",
    "exposed_share": "exposed",
    "rated_share": "chat",
    "ln_issue_identification": "issue_identification_s",
    "ln_duration": "duration_s",
    "ln_customer_agreed": "customer_agreed_s",
    "dissatisfaction_rate": "dissatisfied",
    "retrial_rate": "retrial_3d",
    "abandonment_rate": "abandoned",
    "usage": "used",
    "usage_complete": "used_complete",
    "usage_partial": "used_partial",
    "assistance": "assisted",
}
"""Means over the chats of an agent's day, and the chats' columns they are of.

A mean is given where at least ``K`` of the day's chats have a value in its column.
"""

_LAGGED = {
    "lag_concurrency": "concurrency_at_start",
    "lag_customer_tenure_days": "customer_tenure_days",
}
"""Means of the agent's day before."""

_SHARES = ("access_share", "exposed_share")
"""What the study set, which is exact."""

DAY_VALUES = ", ".join(
    f"count({column}) AS n_{column}" for column in dict.fromkeys(_MEANS.values())
)
"""How many of an agent's chats of a day have a value, by column, over rows of chats."""


def _mean(name: str) -> str:
    value = name if name in _SHARES else digits(name, 3)
    return f"CASE WHEN n_{_MEANS[name]} >= {K} THEN {value} END"


def _lagged(name: str) -> str:
    before = f"lag(n_{_LAGGED[name]}) OVER (PARTITION BY agent ORDER BY day)"
    return f"CASE WHEN {before} >= {K} THEN {digits(name, 3)} END"


OTHERS: dict[str, Columns] = {
    "agent_days": (
        _plain("agent", "day", "tier")
        | _STUDY
        | _plain("arm", "arm_name", "stratum")
        | _plain("treated", "period", "treat", "chats", "rated")
        | {name: _mean(name) for name in _MEANS}
        | {"session_s": "round(session_s / 60) * 60", "unattended_s": digits("unattended_s")}
        | {name: _lagged(name) for name in _LAGGED}
    ),
    "sessions": (
        _ids(session="s")
        | _plain("agent")
        | _plain("tier")
        | _STUDY
        | _plain("period", "consent")
        | _ASSIGNED
        | _plain("guardrails", "idle_limit_s", "patience_s", "resumed")
        | {"utc_offset_s": "CAST(0 AS BIGINT)"}
        | _times("minute", "begin", "last")
        | _plain("ended")
    ),
    "assignments": (
        _ids(session="s")
        | {"seq": "row_number() OVER (PARTITION BY session ORDER BY seq)", "agent": "agent"}
        | _times("minute", "time")
        | _plain("study")
        | _ASSIGNED
        | _plain("unit", "method")
        | _ids(bucket="b")
        | _plain("guardrails")
    ),
    "guardrails": (
        _ids(session="s", trigger="g")
        | _plain("agent", "guardrail", "action")
        | _times("minute", "triggered")
        | {"value": digits("value"), "limit": '"limit"', "outcome": "outcome"}
        | {"response_s": digits("response_s")}
    ),
    "answers": (
        _ids(session="s", sitting="q")
        | _plain("agent", "questionnaire", "occasion", "complete", "item", "value")
    ),
}
"""The other tables of a shared bundle. The tables that are left out have a row for a message, a
suggestion or a stretch of attention: whatever these are rounded to, their order and number fit one
chat of an archive."""
