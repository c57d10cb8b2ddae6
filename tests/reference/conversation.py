"""Who wrote how much, and how long each side let the other wait."""

from collections.abc import Callable, Iterator
from typing import Any

from console.domain import events as ev
from console.measures.log_time import Timed, seconds
from console.measures.text.agreement import agrees
from reference.columns import Column, column
from reference.history import ChatRecord


def _is_agents(message: Timed) -> bool:
    return isinstance(message.fact, ev.MessageSent)


def _during(chat: ChatRecord) -> list[Timed]:
    last = chat.end.event.seq if chat.end else None
    during = [m for m in chat.messages if last is None or m.event.seq < last]
    return sorted(during, key=lambda m: chat.done(m).event.seq)


def _waits(chat: ChatRecord, *, for_agent: bool) -> list[int]:
    """For each turn of one side, how long after the other side's last message it began.

    What was written before the chat's start counts from the start.
    """
    if chat.start is None:
        return []
    waits = []
    asked: int | None = None
    for message in _during(chat):
        if _is_agents(message) is not for_agent:
            asked = max(message.ns, chat.start.ns)
        elif asked is not None:
            waits.append(max(0, chat.done(message).ns - asked))
            asked = None
    return waits


@column(
    unit="s",
    formula="sum over turns of: first message_sent (send_held if it was held) - last "
    "message_received before it",
)
def agent_response_s(chat: ChatRecord) -> float | None:
    """How long the customer waited for the agent, summed over turns; null if there was no turn.

    A message from before the chat's start counts from the start.
    """
    waits = _waits(chat, for_agent=True)
    return seconds(sum(waits)) if waits else None


@column(unit="s", formula="sum over turns of: first message_received - last message_sent before it")
def customer_response_s(chat: ChatRecord) -> float | None:
    """How long the agent waited for the customer, summed over turns; null if there was no turn."""
    waits = _waits(chat, for_agent=False)
    return seconds(sum(waits)) if waits else None


@column(
    unit="s",
    formula="first message_sent (send_held if it was held) - the later of start and first "
    "message_received",
)
def first_response_s(chat: ChatRecord) -> float | None:
    """Chat start, or the customer's first message if that was later, to the agent's first message.

    A greeting that comes before the customer has written counts from the start.
    """
    own = [chat.done(m) for m in chat.messages if _is_agents(m)]
    sent = min(own, key=lambda m: m.event.seq, default=None)
    if sent is None or chat.start is None:
        return None
    before = [m.ns for m in chat.messages if not _is_agents(m) and m.event.seq < sent.event.seq]
    return seconds(sent.ns - max([chat.start.ns, *before[:1]]))


@column(unit="s", formula="first answer of the customer that agrees - start")
def customer_agreed_s(chat: ChatRecord) -> float | None:
    """Chat start to the customer's first answer that agrees with the agent; null if none does."""
    if chat.start is None:
        return None
    before: Timed | None = None
    for message in _during(chat):
        answers = before is not None and _is_agents(before)
        if answers and isinstance(message.fact, ev.MessageReceived) and agrees(message.fact.text):
            return seconds(message.ns - chat.start.ns)
        before = message
    return None


@column(unit="messages")
def agent_messages(chat: ChatRecord) -> int:
    """How many messages the agent sent."""
    return sum(_is_agents(message) for message in chat.messages)


@column(unit="messages")
def customer_messages(chat: ChatRecord) -> int:
    """How many messages the customer sent."""
    return sum(not _is_agents(message) for message in chat.messages)


@column(formula="agent_messages / customer_messages")
def message_ratio(chat: ChatRecord) -> float | None:
    """Messages of the agent for one of the customer; null if the customer sent none."""
    own = agent_messages(chat)
    others = customer_messages(chat)
    return own / others if others else None


@column(unit="pictures")
def customer_pictures(chat: ChatRecord) -> int:
    """How many pictures the customer sent."""
    return sum(m.fact.pictures for m in chat.messages if isinstance(m.fact, ev.MessageReceived))


STAGES = ("identification", "resolution", "confirmation")


def _stage_of(message: Timed, chat: ChatRecord) -> str:
    return max(_begun(chat, before=message.event.seq), key=STAGES.index)


def _begun(chat: ChatRecord, before: int | None = None) -> list[str]:
    """The stages that a chat has come to, ever or before a place in the log."""
    begins: dict[str, type[ev.Fact]] = {
        "resolution": ev.IssueConfirmed,
        "confirmation": ev.ProcedureFinished,
    }
    firsts = {stage: chat.first(kind) for stage, kind in begins.items()}
    found = [s for s, e in firsts.items() if e and (before is None or e.event.seq < before)]
    return [STAGES[0], *found]


def _messages_in(chat: ChatRecord, stage: str, *, of_agent: bool) -> int | None:
    if stage not in _begun(chat):
        return None
    own = [m for m in chat.messages if _is_agents(m) is of_agent]
    return sum(_stage_of(message, chat) == stage for message in own)


def _ratio_in(chat: ChatRecord, stage: str) -> float | None:
    others = _messages_in(chat, stage, of_agent=False)
    return (_messages_in(chat, stage, of_agent=True) or 0) / others if others else None


def of_stages() -> Iterator[Column[ChatRecord, Any]]:
    """Messages of each side in each stage, and their ratio."""
    for stage in STAGES:
        yield _of_stage("agent_messages", stage, lambda c, s: _messages_in(c, s, of_agent=True))
        yield _of_stage("customer_messages", stage, lambda c, s: _messages_in(c, s, of_agent=False))
        yield _of_stage("message_ratio", stage, _ratio_in)


def _of_stage(
    name: str, stage: str, value: Callable[[ChatRecord, str], Any]
) -> Column[ChatRecord, Any]:
    return Column(f"{name}_{stage}", "number", f"{name} in {stage}.", lambda c: value(c, stage))
