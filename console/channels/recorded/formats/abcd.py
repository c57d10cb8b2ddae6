"""ABCD: JSON chats, each with both sides' messages and the scenario behind it.

The file that is published has a list of chats for each split; its sample is one list.
"""

import math
import re
from collections.abc import Iterator
from json import JSONDecodeError
from pathlib import Path
from typing import Annotated

from pydantic import (
    BaseModel,
    Discriminator,
    Field,
    FiniteFloat,
    Tag,
    TypeAdapter,
    ValidationError,
)

from console.channels.recorded.formats.recording import (
    Format,
    RecordedTurn,
    Recording,
    damaged,
    unnamed,
)
from console.channels.recorded.formats.text import parse_json
from console.domain.customers import Customer, Order, OrderItem

NAME = "abcd"

_SPEAKERS = {"agent": True, "customer": False}
"""Whether a speaker is the agent; the third one, ``action``, is a look-up and no message."""

_EXPECTED = (
    "JSON chats with original, pairs of speaker and text, as one list or a list for each split"
)


class _Personal(BaseModel):
    customer_name: str | None = None
    email: str | None = None
    member_level: str | None = None
    phone: str | None = None
    username: str | None = None


class _Purchase(BaseModel):
    order_id: str | None = None
    full_address: str | None = None
    payment_method: str | None = None
    purchase_date: str | None = None


class _Product(BaseModel):
    names: list[str] = []
    amounts: list[FiniteFloat] = []


class _Scenario(BaseModel):
    personal: _Personal = Field(default_factory=_Personal)
    order: _Purchase = Field(default_factory=_Purchase)
    product: _Product = Field(default_factory=_Product)
    subflow: str | None = None


class _Chat(BaseModel):
    convo_id: int | str
    scenario: _Scenario = Field(default_factory=_Scenario)
    original: list[tuple[str, str]]


_CHATS: TypeAdapter[list[_Chat] | dict[str, list[_Chat]]] = TypeAdapter(
    Annotated[
        Annotated[list[_Chat], Tag("list")] | Annotated[dict[str, list[_Chat]], Tag("splits")],
        Discriminator(lambda content: "splits" if isinstance(content, dict) else "list"),
    ]
)

_LIST_OR_SPLITS = re.compile(r"\s*(\[|\{\s*\"[^\"]*\"\s*:\s*\[)")
_KEYS = ('"original"', '"convo_id"', '"delexed"')
"""Chats without the first of these can't be read, and are still this format's."""


def recognises(head: str) -> bool:
    """Whether this is a list, or splits of lists, of objects with one of the format's keys."""
    return bool(_LIST_OR_SPLITS.match(head)) and any(key in head for key in _KEYS)


def read(text: str, source: Path, first: int) -> Iterator[Recording]:
    """The recordings of one file."""
    for number, chat in enumerate(_chats(text, source), start=first):
        spoken = [(who, text) for who, text in chat.original if who in _SPEAKERS]
        yield Recording(
            id=f"{chat.convo_id}",
            format=NAME,
            source=source,
            customer=_customer(chat.scenario, f"{chat.convo_id}", number),
            turns=tuple(
                RecordedTurn(i, _SPEAKERS[who], text) for i, (who, text) in enumerate(spoken)
            ),
            known_issue=chat.scenario.subflow,
        )


def _chats(text: str, source: Path) -> list[_Chat]:
    try:
        content = _CHATS.validate_python(parse_json(text))
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]
        # The first step says whether it is a list or splits.
        where = ".".join(str(step) for step in problem["loc"][1:]) or "the top"
        raise damaged(source, None, f"at {where}: {problem['msg']}", _EXPECTED) from error
    except JSONDecodeError as error:
        what = f"the JSON is broken or cut off ({error.msg})"
        raise damaged(source, error.lineno, what, _EXPECTED) from error
    except ValueError as error:
        raise damaged(source, None, f"unusable JSON ({error})", _EXPECTED) from error
    if isinstance(content, list):
        return content
    return [chat for split in content.values() for chat in split]


def _customer(scenario: _Scenario, chat: str, number: int) -> Customer:
    person, order = scenario.personal, scenario.order
    return Customer(
        id=person.username or chat,
        name=person.customer_name.title() if person.customer_name else unnamed(number),
        level=person.member_level,
        email=person.email,
        phone=person.phone,
        address=" ".join(order.full_address.split()) if order.full_address else None,
        orders=(_order(order.order_id, scenario),) if order.order_id else (),
    )


def _order(order_id: str, scenario: _Scenario) -> Order:
    names, amounts = scenario.product.names, scenario.product.amounts
    total = sum(amounts)
    prices = amounts if len(amounts) == len(names) else [None] * len(names)
    return Order(
        id=order_id,
        status="unknown",
        placed=scenario.order.purchase_date or None,
        total=total if amounts and math.isfinite(total) else None,
        payment=scenario.order.payment_method,
        items=tuple(
            OrderItem(name=name.replace("_", " "), price=price)
            for name, price in zip(names, prices, strict=True)
        ),
    )


FORMAT = Format(NAME, recognises, read)
