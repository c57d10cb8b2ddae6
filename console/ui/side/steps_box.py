"""The steps of a chat's procedure, each a line to be carried out by click or key."""

from collections.abc import Collection

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.domain.chat import Chat
from console.domain.knowledge import Article
from console.ui.kit import object_names
from console.ui.kit.buttons import ElidedLink, TextButton
from console.ui.kit.check_line import CheckLine, LineContent, Mark
from console.ui.kit.formatting import clock_time, sanitized
from console.ui.kit.shortcuts import Shortcut, step_key
from console.ui.kit.theme import Theme
from console.ui.side.procedure_lines import StepLine, StepState, done_of, step_lines

_JUST_MOVED_MS = 350
"""Time after the list got another place during which a click is not meant for what is there now."""
_FINISH = "Mark procedure as done"
_MARKS = {
    StepState.OPEN: Mark.OPEN,
    StepState.RUNNING: Mark.RUNNING,
    StepState.DONE: Mark.DONE,
    StepState.FAILED: Mark.FAILED,
    StepState.RULE: Mark.NOTE,
}


class StepsBox(QWidget):
    """The lines, a link to the whole article, and a button that ends the procedure.

    ``carried_out`` carries an article and a step, ``withdrawn`` an action, ``opened`` an article;
    ``refused`` says why nothing was done; ``finished`` is emitted by the button.
    """

    carried_out = Signal(str, str)
    withdrawn = Signal(str)
    opened = Signal(str)
    refused = Signal(str)
    finished = Signal()

    def __init__(self, theme: Theme, chat: Chat) -> None:
        super().__init__()
        self._theme, self._chat = theme, chat
        self._article: Article | None = None
        self._lines: list[StepLine] = []
        self._widgets: list[CheckLine] = []
        self._just_moved_timer = QTimer(self)
        self._just_moved_timer.setSingleShot(True)
        self._just_moved_timer.setInterval(_JUST_MOVED_MS)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(2, 0, 0, 4)
        self._column.setSpacing(1)
        self._column.addLayout(self._foot())

    @property
    def title(self) -> str:
        """The heading, with how many steps are done."""
        done, of = done_of(self._lines)
        return f"Steps  {done} of {of}" if of else "Steps"

    def show_article(self, article: Article | None) -> None:
        """Show the steps of another article, or of none."""
        if article is self._article:
            return
        self._article = article
        for line in self._widgets:
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._lines, self._widgets = [], []
        if article is not None:
            self._link.setText(article.title)

    def refresh(self, rules: Collection[str], next_step: str | None) -> None:
        """Show how far each step has come.

        Args:
            rules: the steps that nobody carries out.
            next_step: the step to be carried out next; null if there is none.
        """
        article = self._article
        self._lines = step_lines(self._chat, article, rules, next_step) if article else []
        if not self._widgets:
            self._make_widgets()
        for line, widget in zip(self._lines, self._widgets, strict=True):
            widget.show_content(_content(line))
        at = self._chat.procedure_finished_at
        self._finish.setText(_FINISH if at is None else f"Done at {clock_time(at)}")
        self._finish.setEnabled(at is None and self._chat.is_open)

    def note_moved(self) -> None:
        """The list has got another place, so that the pointer is on another line than before."""
        self._just_moved_timer.start()

    def press(self, number: int) -> CheckLine | None:
        """Do what a click on the ``number``-th step does; its line, or null if there is none."""
        for line, widget in zip(self._lines, self._widgets, strict=True):
            if line.number == number:
                self._work(line)
                return widget
        self.refused.emit(f"There is no step {number}.")
        return None

    def carry_out_next(self) -> CheckLine | None:
        """Carry out the step that is next; its line, or null if there is none."""
        number = next((line.number for line in self._lines if line.is_next), None)
        if number is None:
            self.refused.emit("No step is to be carried out now.")
            return None
        return self.press(number)

    def _work(self, line: StepLine) -> None:
        if self._article is None:
            return
        if line.state in _TO_DO:
            self.carried_out.emit(self._article.id, line.step)
        elif line.tick is not None:
            self.withdrawn.emit(line.tick)
        elif line.state is StepState.RUNNING:
            self.refused.emit("This step is being carried out.")
        else:
            self.refused.emit("This step was carried out and can't be taken back here.")

    def _clicked(self, number: int) -> None:
        if self._just_moved_timer.isActive():
            self.refused.emit("The steps have just moved. Look, then click.")
        else:
            self.press(number)

    def _make_widgets(self) -> None:
        """Make the lines, once it is known which steps are rules."""
        for position, line in enumerate(self._lines):
            number = line.number
            name = object_names.step(self._chat.id, number) if number else ""
            widget = CheckLine(self._theme, name)
            if number is None:
                widget.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            else:
                widget.clicked.connect(lambda _=False, number=number: self._clicked(number))
            self._widgets.append(widget)
            self._column.insertWidget(position, widget)

    def _foot(self) -> QVBoxLayout:
        chat = self._chat.id
        self._link = ElidedLink(object_names.open_article(chat), small=True, tip="Open the article")
        self._link.clicked.connect(self._open)
        self._finish = TextButton(_FINISH, object_names.finish_procedure(chat), small=True)
        self._finish.clicked.connect(self.finished)
        foot = QVBoxLayout()
        foot.setContentsMargins(6, 4, 8, 0)
        foot.setSpacing(6)
        foot.addWidget(self._link)
        foot.addWidget(self._finish, 0, Qt.AlignmentFlag.AlignLeft)
        return foot

    def _open(self) -> None:
        if self._article is not None:
            self.opened.emit(self._article.id)


def _content(line: StepLine) -> LineContent:
    text, mark = sanitized(line.step), _MARKS[line.state]
    if line.number is None:
        return LineContent(text, mark, quiet=True, workable=False, spoken=f"Note: {text}")
    again = " Try again?" if line.state is StepState.FAILED else ""
    state = "next" if line.is_next and line.state is StepState.OPEN else line.state.value
    note = sanitized(line.note) + again
    return LineContent(
        text,
        mark,
        note=note,
        number=str(line.number),
        key=Shortcut.NEXT_STEP.key.label if line.is_next else "",
        highlighted=line.is_next,
        quiet=line.state is StepState.DONE,
        workable=line.state in _TO_DO or line.tick is not None,
        spoken=f"Step {line.number}, {state}: {text} {note}".rstrip(),
        tip=_tip(line),
    )


_TO_DO = (StepState.OPEN, StepState.FAILED)


def _tip(line: StepLine) -> str:
    key = step_key(line.number or 0) if line.number else ""
    suffix = f" ({key})" if key else ""
    if line.state is StepState.OPEN:
        return f"Carry out{suffix}"
    if line.state is StepState.FAILED:
        return f"Try again{suffix}"
    return f"Take the tick back{suffix}" if line.tick else ""
