"""Installs the Matrix server that tests of live customers talk to, in an environment of its own."""

import sys
from pathlib import Path

from checkout import ROOT, SPEC, output_of, run, succeeds
from progress import say

HOME = ROOT / ".synapse"
PINS = SPEC / "requirements-synapse.txt"


def install_test_server(uv: Path) -> None:
    """Bring the server's environment to exactly what is pinned.

    Raises:
        CalledProcessError: it failed; its own words are on the screen.
    """
    python = HOME / "bin" / "python"
    if not python.exists() or output_of(python, "-VV") != output_of(sys.executable, "-VV"):
        say("Creating .synapse, the Matrix server for tests")
        run(uv, "venv", "--quiet", "--clear", "--python", sys.executable, HOME)
    # Compiled ahead, it starts in seconds.
    sync = ("pip", "sync", "--quiet", "--compile-bytecode", "--require-hashes", "--python", python)
    if not succeeds(uv, *sync, PINS, "--offline"):
        run(uv, *sync, PINS)
