"""The panel: means of the chats' columns over an agent's day, and what the design adds."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from console.domain import events as ev
from reference.history import History, SessionRecord
from reference.studies import Lot, entered, has_access, lots_in

Row = dict[str, Any]
Key = tuple[str, date]

MEANS = (
    *("queue_wait_s", "issue_identification_s", "duration_s", "agent_response_s"),
    *("customer_response_s", "first_response_s", "concurrency_at_start", "concurrency_mean"),
    *("active_s", "away_s", "away_share", "active_inferred_s", "switches_in", "resumption_lag_s"),
    *("typing_s", "agent_messages", "customer_messages", "message_ratio", "customer_pictures"),
    "unfounded_claims",
    *("rating", "decision_s", "edit_distance", "similarity", "customer_tenure_days"),
    "customer_agreed_s",
)

COMMON = ("study", "study_hash", "arm", "arm_name", "stratum")
"""Columns of chats that are the day's where all its chats agree."""

SHARES = {
    "dissatisfaction_rate": "dissatisfied",
    "retrial_rate": "retrial_3d",
    "abandonment_rate": "abandoned",
    "usage": "used",
    "usage_complete": "used_complete",
    "usage_partial": "used_partial",
    "assistance": "assisted",
}


def agent_days(histories: Sequence[History], chats: Iterable[Row]) -> dict[Key, Row]:
    """Every agent's days; ``chats`` are the rows of all chats of these logs."""
    sessions = [s for history in histories for s in history.sessions.values()]
    offsets = {session.id: session.started.utc_offset_s for session in sessions}
    taken = {key: each for history in histories for key, each in _offsets_taken(history)}
    days: dict[Key, list[Row]] = defaultdict(list)
    for chat in chats:
        if chat["start"] is not None:
            own = taken.get((chat["session"], chat["chat"]))
            day = _day(chat["start"], offsets[chat["session"]] if own is None else own)
            days[chat["agent"], day].append(chat)
    rows = {key: _of_chats(own) for key, own in days.items()}
    _add_work(rows, histories)
    _add_design(rows, sessions)
    _add_day_before(rows)
    return rows


def _offsets_taken(history: History) -> Iterator[tuple[tuple[str, str], int]]:
    """How far the clock was ahead when each chat was taken, where that was recorded."""
    for chat in history.chats.values():
        fact = chat.start.fact if chat.start else None
        if chat.start and isinstance(fact, ev.ChatAccepted) and fact.utc_offset_s is not None:
            yield (chat.start.event.session, fact.chat), fact.utc_offset_s


def _day(moment: datetime, utc_offset_s: int) -> date:
    return (moment + timedelta(seconds=utc_offset_s)).date()


def _of_chats(chats: list[Row]) -> Row:
    row = {name: _mean(chats, name) for name in MEANS}
    row |= {name: _mean(chats, column) for name, column in SHARES.items()}
    rated = sum(chat["rating"] is not None for chat in chats)
    return row | {
        "chats": len(chats),
        "rated": rated,
        "rated_share": rated / len(chats),
        "tier": max((chat["tier"] for chat in chats if chat["tier"] is not None), default=None),
        "access_share": _mean(chats, "access"),
        "exposed_share": _mean(chats, "exposed"),
        **{name: _common(chats, name) for name in COMMON},
        "ln_issue_identification": _ln(row["issue_identification_s"]),
        "ln_duration": _ln(row["duration_s"]),
        "ln_customer_agreed": _ln(row["customer_agreed_s"]),
        "session_s": 0.0,
        "unattended_s": None,
    }


def _common(chats: list[Row], column: str) -> Any:  # noqa: ANN401 - of any column
    values = {chat[column] for chat in chats}
    return values.pop() if len(values) == 1 else None


def _mean(chats: list[Row], column: str) -> float | None:
    values = [chat[column] for chat in chats if chat[column] is not None]
    return math.fsum(values) / len(values) if values else None


def _ln(value: float | None) -> float | None:
    return math.log(value) if value else None


def _add_work(rows: dict[Key, Row], histories: Iterable[History]) -> None:
    for history in histories:
        for session in history.sessions.values():
            row = rows.get(_first_day(session))
            if row is not None:
                row["session_s"] += (session.events[-1].ns - session.events[0].ns) / 1e9
                idle = [s.ns for s in history.spans_of[None] if s.session == session.id]
                if idle:
                    row["unattended_s"] = (row["unattended_s"] or 0) + sum(idle) / 1e9


def _first_day(session: SessionRecord) -> Key:
    started = session.started
    return started.agent, _day(session.events[0].event.wall, started.utc_offset_s)


def _add_design(rows: dict[Key, Row], sessions: Sequence[SessionRecord]) -> None:
    """The day's study says who is treated and since when; without one, any study, or none."""
    studied = [session for session in sessions if entered(session)]
    for (agent, day), row in rows.items():
        own = [s for s in studied if _named(s) == row["study"] is not None]
        worked = ([s for s in group if s.started.agent == agent] for group in (own, studied))
        mine = next(filter(None, worked), [s for s in sessions if s.started.agent == agent])
        row["treated"] = int(any(_ever(session, _is_treatment) for session in mine))
        begun = _began(own) if row["study"] is not None else _began(studied) or _began(sessions)
        row["period"] = int(begun is not None and day >= begun)
        row["treat"] = row["treated"] * row["period"]


def _named(session: SessionRecord) -> str | None:
    study = entered(session)
    return None if study is None else study.study


def _is_treatment(lot: Lot) -> bool:
    return lot.arm is ev.Arm.TREATMENT


def _ever(session: SessionRecord, what: Callable[[Lot], bool]) -> bool:
    return any(map(what, lots_in(session)))


def _began(sessions: Iterable[SessionRecord]) -> date | None:
    """The first day on which anyone had access."""
    given = (
        _day(each.event.wall, session.started.utc_offset_s)
        for session in sessions
        for each in session.events
        if isinstance(each.fact, ev.ArmAssigned | ev.ChatAssigned) and has_access(each.fact)
    )
    return min(given, default=None)


def _add_day_before(rows: dict[Key, Row]) -> None:
    for (agent, day), row in rows.items():
        earlier = [other for name, other in rows if name == agent and other < day]
        before = rows[agent, max(earlier)] if earlier else {}
        row["lag_concurrency"] = before.get("concurrency_at_start")
        row["lag_customer_tenure_days"] = before.get("customer_tenure_days")
