"""One supervisor for every child process: starts, pauses, restarts and losses of real children."""

import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from console.domain.clock import ManualClock
from console.ipc.messages import Hello
from console.ipc.supervisor import ChildLoss, ChildState, RestartPolicy, Supervisor

pytestmark = pytest.mark.process

ECHO = "for line in sys.stdin: print(line, end='', flush=True)"
SLEEP = "time.sleep(600)"
MESSAGE = Hello(version=1, pid=7)


@dataclass
class Owner:
    """Writes down what a supervisor calls it for."""

    starts: int = 0
    messages: list[str] = field(default_factory=list)
    losses: list[ChildLoss] = field(default_factory=list)

    def on_start(self) -> None:
        """Count the children."""
        self.starts += 1


@dataclass
class Scene:
    """A supervisor, its owner and the clock that both go by."""

    supervisor: Supervisor[str]
    owner: Owner
    clock: ManualClock

    def until(self, done: Callable[[], bool]) -> None:
        """Poll until it is so."""
        end = time.monotonic() + 60
        while not done():
            assert time.monotonic() < end, self.owner
            self.supervisor.poll()
            time.sleep(0.005)

    def state(self) -> ChildState:
        """The state as of now, which a type checker would think to be that of before."""
        return self.supervisor.state

    def next_loss(self) -> ChildLoss:
        """Poll until another child is gone."""
        before = len(self.owner.losses)
        self.until(lambda: len(self.owner.losses) > before)
        return self.owner.losses[-1]


Supervise = Callable[..., Scene]


def decode(line: bytes) -> str:
    """Any line is a message but a question mark."""
    if line.strip() == b"?":
        raise ValueError("not a message")
    return line.decode().strip()


@pytest.fixture
def supervise() -> Iterator[Supervise]:
    """Starts supervisors and stops them afterwards; no thread and no child may stay."""
    before = set(threading.enumerate())
    scenes: list[Scene] = []

    def started(code: str | Path, backoff_s: tuple[float, ...] = (1.0, 2.0)) -> Scene:
        clock, owner = ManualClock(datetime(2026, 1, 1, tzinfo=UTC)), Owner()
        script = (sys.executable, "-u", "-c", f"import os, signal, sys, time\n{code}")
        supervisor = Supervisor(
            (str(code),) if isinstance(code, Path) else script,
            decode,
            clock,
            RestartPolicy(backoff_s, grace_s=0.2, stable_after_s=30.0),
            on_start=owner.on_start,
            on_message=owner.messages.append,
            on_loss=owner.losses.append,
        )
        scenes.append(Scene(supervisor, owner, clock))
        supervisor.start()
        return scenes[-1]

    yield started
    for scene in scenes:
        scene.supervisor.stop()
        assert scene.supervisor.pid is None
    assert set(threading.enumerate()) <= before


def test_a_second_start_starts_no_second_child(supervise: Supervise) -> None:
    """A child is started when the supervisor is told to, and there is only one."""
    scene = supervise(SLEEP)
    pid = scene.supervisor.pid
    scene.supervisor.start()
    assert scene.supervisor.pid == pid
    assert (scene.owner.starts, scene.state()) == (1, ChildState.LOADING)


def test_messages_go_both_ways_in_order(supervise: Supervise) -> None:
    """What is sent reaches the child, and each line of it the owner, in a poll."""
    scene = supervise(ECHO)
    for pid in range(5):
        scene.supervisor.send(Hello(version=1, pid=pid))
    scene.until(lambda: len(scene.owner.messages) == 5)
    assert [f'"pid":{pid}' in line for pid, line in enumerate(scene.owner.messages)] == [True] * 5


def test_a_child_is_ready_when_its_owner_says_so(supervise: Supervise) -> None:
    """The supervisor can't know what the child's messages mean."""
    scene = supervise(ECHO)
    scene.supervisor.mark_ready()
    assert scene.state() is ChildState.READY


def test_a_lost_child_is_replaced_after_the_pause(supervise: Supervise) -> None:
    """Not sooner, by the supervisor's clock; the owner is called for each start."""
    scene = supervise("sys.exit('no room')")
    assert scene.next_loss() == ChildLoss("it ended with code 1: no room", False, started=True)
    assert (scene.state(), scene.supervisor.pid) == (ChildState.RESTARTING, None)
    scene.clock.advance(0.99)
    scene.supervisor.poll()
    assert scene.owner.starts == 1
    scene.clock.advance(0.01)
    scene.supervisor.poll()
    assert (scene.owner.starts, scene.state()) == (2, ChildState.LOADING)


def test_it_gives_up_when_the_pauses_are_used_up(supervise: Supervise) -> None:
    """One more child than there are pauses fails; then none is started until told to."""
    scene = supervise("sys.exit(3)", backoff_s=(0.0, 0.0))
    scene.until(lambda: scene.state() is ChildState.GIVEN_UP)
    assert [loss.final for loss in scene.owner.losses] == [False, False, True]
    scene.clock.advance(3600)
    scene.supervisor.poll()
    assert scene.owner.starts == 3
    scene.supervisor.start()
    assert (scene.owner.starts, scene.state()) == (4, ChildState.LOADING)
    assert not scene.next_loss().final, "the count has begun again"


def test_a_command_that_cannot_be_run_is_a_loss(supervise: Supervise, tmp_path: Path) -> None:
    """Nothing is raised, and the owner is not asked to send anything."""
    scene = supervise(tmp_path / "none", backoff_s=())
    (loss,) = scene.owner.losses
    assert (loss.started, loss.final, scene.owner.starts) == (False, True, 0)
    assert loss.reason.startswith("it can't be started")


@pytest.mark.parametrize(("ready_s", "final"), [(29.9, True), (30.0, False)])
def test_a_child_that_was_ready_for_long_has_not_failed_in_a_row(
    supervise: Supervise, ready_s: float, final: bool
) -> None:
    """One that ends soon after it was ready counts like one that never was."""
    scene = supervise(SLEEP, backoff_s=(0.0,))
    scene.supervisor.kill("the first")
    scene.next_loss()
    scene.until(lambda: scene.supervisor.is_running)
    scene.supervisor.mark_ready()
    scene.clock.advance(ready_s)
    scene.supervisor.kill("the second")
    loss = scene.next_loss()
    assert (loss.was_ready, loss.final) == (True, final)


def test_the_owner_may_begin_the_count_again(supervise: Supervise) -> None:
    """A child that did its work before it ended was worth another one."""
    scene = supervise("print('done')\nsys.stdin.readline()", backoff_s=(0.0,))
    for _ in range(4):
        scene.until(lambda: bool(scene.owner.messages))
        scene.owner.messages.clear()
        scene.supervisor.clear_failures()
        scene.supervisor.send(MESSAGE)
        assert not scene.next_loss().final


def test_a_killed_child_is_lost_for_the_first_reason_given(supervise: Supervise) -> None:
    """Not for the signal, and not for what was said once it was as good as gone."""
    scene = supervise(SLEEP)
    scene.supervisor.kill("it was stuck")
    assert not scene.supervisor.is_running
    scene.supervisor.kill("it was slow")
    assert scene.next_loss().reason == "it was stuck"


@pytest.mark.parametrize(("name", "fault"), [("SIGSEGV", True), ("SIGKILL", False)])
def test_a_loss_says_whether_the_child_was_at_fault(
    supervise: Supervise, name: str, fault: bool
) -> None:
    """Its own code, or somebody who killed it."""
    scene = supervise(f"os.kill(os.getpid(), signal.{name})")
    loss = ChildLoss(f"it was ended by {name}", False, started=True, fault=fault)
    assert scene.next_loss() == loss


def test_a_child_that_writes_no_messages_is_replaced(supervise: Supervise) -> None:
    """Nothing of it reaches the owner."""
    scene = supervise(f"print('?')\n{SLEEP}")
    assert "not a message" in scene.next_loss().reason
    assert scene.owner.messages == []


def test_stopping_is_no_loss_and_takes_no_longer_than_the_grace(supervise: Supervise) -> None:
    """A stopped child is not restarted, and what is sent to it is dropped."""
    scene = supervise(SLEEP)
    before = time.monotonic()
    scene.supervisor.stop()
    scene.supervisor.stop()
    assert time.monotonic() - before < 10
    scene.supervisor.send(MESSAGE)
    scene.clock.advance(3600)
    scene.supervisor.poll()
    assert (scene.state(), scene.owner.losses) == (ChildState.STOPPED, [])


def test_stopping_during_a_pause_cancels_the_restart(supervise: Supervise) -> None:
    """Whoever stops the program does not want another child."""
    scene = supervise("sys.exit(3)")
    scene.next_loss()
    scene.supervisor.stop()
    scene.clock.advance(3600)
    scene.supervisor.poll()
    assert (scene.owner.starts, scene.state()) == (1, ChildState.STOPPED)
