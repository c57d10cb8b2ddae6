"""What customers write, shown as it is, whatever it is."""

import time

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from window_scene import Scene

from console.domain import events as ev
from console.ui.chat.message_delegate import MessageDelegate
from console.ui.chat.message_layout import MessageBox
from console.ui.chat.transcript import Transcript
from console.ui.kit import object_names


def transcript(scene: Scene, chat: str = "c1") -> Transcript:
    """A chat's messages."""
    found = scene.find(object_names.transcript(chat))
    assert isinstance(found, Transcript)
    return found


def box(scene: Scene, row: int = -1) -> MessageBox:
    """How a message is laid out; the last one without a row."""
    view = transcript(scene)
    return view._delegate.box(row if row >= 0 else view.messages.rowCount() - 1)


def test_new_messages_are_shown_at_the_end(scene: Scene) -> None:
    """The list follows the chat while the agent is at its end."""
    scene.take("c1", "Hi")
    for number in range(60):
        scene.write("c1", f"message {number}")
    scene.settle()
    bar = transcript(scene).verticalScrollBar()
    assert bar.maximum() > 0
    assert bar.value() == bar.maximum()


def test_a_long_word_is_laid_out_in_few_lines_before_it_is_shown(scene: Scene) -> None:
    """A view that has no width yet would give each character a line of its own."""
    scene.take("c1", "1" * 5_000)
    view = transcript(scene)
    delegate = view._delegate
    delegate.fit(0)
    assert delegate.box(view.messages.rowCount() - 1).layout.lineCount() < 200
    fresh = MessageDelegate(scene.theme, scene.clock, view.messages, view)
    assert fresh.box(view.messages.rowCount() - 1).layout.lineCount() < 200


def test_nothing_moves_while_the_agent_reads_further_up(scene: Scene) -> None:
    """New messages are announced instead, and a click brings them."""
    scene.take("c1", *(f"message {number}" for number in range(60)))
    bar = transcript(scene).verticalScrollBar()
    bar.setValue(100)
    scene.write("c1", "and one more")
    scene.settle()
    assert bar.value() == 100
    scene.click(object_names.newest("c1"))
    scene.settle()
    assert bar.value() == bar.maximum()
    assert not scene.is_there(object_names.newest("c1"))


def test_each_tab_keeps_its_place(scene: Scene) -> None:
    """Coming back to a chat, the agent is where they were."""
    scene.take("c1", *(f"message {number}" for number in range(60)))
    transcript(scene).verticalScrollBar().setValue(100)
    scene.take("c2", "Hi")
    scene.click(object_names.tab("c1"))
    scene.settle()
    assert transcript(scene).verticalScrollBar().value() == 100


def test_early_messages_wait_until_they_are_asked_for(scene: Scene) -> None:
    """A chat of 500 messages opens with its last 200; the rest come in place, above."""
    scene.take("c1", "Hi")
    facts = [
        ev.MessageReceived(chat="c1", message=f"old-{number}", text=f"message {number}")
        for number in range(499)
    ]
    scene.session.record(*facts)
    scene.reopen()
    view = transcript(scene)
    assert view.messages.rowCount() == 200
    scene.click(object_names.earlier("c1"))
    assert view.messages.rowCount() == 400
    scene.click(object_names.earlier("c1"))
    assert view.messages.rowCount() == 500
    assert not scene.is_there(object_names.earlier("c1"))


def test_a_message_of_a_megabyte_does_not_hold_up_the_window(scene: Scene) -> None:
    """Its beginning is shown at once; all of it when asked for, without a freeze either."""
    scene.take("c1", "Hi")
    text = "word" * 262_144
    start = time.process_time()
    scene.write("c1", text)
    scene.settle()
    assert time.process_time() - start < 1.0
    assert len(box(scene).words.text) == 4_000
    assert box(scene).words.more == "Show all 1,048,576 characters"
    view = transcript(scene)
    view.scrollToBottom()
    index = view.messages.index(view.messages.rowCount() - 1)
    place = view.visualRect(index).topLeft() + box(scene).more.center().toPoint()
    start = time.process_time()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    scene.settle()
    assert time.process_time() - start < 2.0
    scene.click(object_names.SHEET_DONE)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", "(empty message)"),
        ("  \n ", "(empty message)"),
        ("a\x00b\x1b[31m", "a␀b␛[31m"),
        ("<b>not bold</b> &amp;", "<b>not bold</b> &amp;"),
        ("abc\u202egnp.exe", "abc⟨RLO⟩gnp.exe"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("👩‍👩‍👧‍👦 🇵🇹", "👩‍👩‍👧‍👦 🇵🇹"),
    ],
    ids=["empty", "blank", "control", "markup", "override", "line ends", "emoji"],
)
def test_whatever_customers_write_is_shown_as_it_is(scene: Scene, text: str, shown: str) -> None:
    """No markup is obeyed, nothing is invisible, nothing breaks."""
    scene.take("c1", "Hi")
    scene.write("c1", text)
    scene.settle()
    assert box(scene).words.text == shown
    assert box(scene).height > 0


def test_text_from_right_to_left_has_its_own_direction(scene: Scene) -> None:
    """Hebrew begins at the right edge of its bubble, also in a list of English ones."""
    scene.take("c1", "Hi")
    scene.write("c1", "שלום, ההזמנה שלי SB-1 לא הגיעה. " * 8)
    scene.settle()
    option = box(scene).layout.textOption()
    assert option.textDirection() is Qt.LayoutDirection.RightToLeft
    assert box(scene, 0).layout.textOption().textDirection() is Qt.LayoutDirection.LeftToRight


def test_own_messages_tell_how_far_they_got(scene: Scene) -> None:
    """Sending, delivered, or not delivered with the reason; delivery shows on the last alone."""
    scene.take("c1", "Hi")
    scene.session.change_draft("c1", "one")
    scene.session.send("c1", "one")
    assert box(scene).words.below == "Sending…"
    first = scene.chat("c1").messages[-1].id
    scene.session.record(ev.MessageDelivered(chat="c1", message=first))
    assert box(scene).words.below == "Delivered"
    scene.session.change_draft("c1", "two")
    scene.session.send("c1", "two")
    assert box(scene, 1).words.below == ""
    second = scene.chat("c1").messages[-1].id
    scene.session.record(ev.MessageFailed(chat="c1", message=second, reason="they blocked us"))
    assert box(scene).words.below == "Not delivered: they blocked us"


def test_pictures_are_mentioned(scene: Scene) -> None:
    """A picture that can't be shown is at least named."""
    scene.take("c1", "Hi")
    scene.write("c1", "look", pictures=2)
    assert box(scene).words.text == "look\n[2 pictures]"


def test_messages_of_one_person_stand_together(scene: Scene) -> None:
    """One heading for a group; a new one after the other person or after five minutes."""
    scene.take("c1", "one", "two")
    scene.clock.advance(400)
    scene.write("c1", "three")
    headings = [bool(box(scene, row).words.heading) for row in range(3)]
    assert headings == [True, False, True]
    assert box(scene, 0).words.day == "Today"


def test_part_of_a_message_can_be_marked_and_copied(scene: Scene) -> None:
    """Dragging over words marks them; copying takes them alone."""
    scene.take("c1", "order SB-48211 please")
    scene.settle()
    view, laid = transcript(scene), box(scene)
    corner = view.visualRect(view.messages.index(0)).topLeft()
    line = laid.layout.lineAt(0)

    def place(character: int) -> QPoint:
        left: float = line.cursorToX(character)[0]  # type: ignore[index]
        return corner + laid.text_at.toPoint() + QPoint(round(left), 5)

    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=place(6))
    QTest.mouseMove(view.viewport(), place(14))
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=place(14))
    view.copy()
    assert QGuiApplication.clipboard().text() == "SB-48211"


def test_typing_is_shown_and_goes(scene: Scene) -> None:
    """The customer's typing stands below the messages, without moving them."""
    scene.take("c1", "Hi")
    scene.settle()
    height = transcript(scene).height()
    scene.session.record(ev.CustomerTyping(chat="c1", active=True))
    scene.settle()
    view = scene.window._deck.view
    assert view is not None
    assert view._typing.text() == "Maria is typing…"
    assert transcript(scene).height() == height
    scene.write("c1", "done")
    assert view._typing.text() == ""
