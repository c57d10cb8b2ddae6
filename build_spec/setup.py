"""Makes a checkout ready to run or to test: system packages, virtual environment, models.

Plain standard library, because it runs before anything is installed. Safe to call again: when
nothing changed it is done at once, and after a failure it goes on where it stopped.
"""

import argparse
import hashlib
import json
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import system_packages as system
from checkout import ROOT, VENV, SetupError, run
from progress import say
from python_packages import install_python_packages, ready_uv, usable_uv
from synapse_server import install_test_server

STAMP = VENV / "set-up.json"

MODELS = ("qwen2.5-coder-0.5b-instruct",)
TEST_MODELS = ("smollm2-135m-instruct",)
EMBEDDINGS = ("all-minilm-l6-v2",)


def main(arguments: Sequence[str] | None = None) -> int:
    """Set up; the exit code."""
    parser = argparse.ArgumentParser(description="Make this checkout ready to run.")
    parser.add_argument("--tests", action="store_true", help="also what the tests need")
    try:
        set_up(for_tests=parser.parse_args(arguments).tests)
    except SetupError as error:
        sys.stderr.write(f"set-up: {error}\n")
        return 1
    except subprocess.CalledProcessError as error:
        sys.stderr.write(f"set-up: this failed, see above: {' '.join(map(str, error.cmd))}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\nset-up: stopped; call it again and it goes on\n")
        return 130
    return 0


def set_up(for_tests: bool) -> None:
    """Bring everything in that is missing.

    A checkout that was set up for tests stays so: ``make run`` takes nothing away from it.
    """
    stamp = _read_stamp()
    for_tests = for_tests or stamp.get("tests") is True
    wanted: dict[str, object] = {"inputs": fingerprint(ROOT), "tests": for_tests}
    models = (*MODELS, *EMBEDDINGS, *(TEST_MODELS if for_tests else ()))
    if stamp == wanted:
        _fetch(models)
    else:
        # What is interrupted from here on must not pass for set up by the earlier stamp.
        STAMP.unlink(missing_ok=True)
        _provide_system_packages(for_tests)
        requirements = "requirements-dev.txt" if for_tests else "requirements.txt"
        install_python_packages(ROOT / requirements, then=lambda: _fetch(models))
        if for_tests:
            install_test_server(ready_uv())
        STAMP.write_text(json.dumps(wanted), encoding="utf-8")
    for model in MODELS:
        _prepare(model)
    _advise()


def _fetch(models: Iterable[str]) -> None:
    """Bring the models here that are not; this needs no package that is compiled."""
    run(VENV / "bin" / "switchboard", "models", "get", *models)


def _prepare(model: str) -> None:
    """Have a model run in the form that is fastest here; it also works without."""
    try:
        run(VENV / "bin" / "switchboard", "models", "prepare", model)
    except subprocess.CalledProcessError:
        say(f"{model} could not be prepared, see above; it runs as it is")


def fingerprint(root: Path) -> str:
    """A hash of all that decides what gets installed in this checkout."""
    digest = hashlib.sha256(sys.version.encode())
    spec = root / "build_spec"
    # The version in console/__init__.py becomes part of what is installed.
    inputs = [root / "pyproject.toml", root / "console" / "__init__.py"]
    inputs += root.glob("requirements*.txt")
    inputs += [*spec.glob("*.py"), *spec.glob("requirements*.txt")]
    for path in sorted(inputs):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _advise() -> None:
    """Say if a better model would fit this machine; nothing depends on it."""
    try:
        run(VENV / "bin" / "switchboard", "models", "recommend", "--brief")
    except subprocess.CalledProcessError:
        say("Which model fits this machine best could not be found out, see above")


def _read_stamp() -> dict[str, object]:
    """What the last set-up of this checkout left; empty if there was none or it is unreadable."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def _provide_system_packages(for_tests: bool) -> None:
    """Install what Linux lacks, or say how to. Elsewhere Qt brings what it needs.

    Raises:
        SetupError: something is missing without which nothing works.
    """
    if sys.platform != "linux":
        return
    strict = [system.COMPILER, *system.QT]
    if usable_uv() is None:
        strict.append(system.PYTHON_VENV)
    others = [*system.WINDOW, *(system.TESTS if for_tests else ())]
    lacking = system.provide(strict + others)
    if system.missing(strict):
        raise SetupError(f"system packages are missing; {system.advice(lacking)}")
    if lacking:
        say(
            "Set-up goes on, but a window on a display, the letters of some scripts or some tests "
            f"will be missing; to have them, {system.advice(lacking)}"
        )


if __name__ == "__main__":
    raise SystemExit(main())
