"""Keys can be changed one by one, and what can't be so is told in plain words."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from window_scene import CTRL, SHIFT, MakeScene, Scene

from console.domain.errors import UsageError
from console.settings import Settings
from console.ui.chat import composer
from console.ui.dialogs import close_dialog
from console.ui.kit import object_names
from console.ui.kit.key_settings import key_map
from console.ui.kit.shortcuts import Shortcut, fixed_keys, labels, step_key, use_keys


@pytest.fixture(autouse=True)
def usual_keys() -> Iterator[None]:
    """The keys of other tests stay the usual ones."""
    yield
    use_keys()


def _use(**keys: object) -> None:
    use_keys(key_map(Settings.model_validate({"keys": keys}).keys))


def test_a_changed_key_is_shown_where_keys_are_shown() -> None:
    """Label, tool tip and sheet have the new one; others are as they were."""
    _use(close_chat="ctrl+shift+w", next_tab=["F8", "Ctrl+Tab"], step_1="Alt+F1")
    assert Shortcut.CLOSE_CHAT.key.label == "Ctrl+Shift+W"
    assert Shortcut.CLOSE_CHAT.tip == "Close the chat (Ctrl+Shift+W)"
    assert labels(Shortcut.NEXT_TAB) == ["F8", "Ctrl+Tab"]
    assert labels(Shortcut.ASK) == ["Ctrl+G"]
    assert step_key(1) == "Alt+F1"
    assert any(keys.startswith("Alt+F1  Alt+Shift+2") for _, _, keys in fixed_keys())


@pytest.mark.parametrize("off", ["", False, []])
def test_a_key_that_is_switched_off_says_so(off: object) -> None:
    """The button has none, the sheet says "off"."""
    _use(send_solution=off)
    assert Shortcut.SEND_SOLUTION.tip == "Send the solution as it is"
    assert labels(Shortcut.SEND_SOLUTION) == ["off"]


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ({"close_caht": "F2"}, "there is no key called close_caht; is it close_chat?"),
        ({"close_chat": "Ctrl+N"}, "accept_next and close_chat are both Ctrl+N"),
        ({"chat_1": "Alt+2"}, "chat_1 and chat_2 are both Alt+2"),
        ({"close_chat": "x"}, "X is needed for writing; add Ctrl or Alt"),
        ({"close_chat": "Shift+X"}, "is needed for writing"),
        ({"close_chat": "Ctrl+V"}, "Ctrl+V is needed for writing; choose another"),
        ({"close_chat": "Strg+W"}, '"Strg+W" is no key'),
        ({"close_chat": "Ctrl+K, Ctrl+W"}, "is no key"),
    ],
)
def test_what_can_not_be_is_told(keys: dict[str, str], told: str) -> None:
    """One line that names the key and what to do."""
    with pytest.raises(UsageError) as error:
        _use(**keys)
    assert told in str(error.value)
    assert "\n" not in str(error.value)


def test_two_keys_can_change_places() -> None:
    """What counts is the keys as they are in the end."""
    _use(send_diagnosis="Ctrl+2", send_solution="Ctrl+1")
    assert Shortcut.SEND_SOLUTION.key.label == "Ctrl+1"


def test_the_window_goes_by_the_keys_that_are_set(make_scene: MakeScene) -> None:
    """The new key closes a chat, the old one and one that is off do nothing."""
    _use(close_chat="Ctrl+Shift+W", show_keys="")
    scene = make_scene()
    scene.take("c1", "Hi")
    scene.press(Qt.Key.Key_F1)
    scene.press(Qt.Key.Key_W, CTRL)
    assert not scene.is_there(object_names.CLOSE_DIALOG)
    scene.press(Qt.Key.Key_W, CTRL, SHIFT)
    assert scene.is_there(object_names.CLOSE_DIALOG)


def test_the_close_dialog_waits_for_fingers_that_type_on(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After sending, Ctrl+W and a typed sentence choose nothing; after a pause the keys work."""
    # However slow the machine is, this is "just now" and "typing on".
    monkeypatch.setattr(composer, "_JUST_TYPED_MS", 3_600_000)
    monkeypatch.setattr(close_dialog, "PAUSE_MS", 3_600_000)
    scene.take("c1", "Hi")
    scene.write_in("c1", "Goodbye")
    scene.press(Qt.Key.Key_Return, on=scene.find(object_names.composer("c1")))
    scene.press(Qt.Key.Key_W, CTRL)
    assert scene.is_there(object_names.CLOSE_DIALOG)
    for key in (Qt.Key.Key_Y, Qt.Key.Key_1, Qt.Key.Key_Return):
        scene.press(key)
    assert scene.session.desk.chats["c1"].is_open
    dialog = scene.find(object_names.CLOSE_DIALOG)
    assert isinstance(dialog, close_dialog.CloseDialog)
    dialog._typing_on.stop()
    for key in (Qt.Key.Key_1, Qt.Key.Key_Y, Qt.Key.Key_Return):
        scene.press(key)
    assert not scene.session.desk.chats["c1"].is_open
