"""Guardrails on the suggestions' panel: pauses on its cards, and asking where none are made."""

from collections.abc import Mapping
from functools import partial

from console.domain.chat import Chat
from console.domain.events import SuggestionKind
from console.study.guardrails.base import OpenObjection
from console.study.guardrails.monitor import GuardrailMonitor
from console.ui.kit.context import UiContext
from console.ui.suggestions.card import SuggestionCard
from console.ui.suggestions.card_face import SEND_KEYS
from console.ui.suggestions.guardrail_pause import GuardrailPause
from console.ui.suggestions.panel_notes import OnDemandNote

Cards = Mapping[SuggestionKind, SuggestionCard]


class PanelGuardrails:
    """What guardrails do on one panel; made only where there are guardrails.

    ``note`` goes onto the panel, beside the cards.
    """

    def __init__(
        self,
        context: UiContext,
        monitor: GuardrailMonitor,
        chat: Chat,
        cards: Cards,
    ) -> None:
        self._monitor, self._run_action = monitor, context.run_action
        self._chat, self._cards = chat, cards
        self.note = OnDemandNote(context.theme, chat.id)
        self._pauses = {about: self._make_pause(about, card) for about, card in cards.items()}

    def show(self) -> None:
        """Bring up to date what guardrails say on this panel."""
        for about, pause in self._pauses.items():
            card = self._cards[about]
            can_be_sent = card.can_be_used and not card.isHidden()
            pause.show_pause(self._objections_to(card), can_be_sent=can_be_sent)
        self.note.setVisible(self.awaits_asking and self._chat.is_open)

    @property
    def awaits_asking(self) -> bool:
        """Whether there is no suggestion because the agent has not asked for one."""
        live = any(card.shown is not None and card.shown.is_live for card in self._cards.values())
        return self._on_demand and not live

    def reach(self) -> bool:
        """The agent wants a suggestion; whether that is a matter of asking here."""
        if not self._on_demand or not self._chat.is_open:
            return False
        return self._run_action(lambda: self._monitor.requesting(self._chat.id))

    def holds(self, suggestion: str) -> bool:
        """Whether an objection to sending this with one key is open; the card then shows it."""
        objections: list[OpenObjection] = []
        ask = self._monitor.adopting
        self._run_action(lambda: objections.extend(ask(self._chat.id, suggestion)))
        self.show()
        return bool(objections)

    @property
    def _on_demand(self) -> bool:
        return self._monitor.waits_for_agent(self._chat)

    def _objections_to(self, card: SuggestionCard) -> list[str]:
        shown = card.shown.id if card.shown is not None else None
        objections = [each.objection for each in self._monitor.open_objections]
        return [o.text for o in objections if shown is not None and o.suggestion == shown]

    def _make_pause(self, about: SuggestionKind, card: SuggestionCard) -> GuardrailPause:
        key = SEND_KEYS[about].key.label
        pause = GuardrailPause(self._chat.id, about, key, partial(self._reading, card))
        card.add_above_actions(pause)
        return pause

    def _reading(self, card: SuggestionCard) -> tuple[float, float] | None:
        shown = card.shown
        return self._monitor.reading(self._chat.id, shown.id) if shown is not None else None
