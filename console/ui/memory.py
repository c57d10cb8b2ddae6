"""What the window remembers of itself: its size and where its splitters stand."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QMainWindow, QSplitter


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
