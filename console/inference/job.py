"""A draft on its way: its prompt, how far it is read, and what has been written."""

import time
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from console.inference.layout import Tokens
from console.inference.llama import Sampler
from console.inference.protocol import Done, Draft
from console.inference.sequences import Strand
from console.inference.text import TextStream

StoppedBy = Literal["end", "stop", "length"]


class Pen(NamedTuple):
    """Where a draft is being written, and the token chosen last, which is still to be read."""

    strand: Strand
    token: int


@dataclass(slots=True, eq=False)
class Job:
    """A request for a draft; once its chat is read it has a fork, once its prompt is read a pen."""

    draft: Draft
    prompt: Tokens
    arrival: int
    sampler: Sampler
    stream: TextStream
    taken: float = field(default_factory=time.monotonic)
    reused: int | None = None
    fork: Strand | None = None
    pen: Pen | None = None
    written: int = 0
    first_token_ms: float | None = None

    @property
    def lasting(self) -> list[int]:
        """The part of the prompt that the chat's sequence is to hold."""
        return self.prompt.prefix + self.prompt.transcript

    @property
    def whole(self) -> list[int]:
        """The prompt."""
        return self.lasting + self.prompt.tail

    def elapsed_ms(self) -> float:
        """Milliseconds since the request was taken."""
        return (time.monotonic() - self.taken) * 1e3

    def done(self, stopped_by: StoppedBy) -> Done:
        """The answer, now that the draft is complete."""
        return Done(
            request=self.draft.request,
            text=self.stream.text,
            tokens=self.written,
            prompt_tokens=len(self.whole),
            reused_tokens=self.reused or 0,
            first_token_ms=self.first_token_ms or 0.0,
            total_ms=self.elapsed_ms(),
            stopped_by=stopped_by,
            notes=self.prompt.notes,
        )
