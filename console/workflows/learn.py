"""Learns how a site's agents answer, from the chats in logs and bundles that ended well."""

import random
import statistics
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rapidfuzz import fuzz

from console.assist.knowledge.past_replies import (
    PastReplies,
    PastReply,
    learned_file,
    save_replies,
    with_slots,
)
from console.domain.chat import Chat, ChatState, Message
from console.domain.claims import completed_claims
from console.domain.customers import Customer, Order
from console.domain.desk import Desk, fold, fold_leaving_out
from console.domain.events import Event, Move, Origin
from console.domain.slots import fill, slot_values, slots_in
from console.export.redaction.redactor import Redactor
from console.export.withdrawals import NOBODY, LogsWithout
from console.store.log import read_log
from console.workflows.export import logs_without_withdrawn
from console.workflows.learn_from_bundles import answers_in_bundle, source_of

_GOOD_RATING = 4
_SHORTEST, _LONGEST = 20, 600
"""In characters: what is shorter says nothing, what is longer is no example."""

_PLACEHOLDER = "["
_ANNOUNCES = ("i'll ", "i will ", "let me ", "i'm going to ")
_REFUSES = ("can't", "cannot", "unable", "not possible", "unfortunately", "i'm afraid")
_PARTS = ("you're welcome", "have a ", "good-bye", "goodbye", "take care", "anything else")


def learn(sources: Sequence[Path]) -> int:
    """Learn from logs and bundles, in place of all that was learnt before; how many replies.

    Who took back their consent at this site is left out, as from an export.

    Raises:
        ExportError: nobody knows who took back their consent.
        StoreError: a log can't be read. What was learnt before stays.
        UsageError: a folder is no bundle, or one whose texts are not redacted.
        PastRepliesError: the file can't be written.
    """
    replies = [reply for chat in _chats(sources) for reply in chat]
    save_replies(replies, learned_file())
    return len(replies)


def _chats(sources: Sequence[Path]) -> Iterator[list[PastReply]]:
    """The agents' own replies in each chat of logs and bundles that ended well, redacted."""
    without = logs_without_withdrawn()
    for source in sources:
        yield from _in_bundle(source, without) if source.is_dir() else _in_log(source, without)


def _in_bundle(bundle: Path, without: LogsWithout | None) -> list[list[PastReply]]:
    origin = source_of(bundle)
    withdrawn = NOBODY if without is None else without.withdrawn
    return [
        [
            PastReply(issue=issue, move=move_of(text), customer=customer, text=text, log=origin)
            for customer, text in answers
            if _is_example(text)
        ]
        for issue, answers in answers_in_bundle(bundle, _GOOD_RATING, withdrawn)
    ]


def _in_log(database: Path, without: LogsWithout | None) -> list[list[PastReply]]:
    desk = _fold_without(read_log(database), without)
    returned = {chat.previous for chat in desk.chats.values() if chat.previous}
    log = str(database.resolve())
    agent = desk.session.started.agent if desk.session else None
    return [
        list(_replies_of(chat, chat.issue, agent, log))
        for chat in desk.chats.values()
        if chat.issue is not None and chat.id not in returned and _ended_well(chat)
    ]


def _fold_without(log: Iterable[Event], without: LogsWithout | None) -> Desk:
    """The desk after a log without those who withdrew.

    What is left is numbered anew, and without what concerns the messages that are gone.
    """
    if without is None:
        return fold(log)
    kept = enumerate(without.events(log), 1)
    return fold_leaving_out(replace(event, seq=number) for number, event in kept)[0]


def _is_example(text: str) -> bool:
    """Whether a reply is of a fit length and names nobody."""
    return _SHORTEST <= len(text) <= _LONGEST and _PLACEHOLDER not in text


def _ended_well(chat: Chat) -> bool:
    satisfied = chat.rating is None or chat.rating >= _GOOD_RATING
    return chat.state is ChatState.CLOSED and bool(chat.resolved) and satisfied


def _replies_of(chat: Chat, issue: str, agent: str | None, log: str) -> Iterator[PastReply]:
    redact = Redactor(chat.customer, agent)
    values = slot_values(chat.customer, _order_of(chat, chat.customer), agent=agent)
    for before, message in _answers(chat.messages):
        for said in before:
            redact.hear(said, by_agent=False)
        customer = redact.answer(" ".join(before))
        redact.hear(message.text, by_agent=True)
        if message.origin not in (Origin.TYPED, Origin.MODIFIED):
            continue
        text = redact(with_slots(message.text.strip(), values))
        if _is_example(text):
            yield PastReply(
                issue=issue, move=move_of(message.text), customer=customer, text=text, log=log
            )


def _answers(messages: Iterable[Message]) -> Iterator[tuple[list[str], Message]]:
    """Each message of the agent with what the customer wrote just before it."""
    before: list[str] = []
    for message in messages:
        if not message.by_agent:
            before.append(message.text)
        elif before:
            yield before, message
            before = []


def _order_of(chat: Chat, customer: Customer) -> Order | None:
    read = chat.procedure.read
    wanted = chat.procedure.order or (read.order if read else None)
    orders = customer.orders
    return next((order for order in orders if order.id == wanted), orders[0] if orders else None)


def move_of(text: str) -> Move:
    """What a message that an agent wrote does, by its words."""
    plain = text.lower().replace("’", "'")
    if "?" in plain and not any(words in plain for words in _PARTS):
        return Move.ASK
    if completed_claims(text):
        return Move.REPORT
    for words, move in ((_REFUSES, Move.DECLINE), (_ANNOUNCES, Move.ACT), (_PARTS, Move.CLOSE)):
        if any(each in plain for each in words):
            return move
    return Move.ANSWER


@dataclass(frozen=True, slots=True)
class LearningReport:
    """How near past replies come to what agents wrote in chats that were kept back.

    ``n`` are the replies of the chats kept back, ``covered`` the share of them for which there is
    an example.
    ``similarity`` is that of the example to what the agent wrote (token sort ratio, 0 to 1), mean
    over those covered; ``chance`` is the same for any reply to the same issue.
    """

    n: int
    covered: float
    similarity: float
    chance: float


def evaluate(sources: Sequence[Path], *, holdout: float = 0.2, seed: int = 1) -> LearningReport:
    """Learn from a part of the chats and compare the replies in the rest with the proposals."""
    chats = [chat for chat in _chats(sources) if chat]
    rng = random.Random(seed)
    rng.shuffle(chats)
    kept = max(1, round(len(chats) * holdout)) if chats else 0
    held = [reply for chat in chats[:kept] for reply in chat]
    known = [reply for chat in chats[kept:] for reply in chat]
    replies = [*held, *known]
    library = PastReplies(known)
    names = {slot: f"[{slot}]" for reply in replies for slot in slots_in(reply.text)}
    near, chance = [], []
    for reply in held:
        wanted = fill(reply.text, names)
        found = library.nearest(reply.issue, reply.move, reply.customer, names, limit=1)
        others = [other for other in known if other.issue == reply.issue]
        if found and others:
            near.append(fuzz.token_sort_ratio(found[0], wanted) / 100)
            other = fill(rng.choice(others).text, names)
            chance.append(fuzz.token_sort_ratio(other, wanted) / 100)
    return LearningReport(
        n=len(held),
        covered=len(near) / len(held) if held else 0.0,
        similarity=statistics.fmean(near) if near else 0.0,
        chance=statistics.fmean(chance) if chance else 0.0,
    )
