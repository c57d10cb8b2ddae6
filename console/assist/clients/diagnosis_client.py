"""The console's client of the process that diagnoses: asks questions, returns the answers.

Driven from the window's thread by ``poll`` and never waiting there. Every question gets exactly one
answer: a diagnosis, or the message that there is none.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from console.diagnosis.protocol import (
    DiagnosisAnswer,
    DiagnosisQuestion,
    Example,
    FromDiagnosis,
    Learn,
    Learnt,
    from_diagnosis,
    worker_command,
)
from console.domain.clock import Clock
from console.ipc.messages import Hello, RequestFailed
from console.ipc.supervisor import ChildLoss, ChildState, RestartPolicy, Supervisor

DiagnosisReply = DiagnosisAnswer | RequestFailed


@dataclass(frozen=True, slots=True)
class DiagnosisTimeouts:
    """Limits, in seconds.

    A question is given up after ``answer_s``. A process is replaced if it has answered no question
    for ``stuck_s``, or not learnt its first examples within ``load_s``. New examples are sent at
    most every ``learn_s``. For the others see ``console.ipc.supervisor.RestartPolicy``; an answer
    makes the count of failures begin again.
    """

    answer_s: float = 1.0
    stuck_s: float = 20.0
    load_s: float = 300.0
    backoff_s: tuple[float, ...] = (0.5, 2.0)
    learn_s: float = 30.0
    grace_s: float = 1.0

    @property
    def restarts(self) -> RestartPolicy:
        """Those that the supervisor keeps."""
        return RestartPolicy(self.backoff_s, self.grace_s)


class DiagnosisClient:
    """Puts questions to the process, and teaches each new one what the last one knew."""

    def __init__(
        self,
        learn: Learn,
        clock: Clock,
        command: Sequence[str] = worker_command(),
        timeouts: DiagnosisTimeouts = DiagnosisTimeouts(),
        most_examples: int = 20_000,
    ) -> None:
        """``learn`` is what it learns at each start; nothing is started yet.

        Of what is learnt later, ``most_examples`` are kept in all; the oldest of those go first.
        """
        self._basis = learn
        self._later: list[Example] = []
        self._most_later = max(most_examples - len(learn.examples), 0)
        self._clock = clock
        self._timeouts = timeouts
        self._supervisor = Supervisor(
            command,
            from_diagnosis,
            clock,
            timeouts.restarts,
            on_start=self._send_first,
            on_message=self._take,
            on_loss=self._lose,
        )
        self._answers: list[DiagnosisReply] = []
        self._asked_at_s: dict[str, float] = {}
        self._waiting_since_s: float | None = None
        self._taught_at_s = 0.0
        self._has_untaught = False
        self.learnt: Learnt | None = None

    @property
    def pid(self) -> int | None:
        """The process's id, while there is one."""
        return self._supervisor.pid

    @property
    def ready(self) -> bool:
        """Whether there is a process that has learnt its first examples."""
        return self._supervisor.state is ChildState.READY

    @property
    def given_up(self) -> bool:
        """Whether the process has failed too often to be started again by itself."""
        return self._supervisor.state is ChildState.GIVEN_UP

    def start(self) -> None:
        """Start the process, or try anew after it was given up."""
        self._supervisor.start()

    def stop(self) -> None:
        """End the process, by force after a short grace. Safe to call twice.

        The next ``poll`` returns for open questions that there is no diagnosis.
        """
        self._supervisor.stop()
        self._fail_all("the diagnosis was stopped")

    def ask(self, request: str, text: str) -> None:
        """Ask what a text is about; ``poll`` returns the answer."""
        if not self.ready:
            state = "given up" if self.given_up else "not ready"
            self._fail(request, f"the diagnosis is {state}")
            return
        if request in self._asked_at_s:
            self._fail(request, "the same question was put again")
        self._asked_at_s[request] = self._now_s()
        if self._waiting_since_s is None:
            self._waiting_since_s = self._now_s()
        self._supervisor.send(DiagnosisQuestion(request=request, text=text))

    def learn(self, example: Example) -> None:
        """Have the process learn from a chat whose issue was confirmed, with others of its time."""
        self._later.append(example)
        del self._later[: max(len(self._later) - self._most_later, 0)]
        self._has_untaught = True

    def poll(self) -> list[DiagnosisReply]:
        """What has come back since the last call. Never blocks; call it some 30 times a second."""
        self._supervisor.poll()
        self._fail_late_questions()
        self._end_if_stuck()
        self._teach_if_due()
        answers, self._answers = self._answers, []
        return answers

    def _now_s(self) -> float:
        return self._clock.mono_ns() / 1e9

    def _send_first(self) -> None:
        """A process has started: teach it everything."""
        self._waiting_since_s = self._now_s()
        self._teach()

    def _teach(self) -> None:
        examples = (*self._basis.examples, *self._later)
        self._supervisor.send(self._basis.model_copy(update={"examples": examples}))
        self._taught_at_s, self._has_untaught = self._now_s(), False

    def _teach_if_due(self) -> None:
        due = self._now_s() - self._taught_at_s >= self._timeouts.learn_s
        if self._has_untaught and self.ready and due:
            self._teach()

    def _take(self, message: FromDiagnosis) -> None:
        match message:
            case Hello():
                pass
            case Learnt():
                if not self.ready:
                    self._waiting_since_s = None
                self._supervisor.mark_ready()
                self.learnt = message
            case DiagnosisAnswer(request=request):
                self._supervisor.clear_failures()
                self._waiting_since_s = None
                if self._asked_at_s.pop(request, None) is not None:
                    self._answers.append(message)
            case RequestFailed(request="learn", reason=reason) if not self.ready:
                # A process that has learnt nothing at its start would never be of use.
                self._supervisor.kill(reason)
            case RequestFailed(request=request, reason=reason):
                self._waiting_since_s = None
                if request is not None and self._asked_at_s.pop(request, None) is not None:
                    self._fail(request, reason)

    def _fail_late_questions(self) -> None:
        """Give up the questions that take too long."""
        limit_s = self._timeouts.answer_s
        for request, asked_at_s in list(self._asked_at_s.items()):
            if self._now_s() - asked_at_s > limit_s:
                del self._asked_at_s[request]
                self._fail(request, f"it took longer than {limit_s:g} s")

    def _end_if_stuck(self) -> None:
        """End a process that has not answered, or not learnt, for too long."""
        limit_s = self._timeouts.stuck_s if self.ready else self._timeouts.load_s
        since_s = self._waiting_since_s if self._supervisor.is_running else None
        if since_s is not None and self._now_s() - since_s > limit_s:
            self._supervisor.kill(f"it gave no answer for {limit_s:.0f} s")

    def _lose(self, loss: ChildLoss) -> None:
        """The process is gone: no open question gets a diagnosis."""
        self._fail_all(f"the diagnosis was lost: {loss.reason}")

    def _fail_all(self, reason: str) -> None:
        for request in self._asked_at_s:
            self._fail(request, reason)
        self._asked_at_s.clear()

    def _fail(self, request: str, reason: str) -> None:
        self._answers.append(RequestFailed(request=request, reason=reason))
