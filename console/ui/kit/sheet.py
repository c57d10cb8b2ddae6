"""A sheet of paper over the window: dialogs and pages that don't block and are part of the window.

Being no window of its own, a sheet leaves the console's window active, so that the log's account of
the agent's attention stays true, and it is in every picture that is taken of the window.
"""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from console.ui.kit import object_names
from console.ui.kit.buttons import TextButton
from console.ui.kit.labels import PlainLabel
from console.ui.kit.theme import Theme

_MARGIN = 32


class Sheet(QWidget):
    """A titled sheet in the middle of the window; the Tab key stays within it, Escape closes it.

    Subclasses fill ``body`` and put their buttons into ``buttons``. ``replaces_chats`` is for those
    that have the agent's attention to themselves: no chat is in front meanwhile.
    """

    closed = Signal()
    replaces_chats = False

    def __init__(self, theme: Theme, window: QWidget, title: str, *, width: int = 560) -> None:
        super().__init__(window)
        self._window = window
        self._theme, self._focus_before = theme, QApplication.focusWidget()
        self._paper = QFrame(self)
        self._paper.setProperty("part", "sheet")
        self._width = width
        self.setAccessibleName(title)
        layout = self._layout = QVBoxLayout(self._paper)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(16)
        layout.addWidget(PlainLabel(title, size="large", wrap=True))
        self.body = QVBoxLayout()
        self.body.setSpacing(12)
        layout.addLayout(self.body, 1)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(8)
        self.buttons.addStretch(1)
        layout.addLayout(self.buttons)
        window.installEventFilter(self)

    def add_done(self) -> TextButton:
        """Put the one button of a page that is only read."""
        done = TextButton("Done", object_names.SHEET_DONE, look="primary", tip="Esc")
        done.clicked.connect(self.close_sheet)
        self.buttons.addWidget(done)
        return done

    def open(self) -> None:
        """Show the sheet over the window; returns at once."""
        self._place()
        self.show()
        self.raise_()
        first = next(iter(self._stops()), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_sheet(self) -> None:
        """Take the sheet away and give the cursor back."""
        if self.isHidden():
            return
        self.hide()
        self._window.removeEventFilter(self)
        self.closed.emit()
        self._give_focus_back()
        self.deleteLater()

    def fit(self) -> None:
        """Something was added to the sheet: give it the room it needs, once it has its fonts."""
        for part in self._paper.findChildren(QWidget):
            part.ensurePolished()
            part.updateGeometry()
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        self._place()

    def confirm(self) -> None:
        """Enter was pressed; a page that is only read goes away."""
        self.close_sheet()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() == Qt.Key.Key_Escape:
            self.close_sheet()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.confirm()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        event.accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() is QEvent.Type.Resize:
            self._place()
        return False

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802
        stops = self._stops()
        if not stops:
            return True
        now = QApplication.focusWidget()
        position = stops.index(now) if now in stops else -1
        step = 1 if forward else -1
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        stops[(position + step) % len(stops)].setFocus(reason)
        return True

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        shade = QColor(self._theme.colour("shade"))
        shade.setAlphaF(0.45)
        QPainter(self).fillRect(self.rect(), shade)

    def _stops(self) -> list[QWidget]:
        tab = Qt.FocusPolicy.TabFocus
        return [
            widget
            for widget in self._paper.findChildren(QWidget)
            if widget.focusPolicy() & tab and widget.isEnabled() and widget.isVisibleTo(self)
        ]

    def _place(self) -> None:
        area = self._window.rect()
        self.setGeometry(area)
        width = min(self._theme.px(self._width), area.width() - 2 * _MARGIN)
        self._layout.activate()
        wanted = self._layout.totalSizeHint().height()
        if self._layout.hasHeightForWidth():
            wanted = self._layout.totalHeightForWidth(width)
        height = min(wanted, area.height() - 2 * _MARGIN)
        self._paper.setGeometry(
            (area.width() - width) // 2, (area.height() - height) // 3, width, height
        )

    def _give_focus_back(self) -> None:
        try:
            if self._focus_before is not None and self._focus_before.isVisible():
                self._focus_before.setFocus()
        except RuntimeError:
            self._focus_before = None
