"""A message that was just sent stands below the others with its Undo, and Ctrl+Z takes it back."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit
from window_scene import CTRL, SOLUTION, MakeScene, Scene

from console.domain import events as ev
from console.ui.kit import object_names

HOLD_S = 5.0


@pytest.fixture
def scene(make_scene: MakeScene) -> Scene:
    """A window that holds messages, with one open chat."""
    scene = make_scene(hold_s=HOLD_S)
    scene.take("c1", "Where is it?")
    return scene


def _box(scene: Scene) -> QPlainTextEdit:
    box = scene.find(object_names.composer("c1"))
    assert isinstance(box, QPlainTextEdit)
    return box


def _send(scene: Scene, text: str) -> str:
    scene.write_in("c1", text)
    scene.press(Qt.Key.Key_Return, on=_box(scene))
    return scene.session.desk.chats["c1"].held[-1].id


def _sent(scene: Scene) -> list[str]:
    return [m.text for m in scene.session.desk.chats["c1"].messages if m.by_agent]


def test_ctrl_z_in_the_empty_box_takes_the_message_back(scene: Scene) -> None:
    """It is in the box again, its line is gone, and it never leaves."""
    message = _send(scene, "Your parcel is lots.")
    assert scene.is_there(object_names.undo_send(message))
    scene.press(Qt.Key.Key_Z, CTRL, on=_box(scene))
    assert _box(scene).toPlainText() == "Your parcel is lots."
    assert not scene.is_there(object_names.undo_send(message))
    scene.clock.advance(HOLD_S + 1)
    scene.settle(60)
    assert _sent(scene) == []


def test_ctrl_z_is_the_texts_once_something_is_typed(scene: Scene) -> None:
    """Undo in a text undoes typing; the message leaves."""
    _send(scene, "Sorry!")
    scene.write_in("c1", "and")
    scene.press(Qt.Key.Key_Z, CTRL, on=_box(scene))
    assert "Sorry!" not in _box(scene).toPlainText()
    scene.clock.advance(HOLD_S)
    scene.wait_until(lambda: _sent(scene) == ["Sorry!"])


def test_the_button_keeps_what_has_been_typed_since(scene: Scene) -> None:
    """The message comes back before the new words."""
    message = _send(scene, "Sorry!")
    scene.write_in("c1", "and thanks")
    scene.click(object_names.undo_send(message))
    assert _box(scene).toPlainText() == "Sorry!\nand thanks"


def test_ctrl_z_takes_back_a_suggestion_beside_an_unchanged_draft(scene: Scene) -> None:
    """Sent by one key by mistake, it comes back by another."""
    scene.suggest("c1", SOLUTION, "g", "It comes today.")
    scene.write_in("c1", "Let me see")
    scene.press(Qt.Key.Key_2, CTRL)
    assert scene.session.desk.chats["c1"].held
    scene.press(Qt.Key.Key_Z, CTRL, on=_box(scene))
    assert _box(scene).toPlainText() == "It comes today.\nLet me see"


def test_a_message_held_when_the_customer_leaves_can_be_read(scene: Scene) -> None:
    """The box comes back, for reading, with what was not sent."""
    _send(scene, "Are you there?")
    scene.session.record(ev.ChatAbandoned(chat="c1", reason="left"))
    scene.wait_until(lambda: _box(scene).toPlainText() == "Are you there?")
    assert _box(scene).isVisible()
    assert _box(scene).isReadOnly()


def test_a_killed_console_gives_the_held_message_back(scene: Scene) -> None:
    """The next window has it in the box."""
    _send(scene, "Sorry!")
    scene.reopen()
    assert _box(scene).toPlainText() == "Sorry!"
    assert _sent(scene) == []


def test_a_chat_whose_answer_is_held_is_not_the_next_to_go_to(scene: Scene) -> None:
    """Ctrl+J leads to customers whom nobody has answered."""
    scene.take("c2", "Hello?", name="Chen")
    scene.press(Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    _send(scene, "Sorry!")
    scene.press(Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    scene.press(Qt.Key.Key_J, CTRL)
    assert scene.session.desk.tab == "c2"
