"""Arranges the parts of the window: banner, queue, chats, side panels, status line."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings, Qt
from PySide6.QtWidgets import QMainWindow, QSplitter, QVBoxLayout, QWidget

from console.ui.kit.theme import Theme
from console.ui.window.banner import NoticeBanner
from console.ui.window.status_bar import StatusBar

_COLUMNS = (252, 820, 368)
_NARROWEST = (200, 420, 312)


class WindowLayout(QWidget):
    """Three columns that can be resized, between a banner and a status line."""

    def __init__(
        self,
        theme: Theme,
        columns: tuple[QWidget, QWidget, QWidget],
        banner: NoticeBanner,
        status: StatusBar,
    ) -> None:
        super().__init__()
        self._theme, self._columns = theme, columns
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
        self._fit()

    def _fit(self) -> None:
        """Larger text needs wider columns; the chats themselves can give way."""
        left, middle, right = _NARROWEST
        widths = (self._theme.px(left), middle, self._theme.px(right))
        for part, width in zip(self._columns, widths, strict=True):
            part.setMinimumWidth(width)


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
            self._settings.setValue("splitter", splitter.saveState())
            self._settings.sync()
