"""The part of the side panel that follows the procedure: what is known, and the steps."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.domain import events as ev
from console.domain.chat import Chat
from console.ui.kit.check_line import CheckLine
from console.ui.kit.context import UiContext
from console.ui.kit.procedure import ChatProcedure, rules_of
from console.ui.kit.section import Section
from console.ui.kit.shortcuts import steps_hint
from console.ui.side.known_box import KnownBox
from console.ui.side.steps_box import StepsBox

CONCERNS = (
    ev.ChatRead,
    ev.NeedCorrected,
    ev.SubjectChosen,
    ev.ActionStarted,
    ev.ActionTaken,
    ev.ActionWithdrawn,
    ev.ProcedureFinished,
    ev.IssueConfirmed,
    ev.ChatDiagnosed,
    ev.SuggestionReady,
    ev.SendHeld,
    ev.SendWithdrawn,
    ev.MessageSent,
    ev.ChatAbandoned,
)
"""Facts that may change what the two lists show."""


class ProcedurePart(QWidget):
    """Two lists, both folded from the chat. Out of sight they are left as they are until seen.

    ``opened`` asks for an article, ``sought`` for a message, ``worked`` carries a line that a key
    has worked, so that it can be scrolled into sight. ``hand_is_near`` says whether the pointer is
    where the agent may be about to click.
    """

    opened = Signal(str)
    sought = Signal(str)
    worked = Signal(object)

    def __init__(self, context: UiContext, chat: Chat, procedure: ChatProcedure) -> None:
        super().__init__()
        self._session, self._run_action, self._chat = context.session, context.run_action, chat
        self._procedure = procedure
        self._is_stale = True
        self.hand_is_near: Callable[[], bool] = self.underMouse
        theme = context.theme
        self.known = KnownBox(theme, chat, with_readings=procedure.with_readings)
        self.steps = StepsBox(theme, chat)
        self._known = Section(theme, "What we know", f"section:known:{chat.id}")
        self._steps = Section(theme, "Steps", f"section:steps:{chat.id}", hint=steps_hint())
        self._known.body.addWidget(self.known)
        self._steps.body.addWidget(self.steps)
        self._steps.installEventFilter(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self._known)
        layout.addWidget(self._steps)
        self._connect()

    def on_fact(self, fact: ev.Fact) -> None:
        """Show what has just happened in this chat."""
        if isinstance(fact, CONCERNS):
            self.refresh()

    def refresh(self) -> None:
        """Bring both lists up to date, at once if they can be seen."""
        self._is_stale = True
        if self.isVisible():
            self._show()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        if self._is_stale:
            self._show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """The steps have got another place in the panel, perhaps under the agent's hand."""
        if event.type() is QEvent.Type.Move and self.hand_is_near():
            self.steps.note_moved()
        return False

    def press_step(self, number: int) -> None:
        """Do what a click on a step does, unless it is folded away."""
        if self._unfolded(self._steps):
            self._scroll_to(self.steps.press(number))

    def carry_out_next(self) -> None:
        """Carry out the step that is next, unless the steps are folded away."""
        if not self._unfolded(self._steps):
            return
        missing = self.known.first_missing
        if self._procedure.outlook.next_step is None and missing:
            self._run_action.refused.emit(f"First ask for what is missing: {missing}")
        else:
            self._scroll_to(self.steps.carry_out_next())

    def choose_subject(self) -> None:
        """Open the menu of orders."""
        if self._unfolded(self._known) and not self.known.choose_subject():
            self._run_action.refused.emit("There is one order only.")

    def correct_needs(self) -> None:
        """Put the cursor on what is known."""
        if self._unfolded(self._known) and not self.known.focus():
            self._run_action.refused.emit("There is nothing to be known for this issue.")

    def _show(self) -> None:
        self._is_stale = False
        article, outlook = self._procedure.article, self._procedure.outlook
        self.known.show_article(article)
        self.steps.show_article(article)
        self.known.refresh(outlook)
        if article is not None:
            self.steps.refresh(rules_of(article), outlook.next_step)
        self._known.retitle(self.known.title)
        self._steps.retitle(self.steps.title)
        self._known.setVisible(not self.known.is_empty)
        self._steps.setVisible(article is not None)

    def _unfolded(self, section: Section) -> bool:
        """Unfold a section: what a key works on must have been in sight. False if it was not."""
        if not section.isVisible():
            self._run_action.refused.emit("Choose the issue first: its procedure appears then.")
            return False
        was_open = section.is_open
        section.open(True)
        return was_open

    def _scroll_to(self, line: CheckLine | None) -> None:
        if line is not None:
            self.worked.emit(line)

    def _connect(self) -> None:
        procedure, run_action, chat = self._session.procedure, self._run_action, self._chat.id
        self.known.sought.connect(self.sought)
        self.known.corrected.connect(
            lambda article, need, met: run_action(
                lambda: procedure.correct_need(chat, article, need, met)
            )
        )
        self.known.chosen.connect(
            lambda order, item: run_action(lambda: procedure.choose_subject(chat, order, item))
        )
        self.steps.opened.connect(self.opened)
        self.steps.refused.connect(run_action.refused)
        self.steps.finished.connect(lambda: run_action(lambda: procedure.finish(chat)))
        self.steps.carried_out.connect(
            lambda article, step: run_action(lambda: procedure.carry_out(chat, article, step))
        )
        self.steps.withdrawn.connect(
            lambda action: run_action(lambda: procedure.withdraw_action(chat, action))
        )
