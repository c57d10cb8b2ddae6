"""The engine's jobs: drafts to write, and transcripts to read ahead of them."""

import time
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Literal

from console.inference.engine.kv_sequences import KvSequence
from console.inference.engine.likely_text import LikelyText
from console.inference.engine.llama_binding import Sampler
from console.inference.engine.prompt_tokens import Tokens
from console.inference.protocol import Done, DraftRequest
from console.inference.stop_stream import StopStream

StoppedBy = Literal["end", "stop", "length"]


class Standing(IntEnum):
    """What goes first when it is for the same chat, or for chats that nobody looks at."""

    DRAFT = 0
    SCORE = 1
    AHEAD = 2


@dataclass(slots=True, eq=False)
class PrefillJob:
    """A chat's prompt to be read into a sequence, which it has once the reading has begun.

    ``reused`` tokens of it were known then; ``read`` tokens have been read since.
    """

    chat: str
    prompt: Tokens
    arrival: int
    rank: int = 0
    taken: float = field(default_factory=time.monotonic)
    reused: int | None = None
    read: int = 0
    sequence: KvSequence | None = None

    @property
    def request(self) -> str | None:
        """The id of the request that this is for, if anybody waits for it."""
        return None

    @property
    def standing(self) -> Standing:
        """What kind of work this is."""
        return Standing.AHEAD

    @property
    def is_writing(self) -> bool:
        """Whether the prompt is read and something was written."""
        return False

    @property
    def reusable_tokens(self) -> list[int]:
        """The part of the prompt that the chat will need again."""
        return self.prompt.prefix + self.prompt.transcript

    @property
    def tokens(self) -> list[int]:
        """The tokens of the prompt."""
        return self.reusable_tokens + self.prompt.tail

    def elapsed_ms(self) -> float:
        """Milliseconds since the request was taken."""
        return (time.monotonic() - self.taken) * 1e3


@dataclass(slots=True, eq=False, kw_only=True)
class DraftJob(PrefillJob):
    """A request for a draft; ``token`` is the one chosen last, which is still to be read.

    ``guessed`` of the ``written`` tokens were read before they were chosen.
    """

    draft: DraftRequest
    sampler: Sampler
    stream: StopStream
    likely: LikelyText = field(default_factory=LikelyText)
    token: int | None = None
    written: int = 0
    guessed: int = 0
    first_token_ms: float | None = None

    @property
    def request(self) -> str:
        return self.draft.request

    @property
    def standing(self) -> Standing:
        return Standing.DRAFT

    @property
    def is_writing(self) -> bool:
        return self.token is not None

    def guesses(self, most: int) -> list[int]:
        """Up to ``most`` tokens that likely follow the last one and are not the draft's last."""
        return self.likely.guesses(min(most, self.draft.max_tokens - self.written - 1))

    def done(self, stopped_by: StoppedBy) -> Done:
        """The answer, now that the draft is complete."""
        return Done(
            request=self.draft.request,
            text=self.stream.text,
            tokens=self.written,
            guessed_tokens=self.guessed,
            prompt_tokens=len(self.tokens),
            reused_tokens=self.reused or 0,
            first_token_ms=self.first_token_ms or 0.0,
            total_ms=self.elapsed_ms(),
            stopped_by=stopped_by,
            notes=self.prompt.notes,
        )
