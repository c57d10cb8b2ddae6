"""Every key of the console, defined once: for the actions, the tool tips and the sheet of keys."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum

from PySide6.QtGui import QKeySequence


@dataclass(frozen=True, slots=True)
class Key:
    """One thing a key does: its name for people, its group on the sheet, its key sequences."""

    title: str
    group: str
    sequences: tuple[str, ...]

    @property
    def label(self) -> str:
        """The first sequence as this system writes it, for buttons and tool tips; "" if none."""
        return _native(self.sequences[0]) if self.sequences else ""


_CHATS, _WRITING, _SUGGESTIONS, _WINDOW = "Chats", "Writing", "Suggestions", "Window"
_PROCEDURE = "Procedure"

CHECKS = "Pauses and questions"
"""The group of keys that exist only where a guardrail is in force."""


class Shortcut(Enum):
    """What can be done by key. All have a modifier or are function keys, so none fires in text."""

    ACCEPT_NEXT = Key("Accept the customer who has waited longest", _CHATS, ("Ctrl+N",))
    NEXT_WAITING = Key("Go to the chat that has waited longest", _CHATS, ("Ctrl+J",))
    NEXT_TAB = Key("Next chat", _CHATS, ("Ctrl+PgDown", "Ctrl+Tab"))
    PREVIOUS_TAB = Key("Previous chat", _CHATS, ("Ctrl+PgUp", "Ctrl+Shift+Tab"))
    TOGGLE_AWAY = Key("Be away, or back", _CHATS, ("Ctrl+Shift+A",))
    TRANSFER = Key("Pass the chat on to a colleague", _CHATS, ("Ctrl+Shift+T",))
    CLOSE_CHAT = Key("Close the chat", _CHATS, ("Ctrl+W",))
    FOCUS_COMPOSER = Key("Write to the customer", _WRITING, ("Ctrl+L", "Esc"))
    UNDO_SEND = Key("Take back the message just sent", _WRITING, ("Ctrl+Z",))
    CONFIRM_ISSUE = Key("Confirm the issue", _PROCEDURE, ("Ctrl+I",))
    CHOOSE_ISSUE = Key("Choose another issue", _PROCEDURE, ("Ctrl+Shift+I",))
    CHOOSE_SUBJECT = Key("Choose the order it is about", _PROCEDURE, ("Ctrl+O",))
    CORRECT_NEEDS = Key("Correct what is known", _PROCEDURE, ("Ctrl+Shift+K",))
    NEXT_STEP = Key("Carry out the next step", _PROCEDURE, ("Ctrl+D",))
    SEND_DIAGNOSIS = Key("Send the diagnosis as it is", _SUGGESTIONS, ("Ctrl+1",))
    SEND_SOLUTION = Key("Send the solution as it is", _SUGGESTIONS, ("Ctrl+2",))
    EDIT_DIAGNOSIS = Key("Edit the diagnosis before sending", _SUGGESTIONS, ("Ctrl+Shift+1",))
    EDIT_SOLUTION = Key("Edit the solution before sending", _SUGGESTIONS, ("Ctrl+Shift+2",))
    DISMISS_DIAGNOSIS = Key("Dismiss the diagnosis", _SUGGESTIONS, ("Alt+Shift+X",))
    DISMISS_SOLUTION = Key("Dismiss the solution", _SUGGESTIONS, ("Alt+X",))
    AGAIN_DIAGNOSIS = Key("Ask for another diagnosis", _SUGGESTIONS, ("Ctrl+Shift+R",))
    AGAIN_SOLUTION = Key("Ask for another solution", _SUGGESTIONS, ("Ctrl+R",))
    TAKE_NEWER_WORDING = Key("Take the newer wording", _SUGGESTIONS, ("Ctrl+T",))
    TOGGLE_PANEL = Key("Fold or unfold the suggestions", _SUGGESTIONS, ("Ctrl+\\",))
    TAKE_ANYWAY = Key("Accept another customer anyway", CHECKS, ("Ctrl+Shift+N",))
    ASK = Key("Ask for a suggestion", CHECKS, ("Ctrl+G",))
    PUT_NUDGE_AWAY = Key("Dismiss the advice", CHECKS, ("Ctrl+.",))
    LARGER_TEXT = Key("Larger text", _WINDOW, ("Ctrl++", "Ctrl+="))
    SMALLER_TEXT = Key("Smaller text", _WINDOW, ("Ctrl+-",))
    NORMAL_TEXT = Key("Text in its normal size", _WINDOW, ("Ctrl+0",))
    SHOW_QUEUE = Key("Show or hide the queue, in a narrow window", _WINDOW, ("Ctrl+B",))
    SHOW_KEYS = Key("Show these keys", _WINDOW, ("F1", "Ctrl+/"))

    @property
    def key(self) -> Key:
        """Its title, group and sequences as they are set."""
        return replace(self.value, sequences=_in_force.of(self))

    @property
    def tip(self) -> str:
        """The title with the key, for tool tips."""
        return self.key.title + (f" ({self.key.label})" if self.key.label else "")


CHAT_NUMBERS = tuple(f"Alt+{number}" for number in range(1, 10))
"""Go to the first to ninth chat."""

STEP_NUMBERS = tuple(f"Alt+Shift+{number}" for number in range(1, 10))
"""Carry out the first to ninth step, or take its tick back."""


@dataclass(frozen=True, slots=True)
class KeyMap:
    """The keys in force: those of each shortcut, of the nine chats and of the nine steps."""

    shortcuts: Mapping[Shortcut, tuple[str, ...]]
    chats: tuple[tuple[str, ...], ...] = tuple((key,) for key in CHAT_NUMBERS)
    steps: tuple[tuple[str, ...], ...] = tuple((key,) for key in STEP_NUMBERS)

    def of(self, shortcut: Shortcut) -> tuple[str, ...]:
        """A shortcut's sequences; none if it is switched off."""
        return self.shortcuts.get(shortcut, shortcut.value.sequences)


class _InForce:
    """The keys of this process: there is one keyboard, and every button shows its key."""

    def __init__(self) -> None:
        self.keys = KeyMap({})

    def of(self, shortcut: Shortcut) -> tuple[str, ...]:
        return self.keys.of(shortcut)


_in_force = _InForce()


def use_keys(keys: KeyMap | None = None) -> None:
    """Put keys in force for the windows that are made from now on; None for the usual ones."""
    _in_force.keys = keys or KeyMap({})


def chat_keys() -> tuple[tuple[str, ...], ...]:
    """The sequences that go to the first to ninth chat."""
    return _in_force.keys.chats


def step_keys() -> tuple[tuple[str, ...], ...]:
    """The sequences that carry out the first to ninth step."""
    return _in_force.keys.steps


def steps_hint() -> str:
    """What stands beside the heading of the steps."""
    usual = tuple((key,) for key in STEP_NUMBERS)
    return "Alt+Shift+number" if step_keys() == usual else ""


def fixed_keys() -> tuple[tuple[str, str, str], ...]:
    """What the sheet shows in addition to the keys of ``Shortcut``: group, title, keys."""
    return (
        (_CHATS, "Go to chat 1 to 9", _span(chat_keys())),
        (_PROCEDURE, "Carry out step 1 to 9, or take its tick back", _span(step_keys())),
        (_WRITING, "Canned replies, in an empty message", "/"),
    )


def _span(keys: tuple[tuple[str, ...], ...]) -> str:
    """The first and the last key where they are the digits of one row; else all there are."""
    labels = [_native(sequences[0]) for sequences in keys if sequences]
    if not labels:
        return _OFF
    stems = {label[:-1] for label in labels}
    if len(stems) == 1 and [label[-1] for label in labels] == list("123456789"):
        return f"{labels[0]} … {labels[-1]}"
    return "  ".join(labels)


def _native(sequence: str) -> str:
    return QKeySequence(sequence).toString(QKeySequence.SequenceFormat.NativeText)


_OFF = "off"


def step_key(number: int) -> str:
    """The key of a step, counted from 1, as this system writes it; "" beyond the ninth."""
    keys = step_keys()[number - 1] if number <= len(STEP_NUMBERS) else ()
    return _native(keys[0]) if keys else ""


def writing_keys(enter_sends: bool) -> tuple[tuple[str, str, str], ...]:
    """The keys that send and break lines under a setting."""
    if enter_sends:
        keys = (("Send the message", "Enter"), ("New line", "Shift+Enter"))
    else:
        keys = (("Send the message", "Ctrl+Enter"), ("New line", "Enter"))
    return tuple((_WRITING, title, key) for title, key in keys)


def labels(shortcut: Shortcut) -> list[str]:
    """All sequences of a shortcut as this system writes them, or that it is off."""
    return [_native(sequence) for sequence in shortcut.key.sequences] or [_OFF]
