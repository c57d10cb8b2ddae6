"""The choices of a question: numbers in a row, or options in words one below the other."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QRadioButton, QWidget

from console.study.questionnaires.form import Item
from console.ui.kit import object_names
from console.ui.kit.formatting import sanitized
from console.ui.kit.labels import PlainLabel, key_label


class _Choice(QRadioButton):
    """A choice that leaves the keys up and down to the question.

    While nothing is chosen, the first key left or right chooses where the cursor is.
    """

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        key = event.key()
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and self.group().checkedButton() is None:
            self.setChecked(True)
        else:
            super().keyPressEvent(event)


class _Words(PlainLabel):
    """An option in words, as many lines as it takes; a click chooses it."""

    def __init__(self, text: str, choice: QRadioButton) -> None:
        super().__init__(text, choice.parentWidget(), wrap=True)
        self._choice = choice

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self._choice.click()


class Choices(QWidget):
    """One of several. Nothing is chosen until the agent chooses; ``chosen`` carries the number."""

    chosen = Signal(int)

    def __init__(self, item: Item, parent: QWidget) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 0, 0, 0)
        for value in item.values:
            choice = _Choice(self)
            choice.setObjectName(object_names.answer(item.id, value))
            self._group.addButton(choice, value)
        for later in self.buttons[1:]:
            later.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._group.idToggled.connect(self._toggled)

    @property
    def buttons(self) -> list[QRadioButton]:
        """The choices, in order."""
        return [b for b in self._group.buttons() if isinstance(b, QRadioButton)]

    def choose(self, value: int) -> bool:
        """Choose a value; whether there is such a one."""
        choice = self._group.button(value)
        if choice is None:
            return False
        choice.setChecked(True)
        return True

    def take_cursor(self) -> None:
        """Put the cursor on what is chosen, else on the first."""
        chosen = self._group.checkedButton() or self.buttons[0]
        chosen.setFocus(Qt.FocusReason.OtherFocusReason)

    def _toggled(self, value: int, on: bool) -> None:
        if on:
            self.chosen.emit(value)


def row_of_choices(item: Item, parent: QWidget) -> Choices:
    """The numbers of a scale, evenly over the width."""
    choices = Choices(item, parent)
    for place, (choice, value) in enumerate(zip(choices.buttons, item.values, strict=True)):
        choice.setText(str(value))
        choice.setAccessibleName(_accessible_text(item, value))
        if place:
            choices.grid.setColumnStretch(2 * place - 1, 1)
        choices.grid.addWidget(choice, 0, 2 * place)
    return choices


def rows_of_choices(item: Item, parent: QWidget) -> Choices:
    """Options in words, each with its key."""
    choices = Choices(item, parent)
    choices.grid.setColumnStretch(2, 1)
    choices.grid.setHorizontalSpacing(4)
    choices.grid.setVerticalSpacing(4)
    for row, (choice, words) in enumerate(zip(choices.buttons, item.options, strict=True)):
        choice.setAccessibleName(sanitized(f"{item.text} {words}"))
        choices.grid.addWidget(key_label(str(row + 1)), row, 0)
        choices.grid.addWidget(choice, row, 1)
        choices.grid.addWidget(_Words(sanitized(words), choice), row, 2)
    return choices


def _accessible_text(item: Item, value: int) -> str:
    """The choice as a screen reader reads it out: the question, the number, the word at an end."""
    ends = (
        {item.scale.low: item.scale.left, item.scale.high: item.scale.right} if item.scale else {}
    )
    end = f", {ends[value]}" if value in ends else ""
    return sanitized(f"{item.text} {value} of {item.values[-1]}{end}")
