"""The hostile texts of the corpus in the window: as messages, names and records of customers."""

import time
from pathlib import Path

import pytest
from flood_pauses import PLAIN, Turns, watch
from hostile_texts import TEXTS
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from window_scene import Scene

from console.channels import base
from console.domain.customers import Customer, Order, OrderItem
from console.domain.issues import Disposition
from console.ui.kit import object_names
from console.ui.kit.theme import Theme

MOST_MS = 600
"""Of processor time in one turn of the event loop, on a machine as slow as any."""


def customer_of(number: int, text: str) -> Customer:
    """A customer all of whose record is this text."""
    order = Order(id=text or "o", status=text, items=(OrderItem(name=text or "thing"),))
    fields = dict.fromkeys(("email", "phone", "address", "note", "level", "since"), text)
    return PLAIN.model_copy(
        update={**fields, "id": f"cu-{number}", "name": text or "Ann", "orders": (order,)}
    )


@pytest.mark.slow
def test_no_text_holds_the_window_up(theme: Theme, tmp_path: Path) -> None:
    """Each comes from a waiting customer, who is accepted and read."""
    scene = Scene(tmp_path / "session.db", theme).show()
    # Its clock stands still otherwise, and with it the time that a poll may take.
    scene.clock.mono_ns = time.monotonic_ns  # type: ignore[method-assign]
    try:
        for number, (name, text) in enumerate(TEXTS.items()):
            chat, turns = f"h{number}", Turns()
            scene.customers.inbox.extend(
                [base.Arrived(chat, customer_of(number, text)), base.Wrote(chat, chat, text)]
            )
            watch(scene, turns, quiet_turns=3)
            QTest.mouseClick(scene.find(object_names.accept(chat)), Qt.MouseButton.LeftButton)
            turns.tick()
            for _ in range(3):
                QApplication.processEvents()
                turns.tick()
            assert turns.processor_s * 1000 < MOST_MS, name
            assert scene.session.desk.chats[chat].accepted_at is not None, name
            scene.session.close(chat, Disposition.ANSWERED, resolved=False)
    finally:
        scene.close()
