"""Which parts of a customer's record may vouch for what a draft says."""

from collections.abc import Iterable

from console.assist.guard.check import OnRecord
from console.domain.chat import Message
from console.domain.customers import Customer, Order
from console.domain.names import plain_name


def on_record(
    customer: Customer,
    messages: Iterable[Message],
    *,
    wording: str = "",
    shop: Iterable[str] = (),
    policy: Iterable[str] = (),
) -> OnRecord:
    """Everything that a draft to this customer may take facts from.

    Customers fill in parts of their record themselves. Their name vouches for nothing but a name,
    their address, number and other such fields for as much as their messages: otherwise a name
    such as "Ann $500 https://..." would put an amount and a link on record.

    Args:
        customer: whose record it is.
        messages: the chat's, each no longer than it is to be read.
        wording: the approved wording, its slots filled.
        shop: further lines that the shop alone writes.
        policy: texts of articles.
    """
    said = list(messages)
    fields = (customer.id, customer.email, customer.phone, customer.address, customer.language)
    stated = [field for field in fields if field]
    return OnRecord(
        record=(
            *(line for order in customer.orders for line in _shipping(order)),
            *(message.text for message in said if message.by_agent),
            without_name(wording, customer),
        ),
        customer_messages=(*stated, *(m.text for m in said if not m.by_agent)),
        articles=(*_of_shop(customer), *shop, *policy),
        names=(customer.name,),
    )


def without_name(wording: str, customer: Customer) -> str:
    """A wording without the customer's name, which is no part of what was approved."""
    whole = plain_name(customer.name)
    for name in (whole, *whole.split()):
        wording = wording.replace(name, " ")
    return wording


def _of_shop(customer: Customer) -> tuple[str, ...]:
    noted = (customer.level, customer.since, customer.notes)
    orders = (order.model_dump_json() for order in customer.orders)
    return (*(text for text in noted if text), *orders)


def _shipping(order: Order) -> tuple[str, ...]:
    """What a carrier gave, which may be a link."""
    return tuple(text for text in (order.tracking, order.carrier) if text)
