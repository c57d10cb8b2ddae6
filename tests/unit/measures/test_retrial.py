"""Customers who come back with the same issue."""

from stories import Log, Story, at, closed, row, rows, started, taken, told

from console.domain import events as ev

DAY_S = 86_400.0


def visit(second: float, chat: str, *, issue: str = "return", customer: str = "ann") -> Story:
    """A chat of ten seconds about an issue."""
    return [
        *at(second, *taken(chat, customer), ev.IssueConfirmed(chat=chat, issue=issue)),
        *at(second + 10, closed(chat)),
    ]


def log(*visits: Story, until_s: float, name: str = "s", run: str = "r") -> Log:
    """A session with these chats that lasts until ``until_s``."""
    chats = [fact for story in visits for fact in story]
    ended = at(until_s, ev.SessionEnded(reason="left"))
    return told([*at(0, started(run=run)), *chats, *ended], name=name)


def retrials(own: Log, chat: str, *others: Log) -> list[object]:
    """Whether the customer was back within 10 minutes, 3 days, 7 days."""
    found = row(own, chat, *others)
    return [found[f"retrial_{window}"] for window in ("10m", "3d", "7d")]


def test_a_return_counts_in_every_window_that_it_falls_into() -> None:
    """Back after five days is a retrial within seven days, not within three."""
    found = log(visit(0, "a"), visit(5 * DAY_S, "b"), until_s=8 * DAY_S)
    assert retrials(found, "a") == [0, 0, 1]


def test_another_issue_is_no_retrial() -> None:
    """The same customer with something else has not come back."""
    found = log(visit(0, "a"), visit(60, "b", issue="refund"), until_s=8 * DAY_S)
    assert retrials(found, "a") == [0, 0, 0]


def test_another_customer_is_no_retrial() -> None:
    """The same issue of somebody else has nothing to do with it."""
    found = log(visit(0, "a"), visit(60, "b", customer="bob"), until_s=8 * DAY_S)
    assert retrials(found, "a") == [0, 0, 0]


def test_a_window_the_data_do_not_cover_is_null_even_after_a_return() -> None:
    """Nobody can say how many will be back by then, so early returns don't count alone."""
    found = log(visit(0, "a"), visit(60, "b"), until_s=DAY_S)
    assert retrials(found, "a") == [1, None, None]
    assert retrials(found, "b") == [0, None, None]


def test_a_return_known_to_the_channel_counts_without_a_confirmed_issue() -> None:
    """The channel may know that a customer is back before the agent has settled the issue."""
    back = [*at(60, taken("b")[0], ev.ChatReturned(chat="b", previous="a"))]
    found = log(visit(0, "a"), back, until_s=DAY_S)
    assert retrials(found, "a")[0] == 1
    assert (row(found, "b")["returned"], row(found, "b")["previous"]) == (1, "a")


def test_a_customer_may_come_back_to_another_agent() -> None:
    """Retrials are looked for in all logs together."""
    first = log(visit(0, "a"), until_s=10)
    other = log(visit(60, "b"), until_s=4 * DAY_S, name="t")
    assert retrials(first, "a", other) == [1, 1, None]
    assert retrials(first, "a") == [None, None, None]


def test_equal_names_in_different_streams_are_different_customers() -> None:
    """Scripted customers of two runs share names and nothing else."""
    first = log(visit(0, "a"), until_s=DAY_S)
    other = log(visit(60, "b"), until_s=DAY_S, name="t", run="another")
    assert retrials(first, "a", other)[0] == 0


def test_chats_of_the_same_name_in_two_logs_are_told_apart() -> None:
    """A chat is no return to itself, but one of the same name in another log may be."""
    first = log(visit(0, "a"), until_s=DAY_S)
    other = log(visit(60, "a"), until_s=DAY_S, name="t")
    assert retrials(first, "a", other)[0] == 1
    assert retrials(other, "a", first)[0] == 0


def test_a_log_without_customers_has_no_chats() -> None:
    """A session in which nobody came has no rows but its own."""
    assert rows("chats", told(at(0, started()))) == []


def test_who_is_known_to_be_back_is_so_whatever_the_clocks_say() -> None:
    """Another workstation's clock may be behind: by it the customer came before they had left."""
    there = [
        *at(0, started(agent="mary")),
        *at(5, taken("b")[0], ev.ChatReturned(chat="b", previous="a")),
        *at(DAY_S, ev.SessionEnded(reason="left")),
    ]
    own = log(visit(0, "a"), until_s=DAY_S)
    assert retrials(own, "a", told(there, name="there"))[0] == 1


def test_another_stream_does_not_tell_how_long_customers_were_looked_for() -> None:
    """Data that go on elsewhere don't make a chat's window complete."""
    own = log(visit(0, "a"), until_s=60)
    later = log(visit(0, "b"), until_s=30 * DAY_S, name="later", run="other")
    assert retrials(own, "a", later) == [None, None, None]
