"""Digits by the place of their key, whatever the keyboard's layout writes there.

On French, Belgian and Czech keyboards the digit row writes digits with Shift only. Shortcuts by
character would take Ctrl+Shift+2 for Ctrl+2 there, so that *edit* would send.
"""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent

_XKB_FIRST, _WINDOWS_FIRST = 10, 2
"""Scan codes of the key that is 1 on most layouts; those of 2 to 9 and of 0 follow."""

_MAC_VIRTUAL = {18: 1, 19: 2, 20: 3, 21: 4, 23: 5, 22: 6, 26: 7, 28: 8, 25: 9, 29: 0}

_OTHERS = Qt.KeyboardModifier.MetaModifier | Qt.KeyboardModifier.GroupSwitchModifier
"""With these held a key is no shortcut of ours: another level of the layout, or the system's."""

_SHIFT = Qt.KeyboardModifier.ShiftModifier
_HELD = {
    Qt.KeyboardModifier.ControlModifier: "Ctrl+",
    Qt.KeyboardModifier.AltModifier: "Alt+",
}


def digit_of(event: QKeyEvent) -> int | None:
    """The digit of the key in the digit row that was pressed; null for any other key.

    Null, too, where the system does not tell places of keys: then characters are all there is.
    """
    platform = QGuiApplication.platformName()
    if platform == "cocoa":
        return _MAC_VIRTUAL.get(event.nativeVirtualKey()) if not is_keypad(event) else None
    first = _WINDOWS_FIRST if platform in ("windows", "direct2d") else _XKB_FIRST
    place = event.nativeScanCode() - first
    return (place + 1) % 10 if 0 <= place <= 9 else None


def is_keypad(event: QKeyEvent) -> bool:
    """Whether the key is one of the keypad's."""
    return bool(event.modifiers() & Qt.KeyboardModifier.KeypadModifier)


def sequence_of(event: QKeyEvent) -> str | None:
    """What the key in the digit row is as a key sequence, such as ``Ctrl+Shift+2``.

    Null for other keys, and with none or several of Ctrl and Alt: AltGr writes characters.
    """
    digit = digit_of(event)
    held = [name for modifier, name in _HELD.items() if event.modifiers() & modifier]
    if digit is None or len(held) != 1 or event.modifiers() & _OTHERS:
        return None
    return f"{held[0]}{'Shift+' if event.modifiers() & _SHIFT else ''}{digit}"


def writes_by_number(event: QKeyEvent) -> bool:
    """Whether a character is being entered by its number: Alt and digits of the keypad."""
    digits = range(Qt.Key.Key_0, Qt.Key.Key_9 + 1)
    alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
    return alt and is_keypad(event) and event.key() in digits
