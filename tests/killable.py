"""A console that tells what it has acknowledged, for tests that kill it.

Run as a program: works the real window offscreen on the database named first, and writes a line for
each event after the window has shown it and the disk has it: its number and a digest of the desk at
the moment when it happened. The first line has the number of the last event it found with a digest
of the desk, and the number of the last event of its start with a digest of what its window showed.
"""

import hashlib
import os
import sys
from pathlib import Path

from console.app.console import Console, Demo
from console.app.window import make_window
from console.domain import events as ev
from console.domain.desk import Desk
from console.settings import Settings
from console.ui.kit.theme import ThemeChoice
from console.ui.scripted_agent.agent import ScriptedAgent
from console.ui.scripted_agent.profiles import profile_named
from console.ui.window.application import create_application
from console.ui.window.event_loop import run


def digest(desk: Desk) -> str:
    """A short digest of everything the desk holds."""
    return hashlib.blake2b(repr(desk).encode(), digest_size=12).hexdigest()


def view(desk: Desk) -> str:
    """A digest of what an agent sees of the chats: tabs, messages, drafts, what is on the panel."""
    seen = [
        (
            chat.id,
            [(message.id, message.text) for message in chat.messages],
            chat.draft,
            [s.text for s in chat.suggestions.values() if s.is_live and s.is_usable],
        )
        for chat in desk.tabs
    ]
    return hashlib.blake2b(repr((desk.tab, seen)).encode(), digest_size=12).hexdigest()


def main(database: Path, model: str, seed: int) -> None:
    """Work until killed, or for a minute."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    demo = Demo(database, customers=40, model=model, seed=seed, speed=12.0)
    console = Console(demo, Settings(agent="Robin", strategy="generate"))
    recovered = digest(console.session.desk)
    application = create_application(ThemeChoice.LIGHT)
    seq = console.log.last_seq
    console.start()
    window = make_window(console, application.theme)
    desk = console.session.desk
    print("came up", seq, recovered, desk.last_seq, view(desk), flush=True)
    pilot = ScriptedAgent(
        window,
        console.session,
        console.texts,
        profile_named("hasty"),
        seed=seed,
        speed=demo.speed,
    )

    def acknowledge(event: ev.Event) -> None:
        if event.seq == console.session.desk.last_seq:
            told = f"acknowledged {event.seq} {digest(console.session.desk)}"
            console.log.when_synced(lambda: print(told, flush=True))

    console.session.subscribe(acknowledge)
    window.show()
    window.activateWindow()
    pilot.start()
    run(application, seconds=60)
    console.session.end("nobody killed it")
    console.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
