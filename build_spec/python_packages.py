"""Fills .venv with the pinned packages: fetches uv if need be, compiles what has to be compiled."""

import os
import platform
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from progress import CompileProgress, say

ROOT = Path(__file__).resolve().parent.parent
SPEC = ROOT / "build_spec"
VENV = ROOT / ".venv"
UV_HOME = ROOT / ".uv"

COMPILED = "llama-cpp-python"
OLDEST_UV = (0, 9)  # takes build settings per package from pyproject.toml


class SetupError(Exception):
    """What a person has to do before set-up can go on."""


def run(*command: str | Path) -> None:
    """Run in the checkout, its output in sight; raises CalledProcessError if it fails."""
    subprocess.run(command, cwd=ROOT, env=_environment(), stdin=subprocess.DEVNULL, check=True)


def install_python_packages(requirements: Path) -> None:
    """Bring .venv to exactly the pinned packages and this project.

    Raises:
        SetupError: the package that is compiled here could not be.
        CalledProcessError: something else failed; its own words are on the screen.
    """
    uv = usable_uv() or _bootstrap_uv()
    if not _venv_works():
        say("Creating .venv")
        run(uv, "venv", "--quiet", "--clear", "--python", sys.executable, VENV)
    say(f"Installing what {requirements.name} pins")
    build = ("--build-constraints", SPEC / "requirements-build.txt", "--python", VENV)
    _install_compiled(uv, requirements, build)
    _cached_first(uv, "pip", "sync", "--require-hashes", *build, requirements)
    _cached_first(uv, "pip", "install", "--quiet", "--no-deps", *build, "--editable", ROOT)


# --- uv ---------------------------------------------------------------------------------------


def usable_uv() -> Path | None:
    """The uv on the PATH, or the one that an earlier set-up put here, if it is new enough."""
    for path in (None, UV_HOME / "bin"):
        found = shutil.which("uv", path=path)
        if found and _uv_version(found) >= OLDEST_UV:
            return Path(found)
    return None


def _uv_version(uv: str) -> tuple[int, ...]:
    numbers = re.search(r"uv (\d+)\.(\d+)\.(\d+)", _answer(uv, "--version"))
    return tuple(map(int, numbers.groups())) if numbers else ()


def _bootstrap_uv() -> Path:
    say("Fetching uv")
    run(sys.executable, "-m", "venv", "--clear", UV_HOME)
    pins = SPEC / "requirements-uv.txt"
    pip = (UV_HOME / "bin" / "python", "-m", "pip", "--disable-pip-version-check")
    run(*pip, "install", "--quiet", "--require-hashes", "-r", pins)
    return UV_HOME / "bin" / "uv"


def _venv_works() -> bool:
    """Whether .venv has a Python that runs and is the one that set-up runs on."""
    python = VENV / "bin" / "python"
    return python.exists() and _answer(python, "-VV") == _answer(sys.executable, "-VV")


def _answer(*command: str | Path) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


# --- packages ---------------------------------------------------------------------------------


def pinned(package: str, requirements: str) -> str:
    """The lines of a requirements file that pin the package and its hashes.

    Raises:
        SetupError: it is not in there.
    """
    block = re.search(rf"^{re.escape(package)}==.*(\n .*)*", requirements, re.MULTILINE)
    if block is None:
        raise SetupError(f"{package} is not among the pinned requirements; run: make pins")
    return block[0] + "\n"


def _install_compiled(uv: Path, requirements: Path, build: Sequence[str | Path]) -> None:
    """Install the one package that is compiled here, by itself, because that takes minutes.

    uv keeps what it compiled, but forgets it as soon as a registry does not confirm that the source
    is still the same, and some mirrors never do. So it is kept in a cache per user that nothing
    else uses, and looked for there first: behind a pinned hash nothing changes.
    """
    built, only = VENV / "compiled.txt", VENV / "compiling.txt"
    settings = _compiler_settings()
    wanted = pinned(COMPILED, requirements.read_text(encoding="utf-8"))
    wanted += f"# built with: {shlex.join(settings)}\n"
    if not built.exists() or built.read_text(encoding="utf-8") != wanted:
        # Built differently, the same version passes for installed.
        settings += ("--reinstall",)
    only.write_text(wanted, encoding="utf-8")
    kept = Path(_answer(uv, "cache", "dir")).with_name("switchboard-uv")
    install: list[str | Path] = [uv, "pip", "install", "--cache-dir", kept, "--verbose"]
    install += ["--no-deps", *settings]
    log = ""
    for offline in (["--offline"], list[str]()):
        code, log = _followed([*install, *offline, *build, "--require-hashes", "-r", only])
        if code == 0:
            only.replace(built)
            return
    sys.stderr.write(log)
    raise SetupError(f"{COMPILED} could not be fetched or compiled; the log is above")


def _compiler_settings() -> tuple[str, ...]:
    """What keeps GCC from breaking the code for AMX, the matrix unit of newer Xeons.

    GCC 12 takes stores into the unit's configuration for dead ones, since nothing but an intrinsic
    reads them, and the first prompt ends the process. Nobody feels that the optimisation is gone.
    """
    compiler = shlex.split(os.environ.get("CXX", "c++"))
    if platform.machine() not in {"x86_64", "AMD64"} or shutil.which(compiler[0]) is None:
        return ()
    if "Free Software Foundation" not in _answer(*compiler, "--version"):
        return ()
    flags = "cmake.define.CMAKE_CXX_FLAGS=-fno-tree-dse -fno-dse"
    return ("--config-settings-package", f"{COMPILED}:{flags}")


def _followed(command: Sequence[str | Path]) -> tuple[int, str]:
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=_environment(),
        text=True,
        errors="replace",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as process:
        assert process.stdout is not None
        log = "".join(CompileProgress(sys.stdout, COMPILED).follow(process.stdout))
    return process.returncode, log


def _cached_first(uv: Path, *arguments: str | Path) -> None:
    """Run uv on what it has kept from before, and on the registry only if that is not enough."""
    command = (uv, *arguments, "--offline")
    if subprocess.run(
        command, cwd=ROOT, env=_environment(), capture_output=True, check=False
    ).returncode:
        run(uv, *arguments)


def _environment() -> dict[str, str]:
    """For uv: never another virtual environment or Python than the one that it is told."""
    outside = {"VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME"}
    inherited = {name: value for name, value in os.environ.items() if name not in outside}
    return inherited | {"UV_PYTHON_DOWNLOADS": "never"}
