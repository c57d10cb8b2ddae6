"""Keeps one child process running: starts it, restarts it after pauses, and finally gives up.

What the messages mean is its owner's business, which also says what to send first, when the child
counts as ready, and when it has been silent for too long.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

from console.domain.clock import Clock
from console.ipc.child import Child, ChildEnded
from console.ipc.messages import Shutdown, WireMessage

T = TypeVar("T")


class ChildState(Enum):
    """Where a supervised child stands."""

    STOPPED = "stopped"
    LOADING = "loading"
    READY = "ready"
    RESTARTING = "restarting"
    GIVEN_UP = "given up"


@dataclass(frozen=True, slots=True)
class RestartPolicy:
    """When a child is restarted, and how it is stopped; all in seconds.

    ``backoff_s`` are the pauses before each restart; a child that fails after the last of them is
    given up. A child that was ready for ``stable_after_s`` resets the count of failures. A child
    that is told to stop is killed after ``grace_s``.
    """

    backoff_s: tuple[float, ...]
    grace_s: float
    stable_after_s: float = float("inf")


@dataclass(frozen=True, slots=True)
class ChildLoss:
    """The child is gone. ``final`` if no other follows.

    ``started`` is false if the command could not be run, ``was_ready`` true if the child had been
    marked as ready; ``fault`` says that its own code ended it (``console.ipc.child.ChildEnded``).
    """

    reason: str
    final: bool
    started: bool
    was_ready: bool = False
    fault: bool = False


class Supervisor(Generic[T]):
    """Runs a command as a child process for as long as that makes sense.

    Driven by ``poll`` from one thread, and never waiting there, except in ``stop``.
    """

    def __init__(
        self,
        command: Sequence[str],
        decode: Callable[[bytes], T],
        clock: Clock,
        policy: RestartPolicy,
        *,
        on_start: Callable[[], None],
        on_message: Callable[[T], None],
        on_loss: Callable[[ChildLoss], None],
    ) -> None:
        """Nothing is started yet.

        Args:
            command: the command line of the child.
            decode: reads one line of its output; raises ``ValueError`` if it is no message.
            clock: what pauses are measured with.
            policy: when to restart it.
            on_start: called when a child has started, to send it the first messages.
            on_message: called by ``poll`` with each message of the child.
            on_loss: called when a child is gone that was not stopped.
        """
        self._command = command
        self._decode = decode
        self._clock = clock
        self._policy = policy
        self._on_start = on_start
        self._on_message = on_message
        self._on_loss = on_loss
        self._child: Child[T] | None = None
        self._failures = 0
        self._restart_at_s = 0.0
        self._ready_at_s: float | None = None
        self._killed_for: str | None = None
        self.state = ChildState.STOPPED

    @property
    def pid(self) -> int | None:
        """The child's process id, while there is a child."""
        return self._child.pid if self._child else None

    @property
    def is_running(self) -> bool:
        """Whether there is a child that nothing is known to be wrong with."""
        return self._child is not None and self._killed_for is None

    def start(self) -> None:
        """Start the child, or try anew after it was given up; without effect while there is one."""
        if self._child is None:
            self._failures = 0
            self._launch()

    def stop(self) -> None:
        """End the child, by force after the grace period. Safe to call twice."""
        if self._child:
            self._child.send(Shutdown())
            self._child.close(self._policy.grace_s)
            self._child = None
        self.state = ChildState.STOPPED

    def send(self, message: WireMessage) -> None:
        """Send a message to the child; without a child, it is dropped."""
        if self._child:
            self._child.send(message)

    def poll(self) -> None:
        """Pass on what the child wrote since the last call, and restart it when that is due."""
        while self._child and not self._child.incoming.empty():
            message = self._child.incoming.get_nowait()
            if isinstance(message, ChildEnded):
                self._lose(self._killed_for or message.reason, fault=message.fault)
            else:
                self._on_message(message)
        if self.state is ChildState.RESTARTING and self._now_s() >= self._restart_at_s:
            self._launch()

    def kill(self, reason: str) -> None:
        """End a child that is of no use; ``reason`` is then reported as the reason of the loss."""
        if self._child and self._killed_for is None:
            self._killed_for = reason
            self._child.kill()

    def mark_ready(self) -> None:
        """Count the child as ready from now on."""
        if self._ready_at_s is None:
            self._ready_at_s = self._now_s()
        self.state = ChildState.READY

    def clear_failures(self) -> None:
        """Begin the count of failures again: the child has done what it is for."""
        self._failures = 0

    def _now_s(self) -> float:
        return self._clock.mono_ns() / 1e9

    def _launch(self) -> None:
        self._ready_at_s, self._killed_for = None, None
        try:
            self._child = Child(self._command, self._decode)
        except OSError as error:
            self._lose(f"it can't be started: {error}", started=False)
            return
        self.state = ChildState.LOADING
        self._on_start()

    def _lose(self, reason: str, *, started: bool = True, fault: bool = False) -> None:
        """Count the failure, plan a restart unless there were too many, and notify the owner."""
        if self._child:
            self._child.close(grace_s=0)
            self._child = None
        was_ready = self._ready_at_s is not None
        if self._was_stable():
            self._failures = 0
        final = self._failures == len(self._policy.backoff_s)
        if final:
            self.state = ChildState.GIVEN_UP
        else:
            self.state = ChildState.RESTARTING
            self._restart_at_s = self._now_s() + self._policy.backoff_s[self._failures]
            self._failures += 1
        self._on_loss(ChildLoss(reason, final, started, was_ready, fault))

    def _was_stable(self) -> bool:
        """Whether the child was ready long enough for the count of failures to begin again."""
        if self._ready_at_s is None:
            return False
        return self._now_s() - self._ready_at_s >= self._policy.stable_after_s
