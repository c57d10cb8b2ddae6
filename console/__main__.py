"""``python -m console`` is ``switchboard``."""

from console.cli import main

main(prog_name="switchboard")
