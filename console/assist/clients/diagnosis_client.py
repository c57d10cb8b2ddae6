"""The console's end of the line to the process that diagnoses: asks, hands on answers, restarts it.

Driven from the window's thread by ``poll`` and never waiting there. Every question is answered
once, by a reading or by the news that there is none.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel

from console.diagnosis.protocol import (
    DiagnosisAnswer,
    DiagnosisQuestion,
    Example,
    FromDiagnosis,
    Hello,
    Learn,
    Learnt,
    from_diagnosis,
    worker_command,
)
from console.domain.clock import Clock
from console.ipc.child import Child, ChildEnded
from console.ipc.messages import RequestFailed, Shutdown


@dataclass(frozen=True, slots=True)
class Unread:
    """A question that gets no reading, and why."""

    request: str
    reason: str


@dataclass(frozen=True, slots=True)
class DiagnosisPatience:
    """Limits, in seconds.

    A question is given up after ``answer_s``, and a process that has answered none for ``stuck_s``
    is replaced. ``pauses_s`` come before each restart, and when the last of those has failed there
    is no other; an answer makes the count begin again. New examples are sent at most every
    ``learn_s``.
    """

    answer_s: float = 1.0
    stuck_s: float = 20.0
    load_s: float = 300.0
    pauses_s: tuple[float, ...] = (0.5, 2.0)
    learn_s: float = 30.0
    grace_s: float = 1.0


@dataclass(slots=True)
class _Asked:
    """When a question was put."""

    at: float


class DiagnosisClient:
    """Keeps the process running for as long as that makes sense."""

    def __init__(
        self,
        learn: Learn,
        clock: Clock,
        command: Sequence[str] = worker_command(),
        patience: DiagnosisPatience = DiagnosisPatience(),
        most_examples: int = 20_000,
    ) -> None:
        """``learn`` is what it learns at each start; nothing is started yet.

        Of what is learnt later, ``most_examples`` are kept in all; the oldest of those go first.
        """
        self._basis = learn
        self._later: list[Example] = []
        self._room = max(most_examples - len(learn.examples), 0)
        self._clock = clock
        self._command = command
        self._patience = patience
        self._child: Child[FromDiagnosis] | None = None
        self._answers: list[DiagnosisAnswer | Unread] = []
        self._open: dict[str, _Asked] = {}
        self._failures = 0
        self._restart_at: float | None = None
        self._waiting_since: float | None = None
        self._taught_at = 0.0
        self._untaught = False
        self._verdict: str | None = None
        self.ready = False
        self.given_up = False
        self.learnt: Learnt | None = None

    @property
    def pid(self) -> int | None:
        """The process's id, while there is one."""
        return self._child.pid if self._child else None

    def start(self) -> None:
        """Start the process, or try anew after it was given up."""
        if self._child is None:
            self._failures, self.given_up = 0, False
            self._launch()

    def stop(self) -> None:
        """End the process, by force after a short grace. Safe to call twice.

        Questions that are open are told by the next ``poll`` to have no answer.
        """
        if self._child:
            self._child.send(Shutdown())
            self._child.close(self._patience.grace_s)
            self._child = None
        self._restart_at = None
        self.ready = False
        self._drop_all("the diagnosis was stopped")

    def ask(self, request: str, text: str) -> None:
        """Ask what a text is about; ``poll`` brings the answer."""
        if not self.ready or self._child is None:
            state = "given up" if self.given_up else "not ready"
            self._answers.append(Unread(request, f"the diagnosis is {state}"))
            return
        if request in self._open:
            self._answers.append(Unread(request, "the same question was put again"))
        self._open[request] = _Asked(self._now())
        if self._waiting_since is None:
            self._waiting_since = self._now()
        self._child.send(DiagnosisQuestion(request=request, text=text))

    def learn(self, example: Example) -> None:
        """Learn from a chat whose issue was confirmed, when it is next time to."""
        self._later.append(example)
        del self._later[: max(len(self._later) - self._room, 0)]
        self._untaught = True

    def poll(self) -> list[DiagnosisAnswer | Unread]:
        """What has come back since the last call. Never blocks; call it some 30 times a second."""
        while self._child and not self._child.incoming.empty():
            self._take(self._child.incoming.get_nowait())
        if self._child:
            self._watch(self._child)
            self._teach_if_due(self._child)
        elif self._restart_at is not None and self._now() >= self._restart_at:
            self._launch()
        answers, self._answers = self._answers, []
        return answers

    def _now(self) -> float:
        return self._clock.mono_ns() / 1e9

    def _launch(self) -> None:
        self._restart_at, self._verdict, self._waiting_since = None, None, self._now()
        try:
            self._child = Child(self._command, from_diagnosis)
        except OSError as error:
            self._lose(f"it can't be started: {error}")
            return
        self._teach(self._child)

    def _teach(self, child: Child[FromDiagnosis]) -> None:
        message: BaseModel = self._basis.model_copy(
            update={"examples": (*self._basis.examples, *self._later)}
        )
        child.send(message)
        self._taught_at, self._untaught = self._now(), False

    def _teach_if_due(self, child: Child[FromDiagnosis]) -> None:
        due = self._now() - self._taught_at >= self._patience.learn_s
        if self._untaught and self.ready and due:
            self._teach(child)

    def _take(self, message: FromDiagnosis | ChildEnded) -> None:
        match message:
            case Hello():
                pass
            case Learnt():
                if not self.ready:
                    self._waiting_since = None
                self.ready, self.learnt = True, message
            case DiagnosisAnswer(request=request):
                self._failures = 0
                self._waiting_since = None
                if self._open.pop(request, None) is not None:
                    self._answers.append(message)
            case RequestFailed(request="learn", reason=reason) if self._child and not self.ready:
                # Without its first lesson it would never be of use.
                self._verdict = reason
                self._child.kill()
            case RequestFailed(request=request, reason=reason):
                self._waiting_since = None
                if request is not None and self._open.pop(request, None) is not None:
                    self._answers.append(Unread(request, reason))
            case ChildEnded(reason=reason):
                self._lose(self._verdict or reason)

    def _watch(self, child: Child[FromDiagnosis]) -> None:
        """Give up questions that take too long, and put an end to a process that is stuck."""
        for request, asked in list(self._open.items()):
            if self._now() - asked.at > self._patience.answer_s:
                del self._open[request]
                late = f"it took longer than {self._patience.answer_s:g} s"
                self._answers.append(Unread(request, late))
        limit = self._patience.stuck_s if self.ready else self._patience.load_s
        since = self._waiting_since
        if since is not None and self._verdict is None and self._now() - since > limit:
            self._verdict = f"it gave no answer for {limit:.0f} s"
            child.kill()

    def _lose(self, reason: str) -> None:
        """The process is gone: answer what was asked of it, and plan another."""
        if self._child:
            self._child.close(grace_s=0)
            self._child = None
        self.ready = False
        self.given_up = self._failures == len(self._patience.pauses_s)
        if not self.given_up:
            self._restart_at = self._now() + self._patience.pauses_s[self._failures]
            self._failures += 1
        self._drop_all(f"the diagnosis was lost: {reason}")

    def _drop_all(self, reason: str) -> None:
        self._answers += [Unread(request, reason) for request in self._open]
        self._open.clear()
