"""What a server streams, read with distrust: bounded lines, typed pieces, and an end."""

import re
from collections.abc import AsyncIterator, Iterable
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from console.domain.errors import ModelError
from console.domain.structured_text import parse_object

LINE_BYTES = 1 << 20
"""No piece of an answer is longer."""

_DATA = b"data:"
_END = b"[DONE]"


_REFUSES = re.compile(
    r"unsupported|not supported|does not support|unknown|unrecogni[sz]ed|unexpected|not permitted"
    r"|not allowed|extra (?:inputs|fields)",
    re.IGNORECASE,
)
"""A complaint that a parameter is not taken at all; one about its value says something else."""


class _Reply(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Delta(_Reply):
    """What a choice grows by; ``reasoning_content`` are thoughts, which are no answer."""

    content: str | None = None
    reasoning_content: str | None = None


class CompletionChoice(_Reply):
    """One of the answers; there is only one."""

    delta: Delta = Delta()
    finish_reason: str | None = None


class CachedTokens(_Reply):
    """How many tokens of the prompt the server knew already."""

    cached_tokens: Annotated[int, Field(ge=0)] | None = None


class Usage(_Reply):
    """How many tokens there were."""

    prompt_tokens: int = Field(default=0, ge=0)
    completion_tokens: int = Field(default=0, ge=0)
    prompt_tokens_details: CachedTokens | None = None


class Chunk(_Reply):
    """One piece of a streamed answer."""

    choices: tuple[CompletionChoice, ...] = ()
    usage: Usage | None = None
    error: object = None


class ServedModel(_Reply):
    """A model that a server has; some tell how long a prompt may be."""

    id: str
    max_model_len: Annotated[int, Field(ge=1)] | None = None


class ServedModels(_Reply):
    """The answer to which models there are."""

    data: tuple[ServedModel, ...] = ()


async def lines(pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The lines of a stream; raises ``ModelError`` if one has no end."""
    held = b""
    async for piece in pieces:
        *whole, held = (held + piece).split(b"\n")
        for line in whole:
            yield line
        if len(held) > LINE_BYTES:
            raise ModelError(f"it sent a line of more than {LINE_BYTES:,} bytes")
    yield held


async def chunks(pieces: AsyncIterator[bytes]) -> AsyncIterator[Chunk]:
    """The pieces of a streamed answer, to its end; raises ``ModelError`` at nonsense."""
    async for line in lines(pieces):
        if not line.startswith(_DATA):
            continue  # Empty lines part events; what begins with a colon keeps the line open.
        data = line.removeprefix(_DATA).strip()
        if data == _END:
            return
        try:
            chunk = Chunk.model_validate_json(data)
        except ValueError:
            raise ModelError("it streamed what is not a chat completion") from None
        if chunk.error is not None:
            raise ModelError("it reports an error of its own in the middle of the answer")
        yield chunk


def refused_parameter(body: bytes, parameters: Iterable[str]) -> str | None:
    """Which of the parameters a server's complaint about a request names; null if none."""
    try:
        error = parse_object(body.decode())["error"]
        fields = error if isinstance(error, dict) else {"message": error}
        named, message = fields.get("param"), str(fields.get("message"))
    except (ValueError, KeyError, TypeError):
        return None
    if not _REFUSES.search(message[:1_000]) and "unsupported" not in str(fields.get("code")):
        return None
    known = set(parameters)
    said = [named, *re.findall(r"[a-z_]+", message[:1_000])]
    return next((each for each in said if isinstance(each, str) and each in known), None)


def complaint(body: bytes, secret: str | None) -> str:
    """What a server says is wrong with a request, in a short line without the key."""
    try:
        error = parse_object(body.decode())["error"]
        message = error["message"] if isinstance(error, dict) else error
    except (ValueError, KeyError, TypeError):
        return ""
    if not isinstance(message, str) or (secret and secret in message):
        return ""
    printable = "".join(each if each.isprintable() else " " for each in message)
    return f": {' '.join(printable.split())[:160]}"
