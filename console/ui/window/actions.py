"""What the agent does with keys and buttons of the window, as calls of the session."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from console.domain.events import SuggestionKind
from console.domain.issues import Disposition
from console.ui.chat_list.queue_panel import QueuePanel
from console.ui.dialogs.window_dialogs import WindowDialogs
from console.ui.guardrails.guardrail_controller import GuardrailController
from console.ui.kit.context import UiContext
from console.ui.kit.shortcuts import Shortcut, chat_keys, step_keys
from console.ui.side.procedure_part import ProcedurePart
from console.ui.side.side_panel import SidePanel
from console.ui.suggestions.panel import SuggestionPanel
from console.ui.window.chat_deck import ChatDeck
from console.ui.window.key_filter import KeyFilter


class Actions(QObject):
    """Accepting, turning to chats, closing them, working the suggestions."""

    def __init__(
        self,
        parent: QObject,
        context: UiContext,
        deck: ChatDeck,
        queue: QueuePanel,
        dialogs: WindowDialogs,
        guardrails: GuardrailController | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._run_action = context.session, context.run_action
        self._theme, self._sheets = context.theme, context.sheets
        self._deck, self._queue, self._dialogs = deck, queue, dialogs
        self._guardrails = guardrails
        self._wanted: str | None = None

    def by_key(self) -> Mapping[Shortcut, Callable[[], object]]:
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
            Shortcut.CHOOSE_SUBJECT: lambda: self._on_procedure(ProcedurePart.choose_subject),
            Shortcut.CORRECT_NEEDS: lambda: self._on_procedure(ProcedurePart.correct_needs),
            Shortcut.NEXT_STEP: lambda: self._on_procedure(ProcedurePart.carry_out_next),
            Shortcut.TOGGLE_AWAY: self.toggle_away,
            Shortcut.TRANSFER: self.ask_to_pass_on,
            Shortcut.CLOSE_CHAT: lambda: self.ask_to_close(self._deck.current),
            Shortcut.FOCUS_COMPOSER: self.focus_composer,
            Shortcut.UNDO_SEND: self.undo_send,
            Shortcut.SEND_DIAGNOSIS: lambda: self._on_cards(lambda p: p.send(diagnosis)),
            Shortcut.SEND_SOLUTION: lambda: self._on_cards(lambda p: p.send(solution)),
            Shortcut.EDIT_DIAGNOSIS: lambda: self._on_cards(lambda p: p.edit(diagnosis)),
            Shortcut.EDIT_SOLUTION: lambda: self._on_cards(lambda p: p.edit(solution)),
            Shortcut.DISMISS_DIAGNOSIS: lambda: self._on_cards(lambda p: p.dismiss(diagnosis)),
            Shortcut.DISMISS_SOLUTION: lambda: self._on_cards(lambda p: p.dismiss(solution)),
            Shortcut.AGAIN_DIAGNOSIS: lambda: self._on_cards(lambda p: p.ask_again(diagnosis)),
            Shortcut.AGAIN_SOLUTION: lambda: self._on_cards(lambda p: p.ask_again(solution)),
            Shortcut.TAKE_NEWER_WORDING: lambda: self._on_cards(SuggestionPanel.take_newer_wording),
            Shortcut.TOGGLE_PANEL: lambda: self._on_cards(
                lambda _: self.open_panel(not self._session.desk.panel_open)
            ),
            Shortcut.LARGER_TEXT: lambda: self._theme.resize_text(1),
            Shortcut.SMALLER_TEXT: lambda: self._theme.resize_text(-1),
            Shortcut.NORMAL_TEXT: lambda: self._theme.resize_text(0),
            Shortcut.SHOW_KEYS: self._dialogs.show_keys,
        }

    def accept(self, chat: str) -> None:
        """Accept a waiting customer, unless a guardrail objects: then it says so."""
        if self._guardrails is None or self._guardrails.may_accept(chat):
            self.accept_anyway(chat)

    def accept_anyway(self, chat: str) -> None:
        """Accept a waiting customer and turn to them at once: the next key is meant for them."""
        if self._run_action(lambda: self._session.accept(chat)):
            self._wanted = chat
            self.turn_to_wanted()

    def turn_to_wanted(self) -> None:
        """Turn to the chat that the agent asked for last, once it is theirs."""
        if self._wanted is not None and self._session.desk.chats[self._wanted].has_tab:
            chat, self._wanted = self._wanted, None
            self.turn_to(chat)

    def toggle_away(self) -> None:
        """Take no further customers, or take them again."""
        self._run_action(self._session.toggle_away)

    def accept_next(self) -> None:
        """Accept the customer who has waited longest."""
        chat = self._queue.longest_waiting()
        if chat is not None:
            self.accept(chat)

    def turn_to(self, chat: str | None) -> None:
        """Make a chat's tab the current one, or none if no chat is left."""
        self._deck.show(chat)
        self._run_action(lambda: self._session.attention.show_tab(chat))
        self.focus_composer()

    def record_current_tab(self) -> None:
        """Record which tab is current, if that could not be written when the agent turned to it.

        While a sheet has the agent's attention to itself, none is.
        """
        chat = None if self._sheets.replaces_chats else self._deck.current
        self._run_action(lambda: self._session.attention.show_tab(chat))

    def turn_to_position(self, position: int) -> None:
        """Turn to the chat at a place among the tabs, counted from 0."""
        if position < len(self._deck.chats):
            self.turn_to(self._deck.chats[position])

    def press_step(self, position: int) -> None:
        """Carry out the step at a place in the list, counted from 0, or take its tick back."""
        self._on_procedure(lambda procedure: procedure.press_step(position + 1))

    def turn_after(self, position: int) -> None:
        """The tab at this place is gone: turn to whoever has waited longest, or to a neighbour."""
        remaining = self._deck.chats
        neighbour = remaining[min(position, len(remaining) - 1)] if remaining else None
        self.turn_to(self._longest_waiting() or neighbour)
        self.note_cursor_given()

    def ask_to_close(self, chat: str | None) -> None:
        """Open the close dialog for a chat."""
        if chat is None or self._sheets.is_open:
            return
        if chat != self._deck.current:
            self.turn_to(chat)
        view = self._deck.view
        just_typed = view is not None and view.composer.just_typed
        signs = self._guardrails.signs if self._guardrails is not None else None
        self._dialogs.ask_how_it_ended(
            self._session.desk.chats[chat],
            self._close,
            signs,
            just_typed=just_typed,
        )

    def ask_to_pass_on(self) -> None:
        """Open the dialog that passes the current chat on, where there is somebody to take it."""
        chat = self._session.desk.chats.get(self._deck.current or "")
        if chat is None or not chat.is_open or self._sheets.is_open:
            return
        if not self._session.colleagues:
            self._run_action.refused.emit("There is no colleague to pass this chat on to.")
            return
        self._dialogs.ask_whom_to_pass_on_to(chat, self._session.colleagues, self._pass_on)

    def _pass_on(self, chat: str, to: str, note: str) -> None:
        if self._run_action(lambda: self._session.transfer(chat, to, note)):
            self._sheets.close()
            self.focus_composer()

    def open_panel(self, is_open: bool) -> None:
        """Unfold or fold the suggestions."""
        self._run_action(lambda: self._session.attention.toggle_panel(is_open))

    def focus_composer(self) -> None:
        """Put the cursor where the agent writes."""
        if self._deck.view is not None and not self._sheets.is_open:
            self._deck.view.focus()

    def return_to_composer(self) -> None:
        """Put the cursor back there after the agent was done with something else."""
        self.focus_composer()
        self.note_cursor_given()

    def note_cursor_given(self) -> None:
        """It was not the agent who put the cursor where it is."""
        if self._deck.view is not None:
            self._deck.view.composer.note_given()

    def is_wanted(self, chat: str | None) -> bool:
        """Whether the agent has asked for a chat of a shared queue and not got it yet."""
        return chat is not None and chat == self._wanted

    def undo_send(self) -> None:
        """Take back what was sent last in the chat in front, if it has not left yet."""
        if self._deck.view is not None:
            self._deck.view.composer.undo_send()

    def _by_key_with_guardrails(self) -> Mapping[Shortcut, Callable[[], object]]:
        if self._guardrails is None:
            return {}
        return {
            **self._guardrails.by_key(),
            Shortcut.ASK: lambda: self._on_cards(SuggestionPanel.ask),
        }

    def _close(self, chat: str, disposition: Disposition, resolved: bool) -> None:
        if self._run_action(lambda: self._session.close(chat, disposition, resolved)):
            self._sheets.close()
            self.focus_composer()

    def _turn_to_next_waiting(self) -> None:
        chat = self._longest_waiting(except_for=self._deck.current)
        if chat is None:
            self._run_action.refused.emit("No other customer is waiting for an answer.")
        else:
            self.turn_to(chat)

    def _longest_waiting(self, except_for: str | None = None) -> str | None:
        """The open chat whose customer has waited longest for an answer."""
        chats = (self._session.desk.chats[chat] for chat in self._deck.chats if chat != except_for)
        waiting = [
            (c.needs_answer_since, c.id) for c in chats if c.is_open and c.needs_answer_since
        ]
        return min(waiting)[1] if waiting else None

    def _step(self, by: int) -> None:
        chats = self._deck.chats
        if self._deck.current in chats:
            self.turn_to(chats[(chats.index(self._deck.current) + by) % len(chats)])

    def _on_side(self, action: Callable[[SidePanel], object]) -> None:
        if self._deck.panel is not None:
            action(self._deck.panel)

    def _on_procedure(self, action: Callable[[ProcedurePart], object]) -> None:
        if self._deck.panel is not None and self._deck.panel.procedure is not None:
            action(self._deck.panel.procedure)

    def _on_cards(self, action: Callable[[SuggestionPanel], object]) -> None:
        if self._deck.panel is not None and self._deck.panel.suggestions is not None:
            action(self._deck.panel.suggestions)


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
        by_key: Mapping[Shortcut, Callable[[], object]],
        go_to: Callable[[int], object],
        press_step: Callable[[int], object],
    ) -> None:
        """``go_to`` is called with 0 for the first chat, 8 for the ninth; so is ``press_step``."""
        self._window = window
        self._actions: list[QAction] = []
        self._by_sequence: dict[str, Callable[[], object]] = {}
        for shortcut, action in by_key.items():
            self._add(shortcut.key.title, shortcut.key.sequences, action)
        for position, sequences in enumerate(chat_keys()):
            self._add(f"Go to chat {position + 1}", sequences, partial(go_to, position))
        for position, sequences in enumerate(step_keys()):
            self._add(f"Carry out step {position + 1}", sequences, partial(press_step, position))
        self._filter = KeyFilter(window, self._by_sequence)

    def enable(self, enabled: bool) -> None:
        """Let the keys work, or not."""
        self._filter.enable(enabled)
        for action in self._actions:
            action.setEnabled(enabled)

    def pause(self, *, everywhere: bool = False) -> None:
        """Something went away under the agent's hands: keys do nothing for a moment."""
        self._filter.pause(everywhere=everywhere)

    def stop(self) -> None:
        """The window is going away."""
        self._filter.stop()

    def _add(self, title: str, sequences: tuple[str, ...], on_key: Callable[[], object]) -> None:
        action = QAction(title, self._window)
        action.setShortcuts([QKeySequence(sequence) for sequence in sequences])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.setAutoRepeat(False)
        action.triggered.connect(lambda _=False: on_key())
        self._window.addAction(action)
        self._actions.append(action)
        self._by_sequence |= {each: on_key for each in sequences if each[-1].isdigit()}
