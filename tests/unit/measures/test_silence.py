"""Customers who fall silent for longer than a study's limit have left, by hand."""

import pytest
from stories import Story, at, closed, queued, received, row, sent, started, taken, told

from console.domain import events as ev

PATIENCE_S = 120.0


def under(patience_s: float | None = PATIENCE_S) -> Story:
    """The beginning of a session in a study with this limit."""
    study = ev.StudyEntered(study="p", study_hash="h", idle_limit_s=60, patience_s=patience_s)
    return at(0, started(), study)


def abandoned(*story: tuple[float, ev.AnyFact]) -> int:
    """Whether the customer of the chat left."""
    return int(row(told(story), "a")["abandoned"])


def unhelped(silence_s: float, *, resolved: bool = False) -> Story:
    """A chat in which the agent wrote, no solution came, and the end after some silence."""
    story = [*at(5, *taken("a"), received("a", "1")), *at(10, sent("a", "2"))]
    return [*story, *at(10 + silence_s, closed("a", resolved=resolved))]


@pytest.mark.parametrize(("silence_s", "expected"), [(119, 0), (120, 0), (120.001, 1), (900, 1)])
def test_silence_beyond_the_limit_is_having_left(silence_s: float, expected: int) -> None:
    """At the limit the customer is still there."""
    assert abandoned(*under(), *unhelped(silence_s)) == expected


def test_without_a_limit_silence_is_not_leaving() -> None:
    """Neither outside a study, nor in one that sets none."""
    assert abandoned(*under(None), *unhelped(900)) == 0
    assert abandoned(*at(0, started()), *unhelped(900)) == 0


def test_who_was_helped_may_be_silent() -> None:
    """A chat filed as resolved, or in which a solution was the last word, was not left."""
    assert abandoned(*under(), *unhelped(900, resolved=True)) == 0
    solved = [
        *at(5, *taken("a"), ev.IssueConfirmed(chat="a", issue="return")),
        *at(9, sent("a", "1")),
    ]
    assert abandoned(*under(), *solved, *at(900, closed("a", resolved=False))) == 0
    asked = at(20, received("a", "2"))
    assert abandoned(*under(), *solved, *asked, *at(900, closed("a", resolved=False))) == 1


def test_silence_counts_from_the_last_message_of_either_side() -> None:
    """Who was written to a moment before the end had time to answer only then."""
    story = [*at(5, *taken("a"), received("a", "1")), *at(890, sent("a", "2"))]
    assert abandoned(*under(), *story, *at(900, closed("a", resolved=False))) == 0


def test_waiting_in_the_queue_is_not_silence() -> None:
    """It counts from the chat's start at the earliest."""
    written = at(1, queued("a"), received("a", "1"))
    accepted = at(500, ev.ChatAccepted(chat="a"))
    late = [*under(), *written, *accepted]
    assert abandoned(*late, *at(600, closed("a", resolved=False))) == 0
    assert abandoned(*late, *at(700, closed("a", resolved=False))) == 1
    assert abandoned(*under(), *written, *at(900, ev.ChatDropped(chat="a"))) == 0


def test_it_makes_no_difference_how_the_chat_ended() -> None:
    """Also with the session, as chats do when the agent goes."""
    story = [*under(), *at(5, *taken("a"), received("a", "1"))]
    assert abandoned(*story, *at(900, ev.ChatDropped(chat="a"))) == 1
    assert abandoned(*story, *at(90, ev.ChatDropped(chat="a"))) == 0
