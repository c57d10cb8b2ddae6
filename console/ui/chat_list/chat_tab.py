"""One tab: the customer's name, the unread badge, how long they have been waiting."""

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from console.ui.chat_list.chat_row import NEGLECTED, paint_badge
from console.ui.kit import object_names
from console.ui.kit.accessible_roles import set_role
from console.ui.kit.buttons import IconButton
from console.ui.kit.labels import plain_tip
from console.ui.kit.theme import Theme
from console.ui.kit.wait_badge import WaitBadge, paint_wait, wait_width


@dataclass(frozen=True, slots=True)
class TabContent:
    """The content of a tab; ``note`` is shown where the wait would if nobody waits.

    ``neglected`` means that a guardrail says to answer.
    """

    name: str
    note: str
    wait: WaitBadge | None
    unread: int
    number: int
    neglected: bool = False

    @property
    def accessible_text(self) -> str:
        """The tab for screen readers."""
        unread = f"{self.unread} unread" if self.unread else ""
        state = self.wait.accessible_text if self.wait else self.note
        neglect = NEGLECTED if self.neglected else ""
        parts = (f"Chat with {self.name}", neglect, unread, state)
        return ", ".join(part for part in parts if part)


class ChatTab(QAbstractButton):
    """A tab; the current one also has the cross that closes the chat."""

    def __init__(self, theme: Theme, chat: str) -> None:
        super().__init__()
        self.setObjectName(object_names.tab(chat))
        self.setCheckable(True)
        set_role(self, "tab")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._theme = theme
        self._content = TabContent("", "", None, 0, 0)
        self.cross = IconButton(
            theme, "close", object_names.close_tab(chat), "Close this chat", self
        )
        self.cross.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.cross.hide()
        self.toggled.connect(self.cross.setVisible)
        theme.changed.connect(self.updateGeometry)

    @property
    def content(self) -> TabContent:
        """The content shown now."""
        return self._content

    def show_content(self, content: TabContent) -> None:
        """Show other content."""
        if content != self._content:
            self._content = content
            self.setAccessibleName(content.accessible_text)
            key = f" (Alt+{content.number})" if content.number < 10 else ""
            self.setToolTip(plain_tip(f"{content.accessible_text}{key}"))
            self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        line = QFontMetrics(self._theme.font()).height()
        return QSize(self._theme.px(176), 2 * line + self._theme.px(14))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(self._theme.px(92), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        size = self.cross.sizeHint()
        self.cross.setGeometry(
            self.width() - size.width() - 4, self.height() - size.height() - 4, *size.toTuple()
        )

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_background(painter)
        px, line = self._theme.px, QFontMetrics(self._theme.font()).height()
        upper = QRect(px(10), px(6), self.width() - px(18), line)
        lower = upper.translated(0, line + px(2))
        if self._content.unread:
            middle = upper.center().y()
            taken = paint_badge(painter, self._theme, upper.right(), middle, self._content.unread)
            upper.setRight(upper.right() - taken - px(4))
        self._paint_line(painter, upper, self._content.name, "text", bold=self._emphasised())
        if self._content.wait:
            self._paint_wait(painter, lower, self._content.wait)
        else:
            self._paint_line(painter, lower, self._content.note, "muted", small=True)

    def _emphasised(self) -> bool:
        return self.isChecked() or bool(self._content.unread)

    def _paint_background(self, painter: QPainter) -> None:
        area = QRectF(self.rect())
        if self.isChecked():
            painter.fillRect(area, self._theme.colour("canvas"))
            painter.fillRect(QRectF(0, 0, self.width(), 2), self._theme.colour("accent"))
        elif self._content.neglected:
            painter.fillRect(area, self._theme.colour("late_soft"))
        elif self.underMouse():
            painter.fillRect(area, self._theme.colour("hover"))
        if self._content.neglected:
            painter.fillRect(QRectF(0, 0, self.width(), 3), self._theme.colour("late"))
        painter.fillRect(QRectF(self.width() - 1, 0, 1, self.height()), self._theme.colour("edge"))
        if self.hasFocus():
            painter.setPen(self._theme.colour("accent_text"))
            painter.drawRoundedRect(area.adjusted(3.5, 3.5, -3.5, -3.5), 4, 4)

    def _paint_wait(self, painter: QPainter, area: QRect, wait: WaitBadge) -> None:
        right = area.left() - self._theme.px(4) + wait_width(self._theme, wait)
        paint_wait(painter, self._theme, right, area.center().y(), wait)
        if self._content.neglected:
            rest = area.adjusted(right - area.left() + self._theme.px(4), 0, 0, 0)
            rest.setRight(min(rest.right(), self._cross_left()))
            self._paint_line(painter, rest, NEGLECTED, "late", bold=True, small=True)

    def _cross_left(self) -> int:
        return self.cross.geometry().left() if self.isChecked() else self.width()

    def _paint_line(
        self,
        painter: QPainter,
        area: QRect,
        text: str,
        role: str,
        *,
        bold: bool = False,
        small: bool = False,
    ) -> None:
        painter.setFont(self._theme.font(bold=bold, small=small))
        painter.setPen(self._theme.colour(role))
        shown = painter.fontMetrics().elidedText(
            text, Qt.TextElideMode.ElideRight, max(0, area.width())
        )
        painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter), shown)
