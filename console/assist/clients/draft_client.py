"""The console's end of the line to the model: asks for drafts, hands on answers, restarts it.

Driven from the window's thread by ``poll`` and never waiting there. Chats and texts mean nothing
here; what a late answer answers is known by the request's id.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

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
    Token,
    from_worker,
    worker_command,
)
from console.ipc.child import Child, ChildEnded
from console.ipc.messages import RequestFailed, Shutdown, WireMessage


class State(Enum):
    """What the child is up to."""

    STOPPED = "stopped"
    LOADING = "loading"
    READY = "ready"
    RESTARTING = "restarting"
    GIVEN_UP = "given up"


@dataclass(frozen=True, slots=True)
class Lost:
    """The child is gone, and these requests with it; ``final`` if no other child follows.

    ``plain`` says that the next one does without the faster forms of weights, since this one may
    have come to grief over them.
    """

    reason: str
    final: bool
    requests: tuple[str, ...] = ()
    plain: bool = False


Answer = Ready | Token | Done | RequestFailed | Lost


@dataclass(frozen=True, slots=True)
class Patience:
    """Limits, in seconds.

    ``pauses_s`` come before each restart, and when the last of those has failed there is no other;
    a child that wrote a draft, or was ready for ``well_s``, makes the count begin again.
    """

    load_s: float = 120.0
    silence_s: float = 20.0
    pauses_s: tuple[float, ...] = (0.5, 2.0, 5.0)
    well_s: float = 30.0
    grace_s: float = 1.0


class DraftClient:
    """Keeps a child running for as long as that makes sense."""

    def __init__(
        self,
        load: Load,
        clock: Clock,
        command: Sequence[str] = worker_command(),
        patience: Patience = Patience(),
    ) -> None:
        self._load = load
        self._clock = clock
        self._command = command
        self._patience = patience
        self._child: Child[FromWorker] | None = None
        self._answers: list[Answer] = []
        self._open: dict[str, DraftRequest] = {}
        self._visible: str | None = None
        self._failures = 0
        self._restart_at = 0.0
        self._ready_at: float | None = None
        self._heard = 0.0
        self._verdict: str | None = None
        self._plain = self._plain_works = False
        self.state = State.STOPPED

    @property
    def pid(self) -> int | None:
        """The child's process id, while there is a child."""
        return self._child.pid if self._child else None

    def start(self) -> None:
        """Start the child, or try anew after it was given up."""
        if self._child is None:
            self._failures = 0
            self._launch()

    def draft(self, draft: DraftRequest) -> None:
        """Ask for a draft. While the child restarts, the request waits for it."""
        if self.state in {State.STOPPED, State.GIVEN_UP}:
            reason = f"the assistant is {self.state.value}"
            self._answers.append(RequestFailed(request=draft.request, reason=reason))
            return
        if not self._open:
            self._heard = self._now()
        self._open[draft.request] = draft
        self._send(draft)

    def read(self, read: Read) -> None:
        """Have a transcript read ahead. A child that is not there has nothing to read it for."""
        if self.state in {State.LOADING, State.READY}:
            self._send(read)

    def cancel(self, request: str) -> None:
        """Nothing more will be heard of this request."""
        if self._open.pop(request, None):
            self._send(Cancel(request=request))

    def prioritise(self, chat: str | None) -> None:
        """Drafts of this chat go before all others."""
        self._visible = chat
        self._send(Prioritise(chat=chat))

    def forget(self, chat: str) -> None:
        """This chat is over; nothing more will be heard of its requests."""
        for request in [each for each, draft in self._open.items() if draft.chat == chat]:
            del self._open[request]
        self._send(Forget(chat=chat))

    def poll(self) -> list[Answer]:
        """What has happened since the last call. Never blocks; call it some 30 times a second."""
        while self._child and not self._child.incoming.empty():
            self._heard = self._now()
            self._take(self._child.incoming.get_nowait())
        if self._child:
            self._watch(self._child)
        elif self.state is State.RESTARTING and self._now() >= self._restart_at:
            self._launch()
        answers, self._answers = self._answers, []
        return answers

    def stop(self) -> None:
        """End the child, by force after a short grace. Safe to call twice."""
        if self._child:
            self._child.send(Shutdown())
            self._child.close(self._patience.grace_s)
            self._child = None
        self._open.clear()
        self.state = State.STOPPED

    def _now(self) -> float:
        return self._clock.mono_ns() / 1e9

    def _send(self, message: WireMessage) -> None:
        if self._child:
            self._child.send(message)

    def _launch(self) -> None:
        self._heard, self._ready_at, self._verdict = self._now(), None, None
        try:
            self._child = Child(self._command, from_worker)
        except OSError as error:
            self._lose(f"it can't be started: {error}")
            return
        self.state = State.LOADING
        self._send(self._load.model_copy(update={"plain": self._plain or self._load.plain}))
        self._send(Prioritise(chat=self._visible))
        for draft in self._open.values():
            self._send(draft)

    def _take(self, message: FromWorker | ChildEnded) -> None:
        match message:
            case Ready():
                self.state, self._ready_at = State.READY, self._now()
                self._plain_works = self._plain
                self._answers.append(message)
            case Token(request=request):
                if request in self._open:
                    self._answers.append(message)
            case Done(request=request) | RequestFailed(request=request):
                if isinstance(message, Done):
                    self._failures = 0
                if request is None or self._open.pop(request, None) is not None:
                    self._answers.append(message)
            case ChildEnded(reason=reason, fault=fault):
                self._choose_weights(fault=fault)
                self._lose(self._verdict or reason)
            case _:
                pass

    def _watch(self, child: Child[FromWorker]) -> None:
        """Put an end to a child that has work and gives no sign of life."""
        loading = self.state is State.LOADING
        limit = self._patience.load_s if loading else self._patience.silence_s
        waiting = loading or bool(self._open)
        if waiting and self._verdict is None and self._now() - self._heard > limit:
            self._verdict = f"it gave no sign of life for {limit:.0f} s"
            child.kill()

    def _choose_weights(self, *, fault: bool) -> None:
        """Settle how the next child loads the model, going by how this one ended.

        The faster forms of weights need instructions that few processors have, and more memory.
        One that never got ready, or that its own code ended, may have failed over them; plain ones
        that were loaded are kept for good, and plain ones that failed too are not the remedy.
        """
        if self._ready_at is None:
            self._plain = self._plain_works or not self._plain
        elif fault:
            self._plain = True

    def _lose(self, reason: str) -> None:
        """The child is gone: tell whose requests went with it, and plan another."""
        if self._child:
            self._child.close(grace_s=0)
            self._child = None
        if self._ready_at is not None and self._now() - self._ready_at >= self._patience.well_s:
            self._failures = 0
        final = self._failures == len(self._patience.pauses_s)
        if final:
            self.state = State.GIVEN_UP
        else:
            self.state = State.RESTARTING
            self._restart_at = self._now() + self._patience.pauses_s[self._failures]
            self._failures += 1
        plain = self._plain and not final
        self._answers.append(Lost(reason, final, tuple(self._open), plain))
        self._open.clear()
