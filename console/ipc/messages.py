"""The format of messages between the console and its child processes: one JSON object a line.

Here are the messages that every child has. The others are its own protocol
(``console.inference.protocol``, ``console.diagnosis.protocol``).
"""

import os
from collections.abc import Callable, Iterable, Iterator
from typing import Annotated, BinaryIO, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict

T = TypeVar("T")


def _without_surrogates(text: object) -> object:
    """Replace lone surrogates, which some clients let through and no UTF-8 can hold."""
    return text.encode("utf-8", "replace").decode() if isinstance(text, str) else text


Text = Annotated[str, BeforeValidator(_without_surrogates)]


class WireMessage(BaseModel):
    """A message between two processes, sent as one line."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Hello(WireMessage):
    """From a child, first of all: it runs, and speaks this version of its protocol."""

    kind: Literal["hello"] = "hello"
    version: int
    pid: int


class Shutdown(WireMessage):
    """To a child: end now."""

    kind: Literal["shutdown"] = "shutdown"


class RequestFailed(WireMessage):
    """From a child: a request can't be answered; without an id, a line was not understood."""

    kind: Literal["failed"] = "failed"
    request: str | None
    reason: str


def encode(message: WireMessage) -> bytes:
    """The message as one line."""
    return message.model_dump_json().encode() + b"\n"


def take_pipes() -> tuple[BinaryIO, BinaryIO]:
    """A child's pipes from and to the console, out of reach of a library that prints."""
    commands = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return commands, answers


def received(
    lines: Iterable[bytes], decode: Callable[[bytes], T]
) -> Iterator[T | RequestFailed | Shutdown]:
    """The messages that a child receives; at the end of the pipe, the order to stop."""
    for line in lines:
        try:
            yield decode(line)
        except ValueError:
            # The error would quote the line, which may hold what a customer wrote.
            yield RequestFailed(
                request=None, reason="not understood: it is not one of the messages"
            )
    yield Shutdown()
