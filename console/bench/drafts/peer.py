"""A peer in a process of its own, so that sides share nothing but the machine.

The line to it carries JSON: an order with its arguments there, the result or an error back. A
peer that waits for an order sleeps.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from typing import IO, TypeVar

from pydantic import TypeAdapter

from console.bench.drafts.sides import BenchLoad, Pass
from console.bench.drafts.workload import WorkloadDraft
from console.domain.errors import ModelError
from console.inference.processor import WAITING

T = TypeVar("T")


class BaselineSide:
    """The console's end of the line to a peer."""

    def __init__(self, module: str, job: BenchLoad) -> None:
        """Start the peer and wait until it is ready; raises ``ModelError`` if it can't be."""
        self._name = module
        # A file takes what the libraries print, however much it is, without anybody reading it.
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
        self._process = subprocess.Popen(  # noqa: S603 - the program's own command
            [sys.executable, "-m", f"console.bench.drafts.{module}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env={**os.environ, **WAITING},
        )
        self.about = self.order(dict[str, str], "load", **asdict(job))

    def order(self, kind: type[T], name: str, **arguments: object) -> T:
        """Have something done, of which comes a ``kind``; raises ``ModelError`` if it failed."""
        line = json.dumps({"order": name, **arguments}).encode() + b"\n"
        try:
            _pipe(self._process.stdin).write(line)
            _pipe(self._process.stdin).flush()
            answer = json.loads(_pipe(self._process.stdout).readline() or "{}")
        except BrokenPipeError:
            answer = {}
        if "result" not in answer:
            raise ModelError(f"{self._name}: {answer.get('error') or self._last_words()}")
        return TypeAdapter(kind).validate_python(answer["result"])

    def tokens(self, text: str) -> int:
        """How many tokens a text has, marks recognised."""
        return self.order(int, "tokens", text=text)

    def one_by_one(self, requests: Sequence[WorkloadDraft]) -> Pass:
        """Have drafts written one after the other."""
        return self.order(Pass, "one_by_one", requests=_plain(requests))

    def together(self, requests: Sequence[WorkloadDraft]) -> Pass:
        """Have drafts written all at once."""
        return self.order(Pass, "together", requests=_plain(requests))

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        with self._process, self._errors:
            pass

    def _last_words(self) -> str:
        self._process.kill()
        self._process.wait()
        self._errors.seek(0)
        lines = self._errors.read().decode("utf-8", "replace").split("\n")
        return next((line for line in reversed(lines) if line.strip()), "it ended")


def _plain(requests: Sequence[WorkloadDraft]) -> list[dict[str, object]]:
    return [
        {
            "chat": request.chat,
            "out": request.out,
            "turns": [turn.model_dump() for turn in request.turns],
        }
        for request in requests
    ]


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise ValueError("the process was started without pipes")
    return stream
