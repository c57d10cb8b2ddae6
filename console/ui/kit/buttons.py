"""Buttons: with the key that does the same printed on them, or with an icon alone.

A click on one leaves the cursor where it is, so that the agent can go on typing.
"""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QToolButton,
    QWidget,
)

from console.ui.kit.labels import plain_tip
from console.ui.kit.shortcuts import Shortcut
from console.ui.kit.theme import Theme

_GAP = 8


class TextButton(QPushButton):
    """A button with words; ``look`` is one of the style sheet's looks."""

    def __init__(
        self, text: str, name: str, *, look: str = "quiet", small: bool = False, tip: str = ""
    ) -> None:
        super().__init__(text)
        self.setObjectName(name)
        self.setProperty("look", look)
        if small:
            self.setProperty("textsize", "small")
        self.setToolTip(plain_tip(tip))
        self.setAutoDefault(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)


class ElidedLink(TextButton):
    """A link on one line that ends in an ellipsis where there is no room."""

    def __init__(self, name: str, *, small: bool = False, tip: str = "") -> None:
        super().__init__("", name, look="link", small=small, tip=tip)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(24, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        option = QStyleOptionButton()
        self.initStyleOption(option)
        elide = Qt.TextElideMode.ElideRight
        option.text = self.fontMetrics().elidedText(self.text(), elide, self.width() - 2)
        painter = QPainter(self)
        self.style().drawControl(QStyle.ControlElement.CE_PushButton, option, painter, self)


class KeyButton(TextButton):
    """A button with words and, in a paler colour, the key that does the same."""

    def __init__(
        self,
        theme: Theme,
        text: str,
        name: str,
        shortcut: Shortcut | None,
        *,
        look: str = "quiet",
        key: str = "",
        accessible: str = "",
    ) -> None:
        self._theme = theme
        self._key = shortcut.key.label if shortcut else key
        super().__init__(text, name, look=look, tip=shortcut.tip if shortcut else "")
        self.setAccessibleName(accessible)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802
        hint = super().sizeHint()
        return QSize(hint.width() + _GAP + self._key_width(), hint.height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        painter = QPainter(self)
        self.style().drawControl(QStyle.ControlElement.CE_PushButton, option, painter, self)
        words = self.fontMetrics().horizontalAdvance(self.text())
        left = (self.width() - words - _GAP - self._key_width()) // 2
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        painter.setPen(self._ink("on_accent", "text"))
        painter.drawText(QRect(left, 0, words + 2, self.height()), middle, self.text())
        painter.setFont(self._theme.font(small=True))
        painter.setPen(self._ink("on_accent", "muted"))
        rest = QRect(left + words + _GAP, 0, self._key_width() + 4, self.height())
        painter.drawText(rest, middle, self._key)

    def _ink(self, primary: str, other: str) -> QColor:
        if not self.isEnabled():
            return self._theme.colour("edge_strong")
        return self._theme.colour(primary if self.property("look") == "primary" else other)

    def _key_width(self) -> int:
        return QFontMetrics(self._theme.font(small=True)).horizontalAdvance(self._key)


class IconButton(QToolButton):
    """A small button with an icon; its name is for screen readers and the tool tip."""

    def __init__(
        self,
        theme: Theme,
        icon: str,
        name: str,
        tip: str,
        parent: QWidget | None = None,
        *,
        checkable: bool = False,
        role: str = "muted",
    ) -> None:
        super().__init__(parent)
        self._theme, self._icon, self._role = theme, icon, role
        self.setObjectName(name)
        self.setAccessibleName(tip)
        self.setToolTip(plain_tip(tip))
        self.setCheckable(checkable)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.changed.connect(self._draw)
        self.toggled.connect(self._draw)
        self._draw()

    def show_icon(self, icon: str) -> None:
        """Change the icon."""
        self._icon = icon
        self._draw()

    def _draw(self) -> None:
        role = "accent_text" if self.isChecked() else self._role
        self.setIcon(self._theme.icon(self._icon, role))
        side = self._theme.px(16)
        self.setIconSize(QSize(side, side))
