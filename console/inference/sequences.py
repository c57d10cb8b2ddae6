"""What the model has read and still remembers: a sequence for the prefix, each chat, each draft.

Sequences share the cells of what they have in common, so a chat costs what it adds to the prefix,
and a draft what it adds to its chat.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Protocol

_PREFIX = 0


class Memory(Protocol):
    """The part of a context that sequences live in."""

    def copy(self, source: int, target: int, length: int) -> None:
        """Let the empty ``target`` hold the ``length`` tokens of ``source`` in the same cells."""
        ...

    def cut(self, sequence: int, length: int) -> bool:
        """Keep the first ``length`` tokens of a sequence; False if that can't be done."""
        ...


@dataclass(slots=True)
class Strand:
    """One sequence of the cache and the tokens it holds."""

    number: int
    tokens: list[int] = field(default_factory=list)


def common(left: list[int], right: list[int]) -> int:
    """How many tokens two lists have in common from their beginning."""
    size = min(len(left), len(right))
    if left[:size] == right[:size]:
        return size
    return next(index for index in range(size) if left[index] != right[index])


class Strands:
    """All sequences of one context; a chat that nobody used for longest makes way for another."""

    def __init__(self, memory: Memory, chats: int, forks: int) -> None:
        self._memory = memory
        self._prefix = Strand(_PREFIX)
        self._chats: OrderedDict[str, Strand] = OrderedDict()
        self._free_chats = list(range(1, 1 + chats))
        self._free_forks = list(range(1 + chats, 1 + chats + forks))

    @property
    def fork_free(self) -> bool:
        """Whether another draft can be begun."""
        return bool(self._free_forks)

    def next_to_fill(
        self, chat: str, prefix: list[int], lasting: list[int]
    ) -> tuple[Strand, list[int]]:
        """The sequence to read on with so that the chat's comes to hold ``lasting``, and its aim.

        That is the shared one, as long as ``lasting`` begins with a ``prefix`` nobody has read.
        """
        strand = self._of_chat(chat)
        self._trim(strand, lasting)
        if len(strand.tokens) < len(prefix):
            self._trim(self._prefix, prefix)
            if self._prefix.tokens != prefix:
                return self._prefix, prefix
            self._clear(strand)
            self._share(self._prefix, strand)
        return strand, lasting

    def fork(self, source: Strand) -> Strand:
        """A sequence for a draft, beginning as ``source``."""
        fork = Strand(self._free_forks.pop())
        self._share(source, fork)
        return fork

    def release(self, fork: Strand) -> None:
        """A draft's sequence is not needed any more."""
        self._clear(fork)
        self._free_forks.append(fork.number)

    def forget(self, chat: str) -> None:
        """Drop what was read for a chat."""
        strand = self._chats.pop(chat, None)
        if strand is not None:
            self._clear(strand)
            self._free_chats.append(strand.number)

    def evict(self, spare: str | None) -> bool:
        """Forget the chat that was not used for longest, except one; False if there is none."""
        idle = next((chat for chat in self._chats if chat != spare), None)
        if idle is None:
            return False
        self.forget(idle)
        return True

    def _of_chat(self, chat: str) -> Strand:
        if chat not in self._chats:
            if not self._free_chats:
                self.evict(spare=None)
            self._chats[chat] = Strand(self._free_chats.pop())
        self._chats.move_to_end(chat)
        return self._chats[chat]

    def _trim(self, strand: Strand, wanted: list[int]) -> None:
        """Take away from a sequence all that is not the beginning of ``wanted``."""
        kept = common(strand.tokens, wanted)
        if kept == len(strand.tokens):
            return
        if self._memory.cut(strand.number, kept):
            del strand.tokens[kept:]
        else:
            self._clear(strand)

    def _share(self, source: Strand, target: Strand) -> None:
        if source.tokens:
            self._memory.copy(source.number, target.number, len(source.tokens))
        target.tokens = list(source.tokens)

    def _clear(self, strand: Strand) -> None:
        self._memory.cut(strand.number, 0)
        strand.tokens.clear()
