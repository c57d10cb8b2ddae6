"""The open objections, and the record of what became of them."""

from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from console.domain.desk import Desk
from console.domain.errors import StoreError
from console.study.guardrails.base import (
    Action,
    Objection,
    ObjectionOutcome,
    ObjectionVerdict,
    OpenObjection,
)


class ObjectionRecorder(Protocol):
    """What records the answers (``console.session.study_actions.StudyActions``)."""

    desk: Desk

    def trigger(
        self,
        guardrail: str,
        action: Action,
        *,
        chat: str | None = None,
        value: float | None = None,
        limit: float | None = None,
    ) -> str:
        """A guardrail objects; returns the trigger's id."""
        ...

    def obey(self, trigger: str) -> None:
        """The agent did what it asked for."""
        ...

    def override(self, trigger: str, reason: str | None = None) -> None:
        """The agent went on in spite of it."""
        ...

    def lapse(self, trigger: str) -> None:
        """It is over by itself."""
        ...


class ObjectionLog:
    """Keeps each objection until it has its verdict, and each verdict until it is recorded.

    ``on_change`` is called when the open objections have changed.
    """

    def __init__(self, recorder: ObjectionRecorder, on_change: Callable[[], None]) -> None:
        self._recorder, self._on_change = recorder, on_change
        self._open: dict[str, OpenObjection] = {}
        self._verdicts: deque[tuple[str, ObjectionVerdict]] = deque()

    @property
    def open_objections(self) -> Sequence[OpenObjection]:
        """The objections that wait for an answer, the oldest first."""
        return tuple(self._open.values())

    def find(
        self, guardrail: str, chat: str | None, suggestion: str | None
    ) -> OpenObjection | None:
        """A guardrail's open objection about a chat and suggestion; without a chat, about any."""
        for each in self.open_objections:
            about = each.objection
            same_chat = chat is None or about.chat == chat
            if each.guardrail == guardrail and same_chat and about.suggestion == suggestion:
                return each
        return None

    def add(self, guardrail: str, objection: Objection, at: datetime) -> OpenObjection:
        """Record an objection, unless it is open already.

        Raises:
            StoreError: the disk takes nothing; the objection was not made.
        """
        before = self.find(guardrail, objection.chat, objection.suggestion)
        if before is not None:
            return before
        trigger = self._recorder.trigger(
            guardrail,
            objection.action,
            chat=objection.chat,
            value=objection.value,
            limit=objection.limit,
        )
        self._open[trigger] = OpenObjection(trigger, guardrail, objection, at)
        self._on_change()
        return self._open[trigger]

    def resolve(self, raised: OpenObjection, verdict: ObjectionVerdict) -> None:
        """Close an objection with its verdict, which ``record_verdicts`` records."""
        if self._open.pop(raised.trigger, None) is not None:
            self._verdicts.append((raised.trigger, verdict))

    def record_verdicts(self) -> None:
        """Record the verdicts.

        Raises:
            StoreError: the disk takes nothing; what was not recorded is kept for the next call.
        """
        changed = bool(self._verdicts)
        while self._verdicts:
            # Taken off the list first: subscribers are called at once and may resolve others here.
            verdict = self._verdicts.popleft()
            try:
                self._record(*verdict)
            except StoreError:
                self._verdicts.appendleft(verdict)
                raise
        if changed:
            self._on_change()

    def _record(self, trigger: str, verdict: ObjectionVerdict) -> None:
        match verdict.outcome:
            case ObjectionOutcome.OBEYED:
                self._recorder.obey(trigger)
            case ObjectionOutcome.OVERRIDDEN:
                self._recorder.override(trigger, verdict.reason)
            case ObjectionOutcome.LAPSED:
                self._recorder.lapse(trigger)
