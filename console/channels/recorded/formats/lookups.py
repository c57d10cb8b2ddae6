"""What the agent's look-ups in a retail chat say about the customer."""

import re
from collections.abc import Iterable
from typing import TypeVar

from pydantic import BaseModel, FiniteFloat

from console.channels.recorded.formats.recording import unnamed
from console.channels.recorded.formats.text import parse_json
from console.domain.customers import Customer, Order, OrderItem

_USER_ID = re.compile(r"[a-z]+_[a-z]+_\d+")


class _Name(BaseModel):
    first_name: str
    last_name: str


class _Address(BaseModel):
    address1: str
    address2: str = ""
    city: str
    state: str = ""
    province: str = ""
    zip: str
    country: str

    def __str__(self) -> str:
        region = f"{self.state or self.province} {self.zip}".strip()
        parts = (self.address1, self.address2, self.city, region, self.country)
        return ", ".join(part for part in parts if part)


class _Method(BaseModel):
    source: str
    brand: str = ""
    last_four: str = ""
    balance: FiniteFloat | None = None

    def __str__(self) -> str:
        words = (self.brand or self.source).replace("_", " ")
        if self.balance is not None:
            return f"{words} with ${self.balance:,.2f}"
        return f"{words} ending in {self.last_four}" if self.last_four else words


class _User(BaseModel):
    name: _Name
    email: str
    address: _Address
    payment_methods: dict[str, _Method]
    orders: list[str]


class _Item(BaseModel):
    name: str
    price: FiniteFloat
    options: dict[str, str] = {}


class _Transaction(BaseModel):
    transaction_type: str
    amount: FiniteFloat
    payment_method_id: str


class _Fulfilment(BaseModel):
    tracking_id: list[str] = []


class _Order(BaseModel):
    order_id: str
    user_id: str
    status: str
    items: list[_Item]
    payment_history: list[_Transaction]
    fulfillments: list[_Fulfilment] = []


def customer_of(looked_up: Iterable[str], chat: str, number: int) -> Customer:
    """The first customer that was looked up, with the orders as they were first seen.

    Later look-ups show what the recorded agent changed, and that has not happened yet when the
    customer comes again. Whatever was not looked up stays unknown, except that
    an id such as ``mia_garcia_4516`` gives the name.
    """
    results = list(looked_up)
    user = next((user for text in results if (user := _parsed(_User, text))), None)
    seen = [order for text in results if (order := _parsed(_Order, text))]
    user_id = _user_id(results, user, seen)
    orders: dict[str, _Order] = {}
    for order in seen:
        if order.user_id == user_id:
            orders.setdefault(order.order_id, order)
    methods = user.payment_methods if user else {}
    return Customer(
        id=user_id or chat,
        name=_name(user, user_id) or unnamed(number),
        email=user.email if user else None,
        address=f"{user.address}" if user else None,
        note=_note(user) if user else None,
        orders=tuple(_order(order, methods) for order in orders.values()),
    )


_T = TypeVar("_T", bound=BaseModel)


def _parsed(kind: type[_T], text: str) -> _T | None:
    """The look-up's result if it is of this kind; other kinds and error texts are not."""
    try:
        return kind.model_validate(parse_json(text))
    except ValueError:
        return None


def _user_id(results: list[str], user: _User | None, seen: list[_Order]) -> str | None:
    if user is not None:
        of_user = [order.user_id for order in seen if order.order_id in user.orders]
        if of_user:
            return of_user[0]
    user_ids = [text.strip() for text in results if _USER_ID.fullmatch(text.strip())]
    return next(iter(user_ids + [order.user_id for order in seen]), None)


def _name(user: _User | None, user_id: str | None) -> str:
    if user is not None:
        return f"{user.name.first_name} {user.name.last_name}"
    return " ".join(user_id.split("_")[:2]).title() if user_id else ""


def _note(user: _User) -> str:
    methods = ", ".join(f"{method}" for method in user.payment_methods.values())
    return f"Payment methods: {methods or 'none'}. Orders: {', '.join(user.orders) or 'none'}."


def _order(order: _Order, methods: dict[str, _Method]) -> Order:
    payments = [paid for paid in order.payment_history if paid.transaction_type == "payment"]
    tracking = [number for parcel in order.fulfillments for number in parcel.tracking_id]
    method = methods.get(payments[0].payment_method_id) if payments else None
    return Order(
        id=order.order_id,
        status=order.status,
        total=payments[0].amount if payments else None,
        payment=f"{method}" if method else None,
        tracking=", ".join(tracking) or None,
        items=tuple(
            OrderItem(name=item.name, price=item.price, detail=", ".join(item.options.values()))
            for item in order.items
        ),
    )
