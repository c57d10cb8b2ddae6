"""Guardrails in the window: asks them before the agent acts, and shows their objections."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.domain.chat import ChatState
from console.study.guardrails.base import OpenObjection
from console.study.guardrails.monitor import GuardrailMonitor
from console.ui.guardrails.notice import GuardrailNotice, HoldNotice
from console.ui.kit import object_names
from console.ui.kit.context import UiContext
from console.ui.kit.formatting import sanitized, short_name
from console.ui.kit.shortcuts import Shortcut

_POLL_MS = 100


class GuardrailController(QObject):
    """The guardrails of one window; made only where there are guardrails.

    ``accept_anyway`` asks for a customer to be accepted in spite of an objection, ``turn_to`` for a
    tab, ``changed`` is emitted when the open objections change. ``notices`` goes below the queue.
    """

    accept_anyway = Signal(str)
    turn_to = Signal(str)
    changed = Signal()

    def __init__(
        self,
        parent: QObject,
        context: UiContext,
        monitor: GuardrailMonitor,
    ) -> None:
        super().__init__(parent)
        theme, run_action = context.theme, context.run_action
        self._desk, self._run_action = context.desk, run_action
        self._monitor = monitor
        self._held_customer: str | None = None
        self._held: Sequence[OpenObjection] = ()
        self._hold = HoldNotice(theme)
        self._nudge = GuardrailNotice(
            theme,
            object_names.NUDGE,
            "Got it",
            object_names.NUDGE_PUT_AWAY,
            Shortcut.PUT_NUDGE_AWAY,
        )
        self._hold.answered.connect(self._accept_held)
        self._hold.go_to.connect(self.turn_to)
        self._nudge.answered.connect(self._put_nudge_away)
        self.notices = _column(self._hold, self._nudge)
        self._timer = QTimer(self)
        self._timer.setInterval(_POLL_MS)
        self._timer.timeout.connect(lambda: run_action(monitor.poll))
        monitor.subscribe(self._refresh)

    def start(self) -> None:
        """Begin to poll the guardrails."""
        self._timer.start()
        self._refresh()

    def stop(self) -> None:
        """The window is going away."""
        self._timer.stop()
        self._monitor.unsubscribe(self._refresh)

    def by_key(self) -> Mapping[Shortcut, Callable[[], object]]:
        """What the keys do that there are only with guardrails; asking is the panel's."""
        return {
            Shortcut.TAKE_ANYWAY: self._accept_held,
            Shortcut.PUT_NUDGE_AWAY: self._put_nudge_away,
        }

    def may_accept(self, chat: str) -> bool:
        """Whether no objection to accepting this customer is open; else the notice shows it."""
        if not self._run_action(self._ask_about_accepting):
            # The log takes nothing; accepting the chat will say so itself.
            return True
        self._held_customer = chat if self._held else None
        self._refresh()
        return not self._held

    def _accept_held(self) -> None:
        """Accept the customer who was held back, or whoever has waited longest instead."""
        customer = self._desk.chats.get(self._held_customer or "")
        if not self._hold.isVisible():
            return
        if customer is None or customer.state is not ChatState.QUEUED:
            customer = next(iter(self._desk.queue), None)
        if customer is not None:
            self.accept_anyway.emit(customer.id)

    def _put_nudge_away(self) -> None:
        """The agent has read the advice."""
        for standing in self._standing("advise"):
            self._run_action(partial(self._monitor.put_away, standing))

    def signs(self, chat: str) -> Sequence[str]:
        """What speaks against closing a chat as resolved."""
        signs: list[str] = []
        self._run_action(lambda: signs.extend(self._signs_in(chat)))
        return signs

    def _signs_in(self, chat: str) -> list[str]:
        return [sign for held in self._monitor.resolving(chat) for sign in held.objection.signs]

    def _ask_about_accepting(self) -> None:
        self._held = self._monitor.accepting()

    def _standing(self, action: str) -> list[OpenObjection]:
        return [s for s in self._monitor.open_objections if s.objection.action == action]

    def _refresh(self) -> None:
        """Show the open objections only."""
        standing = set(self._monitor.open_objections)
        held = [each for each in self._held if each in standing]
        self._hold.show_sentences(*(each.objection.text for each in held))
        chat = next((each.objection.chat for each in held if each.objection.chat), None)
        name = self._desk.chats[chat].customer.name if chat else ""
        self._hold.point_to(chat, short_name(sanitized(name)))
        self._nudge.show_sentences(*(each.objection.text for each in self._standing("advise")))
        self.changed.emit()


def _column(*parts: QWidget) -> QWidget:
    column = QWidget()
    layout = QVBoxLayout(column)
    layout.setContentsMargins(8, 4, 8, 8)
    layout.setSpacing(8)
    for part in parts:
        layout.addWidget(part)
    return column
