"""A console that tells what it has acknowledged, for tests that kill it.

Run as a program: works the real window offscreen on the database named first, and writes a line for
each event after the window has shown it: its number and a digest of the desk at that moment. The
first line is the digest of the desk it came up with.
"""

import hashlib
import os
import sys
from pathlib import Path

from console.app import Console, Demo, make_window
from console.domain import events as ev
from console.domain.desk import Desk
from console.settings import Settings
from console.ui.application import create_application
from console.ui.autopilot import Autopilot
from console.ui.loop import run
from console.ui.profiles import profile_named
from console.ui.theme import ThemeChoice


def digest(desk: Desk) -> str:
    """A short digest of everything the desk holds."""
    return hashlib.blake2b(repr(desk).encode(), digest_size=12).hexdigest()


def main(database: Path, model: str, seed: int) -> None:
    """Work until killed, or for a minute."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    demo = Demo(database, customers=40, model=model, seed=seed, speed=12.0)
    console = Console(demo, Settings(agent="Robin"))
    print("came up", console.log.last_seq, digest(console.session.desk), flush=True)
    application = create_application(ThemeChoice.LIGHT)
    console.start()
    window = make_window(console, application.theme)
    pilot = Autopilot(
        window,
        console.session,
        console.texts,
        profile_named("hasty"),
        seed=seed,
        speed=demo.speed,
    )

    def acknowledge(event: ev.Event) -> None:
        if event.seq == console.session.desk.last_seq:
            print("acknowledged", event.seq, digest(console.session.desk), flush=True)

    console.session.subscribe(acknowledge)
    window.show()
    window.activateWindow()
    pilot.start()
    run(application, seconds=60)
    console.stop("nobody killed it")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
