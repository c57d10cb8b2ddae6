"""The console's client of the process that owns the model: asks for drafts, returns the answers.

Driven from the window's thread by ``poll`` and never waiting there. Chats and texts mean nothing
here: an answer carries the id of its request, and one to a request that was dropped is ignored.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from console.domain.clock import Clock
from console.inference.protocol import (
    Cancel,
    Done,
    DraftRequest,
    Forget,
    FromWorker,
    Load,
    Prioritise,
    Read,
    Ready,
    Scored,
    ScoreRequest,
    Token,
    from_worker,
    worker_command,
)
from console.ipc.messages import RequestFailed
from console.ipc.supervisor import ChildLoss, ChildState, RestartPolicy, Supervisor


@dataclass(frozen=True, slots=True)
class WorkerLost:
    """The child is gone, and these requests with it; ``final`` if no other child follows.

    ``plain`` says that the next one does without the faster forms of weights, since this one may
    have failed over them.
    """

    reason: str
    final: bool
    requests: tuple[str, ...] = ()
    plain: bool = False


Answer = Ready | Token | Done | Scored | RequestFailed | WorkerLost


@dataclass(frozen=True, slots=True)
class DraftTimeouts:
    """Limits, in seconds.

    A child is replaced if it gives no sign of life for ``load_s`` while it loads the model, or for
    ``silence_s`` while it has work. For the others see ``console.ipc.supervisor.RestartPolicy``; a
    draft makes the count of failures begin again too.
    """

    load_s: float = 120.0
    silence_s: float = 20.0
    backoff_s: tuple[float, ...] = (0.5, 2.0, 5.0)
    stable_after_s: float = 30.0
    grace_s: float = 1.0

    @property
    def restarts(self) -> RestartPolicy:
        """Those that the supervisor keeps."""
        return RestartPolicy(self.backoff_s, self.grace_s, self.stable_after_s)


class DraftClient:
    """Puts requests to the child, and to the next one while it restarts."""

    def __init__(
        self,
        load: Load,
        clock: Clock,
        command: Sequence[str] = worker_command(),
        timeouts: DraftTimeouts = DraftTimeouts(),
    ) -> None:
        self._load = load
        self._clock = clock
        self._timeouts = timeouts
        self._supervisor = Supervisor(
            command,
            from_worker,
            clock,
            timeouts.restarts,
            on_start=self._send_first,
            on_message=self._take,
            on_loss=self._lose,
        )
        self._answers: list[Answer] = []
        self._open: dict[str, DraftRequest | ScoreRequest] = {}
        self._visible: str | None = None
        self._silent_since_s = 0.0
        self._plain = self._plain_works = False

    @property
    def state(self) -> ChildState:
        """Where the child stands."""
        return self._supervisor.state

    @property
    def pid(self) -> int | None:
        """The child's process id, while there is a child."""
        return self._supervisor.pid

    def start(self) -> None:
        """Start the child, or try anew after it was given up."""
        self._supervisor.start()

    def draft(self, draft: DraftRequest) -> None:
        """Ask for a draft. While the child restarts, the request waits for it."""
        self._ask(draft)

    def score(self, scoring: ScoreRequest) -> None:
        """Ask how likely two words are as answers. While the child restarts, it waits too."""
        self._ask(scoring)

    def _ask(self, wanted: DraftRequest | ScoreRequest) -> None:
        if self.state in {ChildState.STOPPED, ChildState.GIVEN_UP}:
            reason = f"the assistant is {self.state.value}"
            self._answers.append(RequestFailed(request=wanted.request, reason=reason))
            return
        if not self._open:
            self._silent_since_s = self._now_s()
        self._open[wanted.request] = wanted
        self._supervisor.send(wanted)

    def read(self, read: Read) -> None:
        """Have a transcript read ahead; without effect while there is no child."""
        if self.state in {ChildState.LOADING, ChildState.READY}:
            self._supervisor.send(read)

    def cancel(self, request: str) -> None:
        """Drop a request: ``poll`` returns no answer to it any more."""
        if self._open.pop(request, None):
            self._supervisor.send(Cancel(request=request))

    def prioritise(self, chat: str | None) -> None:
        """Drafts of this chat go before all others."""
        self._visible = chat
        self._supervisor.send(Prioritise(chat=chat))

    def forget(self, chat: str) -> None:
        """The chat is over: drop its requests, and what the child has read for it."""
        for request in [each for each, open_one in self._open.items() if open_one.chat == chat]:
            del self._open[request]
        self._supervisor.send(Forget(chat=chat))

    def poll(self) -> list[Answer]:
        """What has come back since the last call. Never blocks; call it some 30 times a second."""
        self._supervisor.poll()
        self._end_if_silent()
        answers, self._answers = self._answers, []
        return answers

    def stop(self) -> None:
        """End the child, by force after a short grace. Safe to call twice."""
        self._supervisor.stop()
        self._open.clear()

    def _now_s(self) -> float:
        return self._clock.mono_ns() / 1e9

    def _send_first(self) -> None:
        """A child has started: have it load the model, and put to it what waits for an answer."""
        self._silent_since_s = self._now_s()
        plain = self._plain or self._load.plain
        self._supervisor.send(self._load.model_copy(update={"plain": plain}))
        self._supervisor.send(Prioritise(chat=self._visible))
        for wanted in self._open.values():
            self._supervisor.send(wanted)

    def _take(self, message: FromWorker) -> None:
        self._silent_since_s = self._now_s()
        match message:
            case Ready():
                self._supervisor.mark_ready()
                self._plain_works = self._plain
                self._answers.append(message)
            case Token(request=request):
                if request in self._open:
                    self._answers.append(message)
            case Done(request=request) | Scored(request=request) | RequestFailed(request=request):
                if isinstance(message, Done | Scored):
                    self._supervisor.clear_failures()
                if request is None or self._open.pop(request, None) is not None:
                    self._answers.append(message)
            case _:
                pass

    def _end_if_silent(self) -> None:
        """End a child that has work and gives no sign of life."""
        loading = self.state is ChildState.LOADING
        limit_s = self._timeouts.load_s if loading else self._timeouts.silence_s
        waiting = self._supervisor.is_running and (loading or bool(self._open))
        if waiting and self._now_s() - self._silent_since_s > limit_s:
            self._supervisor.kill(f"it gave no sign of life for {limit_s:.0f} s")

    def _lose(self, loss: ChildLoss) -> None:
        """The child is gone: return whose requests went with it."""
        if loss.started:
            self._choose_weights(loss)
        plain = self._plain and not loss.final
        self._answers.append(WorkerLost(loss.reason, loss.final, tuple(self._open), plain))
        self._open.clear()

    def _choose_weights(self, loss: ChildLoss) -> None:
        """Decide how the next child loads the model, going by how this one ended.

        The faster forms of weights need instructions that few processors have, and more memory.
        One that never got ready, or that its own code ended, may have failed over them; plain ones
        that were loaded are kept for good, and plain ones that failed too are not the remedy.
        """
        if not loss.was_ready:
            self._plain = self._plain_works or not self._plain
        elif loss.fault:
            self._plain = True
