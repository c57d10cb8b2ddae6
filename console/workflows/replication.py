"""The replication folder of a study: written, and its scripts run where they can be."""

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

from console.effects.analysis.pipeline import prepared
from console.effects.data.bundle_tables import Tables
from console.effects.data.plan import AnalysisPlan
from console.effects.data.saturation import in_mixed_queues
from console.effects.errors import EffectsError
from console.effects.replication.folder import PYTHON_SCRIPT, R_SCRIPT, write_replication
from console.effects.replication.models import models

COMPARISON = "comparison.txt"

_LONGEST_S = 600


def replicate(folder: Path, tables: Tables, plan: AnalysisPlan) -> None:
    """Write the folder, run its scripts, and keep what they print in ``comparison.txt``.

    Raises:
        EffectsError: the folder can't be written.
    """
    try:
        compared = in_mixed_queues(prepared(tables, plan), plan)
        write_replication(folder, plan.title or plan.name, models(*compared))
        told = "\n\n".join((_with_r(folder), _with_python(folder)))
        (folder / COMPARISON).write_text(told + "\n", encoding="utf-8", newline="\n")
    except OSError as error:
        raise EffectsError(
            f"cannot write {folder}: {error.strerror}; check the folder and the space on the disk"
        ) from error


def _with_r(folder: Path) -> str:
    program = shutil.which("Rscript")
    if program is None:
        return "R: not run, there is no Rscript here."
    return f"R:\n{_output([program, '--vanilla', R_SCRIPT], folder)}"


def _with_python(folder: Path) -> str:
    if importlib.util.find_spec("pyfixest") is None:
        return "Python: not run, pyfixest is not installed here."
    return f"Python:\n{_output([sys.executable, PYTHON_SCRIPT], folder)}"


def _output(command: list[str], folder: Path) -> str:
    """What a script says, and how it ended where it did not end well."""
    try:
        ended = subprocess.run(  # noqa: S603 - the program's own scripts, without a shell
            command, cwd=folder, capture_output=True, text=True, timeout=_LONGEST_S, check=False
        )
    except subprocess.TimeoutExpired:
        return f"stopped after {_LONGEST_S} s"
    said = (ended.stdout + ended.stderr).strip()
    return said if ended.returncode == 0 else f"{said}\n(ended with {ended.returncode})"
