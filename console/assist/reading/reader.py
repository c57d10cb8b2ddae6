"""Reads a chat: what the customer has given, what they ask, and what it is about."""

import re
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from console.assist.reading.conditions import is_needed
from console.assist.reading.earlier import with_earlier
from console.assist.reading.forms import read_need
from console.assist.reading.stance import open_questions, read_stance
from console.assist.reading.subject import Subject, goods, read_subject
from console.assist.reading.tracking import MET, Evidence, Nearness, Tracker
from console.assist.reading.values import Known
from console.assist.reading.wording import concepts, plain, sentences
from console.domain import events as ev
from console.domain.chat import Chat, Message
from console.domain.knowledge import Article


def read_chat(
    chat: Chat, article: Article | None, today: date, nearness: Nearness | None = None
) -> ev.ChatRead:
    """What the chat's messages hold so far, seen from one article.

    ``today`` is the site's day. ``nearness``, if given, tells how near two texts' meanings are.
    Needs come in the order of the article's ``ask``. Of messages whose texts were not stored that
    stays which the chat's last reading says.
    """
    began = time.perf_counter()
    chat = replace(chat, messages=[_shortened(message) for message in chat.messages])
    known = _known(chat, today)
    subject = read_subject(chat, article, known)
    tracker = _tracker(article, known, subject, nearness)
    for message in chat.messages:
        tracker.read(message)
    by_customer = [message.text for message in chat.messages if not message.by_agent]
    readings = tuple(
        _reading(at, tracker, is_needed(form, subject, by_customer, known))
        for at, form in enumerate(tracker.forms)
    )
    read = ev.ChatRead(
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
    return with_earlier(read, chat)


_READ = 1000
"""Characters of a message that are read: a pasted log says nothing that needs more."""


def _shortened(message: Message) -> Message:
    return message if len(message.text) <= _READ else replace(message, text=message.text[:_READ])


def _known(chat: Chat, today: date) -> Known:
    orders = chat.customer.orders
    return Known(
        today,
        orders=tuple(order.id for order in orders),
        items=tuple(item.name for order in orders for item in goods(order)),
        note=chat.customer.notes or "",
        amounts=tuple(
            amount
            for order in orders
            for amount in (order.total, *(item.price for item in order.items))
            if amount is not None
        ),
    )


def _tracker(
    article: Article | None, known: Known, subject: Subject, nearness: Nearness | None
) -> Tracker:
    if article is None:
        return Tracker((), known, subject)
    wordings = [article.need(need) for need in article.ask]
    forms = [
        read_need(need, wording.reads if wording else ())
        for need, wording in zip(article.ask, wordings, strict=True)
    ]
    asked_with = [
        frozenset(
            plain(sentence)
            for text in (wording.question, wording.again, wording.instead)
            for sentence in sentences(text)
        )
        if wording
        else frozenset()
        for wording in wordings
    ]
    other_ways = [
        frozenset(plain(s) for s in sentences(wording.instead) if _TELLS_INSTEAD.search(s))
        if wording
        else frozenset()
        for wording in wordings
    ]
    return Tracker(forms, known, subject, nearness, concepts(article.title), asked_with, other_ways)


def _reading(at: int, tracker: Tracker, needed: bool) -> ev.NeedReading:
    """One need, met if all its parts are but the optional ones.

    A need of which some part is met is less surely unmet.
    """
    form = tracker.forms[at]
    parts = [(tracker.evidence[at, n], part) for n, part in enumerate(form.parts)]
    required = [evidence for evidence, part in parts if not part.optional]
    required = required or [evidence for evidence, _ in parts]
    weakest = min(required, key=lambda evidence: evidence.sure)
    met = weakest.sure >= MET
    begun = any(evidence.message for evidence in required)
    return ev.NeedReading(
        need=form.need,
        met=met,
        sure=weakest.sure if met else _PARTLY if begun else _UNSEEN,
        by="nearness" if weakest.by_nearness else "reader",
        message=_latest(required) if met else None,
        needed=needed and not tracker.is_ruled_out(form),
        missing=() if met else tuple(part.text for e, part in parts if e.sure < MET),
    )


def _latest(evidence: Sequence[Evidence]) -> str | None:
    """The message that completed a need: messages are read in order, so the last one noted."""
    noted = [e for e in evidence if e.message is not None]
    return max(noted, key=lambda e: e.order).message if noted else None


_TELLS_INSTEAD = re.compile(r"\b(?:tell|describe)\b", re.IGNORECASE)
"""Asks for words in place of something else; who they are nobody proves in words alone."""

_PARTLY = 0.75
_UNSEEN = 0.9
