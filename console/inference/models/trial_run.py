"""A child process with a model, to try it out: asked a few things, waited for, and ended."""

import subprocess
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO

from console.domain.errors import ModelError
from console.inference.protocol import (
    Done,
    DraftRequest,
    FromWorker,
    Load,
    Ready,
    from_worker,
    worker_command,
)
from console.ipc.messages import RequestFailed, WireMessage, encode


class TrialEnded(ModelError):
    """The child ended before it had answered, as the library does when something is wrong."""


class OnTrial:
    """The child and the two ends of the line to it."""

    def __init__(self, child: subprocess.Popen[bytes], load: Load) -> None:
        if child.stdin is None or child.stdout is None:
            raise ValueError("the child was started without pipes")
        self._questions: IO[bytes] = child.stdin
        self._answers: IO[bytes] = child.stdout
        self._send(load)
        self.ready = next(each for each in self._receive() if isinstance(each, Ready))

    def drafts(self, wanted: Sequence[DraftRequest]) -> list[Done]:
        """Have these written together; raises ``ModelError`` if one of them can't be."""
        self._send(*wanted)
        done: list[Done] = []
        for message in self._receive():
            match message:
                case Done():
                    done.append(message)
                case RequestFailed(reason=reason):
                    raise ModelError(f"no draft: {reason}")
                case _:
                    pass
            if len(done) == len(wanted):
                return done
        raise EOFError

    def _send(self, *messages: WireMessage) -> None:
        self._questions.write(b"".join(encode(message) for message in messages))
        self._questions.flush()

    def _receive(self) -> Iterator[FromWorker]:
        for line in self._answers:
            yield from_worker(line)
        raise EOFError


@contextmanager
def on_trial(load: Load, limit_s: float) -> Iterator[OnTrial]:
    """A child that has loaded a model; it ends with the block, or after ``limit_s`` seconds.

    Raises ``TrialEnded`` with the child's last words if it ends by itself.
    """
    with tempfile.TemporaryFile() as errors:
        child = subprocess.Popen(  # noqa: S603 - the program's own command
            worker_command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors
        )
        limit = threading.Timer(limit_s, child.kill)
        limit.start()
        try:
            yield OnTrial(child, load)
        except (EOFError, BrokenPipeError):
            child.wait()
            raise TrialEnded(f"{load.path}: no draft: {_last_error(errors, child)}") from None
        except ModelError as error:
            raise ModelError(f"{load.path}: {error}") from error
        finally:
            limit.cancel()
            limit.join()
            child.kill()
            child.communicate()


def _last_error(errors: IO[bytes], child: subprocess.Popen[bytes]) -> str:
    errors.seek(0)
    lines = errors.read().decode("utf-8", "replace").splitlines()
    return lines[-1] if lines else f"the child ended with code {child.returncode}"
