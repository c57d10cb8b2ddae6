"""A long scale to be marked anywhere, without a mark until the agent makes one."""

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from console.ui.kit.theme import Theme

_MARGIN, _MARK, _TICK, _LONG_TICK = 12, 7, 5, 9
_MOVING = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_TO_ENDS = (Qt.Key.Key_Home, Qt.Key.Key_End)


class AnswerSlider(QSlider):
    """Takes the values of a scale; ``answered`` carries each value that is chosen.

    The first arrow key marks the middle. The wheel scrolls the page and never changes an answer.
    """

    answered = Signal(int)

    def __init__(self, theme: Theme, values: range, answer: float | None, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme, self._values = theme, values
        self.setRange(values[0], values[-1])
        self.setSingleStep(values.step)
        self.setPageStep(values.step * max(1, len(values) // 5))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.is_answered = answer is not None
        self.setValue(round(answer) if answer is not None else self._middle)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(self._theme.px(240), self._theme.px(36))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(self._theme.px(120), self._theme.px(36))

    def place(self, value: int) -> QPointF:
        """Where a value lies on the widget."""
        share = (value - self.minimum()) / (self.maximum() - self.minimum())
        if self.isRightToLeft():
            share = 1 - share
        return QPointF(_MARGIN + share * (self.width() - 2 * _MARGIN), self.height() / 2)

    # --- Qt's events -------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        key = event.key()
        if key not in (*_MOVING, *_TO_ENDS):
            event.ignore()
            return
        if self.is_answered or key in _TO_ENDS:
            super().keyPressEvent(event)
        self._emit_value()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() is Qt.MouseButton.LeftButton:
            self._move_to(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._move_to(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() is Qt.MouseButton.LeftButton:
            self._emit_value()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_scale(painter)
        if self.hasFocus():
            painter.setPen(QPen(self._theme.colour("accent_text"), 1))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 6, 6)
        if self.is_answered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("accent"))
            size = self._theme.px(_MARK)
            painter.drawEllipse(self.place(self.value()), size, size)

    # --- values ------------------------------------------------------------------------------

    @property
    def _middle(self) -> int:
        return self._values[len(self._values) // 2]

    def _move_to(self, event: QMouseEvent) -> None:
        nearest = min(self._values, key=lambda v: abs(self.place(v).x() - event.position().x()))
        self.is_answered = True
        self.setValue(nearest)
        self.update()

    def _emit_value(self) -> None:
        self.is_answered = True
        self.update()
        self.answered.emit(self.value())

    def _draw_scale(self, painter: QPainter) -> None:
        painter.setPen(QPen(self._theme.colour("edge_strong"), 1))
        painter.drawLine(self.place(self.minimum()), self.place(self.maximum()))
        long = (self.minimum(), self._middle, self.maximum())
        for value in self._values:
            half = self._theme.px(_LONG_TICK if value in long else _TICK)
            at = self.place(value)
            painter.drawLine(at - QPointF(0, half), at + QPointF(0, half))
