"""Laws that the measures keep whatever happens at the desk."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from strategies import Step, steps, workplace

from console.measures.chats import chats_table
from console.measures.focus import Span
from console.measures.history import History, read_history
from console.measures.messages import messages_of
from console.measures.retrial import Visits
from console.measures.suggestions import suggestions_of
from console.store.log import read_log

days = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

NEAR = 1e-6
"""Durations are whole nanoseconds; only their sums as seconds are rounded."""


@contextmanager
def lived(plan: list[Step]) -> Iterator[History]:
    """The log of a day at which this was planned."""
    with workplace(plan) as place:
        yield read_history(read_log(place.path))


def rows(history: History) -> list[dict[str, Any]]:
    """All chats' rows."""
    table = chats_table(Visits([history]))
    return [table.row(chat) for chat in history.chats.values()]


def worked_s(history: History) -> float:
    """How long all sessions took together."""
    return sum(s.events[-1].ns - s.events[0].ns for s in history.sessions.values()) / 1e9


@given(steps())
@days
def test_spans_of_focus_cover_each_session_without_overlap(plan: list[Step]) -> None:
    """Each span begins where the one before it ended, from a session's first fact to its last."""
    with lived(plan) as history:
        for session in history.sessions.values():
            spans = [span for span in history.spans if span.session == session.id]
            ends = (session.events[0].ns, session.events[-1].ns)
            assert all(before.end == after.begin for before, after in pairwise(spans))
            assert sum(span.ns for span in spans) == ends[1] - ends[0]
            assert all(_lies_within(span, *ends) for span in spans)


def _lies_within(span: Span, begin: int, end: int) -> bool:
    return begin <= span.begin.ns <= span.end.ns <= end


@given(steps())
@days
def test_time_active_and_away_is_the_duration(plan: list[Step]) -> None:
    """Both are at least nothing and add up; the share follows."""
    with lived(plan) as history:
        for chat in rows(history):
            if chat["duration_s"] is None:
                assert (chat["active_s"], chat["away_s"]) == (None, None)
                continue
            assert chat["active_s"] >= 0
            assert chat["away_s"] >= 0
            assert chat["active_s"] + chat["away_s"] == pytest.approx(chat["duration_s"], abs=NEAR)
            if chat["duration_s"]:
                assert 0 <= chat["away_share"] <= 1


@given(steps())
@days
def test_the_parts_of_a_chat_fit_into_it(plan: list[Step]) -> None:
    """Identification, typing, and waiting for each other take no longer than the chat."""
    with lived(plan) as history:
        for chat in rows(history):
            whole = chat["duration_s"]
            if whole is None:
                continue
            waits = (chat["agent_response_s"] or 0) + (chat["customer_response_s"] or 0)
            assert waits <= whole + NEAR
            for part in ("issue_identification_s", "typing_s", "active_inferred_s"):
                assert chat[part] is None or 0 <= chat[part] <= whole + NEAR
            if whole:
                assert 1 - NEAR <= chat["concurrency_mean"] <= len(history.chats) + NEAR


@given(steps())
@days
def test_nobody_attends_to_two_chats_at_once(plan: list[Step]) -> None:
    """Attention over all chats, observed or inferred, is at most the time worked."""
    with lived(plan) as history:
        found = rows(history)
        for measure in ("active_s", "active_inferred_s"):
            assert sum(chat[measure] or 0 for chat in found) <= worked_s(history) + NEAR


@given(steps())
@days
def test_every_switch_leaves_one_chat_and_reaches_another(plan: list[Step]) -> None:
    """Switches in and out are as many, and as many as the live desk counted."""
    with lived(plan) as history:
        found = rows(history)
        ins, outs = (sum(c[name] for c in found) for name in ("switches_in", "switches_out"))
        assert ins == outs == history.desk.switches


@given(steps())
@days
def test_counts_match_between_the_tables(plan: list[Step]) -> None:
    """A chat's counts of messages and suggestions are those of the rows of the other tables."""
    with lived(plan) as history:
        for record, chat in zip(history.chats.values(), rows(history), strict=True):
            messages = chat["agent_messages"] + chat["customer_messages"]
            assert messages == len(messages_of(record))
            assert chat["suggestions_requested"] == len(suggestions_of(record))


@given(steps())
@days
def test_every_suggestion_has_exactly_one_fate(plan: list[Step]) -> None:
    """Outcomes add up to what was asked for, and the two kinds to both."""
    fates = ("adopted", "modified", "dismissed", "ignored", "superseded", "failed", "pending")
    with lived(plan) as history:
        for chat in rows(history):
            counts = [chat[f"suggestions_{fate}"] for fate in fates]
            assert sum(counts) == chat["suggestions_requested"]
            for fate in (*fates, "requested", "shown"):
                kinds = [chat[f"suggestions_{fate}_{kind}"] for kind in ("diagnosis", "solution")]
                assert sum(kinds) == chat[f"suggestions_{fate}"]


@given(steps())
@days
def test_deciding_takes_at_least_no_time(plan: list[Step]) -> None:
    """A decision comes after the suggestion was shown, for every fate that has one."""
    with lived(plan) as history:
        for chat in rows(history):
            assert chat["decision_s"] is None or chat["decision_s"] >= 0
            assert chat["resumption_lag_s"] is None or chat["resumption_lag_s"] >= 0


@given(steps(max_size=40))
@days
def test_setting_the_clock_within_a_session_changes_no_duration(plan: list[Step]) -> None:
    """Whatever wall time says inside a session, everything but times of day stays the same."""
    with workplace(plan) as place:
        events = list(read_log(place.path))
    last = {event.session: event.seq for event in events}
    first = {event.session: event.seq for event in reversed(events)}
    moved = [
        event
        if event.seq in (first[event.session], last[event.session])
        else replace(event, wall=event.wall - timedelta(hours=event.seq % 3))
        for event in events
    ]
    measured = [
        [_without_times(row) for row in rows(read_history(version))] for version in (events, moved)
    ]
    assert measured[0] == measured[1]


def _without_times(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value
        for name, value in row.items()
        if not isinstance(value, datetime) and not name.startswith("retrial")
    }
