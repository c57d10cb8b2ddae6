"""One order: what was bought, where it is, how to follow it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from console.domain import limits
from console.domain.customers import Order, OrderItem
from console.domain.slots import money
from console.ui.kit.buttons import IconButton
from console.ui.kit.formatting import count, sanitized, sentence, spoken_date
from console.ui.kit.labels import PlainLabel
from console.ui.kit.theme import Theme
from console.ui.side.customer_card import add_fact, chip, fact_form


class OrderCard(QFrame):
    """An order with its head always in sight and the rest to be unfolded."""

    def __init__(self, theme: Theme, order: Order, *, is_open: bool) -> None:
        super().__init__()
        self.setProperty("part", "card")
        self.setAccessibleName(f"Order {order.id}, {order.status}")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 8)
        layout.setSpacing(4)
        self._details = [self._items(order), self._facts(order)]
        self._fold = IconButton(theme, "chevron-down", f"order:{order.id}", "Fold this order")
        self._fold.clicked.connect(lambda: self._open(self._details[0].isHidden()))
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(PlainLabel(sanitized(order.id), weight="bold", selectable=True), 1)
        head.addWidget(chip(sentence(order.status)), 0, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self._fold)
        layout.addLayout(head)
        for part in self._details:
            layout.addWidget(part)
        self._open(is_open)

    def _open(self, is_open: bool) -> None:
        for part in self._details:
            part.setVisible(is_open)
        self._fold.show_icon("chevron-down" if is_open else "chevron-right")
        self._fold.setToolTip("Fold this order" if is_open else "Unfold this order")

    def _items(self, order: Order) -> QFrame:
        frame = QFrame()
        rows = QVBoxLayout(frame)
        rows.setContentsMargins(0, 0, 0, 2)
        rows.setSpacing(2)
        for item in order.items[: limits.SHOWN_ORDERS]:
            row = QHBoxLayout()
            row.setSpacing(8)
            row.addWidget(PlainLabel(_line(item), wrap=True, selectable=True), 1)
            if item.price is not None:
                price = PlainLabel(money(item.price * item.quantity, order.currency))
                row.addWidget(price, 0, Qt.AlignmentFlag.AlignTop)
            rows.addLayout(row)
        more = len(order.items) - limits.SHOWN_ORDERS
        if more > 0:
            rows.addWidget(PlainLabel(f"and {count(more, 'more item')}", ink="muted"))
        return frame

    def _facts(self, order: Order) -> QFrame:
        frame = QFrame()
        form = fact_form()
        frame.setLayout(form)
        carrier = " ".join(part for part in (order.carrier, order.tracking) if part)
        total = None if order.total is None else money(order.total, order.currency)
        for label, value in (
            ("Total", total),
            ("Placed", spoken_date(order.placed) if order.placed else None),
            ("Delivered", spoken_date(order.delivered) if order.delivered else None),
            ("Tracking", carrier),
            ("Paid by", order.payment),
        ):
            add_fact(form, label, value)
        return frame


def _line(item: OrderItem) -> str:
    quantity = f"{item.quantity} × " if item.quantity != 1 else ""
    detail = f" ({sanitized(item.detail)})" if item.detail else ""
    line = f"{quantity}{sanitized(item.name)}{detail}"
    return limits.shortened(line, limits.SHOWN_ITEM_CHARACTERS)
