"""One question of a questionnaire, with what it is answered by: choices, a long scale, or words.

Number keys choose and go on to the next question, left and right move along the scale, up and down
go from question to question.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from console.domain.events import QuestionAnswered
from console.study.questionnaires.form import AnswerScale, Item
from console.ui.kit import object_names
from console.ui.kit.formatting import sanitized
from console.ui.kit.labels import PlainLabel
from console.ui.kit.theme import Theme
from console.ui.questionnaire.choices import Choices, row_of_choices, rows_of_choices
from console.ui.questionnaire.slider import AnswerSlider
from console.ui.questionnaire.text_answer import TextAnswer

_BY_MOUSE = Qt.FocusReason.MouseFocusReason
_MOST_CHOICES = 11
"""Scales with more values are marked on a line."""


class ItemBox(QFrame):
    """A question with its number. ``stepped`` asks for the next (1) or the previous one (-1).

    ``answered`` carries the item's id, the number and the words; one of the two is None.
    """

    answered = Signal(str, object, object)
    stepped = Signal(int)
    entered = Signal()

    def __init__(
        self,
        theme: Theme,
        item: Item,
        number: int,
        earlier: QuestionAnswered | None,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.item = item
        self._theme, self._earlier = theme, earlier
        self.is_answered = earlier is not None and (earlier.value is not None or bool(earlier.text))
        self._number = number
        self._choices: Choices | None = None
        self._missing: PlainLabel | None = None
        self._stops: list[QWidget] = []

    def build(self) -> None:
        """Put everything into the box; until then it is empty. A second call does nothing."""
        if self._stops:
            return
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(12)
        layout.setVerticalSpacing(4)
        layout.setColumnStretch(1, 1)
        layout.setColumnMinimumWidth(0, self.fontMetrics().horizontalAdvance("00"))
        place = PlainLabel(f"{self._number}", self, ink="muted")
        layout.addWidget(place, 0, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(self._question(), 0, 1)
        layout.addLayout(self._answer(), 2, 1)
        for stop in self._stops:
            stop.installEventFilter(self)

    def take_cursor(self) -> None:
        """Put the cursor on the answer."""
        self.build()
        if self._choices is not None:
            self._choices.take_cursor()
        elif self._stops:
            self._stops[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def flush(self) -> None:
        """Emit an answer in words that was typed just now."""
        for words in self.findChildren(TextAnswer):
            words.flush()

    def show_missing(self) -> None:
        """Mark the question as not answered, until it is."""
        layout = self.layout()
        if self._missing is None and isinstance(layout, QGridLayout):
            self._missing = PlainLabel("Not answered yet", self, size="small", weight="bold")
            layout.addWidget(self._missing, 1, 1)

    # --- Qt's events -------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        number = event.key() - Qt.Key.Key_0
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.stepped.emit(-1 if event.key() == Qt.Key.Key_Up else 1)
        elif self._choices is not None and self._choices.choose(number):
            self.stepped.emit(1)
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        # A click is where the agent's hand is: what is under it must not scroll away.
        by_key = isinstance(event, QFocusEvent) and event.reason() is not _BY_MOUSE
        if by_key and event.type() is QEvent.Type.FocusIn:
            self.entered.emit()
        return False

    # --- putting it together -----------------------------------------------------------------

    def _question(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(2)
        if self.item.title:
            column.addWidget(PlainLabel(sanitized(self.item.title), self, weight="bold", wrap=True))
        column.addWidget(PlainLabel(sanitized(self.item.text), self, wrap=True))
        return column

    def _answer(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(2)
        if self.item.kind == "words":
            self._add_words(column)
        elif self.item.scale is not None and len(self.item.values) > _MOST_CHOICES:
            self._add_slider(column)
        else:
            self._add_choices(column)
        if self.item.scale is not None:
            column.addLayout(_anchors(self.item.scale, self))
        return column

    def _add_words(self, column: QVBoxLayout) -> None:
        text = (self._earlier.text if self._earlier else None) or ""
        words = TextAnswer(self._theme, self.item, text, self)
        words.entered.connect(lambda text: self._on_answer(None, text))
        self._stops.append(words)
        column.addWidget(words)

    def _add_slider(self, column: QVBoxLayout) -> None:
        value = self._earlier.value if self._earlier else None
        slider = AnswerSlider(self._theme, self.item.values, value, self)
        slider.setObjectName(object_names.answer_line(self.item.id))
        slider.setAccessibleName(_accessible_text(self.item))
        slider.answered.connect(lambda marked: self._on_answer(float(marked), None))
        self._stops.append(slider)
        column.addWidget(slider)

    def _add_choices(self, column: QVBoxLayout) -> None:
        make: Callable[[Item, QWidget], Choices] = (
            rows_of_choices if self.item.kind == "choice" else row_of_choices
        )
        choices = self._choices = make(self.item, self)
        if self._earlier is not None and self._earlier.value is not None:
            choices.choose(round(self._earlier.value))
        choices.chosen.connect(lambda value: self._on_answer(float(value), None))
        self._stops += choices.buttons
        column.addWidget(choices)

    def _on_answer(self, value: float | None, text: str | None) -> None:
        self.is_answered = value is not None or bool(text)
        if self.is_answered and self._missing is not None:
            self._missing.deleteLater()
            self._missing = None
        self.answered.emit(self.item.id, value, text)


def _accessible_text(item: Item) -> str:
    """The question as a screen reader reads it out, with the ends of its scale."""
    ends = f", from {item.scale.left} to {item.scale.right}" if item.scale else ""
    return sanitized(f"{item.text}{ends}")


def _anchors(scale: AnswerScale, parent: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(24)
    sides = (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight)
    for text, side in zip((scale.left, scale.right), sides, strict=True):
        label = PlainLabel(sanitized(text), parent, ink="muted", size="small", wrap=True)
        label.setAlignment(side | Qt.AlignmentFlag.AlignTop)
        row.addWidget(label, 1)
    return row
