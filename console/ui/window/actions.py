"""What the agent does with keys and buttons of the window, as calls of the session."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from console.domain.events import SuggestionKind
from console.domain.issues import Disposition
from console.session.session import Session
from console.ui.chat_list.queue_panel import QueuePanel
from console.ui.dialogs.sheet_stack import SheetStack
from console.ui.guardrails.guardrail_controller import GuardrailController
from console.ui.kit.action_runner import ActionRunner
from console.ui.kit.shortcuts import CHAT_NUMBERS, Shortcut
from console.ui.kit.theme import Theme
from console.ui.side.side_panel import SidePanel
from console.ui.suggestions.panel import SuggestionPanel
from console.ui.window.chat_deck import ChatDeck


class Actions(QObject):
    """Accepting, turning to chats, closing them, working the suggestions."""

    def __init__(
        self,
        parent: QObject,
        session: Session,
        attempts: ActionRunner,
        deck: ChatDeck,
        queue: QueuePanel,
        sheets: SheetStack,
        guarding: GuardrailController | None = None,
    ) -> None:
        super().__init__(parent)
        self._guarding = guarding
        self._session, self._attempts = session, attempts
        self._deck, self._queue, self._sheets = deck, queue, sheets

    def by_key(self, theme: Theme) -> Mapping[Shortcut, Callable[[], object]]:
        """What each key does."""
        diagnosis, solution = SuggestionKind.DIAGNOSIS, SuggestionKind.SOLUTION
        return {
            **self._by_key_with_guardrails(),
            Shortcut.ACCEPT_NEXT: self.accept_next,
            Shortcut.NEXT_WAITING: self._turn_to_next_waiting,
            Shortcut.NEXT_TAB: lambda: self._step(1),
            Shortcut.PREVIOUS_TAB: lambda: self._step(-1),
            Shortcut.CONFIRM_ISSUE: lambda: self._on_side(_confirm_or_choose),
            Shortcut.CHOOSE_ISSUE: lambda: self._on_side(_choose_issue),
            Shortcut.CLOSE_CHAT: lambda: self.ask_to_close(self._deck.current),
            Shortcut.FOCUS_COMPOSER: self.focus_composer,
            Shortcut.SEND_DIAGNOSIS: lambda: self._on_cards(lambda p: p.send(diagnosis)),
            Shortcut.SEND_SOLUTION: lambda: self._on_cards(lambda p: p.send(solution)),
            Shortcut.EDIT_DIAGNOSIS: lambda: self._on_cards(lambda p: p.edit(diagnosis)),
            Shortcut.EDIT_SOLUTION: lambda: self._on_cards(lambda p: p.edit(solution)),
            Shortcut.DISMISS_DIAGNOSIS: lambda: self._on_cards(lambda p: p.dismiss(diagnosis)),
            Shortcut.DISMISS_SOLUTION: lambda: self._on_cards(lambda p: p.dismiss(solution)),
            Shortcut.AGAIN_DIAGNOSIS: lambda: self._on_cards(lambda p: p.ask_again(diagnosis)),
            Shortcut.AGAIN_SOLUTION: lambda: self._on_cards(lambda p: p.ask_again(solution)),
            Shortcut.TOGGLE_PANEL: lambda: self._on_cards(
                lambda _: self.open_panel(not self._session.desk.panel_open)
            ),
            Shortcut.LARGER_TEXT: lambda: theme.resize_text(1),
            Shortcut.SMALLER_TEXT: lambda: theme.resize_text(-1),
            Shortcut.NORMAL_TEXT: lambda: theme.resize_text(0),
            Shortcut.SHOW_KEYS: self._sheets.show_keys,
        }

    def accept(self, chat: str) -> None:
        """Take a waiting customer, unless a guardrail objects: then it says so."""
        if self._guarding is None or self._guarding.may_accept(chat):
            self.take(chat)

    def take(self, chat: str) -> None:
        """Take a waiting customer and turn to them, at once: the next key is meant for them."""
        if self._attempts(lambda: self._session.accept(chat)):
            self.turn_to(chat)

    def accept_next(self) -> None:
        """Take the customer who has waited longest."""
        chat = self._queue.longest_waiting()
        if chat is not None:
            self.accept(chat)

    def turn_to(self, chat: str | None) -> None:
        """Make a chat's tab the current one, or none if no chat is left."""
        self._deck.show(chat)
        self._attempts(lambda: self._session.show_tab(chat))
        self.focus_composer()

    def keep_up(self) -> None:
        """Record which tab is current, if that could not be written when it was turned to.

        While something else has the agent's attention to itself, none is.
        """
        chat = None if self._sheets.replaces_chats else self._deck.current
        self._attempts(lambda: self._session.show_tab(chat))

    def turn_to_position(self, position: int) -> None:
        """Turn to the chat at a place among the tabs, counted from 0."""
        if position < len(self._deck.chats):
            self.turn_to(self._deck.chats[position])

    def turn_after(self, position: int) -> None:
        """A tab at this place has gone: turn to whoever has waited longest, or to a neighbour."""
        left = self._deck.chats
        neighbour = left[min(position, len(left) - 1)] if left else None
        self.turn_to(self._longest_waiting() or neighbour)

    def ask_to_close(self, chat: str | None) -> None:
        """Open the close dialog for a chat."""
        if chat is None or self._sheets.is_open:
            return
        if chat != self._deck.current:
            self.turn_to(chat)
        signs = self._guarding.signs if self._guarding is not None else None
        self._sheets.ask_how_it_ended(self._session.desk.chats[chat], self._close, signs)

    def open_panel(self, is_open: bool) -> None:
        """Unfold or fold the suggestions."""
        self._attempts(lambda: self._session.toggle_panel(is_open))

    def focus_composer(self) -> None:
        """Put the cursor where the agent writes."""
        if self._deck.view is not None and not self._sheets.is_open:
            self._deck.view.focus()

    def _by_key_with_guardrails(self) -> Mapping[Shortcut, Callable[[], object]]:
        if self._guarding is None:
            return {}
        return {
            **self._guarding.by_key(),
            Shortcut.ASK: lambda: self._on_cards(SuggestionPanel.ask),
        }

    def _close(self, chat: str, disposition: Disposition, resolved: bool) -> None:
        if self._attempts(lambda: self._session.close(chat, disposition, resolved)):
            self._sheets.close()
            self.focus_composer()

    def _turn_to_next_waiting(self) -> None:
        chat = self._longest_waiting(beside=self._deck.current)
        if chat is None:
            self._attempts.refused.emit("No other customer is waiting for an answer.")
        else:
            self.turn_to(chat)

    def _longest_waiting(self, beside: str | None = None) -> str | None:
        """The open chat whose customer has waited longest for an answer."""
        chats = (self._session.desk.chats[chat] for chat in self._deck.chats if chat != beside)
        waiting = [(c.waiting_since, c.id) for c in chats if c.is_open and c.waiting_since]
        return min(waiting)[1] if waiting else None

    def _step(self, by: int) -> None:
        chats = self._deck.chats
        if self._deck.current in chats:
            self.turn_to(chats[(chats.index(self._deck.current) + by) % len(chats)])

    def _on_side(self, deed: Callable[[SidePanel], object]) -> None:
        if self._deck.panel is not None:
            deed(self._deck.panel)

    def _on_cards(self, deed: Callable[[SuggestionPanel], object]) -> None:
        if self._deck.panel is not None and self._deck.panel.suggestions is not None:
            deed(self._deck.panel.suggestions)


def _confirm_or_choose(side: SidePanel) -> None:
    if side.issue is not None and not side.issue.confirm():
        side.issue.choose()


def _choose_issue(side: SidePanel) -> None:
    if side.issue is not None:
        side.issue.choose()


class KeyActions:
    """Ties keys to what they do."""

    def __init__(
        self,
        window: QWidget,
        deeds: Mapping[Shortcut, Callable[[], object]],
        go_to: Callable[[int], object],
    ) -> None:
        """``go_to`` is called with 0 for the first chat, 8 for the ninth."""
        self._window = window
        self._actions: list[QAction] = []
        for shortcut, deed in deeds.items():
            self._add(shortcut.key.title, shortcut.key.sequences, deed)
        for position, sequence in enumerate(CHAT_NUMBERS):
            self._add(f"Go to chat {position + 1}", (sequence,), partial(go_to, position))

    def enable(self, enabled: bool) -> None:
        """Let the keys work, or not."""
        for action in self._actions:
            action.setEnabled(enabled)

    def _add(self, title: str, sequences: tuple[str, ...], deed: Callable[[], object]) -> None:
        action = QAction(title, self._window)
        action.setShortcuts([QKeySequence(sequence) for sequence in sequences])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.setAutoRepeat(False)
        action.triggered.connect(lambda _=False: deed())
        self._window.addAction(action)
        self._actions.append(action)
