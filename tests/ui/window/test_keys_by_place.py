"""Keys do what they are for on every layout, and nothing that was meant for a text."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QMimeData, Qt, QUrl
from PySide6.QtGui import QImage, QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QWidget
from window_scene import ALT, CTRL, DIAGNOSIS, SHIFT, SOLUTION, MakeScene, Scene

from console.channels.base import Won
from console.domain import events as ev
from console.ui.kit import object_names
from console.ui.kit.shortcuts import Shortcut
from console.ui.window.key_filter import PAUSE_MS

ROW = {1: 10, 2: 11, 3: 12}
"""Scan codes of the digit row under X and Wayland."""

FRENCH = {1: (Qt.Key.Key_Ampersand, "&"), 2: (Qt.Key.Key_Eacute, "é")}
KEYPAD = Qt.KeyboardModifier.KeypadModifier
NO_MODIFIER = Qt.KeyboardModifier.NoModifier


def press_place(
    widget: QWidget, scan: int, key: Qt.Key, text: str, *modifiers: Qt.KeyboardModifier
) -> None:
    """Press a key as a display server reports it: by its place, and what the layout makes of it."""
    held = NO_MODIFIER
    for each in modifiers:
        held |= each
    override = QKeyEvent(QEvent.Type.ShortcutOverride, key, held, scan, 0, 0, text)
    QApplication.sendEvent(widget, override)
    if not override.isAccepted():
        # No widget wants it: what Qt's shortcuts would do with the character.
        QTest.keyClick(widget, key, held)
        return
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(widget, QKeyEvent(kind, key, held, scan, 0, 0, text))


@pytest.fixture
def with_cards(scene: Scene) -> Scene:
    """A chat with both suggestions, the cursor in the message box."""
    scene.take("c1", "Hi")
    scene.suggest("c1", DIAGNOSIS, "s1", "It is late.")
    scene.suggest("c1", SOLUTION, "s2", "We trace it.")
    scene.find(object_names.composer("c1")).setFocus()
    return scene


def focused() -> QWidget:
    """The widget that has the cursor."""
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def test_a_french_keyboard_edits_and_does_not_send(with_cards: Scene) -> None:
    """Ctrl+Shift+2 by place puts the words into the box, though the character is a plain 2."""
    press_place(focused(), ROW[2], Qt.Key.Key_2, "2", CTRL, SHIFT)
    assert with_cards.composer_text("c1") == "We trace it."
    assert not with_cards.facts(ev.MessageSent)


def test_a_french_keyboard_sends_with_its_first_key(with_cards: Scene) -> None:
    """Ctrl and the key that writes an ampersand sends the diagnosis, as everywhere else."""
    key, text = FRENCH[1]
    press_place(focused(), ROW[1], key, text, CTRL)
    assert [fact.suggestion for fact in with_cards.facts(ev.MessageSent)] == ["s1"]


def test_chats_are_numbered_by_place(scene: Scene) -> None:
    """Alt and the second key of the digit row turns to the second chat on a French keyboard."""
    scene.take("c1", "Hi")
    scene.take("c2", "Hello")
    scene.press(Qt.Key.Key_1, ALT)
    key, text = FRENCH[2]
    press_place(focused(), ROW[2], key, text, ALT)
    assert scene.session.desk.tab == "c2"


def test_a_character_by_its_number_turns_to_no_chat(scene: Scene) -> None:
    """Alt with digits of the keypad is left to the text."""
    scene.take("c1", "Hi")
    scene.take("c2", "Hello")
    QTest.keyClick(focused(), Qt.Key.Key_1, ALT | KEYPAD)
    assert scene.session.desk.tab == "c2"


def test_alt_gr_is_no_shortcut(with_cards: Scene) -> None:
    """Ctrl and Alt together write a character on many layouts, and do nothing else."""
    press_place(focused(), ROW[2], Qt.Key.Key_AsciiTilde, "~", CTRL, ALT)
    assert not with_cards.facts(ev.MessageSent)


KINDS = (ev.ChatAccepted, ev.ChatClosed, ev.IssueConfirmed, ev.MessageSent, ev.SuggestionAdopted)


def _plain(_: Scene) -> None:
    """Nothing beside the chat."""


def _suggested(scene: Scene) -> None:
    scene.suggest("c1", DIAGNOSIS, "s1", "It is late.", issue="late")
    scene.suggest("c1", SOLUTION, "s2", "We trace it.")


def _another_chat(scene: Scene) -> None:
    scene.take("c3", "Hello")
    scene.press(Qt.Key.Key_1, ALT)


@pytest.mark.parametrize("prepare", [_plain, _suggested, _another_chat])
def test_a_customer_who_leaves_takes_nothing_along(
    scene: Scene, prepare: Callable[[Scene], None]
) -> None:
    """The agent types on after the chat has ended: nothing happens, and the words stay readable."""
    scene.take("c1", "Hi")
    prepare(scene)
    scene.arrive("c2", "Is anybody there?", name="Zoë")
    scene.find(object_names.composer("c1")).setFocus()
    scene.write_in("c1", "I am looking into")
    before = [len(scene.facts(kind)) for kind in KINDS]
    scene.session.record(ev.ChatAbandoned(chat="c1", reason="left"))
    scene.settle()
    for letter in " it, it is there by 3 today, yes":
        QTest.keyClicks(focused(), letter)
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    scene.settle(PAUSE_MS + 100)
    QTest.keyClicks(focused(), " y 1")
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    scene.settle()
    assert [len(scene.facts(kind)) for kind in KINDS] == before
    assert scene.composer_text("c1") == "I am looking into"
    assert scene.is_there(object_names.composer("c1"))
    assert not scene.is_there(object_names.CLOSE_DIALOG)


def test_ctrl_w_in_a_text_deletes_a_word(scene: Scene) -> None:
    """People from terminals lose a word, not the chat; an empty box still asks how it ended."""
    scene.take("c1", "Hi")
    scene.write_in("c1", "Your parcel comes tomorow")
    scene.press(Qt.Key.Key_W, CTRL)
    assert scene.composer_text("c1") == "Your parcel comes "
    assert not scene.is_there(object_names.CLOSE_DIALOG)
    scene.press(Qt.Key.Key_W, CTRL)
    scene.press(Qt.Key.Key_W, CTRL)
    scene.press(Qt.Key.Key_W, CTRL)
    assert scene.composer_text("c1") == ""
    scene.press(Qt.Key.Key_W, CTRL)
    assert scene.is_there(object_names.CLOSE_DIALOG)


def test_words_typed_into_the_close_dialog_close_nothing(scene: Scene) -> None:
    """With an unsent message, letters, digits and Enter do nothing; Esc gives the message back."""
    scene.take("c1", "Hi")
    scene.write_in("c1", "Your parcel comes")
    scene.click(object_names.close_chat("c1"))
    QTest.keyClicks(focused(), "yes, by 1 pm")
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    assert not scene.facts(ev.ChatClosed)
    QTest.keyClick(focused(), Qt.Key.Key_Escape)
    scene.settle()
    assert scene.composer_text("c1") == "Your parcel comes"


def test_enter_while_an_input_method_composes_sends_nothing(scene: Scene) -> None:
    """What is being composed stays, and nothing else is sent in its place."""
    scene.take("c1", "Hi")
    scene.write_in("c1", "ni")
    box = scene.find(object_names.composer("c1"))
    QApplication.sendEvent(box, QInputMethodEvent("hao", []))
    scene.press(Qt.Key.Key_Return)
    assert not scene.facts(ev.MessageSent)
    ended = QInputMethodEvent("", [])
    ended.setCommitString("好")
    QApplication.sendEvent(box, ended)
    scene.press(Qt.Key.Key_Return)
    assert [fact.text for fact in scene.facts(ev.MessageSent)] == ["ni好"]


def test_a_canned_reply_is_not_sent_unread(scene: Scene) -> None:
    """Enter takes it into the box, and the next Enter right behind it does not send it."""
    scene.take("c1", "Hi")
    scene.write_in("c1", "/order")
    scene.press(Qt.Key.Key_Return)
    scene.press(Qt.Key.Key_Return)
    assert scene.composer_text("c1") == "About order SB-1:"
    assert not scene.facts(ev.MessageSent)
    scene.settle(800)
    scene.press(Qt.Key.Key_Return)
    assert len(scene.facts(ev.MessageSent)) == 1


def test_a_slash_before_words_is_a_slash(scene: Scene) -> None:
    """Written before what is there already, it brings up no list, and Enter sends the words."""
    scene.take("c1", "Hi")
    scene.write_in("c1", "hello")
    scene.press(Qt.Key.Key_Home)
    scene.write_in("c1", "/")
    scene.press(Qt.Key.Key_Return)
    assert [fact.text for fact in scene.facts(ev.MessageSent)] == ["/hello"]


def test_files_and_pictures_are_not_pasted(scene: Scene) -> None:
    """Neither a path nor nothing at all: the line below the box says that it can't be sent."""
    scene.take("c1", "Hi")
    box = scene.find(object_names.composer("c1"))
    assert isinstance(box, QPlainTextEdit)
    files, picture = QMimeData(), QMimeData()
    files.setUrls([QUrl.fromLocalFile("/home/robin/mueller.pdf")])
    picture.setImageData(QImage(9, 9, QImage.Format.Format_RGB32))
    for pasted in (files, picture):
        assert box.canInsertFromMimeData(pasted)
        box.insertFromMimeData(pasted)
    assert scene.composer_text("c1") == ""
    assert any("can't be sent here" in label.text() for label in scene.window.findChildren(QLabel))


def test_a_chat_that_the_program_takes_away_leaves_no_words_with_another(scene: Scene) -> None:
    """The window turns to another customer, whose box takes nothing for a moment."""
    scene.take("c1", "Hi")
    scene.take("c2", "Hello", name="Chen")
    scene.write_in("c2", "I am look")
    pause = scene.window._keys._filter._pause
    pause.setInterval(3_600_000)
    scene.session.record(ev.ChatDropped(chat="c2"))
    scene.settle()
    focused = QApplication.focusWidget()
    assert focused is scene.find(object_names.composer("c1"))
    QTest.keyClicks(focused, "ing into it")
    assert scene.session.desk.chats["c1"].draft.text == ""
    pause.stop()
    QTest.keyClicks(focused, "Hi")
    scene.wait_until(lambda: scene.session.desk.chats["c1"].draft.text.startswith("H"))


def test_a_second_enter_sends_nothing_to_the_next_customer(scene: Scene) -> None:
    """Closing a chat turns to another one; an Enter pressed twice does not send its draft."""
    scene.take("c1", "Hi")
    scene.write_in("c1", "Half a sen")
    scene.take("c2", "Hello")
    scene.press(Qt.Key.Key_W, CTRL)
    for key in (Qt.Key.Key_1, Qt.Key.Key_Y, Qt.Key.Key_Return):
        scene.press(key)
    assert scene.session.desk.tab == "c1"
    scene.press(Qt.Key.Key_Return)
    assert not scene.facts(ev.MessageSent)
    scene.write_in("c1", "tence")
    scene.press(Qt.Key.Key_Return)
    assert [fact.text for fact in scene.facts(ev.MessageSent)] == ["Half a sentence"]


@pytest.mark.parametrize("how", ["page", "issue"])
def test_the_enter_that_ends_something_else_sends_nothing(scene: Scene, how: str) -> None:
    """A page that is only read, and the list of issues, are left with Enter, perhaps twice."""
    scene.take("c1", "Hi")
    scene.write_in("c1", "Half a sen")
    if how == "page":
        scene.press(Qt.Key.Key_F1)
    else:
        scene.window._actions.by_key()[Shortcut.CHOOSE_ISSUE]()
        scene.settle()
    for _ in range(3):
        scene.press(Qt.Key.Key_Return, on=focused())
    assert len(scene.facts(ev.IssueConfirmed)) == (how == "issue")
    assert not scene.facts(ev.MessageSent)
    assert scene.composer_text("c1") == "Half a sen"


def confirming(scene: Scene) -> QWidget:
    """The button that confirms the issue, which has the cursor."""
    scene.take("c1", "Hi")
    scene.suggest("c1", DIAGNOSIS, "s1", "It is late.", issue="late")
    scene.session.record(ev.ChatDiagnosed(chat="c1", issue="late", elapsed_ms=1.0))
    scene.settle()
    button = scene.find(object_names.confirm_issue("c1"))
    button.setFocus(Qt.FocusReason.TabFocusReason)
    return button


def test_who_confirms_an_issue_with_space_presses_nothing_else(scene: Scene) -> None:
    """The button goes away with the press, and Qt passes the cursor on to the next one."""
    confirming(scene)
    for _ in range(4):
        QTest.keyClick(focused(), Qt.Key.Key_Space)
        scene.settle()
    kinds = (ev.ChatClosed, ev.MessageSent, ev.SuggestionAdopted, ev.SuggestionInserted)
    assert len(scene.facts(ev.IssueConfirmed)) == 1
    assert not any(scene.facts(kind) for kind in kinds)
    assert not scene.is_there(object_names.CLOSE_DIALOG)


def test_a_space_typed_into_a_line_just_after_is_a_space(scene: Scene) -> None:
    """Who confirms with Space and searches at once writes two words; Enter is not taken yet."""
    button = confirming(scene)
    QTest.keyClick(button, Qt.Key.Key_Space)
    scene.press(Qt.Key.Key_I, CTRL | SHIFT)
    search = scene.find(object_names.issue_search("c1"))
    assert isinstance(search, QLineEdit)
    QTest.keyClicks(search, "wrong size")
    QTest.keyClick(search, Qt.Key.Key_Return)
    assert search.text() == "wrong size"
    assert len(scene.facts(ev.IssueConfirmed)) == 1


def test_a_chat_that_was_won_late_takes_no_words_meant_for_another(make_scene: MakeScene) -> None:
    """The answer of a shared queue comes while the agent writes to somebody else."""
    scene = make_scene(shared=True)
    scene.take("c1", "hello")
    scene.customers.inbox.append(Won("c1"))
    scene.wait_until(lambda: scene.session.desk.tab == "c1")
    pause = scene.window._keys._filter._pause
    pause.stop()
    scene.take("c2", "hi")
    scene.write_in("c1", "Your parcel")
    pause.setInterval(3_600_000)
    scene.customers.inbox.append(Won("c2"))
    scene.wait_until(lambda: scene.session.desk.tab == "c2")
    QTest.keyClicks(focused(), " comes")
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    assert scene.composer_text("c2") == ""
    assert not scene.facts(ev.MessageSent)
