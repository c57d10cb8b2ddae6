"""One SVG per icon, drawn in whatever colour the theme asks for."""

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from console import paths

_RATIO = 2
"""Icons are drawn at twice their size, so that they are sharp on dense screens too."""


@cache
def _source(name: str) -> str:
    return (paths.resources() / "icons" / f"{name}.svg").read_text(encoding="utf-8")


@cache
def pixmap(name: str, colour: str, size: int) -> QPixmap:
    """The icon in one colour, ``size`` device-independent pixels wide and high."""
    renderer = QSvgRenderer(QByteArray(_source(name).replace("currentColor", colour).encode()))
    picture = QPixmap(size * _RATIO, size * _RATIO)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    renderer.render(painter, QRectF(0, 0, size * _RATIO, size * _RATIO))
    painter.end()
    picture.setDevicePixelRatio(_RATIO)
    return picture


def icon(name: str, colour: str, disabled: str, size: int) -> QIcon:
    """The icon with a paler look for when its button can't be used."""
    both = QIcon(pixmap(name, colour, size))
    both.addPixmap(pixmap(name, disabled, size), QIcon.Mode.Disabled)
    return both
