"""The measures against slow and plain Python, value by value, over generated sessions."""

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

import pytest
from days import log_of
from measuring import Row, tables_of
from reference.agent_days import agent_days
from reference.chats import chats_table
from reference.claims import actions_of
from reference.history import History, read_history
from reference.messages import MESSAGES, messages_of
from reference.retrial import Visits
from reference.study_tables import answers_of, assignments_of, guardrails_of, sittings_of
from reference.suggestion_table import SUGGESTIONS
from reference.suggestions import suggestions_of

from console.domain import events as ev
from console.measures.actions import ACTIONS
from console.measures.assignments import ASSIGNMENTS
from console.measures.guardrails import GUARDRAILS
from console.measures.questionnaires import ANSWERS, SITTINGS
from console.measures.schema import Table
from console.measures.tables import TABLES

pytestmark = pytest.mark.slow

SESSIONS = 1_000

OF_WORDS = tuple(
    f"{side}_{measure}"
    for side in ("agent", "customer")
    for measure in ("language", "lexical_density", "clarity", "lexical_diversity")
)
"""Columns that come from the table of what was measured of texts, which is tested by itself."""


@dataclass
class Both:
    """What the engine and what plain Python made of the same logs."""

    tables: dict[str, list[Row]]
    histories: list[History]
    chats: list[Row]


@pytest.fixture(scope="module")
def both() -> Both:
    """A thousand sessions, measured in two ways."""
    logs = list(_logs())
    histories = [read_history(log) for log in logs]
    table = chats_table(Visits(histories))
    chats = [table.row(chat) for history in histories for chat in history.chats.values()]
    return Both(tables_of(*logs), histories, chats)


def _logs() -> Iterator[list[ev.Event]]:
    sessions = seed = 0
    while sessions < SESSIONS:
        log = log_of(seed)
        yield log
        sessions += len({event.session for event in log})
        seed += 1


def plain(value: Any) -> Any:  # noqa: ANN401 - any value of a table
    """A value as engines have it: times in microseconds and days since 1970."""
    if isinstance(value, datetime):
        return ev.to_micros(value)
    if isinstance(value, date):
        return (value - date(1970, 1, 1)).days
    return value.value if isinstance(value, Enum) else value


def same(one: Any, other: Any) -> bool:  # noqa: ANN401
    """Whether two values are equal, numbers to twelve digits."""
    if isinstance(one, float) and isinstance(other, (float, int)):
        return math.isclose(one, other, rel_tol=1e-12, abs_tol=2e-12)
    return bool(one == other)


def differences(found: Iterable[Row], expected: Iterable[Row], key: tuple[str, ...]) -> list[str]:
    """What is not the same in the rows of the same key."""
    engine = {tuple(row[name] for name in key): row for row in found}
    python = {tuple(plain(row[name]) for name in key): row for row in expected}
    assert engine.keys() == python.keys()
    return [
        f"{place} {name}: {engine[place][name]!r}, not {plain(value)!r}"
        for place, row in python.items()
        for name, value in row.items()
        if not same(engine[place][name], plain(value))
    ]


def test_a_thousand_sessions_were_generated(both: Both) -> None:
    """There is enough to compare, and every chat of it is in the table."""
    assert sum(len(history.sessions) for history in both.histories) >= SESSIONS
    assert len(both.tables["chats"]) == len(both.chats) > SESSIONS


def test_chats_agree(both: Both) -> None:
    """Every measure of every chat has the value that plain Python gives it."""
    assert differences(both.tables["chats"], both.chats, ("session", "chat")) == []
    assert both.tables["chats"][0].keys() == {*both.chats[0], *OF_WORDS}


def test_messages_agree(both: Both) -> None:
    """Every message has the sender, origin, delivery and text that the desk has for it."""
    expected = [
        MESSAGES.row(message)
        for history in both.histories
        for chat in history.chats.values()
        for message in messages_of(chat)
    ]
    found = both.tables["messages"]
    assert differences(found, expected, ("session", "chat", "message")) == []
    assert found[0].keys() == expected[0].keys()


def test_suggestions_agree(both: Both) -> None:
    """Every measure of every suggestion has the value that plain Python gives it."""
    expected = [
        SUGGESTIONS.row(suggestion)
        for history in both.histories
        for chat in history.chats.values()
        for suggestion in suggestions_of(chat)
    ]
    found = both.tables["suggestions"]
    assert differences(found, expected, ("session", "chat", "suggestion")) == []
    assert found[0].keys() == expected[0].keys()


def test_actions_agree(both: Both) -> None:
    """Every action has the step, times and result that plain Python gives it."""
    expected = [
        action
        for history in both.histories
        for chat in history.chats.values()
        for action in actions_of(chat)
    ]
    found = both.tables["actions"]
    assert differences(found, expected, ACTIONS.key) == []
    assert found[0].keys() == expected[0].keys()


def test_focus_agrees(both: Both) -> None:
    """Every span of every session is the same, with the fact that ended it."""
    expected = [
        (s.session, s.chat, plain(s.begin.wall), plain(s.end.wall), s.ns / 1e9, s.ended_by)
        for history in both.histories
        for s in history.spans
    ]
    names = ("session", "chat", "start", "end", "duration_s", "ended_by")
    found = [tuple(row[name] for name in names) for row in both.tables["focus"]]
    in_order = [sorted(rows, key=lambda row: row[0]) for rows in (found, expected)]
    assert in_order[0] == in_order[1]


def test_agent_days_agree(both: Both) -> None:
    """Every mean, share and control of every agent's day is the same."""
    days = agent_days(both.histories, both.chats)
    expected = [{"agent": agent, "day": day, **row} for (agent, day), row in days.items()]
    found = both.tables["agent_days"]
    assert differences(found, expected, ("agent", "day")) == []
    assert found[0].keys() == expected[0].keys()


@pytest.mark.parametrize(
    ("table", "rows_of"),
    [
        (ASSIGNMENTS, assignments_of),
        (GUARDRAILS, guardrails_of),
        (SITTINGS, sittings_of),
        (ANSWERS, answers_of),
    ],
    ids=lambda each: getattr(each, "name", ""),
)
def test_what_studies_bring_agrees(
    both: Both, table: Table, rows_of: Callable[[History], Iterable[Row]]
) -> None:
    """Every lot, trigger, sitting and answer has the values that plain Python gives it."""
    expected = [row for history in both.histories for row in rows_of(history)]
    found = both.tables[table.name]
    assert differences(found, expected, table.key) == []
    assert found[0].keys() == expected[0].keys()


def test_the_words_of_a_chat_are_those_of_its_sides(both: Both) -> None:
    """Language, density, clarity and diversity follow from each side's row of chat_texts."""
    chats = {(row["session"], row["chat"]): row for row in both.tables["chats"]}
    logs = {
        (next(iter(history.sessions)), chat.id): (chat.session.id, chat.id)
        for history in both.histories
        for chat in history.chats.values()
    }
    for side in both.tables["chat_texts"]:
        chat = chats[logs[side["log"], side["chat"]]]
        density = side["content_words"] / side["words"] if side["words"] else None
        expected = {
            "language": side["language"],
            "lexical_density": density,
            "clarity": side["characters"] / side["messages"],
            "lexical_diversity": side["diversity"],
        }
        found = {name: chat[f"{side['sender']}_{name}"] for name in expected}
        assert found == expected


@pytest.mark.parametrize("table", [each.table.name for each in TABLES])
def test_every_column_was_put_to_the_test(both: Both, table: str) -> None:
    """No column is null throughout, so that every one was compared with something."""
    rows = both.tables[table]
    assert [name for name in rows[0] if all(row[name] is None for row in rows)] == []
