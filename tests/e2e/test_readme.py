"""Every command of the README works as it is typed there."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from documents import ROOT, commands

from console.domain.errors import StoreError
from console.store.log import read_log

pytestmark = pytest.mark.slow

README = ROOT / "README.md"

SMALLER = {
    "--duration 120": "--duration 6",
    "--sessions 30": "--sessions 2",
    "--customers 8 --duration 30": "--customers 3 --duration 6",
    "--agents 400 --days 28": "--agents 40 --days 14",
}
"""Nothing but the amounts of work that a command asks for, so that they take seconds here."""

AGENTS = "agent,tier,site\nana,low,north\nbo,high,north\ncy,low,south\ndee,high,south\n"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as a reader has it: the files that the README speaks of, and nobody's settings."""
    place = tmp_path_factory.mktemp("readme")
    (place / "agents.csv").write_text(AGENTS, encoding="utf-8")
    said = "user: Where is my parcel?\nassistant: On its way.\nuser: Thank you."
    recording = json.dumps({"messages_display": said})
    (place / "recordings.jsonl").write_text(f"{recording}\n", encoding="utf-8")
    return place


@pytest.fixture(scope="module")
def environment(place: Path) -> dict[str, str]:
    """The shell's environment after ``. .venv/bin/activate``, with a home of its own."""
    home = place / "home"
    settings = home / "switchboard" / "settings.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text('model = "smollm2-135m-instruct"\n', encoding="utf-8")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return os.environ | {
        "PATH": path,
        "XDG_CONFIG_HOME": str(home),
        "XDG_DATA_HOME": str(home),
        "QT_QPA_PLATFORM": "offscreen",
    }


def _kind(line: str) -> str:
    if line.startswith("make ") or line == ". .venv/bin/activate":
        return "set-up"
    if line.startswith("switchboard demo") and "--headless" not in line:
        return "window"
    return "command"


def test_the_readme_is_read_whole() -> None:
    """Its blocks hold commands of each kind, so none of the tests below passes for lack of any."""
    kinds = [_kind(line) for line in commands(README)]
    assert kinds.count("set-up") == 3
    assert kinds.count("window") >= 4
    assert kinds.count("command") >= 8


def test_set_up_commands_exist() -> None:
    """Each ``make`` target is one of the Makefile's, and set-up makes the script to activate."""
    for line in commands(README):
        if line.startswith("make "):
            planned = ["make", "-n", *shlex.split(line)[1:]]
            subprocess.run(planned, cwd=ROOT, check=True, capture_output=True)
    assert (Path(sys.executable).parent / "activate").is_file()


@pytest.fixture(scope="module")
def typed(place: Path, environment: dict[str, str]) -> dict[str, subprocess.CompletedProcess[str]]:
    """What came of each command without a window, typed in order, since later ones need it."""
    done = {}
    for line in _without_window():
        small = line
        for full, less in SMALLER.items():
            small = small.replace(full, less)
        done[line] = subprocess.run(
            ["bash", "-c", small],
            cwd=place,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
    return done


def _without_window() -> list[str]:
    return [line for line in commands(README) if _kind(line) == "command"]


@pytest.mark.timeout(1200)  # the first of them runs all commands
@pytest.mark.parametrize("line", _without_window())
def test_commands_without_a_window_work(
    line: str, typed: dict[str, subprocess.CompletedProcess[str]]
) -> None:
    """Each ends without an error."""
    done = typed[line]
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"


@pytest.mark.timeout(1200)
@pytest.mark.usefixtures("typed")
def test_commands_leave_what_the_readme_says(place: Path) -> None:
    """Databases, bundles, pictures and reports lie where the README says."""
    for left in (
        "demo-out/session.db",
        "demo-out/summary.json",
        "demo-out/bundle",
        "series/report.html",
        "results/report.html",
        "results/results.json",
        "bundle/codebook.md",
    ):
        assert (place / left).exists(), left
    assert list((place / "demo-out" / "screens").glob("*.png"))
    assert json.loads((place / "results" / "results.json").read_text(encoding="utf-8"))["itt"]


def _windows() -> list[str]:
    return [line for line in commands(README) if _kind(line) == "window"]


@pytest.mark.parametrize("line", _windows())
def test_commands_with_a_window_open_it(
    line: str, tmp_path: Path, place: Path, environment: dict[str, str]
) -> None:
    """Each opens on a customer who may be accepted, and ends its session when it is asked to.

    The study is without the text that an agent agrees to on the screen, since nobody is there.
    """
    for given in ("agents.csv", "recordings.jsonl"):
        shutil.copy(place / given, tmp_path)
    if "pilot.toml" in line:
        _make_study(tmp_path, environment)
    with subprocess.Popen(
        ["bash", "-c", f"exec {line}"],
        cwd=tmp_path,
        env=environment | {"XDG_DATA_HOME": str(tmp_path)},
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        try:
            _wait_for_customer(tmp_path, running)
        finally:
            running.terminate()
        assert running.wait(timeout=60) == 0, running.stderr.read() if running.stderr else ""


def _make_study(folder: Path, environment: dict[str, str]) -> None:
    """Do what the README does before this command, and take the text to be agreed to away."""

    def type_in(line: str) -> None:
        subprocess.run(["bash", "-c", line], cwd=folder, env=environment, check=True)

    type_in("switchboard study init pilot.toml --template by-agent")
    study = folder / "pilot.toml"
    text = study.read_text(encoding="utf-8")
    study.write_text(re.sub(r'^consent = """.*?"""', "", text, flags=re.M | re.S), encoding="utf-8")
    type_in("switchboard study assign pilot.toml --agents agents.csv")


def _wait_for_customer(folder: Path, running: subprocess.Popen[str], seconds: float = 120) -> None:
    limit = time.monotonic() + seconds
    while not any("chat_offered" in _kinds(log) for log in folder.rglob("*.db")):
        assert running.poll() is None, running.stderr.read() if running.stderr else ""
        assert time.monotonic() < limit, f"no customer within {seconds:.0f} s"
        time.sleep(0.2)


def _kinds(database: Path) -> list[str]:
    try:
        return [event.fact.kind for event in read_log(database)]
    except StoreError:
        return []
