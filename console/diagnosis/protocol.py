"""The messages between the console and the process that diagnoses.

Lines over its standard input and output (``console.ipc.messages``), as with the model's process:
each answer carries the id of what it answers.
"""

import sys
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from console.ipc.messages import Hello, RequestFailed, Shutdown, Text, WireMessage

PROTOCOL_VERSION = 1


def worker_command() -> tuple[str, ...]:
    """The command line that starts the process, from any working directory."""
    return (sys.executable, "-m", "console.diagnosis.worker")


class Example(WireMessage):
    """Something a customer wrote, and the issue it was about."""

    text: Text
    issue: str


class Passage(WireMessage):
    """A text that may be cited: an article of the knowledge base."""

    id: str
    text: Text


# --- from the console ------------------------------------------------------------------------


class Learn(WireMessage):
    """Learn the taxonomy anew from these examples, and be able to find these passages.

    The first message; a later one replaces what was learnt. Questions that come while it learns
    are answered from what it knew before.
    """

    kind: Literal["learn"] = "learn"
    version: int = PROTOCOL_VERSION
    request: str = "learn"
    examples: tuple[Example, ...]
    passages: tuple[Passage, ...] = ()


class DiagnosisQuestion(WireMessage):
    """Asks what a text is about; it is all that the customer has written so far."""

    kind: Literal["ask"] = "ask"
    request: str
    text: Text


ToDiagnosis = Learn | DiagnosisQuestion | Shutdown


# --- from the process ------------------------------------------------------------------------


class Learnt(WireMessage):
    """Reports how many examples and issues were learnt.

    ``embeddings`` says whether it used their embeddings and not only their words.
    """

    kind: Literal["learnt"] = "learnt"
    request: str
    examples: int
    issues: int
    embeddings: bool
    ms: float


class Guess(WireMessage):
    """An issue and how probable it is."""

    issue: str
    probability: float = Field(ge=0, le=1)


class DiagnosisAnswer(WireMessage):
    """What the text is about.

    ``guesses`` are the likeliest issues, best first. ``sure`` is whether the first is probable
    enough to be shown; ``evidence`` are the customer's own words that speak most for it.
    ``passages`` are the nearest in meaning, best first, with their cosine similarity (empty without
    embeddings). ``language`` is an ISO 639-1 code, null where the text is too short to tell.
    """

    kind: Literal["reading"] = "reading"
    request: str
    guesses: tuple[Guess, ...]
    sure: bool
    evidence: tuple[str, ...] = ()
    passages: tuple[tuple[str, float], ...] = ()
    language: str | None = None
    ms: float


FromDiagnosis = Hello | Learnt | DiagnosisAnswer | RequestFailed

_TO: TypeAdapter[ToDiagnosis] = TypeAdapter(Annotated[ToDiagnosis, Field(discriminator="kind")])
_FROM: TypeAdapter[FromDiagnosis] = TypeAdapter(
    Annotated[FromDiagnosis, Field(discriminator="kind")]
)


def to_diagnosis(line: bytes) -> ToDiagnosis:
    """Read a line sent to the process; raises ``ValueError`` if it is not one of its messages."""
    return _TO.validate_json(line)


def from_diagnosis(line: bytes) -> FromDiagnosis:
    """Read a line sent by the process; raises ``ValueError`` if it is not one of its messages."""
    return _FROM.validate_json(line)
