"""Generated logs of any size, as a table of events: what ``bench measures`` works on.

Some hundred days at a desk are drawn event by event, with chats that overlap, turns from tab to
tab, suggestions and their fates. Then they are laid side by side as often as needed, each time
with other names and another date, by DuckDB.
"""

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa  # type: ignore[import-untyped] # ships no types
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from console.export.columnar import schema_of
from console.measures.events import EVENTS

DAYS = 240
"""How many different days are drawn."""

CHATS_A_DAY = 20
_BEGIN = datetime(2024, 1, 1, 8, tzinfo=UTC)
_ISSUES = ("return-item", "late-parcel", "wrong-size", "refund", "invoice")

Row = dict[str, Any]
_Moment = tuple[float, Row]
"""Seconds since the day began, and the fact."""


def write_events(events: int, path: Path, *, seed: int = 1) -> int:
    """Write about as many events as a table; returns how many there are.

    Whole days are written, so there are up to a day's events more.
    """
    template = _template(random.Random(seed))
    copies = max(1, round(events / template.num_rows))
    with duckdb.connect() as connection:
        connection.register("template", template)
        connection.execute(
            f"COPY (SELECT {_columns()} FROM template CROSS JOIN range({copies}) AS copies(copy) "  # noqa: S608
            f"ORDER BY copy, log, seq) TO '{path}' (FORMAT parquet, COMPRESSION zstd)"
        )
    return copies * template.num_rows


def _columns() -> str:
    """Every column, names made different in each copy, times put off by eight days a copy."""
    named = ("log", "session", "chat", "message", "suggestion", "customer", "run", "replaces")
    shifted = {"time": "time + copy * INTERVAL 8 DAY"}
    return ", ".join(
        f"{column.name} || '-' || copy AS {column.name}"
        if column.name in named
        else f"{shifted.get(column.name, column.name)} AS {column.name}"
        for column in EVENTS.columns
    )


def _template(rnd: random.Random) -> pa.Table:
    schema = schema_of(EVENTS)
    rows = [row for day in range(DAYS) for row in _rows_of_day(day, rnd)]
    return pa.Table.from_pylist(rows, schema=schema)


def _rows_of_day(day: int, rnd: random.Random) -> Iterator[Row]:
    """A day's facts as rows of the table of events."""
    name = f"s{day}"
    begin = _BEGIN + timedelta(days=day % 8, seconds=day // 8)
    for seq, (second, fact) in enumerate(_day(day, rnd), start=1):
        ns = round(second * 1e9)
        yield {
            **dict.fromkeys(column.name for column in EVENTS.columns),
            **fact,
            "log": name,
            "session": name,
            "seq": seq,
            "time": begin + timedelta(seconds=second),
            "mono_ns": 10**12 + ns,
            "at_ns": ns,
            "body": json.dumps(fact),
        }


# --- what happens on a day -------------------------------------------------------------------


def _day(day: int, rnd: random.Random) -> list[_Moment]:
    """All facts of a day in their order: the session's, the chats', and where the agent looked."""
    started = {"kind": "session_started", "run": "r", "agent": f"a{day % 60}", "resumed": 0}
    facts: list[_Moment] = [
        _moment(0.0, started | {"tier": f"t{day % 5}", "utc_offset_s": 0}),
        _moment(0.0, {"kind": "arm_assigned", "arm": _arm(day), "unit": "agent", "method": "lot"}),
        _moment(0.1, {"kind": "window_activated"}),
    ]
    second = 1.0
    for number in range(CHATS_A_DAY):
        facts += _chat(f"d{day}c{number}", second, rnd)
        second += rnd.expovariate(1 / 130)
    facts.sort(key=lambda moment: moment[0])
    facts = list(_with_attention(facts, rnd))
    return [*facts, _moment(facts[-1][0] + 5, {"kind": "session_ended"})]


def _arm(day: int) -> str:
    return "treatment" if day % 60 < 30 else "control"


def _moment(second: float, fact: Row) -> _Moment:
    return second, fact


def _chat(chat: str, second: float, rnd: random.Random) -> Iterator[_Moment]:
    """One chat's facts: the customer writes, the agent answers some times, and it ends."""

    def tell(kind: str, after: float, **more: object) -> _Moment:
        nonlocal second
        second += after
        return _moment(second, {"kind": kind, "chat": chat, **more})

    customer = {
        "customer": f"u{rnd.randrange(4_000)}",
        "customer_tenure_days": rnd.randrange(2_000),
    }
    yield tell("chat_queued", 0, **customer)
    yield tell("message_received", rnd.random(), message=f"{chat}m", pictures=0, characters=60)
    yield tell("chat_accepted", rnd.uniform(2, 40))
    made = [f"{chat}g{number}" for number in range(2)]
    for name, about in zip(made, ("diagnosis", "solution"), strict=True):
        yield tell("suggestion_requested", 0.1, suggestion=name, about=about, by_agent=0)
        yield tell(
            "suggestion_ready", rnd.uniform(1, 4), suggestion=name, issue=_ISSUES[0], characters=120
        )
        if rnd.random() < 0.7:
            yield tell("suggestion_shown", rnd.uniform(0.1, 3), suggestion=name)
    for turn in range(rnd.randint(1, 3)):
        yield from _turn(tell, chat, turn, made, rnd)
        if turn == 0:
            yield tell("issue_confirmed", 1, issue=rnd.choice(_ISSUES))
    yield from _ending(tell, rnd)


def _turn(
    tell: Any, chat: str, turn: int, made: list[str], rnd: random.Random
) -> Iterator[_Moment]:  # noqa: ANN401
    """The agent writes a message, from a suggestion or not, and the customer answers."""
    fate = rnd.random() if turn < len(made) else 1.0
    origin, source = _ORIGINS[0 if fate < 0.2 else 1 if fate < 0.27 else 2], None
    yield tell("composer_focused", rnd.uniform(5, 60))
    if origin == "adopted":
        source = made[turn]
        yield tell("suggestion_adopted", 2, suggestion=source)
    else:
        source = made[turn] if origin == "modified" else None
        yield tell("draft_changed", rnd.uniform(1, 10), characters=30, suggestion=source)
    message = f"{chat}a{turn}"
    more = {"message": message, "origin": origin, "suggestion": source, "characters": 90}
    yield tell("message_sent", rnd.uniform(0.1, 30), **more)
    yield tell("composer_left", 0.1)
    yield tell("message_delivered", 0.3, message=message)
    message = f"{chat}c{turn}"
    more = {"message": message, "pictures": int(rnd.random() < 0.1), "characters": 40}
    yield tell("message_received", rnd.uniform(5, 90), **more)


_ORIGINS = ("adopted", "modified", "typed")


def _ending(tell: Any, rnd: random.Random) -> Iterator[_Moment]:  # noqa: ANN401
    """The agent closes the chat or the customer leaves; some rate it."""
    if rnd.random() < 0.8:
        yield tell("chat_closed", rnd.uniform(1, 60), disposition="answered", resolved=1)
    else:
        yield tell("chat_abandoned", rnd.uniform(1, 60), reason="left")
    if rnd.random() < 0.15:
        yield tell("chat_rated", 5, rating=rnd.randint(1, 5))


def _with_attention(facts: list[_Moment], rnd: random.Random) -> Iterator[_Moment]:
    """With the tab the agent turns to before each act of theirs, and some minutes of idleness."""
    tab: str | None = None
    for second, fact in facts:
        if fact["kind"] == "composer_focused" and fact["chat"] != tab:
            tab = fact["chat"]
            yield _moment(second, {"kind": "tab_shown", "chat": tab})
            if rnd.random() < 0.05:
                yield _moment(second, {"kind": "agent_idle", "idle_s": 0.0})
                yield _moment(second, {"kind": "agent_back"})
        yield _moment(second, fact)
