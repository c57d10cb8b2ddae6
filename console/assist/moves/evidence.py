"""What is known of a chat that decides which case of a procedure applies."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from console.assist.moves.calendar import days_in
from console.assist.moves.words import meanings, sentences
from console.assist.reading.answers import leaves_choice
from console.domain.customers import Customer, Order, OrderItem
from console.domain.slots import day_of

_EVENTS = (
    (r"\bdeliver", "delivered"),
    (r"\b(?:order(?:ed)?|placed|bought|purchased?|booked|booking)\b", "placed"),
)


_NAME = re.compile(r"(?<=[a-z] )[A-Z][a-z]+(?: [A-Z][a-z]+)+")
"""A name within a sentence; "Van Houten" is no van."""


@dataclass(frozen=True)
class ChatEvidence:
    """The words of both sides, oldest first, and the record that the chat is about."""

    utterances: tuple[tuple[bool, str], ...]
    customer: Customer
    order: Order | None
    item: OrderItem | None
    today: date

    @cached_property
    def by_customer(self) -> str:
        """All that the customer wrote."""
        return "\n".join(text for by_agent, text in self.utterances if not by_agent)

    @cached_property
    def by_agent(self) -> str:
        """All that the agent wrote."""
        return "\n".join(text for by_agent, text in self.utterances if by_agent)

    @cached_property
    def record(self) -> str:
        """The record in words: status, names of what was bought, level, note."""
        order = self.order
        parts = [self.customer.level, self.customer.notes]
        if order is not None:
            parts += [order.status, order.payment, order.carrier, *(i.name for i in order.items)]
        return "\n".join(part for part in parts if part)

    @cached_property
    def customer_meanings(self) -> frozenset[str]:
        """What the customer's words mean."""
        return meanings(_NAME.sub("", self.by_customer))

    @cached_property
    def meanings(self) -> frozenset[str]:
        """What all words mean, the record's too, without those of a choice the agent offered."""
        return self.customer_meanings | meanings(self.stated_by_agent) | meanings(self.record)

    @cached_property
    def stated_by_agent(self) -> str:
        """What the agent wrote, without questions that offer a choice: they say nothing is so."""
        said = (s for by_agent, text in self.utterances if by_agent for s in sentences(text))
        return "\n".join(s for s in said if not ("?" in s and leaves_choice(s)))

    @property
    def status(self) -> str:
        """The order's status in small letters; empty without an order."""
        return self.order.status.lower() if self.order else ""

    def price(self, about: str) -> float | None:
        """What an amount is compared with: the order's total if that is meant, else the item's."""
        if self.order is not None and re.search(
            r"\b(?:order|total|booking)\b", about, re.IGNORECASE
        ):
            return self.order.total
        return self.item.price if self.item else None

    def day_of(self, about: str) -> date | None:
        """The day of what a condition counts from: in the record, or as somebody said it."""
        for pattern, name in _EVENTS:
            if re.search(pattern, about, re.IGNORECASE) and self.order is not None:
                day = day_of(getattr(self.order, name))
                if day is not None:
                    return day
        if re.search(r"\b(?:arriv|stay|event|start|appointment|check-in)", about, re.IGNORECASE):
            day = self.starts
            if day is not None:
                return day
        if re.search(r"\bolder than\b", about, re.IGNORECASE) and self.order is not None:
            return day_of(self.order.placed)
        return self._named_day(about)

    @property
    def due(self) -> date | None:
        """The day by which the order is to be paid, if the record has one."""
        payment = (self.order.payment if self.order else None) or ""
        named = re.search(r"\bdue\b(?P<when>.*)", payment)
        days = days_in(named["when"], self.today, future=True) if named else ()
        return days[0] if days else None

    @property
    def starts(self) -> date | None:
        """The first day that the item's name tells: when a stay, a course or a visit begins."""
        if self.item is None:
            return None
        texts = (self.item.name, self.item.detail)
        days = [day for text in texts for day in days_in(text, self.today, future=True)]
        return days[0] if days else None

    @property
    def ends(self) -> date | None:
        """The last day that the item's name tells: "March 20 to 22" ends on the 22nd."""
        if self.item is None or self.starts is None:
            return None
        range_ = re.search(
            r"\b\d{1,2}(?:,? \d{4})? (?:to|until|–|-) (?:(\w+) )?(\d{1,2})\b", self.item.name
        )
        if range_ is None:
            return self.starts
        text = f"{range_[1] or f'{self.starts:%B}'} {range_[2]}"
        return next(iter(days_in(text, self.today, future=True)), self.starts)

    def _named_day(self, about: str) -> date | None:
        wanted = meanings(about)
        days: list[date] = []
        for _, text in self.utterances:
            for sentence in sentences(text):
                if wanted & meanings(sentence):
                    days += [d for d in days_in(sentence, self.today) if d <= self.today]
        return days[-1] if days else None
