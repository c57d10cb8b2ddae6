"""Fills .venv with the pinned packages: fetches uv if need be, compiles what has to be compiled."""

import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from checkout import ROOT, SPEC, VENV, output_of, run, succeeds
from compiled_package import BUILD, CompiledPackage
from progress import say

UV_HOME = ROOT / ".uv"

OLDEST_UV = (0, 9)  # takes build settings per package from pyproject.toml


def install_python_packages(requirements: Path, then: Callable[[], None]) -> None:
    """Bring .venv to exactly the pinned packages and this project, and do what comes ``then``.

    What has to be compiled is compiled meanwhile, so ``then`` must do without it.

    Raises:
        SetupError: the package that is compiled here could not be.
        CalledProcessError: something else failed; its own words are on the screen.
    """
    uv = ready_uv()
    if not _venv_works():
        say("Creating .venv")
        run(uv, "venv", "--quiet", "--clear", "--python", sys.executable, VENV)
    say(f"Installing what {requirements.name} pins")
    package = CompiledPackage(uv, requirements)
    if package.is_installed():
        _install(uv, requirements)
        then()
        return
    others = VENV / "others.txt"
    others.write_text(package.others, encoding="utf-8")
    package.forget()
    with package.compile():
        _install(uv, others)
        then()
    package.install()


def _install(uv: Path, requirements: Path) -> None:
    """Bring .venv to what ``requirements`` pins and this project, without what that depends on."""
    _cached_first(uv, "pip", "sync", "--require-hashes", *BUILD, requirements)
    _cached_first(uv, "pip", "install", "--quiet", "--no-deps", *BUILD, "--editable", ROOT)


def _cached_first(uv: Path, *arguments: str | Path) -> None:
    """Run uv on what it has kept from before, and on the registry only if that is not enough."""
    if not succeeds(uv, *arguments, "--offline"):
        run(uv, *arguments)


# --- uv ---------------------------------------------------------------------------------------


def ready_uv() -> Path:
    """The uv that can be used, fetched if there is none."""
    return usable_uv() or _bootstrap_uv()


def usable_uv() -> Path | None:
    """The uv on the PATH, or the one that an earlier set-up put here, if it is new enough."""
    for path in (None, UV_HOME / "bin"):
        found = shutil.which("uv", path=path)
        if found and _uv_version(found) >= OLDEST_UV:
            return Path(found)
    return None


def _uv_version(uv: str) -> tuple[int, ...]:
    numbers = re.search(r"uv (\d+)\.(\d+)\.(\d+)", output_of(uv, "--version"))
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
    return python.exists() and output_of(python, "-VV") == output_of(sys.executable, "-VV")
