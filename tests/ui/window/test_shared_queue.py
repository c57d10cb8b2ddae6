"""The window on a queue that several agents share, and the agent's own state."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton
from window_scene import CTRL, SHIFT, MakeScene, Scene, SharedCustomers

from console.channels.base import Connection, Seen, TakenElsewhere, Won
from console.domain import events as ev
from console.domain.chat import ChatState
from console.domain.events import Availability
from console.domain.issues import Disposition
from console.ui.kit import object_names


def shared(scene: Scene) -> SharedCustomers:
    """The scene's channel."""
    assert isinstance(scene.customers, SharedCustomers)
    return scene.customers


def has_tab(scene: Scene, chat: str) -> bool:
    """Whether the chat is the current one among the agent's tabs."""
    return scene.session.desk.tab == chat


def test_a_chat_is_the_agents_once_it_was_won(make_scene: MakeScene) -> None:
    """Accepting asks for it; the window turns to it when the answer comes, and not before."""
    scene = make_scene(shared=True)
    scene.take("c1", "hello")
    assert shared(scene).claimed == ["c1"]
    assert scene.session.desk.chats["c1"].state is ChatState.QUEUED
    scene.customers.inbox.append(Won("c1"))
    scene.wait_until(lambda: has_tab(scene, "c1"))
    scene.wait_until(lambda: shared(scene).read_up_to == ["in-1"])


def test_a_chat_that_another_agent_took_leaves_the_queue(make_scene: MakeScene) -> None:
    """It ends here without a tab, and nothing else changes."""
    scene = make_scene(shared=True)
    scene.take("c1", "hello")
    scene.customers.inbox.append(TakenElsewhere("c1", "kim"))
    scene.wait_until(lambda: scene.session.desk.chats["c1"].state is ChatState.DROPPED)
    assert scene.session.desk.tabs == []
    assert [fact.colleague for fact in scene.facts(ev.ChatTakenElsewhere)] == ["kim"]


def test_a_lost_connection_is_told_until_it_is_back(make_scene: MakeScene) -> None:
    """The banner says so, nobody new is accepted, and a read message is marked."""
    scene = make_scene(shared=True)
    scene.take("c1", "hello")
    scene.customers.inbox += [Won("c1"), Connection(False, "it can't be reached")]
    scene.arrive("c2", "hi")
    notice = scene.window.findChild(QLabel, object_names.NOTICE_TEXT)
    assert notice is not None
    scene.wait_until(lambda: "Not connected" in notice.text())
    scene.click(object_names.accept("c2"))
    assert shared(scene).claimed == ["c1"]
    scene.session.change_draft("c1", "On it")
    scene.session.send("c1", "On it")
    message = scene.session.desk.chats["c1"].messages[-1].id
    scene.customers.inbox += [Connection(True), Seen("c1", message)]
    scene.wait_until(lambda: not notice.isVisible())
    scene.wait_until(lambda: bool(scene.facts(ev.MessageRead)))


def test_a_chat_is_passed_on_by_keyboard(make_scene: MakeScene) -> None:
    """The second colleague and a note; the chat is closed here as passed to others."""
    scene = make_scene(shared=True)
    scene.take("c1", "hello")
    scene.customers.inbox.append(Won("c1"))
    scene.wait_until(lambda: has_tab(scene, "c1"))
    QTest.keyClick(scene.window, Qt.Key.Key_T, CTRL | SHIFT)
    note = scene.window.findChild(QLineEdit, object_names.TRANSFER_NOTE)
    assert note is not None
    focused = scene.window.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, Qt.Key.Key_Down)
    note.setFocus()
    QTest.keyClicks(note, "wants a refund")
    QTest.keyClick(note, Qt.Key.Key_Return)
    scene.session.record(then=None)
    scene.wait_until(lambda: bool(shared(scene).passed_on))
    assert shared(scene).passed_on == [("c1", "@lou:here", "wants a refund")]
    assert scene.session.desk.chats["c1"].state is ChatState.CLOSED


def test_who_is_away_or_has_enough_takes_no_further_chat(make_scene: MakeScene) -> None:
    """By key and by number; the button to accept goes by it, and all of it is recorded."""
    scene = make_scene(limit=1)
    accept = scene.window.findChild(QPushButton, object_names.ACCEPT_NEXT)
    assert accept is not None
    scene.arrive("c1", "hello")
    QTest.keyClick(scene.window, Qt.Key.Key_A, CTRL | SHIFT)
    scene.click(object_names.accept("c1"))
    assert not accept.isEnabled()
    assert scene.session.desk.tabs == []
    QTest.keyClick(scene.window, Qt.Key.Key_A, CTRL | SHIFT)
    scene.click(object_names.accept("c1"))
    scene.arrive("c2", "hi")
    scene.wait_until(lambda: scene.session.desk.availability is Availability.AT_CAPACITY)
    scene.click(object_names.accept("c2"))
    assert [chat.id for chat in scene.session.desk.tabs] == ["c1"]
    assert not accept.isEnabled()
    states = [fact.availability for fact in scene.facts(ev.AvailabilityChanged)]
    expected = [Availability.AWAY, Availability.AVAILABLE, Availability.AT_CAPACITY]
    assert states == expected


def test_after_a_chat_there_is_a_pause_that_the_agent_can_end(make_scene: MakeScene) -> None:
    """It ends by itself, by the control in the status bar, or by taking the next customer."""
    scene = make_scene(wrap_up_s=30.0)
    for chat in ("c1", "c2", "c3"):
        scene.take(chat, "hello")
    desk, session = scene.session.desk, scene.session

    def finish(chat: str) -> None:
        session.close(chat, Disposition.ANSWERED, resolved=True)
        scene.wait_until(lambda: desk.availability is Availability.WRAP_UP)

    finish("c1")
    scene.clock.advance(31)
    scene.wait_until(lambda: desk.availability is Availability.AVAILABLE)
    finish("c2")
    scene.click(object_names.AVAILABILITY)
    assert desk.availability is Availability.AVAILABLE
    finish("c3")
    scene.take("c4", "hello")
    scene.wait_until(lambda: desk.availability is Availability.AVAILABLE)
