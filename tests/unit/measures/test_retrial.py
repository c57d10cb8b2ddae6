"""Customers who come back with the same issue."""

from stories import Story, at, row, started, taken, told

from console.domain import events as ev
from console.domain.issues import Disposition
from console.measures.chats import chats_table
from console.measures.history import History, read_history
from console.measures.retrial import Visits

DAY_S = 86_400.0


def visit(second: float, chat: str, *, issue: str = "return", customer: str = "ann") -> Story:
    """A chat of ten seconds about an issue."""
    return [
        *at(second, *taken(chat, customer), ev.IssueConfirmed(chat=chat, issue=issue)),
        *at(
            second + 10,
            ev.ChatClosed(chat=chat, disposition=Disposition.ANSWERED, resolved=True),
        ),
    ]


def log(*visits: Story, until_s: float) -> History:
    """A session with these chats that lasts until ``until_s``."""
    chats = [fact for story in visits for fact in story]
    return told([*at(0, started()), *chats, *at(until_s, ev.SessionEnded(reason="left"))])


def retrials(history: History, chat: str) -> list[object]:
    """Whether the customer was back within 10 minutes, 3 days, 7 days."""
    found = row(history, chat)
    return [found[f"retrial_{window}"] for window in ("10m", "3d", "7d")]


def test_a_return_counts_in_every_window_that_it_falls_into() -> None:
    """Back after five days is a retrial within seven days, not within three."""
    history = log(visit(0, "a"), visit(5 * DAY_S, "b"), until_s=8 * DAY_S)
    assert retrials(history, "a") == [0, 0, 1]


def test_another_issue_is_no_retrial() -> None:
    """The same customer with something else has not come back."""
    history = log(visit(0, "a"), visit(60, "b", issue="refund"), until_s=8 * DAY_S)
    assert retrials(history, "a") == [0, 0, 0]


def test_another_customer_is_no_retrial() -> None:
    """The same issue of somebody else has nothing to do with it."""
    history = log(visit(0, "a"), visit(60, "b", customer="bob"), until_s=8 * DAY_S)
    assert retrials(history, "a") == [0, 0, 0]


def test_a_window_the_data_do_not_cover_is_null_even_after_a_return() -> None:
    """Nobody can say how many will be back by then, so early returns don't count alone."""
    history = log(visit(0, "a"), visit(60, "b"), until_s=DAY_S)
    assert retrials(history, "a") == [1, None, None]
    assert retrials(history, "b") == [0, None, None]


def test_a_return_known_to_the_channel_counts_without_a_confirmed_issue() -> None:
    """The channel may know that a customer is back before the agent has settled the issue."""
    back = [*at(60, taken("b")[0], ev.ChatReturned(chat="b", previous="a"))]
    history = log(visit(0, "a"), back, until_s=DAY_S)
    assert retrials(history, "a")[0] == 1
    assert (row(history, "b")["returned"], row(history, "b")["previous"]) == (1, "a")


def test_a_customer_may_come_back_to_another_agent() -> None:
    """Retrials are looked for in all logs together."""
    first = log(visit(0, "a"), until_s=10)
    other = log(visit(60, "b"), until_s=DAY_S)
    found = chats_table(Visits([first, other])).row(first.chats["a"])
    assert found["retrial_10m"] == 1


def test_equal_names_in_different_streams_are_different_customers() -> None:
    """Scripted customers of two runs share names and nothing else."""
    first = log(visit(0, "a"), until_s=DAY_S)
    other = told([*at(0, started(run="another")), *visit(60, "b")])
    found = chats_table(Visits([first, other])).row(first.chats["a"])
    assert found["retrial_10m"] == 0


def test_an_empty_log_has_no_chats() -> None:
    """Reading nothing gives nothing."""
    assert read_history([]).chats == {}
