"""Where the checkout keeps what set-up makes, and how set-up runs commands in it."""

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SPEC = ROOT / "build_spec"
VENV = ROOT / ".venv"


class SetupError(Exception):
    """What a person has to do before set-up can go on."""


def run(*command: str | Path) -> None:
    """Run in the checkout, its output in sight; raises CalledProcessError if it fails."""
    subprocess.run(command, cwd=ROOT, env=environment(), stdin=subprocess.DEVNULL, check=True)


def succeeds(*command: str | Path) -> bool:
    """Run in the checkout without a word; whether it worked."""
    return (
        subprocess.run(
            command,
            cwd=ROOT,
            env=environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        ).returncode
        == 0
    )


def output_of(*command: str | Path) -> str:
    """What a command prints, without the space around it; empty if it prints nothing."""
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def environment() -> dict[str, str]:
    """For uv: never another virtual environment or Python than the one that it is told."""
    outside = {"VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME"}
    inherited = {name: value for name, value in os.environ.items() if name not in outside}
    return inherited | {"UV_PYTHON_DOWNLOADS": "never"}
