"""What the console asks: which arm now, until when, and which arm this chat.

Assignments are kept in ``console.study.assignment.assignment_list``; here they meet the clock.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from console.domain import events as ev
from console.study.assignment.assignment_file import AssignmentFile, assignment_path
from console.study.assignment.assignment_list import AssignmentEntry, Person
from console.study.assignment.calendar import Calendar, next_change
from console.study.assignment.permuted_blocks import AssignedArms
from console.study.assignment.placement import EnrolledAgent
from console.study.assignment.register import AssignmentRegister
from console.study.errors import StudyError
from console.study.file.design import Study
from console.study.file.loading import load_study, study_hash


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """A session's place in the study from now on.

    ``entered`` is to be recorded before ``assigned``, at the start of a session and again when it
    changes. It is null outside the study: on a day in no period, and, where sessions are assigned,
    in those after the last; nobody has access then. Both can be others only from ``changes_at`` on.
    ``tier`` is the one the agent was assigned in. ``session`` keeps the assignments of chats apart
    by session, and ``assigns_chats`` says whether there are such. ``access_ahead`` and
    ``guardrails_ahead`` say whether the agent may come to have these at a later time.
    """

    agent: str
    tier: str | None
    session: str
    entered: ev.StudyEntered | None
    assigned: ev.ArmAssigned
    assigns_chats: bool
    changes_at: datetime | None
    access_ahead: bool = False
    guardrails_ahead: bool = False


class Allocation:
    """A study's assignments at one console."""

    def __init__(self, file: AssignmentFile, calendar: Calendar | None = None) -> None:
        """Nothing is read or assigned yet; days are those of ``calendar``, or of this machine."""
        self.study: Study = file.study
        self._file = file
        self._calendar = calendar or Calendar()
        self._register: AssignmentRegister | None = None
        self._chats: dict[str, ev.ChatAssigned] = {}
        self._numbers: Counter[str] = Counter()

    def place(
        self,
        agent: str,
        now: datetime,
        *,
        session: str,
        session_number: int = 1,
        tier: str | None = None,
        site: str | None = None,
    ) -> Placement:
        """The place of an agent's session now; an agent who is not on the list is enrolled.

        Args:
            agent: who works.
            now: the time, with a zone.
            session: an id that no other session has, the same for the whole session.
            session_number: which of the agent's sessions in this study it is, from 1; of use only
                where sessions are assigned.
            tier: for an agent who is not on the list; for others what the list says is taken.
            site: the same.

        Raises:
            AssignmentError: the list can't be read or written, or was changed.
            StudyError: the agent lacks a value that the study stratifies by, is not on a list that
                is closed, or looks like somebody on it.
        """
        register, (entry, arms) = self._enrolled(Person(agent, tier, site), now)
        local = self._calendar.local(now)
        enrolled = EnrolledAgent(
            study=self.study,
            entry=entry,
            assigned_arms=arms,
            randomization=register.randomization,
            calendar=self._calendar,
            local=local,
            session_number=session_number,
        )
        change = next_change(self.study, local)
        return Placement(
            agent=agent,
            tier=entry.tier,
            session=session,
            entered=enrolled.entered(self._file.study_hash),
            assigned=enrolled.assigned(),
            assigns_chats=enrolled.assigns_chats,
            changes_at=self._calendar.next_instant(change, now) if change else None,
            access_ahead=change is not None and enrolled.may_get_access,
            guardrails_ahead=change is not None and enrolled.may_get_guardrails,
        )

    def chat(self, chat: str, placement: Placement) -> ev.ChatAssigned:
        """The arm of a chat that is being taken, to its end; asked again, the same.

        Where chats are assigned, they are numbered within the session in the order in which they
        are asked for. Otherwise a chat has the arm and the access that are in force.
        """
        if chat not in self._chats:
            assign = self._assign if placement.assigns_chats else _as_session
            self._chats[chat] = assign(chat, placement)
        return self._chats[chat]

    def _enrolled(
        self, person: Person, now: datetime
    ) -> tuple[AssignmentRegister, tuple[AssignmentEntry, AssignedArms]]:
        register = self._register or self._file.read()
        if register.find(person.agent) is None:
            if self.study.assignment.closed:
                raise StudyError(
                    f"agent {person.agent!r} is not on the study's list, which is closed: write "
                    "the name as it is there, or have it added with `switchboard study assign`"
                )
            register, _ = self._file.enrol([person], now)
        self._register = register
        listed = register.find(person.agent)
        if listed is None:
            raise KeyError(person.agent)
        return register, listed

    def _assign(self, chat: str, placement: Placement) -> ev.ChatAssigned:
        register = self._register or self._file.read()
        number = self._numbers[placement.session]
        self._numbers[placement.session] += 1
        name, block = register.randomization.of_chat(placement.agent, placement.session, number)
        arm = self.study.arm(name)
        return ev.ChatAssigned(
            chat=chat,
            arm=arm.arm,
            access=arm.access,
            name=name,
            stratum=placement.assigned.stratum,
            block=block,
        )


def open_allocation(path: Path) -> Allocation:
    """The allocation of the study in a file, whose assignments are kept beside it.

    Raises:
        StudyError: it is not a study that can be used.
    """
    return Allocation(AssignmentFile(assignment_path(path), load_study(path), study_hash(path)))


def _as_session(chat: str, placement: Placement) -> ev.ChatAssigned:
    assigned = placement.assigned
    return ev.ChatAssigned(
        chat=chat,
        arm=assigned.arm,
        access=bool(assigned.access),
        name=assigned.name,
        bucket=assigned.bucket,
        stratum=assigned.stratum,
        block=assigned.block,
    )
