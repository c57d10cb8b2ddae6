"""Pastes a megabyte into an input box, types on, and prints what that costs.

``python tests/paste_pause.py`` prints the longest pause of the window's thread from the paste on,
how much the log has grown, and how long reopening and a redacted export take.
"""

import os
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QMimeData, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit
from window_scene import Scene

from console.export.privacy import TextPolicy
from console.ui.kit import object_names
from console.ui.kit.theme import ThemeChoice
from console.ui.window.application import create_application
from console.ui.window.event_loop import unhindered_by_garbage_collection

POLICIES: tuple[TextPolicy, ...] = ("none", "redacted")
_CHARACTERS, _KEYS, _BETWEEN_MS = 1_000_000, 40, 350


class Longest(NamedTuple):
    """The longest turn of the event loop, and the longest that the thread had work in one."""

    wall_ms: float
    busy_ms: float


def main() -> int:
    """Run it once; 1 if a pause or the log is longer than it may be."""
    application = create_application(ThemeChoice.LIGHT, 1.0)
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "session.db"
        scene = Scene(log, application.theme).show()
        scene.take("c1", "Hi")
        scene.settle(500)
        before = _size(log)
        with unhindered_by_garbage_collection():
            longest = paste_and_type(scene)
        scene.log.flush()
        grown = _size(log) - before
        begin = time.monotonic()
        scene.reopen()
        reopened_s = time.monotonic() - begin
        scene.close()
        exported_s = {text: _export_s(log, Path(folder) / text, text) for text in POLICIES}
    wall_ms, busy_ms = longest
    print(f"longest pause {wall_ms:.1f} ms, of which the thread worked at most {busy_ms:.1f} ms")
    print(f"the log has grown by {grown / 1e6:.2f} MB")
    print(f"reopened in {reopened_s:.2f} s")
    print("exports:", ", ".join(f"{text} {taken:.1f} s" for text, taken in exported_s.items()))
    return int(busy_ms >= 50 or grown >= 3e6)


def _export_s(log: Path, out: Path, text: TextPolicy) -> float:
    # A running console has not loaded it.
    from console.workflows.export import export_logs  # noqa: PLC0415

    begin = time.monotonic()
    export_logs([log], out, text=text)
    return time.monotonic() - begin


def paste_and_type(scene: Scene, keys: int = _KEYS, between_ms: int = _BETWEEN_MS) -> Longest:
    """The longest turns from the paste of 1 MB to the last key in the chat ``c1``."""
    box = scene.find(object_names.composer("c1"))
    assert isinstance(box, QPlainTextEdit)
    # Nothing but the longest is kept: the garbage collector would visit each turn that is.
    wall_s = busy_s = 0.0
    last = (time.perf_counter(), time.thread_time())

    def note_turn() -> None:
        nonlocal last, wall_s, busy_s
        now = (time.perf_counter(), time.thread_time())
        wall_s, busy_s = max(wall_s, now[0] - last[0]), max(busy_s, now[1] - last[1])
        last = now

    mime = QMimeData()
    mime.setText(("word " * (_CHARACTERS // 5))[:_CHARACTERS])
    timer = QTimer(scene.window)
    timer.timeout.connect(note_turn)
    timer.start(0)
    scene.settle(between_ms)
    wall_s = busy_s = 0.0
    box.insertFromMimeData(mime)
    scene.settle(between_ms)
    for number in range(keys):
        # The box is full: a letter has room after another was deleted.
        QTest.keyClick(box, Qt.Key.Key_X if number % 2 else Qt.Key.Key_Backspace)
        scene.settle(between_ms)
    timer.stop()
    return Longest(wall_s * 1000, busy_s * 1000)


def _size(log: Path) -> int:
    return sum(file.stat().st_size for file in log.parent.glob(f"{log.name}*"))


if __name__ == "__main__":
    sys.exit(main())
