"""What passes between a customer's page and the gateway: one JSON object in each frame."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from console.ipc.messages import Text

MOST_BYTES = 64 * 1024
"""Of one frame."""

_ID = r"^[A-Za-z0-9-]{8,64}$"


class Frame(BaseModel):
    """A frame from a page; anything else ends the connection."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class JoinFrame(Frame):
    """First of all: go on with a visit, or begin one. ``after`` is the last line the page has."""

    type: Literal["join"]
    key: str = Field(default="", max_length=200)
    token: str = Field(default="", max_length=200)
    name: Text = Field(default="", max_length=80)
    after: int = Field(default=0, ge=0, le=1_000_000)


class MessageFrame(Frame):
    """The customer wrote; the page sends it until there is a line with this id."""

    type: Literal["message"]
    id: str = Field(pattern=_ID)
    text: Text = Field(min_length=1)


class TypingFrame(Frame):
    """The customer began or stopped typing."""

    type: Literal["typing"]
    active: bool


class HasFrame(Frame):
    """The page has the lines up to this one, and the customer may have seen them."""

    type: Literal["has"]
    line: int = Field(ge=0, le=1_000_000)
    seen: bool = False


class RateFrame(Frame):
    """The customer rates the chat that has ended."""

    type: Literal["rate"]
    rating: int = Field(ge=1, le=5)
    comment: Text = Field(default="", max_length=2_000)


class LeaveFrame(Frame):
    """The customer ends the chat."""

    type: Literal["leave"]


class PingFrame(Frame):
    """The page is there."""

    type: Literal["ping"]


PageFrame = JoinFrame | MessageFrame | TypingFrame | HasFrame | RateFrame | LeaveFrame | PingFrame

_FRAME: TypeAdapter[PageFrame] = TypeAdapter(Annotated[PageFrame, Field(discriminator="type")])


def read_frame(text: str | bytes) -> PageFrame:
    """Read a frame; raises ``ValueError`` if it is none that a page sends."""
    return _FRAME.validate_json(text)
