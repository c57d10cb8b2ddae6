"""A titled part of a side panel that can be folded."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from console.ui.kit.accessible_roles import set_role
from console.ui.kit.buttons import TextButton
from console.ui.kit.labels import PlainLabel
from console.ui.kit.theme import Theme


class Section(QWidget):
    """A heading that folds what is below it. ``body`` is where the content goes.

    ``hint`` stands at the right of the heading while the section is open.
    """

    folded = Signal(bool)

    def __init__(
        self, theme: Theme, title: str, name: str, *, tip: str = "", hint: str = ""
    ) -> None:
        super().__init__()
        self._theme = theme
        self._title = title
        self.heading = TextButton(title, name, look="heading", tip=tip or f"Fold {title.lower()}")
        self.heading.setCheckable(True)
        set_role(self.heading, "fold")
        self.heading.setAccessibleName(title)
        self.heading.setChecked(True)
        self.heading.clicked.connect(lambda: self.folded.emit(not self.is_open))
        self.heading.toggled.connect(self._fold)
        self._hint = PlainLabel(hint, ink="muted", size="small")
        self._hint.setContentsMargins(0, 0, 8, 0)
        self._content = QWidget()
        self.body = QVBoxLayout(self._content)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(4)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(self._head())
        self._hint.setVisible(bool(hint))
        layout.addWidget(self._content)
        theme.changed.connect(self._draw)
        self._draw()

    @property
    def is_open(self) -> bool:
        """Whether the content can be seen."""
        return self.heading.isChecked()

    def open(self, is_open: bool) -> None:
        """Fold or unfold, without emitting ``folded``."""
        self.heading.setChecked(is_open)

    def retitle(self, title: str) -> None:
        """Change the heading."""
        self.heading.setText(title)
        self.heading.setAccessibleName(title)

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self.heading, 1)
        head.addWidget(self._hint)
        self._hint.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        return head

    def _fold(self, is_open: bool) -> None:
        self._content.setVisible(is_open)
        self._hint.setVisible(is_open and bool(self._hint.text()))
        self._draw()

    def _draw(self) -> None:
        name = "chevron-down" if self.is_open else "chevron-right"
        self.heading.setIcon(self._theme.icon(name))
        side = self._theme.px(14)
        self.heading.setIconSize(QSize(side, side))
        self.heading.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
