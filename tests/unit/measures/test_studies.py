"""Studies by hand: whose lot counts for a session, a chat and a day, and who saw anything."""

from typing import Any

import pytest
from measuring import Row
from stories import BEGIN, Log, Story, assigned, at, closed, queued, row, rows, started, taken, told

from console.domain import events as ev

HOUR, DAY = 3_600.0, 86_400.0
Facts = list[tuple[float, ev.AnyFact]]
TREATMENT, CONTROL = ev.Arm.TREATMENT, ev.Arm.CONTROL


def entered(study: str = "pilot", **more: Any) -> ev.StudyEntered:  # noqa: ANN401 - any field
    """The session is part of a study whose hash is its name."""
    fields: dict[str, Any] = {"study_hash": f"of {study}", "idle_limit_s": 60.0, **more}
    return ev.StudyEntered(study=study, **fields)


def drawn(arm: ev.Arm, *, access: bool | None = None, **more: Any) -> ev.ArmAssigned:  # noqa: ANN401
    """A session's lot; ``more`` are further fields."""
    return ev.ArmAssigned(arm=arm, method="lot", access=access, **more)


def visit(second: float, chat: str, *own: ev.AnyFact, customer: str | None = None) -> Facts:
    """A chat of a minute that the agent takes at once; ``own`` follows the taking."""
    return at(second, *taken(chat, customer or f"of-{chat}"), *own) + at(second + 60, closed(chat))


def of_session(log: Log, session: str = "s-1") -> Row:
    """A session's row."""
    (found,) = (each for each in rows("sessions", log) if each["session"] == session)
    return found


def days(*logs: Log) -> dict[tuple[str, int], Row]:
    """The panel by agent and day, counted from the first day of the stories."""
    first = ev.to_micros(BEGIN) // 86_400_000_000
    return {(each["agent"], each["day"] - first): each for each in rows("agent_days", *logs)}


# --- sessions --------------------------------------------------------------------------------


def test_a_session_has_its_study_with_its_limits() -> None:
    """Study, hash, period, and the limits of idleness and patience are as it was entered."""
    study = entered(period="before", patience_s=120.0)
    found = of_session(told(at(0, started(), study, assigned("control"))))
    told_of = ("study", "study_hash", "period", "idle_limit_s", "patience_s", "consent")
    assert [found[name] for name in told_of] == ["pilot", "of pilot", "before", 60, 120, None]


def test_without_a_study_a_session_has_its_arm_and_nothing_else() -> None:
    """What the settings say is the arm, and whoever is treated has access."""
    found = of_session(told(at(0, started(), assigned("treatment"))))
    assert (found["study"], found["arm"], found["access"]) == (None, "treatment", 1)
    assert (found["arm_name"], found["guardrails"]) == (None, "[]")


@pytest.mark.parametrize(("answers", "expected"), [((True,), "given"), ((True, False), "declined")])
def test_the_last_word_on_consent_counts(answers: tuple[bool, ...], expected: str) -> None:
    """Who takes their consent back has declined."""
    said = [ev.ConsentAnswered(study="p", study_hash="h", given=given) for given in answers]
    assert of_session(told(at(0, started(), entered(), *said)))["consent"] == expected


def test_a_sessions_arm_is_the_first_and_its_gaps_are_not_filled_from_later_ones() -> None:
    """A stratum that only the second lot names is not the first one's."""
    first = drawn(CONTROL, name="late")
    later = drawn(TREATMENT, name="early", stratum="low", block=2)
    found = of_session(told(at(0, started(), entered(), first), at(9, started(), later)))
    assert (found["arm"], found["arm_name"]) == ("control", "late")
    both = of_session(told([*at(0, started(), entered(), first), *at(9, later)]))
    assert (both["arm"], both["stratum"], both["block"]) == ("control", None, None)


# --- chats -----------------------------------------------------------------------------------


def test_a_chats_own_lot_counts_before_its_sessions() -> None:
    """Where chats are drawn for, the session's arm says nothing about them."""
    own = ev.ChatAssigned(chat="a", arm=TREATMENT, access=True, name="with", block=1)
    log = told(at(0, started(), entered(), drawn(CONTROL)) + visit(5, "a", own) + visit(99, "b"))
    one, other = row(log, "a"), row(log, "b")
    assert (one["arm"], one["arm_name"], one["access"], one["block"]) == ("treatment", "with", 1, 1)
    assert (other["arm"], other["arm_name"], other["access"]) == ("control", None, 0)


def test_a_chat_belongs_to_the_stretch_in_which_it_was_taken() -> None:
    """One that goes on when the next stretch begins stays in the one before."""
    lots = [
        drawn(arm, unit="shift", bucket=f"2024-01-23T{hour}:00:00+01:00")
        for arm, hour in ((TREATMENT, "10"), (CONTROL, "11"))
    ]
    before, after = visit(HOUR - 30, "a"), visit(HOUR + 90, "b")
    log = told([*at(0, started(), entered(), lots[0]), *before[:2], *at(HOUR, lots[1]), before[2],
                *after])  # fmt: skip
    one, other = row(log, "a"), row(log, "b")
    assert (one["arm"], other["arm"]) == ("treatment", "control")
    assert one["bucket_start"] == ev.to_micros(BEGIN)
    assert other["bucket_start"] == ev.to_micros(BEGIN) + 3_600_000_000
    assert other["bucket"] == "2024-01-23T11:00:00+01:00"


def test_a_chat_nobody_took_has_the_lot_in_force_when_it_was_queued() -> None:
    """It belongs to the agent who was at the desk, under what was drawn then."""
    story = [*at(0, started(), drawn(TREATMENT)), *at(5, queued("a")), *at(9, drawn(CONTROL))]
    assert row(told(story), "a")["arm"] == "treatment"


def test_a_bucket_that_is_no_time_has_no_beginning() -> None:
    """Buckets can be called as one likes; then nothing can be dropped after their beginning."""
    log = told(at(0, started(), drawn(CONTROL, bucket="session-2")) + visit(5, "a"))
    assert (row(log, "a")["bucket"], row(log, "a")["bucket_start"]) == ("session-2", None)


def test_exposure_is_what_was_seen_whatever_was_drawn() -> None:
    """A treated agent to whom nothing was shown was not exposed, and still had access."""
    shown: list[ev.AnyFact] = [
        ev.SuggestionRequested(chat="b", suggestion="g", about=ev.SuggestionKind.SOLUTION),
        ev.SuggestionShown(chat="b", suggestion="g"),
    ]
    log = told(at(0, started(), drawn(TREATMENT)) + visit(5, "a") + visit(99, "b", *shown))
    assert [(row(log, chat)["access"], row(log, chat)["exposed"]) for chat in "ab"] == [
        (1, 0),
        (1, 1),
    ]


# --- agents' days ----------------------------------------------------------------------------


def shift(
    day: int, agent: str, *lots: ev.AnyFact, chat: str | None = None, own: Story = ()
) -> Story:
    """A session on a day with one chat."""
    begin = day * DAY
    name = chat or f"{agent}{day}"
    return [*at(begin, started(agent), *lots), *(own or visit(begin + 5, name))]


def test_treated_is_the_intention_and_the_period_begins_with_access() -> None:
    """In the time before, the treated are assigned already, and nobody has access."""
    log = told(
        shift(0, "henry", entered(period="before"), drawn(TREATMENT, access=False, name="early")),
        shift(0, "mary", entered(period="before"), drawn(CONTROL, access=False, name="late")),
        shift(1, "henry", entered(period="after"), drawn(TREATMENT, access=True, name="early")),
        shift(1, "mary", entered(period="after"), drawn(CONTROL, access=False, name="late")),
    )
    found = days(log)
    names = ("treated", "period", "treat", "access_share", "arm_name")
    assert {key: tuple(each[name] for name in names) for key, each in found.items()} == {
        ("henry", 0): (1, 0, 0, 0, "early"),
        ("henry", 1): (1, 1, 1, 1, "early"),
        ("mary", 0): (0, 0, 0, 0, "late"),
        ("mary", 1): (0, 1, 0, 0, "late"),
    }


def test_a_night_over_the_first_day_with_access_is_no_earlier_beginning() -> None:
    """The period begins on the day of the lot that gave access, not on its session's first day."""
    night = [
        *at(0, started("henry"), entered(), drawn(TREATMENT, access=False)),
        *visit(5, "evening"),
        *at(DAY, drawn(TREATMENT, access=True)),
        *visit(DAY + 5, "morning"),
    ]
    found = days(told(night, shift(0, "mary", entered(), drawn(CONTROL))))
    assert {key: (each["period"], each["treat"]) for key, each in found.items()} == {
        ("henry", 0): (0, 0),
        ("henry", 1): (1, 1),
        ("mary", 0): (0, 0),
    }


def test_days_before_the_study_are_days_of_the_arm_that_came_later() -> None:
    """What the settings said before the study is not what was drawn."""
    log = told(
        shift(0, "henry", drawn(CONTROL)),
        shift(0, "mary", drawn(TREATMENT)),
        shift(1, "henry", entered(), drawn(TREATMENT)),
        shift(1, "mary", entered(), drawn(CONTROL)),
    )
    found = days(log)
    assert {key: (each["treated"], each["period"]) for key, each in found.items()} == {
        ("henry", 0): (1, 0),
        ("henry", 1): (1, 1),
        ("mary", 0): (0, 0),
        ("mary", 1): (0, 1),
    }


def test_two_studies_are_kept_apart() -> None:
    """Who was treated in the first and is a control in the second is a control there."""
    log = told(
        shift(0, "henry", entered("one"), drawn(TREATMENT)),
        shift(0, "mary", entered("one"), drawn(CONTROL)),
        shift(1, "henry", entered("two"), drawn(CONTROL)),
        shift(1, "mary", entered("two"), drawn(TREATMENT, access=False)),
        shift(2, "mary", entered("two"), drawn(TREATMENT)),
    )
    found = days(log)
    assert {
        key: (each["study"], each["treated"], each["period"]) for key, each in found.items()
    } == {
        ("henry", 0): ("one", 1, 1),
        ("mary", 0): ("one", 0, 1),
        ("henry", 1): ("two", 0, 0),
        ("mary", 1): ("two", 1, 0),
        ("mary", 2): ("two", 1, 1),
    }


def test_where_chats_are_drawn_for_a_day_has_no_arm() -> None:
    """It has the share of its chats that had access, and the agent counts as treated."""
    own = ev.ChatAssigned(chat="b", arm=TREATMENT, access=True, name="with")
    story = [*visit(5, "a"), *visit(99, "b", own), *visit(199, "c")]
    (day,) = days(told(shift(0, "henry", entered(), drawn(CONTROL), own=story))).values()
    assert (day["arm"], day["arm_name"], day["study"]) == (None, None, "pilot")
    assert day["access_share"] == pytest.approx(1 / 3)
    assert (day["treated"], day["period"], day["exposed_share"]) == (1, 1, 0)


def test_assignments_have_a_row_for_each_stretch() -> None:
    """With stratum, block, bucket and the guardrails in force as they were drawn."""
    lots = [
        drawn(TREATMENT, stratum="low", block=1, bucket="2024-01-23", guardrails=("calmer",)),
        drawn(CONTROL, access=True),
    ]
    found = rows("assignments", told([*at(0, started(), entered(), lots[0]), *at(9, lots[1])]))
    names = ("study", "arm", "access", "stratum", "block", "bucket", "guardrails")
    assert [tuple(each[name] for name in names) for each in found] == [
        ("pilot", "treatment", 1, "low", 1, "2024-01-23", '["calmer"]'),
        ("pilot", "control", 1, None, None, None, "[]"),
    ]


def test_without_studies_their_tables_are_empty() -> None:
    """No guardrail, no questionnaire, no row."""
    log = told(at(0, started(), assigned("control")) + visit(5, "a"))
    assert [rows(name, log) for name in ("guardrails", "sittings", "answers")] == [[], [], []]
