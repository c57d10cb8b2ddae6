"""Leaving with open chats asks first, by keys that nobody hits while writing, and loses nothing."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from window_scene import CTRL, SHIFT, Customers, MakeScene, Scene

from console.domain.chat import ChatState, Delivery
from console.ui.dialogs.leave_dialog import LeaveDialog
from console.ui.kit import object_names
from console.ui.kit.interfaces import WindowSettings


class Colleagues(Customers):
    """Customers whom somebody else can take over."""

    def __init__(self) -> None:
        super().__init__()
        self.handed_back: list[str] = []

    def hand_back(self, chat: str) -> None:
        self.handed_back.append(chat)


@pytest.fixture
def scene(make_scene: MakeScene) -> Scene:
    """A window with one open chat in which something is half written."""
    scene = make_scene()
    scene.take("c1", "Hi")
    scene.write_in("c1", "I am look")
    return scene


def _close(scene: Scene) -> None:
    scene.close_by_hand()


def _type(text: str) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClicks(focused, text)


def test_a_person_is_asked_and_may_stay(scene: Scene) -> None:
    """The window is still there, with the draft."""
    _close(scene)
    assert scene.is_there(object_names.LEAVE_DIALOG)
    scene.press(Qt.Key.Key_Escape)
    assert not scene.is_there(object_names.LEAVE_DIALOG)
    assert scene.window.isVisible()
    assert scene.session.desk.chats["c1"].draft.text == "I am look"


@pytest.mark.parametrize("store_texts", [True, False])
def test_what_is_promised_is_what_is_kept(make_scene: MakeScene, store_texts: bool) -> None:
    """Where texts are not stored, nobody is promised drafts or messages that are on their way."""
    scene = make_scene(settings=WindowSettings(store_texts=store_texts))
    scene.take("c1", "Hi")
    scene.session.send("c1", "One moment, please.")
    (sent,) = (m for m in scene.session.desk.chats["c1"].messages if m.by_agent)
    assert sent.delivery is Delivery.SENDING
    _close(scene)
    dialog = scene.window.findChild(LeaveDialog)
    assert dialog is not None
    words = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert ("with their drafts" in words) == store_texts
    assert ("are gone" in words) == (not store_texts)
    assert ("marked as not sent" in words) == (not store_texts)


@pytest.mark.parametrize("typed", ["ing into it, yes no 1 2 3", " ", "\r"])
def test_typing_on_does_not_leave(scene: Scene, typed: str) -> None:
    """No letter, Space or Enter that was meant for the message closes the window."""
    _close(scene)
    _type(typed)
    assert scene.window.isVisible()


def test_ctrl_enter_leaves_and_the_next_start_has_everything(scene: Scene) -> None:
    """Chat and draft are there again."""
    _close(scene)
    scene.press(Qt.Key.Key_Return, CTRL)
    assert not scene.window.isVisible()
    scene.session.end("the window was closed", keep=True)
    scene.reopen()
    chat = scene.session.desk.chats["c1"]
    assert (chat.state, chat.draft.text) == (ChatState.OPEN, "I am look")
    assert scene.is_there(object_names.composer("c1"))


def test_a_channel_that_can_gets_the_chats_back(scene: Scene) -> None:
    """It is told once that is on the disk; here the chats are over."""
    channel = Colleagues()
    scene.session._channel = channel
    _close(scene)
    scene.press(Qt.Key.Key_Return, CTRL, SHIFT)
    scene.session.end("the window was closed", keep=True)
    assert channel.handed_back == ["c1"]
    chat = scene.session.desk.chats["c1"]
    assert (chat.state, chat.handed_back) == (ChatState.DROPPED, True)


def test_a_channel_that_can_not_is_not_offered(scene: Scene) -> None:
    """Nobody is promised what will not happen."""
    _close(scene)
    assert not scene.is_there(object_names.LEAVE_HAND_BACK)
    scene.press(Qt.Key.Key_Return, CTRL, SHIFT)
    assert scene.window.isVisible()


def test_the_second_try_leaves(scene: Scene) -> None:
    """Nobody is held: whoever insists leaves, and the chats are kept."""
    _close(scene)
    _close(scene)
    assert not scene.window.isVisible()


def test_a_shutdown_asks_nothing_and_saves_what_is_typed(scene: Scene) -> None:
    """The computer is not kept from shutting down."""
    scene.window.prepare_for_shutdown()
    assert scene.session.desk.chats["c1"].draft.text == "I am look"
    _close(scene)
    assert not scene.window.isVisible()


def test_without_open_chats_the_window_just_closes(make_scene: MakeScene) -> None:
    """There is nothing to ask."""
    scene = make_scene()
    _close(scene)
    assert not scene.window.isVisible()


def test_a_program_that_closes_the_window_is_not_asked(scene: Scene) -> None:
    """SIGTERM and the demonstration end it at once."""
    assert scene.window.close()
