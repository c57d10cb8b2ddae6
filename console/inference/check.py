"""Proves that a model answers on this machine, in the same child process the console uses."""

import subprocess
import tempfile
import threading
from dataclasses import dataclass
from typing import IO

from console.domain.errors import ModelError
from console.inference.catalog import ModelChoice
from console.inference.protocol import (
    Done,
    Draft,
    Failed,
    Prompt,
    Ready,
    Role,
    Sampling,
    Turn,
    encode,
    from_worker,
    worker_command,
)

_LIMIT_S = 180.0
_SHOP = "You write short, polite replies for the agent of an online shop."
_QUESTION = "Hello, my parcel should have come on Monday and it is still not here. What now?"


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What one draft of a model took. Rates are tokens per second."""

    model: str
    sha256: str
    threads: int
    context: int
    load_ms: float
    first_token_ms: float
    read_rate: float
    write_rate: float
    text: str


def check_model(choice: ModelChoice) -> CheckReport:
    """Load a model and have it write one draft; raises ``ModelError`` if it doesn't."""
    with tempfile.TemporaryFile() as errors:
        child = subprocess.Popen(  # noqa: S603 - the program's own command
            worker_command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors
        )
        limit = threading.Timer(_LIMIT_S, child.kill)
        limit.start()
        try:
            with child:
                ready, done = _converse(child, choice)
        except (EOFError, BrokenPipeError):
            raise ModelError(f"{choice.path}: no draft: {_end_of(errors, child)}") from None
        finally:
            limit.cancel()
            limit.join()
    if not done.text.strip():
        raise ModelError(f"{choice.path}: the model wrote nothing; the file may be damaged")
    return _report(choice, ready, done)


def _converse(child: subprocess.Popen[bytes], choice: ModelChoice) -> tuple[Ready, Done]:
    if child.stdin is None or child.stdout is None:
        raise ValueError("the child was started without pipes")
    transcript = (Turn(role=Role.USER, text=_QUESTION),)
    prompt = Prompt(prefix=(Turn(role=Role.SYSTEM, text=_SHOP),), transcript=transcript)
    draft = Draft(request="check", chat="check", prompt=prompt, sampling=Sampling(temperature=0))
    child.stdin.write(encode(choice.load()) + encode(draft))
    child.stdin.flush()
    ready = None
    for line in child.stdout:
        match from_worker(line):
            case Ready() as message:
                ready = message
            case Done() as done if ready is not None:
                return ready, done
            case Failed(reason=reason):
                raise ModelError(f"{choice.path}: no draft: {reason}")
            case _:
                pass
    raise EOFError


def _end_of(errors: IO[bytes], child: subprocess.Popen[bytes]) -> str:
    errors.seek(0)
    lines = errors.read().decode("utf-8", "replace").splitlines()
    return lines[-1] if lines else f"the child ended with code {child.returncode}"


def _report(choice: ModelChoice, ready: Ready, done: Done) -> CheckReport:
    writing_ms = max(done.total_ms - done.first_token_ms, 1e-3)
    return CheckReport(
        model=choice.id,
        sha256=choice.sha256,
        threads=ready.threads,
        context=ready.context,
        load_ms=ready.load_ms,
        first_token_ms=done.first_token_ms,
        read_rate=done.prompt_tokens / max(done.first_token_ms, 1e-3) * 1e3,
        write_rate=max(done.tokens - 1, 0) / writing_ms * 1e3,
        text=done.text,
    )
