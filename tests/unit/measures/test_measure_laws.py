"""Laws that the measures keep whatever happens at the desks."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise

import pytest
from days import furnished, log_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from measuring import Row, tables_of
from strategies import Step, steps, workplace

from console.domain import events as ev
from console.domain.desk import fold
from console.measures.log_time import timed
from console.store.log import read_log

Log = Sequence[ev.Event]

NEAR = 1e-6
"""Durations are whole nanoseconds; only their sums as seconds are rounded."""

FATES = ("adopted", "modified", "dismissed", "ignored", "superseded", "failed", "pending")


@dataclass(frozen=True)
class Lived:
    """Days at some desks and every table of them, measured together."""

    logs: tuple[Log, ...]
    tables: dict[str, list[Row]]

    def of(self, table: str, *columns: str) -> dict[tuple[str, ...], list[Row]]:
        """A table's rows by the values of columns, in order; no rows for what is not there."""
        found: dict[tuple[str, ...], list[Row]] = defaultdict(list)
        for row in self.tables[table]:
            found[tuple(row[name] for name in columns)].append(row)
        return found

    def lasted_s(self) -> dict[str, float]:
        """How long each session took."""
        moments: dict[str, list[int]] = defaultdict(list)
        for log in self.logs:
            for each in timed(log):
                moments[each.event.session].append(each.ns)
        return {session: (found[-1] - found[0]) / 1e9 for session, found in moments.items()}


def measured(*logs: Log) -> Lived:
    """These logs, measured together."""
    return Lived(logs, tables_of(*logs))


@pytest.fixture(scope="module")
def lived() -> Lived:
    """Some hundred sessions."""
    return measured(*(log_of(seed) for seed in range(1_000, 1_030)))


# --- the laws --------------------------------------------------------------------------------


def spans_of_focus_cover_each_session_without_overlap(lived: Lived) -> None:
    """Each span begins where the one before it ended, and together they are the session."""
    spans = lived.of("focus", "session")
    for session, whole in lived.lasted_s().items():
        own = spans[session,]
        assert all(before["end"] == after["start"] for before, after in pairwise(own))
        assert all(span["duration_s"] >= 0 for span in own)
        assert sum(span["duration_s"] for span in own) == pytest.approx(whole, abs=NEAR)


def time_active_and_away_is_the_duration(lived: Lived) -> None:
    """Both are at least nothing and add up; the share follows."""
    for chat in lived.tables["chats"]:
        if chat["duration_s"] is None:
            assert (chat["active_s"], chat["away_s"]) == (None, None)
            continue
        assert chat["active_s"] >= 0
        assert chat["away_s"] >= 0
        assert chat["active_s"] + chat["away_s"] == pytest.approx(chat["duration_s"], abs=NEAR)
        if chat["duration_s"]:
            assert 0 <= chat["away_share"] <= 1


def the_parts_of_a_chat_fit_into_it(lived: Lived) -> None:
    """Identification, typing, and waiting for each other take no longer than the chat."""
    for chat in lived.tables["chats"]:
        whole = chat["duration_s"]
        if whole is None:
            continue
        waits = (chat["agent_response_s"] or 0) + (chat["customer_response_s"] or 0)
        assert waits <= whole + NEAR
        for part in ("issue_identification_s", "typing_s", "active_inferred_s"):
            assert chat[part] is None or 0 <= chat[part] <= whole + NEAR
        if whole:
            assert 1 - NEAR <= chat["concurrency_mean"] <= len(lived.tables["chats"]) + NEAR


def nobody_attends_to_two_chats_at_once(lived: Lived) -> None:
    """Attention over all chats, observed or inferred, is at most the time worked."""
    worked = sum(lived.lasted_s().values())
    for measure in ("active_s", "active_inferred_s"):
        attended = sum(chat[measure] or 0 for chat in lived.tables["chats"])
        assert attended <= worked + NEAR


def attention_is_the_focus_between_start_and_end(lived: Lived) -> None:
    """A chat that has ended was active for no longer than its spans of focus."""
    spans = lived.of("focus", "session", "chat")
    for chat in lived.tables["chats"]:
        if chat["active_s"] is not None and not chat["spans_sessions"]:
            own = spans[chat["session"], chat["chat"]]
            assert chat["active_s"] <= sum(span["duration_s"] for span in own) + NEAR


def every_switch_leaves_one_chat_and_reaches_another(lived: Lived) -> None:
    """Switches in and out are as many, and as many as the live desk of each log counted."""
    chats = lived.tables["chats"]
    ins, outs = (sum(chat[name] for chat in chats) for name in ("switches_in", "switches_out"))
    assert ins == outs == sum(fold(log).switches for log in lived.logs)


def counts_match_between_the_tables(lived: Lived) -> None:
    """A chat's counts of messages and suggestions are those of the rows of the other tables."""
    messages, asked = (lived.of(name, "session", "chat") for name in ("messages", "suggestions"))
    for chat in lived.tables["chats"]:
        key = chat["session"], chat["chat"]
        senders = Counter(message["sender"] for message in messages[key])
        assert chat["agent_messages"] == senders["agent"]
        assert chat["customer_messages"] == senders["customer"]
        assert chat["customer_pictures"] == sum(message["pictures"] for message in messages[key])
        fates = Counter((found["outcome"], found["kind"]) for found in asked[key])
        for fate in FATES:
            for kind in ("diagnosis", "solution"):
                assert chat[f"suggestions_{fate}_{kind}"] == fates[fate, kind]


def every_suggestion_has_exactly_one_fate(lived: Lived) -> None:
    """Outcomes add up to what was asked for, and the two kinds to both."""
    for chat in lived.tables["chats"]:
        counts = [chat[f"suggestions_{fate}"] for fate in FATES]
        assert sum(counts) == chat["suggestions_requested"]
        for fate in (*FATES, "requested", "shown"):
            kinds = [chat[f"suggestions_{fate}_{kind}"] for kind in ("diagnosis", "solution")]
            assert sum(kinds) == chat[f"suggestions_{fate}"]


def the_stages_of_a_chat_hold_all_its_messages(lived: Lived) -> None:
    """Every message is in one stage, and the first stage is never missing."""
    stages = ("identification", "resolution", "confirmation")
    for chat in lived.tables["chats"]:
        for side in ("agent", "customer"):
            counts = [chat[f"{side}_messages_{stage}"] for stage in stages]
            assert counts[0] is not None
            assert sum(count or 0 for count in counts) == chat[f"{side}_messages"]


def deciding_takes_at_least_no_time(lived: Lived) -> None:
    """A decision comes after the suggestion was shown, and a key press after the return."""
    for chat in lived.tables["chats"]:
        assert chat["decision_s"] is None or chat["decision_s"] >= 0
        assert chat["resumption_lag_s"] is None or chat["resumption_lag_s"] >= 0


def a_longer_window_finds_no_fewer_returns(lived: Lived) -> None:
    """Who was back within ten minutes was back within three days and within seven."""
    for chat in lived.tables["chats"]:
        known = [chat[f"retrial_{window}"] for window in ("10m", "3d", "7d")]
        assert [value for value in known if value is None] == known[len(_not_null(known)) :]
        assert _not_null(known) == sorted(_not_null(known))


def _not_null(values: Iterable[int | None]) -> list[int]:
    return [value for value in values if value is not None]


def days_hold_all_chats_that_were_taken(lived: Lived) -> None:
    """Chats, ratings and shares of the panel are those of the table of chats."""
    taken = [chat for chat in lived.tables["chats"] if chat["start"] is not None]
    days = lived.tables["agent_days"]
    assert sum(day["chats"] for day in days) == len(taken)
    assert sum(agent["chats"] for agent in lived.tables["agents"]) == len(taken)
    assert sum(day["rated"] for day in days) == len(_not_null(chat["rating"] for chat in taken))
    used = sum(day["usage"] * day["chats"] for day in days)
    assert used == pytest.approx(sum(chat["used"] for chat in taken))
    for day in days:
        assert day["treat"] == day["treated"] * day["period"]
        assert 0 <= (day["unattended_s"] or 0) <= day["session_s"] + NEAR


def what_was_seen_is_what_was_shown(lived: Lived) -> None:
    """Exposure is of suggestions; who never was under a lot has no access."""
    for chat in lived.tables["chats"]:
        assert chat["exposed"] == int(chat["suggestions_shown"] > 0)
        assert (chat["access"] is None) is (chat["arm"] is None)


def days_have_the_lots_of_their_chats(lived: Lived) -> None:
    """Shares of access and exposure add up, and who has access in a study is in its period."""
    taken = [chat for chat in lived.tables["chats"] if chat["start"] is not None]
    days = lived.tables["agent_days"]
    for share, column in (("access_share", "access"), ("exposed_share", "exposed")):
        found = sum((day[share] or 0) * day["chats"] for day in days)
        assert found == pytest.approx(sum(chat[column] or 0 for chat in taken))
    for day in days:
        assert day["arm"] != "treatment" or day["study"] is None or day["treated"] == 1


def only_who_left_or_fell_silent_has_abandoned(lived: Lived) -> None:
    """Without a limit nobody has whom the channel did not see leave, and nobody who was helped."""
    limits = {row["session"]: row["patience_s"] for row in lived.tables["sessions"]}
    for chat in lived.tables["chats"]:
        if chat["abandoned"]:
            assert chat["ended_by"] == "customer" or limits[chat["session"]] is not None
            assert chat["resolved"] != 1


def every_word_of_a_guardrail_has_one_outcome(lived: Lived) -> None:
    """Each trigger is a row, and what is not open took at least no time."""
    triggered = sum(
        isinstance(each.fact, ev.GuardrailTriggered) for log in lived.logs for each in log
    )
    assert len(lived.tables["guardrails"]) == triggered
    for row in lived.tables["guardrails"]:
        assert (row["outcome"] == "open") is (row["decided"] is None) is (row["response_s"] is None)
        assert (row["response_s"] or 0) >= 0


def sittings_hold_all_answers(lived: Lived) -> None:
    """As many questions are answered in a sitting as it has rows of answers, each once."""
    answers = lived.of("answers", "session", "sitting")
    for sitting in lived.tables["sittings"]:
        own = answers.get((sitting["session"], sitting["sitting"]), [])
        assert sitting["answered"] == len(own) == len({row["item"] for row in own})
        assert all(row["answer_s"] >= 0 for row in own)
    assert len(lived.tables["answers"]) == sum(map(len, answers.values()))


LAWS: tuple[Callable[[Lived], None], ...] = (
    spans_of_focus_cover_each_session_without_overlap,
    time_active_and_away_is_the_duration,
    the_parts_of_a_chat_fit_into_it,
    nobody_attends_to_two_chats_at_once,
    attention_is_the_focus_between_start_and_end,
    every_switch_leaves_one_chat_and_reaches_another,
    counts_match_between_the_tables,
    every_suggestion_has_exactly_one_fate,
    the_stages_of_a_chat_hold_all_its_messages,
    deciding_takes_at_least_no_time,
    a_longer_window_finds_no_fewer_returns,
    days_hold_all_chats_that_were_taken,
    what_was_seen_is_what_was_shown,
    days_have_the_lots_of_their_chats,
    only_who_left_or_fell_silent_has_abandoned,
    every_word_of_a_guardrail_has_one_outcome,
    sittings_hold_all_answers,
)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_a_law_holds(lived: Lived, law: Callable[[Lived], None]) -> None:
    """What the law says is so in some hundred sessions with nights between."""
    law(lived)


@given(st.lists(steps(max_size=25), min_size=1, max_size=3), st.integers(0, 9))
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_all_laws_hold_for_any_plan(plans: list[list[Step]], seed: int) -> None:
    """Plans that are drawn, and made small where one breaks a law, keep them all."""
    found = measured(*(furnished(played(plan), seed) for plan in plans))
    for law in LAWS:
        law(found)


def played(plan: list[Step]) -> list[ev.Event]:
    """The log of a day at which this was planned."""
    with workplace(plan) as place:
        place.log.flush()
        return list(read_log(place.path))


# --- several measurements --------------------------------------------------------------------


def test_an_unrelated_log_changes_no_row(lived: Lived) -> None:
    """Other agents' other customers leave every row of a chat, message, suggestion and span."""
    others = [_of_other_people(log_of(seed)) for seed in range(2_000, 2_005)]
    both = measured(*lived.logs, *others)
    alone = measured(*lived.logs)
    for name in (
        *("chats", "messages", "suggestions", "focus", "chat_texts", "edits"),
        *("assignments", "guardrails", "sittings", "answers", "claims", "actions"),
    ):
        kept = {_line(row) for row in alone.tables[name]}
        assert kept <= {_line(row) for row in both.tables[name]}
        assert len(both.tables[name]) > len(kept)


def _of_other_people(log: Log) -> list[ev.Event]:
    """A log whose customers belong to a stream of their own."""
    return [
        replace(event, fact=event.fact.model_copy(update={"run": f"other {event.fact.run}"}))
        if isinstance(event.fact, ev.SessionStarted)
        else event
        for event in log
    ]


def _line(row: Row) -> str:
    return repr(sorted(row.items()))


def test_the_order_of_logs_makes_no_difference(lived: Lived) -> None:
    """All tables have the same rows in the same order."""
    assert tables_of(*reversed(lived.logs)) == lived.tables


def test_measuring_twice_gives_the_same(lived: Lived) -> None:
    """Nothing depends on chance, to the last digit."""
    assert tables_of(*lived.logs) == lived.tables


def test_setting_the_clock_within_a_session_changes_no_duration(lived: Lived) -> None:
    """Whatever wall time says inside a session, everything but times of day stays the same."""
    moved = measured(*map(_with_another_clock, lived.logs))
    for one, other in zip(lived.tables["chats"], moved.tables["chats"], strict=True):
        assert _without_times(one) == _without_times(other)


def _with_another_clock(log: Log) -> list[ev.Event]:
    last = {event.session: event.seq for event in log}
    first = {event.session: event.seq for event in reversed(log)}
    return [
        event
        if event.seq in (first[event.session], last[event.session])
        else replace(event, wall=event.wall - timedelta(hours=event.seq % 3))
        for event in log
    ]


_OF_THE_DAY = {"queued", "start", "end", "customer_tenure_days"}


def _without_times(row: Row) -> Row:
    return {
        name: value
        for name, value in row.items()
        if name not in _OF_THE_DAY and not name.startswith("retrial")
    }
