"""Set-up: what it looks for, what it tells, what it pins."""

import io
import re
import shutil
import subprocess
from pathlib import Path

import progress
import pytest
import python_packages
import setup as set_up
import system_packages as system
from hypothesis import given
from hypothesis import strategies as st

ROOT = Path(__file__).parents[2]
PINS = sorted([*ROOT.glob("requirements*.txt"), *(ROOT / "build_spec").glob("requirements*.txt")])

needs_make = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")


class Terminal(io.StringIO):
    """A terminal that remembers what was written to it."""

    def isatty(self) -> bool:
        return True


def made(*arguments: str, **variables: str) -> str:
    """What make would run, or what it says."""
    command = ["make", "-C", str(ROOT), "--no-print-directory", *arguments]
    command += [f"{name}={value}" for name, value in variables.items()]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


# --- system packages --------------------------------------------------------------------------


def test_what_is_here_is_not_missing() -> None:
    """The C library and the shell are found without asking a package manager."""
    needs = [system.library("libc6", "libc.so.6"), system.program("dash", "sh")]
    assert system.missing(needs) == []


def test_what_is_not_here_is_missing_by_its_package_name() -> None:
    """A library, a program or a font that can't be found is told as the package that brings it."""
    needs = [
        system.library("libnone1", "libnone-such.so.1"),
        system.program("nothing", "no-such-program"),
        system.fonts("fonts-none", "NoSuchFont.*"),
    ]
    assert system.missing(needs) == ["libnone1", "nothing", "fonts-none"]


def test_advice_names_every_package() -> None:
    """What a person is told to install is all that is missing, in one line."""
    advice = system.advice(["libegl1", "xvfb"])
    assert "libegl1 xvfb" in advice
    assert "\n" not in advice


# --- uv ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("version", "usable"),
    [("uv 0.13.9", True), ("uv 1.0.0 (abc 2027-01-01)", True), ("uv 0.8.22", False), ("?", False)],
)
def test_only_a_new_enough_uv_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, usable: bool
) -> None:
    """A uv on the PATH serves if it can take build settings per package."""
    uv = tmp_path / "uv"
    uv.write_text(f"#!/bin/sh\necho '{version}'\n")
    uv.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(python_packages, "UV_HOME", tmp_path / "none")
    assert python_packages.usable_uv() == (uv if usable else None)


# --- pins -------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PINS, ids=lambda path: path.name)
def test_every_pin_has_a_hash_and_no_address(path: Path) -> None:
    """Whatever registry the packages come from, they are the same bytes."""
    text = path.read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=\S)", text.strip())
    assert all(re.match(r"[a-z0-9-]+==\S+", block) for block in blocks)
    assert all("--hash=sha256:" in block for block in blocks)
    assert "://" not in text


def test_tests_run_on_what_users_get() -> None:
    """Every pin of the program is also a pin of the tests, at the same version."""
    users, tests = (
        set(re.findall(r"^\S+==.*", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))
        for name in ("requirements.txt", "requirements-dev.txt")
    )
    assert users <= tests


def test_the_compiled_package_is_taken_out_alone() -> None:
    """The package that is compiled by itself brings its hashes and no neighbour."""
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    block = python_packages.pinned("llama-cpp-python", text)
    assert block.count("==") == 1
    assert "--hash=sha256:" in block
    assert block in text


def test_a_forgotten_pin_is_told() -> None:
    """Without the pin, set-up says what to run instead of compiling something unknown."""
    with pytest.raises(python_packages.SetupError, match="make pins"):
        python_packages.pinned("llama-cpp-python", "click==8.0 \\\n    --hash=sha256:00\n")


# --- the stamp --------------------------------------------------------------------------------


def test_set_up_starts_again_when_a_pin_changes(tmp_path: Path) -> None:
    """The fingerprint of a checkout changes with its pins and with nothing else."""
    for name in ("pyproject.toml", "requirements.txt", "README.md"):
        (tmp_path / name).write_text(name)
    before = set_up.fingerprint(tmp_path)
    (tmp_path / "README.md").write_text("changed")
    assert set_up.fingerprint(tmp_path) == before
    (tmp_path / "requirements.txt").write_text("changed")
    assert set_up.fingerprint(tmp_path) != before


# --- the models -------------------------------------------------------------------------------


def test_a_model_that_can_not_be_prepared_is_no_failure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It runs as it is, and set-up says so."""

    def fails(*command: object) -> None:
        raise subprocess.CalledProcessError(1, [str(each) for each in command])

    monkeypatch.setattr(set_up, "run", fails)
    set_up._prepare("some-model")
    assert "some-model could not be prepared" in capsys.readouterr().out


# --- progress ---------------------------------------------------------------------------------


@given(st.lists(st.text(alphabet="abc [/]\n", max_size=40)))
def test_progress_passes_every_line_through(lines: list[str]) -> None:
    """Whatever a build prints is kept for the case that it fails."""
    assert list(progress.CompileProgress(io.StringIO(), "it").follow(lines)) == lines


def test_a_build_from_the_cache_is_silent() -> None:
    """Without a compile nobody is told to wait for one."""
    out = io.StringIO()
    list(progress.CompileProgress(out, "it").follow(["Resolved 1 package", "Installed it"]))
    assert out.getvalue() == ""


def test_a_compile_is_announced_and_its_end_told() -> None:
    """In a log the first step tells how long it will take, and the end how long it took."""
    out = io.StringIO()
    list(progress.CompileProgress(out, "it").follow([f"[{n}/140] c++" for n in range(1, 141)]))
    first, second, last = out.getvalue().splitlines()
    assert "Compiling it" in first
    assert "1 of 140" in second
    assert last == "it: compiled in 0:00"


def test_a_terminal_shows_a_bar() -> None:
    """On a terminal the line is written over and over, and the bar fills."""
    out = Terminal()
    list(progress.CompileProgress(out, "it").follow(["[1/2] c++ a", "[2/2] c++ b"]))
    assert "\r" in out.getvalue()
    assert f"[{'#' * 30}] 2 of 2 steps" in out.getvalue()


# --- make -------------------------------------------------------------------------------------


@needs_make
def test_make_alone_explains_itself() -> None:
    """`make` tells of every target that a person may want, and does nothing."""
    told = made()
    assert all(f"make {target} " in told for target in ("run", "test", "setup", "pins", "clean"))


@needs_make
def test_make_run_opens_the_window_where_there_is_a_display() -> None:
    """With a display the demo is a window; without one it is worked offscreen."""
    assert "--headless" not in made("-n", "run", DISPLAY=":0")
    assert "--headless --out" in made("-n", "run", DISPLAY="", WAYLAND_DISPLAY="")


@needs_make
def test_an_old_python_is_refused_with_one_line() -> None:
    """Without Python 3.11 make says what to install, before anything is touched."""
    run = subprocess.run(
        ["make", "-C", str(ROOT), "setup", "PYTHON="], capture_output=True, text=True, check=False
    )
    assert run.returncode != 0
    assert "Python 3.11 or newer" in run.stderr
