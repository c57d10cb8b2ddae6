"""Chats written line by line, and the articles they are read by."""

from datetime import UTC, date, datetime

from console.assist.reading import read_chat
from console.assist.reading.values import Known
from console.domain.chat import Chat, Delivery, Message
from console.domain.customers import Customer, Order, OrderItem
from console.domain.events import ChatRead
from console.domain.knowledge import Article

TODAY = date(2026, 3, 12)
KNOWN = Known(TODAY)
NOON = datetime(2026, 3, 12, 12, tzinfo=UTC)


def customer(*orders: Order) -> Customer:
    """A customer with these orders, newest first."""
    return Customer(id="c1", name="Ada Moss", orders=orders)


def order(number: str, *items: str, status: str = "delivered", price: float = 40.0) -> Order:
    """An order of some items at the same price."""
    lines = tuple(OrderItem(name=item, price=price) for item in items)
    return Order(id=number, status=status, total=price * len(lines), items=lines)


def chat(*lines: str, by: Customer | None = None) -> Chat:
    """A chat of lines; those of the agent begin with ``>``. Ids are m0, m1 and so on."""
    made = Chat(id="k1", customer=by or customer(), known_issue=None, queued_at=NOON)
    for number, line in enumerate(lines):
        text = line.removeprefix(">").strip()
        by_agent = line.startswith(">")
        made.messages.append(Message(f"m{number}", text, NOON, by_agent, Delivery.DELIVERED))
    return made


def article(*ask: str, title: str = "Request") -> Article:
    """An article in the old form that asks for these things."""
    return Article(id="a1", title=title, updated=TODAY, ask=ask, body="Policy.")


def read(
    *lines: str, ask: tuple[str, ...] = (), title: str = "Request", by: Customer | None = None
) -> ChatRead:
    """What a chat of these lines holds."""
    return read_chat(chat(*lines, by=by), article(*ask, title=title), TODAY)


def met(*lines: str, ask: str, title: str = "Request", by: Customer | None = None) -> bool:
    """Whether a chat of these lines meets a need."""
    return read(*lines, ask=(ask,), title=title, by=by).needs[0].met
