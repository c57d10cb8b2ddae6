"""Keys as a person has set them: checked, and told in plain words where they can't be so."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeySequence

from console.domain.errors import UsageError
from console.ui.kit.shortcuts import CHAT_NUMBERS, STEP_NUMBERS, KeyMap, Shortcut

_PORTABLE = QKeySequence.SequenceFormat.PortableText
_WITH_TEXT = (
    *("Return", "Enter", "Shift+Return", "Ctrl+Return", "Ctrl+A", "Ctrl+C", "Ctrl+V", "Ctrl+X"),
    *("Ctrl+Y", "Ctrl+Shift+Z", "Ctrl+Home", "Ctrl+End", "Ctrl+Left", "Ctrl+Right"),
    *("Ctrl+Backspace", "Ctrl+Del"),
)
"""What writing needs."""

_COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


def key_map(settings: Mapping[str, Sequence[str]]) -> KeyMap:
    """The keys with some of them changed; an empty sequence of keys switches one off.

    Raises:
        UsageError: a name is unknown, a key is none or belongs to the text, or two have the same.
    """
    names = dict(_defaults())
    for name in settings:
        if name not in names:
            close = get_close_matches(name, names, n=1)
            hint = f"; is it {close[0]}?" if close else ""
            raise UsageError(f"settings: keys: there is no key called {name}{hint}")
    chosen = {
        name: tuple(_checked(name, key) for key in settings[name]) if name in settings else keys
        for name, keys in names.items()
    }
    _check_conflicts(chosen)
    return KeyMap(
        {shortcut: chosen[shortcut.name.lower()] for shortcut in Shortcut},
        tuple(chosen[f"chat_{number}"] for number in range(1, len(CHAT_NUMBERS) + 1)),
        tuple(chosen[f"step_{number}"] for number in range(1, len(STEP_NUMBERS) + 1)),
    )


def _defaults() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every name that can be set, with its keys."""
    for shortcut in Shortcut:
        yield shortcut.name.lower(), shortcut.value.sequences
    for number, key in enumerate(CHAT_NUMBERS, start=1):
        yield f"chat_{number}", (key,)
    for number, key in enumerate(STEP_NUMBERS, start=1):
        yield f"step_{number}", (key,)


def _checked(name: str, key: str) -> str:
    """The key as Qt writes it."""
    sequence = QKeySequence(key)
    text = sequence.toString(_PORTABLE)
    combination = _first(sequence)
    if combination is None or not text or combination.key() == Qt.Key.Key_unknown:
        raise UsageError(f'settings: keys: {name}: "{key}" is no key; write it like Ctrl+Shift+K')
    is_function_key = Qt.Key.Key_F1 <= combination.key() <= Qt.Key.Key_F35
    if not is_function_key and not combination.keyboardModifiers() & _COMMANDS:
        raise UsageError(
            f"settings: keys: {name}: {text} is needed for writing; add Ctrl or Alt to it"
        )
    if text in _WITH_TEXT:
        raise UsageError(f"settings: keys: {name}: {text} is needed for writing; choose another")
    return text


def _first(sequence: QKeySequence) -> QKeyCombination | None:
    """The one combination of keys; null if there is none, or more than one."""
    if sequence.count() != 1:
        return None
    combination: QKeyCombination = sequence[0]  # type: ignore[index]  # missing from Qt's stubs
    return combination


def _check_conflicts(chosen: Mapping[str, Sequence[str]]) -> None:
    owners: dict[str, str] = {}
    for name, keys in chosen.items():
        for key in keys:
            text = QKeySequence(key).toString(_PORTABLE)
            other = owners.setdefault(text, name)
            if other != name:
                raise UsageError(
                    f"settings: keys: {other} and {name} are both {text}; change one of them, or "
                    f'switch it off with {name} = ""'
                )
