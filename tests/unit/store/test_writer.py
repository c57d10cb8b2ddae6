"""The thread that writes the log loses, doubles and reorders nothing, whatever the disk does."""

import os
import signal
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from full_disk import fill, full, make_room
from hypothesis import given, settings
from hypothesis import strategies as st

from console.domain import events as ev
from console.domain.clock import ManualClock
from console.domain.errors import StoreError
from console.store.log import EventLog, read_log, verify_log

STARTED = ev.SessionStarted(
    run="r", agent="Robin", version="1", channel="test", wall_minus_mono_ns=0, utc_offset_s=0
)
_PATIENCE_S = 60.0


def draft(text: str) -> ev.AssistantLost:
    """A fact that can be told from others."""
    return ev.AssistantLost(reason=text)


@pytest.fixture
def clock() -> ManualClock:
    """A clock that stands still."""
    return ManualClock(datetime(2026, 3, 1, tzinfo=UTC))


@pytest.fixture
def log(tmp_path: Path, clock: ManualClock) -> Iterator[EventLog]:
    """A log in which a session has started."""
    log = EventLog(tmp_path / "session.db", clock)
    log.append("s", [STARTED])
    log.flush()
    yield log
    log.close()


def wait_for_trouble(log: EventLog, expected: bool = True) -> None:
    """Until the writer has found out by itself."""
    limit = time.monotonic() + _PATIENCE_S
    while (log.write_error is not None) != expected:
        assert time.monotonic() < limit, "the writer does not notice"
        time.sleep(0.01)


# --- any course of events --------------------------------------------------------------------


@dataclass
class Course:
    """A log on a disk that fills up and gets room, with a note of what was promised."""

    path: Path
    log: EventLog
    appended: list[ev.Event] = field(default_factory=list)
    promised: list[int] = field(default_factory=list)
    told: list[int] = field(default_factory=list)
    numbers: int = 0

    def append(self, count: int) -> None:
        """Some facts, and a promise to tell somebody once they are on the disk."""
        facts = [draft(str(self.numbers + n)) for n in range(count)]
        try:
            self.appended += self.log.append("s", facts)
        except StoreError:
            return
        self.numbers += count
        name, seq = len(self.promised), self.log.last_seq
        self.promised.append(name)
        self.log.when_synced(lambda: self._tell(name, seq))

    def _tell(self, name: int, seq: int) -> None:
        assert sum(1 for _ in read_log(self.path)) >= seq, "told before it was on the disk"
        self.told.append(name)

    def flush(self, _count: int) -> None:
        """Wait for the disk."""
        try:
            self.log.flush()
        except StoreError as error:
            assert "full" in str(error)  # noqa: PT017

    def settle(self, _count: int) -> None:
        """Turn once."""
        self.log.run_synced_callbacks()

    def fill(self, _count: int) -> None:
        """The disk gets full."""
        make_room(self.path)
        fill(self.path)

    def make_room(self, _count: int) -> None:
        """Somebody makes room."""
        make_room(self.path)

    def reopen(self, _count: int) -> None:
        """Another console takes over; what could not be written is gone and was never told."""
        try:
            self.log.close()
        except StoreError:
            self.appended = list(read_log(self.path))
        kept = len(self.appended)
        self.promised = list(self.told)
        self.log = EventLog(self.path, ManualClock(datetime(2026, 3, 1, tzinfo=UTC)))
        assert self.log.last_seq == kept


@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                "append append append flush settle settle fill make_room reopen".split()
            ),
            st.integers(1, 4),
        ),
        max_size=30,
    )
)
@settings(deadline=None, max_examples=60)
def test_nothing_is_lost_doubled_reordered_or_told_too_early(steps: list[tuple[str, int]]) -> None:
    """However appends, full disks, waits and restarts come together."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "session.db"
        course = Course(path, EventLog(path, ManualClock(datetime(2026, 3, 1, tzinfo=UTC))))
        course.appended += course.log.append("s", [STARTED])
        course.log.flush()
        try:
            for name, count in steps:
                getattr(course, name)(count)
                assert course.told == course.promised[: len(course.told)]
            make_room(path)
            course.log.flush()
            course.log.run_synced_callbacks()
            assert course.told == course.promised
            assert list(course.log.read()) == course.appended
            assert course.log.verify() == []
        finally:
            course.log.close()


# --- trouble ---------------------------------------------------------------------------------


def test_a_write_error_reaches_whoever_appends_next(log: EventLog) -> None:
    """What was appended before is kept; what comes now is refused, and says why."""
    with full(log.path):
        log.append("s", [draft("kept")])
        wait_for_trouble(log)
        with pytest.raises(StoreError, match=r"cannot write to .*: the disk is full"):
            log.append("s", [draft("refused")])
        assert log.last_seq == 2
    log.flush()
    assert [event.fact for event in log.read(after=1)] == [draft("kept")]


def test_it_tries_again_by_itself(log: EventLog) -> None:
    """Nobody has to wait or append for that."""
    with full(log.path):
        log.append("s", [draft("kept")])
        wait_for_trouble(log)
    wait_for_trouble(log, expected=False)
    assert [event.fact for event in read_log(log.path)] == [STARTED, draft("kept")]


def test_what_waits_for_the_disk_waits_while_it_is_full(log: EventLog) -> None:
    """Nobody outside hears of what is not on the disk."""
    told: list[str] = []
    with full(log.path):
        log.append("s", [draft("one")])
        log.when_synced(lambda: told.append("one"))
        with pytest.raises(StoreError):
            log.flush()
        log.run_synced_callbacks()
        assert told == []
    log.flush()
    log.run_synced_callbacks()
    log.run_synced_callbacks()
    assert told == ["one"]


def test_one_who_fails_to_tell_does_not_keep_others_from_telling(log: EventLog) -> None:
    """The error goes to the caller; the rest is told at the next turn."""
    told: list[str] = []

    def fail() -> None:
        raise RuntimeError("a bug")

    log.append("s", [draft("one")])
    log.when_synced(fail)
    log.when_synced(lambda: told.append("two"))
    log.flush()
    with pytest.raises(RuntimeError):
        log.run_synced_callbacks()
    log.run_synced_callbacks()
    assert told == ["two"]


def test_closing_tells_what_is_lost(log: EventLog, clock: ManualClock) -> None:
    """Others get the file all the same, and closing again is no error."""
    with full(log.path):
        log.append("s", [draft("lost")])
        with pytest.raises(StoreError, match="the disk is full"):
            log.close()
        log.close()
    again = EventLog(log.path, clock)
    assert again.last_seq == 1
    again.close()


def test_a_closed_log_takes_nothing(log: EventLog) -> None:
    """It does not pretend."""
    log.close()
    with pytest.raises(StoreError, match="the log is closed"):
        log.append("s", [draft("late")])


def test_a_file_that_was_moved_away_is_trouble(log: EventLog) -> None:
    """Although the system would go on writing it under its new name; it may come back."""
    elsewhere = log.path.with_name("elsewhere.db")
    log.path.rename(elsewhere)
    log.append("s", [draft("kept")])
    with pytest.raises(StoreError, match="No such file"):
        log.flush()
    log.path.write_bytes(b"another")
    with pytest.raises(StoreError, match="another file has taken its place"):
        log.flush()
    elsewhere.rename(log.path)
    log.flush()
    assert verify_log(log.path) == []
    assert log.last_seq == 2


def test_a_fault_in_the_thread_is_noticed(log: EventLog, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its traceback is shown, whoever waits is told, and the next append is refused."""
    shown: list[type[BaseException]] = []
    monkeypatch.setattr(threading, "excepthook", lambda about: shown.append(about.exc_type))
    log._writer.write([(2, "half a surrogate: \ud800")])
    with pytest.raises(StoreError, match="fault in the program: UnicodeEncodeError"):
        log._writer.wait()
    with pytest.raises(StoreError, match="Start it again"):
        log.append("s", [draft("late")])
    with pytest.raises(StoreError, match="Start it again"):
        log._writer.wait()
    log._writer.stop()
    assert shown == [UnicodeEncodeError]


# --- times and the disk ----------------------------------------------------------------------


def test_times_are_those_of_the_append(log: EventLog, clock: ManualClock) -> None:
    """Not those of the moment when the disk took it."""
    before = clock.wall(), clock.mono_ns()
    with full(log.path):
        log.append("s", [draft("early")])
        clock.advance(5)
    log.flush()
    (event,) = log.read(after=1)
    assert (event.wall, event.mono_ns) == before


def test_what_can_not_be_written_raises_at_once(log: EventLog) -> None:
    """In the append, where it can be told whose fault it is; the log goes on."""
    with pytest.raises(ValueError, match="surrogate"):
        log.append("s", [draft("kept"), draft("\ud800")])
    log.append("s", [draft("next")])
    assert [event.fact for event in log.read(after=1)] == [draft("next")]


_KILLED = """
    import os, signal, sqlite3, sys
    from datetime import UTC, datetime
    from pathlib import Path
    from console.domain import events as ev
    from console.domain.clock import ManualClock
    from console.store.log import EventLog
    path = Path(sys.argv[1])
    log = EventLog(path, ManualClock(datetime(2026, 3, 1, tzinfo=UTC)))
    log.append("s", [ev.SessionStarted.model_validate_json(sys.argv[2])])
    log.append("s", [ev.AssistantLost(reason="on the disk")])
    log.when_synced(lambda: print("told of the first", flush=True))
    log.flush()
    log.run_synced_callbacks()
    other = sqlite3.connect(path)
    other.execute("BEGIN IMMEDIATE")  # the writer has to wait for this one
    log.append("s", [ev.AssistantLost(reason="in memory")])
    log.when_synced(lambda: print("told of the second", flush=True))
    log.run_synced_callbacks()
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.process
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kills itself as POSIX does")
def test_a_process_killed_between_append_and_sync_leaves_a_sound_log(tmp_path: Path) -> None:
    """Lost is only what nobody outside was told of."""
    path = tmp_path / "session.db"
    killed = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(_KILLED), str(path), STARTED.model_dump_json()],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert killed.stdout == "told of the first\n"
    assert verify_log(path) == []
    assert [event.fact for event in read_log(path)] == [STARTED, draft("on the disk")]
    again = EventLog(path, ManualClock(datetime(2026, 3, 1, tzinfo=UTC)))
    assert again.last_seq == 2
    again.close()
