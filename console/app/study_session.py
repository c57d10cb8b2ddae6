"""A study at this console: who takes part, the session's period, the arms of session and chats.

The assignment is revealed when the session starts and not before; when the calendar changes it, the
change is recorded.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from console.domain import events as ev
from console.domain.clock import Clock
from console.session.conditions import Conditions
from console.session.session import Session
from console.store.log import EventLog
from console.study.assignment.allocation import Placement, open_allocation
from console.study.consent import standing_consent
from console.study.file.design import Study
from console.study.file.loading import study_hash
from console.study.questionnaires.due import SetPoint, set_points

_DECLINED = ev.ArmAssigned(arm=ev.Arm.CONTROL, access=False, method="declined to take part")

_CONSENTS = ("session_started", "consent_answered")
_ENTRIES = ("session_started", "study_entered")


class StudySession:
    """One session under a study."""

    def __init__(self, path: Path, clock: Clock, *, site: str | None, number: int | None) -> None:
        """Read the study; nobody's assignment is revealed yet.

        Args:
            path: the study's file; its assignments are in a file next to it.
            clock: tells in which period the session is.
            site: where the agent works, for agents who are not on the list.
            number: the number of this session among the agent's in the study; None has it counted
                in the log.

        Raises:
            StudyError: the study can't be used.
            UsageError: one of its questionnaires can't be found or read.
        """
        self._allocation = open_allocation(path)
        self.study: Study = self._allocation.study
        self.hash = study_hash(path)
        self._points = set_points(self.study.questionnaires, path.resolve().parent)
        self._clock = clock
        self._site = site
        self._number = number
        self._placement: Placement | None = None

    def set_points(self) -> Sequence[SetPoint]:
        """Which questionnaires the agent gets, and when; none if the agent is not in the study."""
        return self._points if self._placement is not None else ()

    @property
    def access_ahead(self) -> bool:
        """Whether the agent may get access later in the session."""
        return self._placement is not None and self._placement.access_ahead

    @property
    def changes_ahead(self) -> bool:
        """Whether the study's calendar may change something for agents later; same in all arms."""
        return self._placement is not None and self._placement.changes_at is not None

    @property
    def guardrails_ahead(self) -> bool:
        """Whether guardrails may come into force later in the session."""
        return self._placement is not None and self._placement.guardrails_ahead

    def consent(self, agent: str, log: EventLog) -> ev.ConsentAnswered | None:
        """The agent's answer to this version of the study; None if not asked yet.

        Raises:
            StoreError: the log can't be read.
        """
        if self.study.consent is None:
            return None
        return standing_consent(log.of_kinds(_CONSENTS), agent, self.hash)

    def answered(self, given: bool) -> ev.ConsentAnswered:
        """The agent's answer, as a fact."""
        return ev.ConsentAnswered(study=self.study.name, study_hash=self.hash, given=given)

    def join(
        self,
        conditions: Conditions,
        session: Session,
        log: EventLog,
        *,
        resumed: bool,
        consent: ev.ConsentAnswered | None,
    ) -> Conditions:
        """Reveal the agent's assignment; returns the conditions under which the session starts.

        An agent who declined is not part of the study and works without the assistant.

        Args:
            conditions: as they would be without the study.
            session: not yet started.
            log: where the agent's earlier sessions are counted, if sessions are randomised.
            resumed: whether the session takes over from one that was cut off.
            consent: the agent's answer; None if the study asks for none.

        Raises:
            AssignmentError, StudyError: see ``Allocation.place``.
        """
        if consent is not None and not consent.given:
            return replace(conditions, consent=consent, assigned=_DECLINED)
        if self._number is None:
            by_session = self.study.assignment.unit == "session"
            history = log.of_kinds(_ENTRIES) if by_session else ()
            earlier = _earlier_sessions(history, conditions.agent, self.study.name)
            self._number = max(1, earlier + (not resumed))
        placement = self._place(conditions, session, self._clock.wall())
        self._placement = placement
        return replace(
            conditions,
            tier=placement.tier,
            study=placement.entered,
            consent=consent,
            assigned=placement.assigned,
        )

    def assign_chat(self, chat: str) -> ev.ChatAssigned | None:
        """Which arm an accepted chat belongs to; None if the session is not part of the study."""
        if self._placement is None:
            return None
        return self._allocation.chat(chat, self._placement)

    def follow(self, conditions: Conditions, session: Session) -> None:
        """Record that another period or shift has begun, once it has.

        Raises:
            StoreError: it can't be recorded now; call again.
        """
        before, now = self._placement, self._clock.wall()
        if before is None or before.changes_at is None or now < before.changes_at:
            return
        after = self._place(conditions, session, now)
        entered = after.entered if after.entered != before.entered else None
        session.study.assign(after.assigned, entered)
        self._placement = after

    def _place(self, conditions: Conditions, session: Session, now: datetime) -> Placement:
        return self._allocation.place(
            conditions.agent,
            now,
            session=session.id,
            session_number=self._number or 1,
            tier=conditions.tier,
            site=self._site,
        )


def _earlier_sessions(history: Iterable[ev.Event], agent: str, study: str) -> int:
    """How many sessions of a study an agent has started; one that was resumed counts once."""
    sessions: set[str] = set()
    own = False
    for event in history:
        if isinstance(event.fact, ev.SessionStarted):
            own = event.fact.agent == agent and not event.fact.resumed
        elif own and isinstance(event.fact, ev.StudyEntered) and event.fact.study == study:
            sessions.add(event.session)
    return len(sessions)
