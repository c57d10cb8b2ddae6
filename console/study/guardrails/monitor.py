"""Asks the guardrails in force what they object to, and records what comes of it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

from console.domain import events as ev
from console.domain.chat import Chat
from console.domain.clock import Clock
from console.domain.desk import Desk
from console.study.guardrails.base import (
    LAPSED,
    AcceptGuard,
    AdoptGuard,
    CloseGuard,
    Guardrail,
    Objection,
    ObjectionVerdict,
    OpenObjection,
    Watcher,
    elapsed_s,
    overridden,
)
from console.study.guardrails.objections import ObjectionLog, ObjectionRecorder
from console.study.guardrails.on_demand import OnDemandPolicy
from console.study.guardrails.policies import in_force, policy_of
from console.study.guardrails.read_first import ReadFirstPolicy
from console.study.guardrails.settings import GuardrailRule

_DEBOUNCE_S = 0.35
"""A second press within this time after a hold counts as the first: a bounce or a double click."""

Kind = TypeVar("Kind", bound=Guardrail)


class GuardrailMonitor:
    """Watches one session. Give it the session's events (``on_event``) and the time (``poll``).

    Asking it about an action (``accepting``, ``adopting``, ``resolving``) records an objection
    once; the action's own event, or its absence, is the agent's answer. All methods that record
    raise StoreError when the disk takes nothing: an objection was then not made, a verdict is kept.
    """

    def __init__(
        self, recorder: ObjectionRecorder, rules: Sequence[GuardrailRule], clock: Clock
    ) -> None:
        """``rules`` are all of the study; in force are those that the session is assigned.

        Raises:
            StudyError: the session is assigned one that is not among the rules.
        """
        self._recorder, self._rules, self._clock = recorder, rules, clock
        self._policies: dict[str, Guardrail] = {}
        self._listeners: list[Callable[[], None]] = []
        self._objections = ObjectionLog(recorder, self._report_change)
        self._choose()

    @property
    def open_objections(self) -> Sequence[OpenObjection]:
        """The objections that wait for an answer, the oldest first."""
        return self._objections.open_objections

    def subscribe(self, listener: Callable[[], None]) -> None:
        """Call ``listener`` whenever the open objections have changed."""
        self._listeners.append(listener)

    def unsubscribe(self, listener: Callable[[], None]) -> None:
        """Call ``listener`` no more."""
        self._listeners.remove(listener)

    def has(self, kind: type[Guardrail]) -> bool:
        """Whether a policy of this kind is in force."""
        return bool(self._of(kind))

    # --- what happens ------------------------------------------------------------------------

    def on_event(self, event: ev.Event) -> None:
        """Take notice of one event of the session."""
        if isinstance(event.fact, ev.ArmAssigned):
            self._choose()
        for policy in self._policies.values():
            policy.on_event(event, self._desk)
        self._judge(lambda policy, raised: policy.verdict_on_event(raised, event, self._desk))

    def poll(self) -> None:
        """Let time pass. Never blocks; call it some ten times a second."""
        self._let_time_pass()
        for watcher in self._of(Watcher):
            for objection in watcher.watch(self._desk, self._now):
                self._objections.add(watcher.name, objection, self._now)

    # --- what the agent is about to do -------------------------------------------------------

    def accepting(self) -> Sequence[OpenObjection]:
        """The objections to taking another chat; the agent may take one all the same."""
        return self._ask(
            AcceptGuard, lambda guard: guard.objection_to_accepting(self._desk, self._now)
        )

    def adopting(self, chat: str, suggestion: str) -> Sequence[OpenObjection]:
        """The objections to sending a suggestion as it is; it gives way when asked again."""
        state = self._desk.chats[chat]
        words = state.suggestions[suggestion]
        raised = self._ask(
            AdoptGuard,
            lambda guard: guard.objection_to_adopting(self._desk, state, words, self._now),
            chat,
            suggestion,
        )
        now = self._now
        # A clock that was put back holds nobody up.
        return [
            each for each in raised if 0 <= elapsed_s(self._desk, each.since, now) < _DEBOUNCE_S
        ]

    def resolving(self, chat: str) -> Sequence[OpenObjection]:
        """The objections to closing a chat as resolved; the agent may do it all the same."""
        state = self._desk.chats[chat]
        return self._ask(
            CloseGuard,
            lambda guard: guard.objection_to_resolving(self._desk, state, self._now),
            chat,
        )

    def requesting(self, chat: str) -> Sequence[OpenObjection]:
        """The agent reaches for a suggestion in a chat where none is made by itself."""
        return self._ask(OnDemandPolicy, lambda guard: guard.objection_to_requesting(chat), chat)

    def put_away(self, raised: OpenObjection) -> None:
        """The agent puts a notice away, which is going on in spite of it."""
        self._objections.resolve(raised, overridden("put the notice away"))
        self._objections.record_verdicts()

    # --- what the window and the assistant want to know --------------------------------------

    def waits_for_agent(self, chat: Chat) -> bool:
        """Whether suggestions in a chat are made only when the agent asks for them."""
        return self.has(OnDemandPolicy)

    def reading(self, chat: str, suggestion: str) -> tuple[float, float] | None:
        """Seconds a suggestion has been in sight, and that reading it takes; None if no matter."""
        words = self._desk.chats[chat].suggestions[suggestion]
        needed = [
            (guard.had_s(self._desk, words, self._now), guard.needed_s(words))
            for guard in self._of(ReadFirstPolicy)
        ]
        return max(needed, key=lambda pair: pair[1], default=None)

    # --- the work ----------------------------------------------------------------------------

    @property
    def _desk(self) -> Desk:
        return self._recorder.desk

    @property
    def _now(self) -> datetime:
        return self._clock.wall()

    def _of(self, kind: type[Kind]) -> list[Kind]:
        return [policy for policy in self._policies.values() if isinstance(policy, kind)]

    def _report_change(self) -> None:
        for listener in self._listeners:
            listener()

    def _choose(self) -> None:
        """Follow the assignment; what is no longer in force has nothing more to say."""
        before = self._policies
        self._policies = {
            rule.name: before.get(rule.name) or policy_of(rule, self._desk)
            for rule in in_force(self._rules, self._desk)
        }
        for raised in self.open_objections:
            if raised.guardrail not in self._policies:
                self._objections.resolve(raised, LAPSED)
        self._objections.record_verdicts()

    def _let_time_pass(self) -> None:
        self._judge(lambda policy, raised: policy.verdict_on_time(raised, self._desk, self._now))

    def _judge(
        self, verdict_of: Callable[[Guardrail, OpenObjection], ObjectionVerdict | None]
    ) -> None:
        for raised in self.open_objections:
            verdict = verdict_of(self._policies[raised.guardrail], raised)
            if verdict is not None:
                self._objections.resolve(raised, verdict)
        self._objections.record_verdicts()

    def _ask(
        self,
        kind: type[Kind],
        objection_of: Callable[[Kind], Objection | None],
        chat: str | None = None,
        suggestion: str | None = None,
    ) -> list[OpenObjection]:
        """What guards object to an action now; an objection that is no longer made lapses."""
        self._let_time_pass()
        objections = []
        for guard in self._of(kind):
            objection = objection_of(guard)
            raised = self._objections.find(guard.name, chat, suggestion)
            if objection is not None:
                objections.append(raised or self._objections.add(guard.name, objection, self._now))
            elif raised is not None:
                self._objections.resolve(raised, LAPSED)
        self._objections.record_verdicts()
        return objections


def make_guardrail_monitor(
    recorder: ObjectionRecorder,
    rules: Sequence[GuardrailRule],
    clock: Clock,
    *,
    ahead: bool = False,
) -> GuardrailMonitor | None:
    """A monitor for the session, or None where no guardrail can come to be in force.

    Where arms change with the shifts, or ``ahead`` says that another period or start may come, one
    is needed though none may be in force at the moment. The session has been started; subscribe
    ``GuardrailMonitor.on_event`` to it.

    Raises:
        StudyError: the session is assigned a guardrail that the study's file does not have.
    """
    assigned = recorder.desk.session.assigned if recorder.desk.session else None
    shifts = assigned is not None and assigned.unit == "shift"
    if not (rules and (ahead or shifts)) and not in_force(rules, recorder.desk):
        return None
    return GuardrailMonitor(recorder, rules, clock)
