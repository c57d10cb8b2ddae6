"""Arranges the parts of the window: banner, queue, chats, side panels, status line."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings, Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QSplitter, QVBoxLayout, QWidget

from console.ui.kit.theme import Theme
from console.ui.window.banner import NoticeBanner
from console.ui.window.status_bar import StatusBar

_COLUMNS = (252, 820, 368)
_NARROWEST = (200, 420, 312)
_COLUMNS_AT_ONCE = len(_COLUMNS)
_ROOM = 88
"""What three columns need beyond their narrowest so that they are not cramped."""


class WindowLayout(QWidget):
    """Three columns that can be resized, between a banner and a status line.

    Where there is no room for three, the queue is folded away and laid over the chats on demand:
    input box and suggestions are what the agent works with. While no chat is in sight, the queue
    has its column and the side, which is empty, has none. ``folded`` carries whether it is folded.
    """

    folded = Signal(bool)

    def __init__(
        self,
        theme: Theme,
        columns: tuple[QWidget, QWidget, QWidget],
        banner: NoticeBanner,
        status: StatusBar,
    ) -> None:
        super().__init__()
        self._theme, self._columns = theme, columns
        self.is_folded = False
        self._has_chat = False
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        for number, part in enumerate(columns):
            self.splitter.addWidget(part)
            self.splitter.setStretchFactor(number, int(part is columns[1]))
        self.splitter.setSizes(list(_COLUMNS))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(banner)
        layout.addWidget(self.splitter, 1)
        layout.addWidget(status)
        theme.changed.connect(self._fit)
        self._set_least()

    def show_queue(self, shown: bool) -> None:
        """Lay the queue over the chats, or take it away; where it has a column it stays there."""
        if self.is_folded:
            self._columns[0].setVisible(shown)
            self._place_queue()

    def make_room(self, has_chat: bool) -> None:
        """Give a chat that has come into sight the room, or the queue where there is none."""
        if has_chat is not self._has_chat:
            self._has_chat = has_chat
            self._fold()

    def toggle_queue(self) -> None:
        """Lay the queue over the chats, or take it away if it is there."""
        self.show_queue(not self._columns[0].isVisible())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fold()

    def _fit(self) -> None:
        self._set_least()
        self._fold()

    def _set_least(self) -> None:
        """Larger text needs wider columns; the chats themselves can give way."""
        left, middle, right = _NARROWEST
        widths = (self._theme.px(left), middle, self._theme.px(right))
        for part, width in zip(self._columns, widths, strict=True):
            part.setMinimumWidth(width)
        self._least = sum(widths) + _ROOM

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        self._fold()

    def _fold(self) -> None:
        if not self.isVisible():
            return  # sizes before the window is shown are none that it will have
        left, side = self._columns[0], self._columns[-1]
        is_narrow = self.width() < self._least
        folds = is_narrow and self._has_chat
        side.setVisible(self._has_chat or not is_narrow)
        if folds and not self.is_folded:
            left.setParent(self)
            left.hide()
        elif not folds and self.is_folded:
            self.splitter.insertWidget(0, left)
            self.splitter.setStretchFactor(0, 0)
            left.show()
        if folds is not self.is_folded:
            self.is_folded = folds
            self.folded.emit(folds)
        self._place_queue()

    def _place_queue(self) -> None:
        if self.is_folded:
            area = self.splitter.geometry()
            width = max(self._theme.px(_COLUMNS[0]), self._columns[0].minimumWidth())
            self._columns[0].setGeometry(area.x(), area.y(), width, area.height())
            self._columns[0].raise_()


class WindowMemory:
    """Reads and writes the window's layout in a file; without a file it remembers nothing."""

    def __init__(self, file: Path | None) -> None:
        self._settings = QSettings(str(file), QSettings.Format.IniFormat) if file else None

    def restore(self, window: QMainWindow, splitter: QSplitter) -> None:
        """Give the window its last size, if there is one that makes sense."""
        if self._settings is None:
            return
        geometry, sizes = self._settings.value("geometry"), self._settings.value("splitter")
        if isinstance(geometry, QByteArray):
            window.restoreGeometry(geometry)
        if isinstance(sizes, QByteArray):
            splitter.restoreState(sizes)

    def save(self, window: QMainWindow, splitter: QSplitter) -> None:
        """Remember how the window is now."""
        if self._settings is not None:
            self._settings.setValue("geometry", window.saveGeometry())
            columns = [splitter.widget(place) for place in range(splitter.count())]
            if sum(not (part and part.isHidden()) for part in columns) == _COLUMNS_AT_ONCE:
                self._settings.setValue("splitter", splitter.saveState())
            self._settings.sync()
