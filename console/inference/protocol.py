"""The messages between the console and the child process that owns the model.

Lines over the child's standard input and output (``console.ipc.messages``). What is answered
carries the request's id, so that an answer that comes too late is known for what it is.
"""

import math
import sys
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from console.ipc.messages import Hello, RequestFailed, Shutdown, Text, WireMessage

PROTOCOL_VERSION = 3


def worker_command() -> tuple[str, ...]:
    """The command line that starts the child, from any working directory."""
    return (sys.executable, "-m", "console.inference.engine.worker")


def remote_command() -> tuple[str, ...]:
    """The command line that starts the child for a model on a server, from any directory."""
    return (sys.executable, "-m", "console.inference.remote.worker")


Word = Annotated[Text, Field(min_length=1, max_length=40)]


class Role(StrEnum):
    """Whose words a turn holds, in the terms that models are trained on."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


class PromptTurn(WireMessage):
    """One turn of a prompt. The customer speaks as the user, the agent as the assistant."""

    role: Role
    text: Text


class Prompt(WireMessage):
    """What a draft is made from, from the most lasting part to the most fleeting.

    ``prefix`` is the same for all chats and read once; ``transcript`` only grows and is read once
    per message; ``tail`` is read anew for every draft, so it should be short. The draft continues
    ``opening``, which is not part of the answer.
    """

    prefix: tuple[PromptTurn, ...]
    transcript: tuple[PromptTurn, ...]
    tail: tuple[PromptTurn, ...] = ()
    opening: Text = ""


class Sampling(WireMessage):
    """How tokens are chosen: ``temperature`` 0 always takes the likeliest."""

    temperature: float = Field(default=0.2, ge=0, le=2)
    top_k: int = Field(default=40, ge=0)
    min_p: float = Field(default=0.05, ge=0, le=1)
    seed: int = Field(default=1, ge=0, lt=2**32)


# --- from the console ------------------------------------------------------------------------


class RemoteServer(WireMessage):
    """A server that speaks OpenAI's chat completions; ``url`` goes up to and with ``/v1``.

    ``key_variable`` names the environment variable that holds the key, so no message does.
    """

    url: str
    model: str
    key_variable: str | None = None


class Load(WireMessage):
    """Load this model. The first message to a child, and the only one of its kind.

    One prompt and its draft may have ``context`` tokens together. What was read takes up to
    ``kv_mb`` megabytes, or as much as four prompts take if that is more; chats that don't fit into
    them any more are moved out to ``idle_mb`` more. ``flash`` computes attention in the way that
    needs less memory, which suits few processors. ``threads`` None leaves the window the
    processor time it needs. ``plain`` does without the faster forms of weights that some processors
    have instructions for, which is slower and safer. With a ``server``, which only a remote worker
    takes, ``path`` is ignored.
    """

    kind: Literal["load"] = "load"
    version: int = PROTOCOL_VERSION
    request: str = "load"
    path: str
    profile: str = "chatml"
    context: int = Field(default=2048, ge=256)
    kv_mb: int = Field(default=640, ge=1)
    idle_mb: int = Field(default=256, ge=0)
    flash: bool = False
    threads: int | None = Field(default=None, ge=1)
    plain: bool = False
    server: RemoteServer | None = None


class Read(WireMessage):
    """Read this transcript when there is nothing better to do: a draft will be asked for soon.

    There is no answer. A later one for the same chat replaces it.
    """

    kind: Literal["read"] = "read"
    chat: str
    prefix: tuple[PromptTurn, ...]
    transcript: tuple[PromptTurn, ...]


class DraftRequest(WireMessage):
    """Write a message for this chat. Drafts of lower ``rank`` come first among equals.

    As far as the draft keeps to ``likely``, such as an approved wording, it is written faster;
    the draft itself is the same with and without it.
    """

    kind: Literal["draft"] = "draft"
    request: str
    chat: str
    prompt: Prompt
    likely: Text = ""
    max_tokens: int = Field(default=120, ge=1, le=1024)
    stop: tuple[str, ...] = ()
    sampling: Sampling = Sampling()
    rank: int = 0


class ScoreRequest(WireMessage):
    """Tell how likely the model is to answer each question with one of two words.

    The questions are read one after the other behind the same chat, each as the turn that it is;
    the answer begins with ``opening``. What counts is how a word begins, in small letters or
    capitals, with a space before it or without. Drafts of the same chat come first.
    """

    kind: Literal["score"] = "score"
    request: str
    chat: str
    prefix: tuple[PromptTurn, ...]
    transcript: tuple[PromptTurn, ...]
    questions: tuple[PromptTurn, ...] = Field(min_length=1, max_length=64)
    opening: Text = ""
    words: tuple[Word, Word] = ("yes", "no")


class Cancel(WireMessage):
    """Nobody waits for this request any more. The answer is ``Cancelled``."""

    kind: Literal["cancel"] = "cancel"
    request: str


class Prioritise(WireMessage):
    """The agent looks at this chat (or at none): its drafts go first."""

    kind: Literal["prioritise"] = "prioritise"
    chat: str | None


class Forget(WireMessage):
    """This chat is over: drop its drafts and everything read for it."""

    kind: Literal["forget"] = "forget"
    chat: str


ToWorker = Load | Read | DraftRequest | ScoreRequest | Cancel | Prioritise | Forget | Shutdown


# --- from the child --------------------------------------------------------------------------


class Ready(WireMessage):
    """The model is loaded. One prompt and its draft may have ``context`` tokens together.

    ``host`` is the server that does the work, null for this machine.
    """

    kind: Literal["ready"] = "ready"
    request: str
    model: str
    context: int
    threads: int
    load_ms: float
    host: str | None = None


class Beat(WireMessage):
    """The child is at work and has nothing else to say."""

    kind: Literal["beat"] = "beat"


class Token(WireMessage):
    """The next piece of a draft's text."""

    kind: Literal["token"] = "token"
    request: str
    text: str


class Done(WireMessage):
    """A draft is complete. ``reused_tokens`` of the ``prompt_tokens`` had been read before.

    ``guessed_tokens`` of its ``tokens`` were guessed rightly from what was likely.
    ``first_token_ms`` and ``total_ms`` count from the moment the child took the request.
    """

    kind: Literal["done"] = "done"
    request: str
    text: str
    tokens: int
    guessed_tokens: int = 0
    prompt_tokens: int
    reused_tokens: int
    first_token_ms: float
    total_ms: float
    stopped_by: Literal["end", "stop", "length"]
    notes: tuple[str, ...] = ()


class WordScores(WireMessage):
    """The natural logarithms of the probabilities that the answer begins with either word."""

    first: float
    second: float

    @property
    def share(self) -> float:
        """The probability of the first word if it has to be one of the two."""
        return 1 / (1 + math.exp(min(self.second - self.first, 700.0)))


class Scored(WireMessage):
    """The scores of a request's questions, in their order.

    ``read_tokens`` were read for them, chat included; ``total_ms`` counts from the moment the child
    took the request.
    """

    kind: Literal["scored"] = "scored"
    request: str
    scores: tuple[WordScores, ...]
    read_tokens: int
    total_ms: float
    notes: tuple[str, ...] = ()


class Cancelled(WireMessage):
    """The child has stopped working on a request, or had finished or never known it."""

    kind: Literal["cancelled"] = "cancelled"
    request: str


FromWorker = Hello | Ready | Beat | Token | Done | Scored | Cancelled | RequestFailed

_TO_WORKER: TypeAdapter[ToWorker] = TypeAdapter(Annotated[ToWorker, Field(discriminator="kind")])
_FROM_WORKER: TypeAdapter[FromWorker] = TypeAdapter(
    Annotated[FromWorker, Field(discriminator="kind")]
)


def to_worker(line: bytes) -> ToWorker:
    """Read a line sent to the child; raises ``ValueError`` if it is not one of its messages."""
    return _TO_WORKER.validate_json(line)


def from_worker(line: bytes) -> FromWorker:
    """Read a line sent by the child; raises ``ValueError`` if it is not one of its messages."""
    return _FROM_WORKER.validate_json(line)
