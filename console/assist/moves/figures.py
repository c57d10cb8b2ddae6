"""Figures that follow from policy and record: when a deadline ends, what a percentage comes to."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from console.assist.moves.calendar import (
    TimeSpan,
    added,
    after_business_days,
    days_in,
    spans,
    spoken,
)
from console.assist.moves.grammar import plain
from console.assist.moves.policy import pieces
from console.assist.moves.situation import Situation
from console.assist.reading.patterns import any_of, pattern
from console.domain.slots import day_of, money

_COUNTS_FROM = pattern(
    r"""
    \b(?:of|from|after|since)\s+(?:the |your )?(?:day of )?
    (?P<event>deliver\w*|order|purchase|departure|arrival|check-?out|stay|start|booking)
""",
    re.IGNORECASE,
)
"""The event that a period counts from."""
_LIMITS = any_of("within|deadline|days (?:of|from|after) (?:delivery|departure|order|purchase)")
"""Sets a period within which something has to be brought up."""
_BEFORE_START = any_of("before (?:the |your )?(?:arrival|start|event|appointment|visit|departure)")
"""Counts back from when what was booked begins."""

_PERCENTAGE = re.compile(r"(?P<number>\d{1,2})(?: ?%| percent)(?![^.;(]{0,40}\()")
"""A percentage behind which no figure stands yet."""

_PERIOD = any_of("within|until|up to|deadline|period|years?|days?")
"""Speaks of a period of time."""


def with_figures(text: str, situation: Situation, *, wants_day: bool = True) -> str:
    """The text with the day or the amount it comes to for this customer, where that can be told."""
    if wants_day:
        day = deadline_day(text, situation)
        if day is not None and spoken(day) not in text:
            return f"{text.rstrip('.')}, so until {spoken(day, today=situation.today)}."
        latest = _lead_day(text, situation)
        if latest is not None and spoken(latest) not in text:
            return f"{text.rstrip('.')}, so until {spoken(latest, weekday=True)}."
    return with_amount(text, situation)


def with_amount(text: str, situation: Situation) -> str:
    """Puts behind a percentage of the price what it comes to."""
    item, order = situation.item, situation.order
    percentage = _PERCENTAGE.search(text)
    if percentage is None or item is None or order is None or item.price is None:
        return text
    amount = money(round(item.price * int(percentage["number"])) / 100, order.currency)
    if amount in text:
        return text
    end = percentage.end()
    return f"{text[:end]} ({amount}){text[end:]}"


def deadline_day(text: str, situation: Situation) -> date | None:
    """The day a period of the text ends that counts from a day on record; null if none does."""
    event = _COUNTS_FROM.search(text)
    span = _own_span(text, situation)
    if event is None or span is None or not _PERIOD.search(text):
        return None
    start = event_day(event["event"], situation)
    return None if start is None else added(start, span, span.high)


def event_day(event: str, situation: Situation) -> date | None:
    """The day of an event of the order: delivery, purchase, departure."""
    order, evidence = situation.order, situation.evidence
    name = event.lower()
    if order is None:
        return None
    if name.startswith("deliver"):
        return day_of(order.delivered)
    if name in ("departure", "checkout", "check-out", "stay"):
        return evidence.ends
    if name in ("arrival", "start"):
        return evidence.starts
    return day_of(order.placed)


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """A period that the article gives: how long, from what, and the day it ends for this order."""

    length: str
    event: str
    end: date


def main_limit(situation: Situation) -> TimeLimit | None:
    """The period within which the article's matter has to be brought up; null if none counts."""
    article = situation.article
    if article is None:
        return None
    steps = [step for step in article.steps if re.search(r"\bdeadline\b", step, re.IGNORECASE)]
    texts = [*steps, *(piece.text for piece in pieces(article)[:1] if not piece.heading)]
    for text in (plain(it) for it in texts):
        counts_from = re.search(
            r"\b(?:from|of|after) (?:the )?(delivery|departure|purchase|order)\b", text
        )
        span = _own_span(text, situation)
        day = event_day(counts_from[1], situation) if counts_from and _LIMITS.search(text) else None
        if counts_from is not None and span is not None and day is not None:
            length = f"{span.high} {span.unit}{'s' if span.high != 1 else ''}"
            return TimeLimit(length, counts_from[1], added(day, span, span.high))
    return None


def _own_span(text: str, situation: Situation) -> TimeSpan | None:
    """The span for this customer: the one beside their level if the text names it."""
    periods = spans(text)
    level = (situation.customer.level or "").lower()
    if level and len(periods) > 1:
        place = text.lower().find(level)
        if place >= 0:
            return next((span for span in periods if span.start > place), periods[0])
    return periods[0] if periods else None


def _lead_day(text: str, situation: Situation) -> date | None:
    """As "Two days before arrival" as a day."""
    event, starts = _BEFORE_START.search(text), situation.evidence.starts
    if event is None or starts is None:
        return None
    before = [span for span in spans(text) if span.end <= event.start() + 1]
    if not before:
        return None
    return starts - timedelta(days=round(before[-1].days(before[-1].low)))


def arrives_by(text: str, situation: Situation) -> str:
    """Says whether a delivery that takes so many business days comes before the day asked about."""
    span = next((it for it in spans(text) if it.business and it.unit == "day"), None)
    asked = " ".join(situation.latest)
    if span is None or "?" not in asked:
        return ""
    wanted = days_in(asked, situation.today, future=True)
    if not wanted:
        return ""
    by = after_business_days(situation.today, span.high)
    day = spoken(by, weekday=True)
    if by <= wanted[-1]:
        return f"That's by {day} at the latest, so it should be there in time."
    return f"That can be as late as {day}, so I can't promise that it makes it in time."
