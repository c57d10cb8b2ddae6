"""A console without a window whose agent is watched by the guardrails that a test names."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter
from strategies import Workplace, not_assigned

from console.domain import events as ev
from console.domain.customers import Customer
from console.domain.events import Arm, SuggestionKind
from console.domain.issues import Disposition
from console.study.guardrails.monitor import GuardrailMonitor
from console.study.guardrails.settings import GuardrailRule

RULES: TypeAdapter[GuardrailRule] = TypeAdapter(GuardrailRule)

_SAID = (
    ev.GuardrailTriggered,
    ev.GuardrailObeyed,
    ev.GuardrailOverridden,
    ev.GuardrailLapsed,
)

WORDS = "Your parcel has been found and will be with you tomorrow before noon at the latest."


def rule(policy: str, name: str = "", **limits: Any) -> GuardrailRule:  # noqa: ANN401
    """A rule as a study's file would state it."""
    return RULES.validate_python({"policy": policy, "name": name or policy, **limits})


def assigned(*names: str, unit: str = "agent", arm: Arm = Arm.TREATMENT) -> ev.ArmAssigned:
    """An assignment with guardrails of these names."""
    return ev.ArmAssigned(arm=arm, unit=unit, method="blocks", guardrails=names)


class Guarded(Workplace):
    """Its agent does one thing after the other; ``passing`` lets time go by in between."""

    def __init__(self, folder: Path, rules: Sequence[GuardrailRule]) -> None:
        self.rules = tuple(rules)
        self._made = 0
        super().__init__(folder)

    def _sit_down(self) -> None:
        super()._sit_down()
        self.assign_chat = not_assigned
        self.session.study.assign(assigned(*(each.name for each in self.rules)))
        self.monitor = GuardrailMonitor(self.session.study, self.rules, self.clock)
        self.session.subscribe(self.monitor.on_event)

    def passing(self, seconds: float, step_s: float = 1.0) -> None:
        """Let time go by, with the guardrails polled on the way."""
        while seconds > 0:
            self.clock.advance(min(step_s, seconds))
            seconds -= step_s
            self.monitor.poll()

    # --- customers ---------------------------------------------------------------------------

    def queue(self, *chats: str, text: str = "Where is my parcel?") -> None:
        """Customers come and write."""
        for chat in chats:
            customer = Customer(id=f"customer-{chat}", name="Ann Doe")
            self.session.record(ev.ChatQueued(chat=chat, customer=customer))
            self.says(chat, text)

    def says(self, chat: str, text: str) -> None:
        """A customer writes."""
        self._made += 1
        message = f"in-{self._made}"
        self.session.record(ev.MessageReceived(chat=chat, message=message, text=text))

    def leaves(self, chat: str) -> None:
        """A customer leaves."""
        self.session.record(ev.ChatAbandoned(chat=chat, reason="no time"))

    # --- the agent ---------------------------------------------------------------------------

    def hold(self, *chats: str, text: str = "Where is my parcel?") -> None:
        """Take customers as they come, and have the last one's tab in front."""
        self.queue(*chats, text=text)
        for chat in chats:
            self.session.accept(chat)
            self.session.attention.show_tab(chat)
        self.session.attention.activate_window(True)

    def reply(self, chat: str, text: str = "It is on its way.") -> None:
        """Write to a customer."""
        self.session.send(chat, text)

    def close_chat(self, chat: str, *, resolved: bool = True) -> None:
        """End a chat."""
        self.session.close(chat, Disposition.ANSWERED, resolved)

    def suggest(self, chat: str, words: str = WORDS) -> str:
        """A suggestion comes up in front of the agent; returns its id."""
        self._made += 1
        suggestion = f"g-{self._made}"
        about = SuggestionKind.SOLUTION
        self.session.record(
            ev.SuggestionRequested(chat=chat, suggestion=suggestion, about=about),
            ev.SuggestionReady(
                chat=chat, suggestion=suggestion, text=words, elapsed_ms=1, tokens=9
            ),
        )
        self.session.attention.show_tab(chat)
        self.session.attention.activate_window(True)
        self.session.attention.mark_suggestion_shown(chat, suggestion)
        return suggestion

    # --- what was recorded -------------------------------------------------------------------

    def said(self) -> list[tuple[str, str]]:
        """What the guardrails recorded: which, and what; in order."""
        self.log.flush()
        facts = [event.fact for event in self.log.read()]
        return [
            (fact.guardrail, fact.kind.removeprefix("guardrail_"))
            for fact in facts
            if isinstance(fact, _SAID)
        ]

    def triggered(self) -> list[ev.GuardrailTriggered]:
        """How often a guardrail was triggered, and about what."""
        self.log.flush()
        return [e.fact for e in self.log.read() if isinstance(e.fact, ev.GuardrailTriggered)]
