"""From a prompt to tokens: in three parts of different life, and never longer than there is room.

Customers' words become tokens with special tokens off, so a typed ``<|im_end|>`` stays text.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol, TypeVar

from console.domain.errors import ModelError
from console.inference.profiles import Profile, Segment
from console.inference.protocol import Prompt, Turn

TURN_CHARS = 2400
"""What is read of one message; 1 MB pasted into a chat is not worth a minute of reading."""

TURN_TOKENS = 400
"""The same in tokens, of which some scripts need several for one character."""

DROP_STEP = 8
"""Old turns are left out in groups, so that not every new message moves the beginning."""

_GAP = " … "


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


def lay_out(prompt: Prompt, profile: Profile, tokenizer: Tokenizer, room: int) -> Tokens:
    """The tokens of ``prompt``, at most ``room`` of them.

    The oldest turns of the transcript go first; raises ``ModelError`` if the rest doesn't fit.
    """
    writer = _Writer(profile, tokenizer)
    prefix = tokenizer.beginning + writer.plain(prompt.prefix)
    tail = writer.plain(prompt.tail) + writer.segments(profile.reply(prompt.opening))
    turns = [writer.bounded(turn) for turn in prompt.transcript]
    left = room - len(prefix) - len(tail)
    start = _first_that_fits([len(turn) for turn in turns], left)
    if left < 0 or start == len(turns) > 0:
        raise ModelError(f"the prompt has more than {room} tokens without all of the transcript")
    transcript = [token for turn in turns[start:] for token in turn]
    if start:
        writer.notes.append(f"the oldest {start} messages were left out")
    return Tokens(prefix, transcript, tail, tuple(writer.notes))


def _first_that_fits(lengths: Sequence[int], room: int) -> int:
    """The index from which on all lengths fit into ``room`` together."""
    start, total = len(lengths), 0
    while start and total + lengths[start - 1] <= room:
        start -= 1
        total += lengths[start]
    rounded = -(-start // DROP_STEP) * DROP_STEP
    return rounded if rounded < len(lengths) else start


class _Writer:
    """Writes turns as tokens and notes what it shortened."""

    def __init__(self, profile: Profile, tokenizer: Tokenizer) -> None:
        self._profile = profile
        self._tokenizer = tokenizer
        self.notes: list[str] = []

    def segments(self, segments: Iterable[Segment]) -> list[int]:
        """The tokens of a row of segments."""
        return [
            token
            for segment in segments
            for token in self._tokenizer.tokenize(segment.text, marks=segment.marks)
        ]

    def plain(self, turns: Iterable[Turn]) -> list[int]:
        """The tokens of whole turns."""
        return [token for turn in turns for token in self.segments(self._profile.turn(turn))]

    def bounded(self, turn: Turn) -> list[int]:
        """The tokens of one turn, of whose text only the beginning and the end are kept if long."""
        before, body, after = self._profile.turn(turn)
        text = _ends(body.text, TURN_CHARS, _GAP)
        words = self._tokenizer.tokenize(text, marks=False)
        kept = _ends(words, TURN_TOKENS, self._tokenizer.tokenize(_GAP, marks=False))
        if text != body.text or kept != words:
            self.notes.append(f"a message of {len(body.text)} characters was shortened")
        return self.segments([before]) + kept + self.segments([after])


T = TypeVar("T", str, list[int])


def _ends(whole: T, limit: int, gap: T) -> T:
    """The first two thirds and the last third of ``limit`` with a gap between, if it is longer."""
    if len(whole) <= limit:
        return whole
    return whole[: limit * 2 // 3] + gap + whole[-limit // 3 :]
