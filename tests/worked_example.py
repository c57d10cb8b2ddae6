"""The worked example of the field experiment's appendix: Henry, two chats, and their figures."""

from stories import Story, at, closed, received, sent, started, taken

from console.domain import events as ev

HENRY: Story = [
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

_TABS = [
    *at(30, ev.WindowActivated(), ev.TabShown(chat="focal")),
    *at(60, ev.TabShown(chat="other")),
    *at(300, ev.TabShown(chat="focal")),
    *at(510, ev.TabShown(chat="other")),
]

HENRY_WITH_TABS: Story = sorted([*HENRY, *_TABS], key=lambda timed: timed[0])
"""The same with the tabs shown when the messages say where Henry was."""

FIGURES: dict[str, float] = {
    "issue_identification_s": 60,
    "duration_s": 540,
    "agent_response_s": 390,
    "customer_response_s": 90,
    "active_inferred_s": 240,
    "customer_messages": 2,
    "typing_s": 30,
    "concurrency_at_start": 2,
}
"""What the appendix gives for the focal chat."""

OBSERVED: dict[str, float] = {
    "active_s": 240,
    "active_inferred_s": 240,
    "away_s": 300,
    "away_share": 5 / 9,
    "switches_in": 1,
    "switches_out": 2,
}
"""What it comes to with the tabs."""
