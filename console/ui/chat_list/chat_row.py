"""One chat as a row of the queue, of the agent's chats, or of what is finished."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QPushButton, QSizePolicy

from console.ui.kit.theme import Theme
from console.ui.kit.wait_badge import WaitBadge, paint_wait

NEGLECTED = "answer now"
"""Shown on a chat that a guardrail calls neglected."""

_STAR = (
    (0.0, -1.0),
    (0.27, -0.34),
    (0.95, -0.31),
    (0.43, 0.13),
    (0.59, 0.81),
    (0.0, 0.42),
    (-0.59, 0.81),
    (-0.43, 0.13),
    (-0.95, -0.31),
    (-0.27, -0.34),
)


@dataclass(frozen=True, slots=True)
class RowContent:
    """The content of a row.

    ``returned`` marks a customer who is back with the same issue, ``neglected`` one whom a
    guardrail says to answer.
    """

    name: str
    detail: str
    wait: WaitBadge | None = None
    unread: int = 0
    rating: int | None = None
    returned: bool = False
    current: bool = False
    neglected: bool = False

    @property
    def accessible_text(self) -> str:
        """The row for screen readers."""
        parts = [self.name]
        if self.neglected:
            parts.append(NEGLECTED)
        if self.returned:
            parts.append("has come back")
        if self.unread:
            parts.append(f"{self.unread} unread")
        if self.wait:
            parts.append(self.wait.accessible_text)
        if self.rating:
            parts.append(f"rated {self.rating} of 5")
        return ", ".join([*parts, self.detail])


class ChatRow(QAbstractButton):
    """A row of two lines that can be clicked; it repaints only when it says something new."""

    def __init__(self, theme: Theme, name: str, side_button: QPushButton | None = None) -> None:
        super().__init__()
        self.setObjectName(name)
        self._theme = theme
        self._content = RowContent("", "")
        self._side_button = side_button
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if side_button is not None:
            side_button.setParent(self)
        theme.changed.connect(self.updateGeometry)

    @property
    def content(self) -> RowContent:
        """The content shown now."""
        return self._content

    def show_content(self, content: RowContent) -> None:
        """Show other content."""
        if content != self._content:
            self._content = content
            self.setAccessibleName(content.accessible_text)
            self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        line = QFontMetrics(self._theme.font()).height()
        room = self._theme.px(22 if self._side_button else 14)
        return QSize(self._theme.px(200), line * 2 + room)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(80, self.sizeHint().height())

    def resizeEvent(self, event: object) -> None:  # noqa: N802
        button = self._side_button
        if button is not None:
            size = button.sizeHint()
            button.setGeometry(
                self.width() - size.width() - self._theme.px(8),
                self.height() - size.height() - self._theme.px(5),
                size.width(),
                size.height(),
            )

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_background(painter)
        px = self._theme.px
        upper, lower = self._lines()
        right = self.width() - px(8)
        right -= self._paint_right(painter, right, upper.center().y())
        self._paint_name(painter, QRect(px(12), upper.top(), right - px(20), upper.height()))
        button = self._side_button.width() + px(8) if self._side_button else 0
        room = self.width() - px(20) - button
        left = px(12)
        if self._content.neglected:
            left += self._paint_neglect(painter, QRect(left, lower.top(), room, lower.height()))
        painter.setFont(self._theme.font(small=True))
        painter.setPen(self._theme.colour("muted"))
        area = QRect(left, lower.top(), room - left + px(12), lower.height())
        self._elide(painter, area, self._content.detail)

    def _paint_neglect(self, painter: QPainter, area: QRect) -> int:
        """Say in words that the chat is neglected; returns the width that took."""
        painter.setFont(self._theme.font(small=True, bold=True))
        painter.setPen(self._theme.colour("late"))
        self._elide(painter, area, NEGLECTED)
        return painter.fontMetrics().horizontalAdvance(f"{NEGLECTED}  ")

    def _lines(self) -> tuple[QRect, QRect]:
        line = QFontMetrics(self._theme.font()).height()
        top = (self.height() - 2 * line - self._theme.px(2)) // 2
        upper = QRect(0, top, self.width(), line)
        return upper, upper.translated(0, line + self._theme.px(2))

    def _paint_background(self, painter: QPainter) -> None:
        role = "accent_soft" if self._content.current else "hover" if self.underMouse() else ""
        role = "late_soft" if self._content.neglected else role
        area = QRectF(self.rect()).adjusted(2, 1, -2, -1)
        if role:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour(role))
            painter.drawRoundedRect(area, 6, 6)
        if self._content.neglected:
            painter.fillRect(QRectF(2, 4, 3, self.height() - 8), self._theme.colour("late"))
        if self.hasFocus():
            painter.setPen(self._theme.colour("accent_text"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)

    def _paint_right(self, painter: QPainter, right: int, middle: int) -> int:
        """Rating, unread badge and wait, from the right; returns the width they took."""
        taken = 0
        content = self._content
        if content.rating:
            taken += paint_rating(painter, self._theme, right, middle, content.rating)
        if content.unread:
            taken += paint_badge(painter, self._theme, right - taken, middle, content.unread)
            taken += self._theme.px(4)
        if content.wait:
            taken += paint_wait(painter, self._theme, right - taken, middle, content.wait)
        return taken

    def _paint_name(self, painter: QPainter, area: QRect) -> None:
        if self._content.returned:
            size = self._theme.px(14)
            top = area.center().y() - size // 2
            picture = self._theme.pixmap("returned", "accent_text", 14)
            painter.drawPixmap(area.left(), top, picture)
            area = area.adjusted(size + self._theme.px(4), 0, 0, 0)
        painter.setFont(self._theme.font(bold=bool(self._content.unread or self._side_button)))
        painter.setPen(self._theme.colour("text"))
        self._elide(painter, area, self._content.name)

    def _elide(self, painter: QPainter, area: QRect, text: str) -> None:
        metrics = painter.fontMetrics()
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0, area.width()))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(area, int(flags | Qt.AlignmentFlag.AlignAbsolute), shown)


def paint_badge(painter: QPainter, theme: Theme, right: int, middle: int, number: int) -> int:
    """Draw the number of unread messages so that it ends at ``right``; returns its width."""
    text = str(number) if number < 100 else "99+"
    painter.setFont(theme.font(small=True, bold=True))
    height = theme.px(18)
    width = max(height, painter.fontMetrics().horizontalAdvance(text) + theme.px(10))
    area = QRectF(right - width, middle - height / 2, width, height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("accent"))
    painter.drawRoundedRect(area, height / 2, height / 2)
    painter.setPen(theme.colour("on_accent"))
    painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), text)
    return width


def paint_rating(painter: QPainter, theme: Theme, right: int, middle: int, rating: int) -> int:
    """Draw a star and the rating so that they end at ``right``; returns their width."""
    text = f"{rating}/5"
    painter.setFont(theme.font(small=True))
    width = painter.fontMetrics().horizontalAdvance(text) + theme.px(16)
    centre = QPointF(right - width + theme.px(6), middle)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("accent_text"))
    painter.drawPolygon(QPolygonF([centre + QPointF(x, y) * theme.px(6) for x, y in _STAR]))
    painter.setPen(theme.colour("muted"))
    height = theme.px(18)
    area = QRectF(right - width + theme.px(16), middle - height / 2, width, height)
    painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter), text)
    return width
