"""What the agent types: it stays with its chat, is never lost, and its origin is told truly."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QListWidget
from window_scene import CTRL, DIAGNOSIS, SHIFT, SOLUTION, MakeScene, Scene

from console.domain import events as ev
from console.ui.kit import object_names
from console.ui.kit.interfaces import WindowSettings


def sent(scene: Scene) -> list[ev.MessageSent]:
    """All messages the agent has sent, as recorded."""
    return scene.facts(ev.MessageSent)


def test_what_is_typed_and_sent_is_recorded_as_typed(scene: Scene) -> None:
    """Enter sends; the box is empty afterwards and the customer has the words."""
    scene.take("c1", "Hi")
    scene.write_in("c1", "Hello Maria")
    scene.press(Qt.Key.Key_Return)
    assert [(m.text, m.origin) for m in sent(scene)] == [("Hello Maria", ev.Origin.TYPED)]
    assert scene.told().sent == [("c1", "Hello Maria")]
    assert scene.composer_text("c1") == ""


def test_shift_enter_breaks_the_line(scene: Scene) -> None:
    """A message can have several lines."""
    scene.take("c1", "Hi")
    scene.write_in("c1", "one")
    scene.press(Qt.Key.Key_Return, SHIFT)
    scene.write_in("c1", "two")
    scene.click(object_names.send("c1"))
    assert sent(scene)[0].text == "one\ntwo"


def test_ctrl_enter_sends_if_the_agent_prefers_that(make_scene: MakeScene) -> None:
    """The other setting: Enter breaks the line."""
    scene = make_scene(settings=WindowSettings(enter_sends=False))
    scene.take("c1", "Hi")
    scene.write_in("c1", "one")
    scene.press(Qt.Key.Key_Return)
    assert not sent(scene)
    scene.write_in("c1", "two")
    scene.press(Qt.Key.Key_Return, CTRL)
    assert sent(scene)[0].text == "one\ntwo"


def test_nothing_is_sent_from_an_empty_box(scene: Scene) -> None:
    """Spaces are no message."""
    scene.take("c1", "Hi")
    scene.write_in("c1", "   ")
    scene.press(Qt.Key.Key_Return)
    assert not sent(scene)
    assert not scene.find(object_names.send("c1")).isEnabled()


def test_drafts_stay_with_their_chats(scene: Scene) -> None:
    """Words typed in one chat are in that chat alone, whatever happens in between."""
    scene.take("c1", "Hi")
    scene.write_in("c1", "for one")
    scene.take("c2", "Hi")
    scene.write_in("c2", "for two")
    scene.write("c1", "hello?")
    scene.click(object_names.tab("c1"))
    assert scene.composer_text("c1") == "for one"
    assert scene.composer_text("c2") == "for two"
    assert scene.chat("c1").draft.text == "for one"
    scene.press(Qt.Key.Key_Return)
    assert scene.told().sent == [("c1", "for one")]


def test_a_draft_is_saved_at_once_and_then_a_few_times_a_second(scene: Scene) -> None:
    """The first letter is on disk immediately; many letters make few facts."""
    scene.take("c1", "Hi")
    scene.write_in("c1", "a")
    assert scene.chat("c1").draft.text == "a"
    scene.write_in("c1", "bcdefgh")
    assert scene.chat("c1").draft.text == "a"
    QTest.qWait(400)
    assert scene.chat("c1").draft.text == "abcdefgh"
    assert len(scene.facts(ev.DraftChanged)) == 2


def test_a_half_typed_draft_survives_a_killed_console(scene: Scene) -> None:
    """A new window on the log has the tabs, the words, their origin and the unread badge."""
    scene.take("c1", "Hi")
    scene.suggest("c1", SOLUTION, "s1", "We send a new one.")
    scene.click(object_names.suggestion_edit("c1", SOLUTION))
    scene.write_in("c1", " Today.")
    scene.take("c2", "Hello")
    scene.write("c1", "Anyone?")
    scene.reopen()
    assert scene.session.desk.tab == "c2"
    assert scene.composer_text("c1") == "We send a new one. Today."
    assert scene.chat("c1").unread == 1
    scene.click(object_names.tab("c1"))
    assert scene.is_there(object_names.unlink("c1"))
    scene.press(Qt.Key.Key_Return)
    assert (sent(scene)[-1].origin, sent(scene)[-1].suggestion) == (ev.Origin.MODIFIED, "s1")


def test_a_suggestion_sent_as_it_is_counts_as_adopted(scene: Scene) -> None:
    """The Send button of a card sends its words and leaves the message box alone."""
    scene.take("c1", "Hi")
    scene.write_in("c1", "my own words")
    scene.suggest("c1", DIAGNOSIS, "s1", "Your parcel is late.")
    scene.click(object_names.suggestion_send("c1", DIAGNOSIS))
    assert [(m.text, m.origin, m.suggestion) for m in sent(scene)] == [
        ("Your parcel is late.", ev.Origin.ADOPTED, "s1")
    ]
    assert scene.composer_text("c1") == "my own words"


def test_keys_send_and_edit_the_suggestions(scene: Scene) -> None:
    """Ctrl+1 and Ctrl+2 send, with Shift they put the words into the box."""
    scene.take("c1", "Hi")
    scene.suggest("c1", DIAGNOSIS, "s1", "It is late.")
    scene.suggest("c1", SOLUTION, "s2", "We trace it.")
    scene.press(Qt.Key.Key_1, CTRL)
    scene.press(Qt.Key.Key_2, CTRL, SHIFT)
    assert scene.composer_text("c1") == "We trace it."
    scene.press(Qt.Key.Key_Return)
    assert [(m.origin, m.suggestion) for m in sent(scene)] == [
        (ev.Origin.ADOPTED, "s1"),
        (ev.Origin.ADOPTED, "s2"),
    ]


def test_an_edited_suggestion_counts_as_modified(scene: Scene) -> None:
    """Edit, change, send: the message knows where it came from."""
    scene.take("c1", "Hi")
    scene.suggest("c1", SOLUTION, "s1", "We trace it.")
    scene.click(object_names.suggestion_edit("c1", SOLUTION))
    scene.write_in("c1", " Sorry!")
    scene.click(object_names.send("c1"))
    assert [(m.text, m.origin, m.suggestion) for m in sent(scene)] == [
        ("We trace it. Sorry!", ev.Origin.MODIFIED, "s1")
    ]


def test_the_agent_can_say_that_a_text_is_their_own(scene: Scene) -> None:
    """The cross on the chip keeps the words and forgets what they were made from."""
    scene.take("c1", "Hi")
    scene.suggest("c1", SOLUTION, "s1", "We trace it.")
    scene.click(object_names.suggestion_edit("c1", SOLUTION))
    scene.click(object_names.unlink("c1"))
    assert scene.composer_text("c1") == "We trace it."
    assert not scene.is_there(object_names.unlink("c1"))
    scene.click(object_names.send("c1"))
    assert sent(scene)[0].origin is ev.Origin.TYPED


def test_a_slash_brings_up_canned_replies_with_their_slots_filled(scene: Scene) -> None:
    """Letters narrow the list, Enter takes the marked reply, and it is recorded as canned."""
    scene.take("c1", "Hi")
    scene.write_in("c1", "/")
    replies = scene.find(object_names.canned("c1"))
    assert isinstance(replies, QListWidget)
    assert replies.isVisible()
    assert replies.count() == 2
    scene.write_in("c1", "hel")
    assert replies.count() == 1
    scene.press(Qt.Key.Key_Return)
    assert not replies.isVisible()
    assert scene.composer_text("c1") == "Hi Maria, Robin here."
    scene.settle(800)
    scene.press(Qt.Key.Key_Return)
    assert [(m.origin, m.canned) for m in sent(scene)] == [(ev.Origin.CANNED, "hello")]


def test_escape_puts_the_canned_replies_away(scene: Scene) -> None:
    """The words stay, and Enter sends again."""
    scene.take("c1", "Hi")
    scene.write_in("c1", "/")
    scene.press(Qt.Key.Key_Down)
    scene.press(Qt.Key.Key_Escape)
    assert not scene.is_there(object_names.canned("c1"))
    assert scene.composer_text("c1") == "/"


def test_a_slash_within_a_text_is_just_a_slash(scene: Scene) -> None:
    """Words such as and/or open no list."""
    scene.take("c1", "Hi")
    scene.write_in("c1", "and/or")
    assert not scene.is_there(object_names.canned("c1"))


def test_a_text_with_an_unfilled_slot_is_not_sent(scene: Scene) -> None:
    """Nobody sends "{order_id}" to a customer; a quiet line says what is missing."""
    scene.take("c1", "Hi")
    scene.write_in("c1", "About {order_id}")
    scene.press(Qt.Key.Key_Return)
    assert not sent(scene)
    said = [label.text() for label in scene.window.findChildren(QLabel)]
    assert any("{order_id}" in text and "Fill in" in text for text in said)


def test_the_customer_sees_that_the_agent_types(scene: Scene) -> None:
    """Typing is told once, and its end too."""
    scene.take("c1", "Hi")
    scene.write_in("c1", "Hello")
    assert scene.told().typing_seen == [True]
    for _ in range(5):
        scene.press(Qt.Key.Key_Backspace)
    assert scene.told().typing_seen == [True, False]


def test_the_cursor_in_the_box_is_recorded(scene: Scene) -> None:
    """Entering and leaving the box are facts; leaving also saves what is there."""
    scene.take("c1", "Hi")
    scene.take("c2", "Hi")
    assert [fact.chat for fact in scene.facts(ev.ComposerFocused)] == ["c1", "c2"]
    assert [fact.chat for fact in scene.facts(ev.ComposerLeft)] == ["c1"]


def test_letters_are_letters_while_the_agent_types(scene: Scene) -> None:
    """No key without a modifier does anything but write."""
    scene.take("c1", "Hi")
    scene.write_in("c1", "njwi12yn")
    assert scene.composer_text("c1") == "njwi12yn"
    assert scene.session.desk.tab == "c1"
    assert not scene.is_there(object_names.CLOSE_DIALOG)


def test_a_half_typed_text_comes_back_when_edit_has_replaced_it(scene: Scene) -> None:
    """All of it is on disk before the suggestion takes its place, and Undo brings it back."""
    scene.take("c1", "Hi")
    scene.suggest("c1", SOLUTION, "s1", "We trace it.")
    scene.write_in("c1", "I have looked into")
    assert scene.chat("c1").draft.text == "I"
    scene.press(Qt.Key.Key_2, CTRL, SHIFT)
    assert scene.composer_text("c1") == "We trace it."
    texts = [fact.text for fact in scene.facts(ev.DraftChanged)]
    assert texts == ["I", "I have looked into", "We trace it."]
    scene.press(Qt.Key.Key_Z, CTRL)
    assert scene.composer_text("c1") == "I have looked into"
    QTest.qWait(400)
    assert scene.chat("c1").draft.text == "I have looked into"
    assert not scene.is_there(object_names.unlink("c1"))
    scene.press(Qt.Key.Key_Return)
    assert sent(scene)[0].origin is ev.Origin.TYPED


def test_undo_does_not_bring_back_what_was_sent(scene: Scene) -> None:
    """An empty box after sending stays empty; the same goes for a draft brought back."""
    scene.take("c1", "Hi")
    scene.write_in("c1", "Hello")
    scene.press(Qt.Key.Key_Return)
    scene.press(Qt.Key.Key_Z, CTRL)
    assert scene.composer_text("c1") == ""
    scene.write_in("c1", "More")
    QTest.qWait(400)
    scene.reopen()
    scene.press(Qt.Key.Key_Z, CTRL)
    assert scene.composer_text("c1") == "More"
