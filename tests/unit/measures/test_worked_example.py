"""The worked example of the field experiment's appendix: Henry and his two chats."""

import pytest
from stories import at, closed, received, row, sent, started, taken, told

from console.domain import events as ev

HENRY = [
    *at(0, started("Henry"), *taken("other", "bob")),
    *at(30, *taken("focal"), sent("focal", "a1"), ev.ComposerFocused(chat="focal")),
    *at(60, ev.ComposerLeft(chat="focal"), sent("focal", "a2")),
    *at(90, received("focal", "c1"), ev.IssueConfirmed(chat="focal", issue="return")),
    *at(180, sent("other", "o1")),
    *at(300, sent("other", "o2")),
    *at(480, sent("focal", "a3")),
    *at(510, sent("focal", "a4")),
    *at(540, sent("other", "o3")),
    *at(570, received("focal", "c2"), closed("focal")),
]
"""Seconds since 9:00:00; the agent's message at 9:05:00 in the other chat is ``o2``."""


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("issue_identification_s", 60.0),
        ("duration_s", 540.0),
        ("agent_response_s", 390.0),
        ("customer_response_s", 90.0),
        ("active_inferred_s", 240.0),
        ("customer_messages", 2),
        ("typing_s", 30.0),
        ("concurrency_at_start", 2),
    ],
)
def test_the_worked_example_comes_out_exactly(column: str, expected: float) -> None:
    """Every figure of the appendix that the events determine is met to the last digit."""
    assert row(told(HENRY), "focal")[column] == expected


def test_inferred_attention_leaves_the_time_away_of_the_appendix() -> None:
    """Of 540 seconds 240 were spent on the chat, so 300 were not: five ninths."""
    focal = row(told(HENRY), "focal")
    duration, active = focal["duration_s"], focal["active_inferred_s"]
    assert duration - active == 300.0
    assert (duration - active) / duration == 5 / 9


def test_observed_attention_meets_the_same_figures_if_focus_was_where_the_messages_were() -> None:
    """With the tabs shown when the inference says so, both ways of measuring agree."""
    tabs = [
        *at(30, ev.WindowActivated(), ev.TabShown(chat="focal")),
        *at(60, ev.TabShown(chat="other")),
        *at(300, ev.TabShown(chat="focal")),
        *at(510, ev.TabShown(chat="other")),
    ]
    focal = row(told(sorted([*HENRY, *tabs], key=lambda pair: pair[0])), "focal")
    assert focal["active_s"] == focal["active_inferred_s"] == 240.0
    assert focal["away_s"] == 300.0
    assert focal["away_share"] == 5 / 9
    assert (focal["switches_in"], focal["switches_out"]) == (1, 2)
