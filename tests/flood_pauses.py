"""Floods a window with what strangers can send, and tells how long each flood holds it up.

``python tests/flood_pauses.py`` prints, for each flood, the longest turn of the window's event loop
in milliseconds: by the clock, and in processor time of the window's thread, which other programs
don't lengthen.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from window_scene import Scene

from console.channels import base
from console.domain.customers import Customer, Order, OrderItem
from console.ui.kit import object_names
from console.ui.kit.theme import Theme
from console.ui.window.application import Application
from console.ui.window.event_loop import unhindered_by_garbage_collection

CHAT = "c1"
PLAIN = Customer(id="cu", name="Maria Silva")
_MEGABYTE = 1_000_000


def messages(*texts: str) -> list[base.Incoming]:
    """Messages in the chat that is in front."""
    return [base.Wrote(CHAT, f"f{number}", text) for number, text in enumerate(texts)]


def _arrival(chat: str, customer: Customer, text: str = "Hello?") -> list[base.Incoming]:
    return [base.Arrived(chat, customer), base.Wrote(chat, f"m-{chat}", text)]


def _with_order(**fields: object) -> Customer:
    order = {"id": "LM-1", "status": "sent", **fields}
    return PLAIN.model_copy(update={"id": "cu2", "orders": (Order.model_validate(order),)})


def _record(field: str, text: str) -> Customer:
    return PLAIN.model_copy(update={"id": "cu2", field: text})


_MANY_ITEMS = _with_order(
    items=tuple(OrderItem(name=f"Thing {n} " + "x" * 2_000) for n in range(200))
)
_MANY_ORDERS = PLAIN.model_copy(
    update={"id": "cu2", "orders": tuple(Order(id=f"LM-{n}", status="sent") for n in range(3_000))}
)

FLOODS: dict[str, Callable[[], list[base.Incoming]]] = {
    "none: an ordinary customer": lambda: _arrival("c2", PLAIN.model_copy(update={"id": "cu2"})),
    "3,000 messages in one poll": lambda: messages(*(f"And {n}?" for n in range(3_000))),
    "3,000 messages of 2 kB": lambda: messages(*(f"{n} " + "ab " * 700 for n in range(3_000))),
    "a record field of 1 MB": lambda: _arrival("c2", _record("note", "x" * _MEGABYTE)),
    "a record field of 1 MB of words": lambda: _arrival("c2", _record("note", "ab " * 350_000)),
    "an address of 1 MB of line ends": lambda: _arrival("c2", _record("address", "\n" * _MEGABYTE)),
    "a name of 1 MB": lambda: _arrival("c2", _record("name", "Ann " * 250_000)),
    "200 items of 2 kB": lambda: _arrival("c2", _MANY_ITEMS),
    "3,000 orders": lambda: _arrival("c2", _MANY_ORDERS),
    "3 MB of line ends": lambda: messages("\n" * 3 * _MEGABYTE),
    "10 MB without a space": lambda: messages("x" * 10 * _MEGABYTE),
    "3 MB of one mark on another": lambda: messages("e" + "\u0301" * 1_500_000),
    "3 MB of emoji": lambda: messages("👩‍👩‍👧" * 200_000),
    "3 MB of turned lines": lambda: messages("\u202ex" * 750_000),
    "500 customers at once": lambda: [
        each
        for n in range(500)
        for each in _arrival(f"q{n}", PLAIN.model_copy(update={"id": f"cu-{n}"}))
    ],
    "10,000 odd items": lambda: [base.Rated("nobody", 9) for _ in range(10_000)],
}


@dataclass(frozen=True)
class Pause:
    """The longest turn of the event loop under a flood, in milliseconds."""

    flood: str
    clock_ms: float
    processor_ms: float
    turns: int


class Turns:
    """Notes the longest turns of the event loop in seconds, and how many there were."""

    def __init__(self) -> None:
        self.number, self.clock_s, self.processor_s = 0, 0.0, 0.0
        self._last = (time.perf_counter(), time.thread_time())

    def tick(self) -> None:
        """A turn is over."""
        now = (time.perf_counter(), time.thread_time())
        self.number += 1
        self.clock_s = max(self.clock_s, now[0] - self._last[0])
        self.processor_s = max(self.processor_s, now[1] - self._last[1])
        self._last = now


def pause_of(scene: Scene, flood: str, incoming: list[base.Incoming]) -> Pause:
    """Put a flood before a window with a chat in front, and watch until all of it is shown."""
    known = len(list(scene.session.desk.chats))
    scene.customers.inbox.extend(incoming)
    turns = Turns()
    watch(scene, turns, quiet_turns=60)
    if "c2" in scene.session.desk.chats and known == 1:
        _open(scene, "c2", turns)
    return Pause(flood, 1000 * turns.clock_s, 1000 * turns.processor_s, turns.number)


def watch(scene: Scene, turns: Turns, *, quiet_turns: int) -> None:
    """Run the event loop until nothing has waited to be taken in for so many turns."""
    loop, timer = QEventLoop(), QTimer()
    quiet = 0

    def turn() -> None:
        nonlocal quiet
        turns.tick()
        quiet = 0 if scene.customers.inbox or scene.session.waiting_items else quiet + 1
        if quiet > quiet_turns:
            loop.quit()

    timer.timeout.connect(turn)
    timer.start(2)
    loop.exec()
    timer.stop()


def _open(scene: Scene, chat: str, turns: Turns) -> None:
    """Accept the flooding customer, whose record is shown then, and let it be painted."""
    button = scene.find(object_names.accept(chat))
    turns.tick()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    turns.tick()
    ends = time.monotonic() + 1.0
    while time.monotonic() < ends:
        QApplication.processEvents()
        turns.tick()
    if shot := os.environ.get("FLOOD_SCREENSHOT"):
        scene.window.grab().save(shot)


def pauses(theme: Theme, floods: tuple[str, ...] = tuple(FLOODS)) -> Iterator[Pause]:
    """The pause under each flood, each on a console of its own."""
    for flood in floods:
        incoming = FLOODS[flood]()
        with tempfile.TemporaryDirectory() as folder:
            scene = Scene(Path(folder) / "session.db", theme).show()
            # Its clock stands still otherwise, and with it the time that a poll may take.
            scene.clock.mono_ns = time.monotonic_ns  # type: ignore[method-assign]
            try:
                scene.take(CHAT, "Where is my parcel?")
                with unhindered_by_garbage_collection():
                    pause = pause_of(scene, flood, incoming)
                yield pause
            finally:
                scene.close()


def main() -> None:
    """Print the table; further words on the command line choose floods."""
    theme = Application().theme
    words = sys.argv[1:]
    chosen = tuple(f for f in FLOODS if not words or any(word in f for word in words))
    print(f"{'flood':36}{'longest turn, ms':>18}{'of processor':>14}{'turns':>8}")  # noqa: T201
    for pause in pauses(theme, chosen):
        print(  # noqa: T201
            f"{pause.flood:36}{pause.clock_ms:18.1f}{pause.processor_ms:14.1f}{pause.turns:8}",
            flush=True,
        )


if __name__ == "__main__":
    main()
