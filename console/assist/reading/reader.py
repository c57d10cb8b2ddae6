"""Reads a chat: what the customer has given, what they ask, and what it is about."""

import time
from datetime import date

from console.assist.reading.conditions import is_needed
from console.assist.reading.forms import NeedForm, read_need
from console.assist.reading.stance import open_questions, read_stance
from console.assist.reading.subject import Subject, goods, read_subject
from console.assist.reading.tracking import MET, Evidence, Nearness, Tracker
from console.assist.reading.values import Known
from console.assist.reading.wording import concepts
from console.domain import events as ev
from console.domain.chat import Chat
from console.domain.knowledge import Article


def read_chat(
    chat: Chat, article: Article | None, today: date, nearness: Nearness | None = None
) -> ev.ChatRead:
    """What the chat's messages hold so far, seen from one article.

    ``today`` is the site's day. ``nearness``, if given, tells how near two texts' meanings are.
    Needs come in the order of the article's ``ask``.
    """
    began = time.perf_counter()
    known = _known(chat, today)
    subject = read_subject(chat, article, known)
    forms = [read_need(need) for need in article.ask] if article else []
    theme = concepts(article.title) if article else frozenset()
    tracker = Tracker(forms, known, subject, nearness, theme)
    for message in chat.messages:
        tracker.read(message)
    readings = tuple(
        _reading(form, [tracker.evidence[at, n] for n, _ in enumerate(form.parts)], chat, subject)
        for at, form in enumerate(forms)
    )
    return ev.ChatRead(
        chat=chat.id,
        message=chat.messages[-1].id if chat.messages else None,
        article=article.id if article else None,
        needs=readings,
        questions=open_questions(chat.messages),
        stance=read_stance(chat.messages),
        order=subject.order.id if subject.order else None,
        item=subject.item,
        elapsed_ms=1000 * (time.perf_counter() - began),
    )


def _known(chat: Chat, today: date) -> Known:
    orders = chat.customer.orders
    return Known(
        today,
        orders=tuple(order.id for order in orders),
        items=tuple(item.name for order in orders for item in goods(order)),
        note=chat.customer.note or "",
    )


def _reading(
    form: NeedForm, evidence: list[Evidence], chat: Chat, subject: Subject
) -> ev.NeedReading:
    """One need, met if all its parts are but the optional ones."""
    required = [e for e, p in zip(evidence, form.parts, strict=True) if not p.optional] or evidence
    weakest = min(required, key=lambda e: e.sure)
    met = weakest.sure >= MET
    return ev.NeedReading(
        need=form.need,
        met=met,
        sure=weakest.sure if met else 1 - weakest.sure,
        by="nearness" if weakest.by_nearness else "reader",
        message=max((e.message for e in required if e.message), default=None) if met else None,
        needed=is_needed(form, chat, subject),
        missing=() if met else _untold(form, evidence),
    )


def _untold(form: NeedForm, evidence: list[Evidence]) -> tuple[str, ...]:
    """The words of the parts that were not told; part of a count counts as told."""
    return tuple(part.text for e, part in zip(evidence, form.parts, strict=True) if e.sure < 0.5)
