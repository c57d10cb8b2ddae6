"""Presses real keys under X, layout by layout, and tells what each of them did in the window.

``python tests/x_keys.py us fr`` needs a display (``DISPLAY``), ``setxkbmap`` and libXtst. It prints
JSON: per layout a list of presses, each with the key's code, what was held, the character that the
layout writes there without a modifier, and the titles of the actions that were carried out.
"""

import ctypes
import ctypes.util
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "xcb"

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit
from window_scene import DIAGNOSIS, SOLUTION, Scene

from console.domain import events as ev
from console.ui.kit import object_names
from console.ui.window.actions import KeyActions
from console.ui.window.application import Application

DIGITS = range(10, 20)
"""Key codes of the digit row under X; the first is 1 on most layouts."""

KEYS = (*range(10, 22), *range(24, 36), *range(38, 49), *range(51, 62), 94)
"""Key codes of all keys that write characters."""

CONTROL, SHIFT, ALT, ALT_GR = 37, 50, 64, 108
HELD = {
    "Ctrl": (CONTROL,),
    "Ctrl+Shift": (CONTROL, SHIFT),
    "Alt": (ALT,),
    "Alt+Shift": (ALT, SHIFT),
    "AltGr": (ALT_GR,),
}


LAST = 78
"""Key code of Scroll Lock, which does nothing here and is pressed after each other key."""

_MOST_S = 20.0


class Arrivals(QObject):
    """Notes that the window has been given the last key, and so all that was pressed before it."""

    def __init__(self) -> None:
        super().__init__()
        self._arrived = False
        application = QApplication.instance()
        assert application is not None
        application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Qt asks whether an event goes no further."""
        if not isinstance(event, QKeyEvent) or event.nativeScanCode() != LAST:
            return super().eventFilter(watched, event)
        self._arrived |= event.type() is QEvent.Type.KeyRelease
        return True

    def wait(self) -> None:
        """Let the window work until the last key is there."""
        ends = time.monotonic() + _MOST_S
        while not self._arrived:
            assert time.monotonic() < ends, "a key did not arrive"
            QTest.qWait(0)
        self._arrived = False


class Keyboard:
    """The display's keyboard, worked as if by hand."""

    def __init__(self) -> None:
        self._x = ctypes.CDLL(ctypes.util.find_library("X11") or "libX11.so.6")
        self._test = ctypes.CDLL(ctypes.util.find_library("Xtst") or "libXtst.so.6")
        self._x.XOpenDisplay.restype = ctypes.c_void_p
        self._x.XkbKeycodeToKeysym.restype = ctypes.c_ulong
        self._x.XkbKeycodeToKeysym.argtypes = (ctypes.c_void_p, *(ctypes.c_uint,) * 3)
        self._x.XFlush.argtypes = (ctypes.c_void_p,)
        event = (ctypes.c_void_p, ctypes.c_uint, ctypes.c_int, ctypes.c_ulong)
        self._test.XTestFakeKeyEvent.argtypes = event
        self._display = self._open()

    def choose(self, layout: str) -> None:
        """Set the layout."""
        subprocess.run(["setxkbmap", layout], check=True)
        self._display = self._open()  # symbols are read once a connection

    def press(self, key: int, held: tuple[int, ...]) -> None:
        """Press a key while others are held, then the last one alone."""
        for code, down in (
            *((each, 1) for each in held),
            (key, 1),
            (key, 0),
            *((each, 0) for each in reversed(held)),
            (LAST, 1),
            (LAST, 0),
        ):
            self._test.XTestFakeKeyEvent(self._display, code, down, 0)
        self._x.XFlush(self._display)

    def character(self, key: int) -> str:
        """What the layout writes with a key alone; "" where that is not in Latin-1."""
        symbol = self._x.XkbKeycodeToKeysym(self._display, key, 0, 0)
        return chr(symbol) if symbol < 256 else ""

    def _open(self) -> int:
        display = self._x.XOpenDisplay(None)
        if not display:
            raise SystemExit("there is no display")
        return int(display)


def main() -> None:
    """Press the keys under the layouts of the command line."""
    done: list[str] = []
    add = KeyActions._add

    def note_instead(
        self: KeyActions, title: str, sequences: tuple[str, ...], on_key: Callable[[], object]
    ) -> None:
        del on_key  # not carried out, so that each key finds the same window
        add(self, title, sequences, lambda: done.append(title))

    KeyActions._add = note_instead  # type: ignore[method-assign]
    application = Application()
    keyboard = Keyboard()
    with tempfile.TemporaryDirectory() as folder:
        scene = Scene(Path(folder) / "session.db", application.theme).show()
        scene.take("c1", "Hi")
        scene.suggest("c1", DIAGNOSIS, "s1", "It is late.")
        scene.suggest("c1", SOLUTION, "s2", "We trace it.")
        box = scene.find(object_names.composer("c1"))
        assert isinstance(box, QPlainTextEdit)
        scene.window.activateWindow()
        box.setFocus()
        scene.settle(700)
        keys = Arrivals()
        told = {layout: _press_all(keyboard, keys, layout, done, box) for layout in sys.argv[1:]}
        sent = len(scene.facts(ev.MessageSent))
        scene.close()
    print(json.dumps({"presses": told, "sent": sent}))  # noqa: T201


def _press_all(
    keyboard: Keyboard, keys: Arrivals, layout: str, done: list[str], box: QPlainTextEdit
) -> list[object]:
    keyboard.choose(layout)
    QTest.qWait(300)
    presses: list[object] = []
    for held, modifiers in HELD.items():
        for key in KEYS:
            done.clear()
            box.clear()  # with text in it, Ctrl+W deletes a word
            keyboard.press(key, modifiers)
            keys.wait()
            presses.append([key, held, keyboard.character(key), list(done)])
    return presses


if __name__ == "__main__":
    main()
