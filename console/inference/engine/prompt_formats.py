"""How a model wants a conversation laid out: the marks around each turn, and where to stop.

The project's own files, never the template inside a model file, which is a program of strangers.
"""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, ValidationError

from console.domain.errors import ModelError
from console.domain.structured_text import parse_toml
from console.inference.protocol import PromptTurn


class Segment(NamedTuple):
    """A stretch of prompt text; only in ``marks`` are special tokens recognised."""

    text: str
    marks: bool


class Marks(BaseModel):
    """What stands before and after a turn."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    before: str
    after: str


class PromptFormat(BaseModel):
    """The layout that one family of models was trained on.

    ``thought`` stands at the beginning of a reply that is to be written, but not of earlier ones.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    system: Marks
    user: Marks
    assistant: Marks
    stop: tuple[str, ...]
    thought: str = ""

    def turn(self, turn: PromptTurn) -> Iterator[Segment]:
        """One complete turn."""
        marks: Marks = getattr(self, turn.role.value)
        yield Segment(marks.before, marks=True)
        yield Segment(turn.text, marks=False)
        yield Segment(marks.after, marks=True)

    def reply(self, opening: str) -> Iterator[Segment]:
        """The beginning of the turn that the model is to continue."""
        yield Segment(self.assistant.before + self.thought, marks=True)
        yield Segment(opening, marks=False)


def load_profile(name: str, folder: Path) -> PromptFormat:
    """Read the profile ``name``; raises ``ModelError`` if there is none or it is not understood."""
    path = folder / "profiles" / f"{name}.toml"
    try:
        return PromptFormat.model_validate(parse_toml(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        known = ", ".join(sorted(each.stem for each in path.parent.glob("*.toml")))
        raise ModelError(f"no prompt profile called {name}; known are: {known}") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise ModelError(f"{path}: not a prompt profile: {error}") from error
