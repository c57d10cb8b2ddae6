"""How long a customer has been waiting, as a shape with a time: ring, diamond, triangle.

Colour alone never conveys the state; the shape and, for screen readers, the words do.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen, QPolygonF

from console.ui.kit.formatting import waited
from console.ui.kit.interfaces import WindowSettings
from console.ui.kit.theme import Theme


class Urgency(Enum):
    """The three states of a wait: ink, soft surface, the words."""

    CALM = ("muted", "", "waiting")
    SOON = ("soon", "soon_soft", "waiting, answer soon")
    LATE = ("late", "late_soft", "waiting too long")


@dataclass(frozen=True, slots=True)
class WaitBadge:
    """A wait as it is shown."""

    urgency: Urgency
    text: str

    @property
    def accessible_text(self) -> str:
        """The words for screen readers and tool tips."""
        return f"{self.urgency.value[2]}, {self.text}"


def wait_since(since: datetime | None, now: datetime, settings: WindowSettings) -> WaitBadge | None:
    """The wait that began at ``since``; none if nobody waits."""
    if since is None:
        return None
    seconds = (now - since).total_seconds()
    urgency = Urgency.CALM
    if seconds >= settings.wait_soon_s:
        urgency = Urgency.SOON
    if seconds >= settings.wait_late_s:
        urgency = Urgency.LATE
    return WaitBadge(urgency, waited(seconds))


def wait_width(theme: Theme, wait: WaitBadge) -> int:
    """How much room the mark takes, in pixels."""
    metrics = QFontMetrics(theme.font(small=True, bold=True))
    return metrics.horizontalAdvance(wait.text) + theme.px(26)


def paint_wait(painter: QPainter, theme: Theme, right: int, middle: int, wait: WaitBadge) -> int:
    """Draw the mark so that it ends at ``right``; returns its width."""
    ink, surface, _ = wait.urgency.value
    width, height = wait_width(theme, wait), theme.px(18)
    area = QRectF(right - width, middle - height / 2, width, height)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if surface:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(surface))
        painter.drawRoundedRect(area, height / 2, height / 2)
    _paint_shape(painter, theme, area, wait.urgency)
    painter.setPen(theme.colour(ink))
    painter.setFont(theme.font(small=True, bold=wait.urgency is not Urgency.CALM))
    text = area.adjusted(theme.px(18), 0, 0, 0)
    painter.drawText(
        text, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), wait.text
    )
    painter.restore()
    return width


def _paint_shape(painter: QPainter, theme: Theme, area: QRectF, urgency: Urgency) -> None:
    centre = QPointF(area.left() + theme.px(10), area.center().y())
    radius = theme.px(4)
    colour = theme.colour(urgency.value[0])
    if urgency is Urgency.CALM:
        painter.setPen(QPen(colour, 1.4))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(centre, radius - 0.5, radius - 0.5)
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon(QPolygonF([centre + QPointF(x, y) * radius for x, y in _CORNERS[urgency]]))


_CORNERS = {
    Urgency.SOON: ((0.0, -1.2), (1.2, 0.0), (0.0, 1.2), (-1.2, 0.0)),
    Urgency.LATE: ((0.0, -1.2), (1.25, 1.0), (-1.25, 1.0)),
}
