"""From a prompt to tokens: in three parts of different life, and never longer than there is room.

Customers' words become tokens with special tokens off, so a typed ``<|im_end|>`` stays text.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple, Protocol, TypeVar

from console.domain.errors import ModelError
from console.inference.engine.prompt_formats import PromptFormat, Segment
from console.inference.protocol import Prompt, PromptTurn, Role

TURN_CHARS = 2400
"""What is read of one message; 1 MB pasted into a chat is not worth a minute of reading."""

TURN_TOKENS = 400
"""The same in tokens, of which some scripts need several for one character."""

DROP_STEP = 8
"""Old turns are left out in groups, so that not every new message moves the beginning."""

_GAP = " … "
_REMEMBERED = 2048


class Tokenizer(Protocol):
    """What turns text into tokens."""

    @property
    def beginning(self) -> list[int]:
        """The tokens that every prompt starts with."""
        ...

    def tokenize(self, text: str, *, marks: bool) -> list[int]:
        """The tokens of ``text``; only with ``marks`` are special tokens recognised in it."""
        ...


class Tokens(NamedTuple):
    """A prompt as the model reads it, and what had to be left out."""

    prefix: list[int]
    transcript: list[int]
    tail: list[int]
    notes: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.prefix) + len(self.transcript) + len(self.tail)


class _Bounded(NamedTuple):
    tokens: list[int]
    note: str | None


class PromptTokens:
    """Lays prompts out for one model; remembers turns, which come again with every prompt."""

    def __init__(self, profile: PromptFormat, tokenizer: Tokenizer) -> None:
        self._profile = profile
        self._tokenizer = tokenizer
        self._gap = self.plain_tokens(_GAP)
        self._whole = lru_cache(_REMEMBERED)(self._whole_turn)
        self._bounded = lru_cache(_REMEMBERED)(self._bounded_turn)

    def lay_out(self, prompt: Prompt, room: int, *, reply: bool = True) -> Tokens:
        """The tokens of ``prompt``, at most ``room`` of them; with ``reply`` a turn is begun.

        The oldest turns of the transcript go first, but the background before the first
        message stays, unless then there is no room for the last message. Raises ``ModelError`` if
        that doesn't fit either.
        """
        prefix = self._tokenizer.beginning + self._joined(prompt.prefix)
        tail = self._joined(prompt.tail)
        if reply:
            tail += self._segments(self._profile.reply(prompt.opening))
        turns = [self._bounded(turn) for turn in prompt.transcript]
        left = room - len(prefix) - len(tail)
        lead = next((n for n, t in enumerate(prompt.transcript) if t.role is not Role.SYSTEM), 0)
        lengths = [len(turn.tokens) for turn in turns]
        start = lead + _first_that_fits(lengths[lead:], left - sum(lengths[:lead]))
        if start == len(turns):
            lead, start = 0, _first_that_fits(lengths, left)
        if left < 0 or start == len(turns) > 0:
            raise ModelError(
                f"the prompt has more than {room} tokens without all of the transcript"
            )
        notes = [turn.note for turn in turns if turn.note]
        if start > lead:
            notes.append(f"the oldest {start - lead} messages were left out")
        kept = (*turns[:lead], *turns[start:])
        transcript = [token for turn in kept for token in turn.tokens]
        return Tokens(prefix, transcript, tail, tuple(notes))

    def plain_tokens(self, text: str) -> list[int]:
        """The tokens of a text in which nothing is special."""
        return self._tokenizer.tokenize(text, marks=False)

    def _segments(self, segments: Iterable[Segment]) -> list[int]:
        return [
            token
            for segment in segments
            for token in self._tokenizer.tokenize(segment.text, marks=segment.marks)
        ]

    def _joined(self, turns: Iterable[PromptTurn]) -> list[int]:
        return [token for turn in turns for token in self._whole(turn)]

    def _whole_turn(self, turn: PromptTurn) -> list[int]:
        return self._segments(self._profile.turn(turn))

    def _bounded_turn(self, turn: PromptTurn) -> _Bounded:
        """The tokens of one turn, of whose text only the beginning and the end are kept if long."""
        before, body, after = self._profile.turn(turn)
        text = _ends(body.text, TURN_CHARS, _GAP)
        words = self.plain_tokens(text)
        kept = _ends(words, TURN_TOKENS, self._gap)
        shortened = text != body.text or kept != words
        note = f"a message of {len(body.text)} characters was shortened" if shortened else None
        return _Bounded(self._segments([before]) + kept + self._segments([after]), note)


def _first_that_fits(lengths: Sequence[int], room: int) -> int:
    """The index from which on all lengths fit into ``room`` together."""
    start, total = len(lengths), 0
    while start and total + lengths[start - 1] <= room:
        start -= 1
        total += lengths[start]
    rounded = -(-start // DROP_STEP) * DROP_STEP
    return rounded if rounded < len(lengths) else start


T = TypeVar("T", str, list[int])


def _ends(whole: T, limit: int, gap: T) -> T:
    """The first two thirds and the last third of ``limit`` with a gap between, if it is longer."""
    if len(whole) <= limit:
        return whole
    return whole[: limit * 2 // 3] + gap + whole[-limit // 3 :]
