"""The panel of agents and days, by hand."""

import math
from datetime import date

import pytest
from measuring import Row
from stories import Log, Story, assigned, at, closed, queued, rows, started, taken, told

from console.domain import events as ev

HOUR, DAY = 3_600.0, 86_400.0
FIRST = date(2024, 1, 23)


def visit(second: float, chat: str, lasts_s: float = 60, since: str | None = None) -> Story:
    """A chat of some length that the agent takes at once."""
    story = at(second, *taken(chat, f"of-{chat}", since))
    return [*story, *at(second + lasts_s, closed(chat))]


def shift(
    *visits: Story,
    begin: float = 0,
    agent: str = "henry",
    arm: str = "control",
    zone_h: float = 0,
    end: float | None = None,
) -> Story:
    """A session with these chats; without an ``end`` it stops with the last of them."""
    who = started(agent, utc_offset_s=round(zone_h * HOUR))
    facts = sorted((fact for one in visits for fact in one), key=lambda timed: timed[0])
    story = [*at(begin, who, assigned(arm)), *facts]
    return story if end is None else [*story, *at(end, ev.SessionEnded(reason="left"))]


def days(*logs: Log) -> dict[tuple[str, int], Row]:
    """The panel's rows by agent and day, counted from the first day of the stories."""
    first = (FIRST - date(1970, 1, 1)).days
    return {(row["agent"], row["day"] - first): row for row in rows("agent_days", *logs)}


def test_measures_are_means_of_the_days_chats() -> None:
    """Each chat counts once, and one without a value is left out of that mean."""
    rated = at(200, ev.ChatRated(chat="a", rating=2))
    confirmed = at(30, ev.IssueConfirmed(chat="a", issue="return"))
    first = visit(20, "a", 100)
    (day,) = days(told(shift([first[0], first[1], *confirmed, first[2]], rated,
                             visit(300, "b", 40), visit(400, "c", 40)))).values()  # fmt: skip
    assert (day["chats"], day["rated"]) == (3, 1)
    assert day["rated_share"] == pytest.approx(1 / 3)
    assert (day["duration_s"], day["issue_identification_s"]) == (60, 10)
    assert (day["rating"], day["dissatisfaction_rate"]) == (2, 1)


def test_logarithms_are_of_the_means() -> None:
    """The mean comes first, as in the field experiment; there is none of nothing."""
    (day,) = days(told(shift(visit(0, "a", 10), visit(100, "b", 30)))).values()
    assert day["ln_duration"] == pytest.approx(math.log(20), rel=1e-12)
    assert day["ln_issue_identification"] is None


def test_the_logarithm_of_no_time_at_all_is_null() -> None:
    """A mean of zero seconds has no logarithm."""
    (day,) = days(told(shift(visit(0, "a", 0)))).values()
    assert (day["duration_s"], day["ln_duration"]) == (0, None)


def test_a_chat_belongs_to_the_day_it_was_taken_on() -> None:
    """Who queues before midnight and is taken after it belongs to the next day."""
    midnight = 15 * HOUR
    late = [*at(midnight - 30, queued("b")), *at(midnight + 30, ev.ChatAccepted(chat="b"))]
    found = days(told(shift(visit(midnight - 60, "a", 25), late)))
    assert {key: row["chats"] for key, row in found.items()} == {("henry", 0): 1, ("henry", 1): 1}


@pytest.mark.parametrize(("zone_h", "expected"), [(0, 0), (14, 0), (15, 1), (-9, 0), (-9.5, -1)])
def test_the_day_is_that_of_the_agents_clock(zone_h: float, expected: int) -> None:
    """At nine in the morning UTC it is the next day in one zone and the day before in another."""
    assert list(days(told(shift(visit(1, "a"), zone_h=zone_h)))) == [("henry", expected)]


def test_a_desk_that_is_left_on_over_the_end_of_summer_time_keeps_its_days() -> None:
    """What counts is the clock when the chat was taken, not when the session began."""
    night = 14 * HOUR + 1800
    taken = [*at(night, queued("b"), ev.ChatAccepted(chat="b", utc_offset_s=0))]
    story = shift(visit(10, "a"), taken, zone_h=1)
    assert set(days(told(story))) == {("henry", 0)}
    unknown = [*at(night, queued("b"), ev.ChatAccepted(chat="b"))]
    assert set(days(told(shift(visit(10, "a"), unknown, zone_h=1)))) == {("henry", 0), ("henry", 1)}


def test_chats_that_nobody_took_belong_to_no_day() -> None:
    """They count for no agent, and alone they make no row."""
    assert days(told(shift(at(5, queued("a"))))) == {}
    ((_, day),) = days(told(shift(at(5, queued("a")), visit(10, "b")))).items()
    assert day["chats"] == 1


def test_controls_are_of_the_agents_latest_day_with_a_chat() -> None:
    """A day off, or other agents' days, are passed over; the first day has none before it."""
    morning = shift(
        visit(10, "a", 100, since="2024-01-13"), visit(20, "b", 50, since="2024-01-03"), end=200
    )
    third = shift(visit(2 * DAY, "c"), begin=2 * DAY, end=2 * DAY + 100)
    other = shift(visit(DAY, "x"), begin=DAY, agent="mary", end=DAY + 100)
    found = days(told(morning, third), told(other, name="t"))
    assert found["henry", 0]["lag_concurrency"] is None
    assert found["henry", 2]["lag_concurrency"] == 1.5
    assert found["henry", 2]["lag_customer_tenure_days"] == 15
    assert found["mary", 1]["lag_concurrency"] is None


def test_treatment_is_of_the_agent_and_the_period() -> None:
    """Treated is who ever was, the period begins with the first of them, treat is both."""
    before = shift(visit(0, "a"), end=100)
    after = shift(visit(DAY, "b"), begin=DAY, arm="treatment", end=DAY + 100)
    control = [
        shift(visit(day * DAY, f"c{day}"), begin=day * DAY, agent="mary", end=day * DAY + 100)
        for day in (0, 1)
    ]
    found = days(told(before, after), told(*control, name="t"))
    design = {key: (row["treated"], row["period"], row["treat"]) for key, row in found.items()}
    assert design == {
        ("henry", 0): (1, 0, 0),
        ("henry", 1): (1, 1, 1),
        ("mary", 0): (0, 0, 0),
        ("mary", 1): (0, 1, 0),
    }


def test_without_anyone_treated_there_is_no_period() -> None:
    """Before the study, everything is zero."""
    (day,) = days(told(shift(visit(0, "a")))).values()
    assert (day["treated"], day["period"], day["treat"]) == (0, 0, 0)


def test_a_day_in_two_arms_is_in_neither() -> None:
    """The arm is null where the day's chats were in different ones."""
    first, second = shift(visit(0, "a")), shift(visit(900, "b"), begin=800, arm="treatment")
    (day,) = days(told(first, second)).values()
    assert day["arm"] is None
    (day,) = days(told(first)).values()
    assert day["arm"] == "control"


def test_usage_is_a_share_of_all_chats_of_the_day() -> None:
    """Chats that were never rated count as well."""
    use: list[ev.AnyFact] = [
        ev.SuggestionRequested(chat="a", suggestion="g", about=ev.SuggestionKind.SOLUTION),
        ev.SuggestionReady(chat="a", suggestion="g", text="Hello", elapsed_ms=1, tokens=1),
        ev.SuggestionAdopted(chat="a", suggestion="g"),
    ]
    first = visit(0, "a")
    story = [*first[:2], *at(5, *use), *first[2:]]
    (day,) = days(told(shift(story, visit(100, "b")))).values()
    assert (day["usage"], day["usage_complete"], day["usage_partial"]) == (0.5, 0.5, 0)


def test_time_in_which_no_chat_had_focus_is_unattended() -> None:
    """Between chats, in another program, idle: all that is in no chat's span."""
    focus = [
        *at(10, ev.WindowActivated(), ev.TabShown(chat="a")),
        *at(40, ev.WindowDeactivated()),
        *at(70, ev.WindowActivated()),
    ]
    story = [*visit(10, "a", 1)[:2], *focus, *at(80, closed("a"), ev.TabShown(chat=None))]
    (day,) = days(told(shift(story, end=100))).values()
    assert day["session_s"] == 100
    assert day["unattended_s"] == 10 + 30 + 20


def test_a_session_over_midnight_counts_on_the_day_it_began() -> None:
    """The next day has its chats, and no time of sessions begun on it."""
    midnight = 15 * HOUR
    found = days(told(shift(visit(10, "a"), visit(midnight + 10, "b"), end=midnight + 100)))
    assert found["henry", 0]["session_s"] == midnight + 100
    assert found["henry", 1]["session_s"] == 0
    assert found["henry", 1]["unattended_s"] is None
