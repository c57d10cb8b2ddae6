"""Assignments meet the clock: periods, delayed starts, shifts, sessions, chats, guardrails."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from studies import NOW, PERIODS, TWO_ARMS, arms, study, study_file

from console.domain.events import Arm, ArmAssigned
from console.study.assignment.allocation import Allocation, Placement, open_allocation
from console.study.assignment.assignment_file import AssignmentFile
from console.study.assignment.calendar import Calendar
from console.study.assignment.placement import OUTSIDE
from console.study.errors import StudyError

HOUR = timedelta(hours=1)
BERLIN = ZoneInfo("Europe/Berlin")
TIERS = {"names": ["low", "high"], "rule": "given"}


class Desk:
    """One console of a study, in UTC if nothing else is said."""

    def __init__(self, folder: Path, unit: str = "agent", **changed: Any) -> None:  # noqa: ANN401
        zone = changed.pop("zone", UTC)
        chosen = study(unit, **changed)
        file = AssignmentFile(folder / "pilot.assignment.json", chosen, "hash")
        self.allocation = Allocation(file, Calendar(zone))

    def place(self, agent: str = "a", now: datetime = NOW, **more: Any) -> Placement:  # noqa: ANN401
        """Where an agent stands."""
        return self.allocation.place(agent, now, **{"session": "s1", **more})

    def arm(self, agent: str = "a", now: datetime = NOW, **more: Any) -> ArmAssigned:  # noqa: ANN401
        """What an agent's session is to record."""
        return self.place(agent, now, **more).assigned

    def treated(self) -> str:
        """An agent who drew the arm with access."""
        return next(a for a in "abcdefgh" if self.arm(a).arm is Arm.TREATMENT)


def test_an_agent_has_one_arm_for_good(tmp_path: Path) -> None:
    """It is the same in every session and at every console, and half of the agents have each."""
    desk, other = Desk(tmp_path), Desk(tmp_path)
    first = {agent: desk.arm(agent) for agent in "abcdefgh"}
    later = {agent: other.arm(agent, NOW + 24 * HOUR, session="s2") for agent in "hgfedcba"}
    assert first == later
    assert Counter(arm.name for arm in first.values()) == {"assistant": 4, "control": 4}
    assert all(arm.access is (arm.arm is Arm.TREATMENT) for arm in first.values())


def test_in_the_period_before_the_arm_is_known_and_nobody_has_access(tmp_path: Path) -> None:
    """What was assigned is recorded apart from what may be seen, and no guardrail is in force."""
    cap = {"name": "cap", "policy": "concurrency_cap", "limit": 3}
    desk = Desk(tmp_path, periods=PERIODS, guardrails=[cap])
    before = datetime(2026, 3, 15, 23, 59, tzinfo=UTC)
    agent = desk.treated()
    placed = desk.place(agent, before)
    assert placed.entered is not None
    assert placed.entered.period == "before"
    assert (placed.assigned.arm, placed.assigned.access) == (Arm.TREATMENT, False)
    assert placed.assigned.guardrails == ()
    assert placed.changes_at == datetime(2026, 3, 16, tzinfo=UTC)
    after = desk.place(agent, placed.changes_at)
    assert (after.assigned.access, after.assigned.guardrails) == (True, ("cap",))


@pytest.mark.parametrize(
    ("now", "changes_at"),
    [
        (datetime(2026, 3, 1, 12, tzinfo=UTC), datetime(2026, 3, 2, tzinfo=UTC)),
        (datetime(2026, 3, 30, tzinfo=UTC), None),
    ],
)
@pytest.mark.parametrize("unit", ["agent", "chat", "shift", "session"])
def test_outside_all_periods_nobody_is_in_the_study(
    tmp_path: Path, unit: str, now: datetime, changes_at: datetime | None
) -> None:
    """Nothing of the study is recorded then but that nobody has access, until the first day."""
    desk = Desk(tmp_path, unit, periods=PERIODS)
    placed = desk.place(now=now)
    assert placed.entered is None
    assert (placed.assigned.method, placed.assigned.access) == (OUTSIDE, False)
    assert placed.changes_at == changes_at
    assert not desk.allocation.chat("c1", placed).access


def test_what_the_study_sets_is_told_at_the_start(tmp_path: Path) -> None:
    """Name, hash and limits go into the log with the session."""
    entered = Desk(tmp_path, limits={"idle_s": 30, "patience_s": 600}).place().entered
    assert entered is not None
    assert (entered.study, entered.study_hash) == ("pilot", "hash")
    assert (entered.idle_limit_s, entered.patience_s, entered.period) == (30, 600, None)


def test_days_are_those_of_the_workstation(tmp_path: Path) -> None:
    """A period begins at midnight on the agent's clock, wherever that is."""
    desk = Desk(tmp_path, periods=PERIODS, zone=BERLIN)
    late = datetime(2026, 3, 15, 22, 59, tzinfo=UTC)
    assert desk.arm(desk.treated(), late).access is False
    assert desk.place("a", late).changes_at == datetime(2026, 3, 15, 23, tzinfo=UTC)
    assert desk.arm(desk.treated(), late + timedelta(minutes=1)).access is True


# --- delayed starts --------------------------------------------------------------------------

STARTS = (
    {"name": "early", "access": True, "share": 0.5, "start": "2026-03-18"},
    {"name": "late", "access": True, "share": 0.5, "start": "2026-03-25"},
)


def test_a_delayed_arm_has_access_from_its_day_on(tmp_path: Path) -> None:
    """Everybody is treated in the end; who is when is random, and the console is told when."""
    desk = Desk(tmp_path, "delayed", periods=PERIODS, arms=STARTS)
    by_arm = {desk.arm(agent).name: agent for agent in "ab"}
    assert set(by_arm) == {"early", "late"}
    day = datetime(2026, 3, 17, 9, tzinfo=UTC)
    seen = {
        name: [bool(desk.arm(agent, day + n * 24 * HOUR).access) for n in range(10)]
        for name, agent in by_arm.items()
    }
    assert seen == {"early": [False] + [True] * 9, "late": [False] * 8 + [True] * 2}
    assert desk.arm(by_arm["late"], day).arm is Arm.TREATMENT
    assert desk.place("a", day).changes_at == datetime(2026, 3, 18, tzinfo=UTC)


# --- shifts ----------------------------------------------------------------------------------


def shifts(desk: Desk, start: datetime, number: int) -> list[Placement]:
    """Where agent a stands in so many shifts, one after the other."""
    found = [desk.place(now=start)]
    while len(found) < number and found[-1].changes_at:
        found.append(desk.place(now=found[-1].changes_at))
    return found


def test_shifts_change_by_the_clock_and_are_even_within_blocks(tmp_path: Path) -> None:
    """Every four hours are assigned; of each day's six, three have the assistant."""
    desk = Desk(tmp_path, "shift", how={"block": 6}, periods=PERIODS[1:])
    placed = shifts(desk, datetime(2026, 3, 16, tzinfo=UTC), 84)
    buckets = [place.assigned.bucket for place in placed]
    assert buckets[:2] == ["2026-03-16T00:00:00+00:00", "2026-03-16T04:00:00+00:00"]
    assert len(set(buckets)) == 84
    for day in range(14):
        assigned = placed[6 * day : 6 * day + 6]
        assert Counter(place.assigned.name for place in assigned) == {"assistant": 3, "control": 3}
        assert {place.assigned.block for place in assigned} == {day}
    assert placed[-1].changes_at == datetime(2026, 3, 30, tzinfo=UTC)


def test_a_shift_has_one_arm_at_every_console(tmp_path: Path) -> None:
    """Within a shift nothing changes, and agents have assignments of their own."""
    one, other = Desk(tmp_path, "shift", periods=PERIODS), Desk(tmp_path, "shift", periods=PERIODS)
    times = [NOW + n * 4 * HOUR for n in range(30)]
    assert [one.arm(now=t) for t in times] == [other.arm(now=t + HOUR) for t in times]
    assert [one.arm("a", t).arm for t in times] != [one.arm("b", t).arm for t in times]


def test_a_whole_queue_changes_arms_together(tmp_path: Path) -> None:
    """Agents of a site have the same arm in every shift, at each console, and sites their own."""
    how = {"whole_queue": True, "strata": ["site"], "block": 6}
    desks = [Desk(tmp_path, "shift", how=how, periods=PERIODS) for _ in range(2)]
    start = datetime(2026, 3, 16, tzinfo=UTC)
    arms: dict[str, list[str | None]] = {}
    for number in range(24):
        for agent, site in (("a", "north"), ("b", "north"), ("c", "south")):
            desk = desks[number % 2]
            found = desk.arm(agent, start + number * 4 * HOUR, site=site)
            assert found.stratum == f"site={site}"
            assert found.block == number // 6
            arms.setdefault(agent, []).append(found.name)
    assert arms["a"] == arms["b"]
    assert arms["a"] != arms["c"]
    assert all(Counter(each) == {"assistant": 12, "control": 12} for each in arms.values())


def test_no_shift_is_drawn_before_the_first_period_with_access(tmp_path: Path) -> None:
    """Before it nobody has access, and there is no shift to compare."""
    desk = Desk(tmp_path, "shift", periods=PERIODS)
    placed = desk.place(now=datetime(2026, 3, 15, 21, tzinfo=UTC))
    assert placed.assigned.bucket is None
    assert (placed.assigned.arm, placed.assigned.access) == (Arm.CONTROL, False)
    assert placed.changes_at == datetime(2026, 3, 16, tzinfo=UTC)


def test_shifts_keep_to_the_clock_when_it_is_put_forward(tmp_path: Path) -> None:
    """The night on which an hour is left out has a shift of three hours, and no shift twice."""
    desk = Desk(tmp_path, "shift", periods=PERIODS, zone=BERLIN)
    placed = shifts(desk, datetime(2026, 3, 28, 23, tzinfo=UTC), 3)
    assert [place.assigned.bucket for place in placed] == [
        "2026-03-29T00:00:00+01:00",
        "2026-03-29T04:00:00+02:00",
        "2026-03-29T08:00:00+02:00",
    ]
    assert placed[0].changes_at == datetime(2026, 3, 29, 2, tzinfo=UTC)


def test_shifts_go_on_when_the_clock_is_put_back(tmp_path: Path) -> None:
    """Also in the hour that comes twice, the next change always lies ahead."""
    periods = [{"name": "autumn", "first": "2026-10-24", "last": "2026-10-26"}]
    desk = Desk(tmp_path, "shift", periods=periods, how={"bucket_min": 30}, zone=BERLIN)
    start = datetime(2026, 10, 24, 23, 30, tzinfo=UTC)
    for now in (start + n * HOUR / 6 for n in range(24)):
        changes_at = desk.place(now=now).changes_at
        assert changes_at is not None
        assert now < changes_at <= now + 1.5 * HOUR


# --- sessions --------------------------------------------------------------------------------


def test_each_agent_works_once_in_each_arm(tmp_path: Path) -> None:
    """Over four agents each arm comes once in each place; a fifth session is no part of it."""
    desk = Desk(tmp_path, "session", arms=arms(0.25, 0.25, 0.25, 0.25))
    rows = [[desk.arm(a, session_number=n).name for n in range(1, 5)] for a in "abcd"]
    assert all(len(set(row)) == 4 for row in rows)
    assert all(len(set(place)) == 4 for place in zip(*rows, strict=True))
    assert desk.arm(session_number=2).bucket == "session-2"
    fifth = desk.place(session_number=5)
    assert fifth.entered is None
    assert (fifth.assigned.method, fifth.assigned.access) == (OUTSIDE, False)


# --- chats -----------------------------------------------------------------------------------


def test_chats_are_drawn_evenly_within_a_session(tmp_path: Path) -> None:
    """Two of every four chats have access; a chat that is asked for again keeps its arm."""
    desk = Desk(tmp_path, "chat", how={"block": 4})
    placed = desk.place()
    assigned = [desk.allocation.chat(f"c{n}", placed) for n in range(40)]
    for block in range(10):
        some = assigned[4 * block : 4 * block + 4]
        assert Counter(chat.name for chat in some) == {"assistant": 2, "control": 2}
        assert {chat.block for chat in some} == {block}
    assert [desk.allocation.chat(f"c{n}", placed) for n in range(40)] == assigned
    assert all(chat.access is (chat.arm is Arm.TREATMENT) for chat in assigned)


def test_sessions_draw_their_chats_apart(tmp_path: Path) -> None:
    """A session that starts anew, also after a crash, does not repeat what the last one drew."""
    desk = Desk(tmp_path, "chat", how={"block": 4})
    one, other = desk.place(session="s1"), desk.place(session="s2")
    first = [desk.allocation.chat(f"a{n}", one).arm for n in range(40)]
    assert first != [desk.allocation.chat(f"b{n}", other).arm for n in range(40)]


def test_where_chats_are_drawn_the_session_as_a_whole_has_no_access(tmp_path: Path) -> None:
    """What is not in an assigned chat can't show a suggestion."""
    assigned = Desk(tmp_path, "chat").arm()
    assert (assigned.unit, assigned.name, assigned.access) == ("chat", None, False)


def test_before_the_treated_period_no_chat_is_drawn(tmp_path: Path) -> None:
    """They are all without access and have no arm's name."""
    desk = Desk(tmp_path, "chat", periods=PERIODS)
    placed = desk.place(now=datetime(2026, 3, 3, tzinfo=UTC))
    chats = [desk.allocation.chat(f"c{n}", placed) for n in range(10)]
    assert {(chat.name, chat.access) for chat in chats} == {(None, False)}


def test_a_chat_has_the_sessions_arm_where_agents_are_drawn(tmp_path: Path) -> None:
    """It keeps what was in force when it was taken, in whichever arm later ones are."""
    desk = Desk(tmp_path, "shift", periods=PERIODS[1:], how={"block": 2})
    first, second = shifts(desk, datetime(2026, 3, 16, tzinfo=UTC), 2)
    one, other = desk.allocation.chat("c1", first), desk.allocation.chat("c2", second)
    assert one.access is not other.access
    assert (one.name, one.bucket) == (first.assigned.name, first.assigned.bucket)
    assert desk.allocation.chat("c1", second) == one


# --- guardrails ------------------------------------------------------------------------------


def test_guardrails_are_in_force_for_their_arms_and_tiers(tmp_path: Path) -> None:
    """Others never see them."""
    rules = [
        {"name": "all", "policy": "resolved_check"},
        {"name": "arm", "policy": "read_first", "arms": ["assistant"]},
        {"name": "tier", "policy": "concurrency_cap", "limit": 3, "tiers": ["high"]},
    ]
    desk = Desk(tmp_path, tiers=TIERS, how={"strata": ["tier"]}, guardrails=rules)
    seen = {}
    for n in range(4):
        tier = ("low", "high")[n % 2]
        assigned = desk.arm(str(n), tier=tier)
        seen[assigned.name, tier] = assigned.guardrails
    assert seen == {
        ("assistant", "low"): ("all", "arm"),
        ("assistant", "high"): ("all", "arm", "tier"),
        ("control", "low"): ("all",),
        ("control", "high"): ("all", "tier"),
    }


def test_a_guardrail_with_a_share_is_in_force_for_those_who_drew_it(tmp_path: Path) -> None:
    """Half of the agents of each arm have it, in every session."""
    rule = {"name": "nudge", "policy": "read_first", "share": 0.5}
    desk = Desk(tmp_path, guardrails=[rule])
    assigned = [desk.arm(str(n)) for n in range(16)]
    assert Counter((a.name, a.guardrails) for a in assigned) == {
        (arm["name"], guardrails): 4 for arm in TWO_ARMS for guardrails in ((), ("nudge",))
    }
    assert [desk.arm(str(n), session="s2") for n in range(16)] == assigned


def test_the_lists_tier_is_taken(tmp_path: Path) -> None:
    """An agent stays in the tier they were assigned in, whatever their settings say later."""
    desk = Desk(tmp_path, tiers=TIERS, how={"strata": ["tier"]})
    assert desk.place(tier="low").tier == "low"
    assert desk.place(tier="high").tier == "low"


def test_a_study_is_opened_by_its_file(tmp_path: Path) -> None:
    """The assignments lie beside it, and the hash that is recorded is the file's."""
    path = study_file(tmp_path)
    placed = open_allocation(path).place("a", NOW, session="s1", tier="low")
    assert placed.entered is not None
    assert len(placed.entered.study_hash) == 64
    assert (tmp_path / "pilot.assignment.json").exists()
    assert open_allocation(path).place("a", NOW, session="s2").assigned == placed.assigned


def test_a_period_without_end_never_changes(tmp_path: Path) -> None:
    """The last day that there can be has no next one."""
    period = {"name": "treated", "first": "2026-03-16", "last": "9999-12-31"}
    assert Desk(tmp_path, periods=[period]).place().changes_at is None


def test_it_is_known_what_may_come(tmp_path: Path) -> None:
    """In the period before, who drew the assistant may come to have it, and all the guardrails."""
    cap = {"name": "cap", "policy": "concurrency_cap", "limit": 3}
    desk = Desk(tmp_path, periods=PERIODS, guardrails=[cap])
    before, after = datetime(2026, 3, 15, tzinfo=UTC), datetime(2026, 3, 30, tzinfo=UTC)
    treated = desk.treated()
    for agent in "abcdefgh":
        place = desk.place(agent, before)
        assert place.access_ahead == (desk.arm(agent).arm is Arm.TREATMENT)
        assert place.guardrails_ahead
    assert not desk.place(treated, after).access_ahead
    assert not desk.place(treated, after).guardrails_ahead


@pytest.mark.parametrize("other", ["R0bin", "Rоbin", "robin", "Rob\u200bin"])
def test_nobody_draws_again_under_a_name_that_looks_the_same(tmp_path: Path, other: str) -> None:
    """The list's name has to be written as it is there."""
    desk = Desk(tmp_path)
    desk.place("Robin")
    with pytest.raises(StudyError, match="looks the same"):
        desk.place(other)


def test_a_closed_list_takes_nobody_in_at_a_console(tmp_path: Path) -> None:
    """Who is on it works as before; anybody else is refused and not written down."""
    open_desk = Desk(tmp_path)
    open_desk.place("Robin")
    assignment = open_desk.allocation.study.assignment.model_copy(update={"closed": True})
    closed = open_desk.allocation.study.model_copy(update={"assignment": assignment})
    file = AssignmentFile(tmp_path / "pilot.assignment.json", closed, "hash")
    allocation = Allocation(file, Calendar(UTC))
    assert allocation.place("Robin", NOW, session="s2").agent == "Robin"
    with pytest.raises(StudyError, match="closed"):
        allocation.place("Kim", NOW, session="s3")
    assert file.read().find("Kim") is None
