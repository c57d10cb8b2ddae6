"""Which order and item a chat is about: shown in a line, and chosen from a menu."""

from collections.abc import Iterator

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from console.domain.chat import Chat
from console.ui.kit import object_names
from console.ui.kit.buttons import ElidedLink
from console.ui.kit.formatting import sanitized
from console.ui.kit.labels import IconLabel, PlainLabel
from console.ui.kit.shortcuts import Shortcut
from console.ui.kit.theme import Theme

Subject = tuple[str | None, str | None]
"""The id of an order and the name of one of its items; null where it is not known."""


def subject_of(chat: Chat, *, with_readings: bool) -> Subject:
    """What the chat is about, by the agent's word, the reading, or there being one order only."""
    procedure = chat.procedure
    order, item = procedure.order, procedure.item
    if order is None and item is None and with_readings and procedure.read is not None:
        order, item = procedure.read.order, procedure.read.item
    orders = chat.customer.orders
    if order is None and len(orders) == 1:
        order = orders[0].id
    items = next((each.items for each in orders if each.id == order), ())
    return order, items[0].name if item is None and len(items) == 1 else item


def choices(chat: Chat) -> Iterator[tuple[Subject, str]]:
    """Everything that the chat may be about, with its name for the menu."""
    for order in chat.customer.orders:
        if len(order.items) != 1:
            yield (order.id, None), sanitized(order.id)
        for item in order.items:
            yield (order.id, item.name), named((order.id, item.name))


def named(subject: Subject) -> str:
    """An order and item as the line shows them."""
    return " · ".join(sanitized(part) for part in subject if part)


class SubjectLine(QWidget):
    """The line with the menu. ``chosen`` carries the order's id and the item's name."""

    chosen = Signal(object, object)

    def __init__(self, theme: Theme, chat: Chat, *, with_readings: bool) -> None:
        super().__init__()
        self._chat, self._with_readings = chat, with_readings
        self._button = ElidedLink(object_names.subject(chat.id), tip=Shortcut.CHOOSE_SUBJECT.tip)
        self._button.clicked.connect(self.choose)
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 2, 8, 2)
        row.setSpacing(7)
        row.addWidget(IconLabel(theme, "order", "muted", 17))
        self._fixed = PlainLabel(wrap=True)
        row.addWidget(self._fixed, 1)
        row.addWidget(self._button, 1)
        chevron = IconLabel(theme, "chevron-down", "muted", 14)
        row.addWidget(chevron)
        self._several = sum(1 for _ in choices(chat)) > 1
        self._button.setVisible(self._several)
        chevron.setVisible(self._several)
        self._fixed.setVisible(not self._several)
        if not chat.customer.orders:
            self.hide()
        self.refresh()

    def refresh(self) -> None:
        """Show what the chat is about now."""
        text = named(subject_of(self._chat, with_readings=self._with_readings))
        shown = text or "Which order is it about?"
        if shown == (self._button.text() if self._several else self._fixed.text()):
            return
        self._button.setText(shown)
        self._fixed.setText(shown)
        self._button.setAccessibleName(f"About {text}. Change" if text else shown)

    def choose(self) -> bool:
        """Open the menu; False if there is nothing to choose."""
        if not self._several:
            return False
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setAccessibleName("Orders and items")
        current = subject_of(self._chat, with_readings=self._with_readings)
        for subject, name in choices(self._chat):
            menu.addAction(self._entry(menu, subject, name, is_current=subject == current))
        menu.popup(self._button.mapToGlobal(QPoint(0, self._button.height() + 2)))
        return True

    def _entry(self, menu: QMenu, subject: Subject, name: str, *, is_current: bool) -> QAction:
        entry = QAction(name, menu)
        entry.setCheckable(True)
        entry.setChecked(is_current)
        entry.triggered.connect(lambda: self.chosen.emit(*subject))
        if is_current:
            menu.setActiveAction(entry)
        return entry
