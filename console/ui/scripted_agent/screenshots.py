"""Pictures of the window, one of each scene worth showing."""

from pathlib import Path

from PySide6.QtCore import QBuffer, QEvent, QPoint
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

_NESTED = 9
"""Layouts that are nested; each learns of the inner one's size one turn later."""


class Screenshots:
    """Saves numbered PNG files; each scene is taken a few times at most.

    ``problem`` says why a picture could not be saved, if one could not.
    """

    def __init__(self, window: QWidget, folder: Path, each: int = 1) -> None:
        self._window = window
        self._folder = folder
        self._each = each
        self._taken: dict[str, int] = {}
        self.problem: str | None = None
        folder.mkdir(parents=True, exist_ok=True)

    def take(self, scene: str) -> None:
        """Take a picture of this scene, unless there are enough of it."""
        number = self._taken.get(scene, 0) + 1
        if number > self._each:
            return
        self._taken[scene] = number
        self._settle()
        picture = self._window.grab()
        for top in QApplication.topLevelWidgets():
            if top is not self._window and top.isVisible() and top.isWindow():
                _paste(picture, top, top.mapToGlobal(QPoint()) - self._window.mapToGlobal(QPoint()))
        self._save(picture, self._folder / f"{sum(self._taken.values()):02d}-{scene}.png")

    @staticmethod
    def _settle() -> None:
        """Let everything find its place, as it would before it is painted on a screen."""
        for _ in range(_NESTED):
            QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)

    def _save(self, picture: QPixmap, file: Path) -> None:
        """Write through memory: a full disk is then reported here, not by a library on stderr."""
        buffer = QBuffer()
        picture.save(buffer, "PNG")
        try:
            file.write_bytes(buffer.data().data())
        except OSError as error:
            self.problem = f"cannot write the picture {file}: {error.strerror}"


def _paste(picture: QPixmap, widget: QWidget, at: QPoint) -> None:
    painter = QPainter(picture)
    painter.drawPixmap(at, widget.grab())
    painter.end()
