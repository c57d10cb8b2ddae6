"""The process that diagnoses: it learns from examples and answers questions.

It learns in a thread of its own and meanwhile answers from what it knew before. It ends when told
to, or when its parent is gone.
"""

import os
import queue
import signal
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, BinaryIO

from console.diagnosis.protocol import (
    PROTOCOL_VERSION,
    DiagnosisQuestion,
    FromDiagnosis,
    Learn,
    ToDiagnosis,
    to_diagnosis,
)
from console.domain.errors import ModelError
from console.inference.processor import lower_priority
from console.ipc.messages import Hello, RequestFailed, Shutdown, encode, received, take_pipes

if TYPE_CHECKING:
    from console.diagnosis.reader import DiagnosisModel

Inbox = queue.SimpleQueue[ToDiagnosis | RequestFailed]


def main() -> int:
    """Run until the end; returns the exit code."""
    commands, answers = take_pipes()
    lower_priority()
    inbox: Inbox = queue.SimpleQueue()
    # Ctrl+C in a terminal reaches the whole group; it is the console that decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: inbox.put(Shutdown()))
    threading.Thread(target=_read, args=(commands, inbox), daemon=True).start()
    answers.write(encode(Hello(version=PROTOCOL_VERSION, pid=os.getpid())))
    # The libraries take a second to import and read the environment as it is then.
    from console.diagnosis.reader import load_diagnosis_model  # noqa: PLC0415

    # A broken pipe: the console is gone, and nobody is left to tell.
    with suppress(BrokenPipeError):
        DiagnosisWorker(inbox, answers, load_diagnosis_model()).run()
    # Learning can't be interrupted, and nobody waits for its result.
    sys.stderr.flush()
    os._exit(0)


def _read(commands: BinaryIO, inbox: Inbox) -> None:
    for message in received(commands, to_diagnosis):
        inbox.put(message)


class DiagnosisWorker:
    """Handles the messages of the console in their order."""

    def __init__(self, inbox: Inbox, answers: BinaryIO, model: "DiagnosisModel") -> None:
        self._inbox = inbox
        self._answers = answers
        self._model = model
        self._lessons: queue.SimpleQueue[Learn] = queue.SimpleQueue()
        # Two threads write messages; each must come out as one line.
        self._lock = threading.Lock()

    def run(self) -> None:
        """Work until told to stop."""
        threading.Thread(target=self._learn, daemon=True).start()
        while not isinstance(message := self._inbox.get(), Shutdown):
            match message:
                case Learn(version=version) if version != PROTOCOL_VERSION:
                    reason = f"this process speaks {PROTOCOL_VERSION}, the console {version}"
                    self._send(RequestFailed(request=message.request, reason=reason))
                case Learn():
                    self._lessons.put(message)
                case DiagnosisQuestion():
                    self._send(self._model.read(message))
                case RequestFailed():
                    self._send(message)

    def _learn(self) -> None:
        """Learn each new lesson; if that ends for any reason, the process ends too."""
        try:
            self._learn_lessons()
        finally:
            self._inbox.put(Shutdown())

    def _learn_lessons(self) -> None:
        while True:
            lesson = self._lessons.get()
            while not self._lessons.empty():
                lesson = self._lessons.get()
            try:
                self._send(self._model.learn(lesson))
            except (ModelError, ArithmeticError, MemoryError) as error:
                self._send(RequestFailed(request=lesson.request, reason=f"not learnt: {error}"))
            except BrokenPipeError:
                return

    def _send(self, message: FromDiagnosis) -> None:
        with self._lock:
            self._answers.write(encode(message))


if __name__ == "__main__":
    sys.exit(main())
