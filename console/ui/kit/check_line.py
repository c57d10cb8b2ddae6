"""A line of a list that can be ticked: a mark, words on as many lines as they need, a note below.

One widget paints all of it, since a procedure has a dozen lines and each open chat has a procedure.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from console.ui.kit.theme import Theme

_TALLEST = 100_000
_LONG_WORD = re.compile(r"(\S{20})(?=\S{4})")
"""Where a word that is longer than a line may be broken."""
_WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
_MIDDLE = int(Qt.AlignmentFlag.AlignCenter)


class Mark(StrEnum):
    """What stands at the beginning of a line. Every mark has a shape of its own."""

    OPEN = "open"
    ASKED = "asked"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    NOTE = "note"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class LineContent:
    """What a line shows.

    ``number`` stands inside the mark while that is open. ``key`` stands at the right, on a plate.
    ``spoken`` is what screen readers say, ``tip`` what a click does; a line that is not
    ``workable`` is for reading only.
    """

    text: str
    mark: Mark
    note: str = ""
    number: str = ""
    key: str = ""
    highlighted: bool = False
    quiet: bool = False
    workable: bool = True
    spoken: str = ""
    tip: str = ""


class CheckLine(QAbstractButton):
    """A line; ``clicked`` when it was clicked, or Space or Enter pressed on it."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self._content = LineContent("", Mark.OPEN)
        self._text = ""
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self._relayout)

    @property
    def content(self) -> LineContent:
        """What it shows now."""
        return self._content

    def show_content(self, content: LineContent) -> None:
        """Show something else; what has not changed costs nothing."""
        if content == self._content:
            return
        before, self._content = self._content, content
        self._text = _LONG_WORD.sub("\\1\u200b", content.text)
        self.setText(content.text)
        self.setAccessibleName(content.spoken or content.text)
        self.setToolTip(content.tip)
        self.setEnabled(content.workable)
        hand = Qt.CursorShape.PointingHandCursor if content.workable else Qt.CursorShape.ArrowCursor
        self.setCursor(hand)
        if (before.text, before.note, before.key) != (content.text, content.note, content.key):
            self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        height = self._text_area(width).height() + 2 * self._pad
        if self._content.note:
            height += self._note_area(width).height()
        return max(height, self._theme.px(24))

    def sizeHint(self) -> QSize:  # noqa: N802
        width = max(self.width(), self._theme.px(160))
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(self._theme.px(80), self._theme.px(24))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._relayout()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_background(painter)
        self._paint_mark(painter)
        content = self._content
        painter.setPen(self._theme.colour("muted" if content.quiet else "text"))
        painter.setFont(self._theme.font(bold=content.highlighted))
        painter.drawText(self._text_area(self.width()), _WRAP, self._text)
        if content.note:
            painter.setPen(self._theme.colour("muted"))
            painter.setFont(self._theme.font(small=True))
            painter.drawText(self._note_area(self.width()), _WRAP, content.note)
        if content.key:
            self._paint_key(painter)

    # --- where things are --------------------------------------------------------------------

    @property
    def _pad(self) -> int:
        return self._theme.px(3)

    def _text_area(self, width: int) -> QRect:
        """The text; beside the key there is less room."""
        left = self._theme.px(30)
        right = self._key_width() + self._theme.px(8) if self._content.key else 0
        room = max(1, width - left - right - self._theme.px(8))
        metrics = QFontMetrics(self._theme.font(bold=self._content.highlighted))
        page = QRect(left, self._pad, room, _TALLEST)
        return QRect(left, self._pad, room, metrics.boundingRect(page, _WRAP, self._text).height())

    def _note_area(self, width: int) -> QRect:
        text = self._text_area(width)
        room = max(1, width - text.left() - self._theme.px(8))
        page = QRect(text.left(), text.bottom() + 1, room, _TALLEST)
        metrics = QFontMetrics(self._theme.font(small=True))
        return QRect(
            page.left(),
            page.top(),
            room,
            metrics.boundingRect(page, _WRAP, self._content.note).height(),
        )

    def _key_width(self) -> int:
        metrics = QFontMetrics(self._theme.font(small=True))
        return metrics.horizontalAdvance(self._content.key) + self._theme.px(12)

    def _mark_area(self) -> QRectF:
        """A circle beside the first line."""
        side = self._theme.px(17)
        line = QFontMetrics(self._theme.font()).height()
        return QRectF(self._theme.px(6), self._pad + (line - side) / 2, side, side)

    # --- painting ----------------------------------------------------------------------------

    def _paint_background(self, painter: QPainter) -> None:
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.isEnabled() and (self.underMouse() or self.isDown()):
            painter.setBrush(self._theme.colour("pressed" if self.isDown() else "hover"))
            painter.drawRoundedRect(area, 6, 6)
        elif self._content.highlighted:
            painter.setBrush(self._theme.colour("accent_soft"))
            painter.drawRoundedRect(area, 6, 6)
        if self.hasFocus():
            painter.setPen(QPen(self._theme.colour("accent_text"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area, 6, 6)

    def _paint_mark(self, painter: QPainter) -> None:
        area, mark = self._mark_area(), self._content.mark
        if mark in _ICONS:
            icon, role = _ICONS[mark]
            painter.drawPixmap(area.toRect(), self._theme.pixmap(icon, role, 17))
            return
        self._paint_ring(painter, area)
        if mark is Mark.RUNNING:
            self._paint_dots(painter, area)
        elif mark is Mark.ASKED:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("accent_text"))
            dot = area.width() * 0.3
            painter.drawEllipse(area.adjusted(dot, dot, -dot, -dot))
        elif self._content.number:
            filled = self._content.highlighted
            ink = "on_accent" if filled else "muted"
            self._write_in_mark(painter, area, self._content.number, ink)

    def _paint_ring(self, painter: QPainter, area: QRectF) -> None:
        filled = self._content.highlighted and self._content.mark is Mark.OPEN
        ring: QColor = self._theme.colour("accent" if filled else "edge_strong")
        painter.setPen(QPen(ring, 1.2))
        painter.setBrush(ring if filled else self._theme.colour("raised"))
        painter.drawEllipse(area.adjusted(0.6, 0.6, -0.6, -0.6))

    def _paint_dots(self, painter: QPainter, area: QRectF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("accent_text"))
        side = area.width() * 0.13
        for place in (0.28, 0.5, 0.72):
            middle = area.topLeft() + QPointF(area.width() * place, area.height() / 2)
            painter.drawEllipse(middle, side / 2, side / 2)

    def _write_in_mark(self, painter: QPainter, area: QRectF, text: str, ink: str) -> None:
        painter.setPen(self._theme.colour(ink))
        painter.setFont(self._theme.font(small=True))
        painter.drawText(area, _MIDDLE, text)

    def _paint_key(self, painter: QPainter) -> None:
        text = self._text_area(self.width())
        height = QFontMetrics(self._theme.font(small=True)).height() + 2
        left = self.width() - self._key_width() - self._theme.px(6)
        plate = QRectF(left + 0.5, text.top() + 0.5, self._key_width(), height)
        painter.setPen(QPen(self._theme.colour("edge_strong"), 1))
        painter.setBrush(self._theme.colour("raised"))
        painter.drawRoundedRect(plate, 4, 4)
        self._write_in_mark(painter, plate, self._content.key, "muted")

    def _relayout(self) -> None:
        self.updateGeometry()
        self.update()


_ICONS = {
    Mark.DONE: ("check", "accent_text"),
    Mark.FAILED: ("warning", "text"),
    Mark.NOTE: ("info", "muted"),
    Mark.NONE: ("dash", "muted"),
}
