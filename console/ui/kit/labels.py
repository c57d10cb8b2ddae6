"""Labels that show text as it is, never as rich text."""

import html

from PySide6.QtCore import QSize
from PySide6.QtGui import QFontMetrics, QImage, QPainter, QPaintEvent, QPixmap, Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from console.ui.kit.formatting import sanitized
from console.ui.kit.theme import Theme


def plain_tip(text: str) -> str:
    """A tool tip that shows a text as it is. Qt takes one that looks like HTML for HTML."""
    plain = sanitized(text)
    return f"<span>{html.escape(plain)}</span>" if Qt.mightBeRichText(plain) else plain


class PlainLabel(QLabel):
    """A label for any text; ``ink``, ``size`` and ``weight`` are the style sheet's properties."""

    def __init__(
        self,
        text: str = "",
        parent: QWidget | None = None,
        *,
        ink: str = "",
        size: str = "",
        weight: str = "",
        wrap: bool = False,
        selectable: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        for name, value in (("ink", ink), ("textsize", size), ("weight", weight)):
            if value:
                self.setProperty(name, value)
        self.setWordWrap(wrap)
        if wrap:
            self.setMinimumWidth(1)
        if selectable:
            self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setText(text)

    def setText(self, text: str) -> None:  # noqa: N802
        super().setText(sanitized(text))


def key_label(keys: str) -> PlainLabel:
    """The name of a key on a small plate."""
    label = PlainLabel(keys)
    label.setProperty("part", "key")
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Maximum)
    return label


class ElidedLabel(PlainLabel):
    """A label on one line that ends in an ellipsis where there is no room; the tool tip has all."""

    def __init__(
        self, text: str = "", parent: QWidget | None = None, *, ink: str = "", size: str = ""
    ) -> None:
        super().__init__(text, parent, ink=ink, size=size)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(24, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        metrics = QFontMetrics(self.font())
        text = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        if (text != self.text()) != bool(self.toolTip()):
            self.setToolTip(plain_tip(self.text()) if text != self.text() else "")
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignVCenter), text)


class PictureLabel(QLabel):
    """Shows a picture that was decoded elsewhere, in the middle of its room."""

    def __init__(self) -> None:
        super().__init__()
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)

    def show_picture(self, image: QImage, name: str) -> None:
        """Show it; ``name`` is what a screen reader says."""
        self.setPixmap(QPixmap.fromImage(image))
        self.setAccessibleName(name)
        self.show()


class IconLabel(QLabel):
    """An icon that only decorates: screen readers pass over it."""

    def __init__(self, theme: Theme, icon: str, role: str = "accent_text", size: int = 16) -> None:
        super().__init__()
        self._theme, self._icon, self._role, self._size = theme, icon, role, size
        theme.changed.connect(self._draw)
        self._draw()

    def _draw(self) -> None:
        self.setPixmap(self._theme.pixmap(self._icon, self._role, self._size))
        side = self._theme.px(self._size)
        self.setFixedSize(side, side)
