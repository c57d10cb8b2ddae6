"""A questionnaire on a sheet over the window: all questions on one page, none answered before."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from console.domain.events import QuestionAnswered
from console.study.questionnaires.form import Questionnaire
from console.ui.kit import object_names
from console.ui.kit.buttons import KeyButton, TextButton
from console.ui.kit.formatting import count, is_right_to_left, sanitized
from console.ui.kit.labels import PlainLabel
from console.ui.kit.scroll_area import ScrollArea
from console.ui.kit.sheet import Sheet
from console.ui.kit.theme import Theme
from console.ui.questionnaire.item import ItemBox

_WIDTH = 720
_BUILT_AT_ONCE = 5
"""Questions that are there when the sheet comes up; more don't fit on most screens."""


class QuestionnaireSheet(Sheet):
    """Asks the questions; ``answered`` carries each answer at once (item, number, words).

    ``submitted`` carries whether all is answered, ``declined`` that the agent does not want to.
    Closing it any other way puts it off.
    """

    answered = Signal(str, object, object)
    submitted = Signal(bool)
    declined = Signal()
    replaces_chats = True

    def __init__(
        self,
        theme: Theme,
        window: QWidget,
        questionnaire: Questionnaire,
        answers: Mapping[str, QuestionAnswered],
        *,
        leaving: bool,
    ) -> None:
        """Build the page, with the answers that were given before.

        Args:
            theme: colours and text sizes.
            window: what it lies over.
            questionnaire: what is asked.
            answers: what has been answered already, by item.
            leaving: the agent is about to leave, so that putting off means going back to work.
        """
        super().__init__(theme, window, sanitized(questionnaire.title), width=_WIDTH)
        self.setObjectName(object_names.QUESTIONNAIRE)
        self.questionnaire = questionnaire
        self._warned = False
        self._page = ScrollArea(self._paper)
        self.boxes = self._questions(answers)
        self.body.addWidget(self._page, 1)
        self._status = PlainLabel(parent=self._paper, wrap=True)
        self._fill_buttons(leaving)
        self._connect()
        self._show_progress()

    @property
    def missing(self) -> list[ItemBox]:
        """The questions without an answer; those for words need none."""
        return [b for b in self.boxes if not b.is_answered and b.item.kind != "words"]

    def open(self) -> None:
        super().open()
        # Sizes are known when the layout has had its turn.
        QTimer.singleShot(0, self, self._focus_first)

    def show_status(self, text: str) -> None:
        """Show a line in place of the progress."""
        self._status.setText(text)
        self._status.setAccessibleName(text)

    def note_waiting(self, waiting: bool) -> None:
        """Say whether a customer waits for an answer; no widget changes its place."""
        if waiting:
            self.show_status("A customer is waiting for your answer. It will be put aside soon.")
        else:
            self._show_progress()

    def flush(self) -> None:
        """Emit answers in words that were typed just now."""
        for box in self.boxes:
            box.flush()

    def close_sheet(self) -> None:
        self.flush()
        super().close_sheet()

    def confirm(self) -> None:
        """Submit the questionnaire; questions without an answer are pointed out once."""
        self.flush()
        missing = self.missing
        if not missing or self._warned:
            self.submitted.emit(not missing)
            return
        self._warned = True
        for box in missing:
            box.build()
            box.show_missing()
        missing[0].take_cursor()
        left = count(len(missing), "question has", "questions have")
        self.show_status(f"{left} no answer yet. You can answer now, or submit it as it is.")

    # --- putting it together -----------------------------------------------------------------

    def _questions(self, answers: Mapping[str, QuestionAnswered]) -> list[ItemBox]:
        content, column = self._page.content, self._page.column
        column.setContentsMargins(4, 4, 12, 4)
        column.setSpacing(24)
        if is_right_to_left(self.questionnaire.items[0].text):
            self._paper.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        if self.questionnaire.instruction:
            text = sanitized(self.questionnaire.instruction)
            column.addWidget(PlainLabel(text, content, wrap=True))
        boxes = [
            ItemBox(self._theme, item, number, answers.get(item.id), content)
            for number, item in enumerate(self.questionnaire.items, start=1)
        ]
        for box in boxes:
            column.addWidget(box)
        for box in boxes[:_BUILT_AT_ONCE]:
            box.build()
        column.addStretch(1)
        return boxes

    def _fill_buttons(self, leaving: bool) -> None:
        later = KeyButton(
            self._theme,
            "Back to work" if leaving else "Later",
            object_names.QUESTIONNAIRE_LATER,
            None,
            key="Esc",
        )
        decline = TextButton(
            "Leave without answering" if leaving else "Don't answer",
            object_names.QUESTIONNAIRE_DECLINE,
        )
        submit = KeyButton(
            self._theme,
            "Submit",
            object_names.QUESTIONNAIRE_HAND_IN,
            None,
            look="primary",
            key="Enter",
        )
        later.clicked.connect(self.close_sheet)
        decline.clicked.connect(self.declined)
        submit.clicked.connect(self.confirm)
        self.buttons.insertWidget(0, self._status, 1)
        self.buttons.setStretch(1, 0)
        for button in (decline, later, submit):
            self.buttons.addWidget(button)

    def _connect(self) -> None:
        for number, box in enumerate(self.boxes):
            box.answered.connect(self._on_answer)
            box.stepped.connect(lambda step, at=number: self._step(at + step))
            box.entered.connect(lambda shown=box: self._page.ensureWidgetVisible(shown, 0, 24))

    # --- what happens ------------------------------------------------------------------------

    def _focus_first(self) -> None:
        """Put the cursor on the first question without an answer, once all before it are there."""
        first = next(iter(self.missing), self.boxes[0])
        if first in self.boxes[:_BUILT_AT_ONCE]:
            first.take_cursor()
            self._build_from(_BUILT_AT_ONCE, lambda: None)
        else:
            self._build_from(_BUILT_AT_ONCE, first.take_cursor)

    def _build_from(self, number: int, then: Callable[[], None]) -> None:
        """Build one question at each turn: all at once would hold up the window."""
        if number < len(self.boxes):
            self.boxes[number].build()
            QTimer.singleShot(0, self, lambda: self._build_from(number + 1, then))
        else:
            self._place()
            QTimer.singleShot(0, self, then)

    def _on_answer(self, item: str, value: float | None, text: str | None) -> None:
        self._warned = False
        self._show_progress()
        self.answered.emit(item, value, text)

    def _step(self, to: int) -> None:
        if 0 <= to < len(self.boxes):
            self.boxes[to].take_cursor()

    def _show_progress(self) -> None:
        asked = len(self.questionnaire.closed_items)
        self.show_status(f"{asked - len(self.missing)} of {asked} answered" if asked else "")
