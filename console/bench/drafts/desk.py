"""A demonstration with so many chats, for how soon suggestions are there; run as a process.

The real window is worked offscreen by the scripted agent, at human pace, with the model beside it.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from console.app.console import Demo
from console.app.headless import run_headless
from console.bench.drafts.waits import DeskWaits, desk_waits
from console.channels.simulated.settings import CustomerSettings
from console.domain.errors import ModelError
from console.settings import Settings
from console.store.log import read_log

DESK_S = 180.0
"""How long a demonstration is played."""

_CUSTOMERS_A_CHAT = 4
_CHAT_S = 120.0
"""How long a chat lasts, roughly."""


def play_desk(model: str, chats: int, seconds: float = DESK_S) -> DeskWaits:
    """Play one in a process of its own; raises ``ModelError`` if it can't be played."""
    with tempfile.TemporaryDirectory() as folder:
        words = [sys.executable, "-m", __name__, model, str(chats), str(seconds), folder]
        done = subprocess.run(  # noqa: S603 - the program's own command
            words, capture_output=True, text=True, check=False
        )
        if done.returncode:
            last = done.stderr.strip().rpartition("\n")[2]
            raise ModelError(f"the demonstration could not be played: {last}")
        return desk_waits(read_log(Path(folder) / "session.db"), chats)


def _play(model: str, chats: int, seconds: float, folder: Path) -> None:
    # All chats begin within seconds; as one ends, another customer comes.
    crowd = CustomerSettings(burst=chats, arrival_mean_s=_CHAT_S / chats)
    demo = Demo(
        database=folder / "session.db",
        customers=_CUSTOMERS_A_CHAT * chats,
        model=model,
        crowd=crowd,
    )
    run_headless(demo, Settings(), folder, duration_s=seconds, profile="steady", concurrency=chats)


if __name__ == "__main__":
    _play(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), Path(sys.argv[4]))
