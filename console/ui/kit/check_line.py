"""A line of a list that can be ticked: a mark, words on as many lines as they need, a note below.

One widget paints all of it, since a procedure has a dozen lines and each open chat has a procedure.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import ceil

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QPainter,
    QPaintEvent,
    QPen,
    QStaticText,
    QTextOption,
    QTransform,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from console.ui.kit.labels import plain_tip
from console.ui.kit.theme import Theme

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


@dataclass(frozen=True, slots=True)
class LineLayout:
    """A line's words, laid out for one width. Lengths are in pixels."""

    font: QFont
    small: QFont
    left: int
    text: QStaticText
    text_height: int
    note: QStaticText | None
    height: int


class CheckLine(QAbstractButton):
    """A line; ``clicked`` when it was clicked, or Space or Enter pressed on it."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self._content = LineContent("", Mark.OPEN)
        self._layouts: dict[int, LineLayout] = {}
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
        self.setText(content.text)
        self.setAccessibleName(content.spoken or content.text)
        self.setToolTip(plain_tip(content.tip))
        self.setEnabled(content.workable)
        hand = Qt.CursorShape.PointingHandCursor if content.workable else Qt.CursorShape.ArrowCursor
        self.setCursor(hand)
        if _measures(before) != _measures(content):
            self._layouts.clear()
            self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        return self._layout(width).height

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
        content, laid = self._content, self._layout(self.width())
        painter.setPen(self._theme.colour("muted" if content.quiet else "text"))
        painter.setFont(laid.font)
        painter.drawStaticText(laid.left, self._pad, laid.text)
        if laid.note is not None:
            painter.setPen(self._theme.colour("muted"))
            painter.setFont(laid.small)
            painter.drawStaticText(laid.left, self._pad + laid.text_height, laid.note)
        if content.key:
            self._paint_key(painter)

    # --- where things are --------------------------------------------------------------------

    @property
    def _pad(self) -> int:
        return self._theme.px(3)

    def _layout(self, width: int) -> LineLayout:
        """The words at a width; beside the key there is less room."""
        laid = self._layouts.get(width)
        if laid is None:
            laid = self._layouts[width] = self._lay_out(width)
        return laid

    def _lay_out(self, width: int) -> LineLayout:
        content, px = self._content, self._theme.px
        left = px(30)
        font, small = self._theme.font(bold=content.highlighted), self._theme.font(small=True)
        room = width - left - px(8)
        beside_key = room - (self._key_width() + px(8) if content.key else 0)
        text = _wrapped(content.text, font, beside_key)
        note = _wrapped(content.note, small, room) if content.note else None
        text_height = ceil(text.size().height())
        height = text_height + (ceil(note.size().height()) if note else 0) + 2 * self._pad
        return LineLayout(font, small, left, text, text_height, note, max(height, px(24)))

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
        height = QFontMetrics(self._theme.font(small=True)).height() + 2
        left = self.width() - self._key_width() - self._theme.px(6)
        plate = QRectF(left + 0.5, self._pad + 0.5, self._key_width(), height)
        painter.setPen(QPen(self._theme.colour("edge_strong"), 1))
        painter.setBrush(self._theme.colour("raised"))
        painter.drawRoundedRect(plate, 4, 4)
        self._write_in_mark(painter, plate, self._content.key, "muted")

    def _relayout(self) -> None:
        self._layouts.clear()
        self.updateGeometry()
        self.update()


def _measures(content: LineContent) -> tuple[object, ...]:
    """What the height of a line depends on."""
    return content.text, content.note, content.key, content.highlighted


def _wrapped(text: str, font: QFont, width: int) -> QStaticText:
    """A text on as many lines as it needs; words that are longer than a line are broken."""
    laid = QStaticText(text)
    laid.setTextFormat(Qt.TextFormat.PlainText)
    laid.setTextOption(_WRAP)
    laid.setTextWidth(max(1, width))
    laid.prepare(QTransform(), font)
    return laid


_WRAP = QTextOption()
_WRAP.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
_ICONS = {
    Mark.DONE: ("check", "accent_text"),
    Mark.FAILED: ("warning", "text"),
    Mark.NOTE: ("info", "muted"),
    Mark.NONE: ("dash", "muted"),
}
