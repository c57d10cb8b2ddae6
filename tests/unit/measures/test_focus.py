"""Where the agent's attention was."""

from stories import Log, at, rows, started, taken, told

from console.domain import events as ev

OPEN = at(0, started(), *taken("a"), *taken("b", "bob"), ev.WindowActivated())


def spans_in(log: Log) -> list[tuple[str | None, float, float, str]]:
    """Chat, begin, end in seconds since the log's first fact, and what ended it."""
    first = ev.to_micros(log[0].wall)
    return [
        (row["chat"], (row["start"] - first) / 1e6, (row["end"] - first) / 1e6, row["ended_by"])
        for row in rows("focus", log)
    ]


def test_focus_follows_the_tab() -> None:
    """A chat has focus from its tab's being shown to another's."""
    story = [
        *OPEN,
        *at(1, ev.TabShown(chat="a")),
        *at(5, ev.TabShown(chat="b")),
        *at(9, ev.SessionEnded(reason="left")),
    ]
    assert spans_in(told(story)) == [
        (None, 0, 1, "tab_shown"),
        ("a", 1, 5, "tab_shown"),
        ("b", 5, 9, "session_ended"),
    ]


def test_another_window_has_no_chat() -> None:
    """While another program's window is active, no chat has focus."""
    story = [
        *OPEN,
        *at(0, ev.TabShown(chat="a")),
        *at(2, ev.WindowDeactivated()),
        *at(6, ev.WindowActivated()),
        *at(7, ev.SessionEnded(reason="left")),
    ]
    assert spans_in(told(story)) == [
        ("a", 0, 2, "window_deactivated"),
        (None, 2, 6, "window_activated"),
        ("a", 6, 7, "session_ended"),
    ]


def test_idleness_began_with_the_last_input() -> None:
    """When the idle limit has passed, attention is taken back to the last input."""
    story = [
        *OPEN,
        *at(0, ev.TabShown(chat="a")),
        *at(100, ev.AgentIdle(idle_s=60)),
        *at(130, ev.AgentBack()),
        *at(140, ev.SessionEnded(reason="left")),
    ]
    assert spans_in(told(story)) == [
        ("a", 0, 40, "agent_idle"),
        (None, 40, 130, "agent_back"),
        ("a", 130, 140, "session_ended"),
    ]


def test_a_tab_that_changes_by_itself_gets_no_attention_from_an_idle_agent() -> None:
    """What the window did between the last input and the idle limit was seen by nobody."""
    story = [
        *OPEN,
        *at(0, ev.TabShown(chat="a")),
        *at(80, ev.TabShown(chat="b")),
        *at(100, ev.AgentIdle(idle_s=60), ev.SessionEnded(reason="left")),
    ]
    assert spans_in(told(story)) == [
        ("a", 0, 40, "agent_idle"),
        (None, 40, 100, "session_ended"),
    ]


def test_idleness_never_reaches_back_before_the_last_return() -> None:
    """A rounding of the idle time does not undo that the agent had come back."""
    story = [
        *OPEN,
        *at(0, ev.TabShown(chat="a"), ev.AgentIdle(idle_s=0)),
        *at(10, ev.AgentBack()),
        *at(20, ev.AgentIdle(idle_s=10.5), ev.SessionEnded(reason="left")),
    ]
    assert ("a", 10, 10, "agent_idle") in spans_in(told(story))


def test_nobody_attends_between_a_crash_and_the_next_start() -> None:
    """The last span ends with the last fact before the crash, the next begins with a window."""
    killed = [*OPEN, *at(0, ev.TabShown(chat="a")), *at(10, ev.ComposerFocused(chat="a"))]
    after = [
        *at(70, started(resumed=True)),
        *at(75, ev.WindowActivated()),
        *at(80, ev.SessionEnded(reason="left")),
    ]
    assert spans_in(told(killed, after)) == [
        ("a", 0, 10, "record_ends"),
        (None, 70, 75, "window_activated"),
        ("a", 75, 80, "session_ended"),
    ]
