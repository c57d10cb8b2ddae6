"""Guardrails on the suggestions' panel: pauses on its cards, and asking where none are made."""

from collections.abc import Mapping
from functools import partial

from console.domain.chat import Chat
from console.domain.events import SuggestionKind
from console.study.guardrails.base import OpenObjection
from console.study.guardrails.monitor import GuardrailMonitor
from console.ui.kit.action_runner import ActionRunner
from console.ui.kit.theme import Theme
from console.ui.suggestions.card import SuggestionCard
from console.ui.suggestions.card_face import SEND_KEYS
from console.ui.suggestions.guardrail_pause import GuardrailPause
from console.ui.suggestions.panel_notes import OnDemandNote

Cards = Mapping[SuggestionKind, SuggestionCard]


class PanelGuardrails:
    """One panel's side of the warden; there is none where no guardrail is in force.

    ``note`` goes onto the panel, beside the cards.
    """

    def __init__(
        self,
        theme: Theme,
        warden: GuardrailMonitor,
        attempts: ActionRunner,
        chat: Chat,
        cards: Cards,
    ) -> None:
        self._warden, self._attempts, self._chat, self._cards = warden, attempts, chat, cards
        self.note = OnDemandNote(theme, chat.id)
        self._pauses = {about: self._pause(about, card) for about, card in cards.items()}

    def show(self) -> None:
        """Bring up to date what guardrails say on this panel."""
        for about, pause in self._pauses.items():
            card = self._cards[about]
            can_be_sent = card.can_be_used and not card.isHidden()
            pause.show_pause(self._said_of(card), can_be_sent=can_be_sent)
        pulls = self.awaits_asking
        self.note.setVisible(pulls and self._chat.is_open)
        for card in self._cards.values():
            card.setVisible(not pulls)

    @property
    def awaits_asking(self) -> bool:
        """Whether there is no suggestion because the agent has not asked for one."""
        live = any(card.shown is not None and card.shown.is_live for card in self._cards.values())
        return self._pulls and not live

    def reach(self) -> bool:
        """The agent wants a suggestion; whether that is a matter of asking here."""
        if not self._pulls or not self._chat.is_open:
            return False
        return self._attempts(lambda: self._warden.reaching(self._chat.id))

    def holds(self, suggestion: str) -> bool:
        """Whether something stands against sending this with one key; the card says so then."""
        held: list[OpenObjection] = []
        ask = self._warden.adopting
        self._attempts(lambda: held.extend(ask(self._chat.id, suggestion)))
        self.show()
        return bool(held)

    @property
    def _pulls(self) -> bool:
        return self._warden.waits_for_agent(self._chat)

    def _said_of(self, card: SuggestionCard) -> list[str]:
        shown = card.shown.id if card.shown is not None else None
        objections = [each.objection for each in self._warden.open_objections]
        return [o.text for o in objections if shown is not None and o.suggestion == shown]

    def _pause(self, about: SuggestionKind, card: SuggestionCard) -> GuardrailPause:
        key = SEND_KEYS[about].key.label
        pause = GuardrailPause(self._chat.id, about, key, partial(self._reading, card))
        card.add_above_actions(pause)
        return pause

    def _reading(self, card: SuggestionCard) -> tuple[float, float] | None:
        shown = card.shown
        return self._warden.reading(self._chat.id, shown.id) if shown is not None else None
