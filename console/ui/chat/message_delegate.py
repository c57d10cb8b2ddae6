"""Paints the messages of a transcript. Layouts are kept until their words or the width change."""

from datetime import date

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QTextCharFormat, QTextLayout
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from console.domain.chat import Delivery
from console.domain.clock import Clock
from console.ui.chat.message_layout import MessageBox, lay_out, words_of
from console.ui.chat.message_model import MessageModel
from console.ui.kit.theme import Theme

Index = QModelIndex | QPersistentModelIndex
_Signature = tuple[int, date, Delivery, bool]

_NARROWEST_PX = 240
"""A transcript is nearly without width before it is shown; laid out for that, each character of a
message would get a line of its own, which takes 0.1 s for a long one."""


class MessageDelegate(QStyledItemDelegate):
    """Bubbles: the customer's on the left, the agent's on the right.

    ``selection`` is the part of one message that is marked: its id, first and last character.
    """

    def __init__(self, theme: Theme, clock: Clock, model: MessageModel, parent: QObject) -> None:
        super().__init__(parent)
        self._theme, self._clock, self._model = theme, clock, model
        self._boxes: dict[str, tuple[_Signature, MessageBox]] = {}
        self._heights: dict[str, int] = {}
        self._width = theme.px(_NARROWEST_PX)
        model.dataChanged.connect(self._changed)
        self.selection: tuple[str, int, int] | None = None

    def _changed(self, first: QModelIndex, last: QModelIndex) -> None:
        for row in range(first.row(), last.row() + 1):
            self._heights.pop(self._model.message(row).id, None)

    def box(self, row: int) -> MessageBox:
        """The layout of a row for the current width."""
        message = self._model.message(row)
        today = self._clock.wall().astimezone().date()
        last = self._model.is_last_of_agent(row)
        signature = (self._width, today, message.delivery, last)
        held = self._boxes.get(message.id)
        if held is None or held[0] != signature:
            words = words_of(self._model, row, today)
            held = self._boxes[message.id] = (signature, lay_out(words, self._width, self._theme))
        return held[1]

    def fit(self, width: int) -> None:
        """The rows have this width, in pixels."""
        width = max(width, self._theme.px(_NARROWEST_PX))
        if width != self._width:
            self._width = width
            self._heights.clear()

    def forget(self) -> None:
        """The text size or the colours have changed; lay everything out anew."""
        self._boxes.clear()
        self._heights.clear()

    def position_at(self, row: int, point: QPointF) -> int:
        """The place in a row's text that is nearest to a point of the row."""
        box = self.box(row)
        point = point - box.text_at
        lines = box.layout.lineCount()
        for number in range(lines):
            line = box.layout.lineAt(number)
            if point.y() < line.y() + line.height() or number == lines - 1:
                position = line.xToCursor(point.x())
                return position[0] if isinstance(position, tuple) else position
        return 0

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        message = self._model.message(index.row()).id
        height = self._heights.get(message)
        if height is None:
            height = self._heights[message] = self.box(index.row()).height
        return QSize(0, height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        box = self.box(index.row())
        painter.save()
        painter.translate(option.rect.topLeft())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_lines_around(painter, box)
        self._paint_bubble(painter, box)
        self._paint_text(painter, box, self._model.message(index.row()).id)
        focused = QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_KeyboardFocusChange
        if option.state & focused == focused:
            painter.setPen(self._theme.colour("accent_text"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.bubble.adjusted(-2, -2, 2, 2), 10, 10)
        painter.restore()

    def _paint_lines_around(self, painter: QPainter, box: MessageBox) -> None:
        words = box.words
        painter.setFont(self._theme.font(small=True))
        painter.setPen(self._theme.colour("muted"))
        side = Qt.AlignmentFlag.AlignRight if words.by_agent else Qt.AlignmentFlag.AlignLeft
        flags = int(side | Qt.AlignmentFlag.AlignVCenter)
        if words.heading:
            painter.drawText(box.heading, flags, words.heading)
        if words.below:
            painter.setPen(self._theme.colour("text" if words.failed else "muted"))
            painter.drawText(box.below, flags, words.below)
            if words.marked:
                self._paint_spark(painter, box)
        if words.day:
            self._paint_day(painter, box)

    def _paint_spark(self, painter: QPainter, box: MessageBox) -> None:
        width = painter.fontMetrics().horizontalAdvance(box.words.below)
        side = self._theme.px(14)
        left = box.below.right() - width - side - self._theme.px(2)
        top = box.below.center().y() - side / 2
        painter.drawPixmap(QPointF(left, top), self._theme.pixmap("spark", "accent_text", 14))

    def _paint_day(self, painter: QPainter, box: MessageBox) -> None:
        metrics = QFontMetrics(self._theme.font(small=True))
        half = metrics.horizontalAdvance(box.words.day) / 2 + self._theme.px(12)
        middle, centre = box.day.center().y(), box.day.center().x()
        painter.setPen(self._theme.colour("edge"))
        margin = self._theme.px(20)
        painter.drawLine(QPointF(margin, middle), QPointF(centre - half, middle))
        painter.drawLine(QPointF(centre + half, middle), QPointF(box.day.right() - margin, middle))
        painter.setPen(self._theme.colour("muted"))
        painter.drawText(box.day, int(Qt.AlignmentFlag.AlignCenter), box.words.day)

    def _paint_bubble(self, painter: QPainter, box: MessageBox) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        if box.words.failed:
            painter.setPen(self._theme.colour("text"))
        painter.setBrush(self._theme.colour("own" if box.words.by_agent else "customer"))
        painter.drawRoundedRect(box.bubble, 10, 10)

    def _paint_text(self, painter: QPainter, box: MessageBox, message: str) -> None:
        painter.save()
        painter.setClipRect(box.bubble)
        ink = "own_muted" if box.words.by_agent else "muted"
        painter.setPen(self._theme.colour(ink if box.words.empty else "text"))
        box.layout.draw(painter, box.text_at, self._marked(message))
        painter.restore()
        if box.words.more:
            font = self._theme.font()
            font.setUnderline(True)
            painter.setFont(font)
            painter.setPen(self._theme.colour("accent_text"))
            painter.drawText(QRectF(box.more), int(Qt.AlignmentFlag.AlignBottom), box.words.more)

    def _marked(self, message: str) -> list[QTextLayout.FormatRange]:
        if self.selection is None or self.selection[0] != message:
            return []
        _, first, last = self.selection
        look = QTextCharFormat()
        look.setBackground(self._theme.colour("selection"))
        look.setForeground(self._theme.colour("on_selection"))
        marked = QTextLayout.FormatRange()
        marked.start, marked.length, marked.format = first, last - first, look
        return [marked]
