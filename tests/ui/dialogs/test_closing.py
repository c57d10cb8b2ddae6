"""Ending chats, and a whole chat worked from the keyboard alone."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QPlainTextEdit
from window_scene import CTRL, DIAGNOSIS, SHIFT, SOLUTION, Scene

from console.domain import events as ev
from console.domain.chat import ChatState
from console.domain.issues import Disposition
from console.ui.kit import object_names
from console.ui.window.key_filter import PAUSE_MS


def test_both_questions_must_be_answered(scene: Scene) -> None:
    """Closing needs a disposition and whether the issue is resolved."""
    scene.take("c1", "Hi")
    scene.click(object_names.close_chat("c1"))
    assert scene.is_there(object_names.CLOSE_DIALOG)
    confirm = scene.find(object_names.CLOSE_CONFIRM)
    assert not confirm.isEnabled()
    scene.click(object_names.disposition(Disposition.REFUNDED))
    assert not confirm.isEnabled()
    scene.click(object_names.resolved(False))
    assert confirm.isEnabled()
    scene.click(object_names.CLOSE_CONFIRM)
    chat = scene.chat("c1")
    assert (chat.disposition, chat.resolved) == (Disposition.REFUNDED, False)
    assert not scene.is_there(object_names.CLOSE_DIALOG)


def test_after_closing_comes_whoever_has_waited_longest(scene: Scene) -> None:
    """The tab goes and the next waiting chat is there, with the cursor in its message."""
    for chat in ("c1", "c2", "c3"):
        scene.take(chat, "Hi")
        scene.clock.advance(5)
    scene.click(object_names.close_tab("c3"))
    for key in (Qt.Key.Key_1, Qt.Key.Key_Y, Qt.Key.Key_Return):
        scene.press(key)
    assert scene.session.desk.tab == "c1"
    assert not scene.is_there(object_names.tab("c3"))
    assert scene.window.focusWidget() is scene.find(object_names.composer("c1"))


def test_escape_keeps_the_chat(scene: Scene) -> None:
    """Nothing has happened, and the cursor is back where it was."""
    scene.take("c1", "Hi")
    scene.press(Qt.Key.Key_W, CTRL)
    scene.press(Qt.Key.Key_Escape)
    assert not scene.is_there(object_names.CLOSE_DIALOG)
    assert scene.chat("c1").is_open
    assert scene.window.focusWidget() is scene.find(object_names.composer("c1"))


def test_keys_of_the_window_rest_while_a_sheet_is_open(scene: Scene) -> None:
    """No chat can be accepted or changed behind a dialog."""
    scene.take("c1", "Hi")
    scene.arrive("c2", "Hi")
    scene.press(Qt.Key.Key_W, CTRL)
    scene.press(Qt.Key.Key_N, CTRL)
    assert scene.chat("c2").state is ChatState.QUEUED
    scene.press(Qt.Key.Key_Escape)
    scene.press(Qt.Key.Key_N, CTRL)
    assert scene.chat("c2").is_open


def test_tab_stays_within_the_dialog(scene: Scene) -> None:
    """The Tab key walks round the dialog and never behind it."""
    scene.take("c1", "Hi")
    scene.press(Qt.Key.Key_W, CTRL)
    dialog = scene.find(object_names.CLOSE_DIALOG)
    for _ in range(20):
        scene.press(Qt.Key.Key_Tab)
        focus = scene.window.focusWidget()
        assert focus is not None
        assert dialog.isAncestorOf(focus)
    scene.press(Qt.Key.Key_Escape)


def test_a_chat_whose_customer_left_says_so_and_is_filed(scene: Scene) -> None:
    """Nothing can be written any more, what was can be read; the same dialog puts it away."""
    scene.take("c1", "Hi")
    scene.write_in("c1", "half a sent")
    scene.session.record(ev.ChatAbandoned(chat="c1", reason="waited too long"))
    scene.settle(PAUSE_MS + 100)
    box = scene.find(object_names.composer("c1"))
    assert isinstance(box, QPlainTextEdit)
    assert (box.isVisible(), box.isReadOnly()) == (True, True)
    view = scene.window._deck.view
    assert view is not None
    assert "waited too long" in view._gone.text
    scene.press(Qt.Key.Key_W, CTRL)
    scene.click(object_names.disposition(Disposition.NO_ISSUE))
    scene.click(object_names.resolved(False))
    scene.press(Qt.Key.Key_Return, CTRL)
    assert scene.chat("c1").tab_closed
    assert scene.session.desk.tab is None


def test_a_finished_chat_can_be_read_again(scene: Scene) -> None:
    """A click on its row shows what was said."""
    scene.take("c1", "Hi")
    scene.session.close("c1", Disposition.ANSWERED, True)
    scene.settle()
    scene.click(object_names.finished("c1"))
    assert scene.is_there(object_names.transcript("c1"))
    scene.press(Qt.Key.Key_Escape)


def test_a_whole_chat_needs_no_mouse(scene: Scene) -> None:
    """Accept, confirm, send, edit, type, use a canned reply, close: keys do it all."""
    scene.arrive("c1", "Where is my parcel?")
    scene.press(Qt.Key.Key_N, CTRL)
    scene.settle()
    scene.suggest("c1", DIAGNOSIS, "s1", "Your parcel is late?", issue="late")
    scene.press(Qt.Key.Key_1, CTRL)
    scene.press(Qt.Key.Key_I, CTRL)
    scene.write("c1", "Yes")
    scene.suggest("c1", SOLUTION, "s2", "We trace it.")
    scene.press(Qt.Key.Key_2, CTRL, SHIFT)
    QTest.keyClicks(scene.window.focusWidget(), " Sorry.")
    scene.press(Qt.Key.Key_Return)
    QTest.keyClicks(scene.window.focusWidget(), "/hello")
    scene.press(Qt.Key.Key_Return)
    scene.settle(800)
    scene.press(Qt.Key.Key_Return)
    scene.press(Qt.Key.Key_W, CTRL)
    scene.settle(PAUSE_MS + 100)
    for key in (Qt.Key.Key_3, Qt.Key.Key_Y, Qt.Key.Key_Return):
        scene.press(key)
    chat = scene.chat("c1")
    origins = [m.origin for m in chat.messages if m.by_agent]
    assert origins == [ev.Origin.ADOPTED, ev.Origin.MODIFIED, ev.Origin.CANNED]
    assert (chat.issue, chat.disposition, chat.resolved) == ("late", Disposition.REPLACED, True)


def test_a_procedure_is_marked_as_done_once(scene: Scene) -> None:
    """The button records it and says when; the log has it once, whoever presses again."""
    scene.take("c1", "My parcel is late")
    scene.settle(200)
    scene.session.confirm_issue("c1", next(iter(scene.context.shop.issues)))
    scene.settle()
    scene.click(object_names.finish_procedure("c1"))
    scene.settle()
    done = scene.find(object_names.finish_procedure("c1"))
    assert isinstance(done, QAbstractButton)
    assert done.text().startswith("Done at")
    assert not done.isEnabled()
    assert len(scene.facts(ev.ProcedureFinished)) == 1
