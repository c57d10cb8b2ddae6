"""The measures of a chat, one by one, where the worked example does not reach."""

from dataclasses import replace
from datetime import timedelta

import pytest
from stories import at, closed, left, queued, received, row, sent, started, taken, told

from console.domain import events as ev


def test_a_chat_nobody_took_has_a_wait_and_no_duration() -> None:
    """Leaving the queue ends the wait; everything that needs a start is null."""
    found = row(told([*at(0, started(), queued("a")), *at(40, left("a"))]), "a")
    assert found["queue_wait_s"] == 40
    assert found["ended_by"] == "customer"
    assert found["abandoned"] == 1
    nothing = ("start", "duration_s", "active_s", "away_share", "concurrency_at_start", "typing_s")
    assert [found[name] for name in nothing] == [None] * len(nothing)


def test_an_open_chat_has_no_end() -> None:
    """A chat that goes on when the data end has neither end nor duration."""
    found = row(told([*at(0, started(), *taken("a")), *at(9, sent("a", "1"))]), "a")
    assert (found["end"], found["duration_s"], found["ended_by"]) == (None, None, None)
    assert found["agent_messages"] == 1


def test_the_first_confirmation_counts_and_the_last_issue_stays() -> None:
    """Correcting the issue changes what it was, not how long finding it took."""
    story = [
        *at(0, started(), *taken("a")),
        *at(10, ev.IssueConfirmed(chat="a", issue="return")),
        *at(50, ev.IssueConfirmed(chat="a", issue="refund")),
        *at(60, closed("a")),
    ]
    found = row(told(story), "a")
    assert (found["issue_identification_s"], found["issue"]) == (10, "refund")


def test_confirming_what_was_proposed_is_use_of_the_assistant() -> None:
    """The first confirmation tells; choosing another issue than the proposed one is none."""
    story = [
        *at(0, started(), *taken("a"), *taken("b"), *taken("c")),
        *at(10, ev.IssueConfirmed(chat="a", issue="return", proposed="return")),
        *at(11, ev.IssueConfirmed(chat="b", issue="return", proposed="refund")),
        *at(12, ev.IssueConfirmed(chat="b", issue="refund", proposed="refund")),
    ]
    found = [row(told(story), chat) for chat in "abc"]
    assert [each["proposal_confirmed"] for each in found] == [1, 0, None]
    assert [each["assisted"] for each in found] == [1, 0, 0]
    assert [each["used"] for each in found] == [0, 0, 0]


def test_agreement_is_an_answer_to_the_agent() -> None:
    """A yes or thanks before the agent has written, or after another message, is none."""
    story = [
        *at(0, started(), *taken("a")),
        *at(2, received("a", "1", "Yes hello, thanks for taking this")),
        *at(5, sent("a", "2", "Is it the blue one?")),
        *at(9, received("a", "3", "The green one.")),
        *at(10, received("a", "4", "Thanks!")),
        *at(12, sent("a", "5", "So it never arrived?")),
        *at(20, received("a", "6", "Exactly, it never did")),
        *at(30, closed("a")),
    ]
    assert row(told(story), "a")["customer_agreed_s"] == 20


def test_an_issue_confirmed_after_the_end_took_no_time_to_find() -> None:
    """Filing a chat that the customer has left is not identification."""
    story = [
        *at(0, started(), *taken("a")),
        *at(10, left("a")),
        *at(20, ev.IssueConfirmed(chat="a", issue="return"), closed("a")),
    ]
    found = row(told(story), "a")
    assert (found["issue_identification_s"], found["duration_s"]) == (None, 10)


def test_a_chat_ends_once() -> None:
    """The agent's filing of a chat that the customer has left doesn't change who ended it."""
    story = [*at(0, started(), *taken("a")), *at(5, left("a")), *at(99, closed("a"))]
    found = row(told(story), "a")
    assert (found["ended_by"], found["duration_s"]) == ("customer", 5)
    assert found["disposition"] == "answered"


@pytest.mark.parametrize(
    ("last", "resolved", "expected"),
    [
        ("customer", False, 1),
        ("agent", False, 0),
        ("customer", True, 0),
    ],
)
def test_a_customer_who_leaves_unanswered_has_abandoned(
    last: str, resolved: bool, expected: int
) -> None:
    """Leaving counts if the customer had the last word, unless the agent files it as resolved."""
    word = received("a", "2") if last == "customer" else sent("a", "2")
    story = [
        *at(0, started(), *taken("a"), ev.IssueConfirmed(chat="a", issue="return")),
        *at(5, sent("a", "1")),
        *at(6, word, left("a"), closed("a", resolved=resolved)),
    ]
    assert row(told(story), "a")["abandoned"] == expected


def test_a_customer_who_leaves_without_a_solution_has_abandoned() -> None:
    """Nothing sent after the issue was confirmed is no solution, whoever spoke last."""
    story = [
        *at(0, started(), *taken("a"), sent("a", "1")),
        *at(5, ev.IssueConfirmed(chat="a", issue="return")),
        *at(6, left("a")),
    ]
    assert row(told(story), "a")["abandoned"] == 1


@pytest.mark.parametrize(("rating", "expected"), [(1, 1), (2, 1), (3, 0), (5, 0), (None, None)])
def test_a_rating_below_three_is_dissatisfied(rating: int | None, expected: int | None) -> None:
    """Three is not dissatisfied, and no rating says nothing."""
    rated = [] if rating is None else [ev.ChatRated(chat="a", rating=rating)]
    story = [*at(0, started(), *taken("a")), *at(5, closed("a"), *rated)]
    assert row(told(story), "a")["dissatisfied"] == expected


def test_a_question_from_the_queue_waits_from_the_start() -> None:
    """The wait in the queue is not the agent's response time."""
    story = [
        *at(0, started(), queued("a"), received("a", "1")),
        *at(60, ev.ChatAccepted(chat="a")),
        *at(70, sent("a", "2")),
    ]
    found = row(told(story), "a")
    assert (found["agent_response_s"], found["first_response_s"]) == (10, 10)


def test_a_turn_is_answered_once() -> None:
    """Several messages in a row count from the last of them to the first of the answer."""
    story = [
        *at(0, started(), *taken("a")),
        *at(10, received("a", "1")),
        *at(20, received("a", "2")),
        *at(25, sent("a", "3")),
        *at(30, sent("a", "4")),
        *at(70, received("a", "5")),
    ]
    found = row(told(story), "a")
    assert (found["agent_response_s"], found["customer_response_s"]) == (5, 40)
    assert found["first_response_s"] == 15
    assert found["message_ratio"] == 2 / 3


def test_concurrency_counts_what_is_open_and_weighs_it_by_time() -> None:
    """A chat that another one joins for half of its time has one and a half on average."""
    story = [
        *at(0, started(), *taken("a")),
        *at(50, *taken("b", "bob")),
        *at(100, closed("a")),
        *at(150, *taken("c", "cleo")),
        *at(160, closed("c"), closed("b")),
    ]
    log = told(story)
    assert [row(log, chat)["concurrency_at_start"] for chat in "abc"] == [1, 2, 2]
    assert row(log, "a")["concurrency_mean"] == 1.5
    assert row(log, "c")["concurrency_mean"] == 2


def test_resumption_lag_is_from_the_return_to_the_first_key() -> None:
    """The first visit is no return, and a return without a key press does not count."""
    story = [
        *at(0, started(), *taken("a"), *taken("b", "bob"), ev.WindowActivated()),
        *at(1, ev.TabShown(chat="a")),
        *at(2, ev.AgentTyping(chat="a", active=True)),
        *at(10, ev.TabShown(chat="b")),
        *at(20, ev.TabShown(chat="a")),
        *at(24, ev.AgentTyping(chat="a", active=True)),
        *at(30, ev.TabShown(chat="b")),
        *at(40, ev.TabShown(chat="a")),
        *at(50, ev.TabShown(chat="b")),
        *at(60, ev.TabShown(chat="a")),
        *at(66, sent("a", "1")),
    ]
    found = row(told(story), "a")
    assert found["resumption_lag_s"] == 5
    assert (found["switches_in"], found["switches_out"]) == (3, 3)


def test_a_chat_across_a_crash_holds_the_gap_and_says_so() -> None:
    """Its duration has the gap by the wall clock, its attention has not, and it is marked."""
    before = [
        *at(0, started(), *taken("a"), ev.WindowActivated(), ev.TabShown(chat="a")),
        *at(3, ev.ComposerFocused(chat="a")),
        *at(10, sent("a", "1")),
    ]
    after = [
        *at(100, started(resumed=True)),
        *at(110, ev.WindowActivated()),
        *at(130, sent("a", "2")),
        *at(140, closed("a")),
    ]
    found = row(told(before, after), "a")
    assert found["spans_sessions"] == 1
    assert found["duration_s"] == 140
    assert found["active_s"] == 10 + 30
    assert found["active_inferred_s"] == 10 + 30
    assert found["typing_s"] == 7


def test_a_clock_that_is_set_does_not_change_a_duration() -> None:
    """Durations are monotonic time, whatever happens to the wall clock meanwhile."""
    *before, last = told([*at(0, started(), *taken("a")), *at(10, closed("a"))])
    set_back = replace(last, wall=last.wall - timedelta(hours=1))
    assert row((*before, set_back), "a")["duration_s"] == 10


def test_ended_chats_of_a_dropped_session_say_so() -> None:
    """A chat that the end of the session cut off was ended by neither side."""
    story = [*at(0, started(), *taken("a")), *at(10, ev.ChatDropped(chat="a"))]
    found = row(told(story), "a")
    assert (found["ended_by"], found["abandoned"]) == ("session", 0)


def test_messages_are_counted_by_stage_of_the_procedure() -> None:
    """Until the issue is confirmed, until the procedure is done, and afterwards."""
    story = [
        *at(0, started(), *taken("a"), sent("a", "1"), received("a", "2")),
        *at(10, ev.IssueConfirmed(chat="a", issue="return"), sent("a", "3"), sent("a", "4")),
        *at(20, received("a", "5"), ev.ProcedureFinished(chat="a"), received("a", "6")),
    ]
    found = row(told(story), "a")
    stages = ("identification", "resolution", "confirmation")
    assert [found[f"agent_messages_{stage}"] for stage in stages] == [1, 2, 0]
    assert [found[f"customer_messages_{stage}"] for stage in stages] == [1, 1, 1]
    assert [found[f"message_ratio_{stage}"] for stage in stages] == [1, 2, 0]


def test_a_stage_the_chat_did_not_come_to_is_null() -> None:
    """Nothing confirmed and nothing done leaves identification alone."""
    found = row(told(at(0, started(), *taken("a"), sent("a", "1"))), "a")
    assert found["agent_messages_identification"] == 1
    assert found["agent_messages_resolution"] is None
    assert found["customer_messages_confirmation"] is None


def test_a_procedure_done_without_a_confirmed_issue_ends_identification() -> None:
    """What is written after the procedure is done makes sure of it, whatever was confirmed."""
    story = at(0, started(), *taken("a"), sent("a", "1"), ev.ProcedureFinished(chat="a"))
    found = row(told([*story, *at(5, sent("a", "2"))]), "a")
    assert found["agent_messages_identification"] == 1
    assert found["agent_messages_resolution"] is None
    assert found["agent_messages_confirmation"] == 1


@pytest.mark.parametrize(
    ("since", "expected"), [("2024-01-03", 20), ("2024-01-23", 0), ("2024-01", None), (None, None)]
)
def test_tenure_is_the_days_since_the_customer_became_one(
    since: str | None, expected: int | None
) -> None:
    """A record that names no day says nothing."""
    story = at(0, started(), *taken("a", since=since))
    assert row(told(story), "a")["customer_tenure_days"] == expected
