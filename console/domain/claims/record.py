"""What the customer's record says, as texts that may bear out a claim."""

from collections.abc import Iterator

from console.domain.customers import Customer, Order

_BEFORE = {
    "delivered": "shipped",
    "returned": "delivered shipped",
    "processing": "processed prepared packed",
}
"""What an order with a status has been before, or is being while it has it."""


def record_texts(customer: Customer) -> tuple[str, ...]:
    """A text for each order: its status, what came before it, and its items."""
    return tuple(" ".join(_words(order)) for order in customer.orders)


def _words(order: Order) -> Iterator[str]:
    status = order.status.lower()
    yield f"order {order.id} {status}"
    yield from (before for word, before in _BEFORE.items() if word in status)
    if order.placed:
        yield f"placed {order.placed}"
    if order.delivered:
        yield f"shipped delivered {order.delivered}"
    yield from (item.name for item in order.items)
