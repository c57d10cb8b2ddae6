"""An agent's place in a study at one moment: arm, access and guardrails."""

from dataclasses import dataclass
from datetime import datetime

from console.domain import events as ev
from console.study.assignment.assignment_list import AssignmentEntry
from console.study.assignment.calendar import Calendar, shift_of
from console.study.assignment.permuted_blocks import ALGORITHM, AssignedArms, BlockRandomization
from console.study.file.design import ArmDesign, Period, Study

OUTSIDE = "outside-the-study"
"""The method where nothing was assigned: a day in no period, or a session after the last one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolledAgent:
    """An agent, their assigned arms, and the time on their clock.

    ``session_number`` counts the agent's sessions in the study from 1.
    """

    study: Study
    entry: AssignmentEntry
    assigned_arms: AssignedArms
    randomization: BlockRandomization
    calendar: Calendar
    local: datetime
    session_number: int = 1

    @property
    def period(self) -> Period | None:
        """The study's period; null if it has none now."""
        return self.study.period(self.local.date())

    @property
    def is_outside(self) -> bool:
        """Whether this session is no part of the study, now."""
        by_session = self.study.assignment.unit == "session"
        worked_all = by_session and self.session_number > len(self.assigned_arms.arms)
        return worked_all or (bool(self.study.periods) and self.period is None)

    @property
    def is_treating(self) -> bool:
        """Whether what is studied goes on now, and not the time before it or after."""
        return not self.is_outside and (self.period is None or self.period.access)

    @property
    def assigns_chats(self) -> bool:
        """Whether each chat is assigned by itself now."""
        return self.study.assignment.unit == "chat" and self.is_treating

    @property
    def may_get_guardrails(self) -> bool:
        """Whether any guardrail can be in force for the agent, on this day or another."""
        return any(self._guardrails(arm) for arm in self._arms)

    @property
    def may_get_access(self) -> bool:
        """Whether the agent can have access, on this day or another."""
        return any(self.study.arm(arm).access for arm in self._arms)

    @property
    def _arms(self) -> tuple[str, ...]:
        """The arms that the agent's sessions and chats can be in."""
        return self.assigned_arms.arms or tuple(arm.name for arm in self.study.arms)

    def entered(self, study_hash: str) -> ev.StudyEntered | None:
        """That the session is part of the study, if it is."""
        if self.is_outside:
            return None
        return ev.StudyEntered(
            study=self.study.name,
            study_hash=study_hash,
            period=self.period.name if self.period else None,
            idle_limit_s=self.study.limits.idle_s,
            patience_s=self.study.limits.patience_s,
        )

    def assigned(self) -> ev.ArmAssigned:
        """The arm in force.

        Nobody has access outside the study, nor, where shifts or chats are assigned, at times at
        which none is: there the arm is the control's and has no name.
        """
        if self.is_outside:
            return self._nothing(OUTSIDE)
        match self.study.assignment.unit:
            case "agent" | "delayed":
                return self._with(self.assigned_arms.arms[0], self.assigned_arms.block, None)
            case "session":
                arm = self.assigned_arms.arms[self.session_number - 1]
                return self._with(arm, self.assigned_arms.block, f"session-{self.session_number}")
            case "shift" if self.is_treating:
                return self._of_shift()
        return self._nothing(ALGORITHM)

    def _of_shift(self) -> ev.ArmAssigned:
        shift = shift_of(self.study, self.local)
        if self.study.assignment.whole_queue:
            arm, block = self.randomization.of_queue(self.assigned_arms.stratum, shift.number)
        else:
            arm, block = self.randomization.of_shift(self.entry.agent, shift.number)
        return self._with(arm, block, self.calendar.instant(shift.start).isoformat())

    def _with(self, name: str, block: int | None, bucket: str | None) -> ev.ArmAssigned:
        arm = self.study.arm(name)
        runs = self._runs(arm)
        return ev.ArmAssigned(
            arm=arm.arm,
            unit=self.study.assignment.unit,
            method=ALGORITHM,
            name=name,
            access=arm.access and runs,
            stratum=self.assigned_arms.told_stratum,
            block=block,
            bucket=bucket,
            guardrails=self._guardrails(name) if runs else (),
        )

    def _nothing(self, method: str) -> ev.ArmAssigned:
        return ev.ArmAssigned(
            arm=ev.Arm.CONTROL,
            unit=self.study.assignment.unit,
            method=method,
            access=False,
            stratum=self.assigned_arms.told_stratum,
            guardrails=self._guardrails("") if self.is_treating else (),
        )

    def _runs(self, arm: ArmDesign) -> bool:
        return self.is_treating and arm.begun(self.local.date())

    def _guardrails(self, arm: str) -> tuple[str, ...]:
        """Those of the study for this arm and tier and, if randomised, assigned to the agent."""
        return tuple(
            rule.name
            for rule in self.study.guardrails
            if (not rule.arms or arm in rule.arms)
            and (not rule.tiers or self.entry.tier in rule.tiers)
            and (rule.share is None or rule.name in self.assigned_arms.guardrails)
        )
