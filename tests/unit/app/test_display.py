"""A display that is named but dead is told of in one line, before Qt ends the process."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from console.app.display import display_problem

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="displays have names on Linux only")

_UNUSED = ":7777"


def test_no_display_is_a_problem_with_a_remedy() -> None:
    """Neither X nor Wayland is named."""
    problem = display_problem({})
    assert problem is not None
    assert "--headless" in problem


@pytest.mark.parametrize("name", [_UNUSED, "nonsense", "127.0.0.1:7777.0"])
def test_a_dead_display_is_a_problem_that_names_it(name: str) -> None:
    """The variable stays after logging out, in containers and over ssh."""
    problem = display_problem({"DISPLAY": name})
    assert problem is not None
    assert name in problem
    assert "\n" not in problem


def test_a_wayland_display_that_answers_is_none(tmp_path: Path) -> None:
    """A socket that takes the connection is enough."""
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "wayland-0"))
        server.listen()
        here = {"WAYLAND_DISPLAY": "wayland-0", "XDG_RUNTIME_DIR": str(tmp_path)}
        assert display_problem(here) is None
    assert display_problem(here) is not None


def test_offscreen_needs_no_display() -> None:
    """Tests and the headless demonstration."""
    assert display_problem({"QT_QPA_PLATFORM": "offscreen"}) is None


@pytest.mark.process
def test_the_demonstration_on_a_dead_display_ends_with_2_and_leaves_no_log(tmp_path: Path) -> None:
    """One line on standard error, no abort, and nothing was opened."""
    hidden = {"WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    log = tmp_path / "s.db"
    done = subprocess.run(
        [sys.executable, "-m", "console", "demo", "--db", str(log)],
        env=environment | {"DISPLAY": _UNUSED, "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert not log.exists()
