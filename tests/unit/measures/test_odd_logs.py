"""Logs that were damaged, cut short, or written by a console that went wrong."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from days import log_of
from measuring import tables_of
from stories import (
    Log,
    assigned,
    at,
    closed,
    left,
    queued,
    received,
    row,
    rows,
    sent,
    started,
    taken,
    told,
)

from console.domain import events as ev
from console.measures.tables import TABLES

SOLUTION = ev.SuggestionKind.SOLUTION

UNKNOWN = told(
    [
        *at(0, started(), *taken("a"), ev.WindowActivated()),
        *at(1, ev.TabShown(chat="ghost"), sent("ghost", "1"), received("ghost", "2")),
        *at(2, ev.ComposerFocused(chat="ghost"), ev.SuggestionShown(chat="ghost", suggestion="g")),
        *at(3, ev.SuggestionRequested(chat="ghost", suggestion="h", about=SOLUTION)),
        *at(4, ev.TabShown(chat="a")),
        *at(9, closed("a")),
    ]
)
"""A chat nobody queued for is written in, looked at and helped with."""


def test_a_chat_that_was_never_queued_has_no_row() -> None:
    """What is known of it is not enough for one; its time of focus stays its own."""
    assert [found["chat"] for found in rows("chats", UNKNOWN)] == ["a"]
    assert {found["chat"] for found in rows("messages", UNKNOWN)} == set()
    assert {found["chat"] for found in rows("suggestions", UNKNOWN)} == set()
    assert [found["chat"] for found in rows("focus", UNKNOWN)] == [None, "ghost", "a"]
    assert row(UNKNOWN, "a")["active_s"] == 5


def test_a_chat_that_was_taken_and_never_queued_has_no_row() -> None:
    """Nobody knows whose it was."""
    log = told(at(0, started(), ev.ChatAccepted(chat="a"), sent("a", "1"), closed("a")))
    assert (rows("chats", log), rows("messages", log), rows("agent_days", log)) == ([], [], [])


def test_a_session_without_a_beginning_has_no_rows() -> None:
    """Nobody knows who worked; the sessions after it are measured."""
    lost = [*at(0, assigned("control"), *taken("a"), ev.WindowActivated()), *at(5, closed("a"))]
    log = told(lost, [*at(60, started(), *taken("b")), *at(70, closed("b"))])
    assert [found["chat"] for found in rows("chats", log)] == ["b"]
    for table in ("focus", "agents", "assignments", "agent_days"):
        assert all(found["agent"] == "henry" for found in rows(table, log))


def test_a_suggestion_that_was_never_asked_for_breaks_nothing() -> None:
    """Its request is lost: it has no row, and the chat is measured without it."""
    story = [
        *at(0, started(), *taken("a")),
        *at(1, ev.SuggestionShown(chat="a", suggestion="g")),
        *at(2, ev.SuggestionAdopted(chat="a", suggestion="g")),
    ]
    log = told(story)
    assert rows("suggestions", log) == []
    assert row(log, "a")["suggestions_requested"] == 0


def test_a_chat_that_ends_twice_ended_with_the_first() -> None:
    """Whoever comes second changes neither the end nor who made it."""
    story = [*at(0, started(), *taken("a")), *at(5, closed("a")), *at(9, left("a"), closed("a"))]
    found = row(told(story), "a")
    assert (found["duration_s"], found["ended_by"]) == (5, "agent")
    assert found["concurrency_mean"] == 1


def test_a_chat_that_is_taken_twice_began_with_the_first() -> None:
    """It is one chat with one start."""
    again = ev.ChatAccepted(chat="a")
    found = row(told([*at(0, started(), *taken("a")), *at(5, again), *at(9, closed("a"))]), "a")
    assert (found["duration_s"], found["concurrency_at_start"]) == (9, 1)


def test_a_message_in_a_chat_nobody_took_counts_and_waits_for_nothing() -> None:
    """There is no start to measure from."""
    story = [*at(0, started(), queued("a")), *at(4, received("a", "1")), *at(6, sent("a", "2"))]
    found = row(told(story), "a")
    assert (found["agent_messages"], found["customer_messages"]) == (1, 1)
    nothing = ("agent_response_s", "first_response_s", "active_inferred_s", "duration_s")
    assert [found[name] for name in nothing] == [None] * 4


def test_a_wall_clock_that_is_set_back_makes_no_negative_time() -> None:
    """Durations are monotonic, and what lies between two sessions is at least nothing."""
    first = [*at(0, started(), *taken("a"), ev.WindowActivated(), ev.TabShown(chat="a"))]
    events = told([*first, *at(10, sent("a", "1"))], [*at(90, started(resumed=True)),
                  *at(95, closed("a"))])  # fmt: skip
    set_back = tuple(
        replace(event, wall=event.wall - timedelta(hours=2)) if event.session == "s-2" else event
        for event in events
    )
    found = row(set_back, "a")
    assert found["duration_s"] == 10 + 0 + 5
    assert found["active_s"] + found["away_s"] == found["duration_s"]
    assert all(span["duration_s"] >= 0 for span in rows("focus", set_back))


def test_a_chat_of_no_length_has_no_shares() -> None:
    """Nothing can be divided by its duration."""
    found = row(told(at(0, started(), *taken("a"), closed("a"))), "a")
    assert (found["duration_s"], found["active_s"], found["away_s"]) == (0, 0, 0)
    assert (found["away_share"], found["concurrency_mean"]) == (None, None)


def test_a_session_without_an_end_goes_to_its_last_fact() -> None:
    """What a killed console recorded is all there is."""
    story = [*at(0, started(), *taken("a"), ev.WindowActivated(), ev.TabShown(chat="a"))]
    (span,) = rows("focus", told([*story, *at(8, sent("a", "1"))]))
    assert (span["duration_s"], span["ended_by"]) == (8, "record_ends")


@pytest.mark.parametrize(
    "log",
    [
        told(at(0, started())),
        told(at(0, started(), queued("a"))),
        told(at(0, started(), ev.TabShown(chat=None), ev.AgentIdle(idle_s=5), ev.AgentBack())),
        told(at(0, started(), *taken("a"), ev.ComposerLeft(chat="a"))),
        told(at(0, started(), ev.SessionEnded(reason="left"), ev.SessionEnded(reason="left"))),
    ],
    ids=["nothing", "a customer", "idle at once", "cursor left only", "ended twice"],
)
def test_every_table_is_made_of_whatever_there_is(log: Log) -> None:
    """Kinds of facts that never happened leave their columns null or zero."""
    tables = tables_of(log)
    assert len(tables["agents"]) == 1
    assert all(found["duration_s"] >= 0 for found in tables["focus"])


@pytest.mark.parametrize("seed", range(8))
def test_a_log_with_missing_facts_fills_every_column_that_must_be(seed: int) -> None:
    """Whatever facts are lost, no column that is never null is null, and no time is negative."""
    chance = random.Random(seed)
    log = [event for event in log_of(seed) if chance.random() < 0.8]
    tables = tables_of(log)
    for rows_of in TABLES:
        required = [c.name for c in rows_of.table.columns if not c.nullable]
        for found in tables[rows_of.table.name]:
            assert [name for name in required if found[name] is None] == []
    for table, column in (("focus", "duration_s"), ("chats", "queue_wait_s")):
        assert all((found[column] or 0) >= 0 for found in tables[table])


def test_a_broken_session_leaves_the_other_logs_as_they_are() -> None:
    """One workstation's trouble is not another's."""
    whole = told([*at(0, started(), *taken("a")), *at(9, closed("a"))], name="t")
    assert row(whole, "a", UNKNOWN) == row(whole, "a")
