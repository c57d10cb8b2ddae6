"""A working console among faults: what can go wrong goes wrong, again and again, by a seed.

As a program: ``python tests/chaos.py --minutes 20``. A scripted agent works the real window
offscreen, while children are killed or stopped, the disk fills up and is cleared, clocks jump, the
machine seems to sleep, the channel brings garbage or fails, and the window is resized, minimised
and hidden. Then the faults end, the agent works on for a while, and what is left is examined.
"""

import argparse
import faulthandler
import os
import resource
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, cast

from full_disk import fill, make_room
from PySide6.QtCore import QTimer

from console.app.console import Console, Demo
from console.app.diagnostics import ProblemLog, problems_noted
from console.app.window import application_for, make_window
from console.channels import base
from console.domain import events as ev
from console.domain.chat import ChatState, Delivery
from console.domain.clock import SystemClock
from console.domain.customers import Customer
from console.domain.desk import Desk, fold
from console.settings import Settings
from console.store.log import read_log, verify_log
from console.ui.scripted_agent.agent import ScriptedAgent
from console.ui.scripted_agent.profiles import profile_named
from console.ui.window.event_loop import run
from console.ui.window.main_window import MainWindow

_CALM_S = 20.0
"""How long the agent works on after the last fault, before what is left is examined."""

_HANGS_S = 300.0
"""How much longer than it should a run takes until it counts as hanging."""

_MOST_GROWTH = 1.5
"""Memory at the end, in terms of what it was after a third of the time."""


@dataclass
class Outcome:
    """What happened, and what is wrong with what is left: a sentence each, none if all is well."""

    faults: Counter[str]
    facts: Counter[str]
    acknowledged: int
    memory_mb: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def table(self) -> str:
        """The counts as lines of text."""
        third = len(self.memory_mb) // 3
        lines = [f"{number:6,} {name}" for name, number in sorted(self.faults.items())]
        lines.append(f"{self.faults.total():6,} faults in all")
        told = (
            *("chat_queued", "chat_accepted", "chat_closed", "message_received", "message_sent"),
            *("message_failed", "item_set_aside", "assistant_lost", "suggestion_ready"),
        )
        lines += [f"{self.facts[name]:6,} {name}" for name in told]
        lines.append(f"{self.facts.total():6,} facts, {self.acknowledged:,} acknowledged")
        if self.memory_mb:
            lines.append(
                f"memory {self.memory_mb[0]:.0f} MB at first, {self.memory_mb[third]:.0f} after a "
                f"third, {self.memory_mb[-1]:.0f} at the end, {max(self.memory_mb):.0f} at most"
            )
        return "\n".join((*lines, *(f"WRONG: {each}" for each in self.wrong or ["nothing"])))


class JumpingClock(SystemClock):
    """The machine's clock, which can be set and can seem to have slept; all consoles' clock."""

    shift = timedelta(0)

    asleep_ns = 0

    def wall(self) -> datetime:
        return super().wall() + self.shift

    def mono_ns(self) -> int:
        return super().mono_ns() + self.asleep_ns

    def slept_ns(self) -> int:
        return super().slept_ns() + self.asleep_ns


def garbage(rng: Random) -> object:
    """Something that a careless channel might report."""
    chat = rng.choice(("nobody", "", "\ud800", "x" * 10_000, None, 7))
    odd: Any = rng.choice((None, 0, -1, 6, 4.5, "", "\ud83d", "a" * 200_000, b"\xff", [], object()))
    customer = Customer.model_construct(id=odd, name=odd, orders=odd)
    return rng.choice(
        (
            odd,
            base.Wrote(cast(str, chat), "m", odd),
            base.Rated(cast(str, chat), odd, odd),
            base.Left(cast(str, chat), odd),
            base.Delivered(cast(str, chat), odd),
            base.Arrived(cast(str, odd), customer),
            base.Typing(cast(str, odd), odd),
        )
    )


class Chaos:
    """Does the faults, one each few seconds, and undoes those that last."""

    def __init__(
        self, console: Console, window: MainWindow, rng: Random, clock: JumpingClock
    ) -> None:
        self.done: Counter[str] = Counter()
        self._console = console
        self._window = window
        self._rng = rng
        self._clock = clock
        self._stopped: list[int] = []
        self._full = self._fails = False
        self._garbage: list[object] = []
        self._channel = cast(Any, console.session)._channel
        self._poll = self._channel.poll
        self._channel.poll = self._news
        self._faults: dict[str, Callable[[], bool]] = {
            "child killed": lambda: self._signal(signal.SIGKILL),
            "child stopped": lambda: self._signal(signal.SIGSTOP),
            "disk full": self._fill,
            "clock set": lambda: self._set_clock(self._rng.uniform(-90_000, 90_000)),
            "machine asleep": self._sleep,
            "garbage reported": self._report,
            "channel failed": self._fail,
            "window resized": self._resize,
            "window minimised": self._minimise,
            "window hidden": self._hide,
        }

    def strike(self) -> None:
        """Do one of the faults, or the end of those that last."""
        self._heal()
        name = self._rng.choice(list(self._faults))
        if self._faults[name]():
            self.done[name] += 1

    def end(self) -> None:
        """From now on nothing goes wrong."""
        self._heal()
        self._channel.poll = self._poll

    def _heal(self) -> None:
        for pid in self._stopped:
            _send(pid, signal.SIGCONT)
        self._stopped.clear()
        if self._full:
            make_room(self._console.log.path)
            self._full = False
        self._fails = False
        self._window.showNormal()
        self._window.activateWindow()

    def _news(self) -> Iterable[object]:
        if self._fails:
            raise ConnectionError("the network is down")
        odd, self._garbage = self._garbage, []
        return [*odd, *self._poll()]

    def _signal(self, number: signal.Signals) -> bool:
        children = _children()
        if not children:
            return False
        pid = self._rng.choice(children)
        if number is signal.SIGSTOP:
            self._stopped.append(pid)
        return _send(pid, number)

    def _fill(self) -> bool:
        fill(self._console.log.path)
        self._full = True
        return True

    def _set_clock(self, seconds: float) -> bool:
        self._clock.shift += timedelta(seconds=seconds)
        return True

    def _sleep(self) -> bool:
        """Nothing runs for a second, and the clocks say that it was an hour, asleep."""
        time.sleep(1)
        self._clock.asleep_ns += 3_600 * 10**9
        return self._set_clock(3600)

    def _report(self) -> bool:
        self._garbage += [garbage(self._rng) for _ in range(self._rng.randint(1, 60))]
        return True

    def _fail(self) -> bool:
        self._fails = True
        return True

    def _resize(self) -> bool:
        self._window.resize(self._rng.randint(300, 2400), self._rng.randint(200, 1400))
        return True

    def _minimise(self) -> bool:
        self._window.showMinimized()
        return True

    def _hide(self) -> bool:
        self._window.hide()
        return True


def _children() -> list[int]:
    """The processes that this one has started and that still run."""
    tasks = Path("/proc/self/task").iterdir()
    return [int(pid) for task in tasks for pid in (task / "children").read_text().split()]


def _send(pid: int, number: signal.Signals) -> bool:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return False
    return True


def memory_mb() -> float:
    """What this process has in memory now; the most that it had where that can't be told."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return pages * resource.getpagesize() / 2**20


def work(folder: Path, seconds: float, seed: int, model: str, pause_s: float) -> Outcome:
    """Let the agent work so long among faults, and examine what is left."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    clock = JumpingClock()
    with problems_noted(folder / "problems.log") as problems:
        console = _console(folder / "session.db", seed, model, clock)
        try:
            outcome = _work(console, problems, seconds, seed, pause_s, clock)
            console.session.end("the chaos is over")
        finally:
            console.close()
        _examine(console, outcome)
        if problems.count:
            outcome.wrong.append(f"{problems.count} exceptions were caught by nobody")
    return outcome


def _console(database: Path, seed: int, model: str, clock: JumpingClock) -> Console:
    demo = Demo(database, customers=100_000, model=model, seed=seed, speed=4.0)
    strategy = None if model == "none" else "generate"
    console = Console(demo, Settings(agent="Robin", strategy=strategy, undo_send_s=1.0))
    # What is recorded has the time that the jumping clock tells.
    for part in (console.session, console.log):
        cast(Any, part)._clock = clock
    return console


def _work(
    console: Console,
    problems: ProblemLog,
    seconds: float,
    seed: int,
    pause_s: float,
    clock: JumpingClock,
) -> Outcome:
    application = application_for(console.settings)
    console.start()
    window = make_window(console, application.theme, problems=lambda: problems.count)
    agent = ScriptedAgent(
        window, console.session, console.texts, profile_named("hasty"), seed=seed, speed=4.0
    )
    chaos = Chaos(console, window, Random(seed), clock)
    outcome = Outcome(chaos.done, Counter(), 0)
    told: dict[int, ev.AnyFact] = {}

    def acknowledge(event: ev.Event) -> None:
        console.log.when_synced(lambda: told.__setitem__(event.seq, event.fact))

    console.session.subscribe(acknowledge)
    strikes, gauge = QTimer(), QTimer()
    strikes.timeout.connect(chaos.strike)
    gauge.timeout.connect(lambda: outcome.memory_mb.append(memory_mb()))
    window.show()
    window.activateWindow()
    agent.start()
    strikes.start(round(pause_s * 1000))
    gauge.start(1000)
    calm_s, end, sent = min(_CALM_S, seconds), time.monotonic() + seconds, -1

    def over() -> bool:
        """The faults are over, and the agent has worked on; quitting would close the window."""
        nonlocal sent
        if time.monotonic() < end:
            return False
        if strikes.isActive():
            strikes.stop()
            chaos.end()
            if console.assistant is not None:
                console.assistant.try_again()
            window.activateWindow()
            sent = _agents_messages(console.session.desk)
        return time.monotonic() > end + calm_s

    run(application, done=over)
    if _agents_messages(console.session.desk) == sent:
        outcome.wrong.append(f"the agent sent nothing in {calm_s:.0f} s without faults")
    agent.stop()
    gauge.stop()
    console.log.flush()
    console.log.run_synced_callbacks()
    window.close()
    window.deleteLater()
    outcome.acknowledged = len(told)
    outcome.wrong += _lost(console.log.path, told)
    return outcome


def _agents_messages(desk: Desk) -> int:
    return sum(message.by_agent for chat in desk.chats.values() for message in chat.messages)


def _lost(database: Path, told: dict[int, ev.AnyFact]) -> list[str]:
    """Acknowledged facts that the log does not have."""
    there = {event.seq: event.fact for event in read_log(database)}
    missing = [seq for seq, fact in told.items() if there.get(seq) != fact]
    return [f"{len(missing)} acknowledged facts are not in the log"] if missing else []


def _examine(console: Console, outcome: Outcome) -> None:
    """Whether the log is sound, the desk its own, every chat at an end, and memory flat."""
    path = console.log.path
    outcome.wrong += verify_log(path)
    events = list(read_log(path))
    outcome.facts.update(event.fact.kind for event in events)
    desk = fold(events)
    if repr(desk) != repr(console.session.desk):
        outcome.wrong.append("the desk is not what its log says")
    for chat in desk.chats.values():
        ends = {ChatState.CLOSED, ChatState.QUEUED} if not chat.is_over else {chat.state}
        if chat.state not in ends:
            outcome.wrong.append(f"{chat.id} is stuck: {chat.state.value}")
        if any(message.delivery is Delivery.SENDING for message in chat.messages):
            outcome.wrong.append(f"{chat.id}: a message is neither delivered nor failed")
        if chat.procedure.pending:
            outcome.wrong.append(f"{chat.id}: an action has no result")
    third = outcome.memory_mb[len(outcome.memory_mb) // 3 :]
    # A short run has not yet loaded all that it needs.
    if len(outcome.memory_mb) > 120 and third[-1] > _MOST_GROWTH * third[0]:
        outcome.wrong.append(f"memory grew from {third[0]:.0f} to {third[-1]:.0f} MB")


def main() -> int:
    """Run; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--model", default="smollm2-135m-instruct")
    parser.add_argument("--pause", type=float, default=4.0, help="seconds between two faults")
    options = parser.parse_args()
    # A window that hangs says where, and the run ends with 1.
    faulthandler.dump_traceback_later(options.minutes * 60 + _HANGS_S, exit=True)
    with tempfile.TemporaryDirectory() as scratch:
        seconds = options.minutes * 60
        outcome = work(Path(scratch), seconds, options.seed, options.model, options.pause)
    print(f"{options.minutes:g} minutes, seed {options.seed}")
    print(outcome.table())
    return int(bool(outcome.wrong))


if __name__ == "__main__":
    sys.exit(main())
