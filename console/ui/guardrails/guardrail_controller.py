"""Guardrails in the window: asks the warden before a deed, and shows what it has to say."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.domain.chat import ChatState
from console.domain.desk import Desk
from console.study.guardrails.base import OpenObjection
from console.study.guardrails.monitor import GuardrailMonitor
from console.ui.guardrails.notice import GuardrailNotice, HoldNotice
from console.ui.kit import object_names
from console.ui.kit.action_runner import ActionRunner
from console.ui.kit.formatting import first_name, harmless
from console.ui.kit.shortcuts import Shortcut
from console.ui.kit.theme import Theme

_POLL_MS = 100


class GuardrailController(QObject):
    """The window's side of a warden; there is none where no guardrail is in force.

    ``take`` asks for a customer to be taken in spite of what was said, ``turn_to`` for a tab,
    ``changed`` tells that something else stands now. ``notices`` goes below the queue.
    """

    take = Signal(str)
    turn_to = Signal(str)
    changed = Signal()

    def __init__(
        self,
        parent: QObject,
        theme: Theme,
        desk: Desk,
        warden: GuardrailMonitor,
        attempts: ActionRunner,
    ) -> None:
        super().__init__(parent)
        self._desk, self._attempts = desk, attempts
        self.warden = warden
        self._wanted: str | None = None
        self._held: Sequence[OpenObjection] = ()
        self._hold = HoldNotice(theme)
        self._nudge = GuardrailNotice(
            theme,
            object_names.NUDGE,
            "Got it",
            object_names.NUDGE_PUT_AWAY,
            Shortcut.PUT_NUDGE_AWAY,
        )
        self._hold.answered.connect(self.take_anyway)
        self._hold.go_to.connect(self.turn_to)
        self._nudge.answered.connect(self.put_nudge_away)
        self.notices = _column(self._hold, self._nudge)
        self._timer = QTimer(self)
        self._timer.setInterval(_POLL_MS)
        self._timer.timeout.connect(lambda: attempts(warden.poll))
        warden.subscribe(self._refresh)

    def start(self) -> None:
        """Begin to let time pass for the warden."""
        self._timer.start()
        self._refresh()

    def stop(self) -> None:
        """The window is going away."""
        self._timer.stop()
        self.warden.unsubscribe(self._refresh)

    def by_key(self) -> Mapping[Shortcut, Callable[[], object]]:
        """What the keys do that there are only with guardrails; asking is the panel's."""
        return {
            Shortcut.TAKE_ANYWAY: self.take_anyway,
            Shortcut.PUT_NUDGE_AWAY: self.put_nudge_away,
        }

    def may_accept(self, chat: str) -> bool:
        """Whether nothing stands against taking this customer; else the notice says what."""
        if not self._attempts(self._ask_about_accepting):
            # The log takes nothing; taking the chat will say so itself.
            return True
        self._wanted = chat if self._held else None
        self._refresh()
        return not self._held

    def take_anyway(self) -> None:
        """Take the customer who was held back, or whoever has waited longest instead."""
        wanted = self._desk.chats.get(self._wanted or "")
        if not self._hold.isVisible():
            return
        if wanted is None or wanted.state is not ChatState.QUEUED:
            wanted = next(iter(self._desk.queue), None)
        if wanted is not None:
            self.take.emit(wanted.id)

    def put_nudge_away(self) -> None:
        """The agent has read the advice."""
        for standing in self._standing("advise"):
            self._attempts(partial(self.warden.put_away, standing))

    def signs(self, chat: str) -> Sequence[str]:
        """What speaks against closing a chat as resolved."""
        found: list[str] = []
        self._attempts(lambda: found.extend(self._signs_in(chat)))
        return found

    def _signs_in(self, chat: str) -> list[str]:
        return [sign for held in self.warden.resolving(chat) for sign in held.objection.signs]

    def _ask_about_accepting(self) -> None:
        self._held = self.warden.accepting()

    def _standing(self, action: str) -> list[OpenObjection]:
        return [s for s in self.warden.open_objections if s.objection.action == action]

    def _refresh(self) -> None:
        """Show what stands, and nothing that does not any more."""
        standing = set(self.warden.open_objections)
        held = [each for each in self._held if each in standing]
        self._hold.say(*(each.objection.text for each in held))
        chat = next((each.objection.chat for each in held if each.objection.chat), None)
        name = self._desk.chats[chat].customer.name if chat else ""
        self._hold.point_to(chat, first_name(harmless(name)))
        self._nudge.say(*(each.objection.text for each in self._standing("advise")))
        self.changed.emit()


def _column(*parts: QWidget) -> QWidget:
    column = QWidget()
    layout = QVBoxLayout(column)
    layout.setContentsMargins(8, 4, 8, 8)
    layout.setSpacing(8)
    for part in parts:
        layout.addWidget(part)
    return column
