"""What a screen reader calls buttons that stay down: tabs, and headings that fold a section.

To Qt such a button is a check box, whatever it does.
"""

from typing import Literal

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QAccessibleWidget

_PROPERTY = "accessiblerole"
_ROLES = {"tab": QAccessible.Role.PageTab, "fold": QAccessible.Role.Button}

_PRESS = "Press"
"""Qt's name for what a button does."""

_made: list[QAccessibleWidget] = []
"""Kept for ever, since Qt deletes them with their widgets and Python must not do so again. They
are made only where a screen reader listens."""


class _Button(QAccessibleWidget):
    """A tab that may be the one shown, or a button that unfolds something."""

    def state(self) -> QAccessible.State:
        state = super().state()
        button = self.object()
        if isinstance(button, QAbstractButton):
            is_tab, is_down = self.role() is QAccessible.Role.PageTab, button.isChecked()
            state.selectable, state.selected = is_tab, is_tab and is_down
            state.expandable = not is_tab
            state.expanded, state.collapsed = not is_tab and is_down, not is_tab and not is_down
        return state

    def actionNames(self) -> list[str]:  # noqa: N802
        return [_PRESS, *super().actionNames()]

    def doAction(self, actionName: str) -> None:  # noqa: N802, N803
        button = self.object()
        if actionName == _PRESS and isinstance(button, QAbstractButton):
            button.click()
        else:
            super().doAction(actionName)


def set_role(button: QAbstractButton, role: Literal["tab", "fold"]) -> None:
    """Have screen readers call a button a tab, or one that folds and unfolds."""
    button.setProperty(_PROPERTY, role)


def install() -> None:
    """From now on such buttons have their roles."""
    QAccessible.installFactory(_make)


def _make(_: str, widget: QObject) -> QAccessibleWidget | None:
    role = widget.property(_PROPERTY) if isinstance(widget, QAbstractButton) else None
    if role is None or not isinstance(widget, QAbstractButton):
        return None
    _made.append(_Button(widget, _ROLES[role]))
    return _made[-1]
