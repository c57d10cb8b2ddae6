"""Places in recorded chats where an agent answered a customer: what a draft is asked for there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from console.channels.recorded.recordings import Recording
from console.domain.chat import Chat, Delivery, Message

_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
"""Recordings don't say when; nothing here depends on it."""


@dataclass(frozen=True, slots=True)
class AnswerPoint:
    """A chat up to a customer's message, and what the agent really answered."""

    chat: Chat
    answer: str


def points_of(recordings: Sequence[Recording], each: int) -> list[AnswerPoint]:
    """Up to ``each`` points of every recording, spread evenly, the first among them."""
    return [point for recording in recordings for point in _spread(recording, each)]


def _spread(recording: Recording, most: int) -> Iterator[AnswerPoint]:
    turns = recording.turns
    ends = [
        at
        for at in range(1, len(turns))
        if turns[at].by_agent and not turns[at - 1].by_agent and turns[at].text.strip()
    ]
    step = max(1.0, len(ends) / most)
    for number in range(min(most, len(ends))):
        at = ends[int(number * step)]
        yield AnswerPoint(_chat(recording, at), turns[at].text)


def _chat(recording: Recording, until: int) -> Chat:
    chat = Chat(f"{recording.id}-{until}", recording.customer, None, queued_at=_LONG_AGO)
    chat.messages += [
        Message(f"{chat.id}-{turn.number}", turn.text, _LONG_AGO, turn.by_agent, Delivery.RECEIVED)
        for turn in recording.turns[:until]
    ]
    return chat
