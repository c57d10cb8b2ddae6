"""What the sides of ``bench assist`` have in common: requests in, timings out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict

from console.bench.drafts.workload import SIZES, ChatSizes, WorkloadDraft


@dataclass(frozen=True, slots=True)
class BenchLoad:
    """What a side is to load. ``room`` is in tokens of one chat with its draft.

    ``sizes`` are those of the chats to come. ``plain`` does without forms of the weights that this
    processor has instructions for.
    """

    path: str
    threads: int
    chats: int
    room: int
    plain: bool = False
    sizes: ChatSizes = SIZES


class Pass(BaseModel):
    """A draft for every chat. Times are seconds from when the message arrived.

    ``prompt`` are tokens of the prompt, ``read`` those of them that were not known yet, ``out``
    the tokens written; all by chat.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    first_s: tuple[float, ...]
    total_s: float
    prompt: tuple[int, ...]
    read: tuple[int, ...]
    out: tuple[int, ...]


def messages(request: WorkloadDraft) -> list[Any]:  # Any: the library's own message types
    """The turns as chat completions take them."""
    return [{"role": turn.role.value, "content": turn.text} for turn in request.turns]


def server_pass(drafts: Sequence[tuple[float, dict[str, int]]], total_s: float) -> Pass:
    """A pass of seconds to the first text, and what a server says of the tokens, by draft."""
    counts = [each for _, each in drafts]
    return Pass(
        first_s=tuple(first_s for first_s, _ in drafts),
        total_s=total_s,
        prompt=tuple(each["cache_n"] + each["prompt_n"] for each in counts),
        read=tuple(each["prompt_n"] for each in counts),
        out=tuple(each["predicted_n"] for each in counts),
    )
