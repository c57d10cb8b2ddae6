"""The event log keeps what it was given, in order, and says so when it can't."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.domain import events as ev
from console.domain.clock import ManualClock
from console.domain.customers import Customer
from console.domain.errors import DatabaseDamaged, DatabaseInUse, DatabaseTooNew, StoreError
from console.store.log import EventLog, read_log, verify_log
from console.store.opening import open_log

STARTED = ev.SessionStarted(
    run="r", agent="Robin", version="1", channel="test", wall_minus_mono_ns=0, utc_offset_s=0
)
QUEUED = ev.ChatQueued(chat="c", customer=Customer(id="1", name="Ana"))


@pytest.fixture
def clock() -> ManualClock:
    """A clock that stands still."""
    return ManualClock(datetime(2026, 3, 1, tzinfo=UTC))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the database of a test is."""
    return tmp_path / "session.db"


@pytest.fixture
def log(path: Path, clock: ManualClock) -> Iterator[EventLog]:
    """A new log, closed afterwards."""
    log = EventLog(path, clock)
    yield log
    log.close()


@given(text=st.text(st.characters(exclude_categories=["Cs"])))
@settings(deadline=None)
def test_any_text_comes_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    """Control characters, emoji and every script survive the way to disk and back."""
    path = tmp_path_factory.mktemp("log") / "a.db"
    log = EventLog(path, ManualClock(datetime(2026, 3, 1, tzinfo=UTC)))
    appended = log.append("s", [STARTED, QUEUED, ev.DraftChanged(chat="c", text=text)])
    log.close()
    assert list(read_log(path)) == appended


def test_events_of_some_kinds_come_alone_and_in_order(log: EventLog) -> None:
    """Whoever wants to know of sessions need not read every message."""
    log.append("s", [STARTED, QUEUED, ev.TabShown(chat=None), STARTED])
    found = log.of_kinds(("session_started", "tab_shown"))
    assert [(event.seq, event.fact.kind) for event in found] == [
        (1, "session_started"),
        (3, "tab_shown"),
        (4, "session_started"),
    ]
    assert list(log.of_kinds(("chat_rated",))) == []


def test_events_are_numbered_from_one_without_gaps(log: EventLog) -> None:
    """Numbers go on where they were, over several appends."""
    log.append("s", [STARTED, QUEUED])
    log.append("s", [ev.ChatOffered(chat="c")])
    assert [event.seq for event in log.read()] == [1, 2, 3]
    assert log.last_seq == 3


def test_a_reopened_log_goes_on(log: EventLog, path: Path, clock: ManualClock) -> None:
    """Closing and opening changes nothing, and the chain of digests stays whole."""
    log.append("s", [STARTED, QUEUED])
    log.close()
    again = EventLog(path, clock)
    again.append("s", [ev.ChatOffered(chat="c")])
    assert again.verify() == []
    assert again.last_seq == 3
    again.close()


def test_a_log_can_be_read_while_it_is_written(log: EventLog, path: Path) -> None:
    """An export sees all that is synced although the console is at work."""
    log.append("s", [STARTED, QUEUED])
    log.flush()
    assert [event.fact for event in read_log(path)] == [STARTED, QUEUED]


def test_a_second_console_is_refused(log: EventLog, path: Path, clock: ManualClock) -> None:
    """Two consoles never write one log."""
    with pytest.raises(DatabaseInUse, match="open in another Switchboard"):
        EventLog(path, clock)
    assert log.append("s", [STARTED])


def test_a_newer_database_is_refused_and_not_touched(
    log: EventLog, path: Path, clock: ManualClock
) -> None:
    """What a newer version wrote stays byte for byte as it is."""
    log.append("s", [STARTED])
    log.close()
    connection = sqlite3.connect(path)
    connection.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) "
        "VALUES ('switchboard', 'm999_future', '2030-01-01')"
    )
    connection.commit()
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(DatabaseTooNew, match="newer Switchboard"):
        EventLog(path, clock)
    with pytest.raises(DatabaseTooNew):
        open_log(path, clock)
    assert path.read_bytes() == before


def test_another_programs_database_is_refused_and_not_touched(
    path: Path, clock: ManualClock
) -> None:
    """A name given by mistake costs nobody their data."""
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE theirs (a)")
    connection.commit()
    connection.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="another program's database"):
        EventLog(path, clock)
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"not a database at all" * 100, b"SQLite format 3\0" * 300])
def test_a_damaged_file_is_set_aside_and_work_goes_on(
    path: Path, clock: ManualClock, content: bytes
) -> None:
    """The damaged file keeps its content under a name that the notice tells."""
    path.write_bytes(content)
    opened = open_log(path, clock)
    assert opened.notice is not None
    kept = path.with_name("session.db.damaged-20260301T000000Z")
    assert kept.name in opened.notice
    assert kept.read_bytes() == content
    assert opened.log.append("s", [STARTED])
    opened.log.close()


def test_a_page_overwritten_in_the_middle_is_found(
    log: EventLog, path: Path, clock: ManualClock
) -> None:
    """Damage inside the file counts as damage, not as an empty log."""
    log.append("s", [STARTED, QUEUED, *(ev.ChatOffered(chat="c") for _ in range(400))])
    log.close()
    with path.open("r+b") as file:
        file.seek(4096 * 3)
        file.write(os.urandom(4096 * 2))
    with pytest.raises(DatabaseDamaged):
        EventLog(path, clock)


def test_a_fact_that_does_not_fit_is_left_out(
    log: EventLog, path: Path, clock: ManualClock
) -> None:
    """A log with facts that contradict others opens with all the others, and that is said."""
    queued = ev.ChatQueued(chat="c", customer=Customer(id="ana", name="Ana"))
    log.append("s", [STARTED, ev.ChatOffered(chat="nobody"), queued])
    log.append("s", [ev.MessageDelivered(chat="c", message="m"), ev.ChatAccepted(chat="c")])
    log.close()
    opened = open_log(path, clock)
    assert opened.notice is not None
    assert opened.notice.startswith("2 facts in ")
    assert "never queued" in opened.notice
    assert [chat.id for chat in opened.desk.tabs] == ["c"]
    opened.log.append("s", [ev.ChatOffered(chat="c")])
    opened.log.close()
    problems = verify_log(path)
    assert any("message m was never sent" in each for each in problems)


@pytest.mark.parametrize(
    ("tampering", "said"),
    [
        ("UPDATE events SET body = replace(body, 'Ana', 'Eva') WHERE seq = 2", "event 2 does not"),
        ("DELETE FROM events WHERE seq = 2", "event 2 is missing"),
        ("UPDATE events SET body = '{}' WHERE seq = 3", "event 3 can't be read"),
        ("UPDATE events SET wall_us = wall_us + 1 WHERE seq = 1", "event 1 does not match"),
        ("UPDATE events SET mono_ns = -5 WHERE seq = 3", "earlier in monotonic time"),
        ("UPDATE events SET session = 'x' WHERE seq = 3", "session x, which had not started"),
    ],
)
def test_verify_finds_tampering(log: EventLog, path: Path, tampering: str, said: str) -> None:
    """A changed, missing or misplaced row is named."""
    log.append("s", [STARTED, QUEUED, ev.ChatOffered(chat="c")])
    assert log.verify() == []
    log.close()
    connection = sqlite3.connect(path)
    connection.execute(tampering)
    connection.commit()
    connection.close()
    assert any(said in problem for problem in verify_log(path))


def test_facts_of_one_append_are_written_together_or_not_at_all(log: EventLog, path: Path) -> None:
    """When the second fact of two can't be written the first isn't either, and both come later."""
    log.append("s", [STARTED])
    log.flush()
    connection = sqlite3.connect(path)
    connection.execute(
        "CREATE TRIGGER no_offers BEFORE INSERT ON events WHEN NEW.kind = 'chat_offered' "
        "BEGIN SELECT RAISE(ABORT, 'disk full'); END"
    )
    log.append("s", [QUEUED, ev.ChatOffered(chat="c")])
    with pytest.raises(StoreError, match="disk full"):
        log.flush()
    assert [event.fact.kind for event in read_log(path)] == ["session_started"]
    connection.execute("DROP TRIGGER no_offers")
    connection.close()
    kinds = [event.fact.kind for event in log.read()]
    assert kinds == ["session_started", "chat_queued", "chat_offered"]
    assert log.verify() == []


def test_recovery_starts_after_the_last_end_with_nothing_open(log: EventLog) -> None:
    """What is over is not folded again, nor what was said of it after; what was left open is."""
    ended = ev.SessionEnded(reason="quit")
    log.append("s", [STARTED, QUEUED, ev.ChatDropped(chat="c"), ended])
    assert log.recovery_point() == 4
    log.append("s", [ev.SuggestionSuperseded(chat="c", suggestion="g", reason="the chat ended")])
    assert log.recovery_point() == 5
    log.append("t", [STARTED, QUEUED, ev.SessionEnded(reason="quit", open_chats=("c",))])
    assert log.recovery_point() == 5


def test_a_folder_that_can_not_be_made_is_a_clear_error(clock: ManualClock) -> None:
    """Where nothing can be written the error says where and what to do."""
    with pytest.raises(StoreError, match="choose a folder you may write in"):
        EventLog(Path("/proc/nowhere/session.db"), clock)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 1 MB, where mounting one is allowed."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = shutil.which("mount")
    if mount is None or os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
    done = subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)],
        capture_output=True,
        check=False,
    )
    if done.returncode:
        pytest.skip(f"a small disk can't be mounted here: {done.stderr.decode().strip()}")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_full_disk_loses_nothing_that_was_acknowledged(
    small_disk: Path, clock: ManualClock
) -> None:
    """When the disk is full appends are refused; once there is room all that was taken is there."""
    log = EventLog(small_disk / "session.db", clock)
    log.append("s", [STARTED, QUEUED])
    (small_disk / "ballast").write_bytes(b"x" * 300_000)
    synced = 2

    def write_on() -> None:
        nonlocal synced
        while True:
            log.append("s", [ev.DraftChanged(chat="c", text="word " * 400)])
            log.flush()
            synced += 1

    with pytest.raises(StoreError, match="full"):
        write_on()
    with pytest.raises(StoreError, match="nothing new is recorded"):
        log.append("s", [ev.ChatOffered(chat="c")])
    assert sum(1 for _ in read_log(log.path)) == synced
    (small_disk / "ballast").unlink()
    log.flush()
    log.append("s", [ev.ChatOffered(chat="c")])
    assert [event.seq for event in log.read()] == list(range(1, synced + 3))
    assert log.verify() == []
    log.close()


def test_a_symlink_to_a_database_in_use_is_refused(
    log: EventLog, path: Path, clock: ManualClock
) -> None:
    """Another name does not make it another database."""
    other = path.with_name("other.db")
    other.symlink_to(path)
    with pytest.raises(DatabaseInUse):
        EventLog(other, clock)


def test_while_a_damaged_database_is_set_aside_nobody_else_gets_it(
    path: Path, clock: ManualClock
) -> None:
    """The lock is held from finding the damage until the new log is open, and given back after."""
    path.write_bytes(b"not a database at all" * 100)
    opened = open_log(path, clock)
    with pytest.raises(DatabaseInUse):
        open_log(path, clock)
    opened.log.close()
    open_log(path, clock).log.close()


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE events SET body = CAST(x'7bff7d' AS TEXT) WHERE seq = 2",
        "UPDATE events SET body = replace(body, 'Ana', 'Eva') WHERE seq = 2",
        "UPDATE events SET wall_us = 9223372036854775807 WHERE seq = 2",
        "UPDATE events SET kind = 'nothing' WHERE seq = 2",
    ],
)
def test_a_row_that_was_changed_counts_as_damage(
    log: EventLog, path: Path, clock: ManualClock, tampering: str
) -> None:
    """It is found on opening, its text is not quoted, and verifying it raises nothing."""
    log.append("s", [STARTED, QUEUED])
    log.close()
    connection = sqlite3.connect(path)
    connection.execute(tampering)
    connection.commit()
    connection.close()
    assert verify_log(path)
    opened = open_log(path, clock)
    opened.log.close()
    assert opened.notice is not None
    assert "Eva" not in opened.notice


def test_a_log_is_for_its_owner_alone(path: Path, clock: ManualClock) -> None:
    """All files of a log, also of one that an older version left open to all, are private."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o644)
    log = EventLog(path, clock)
    log.append("s", [STARTED])
    log.flush()
    files = list(path.parent.glob(f"{path.name}*"))
    assert len(files) >= 3
    assert [file.name for file in files if file.stat().st_mode & 0o077] == []
    log.close()
