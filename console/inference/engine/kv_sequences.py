"""Manages the sequences of tokens that the model keeps in its key-value cache.

One sequence holds the common beginning of all prompts and is only copied from. Each other one
belongs to a chat: a draft takes the chat's sequence, or a copy if another draft uses it, reads the
missing tokens into it, and keeps those that the next draft will need again. When none is free, the
chat that was idle for longest is moved out to ordinary memory.
"""

import itertools
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from console.domain.errors import ModelError
from console.inference.engine.parked_sequences import ParkedSequences

_PREFIX = 0


class KvMemory(Protocol):
    """The part of a context that holds sequences."""

    def copy(self, source: int, target: int) -> None:
        """Let ``target`` hold what ``source`` holds."""
        ...

    def cut(self, sequence: int, length: int) -> bool:
        """Keep the first ``length`` tokens of a sequence; False if that can't be done."""
        ...

    def save(self, sequence: int) -> bytes:
        """A copy of a sequence's state."""
        ...

    def restore(self, sequence: int, state: bytes) -> bool:
        """Let ``sequence`` hold what was saved; False if that can't be done."""
        ...


@dataclass(slots=True, eq=False)
class KvSequence:
    """One sequence and the tokens it holds; ``chat`` is null for the common beginning."""

    number: int
    chat: str | None = None
    tokens: list[int] = field(default_factory=list)
    busy: bool = False
    used: int = 0


def common_prefix_length(left: list[int], right: list[int]) -> int:
    """How many tokens two lists have in common from their beginning."""
    size = min(len(left), len(right))
    if left[:size] == right[:size]:
        return size
    return next(index for index in range(size) if left[index] != right[index])


class KvSequences:
    """All sequences of one context.

    A model that ``trims`` can forget the end of a sequence. One that can't begins each draft with
    a copy of the common beginning and reads the chat anew.
    """

    def __init__(
        self, memory: KvMemory, count: int, parked: ParkedSequences, *, trims: bool
    ) -> None:
        self._memory = memory
        self._parked = parked
        self._trims = trims
        self._prefix = KvSequence(_PREFIX)
        self._free = list(range(_PREFIX + 1, count))
        self._of_chats: list[KvSequence] = []
        self._clock = itertools.count()

    @property
    def spare(self) -> int:
        """How many sequences are free or idle."""
        return len(self._free) + sum(not sequence.busy for sequence in self._of_chats)

    def has_prefix(self, prefix: list[int]) -> bool:
        """Whether ``prefix`` has been read and can be copied for all chats."""
        return self._prefix.tokens == prefix

    def prefix_to_fill(self, prefix: list[int]) -> KvSequence:
        """The sequence that ``prefix`` is to be read into; it holds nothing else."""
        sequence = self._prefix
        kept = common_prefix_length(sequence.tokens, prefix)
        if kept < len(sequence.tokens) and not self._cut(sequence, kept):
            self._clear(sequence)
        return sequence

    def knows(self, chat: str, tokens: list[int]) -> bool:
        """Whether some sequence of the chat begins with these tokens, so that none is copied."""
        parked = self._parked.peek(chat)
        held = [sequence.tokens for sequence in self._of(chat)] + (
            [parked.tokens] if parked else []
        )
        return self._trims and any(
            common_prefix_length(each, tokens) == len(tokens) for each in held
        )

    def missing(self, chat: str, wanted: list[int]) -> int:
        """How many of these tokens would have to be read for the chat."""
        parked = self._parked.peek(chat)
        known = [self._source(chat, wanted)[1]]
        if parked is not None and self._trims:
            known.append(parked.tokens[: common_prefix_length(parked.tokens, wanted)])
        return max(1, len(wanted) - max(len(tokens) for tokens in known))

    def open(self, chat: str, wanted: list[int]) -> KvSequence | None:
        """A sequence with as much of ``wanted`` as is known, but never all; None if none is free.

        The last token is left to be read, since only reading it predicts what follows.
        """
        limit = len(wanted) - 1
        sequence = self._idle(chat, wanted) or self._restored(chat, wanted)
        sequence = sequence or self._copied(chat, wanted)
        if sequence is None:
            return None
        kept = min(common_prefix_length(sequence.tokens, wanted), limit)
        if kept < len(sequence.tokens) and not self._cut(sequence, kept):
            self._clear(sequence)
        sequence.chat, sequence.busy = chat, True
        return sequence

    def finish(self, sequence: KvSequence, reusable: list[int]) -> None:
        """Release a sequence after use; keep the part of ``reusable`` it holds, once a chat."""
        sequence.busy = False
        sequence.used = next(self._clock)
        kept = common_prefix_length(sequence.tokens, reusable)
        others = [
            each for each in self._of(sequence.chat) if not each.busy and each is not sequence
        ]
        best = max((common_prefix_length(each.tokens, reusable) for each in others), default=-1)
        if best >= kept or (kept < len(sequence.tokens) and not self._cut(sequence, kept)):
            self._release(sequence)
            return
        for other in others:
            self._release(other)

    def drop_last(self, sequence: KvSequence, count: int) -> None:
        """Forget the last ``count`` tokens, which only a model that trims can."""
        if count and not self._cut(sequence, len(sequence.tokens) - count):
            raise ModelError("what was guessed wrong could not be taken out of the memory")

    def compact(self, sequences: Collection[KvSequence]) -> None:
        """Give these sequences numbers without gaps.

        The library takes only such a row of sequences through the model together, and passes all
        weights through memory again for the next row. Moving a sequence pays within one step with
        a model of 0.5B, within seven with one of 135M. Not to be called while a copy waits.
        """
        numbers = {sequence.number for sequence in sequences}
        if not numbers or max(numbers) - min(numbers) < len(numbers):
            return
        row = self._row_for(numbers)
        holes = [number for number in row if number not in numbers]
        strays = [sequence for sequence in sequences if sequence.number not in row]
        for hole, stray in zip(holes, strays, strict=True):
            self._move(stray, hole)

    def _row_for(self, numbers: set[int]) -> range:
        """The row of ``len(numbers)`` consecutive numbers that has most of these in it."""
        size, last = len(numbers), max(numbers)
        rows = [range(first, first + size) for first in range(min(numbers), last - size + 2)]
        return max(rows, key=lambda row: len(numbers.intersection(row)))

    def _move(self, sequence: KvSequence, number: int) -> None:
        """Give a sequence another number; the one that has it gets the old number."""
        before = sequence.number
        moves = {number: sequence}
        for other in self._of_chats:
            if other.number == number:
                moves[before] = other
        if before not in moves:
            self._free.remove(number)
            self._free.append(before)
        full = {target: each for target, each in moves.items() if each.tokens}
        states = {target: self._memory.save(each.number) for target, each in full.items()}
        for each in full.values():
            self._memory.cut(each.number, 0)
        for target, each in moves.items():
            each.number = target
        for target, state in states.items():
            if not self._memory.restore(target, state):
                raise ModelError("what was read could not be moved within the model's memory")

    def forget(self, chat: str) -> None:
        """Drop what was read for a chat that no job is for."""
        self._parked.take(chat)
        for sequence in list(self._of(chat)):
            self._release(sequence)

    def _of(self, chat: str | None) -> Iterator[KvSequence]:
        return (sequence for sequence in self._of_chats if sequence.chat == chat)

    def _idle(self, chat: str, wanted: list[int]) -> KvSequence | None:
        """The chat's idle sequence, unless one at work or moved out has more of what is wanted."""
        idle = next((each for each in self._of(chat) if not each.busy), None)
        if idle is None:
            return None
        others = [each.tokens for each in self._of(chat) if each is not idle]
        best = max((common_prefix_length(tokens, wanted) for tokens in others), default=0)
        if common_prefix_length(idle.tokens, wanted) >= min(best, len(wanted) - 1):
            return idle
        self._release(idle)
        return None

    def _restored(self, chat: str, wanted: list[int]) -> KvSequence | None:
        """The chat's sequence brought back from ordinary memory."""
        parked = self._parked.peek(chat)
        if parked is None or common_prefix_length(parked.tokens, wanted) <= len(
            self._source(chat, wanted)[1]
        ):
            return None
        sequence = self._acquire(chat)
        if sequence is None:
            return None
        self._parked.take(chat)
        if self._memory.restore(sequence.number, parked.state):
            sequence.tokens = parked.tokens
        return sequence

    def _copied(self, chat: str, wanted: list[int]) -> KvSequence | None:
        sequence = self._acquire(chat)
        if sequence is None:
            return None
        source, _ = self._source(chat, wanted)
        if source.tokens:
            self._memory.copy(source.number, sequence.number)
        sequence.tokens = list(source.tokens)
        return sequence

    def _source(self, chat: str, wanted: list[int]) -> tuple[KvSequence, list[int]]:
        """The sequence that is best to copy from, and what of it is wanted."""
        sources = [self._prefix, *(self._of(chat) if self._trims else ())]
        best = max(sources, key=lambda sequence: common_prefix_length(sequence.tokens, wanted))
        return best, best.tokens[: common_prefix_length(best.tokens, wanted)]

    def _acquire(self, chat: str) -> KvSequence | None:
        """An empty sequence; the chat that was idle for longest moves out if there is no other."""
        if not self._free:
            idle = [sequence for sequence in self._of_chats if not sequence.busy]
            if not idle:
                return None
            oldest = min(idle, key=lambda sequence: sequence.used)
            self._parked.put(oldest.chat or "", oldest.tokens, self._memory.save(oldest.number))
            self._release(oldest)
        number = min(self._free, key=self._distance)
        self._free.remove(number)
        sequence = KvSequence(number, chat, busy=True)
        self._of_chats.append(sequence)
        return sequence

    def _distance(self, number: int) -> tuple[int, int]:
        """How far a number is from those of sequences at work; the lower of two is nearer."""
        busy = (sequence.number for sequence in self._of_chats if sequence.busy)
        return min((abs(number - each) for each in busy), default=0), number

    def _release(self, sequence: KvSequence) -> None:
        self._clear(sequence)
        self._of_chats.remove(sequence)
        self._free.append(sequence.number)

    def _cut(self, sequence: KvSequence, length: int) -> bool:
        if not self._trims or not self._memory.cut(sequence.number, length):
            return False
        del sequence.tokens[length:]
        return True

    def _clear(self, sequence: KvSequence) -> None:
        self._memory.cut(sequence.number, 0)
        sequence.tokens = []
