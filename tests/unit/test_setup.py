"""Set-up: what it looks for, what it tells, what it pins, what it does at the same time."""

import io
import re
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import compiled_package
import progress
import pytest
import python_packages
import setup as set_up
import system_packages as system
from checkout import SetupError
from compiled_package import Compile, CompiledPackage, pinned
from hypothesis import given
from hypothesis import strategies as st

pytestmark = pytest.mark.process

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
    block = pinned("llama-cpp-python", text)
    assert block.count("==") == 1
    assert "--hash=sha256:" in block
    assert block in text


def test_a_forgotten_pin_is_told() -> None:
    """Without the pin, set-up says what to run instead of compiling something unknown."""
    with pytest.raises(SetupError, match="make pins"):
        pinned("llama-cpp-python", "click==8.0 \\\n    --hash=sha256:00\n")


# --- the compile ------------------------------------------------------------------------------

UV = """#!/bin/sh
case "$*" in
    "--version") echo "uv 0.13.9" ;;
    "cache dir") echo "{folder}/cache/uv" ;;
    *--target*--offline*) exit 2 ;;
    *--target*) {compile} ;;
    "venv "*) mkdir -p "{folder}/venv" ;;
esac
echo "$*" >> "{folder}/calls"
"""

FakeUv = Callable[[str], Path]


@pytest.fixture
def fake_uv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeUv:
    """Puts a uv on the PATH that notes its calls and compiles by a line of shell."""
    for module in (compiled_package, python_packages):
        monkeypatch.setattr(module, "VENV", tmp_path / "venv")
    (tmp_path / "venv").mkdir()
    (tmp_path / "requirements.txt").write_text("a==1\nllama-cpp-python==2 \\\n    --hash=x\nz==3\n")

    def put(compile_line: str) -> Path:
        uv = tmp_path / "bin" / "uv"
        uv.parent.mkdir(exist_ok=True)
        uv.write_text(UV.format(folder=tmp_path, compile=compile_line))
        uv.chmod(0o755)
        monkeypatch.setenv("PATH", str(uv.parent), prepend=":")
        return uv

    return put


def test_models_are_fetched_while_the_compile_runs(tmp_path: Path, fake_uv: FakeUv) -> None:
    """A compile that ends only when what comes after the packages was done does end."""
    fake_uv(f'until test -e "{tmp_path}/fetched"; do sleep 0.02; done')
    python_packages.install_python_packages(
        tmp_path / "requirements.txt", then=(tmp_path / "fetched").touch
    )
    calls = (tmp_path / "calls").read_text(encoding="utf-8").splitlines()
    order = ["pip sync", "--editable", "--target", "--reinstall --offline"]
    found = [next(n for n, call in enumerate(calls) if part in call) for part in order]
    assert found == sorted(found)
    assert (tmp_path / "venv" / "others.txt").read_text(encoding="utf-8") == "a==1\nz==3\n"


def test_what_is_compiled_is_not_compiled_again(tmp_path: Path, fake_uv: FakeUv) -> None:
    """When another pin changes, the compiled package stays in place."""
    fake_uv(":")
    requirements = tmp_path / "requirements.txt"
    python_packages.install_python_packages(requirements, then=lambda: None)
    requirements.write_text(requirements.read_text(encoding="utf-8").replace("a==1", "a==2"))
    (tmp_path / "calls").unlink()
    python_packages.install_python_packages(requirements, then=lambda: None)
    calls = (tmp_path / "calls").read_text(encoding="utf-8")
    assert "--target" not in calls
    assert f"{requirements} --offline" in calls


def test_another_compiler_flag_means_another_compile(
    tmp_path: Path, fake_uv: FakeUv, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is installed counts only if it was built in the way that is wanted now."""
    uv, requirements = fake_uv(":"), tmp_path / "requirements.txt"
    package = CompiledPackage(uv, requirements)
    assert not package.is_installed()
    package.install()
    assert CompiledPackage(uv, requirements).is_installed()
    monkeypatch.setattr(compiled_package, "_flags_for_gcc", lambda: ("--other",))
    assert not CompiledPackage(uv, requirements).is_installed()


def test_build_instructions_are_kept_per_user(
    tmp_path: Path, fake_uv: FakeUv, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their path is the same from every checkout, and another one when their content changes."""
    uv, cache = fake_uv(":"), tmp_path / "cache" / "switchboard-uv"
    for _ in range(2):
        CompiledPackage(uv, tmp_path / "requirements.txt")
    assert len(list(cache.glob("*.cmake"))) == 1
    monkeypatch.setattr(compiled_package, "_NO_COMMON_LIBRARY", "# other\n")
    CompiledPackage(uv, tmp_path / "requirements.txt")
    assert len(list(cache.glob("*.cmake"))) == 2


@pytest.mark.skipif(shutil.which("cmake") is None, reason="CMake is not installed")
def test_the_common_library_is_left_out(tmp_path: Path, fake_uv: FakeUv) -> None:
    """The package forces the library on, and it is off all the same where llama.cpp asks."""
    for folder, text in {
        ".": "project(llama_cpp NONE)\n"
        'set(LLAMA_BUILD_COMMON ON CACHE BOOL "" FORCE)\nadd_subdirectory(llama)\n',
        "llama": "project(llama.cpp NONE)\n"
        'option(LLAMA_BUILD_COMMON "" OFF)\nmessage(STATUS "common: ${LLAMA_BUILD_COMMON}")\n',
    }.items():
        (tmp_path / folder).mkdir(exist_ok=True)
        version = "cmake_minimum_required(VERSION 3.21)\n"
        (tmp_path / folder / "CMakeLists.txt").write_text(version + text)
    CompiledPackage(fake_uv(":"), tmp_path / "requirements.txt")
    (setting,) = (tmp_path / "cache" / "switchboard-uv").glob("*.cmake")
    command: list[str | Path] = ["cmake", "-S", tmp_path, "-B", tmp_path / "out"]
    command += [f"-DCMAKE_PROJECT_llama_cpp_INCLUDE={setting}"]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "common: OFF" in run.stdout


def compile_with(tmp_path: Path, uv: Path) -> Compile:
    """The compile by a uv."""
    return CompiledPackage(uv, tmp_path / "requirements.txt").compile()


def test_a_compile_that_fails_shows_its_log(
    tmp_path: Path, fake_uv: FakeUv, capfd: pytest.CaptureFixture[str]
) -> None:
    """What the compiler said is on the screen, above the one line that says what failed."""
    uv = fake_uv("echo no such header; exit 1")
    with pytest.raises(SetupError, match="log is above"), compile_with(tmp_path, uv):
        pass
    assert "no such header" in capfd.readouterr().err


def test_a_failed_download_does_not_waste_the_compile(tmp_path: Path, fake_uv: FakeUv) -> None:
    """When something else fails meanwhile, the compile ends first, and then that is told."""
    uv = fake_uv(f'sleep 0.3; touch "{tmp_path}/compiled"')
    with pytest.raises(subprocess.CalledProcessError), compile_with(tmp_path, uv):
        raise subprocess.CalledProcessError(1, ["switchboard"])
    assert (tmp_path / "compiled").exists()


def test_an_interrupt_ends_the_compile(tmp_path: Path, fake_uv: FakeUv) -> None:
    """Who stops set-up does not leave a compiler behind."""
    uv = fake_uv(f'touch "{tmp_path}/begun"; exec sleep 200')

    def interrupt_when_it_runs() -> None:
        while not (tmp_path / "begun").exists():
            time.sleep(0.02)
        raise KeyboardInterrupt

    compiling = compile_with(tmp_path, uv)
    with pytest.raises(KeyboardInterrupt), compiling:
        interrupt_when_it_runs()
    assert not compiling.is_running()


# --- the stamp --------------------------------------------------------------------------------


def test_set_up_starts_again_when_a_pin_changes(tmp_path: Path) -> None:
    """The fingerprint of a checkout changes with its pins and version, and with nothing else."""
    (tmp_path / "console").mkdir()
    for name in ("pyproject.toml", "requirements.txt", "README.md", "console/__init__.py"):
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
    assert last == "it: compile ended after 0:00"


def test_a_terminal_shows_a_bar() -> None:
    """On a terminal the line is written over and over, and the bar fills."""
    out = Terminal()
    following = progress.CompileProgress(out, "it")
    following.reveal()
    list(following.follow(["[1/2] c++ a", "[2/2] c++ b"]))
    assert "\r" in out.getvalue()
    assert f"[{'#' * 30}] 2 of 2 steps" in out.getvalue()


def test_a_terminal_shows_one_bar_at_a_time() -> None:
    """While the models' bar is on the terminal, the compile's waits, then stands where it is."""
    out = Terminal()
    following = progress.CompileProgress(out, "it")
    lines = following.follow(["[1/2] c++ a", "[2/2] c++ b"])
    next(lines)
    assert "Compiling it" in out.getvalue()
    assert "1 of 2" not in out.getvalue()
    following.reveal()
    assert f"[{'#' * 15}{' ' * 15}] 1 of 2 steps" in out.getvalue()
    next(lines)
    assert "2 of 2 steps" in out.getvalue()


# --- make -------------------------------------------------------------------------------------


@pytest.mark.process
@needs_make
def test_make_alone_explains_itself() -> None:
    """`make` tells of every target that a person may want, and does nothing."""
    told = made()
    assert all(f"make {target} " in told for target in ("run", "test", "setup", "pins", "clean"))


@pytest.mark.process
@needs_make
def test_make_run_opens_the_window_where_there_is_a_display() -> None:
    """The program says whether there is one; without one the demo is worked offscreen."""
    asked, then, otherwise = re.split(r"; then|else", made("-n", "run"))
    assert "console.app.display" in asked
    assert then.strip(" ;\\\n\t").endswith("switchboard demo")
    assert "switchboard demo --headless --out" in otherwise


@pytest.mark.process
@needs_make
@pytest.mark.parametrize(("types", "tests"), [(0, 0), (1, 0), (0, 1)])
def test_wrong_types_and_failed_tests_both_fail_the_run(
    tmp_path: Path, types: int, tests: int
) -> None:
    """They run at the same time; what is wrong with the types is told at the end."""
    for name, code in (("mypy", types), ("pytest", tests)):
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\necho told by {name}\nexit {code}\n", encoding="utf-8")
        program.chmod(0o755)
    command = ["make", "-C", str(ROOT), "quick", "-o", "lint", f"BIN={tmp_path}"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (run.returncode == 0) is (types == tests == 0)
    told = run.stdout
    assert 0 < told.index("told by pytest") < told.index("told by mypy")


@pytest.mark.process
@needs_make
def test_an_old_python_is_refused_with_one_line() -> None:
    """Without Python 3.11 make says what to install, before anything is touched."""
    run = subprocess.run(
        ["make", "-C", str(ROOT), "setup", "PYTHON="], capture_output=True, text=True, check=False
    )
    assert run.returncode != 0
    assert "Python 3.11 or newer" in run.stderr
