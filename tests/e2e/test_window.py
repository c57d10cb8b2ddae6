"""The program as a person starts it: a window on a display, one console for one database."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from console.domain.errors import StoreError
from console.store.log import read_log


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    """A virtual display."""
    server = shutil.which("Xvfb")
    if server is None:
        pytest.skip("Xvfb is not installed")
    reading, writing = os.pipe()
    with subprocess.Popen(
        [server, "-displayfd", str(writing), "-screen", "0", "1366x768x24", "-nolisten", "tcp"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    ) as running:
        os.close(writing)
        with os.fdopen(reading) as pipe:
            number = pipe.readline().strip()
        yield f":{number}"
        running.terminate()


@pytest.fixture
def environment(display: str) -> dict[str, str]:
    """An environment with a display and no platform chosen."""
    kept = {name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"}
    return kept | {"DISPLAY": display}


@contextmanager
def _start(database: Path, environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """A console that has a minute to end when the block is over, and is killed if it doesn't."""
    with subprocess.Popen(
        [
            *(sys.executable, "-m", "console", "demo", "--model", "none", "--customers", "3"),
            *("--db", str(database)),
        ],
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
            process.wait(60)
        finally:
            process.kill()


def _kinds(database: Path) -> list[str]:
    try:
        return [event.fact.kind for event in read_log(database)]
    except StoreError:
        return []


def _wait(true: Callable[[], bool], seconds: float = 60) -> None:
    limit = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < limit, f"it did not happen within {seconds:.0f} s"
        time.sleep(0.1)


def test_the_window_opens_and_a_second_console_is_refused(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    """Customers show up in a real window; another console on its database gets one clear line."""
    database = tmp_path / "demo.db"
    with _start(database, environment) as first:
        _wait(lambda: "chat_offered" in _kinds(database))
        with _start(database, environment) as second:
            assert second.stderr is not None
            said = second.stderr.read()
        assert second.returncode == 1
        assert "is open in another Switchboard" in said
        assert len(said.splitlines()) == 1
        first.terminate()
    assert first.returncode == 0
    assert _kinds(database)[-1] == "session_ended"


def test_a_killed_window_is_taken_up(tmp_path: Path, environment: dict[str, str]) -> None:
    """The next console goes on with the same run of customers."""
    database = tmp_path / "demo.db"
    with _start(database, environment) as first:
        _wait(lambda: "chat_offered" in _kinds(database))
        first.kill()
    before = len(_kinds(database))
    with _start(database, environment) as second:
        _wait(lambda: _kinds(database).count("session_started") == 2)
        second.terminate()
    again = next(e.fact for e in read_log(database) if e.seq == before + 1)
    assert again.model_dump()["resumed"] is True
