"""Sequences of idle chats, moved out of the model's memory."""

from collections import OrderedDict
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ParkedSequence:
    """The tokens of a sequence and the library's copy of its state."""

    tokens: list[int]
    state: bytes


class ParkedSequences:
    """Sequences by chat, within a number of bytes; the one parked longest ago makes way."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._parked: OrderedDict[str, ParkedSequence] = OrderedDict()
        self.bytes = 0

    def __contains__(self, chat: str) -> bool:
        return chat in self._parked

    def put(self, chat: str, tokens: list[int], state: bytes) -> None:
        """Keep a chat's sequence instead of any before it; one that is too large is not kept."""
        self.take(chat)
        if len(state) > self._room:
            return
        while self.bytes + len(state) > self._room:
            self.take(next(iter(self._parked)))
        self._parked[chat] = ParkedSequence(tokens, state)
        self.bytes += len(state)

    def peek(self, chat: str) -> ParkedSequence | None:
        """The chat's sequence, if it is here."""
        return self._parked.get(chat)

    def take(self, chat: str) -> ParkedSequence | None:
        """The chat's sequence, which is not kept here any longer."""
        parked = self._parked.pop(chat, None)
        if parked is not None:
            self.bytes -= len(parked.state)
        return parked
