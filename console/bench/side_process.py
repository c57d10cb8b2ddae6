"""Runs a side of a benchmark as a process of its own, so that its time and memory are its own.

A side prints its results as one JSON object. Sides of this program are modules of
``console.bench``. Baselines are programs that only a checkout has.
"""

import importlib.util
import json
import os
import resource
import subprocess
import sys
from collections.abc import Mapping

from console import paths
from console.domain.errors import SwitchboardError
from console.domain.json_objects import JsonObject

SideResult = JsonObject
"""A side's results: any JSON values by name, and from each ``peak_mb`` and ``cpu_s``."""


class BenchError(SwitchboardError):
    """A side can't be measured, or two have different results."""


def run_module(module: str, *arguments: object, side: str, advice: str) -> SideResult:
    """Run a module of this program and return what it printed.

    Args:
        module: its full name.
        arguments: of its command line.
        side: what an error calls it.
        advice: what to do where memory was short.

    Raises:
        BenchError: it failed; with the last line of its errors.
    """
    return _run(module, arguments, side, advice, {})


def run_baseline(name: str, *arguments: object, advice: str) -> SideResult:
    """Run a program of ``tests/baselines``; see ``run_module``.

    Raises:
        BenchError: it failed, or it can't be run here (see ``check_baseline``).
    """
    search = os.pathsep.join([str(paths.baselines().parent), os.environ.get("PYTHONPATH", "")])
    return _run(f"baselines.{name}", arguments, name, advice, {"PYTHONPATH": search})


def check_baseline(name: str, library: str) -> None:
    """See to it that a baseline can be run before anything is measured.

    Raises:
        BenchError: this is no checkout, or the library that the baseline uses is not installed.
    """
    folder = paths.baselines()
    if not (folder / name).is_dir() and not (folder / f"{name}.py").is_file():
        raise BenchError(
            f"what is compared with ({library}) does not ship with the program: run this benchmark "
            "from a checkout of its sources"
        )
    if importlib.util.find_spec(library) is None:
        raise BenchError(f"{library} is not installed, which is compared with; make setup-tests")


def print_result(result: Mapping[str, object]) -> None:
    """Print the results of this process, with its peak memory and its processor seconds."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    unit = 1 if sys.platform == "darwin" else 1024
    spent = {"peak_mb": used.ru_maxrss * unit / 1e6, "cpu_s": used.ru_utime + used.ru_stime}
    sys.stdout.write(json.dumps({**result, **spent}) + "\n")


def _run(
    module: str, arguments: tuple[object, ...], side: str, advice: str, env: Mapping[str, str]
) -> SideResult:
    done = subprocess.run(  # noqa: S603 - the program's own command
        [sys.executable, "-m", module, *map(str, arguments)],
        capture_output=True,
        check=False,
        text=True,
        env=os.environ | env,
    )
    if done.returncode:
        raise BenchError(f"{side}: {_last_line(done, advice)}")
    result: SideResult = json.loads(done.stdout.splitlines()[-1])
    return result


def _last_line(done: subprocess.CompletedProcess[str], advice: str) -> str:
    if done.returncode < 0:
        return f"ended by signal {-done.returncode}, mostly for want of memory; {advice}"
    lines = done.stderr.strip().splitlines()
    return lines[-1] if lines else f"ended with {done.returncode}"
