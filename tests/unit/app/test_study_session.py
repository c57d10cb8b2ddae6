"""A session under a study, with a real log and a clock that moves when told to."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import pytest
from strategies import MemoryChannel

from console import paths
from console.app.study_session import StudySession
from console.channels import base
from console.domain import events as ev
from console.domain.clock import ManualClock
from console.domain.customers import Customer
from console.domain.desk import fold
from console.domain.errors import StoreError
from console.session.conditions import Conditions
from console.session.session import Session
from console.store.log import EventLog

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
NOBODY = Conditions(agent="henry", arm=ev.Arm.TREATMENT, version="1", tier="low")


@dataclass
class Desk:
    """A console without a window, under a study."""

    folder: Path
    clock: ManualClock
    study: Path
    run: str

    def __post_init__(self) -> None:
        self.log = EventLog(self.folder / "session.db", self.clock)
        self.channel = MemoryChannel()
        desk = fold(self.log.read(after=self.log.recovery_point()))
        self.study_session = StudySession(self.study, self.clock, site=None, number=None)
        self.session = Session(
            self.log, self.channel, self.clock, desk, self.run, self.study_session.assign_chat
        )

    def start(self, *, agreed: bool | None = None, resumed: bool = False) -> Conditions:
        """Join the study and start."""
        consent = None if agreed is None else self.study_session.answered(agreed)
        self.conditions = self.study_session.join(
            NOBODY, self.session, self.log, resumed=resumed, consent=consent
        )
        self.session.start(self.conditions)
        return self.conditions

    def take(self, name: str) -> None:
        """A customer comes and is taken."""
        self.channel.incoming.append(base.Arrived(name, Customer(id=name, name="Ann"), None, None))
        self.session.poll_channel()
        self.session.accept(name)

    def facts(self, kind: type[ev.Fact]) -> list[ev.Fact]:
        """The facts of a kind, in their order."""
        self.log.flush()
        return [event.fact for event in self.log.read() if isinstance(event.fact, kind)]


class Sit(Protocol):
    """Sits down; ``resumed`` takes over from the session before."""

    def __call__(self, template: str, *, resumed: bool = False) -> Desk:
        """The desk, before the session starts."""


@pytest.fixture
def sit(tmp_path: Path) -> Iterator[Sit]:
    """Sits down at the same log under a study made from a template, as often as asked."""
    clock = ManualClock(START, mono_ns=10**12)
    desks: list[Desk] = []

    def down(template: str, *, resumed: bool = False) -> Desk:
        for desk in desks:
            desk.log.close()
        study = tmp_path / f"{template}.toml"
        study.write_bytes((paths.resources() / "studies" / f"{template}.toml").read_bytes())
        desks.append(Desk(tmp_path, clock, study, f"r{len(desks) - resumed}"))
        return desks[-1]

    yield down
    for desk in desks:
        desk.log.close()


def test_nobody_s_lot_is_opened_before_the_session_starts(sit: Sit) -> None:
    """Reading the study assigns nothing; starting puts the agent on the list."""
    desk = sit("demo")
    assignments = desk.folder / "demo.assignment.json"
    assert not assignments.exists()
    desk.start()
    assert '"henry"' in assignments.read_text()


def test_a_session_says_its_study_and_its_lot_before_anything_else(sit: Sit) -> None:
    """The study and the assignment follow the session's start, with the study's limits."""
    desk = sit("demo")
    desk.start()
    started, entered, assigned = (event.fact for event in list(desk.log.read())[:3])
    assert isinstance(started, ev.SessionStarted)
    assert isinstance(entered, ev.StudyEntered)
    assert isinstance(assigned, ev.ArmAssigned)
    assert (entered.study, entered.study_hash) == ("demo", desk.study_session.hash)
    assert entered.patience_s == 120
    assert assigned.name in ("assistant", "control")


def test_the_same_agent_draws_the_same_arm_every_day(sit: Sit) -> None:
    """A second session has the assignment of the first."""
    first = sit("demo").start().assigned
    second = sit("demo").start().assigned
    assert first is not None
    assert second is not None
    assert first.name == second.name


def test_who_declines_is_not_in_the_study_and_has_no_assistant(sit: Sit) -> None:
    """No assignment is opened, no study entered, and suggestions are not to be seen."""
    desk = sit("usability")
    desk.start(agreed=False)
    assert desk.facts(ev.StudyEntered) == []
    (answer,) = desk.facts(ev.ConsentAnswered)
    (assigned,) = desk.facts(ev.ArmAssigned)
    assert isinstance(answer, ev.ConsentAnswered)
    assert isinstance(assigned, ev.ArmAssigned)
    assert not answer.given
    assert assigned.access is False
    assert not (desk.folder / "usability.assignment.json").exists()


def test_an_agent_is_asked_once_for_a_study(sit: Sit) -> None:
    """The answer of the session before holds for the same agent and the same file."""
    sit("usability").start(agreed=True)
    later = sit("usability")
    said = later.study_session.consent("henry", later.log)
    assert said is not None
    assert said.given
    assert later.study_session.consent("mary", later.log) is None
    with later.study.open("a") as file:
        file.write("# another text\n")
    changed = StudySession(later.study, later.clock, site=None, number=None)
    assert changed.consent("henry", later.log) is None


def test_sessions_within_subjects_go_through_every_condition(sit: Sit) -> None:
    """Each of the four sessions has another arm; one that takes over has that of the one before."""
    names = []
    for resumed in (False, False, True, False, False):
        desk = sit("usability", resumed=resumed)
        assigned = desk.start(agreed=True, resumed=resumed).assigned
        assert assigned is not None
        names.append(assigned.name)
    assert names[1] == names[2]
    assert len({names[0], names[1], names[3], names[4]}) == 4


def test_a_shift_that_begins_changes_new_chats_only(sit: Sit) -> None:
    """When the arm changes, open chats keep what they have and the next one has the new arm."""
    desk = sit("switchback")
    desk.start()
    desk.take("before")
    for number in range(12):
        desk.clock.advance(240 * 60)
        desk.study_session.follow(desk.conditions, desk.session)
        desk.take(f"after-{number}")
    assignments = [fact for fact in desk.facts(ev.ArmAssigned) if isinstance(fact, ev.ArmAssigned)]
    chats = {f.chat: f for f in desk.facts(ev.ChatAssigned) if isinstance(f, ev.ChatAssigned)}
    assert {assignment.name for assignment in assignments} == {"on", "off"}
    assert len({assignment.bucket for assignment in assignments}) == 13
    assert chats["before"].name == assignments[0].name
    assert [chats[f"after-{n}"].name for n in range(12)] == [
        assignment.name for assignment in assignments[1:]
    ]
    kept = desk.session.desk.chats["before"].access
    assert kept == chats["before"].access


def test_nothing_is_recorded_while_the_lot_stays(sit: Sit) -> None:
    """Within a shift following the calendar records nothing."""
    desk = sit("switchback")
    desk.start()
    desk.clock.advance(60)
    desk.study_session.follow(desk.conditions, desk.session)
    assert len(desk.facts(ev.ArmAssigned)) == 1


def test_outside_all_periods_a_session_is_not_in_the_study(sit: Sit) -> None:
    """After the last day nobody has the assistant and no study is entered."""
    desk = sit("switchback")
    desk.clock.advance(60 * 86_400)
    desk.start()
    assert desk.facts(ev.StudyEntered) == []
    (assigned,) = desk.facts(ev.ArmAssigned)
    assert isinstance(assigned, ev.ArmAssigned)
    assert assigned.access is False


def test_a_change_that_could_not_be_recorded_is_recorded_later(sit: Sit) -> None:
    """The disk was full when the shift changed; the next call makes up for it, once."""
    desk = sit("switchback")
    desk.start()
    assign = desk.session.study.assign

    def full(assigned: ev.ArmAssigned, entered: ev.StudyEntered | None = None) -> None:
        raise StoreError(f"no room for {assigned.name}")

    desk.session.study.assign = full  # type: ignore[method-assign]
    desk.clock.advance(240 * 60)
    with pytest.raises(StoreError):
        desk.study_session.follow(desk.conditions, desk.session)
    desk.session.study.assign = assign  # type: ignore[method-assign]
    desk.study_session.follow(desk.conditions, desk.session)
    desk.study_session.follow(desk.conditions, desk.session)
    assert len(desk.facts(ev.ArmAssigned)) == 2


def test_what_a_later_period_brings_is_known_before(sit: Sit) -> None:
    """Before the first day with access the agent of an arm with it may come to have it."""
    desk = sit("switchback")
    desk.clock.advance(-30 * 86_400)
    desk.start()
    assert not desk.facts(ev.StudyEntered)
    assert desk.study_session.access_ahead
    desk = sit("switchback")
    desk.clock.advance(90 * 86_400)
    desk.start()
    assert not desk.study_session.access_ahead
