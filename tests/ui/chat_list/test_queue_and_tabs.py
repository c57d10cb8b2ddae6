"""Accepting customers, and moving between their tabs."""

from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from window_scene import ALT, CTRL, SHIFT, Scene

from console.domain import events as ev
from console.domain.issues import Disposition
from console.ui.chat.transcript import Transcript
from console.ui.chat_list.chat_row import ChatRow
from console.ui.chat_list.chat_tab import ChatTab
from console.ui.chat_list.queue_panel import QueuePanel
from console.ui.kit import object_names
from console.ui.kit.wait_badge import Urgency


def row(scene: Scene, name: str) -> ChatRow:
    """A row of the left side."""
    return cast(ChatRow, scene.find(name))


def tab(scene: Scene, chat: str) -> ChatTab:
    """A chat's tab."""
    return cast(ChatTab, scene.find(object_names.tab(chat)))


def test_accepting_opens_a_tab_and_puts_the_cursor_into_its_message(scene: Scene) -> None:
    """A click on Accept brings up the chat, current and ready to write in."""
    scene.take("c1", "Where is my parcel?")
    assert scene.session.desk.tab == "c1"
    assert scene.window.focusWidget() is scene.find(object_names.composer("c1"))
    assert not scene.is_there(object_names.waiting("c1"))
    assert scene.is_there(object_names.mine("c1"))


@pytest.mark.parametrize("placed", ["03/11/2019", "2019-11-06T10:00:00", "", "yesterday"])
def test_a_customer_whose_order_has_an_odd_date_is_taken(scene: Scene, placed: str) -> None:
    """The chat opens with its tab, and comes up again after a restart; the date is shown."""
    scene.arrive("c1", "Hello?", placed=placed)
    scene.click(object_names.accept("c1"))
    scene.wait_until(lambda: (panel := scene.window._deck.panel) is not None and panel.is_built)
    assert scene.is_there(object_names.tab("c1"))
    texts = [label.text() for label in scene.window.findChildren(QLabel)]
    shown = "2019" if placed.startswith("2019") else placed
    assert any(shown in text for text in texts)
    scene.reopen()
    assert scene.is_there(object_names.tab("c1"))


def test_a_customer_in_sight_has_been_offered(scene: Scene) -> None:
    """A waiting row that can be seen is recorded as offered, once."""
    scene.arrive("c1", "Hello?")
    scene.settle()
    scene.settle()
    assert len(scene.facts(ev.ChatOffered)) == 1


def test_a_row_that_comes_into_sight_tells_how_long_the_customer_has_waited(scene: Scene) -> None:
    """Rows out of sight are not written each second; scrolling to them brings them up to date."""
    for number in range(40):
        scene.arrive(f"c{number}", "Hello?")
    scene.settle()
    queue = cast(QueuePanel, scene.find(object_names.QUEUE))
    last = row(scene, object_names.waiting("c39"))
    assert last.visibleRegion().isEmpty()
    before = last.accessibleName()
    scene.clock.advance(600)
    queue.tick(scene.clock.wall())
    assert last.accessibleName() == before
    queue.verticalScrollBar().setValue(queue.verticalScrollBar().maximum())
    scene.settle()
    assert last.accessibleName() != before
    assert "c39" in {offered.chat for offered in scene.facts(ev.ChatOffered)}


def test_a_waiting_customer_who_leaves_goes_from_the_queue(scene: Scene) -> None:
    """Nobody can be accepted who is not there any more."""
    scene.arrive("c1", "Hello?")
    scene.session.record(ev.ChatAbandoned(chat="c1", reason="tired of waiting"))
    scene.settle()
    assert not scene.is_there(object_names.accept("c1"))
    assert row(scene, object_names.finished("c1")).content.detail.endswith("Left the queue")


def test_the_next_customers_messages_are_laid_out_before_they_are_accepted(scene: Scene) -> None:
    """Accepting them shows what was made ahead, with what they have written since."""
    scene.arrive("c1", "Hello?")
    scene.settle(200)
    ahead = scene.find(object_names.transcript("c1"))
    assert not ahead.isVisible()
    scene.write("c1", "Is anybody there?")
    scene.click(object_names.accept("c1"))
    scene.settle()
    assert scene.find(object_names.transcript("c1")) is ahead
    assert ahead.isVisible()
    assert cast(Transcript, ahead).messages.rowCount() == 2


def test_what_was_made_ahead_for_a_customer_who_leaves_is_taken_down(scene: Scene) -> None:
    """Only the customer at the head of the queue has a chat that is ready to be opened."""
    scene.arrive("c1", "Hello?")
    scene.arrive("c2", "Hi!")
    scene.settle(200)
    assert scene.window.findChild(QWidget, object_names.transcript("c2")) is None
    scene.session.record(ev.ChatAbandoned(chat="c1", reason="tired of waiting"))
    removed, prepared = object_names.transcript("c1"), object_names.transcript("c2")
    scene.wait_until(lambda: scene.window.findChild(QWidget, prepared) is not None)
    scene.wait_until(lambda: scene.window.findChild(QWidget, removed) is None)


def test_messages_out_of_sight_are_counted_on_tab_and_row(scene: Scene) -> None:
    """The unread badge grows with each message and goes when the agent turns to the chat."""
    scene.take("c1", "Hi")
    scene.take("c2", "Hello")
    scene.write("c1", "Are you there?")
    scene.write("c1", "Hello??")
    assert tab(scene, "c1").content.unread == 2
    assert row(scene, object_names.mine("c1")).content.unread == 2
    scene.click(object_names.tab("c1"))
    assert tab(scene, "c1").content.unread == 0
    assert row(scene, object_names.mine("c1")).content.unread == 0


def test_waiting_has_three_states_told_by_more_than_colour(scene: Scene) -> None:
    """A wait is calm, then soon, then late; the words say so too."""
    scene.take("c1", "Hi")
    seen = []
    for seconds in (5, 60, 60):
        scene.clock.advance(seconds)
        scene.window._router.tick()
        wait = tab(scene, "c1").content.wait
        assert wait is not None
        seen.append((wait.urgency, wait.text))
    assert seen == [(Urgency.CALM, "0:05"), (Urgency.SOON, "1:05"), (Urgency.LATE, "2:05")]
    assert "waiting too long" in tab(scene, "c1").accessibleName()


def test_of_a_long_queue_those_who_waited_longest_have_rows(scene: Scene) -> None:
    """The others are counted, and each gets a row when one becomes free, in their order."""
    for number in range(53):
        scene.arrive(f"c{number}", "Hello?", name=f"Customer {number}")
    queue = cast(QueuePanel, scene.find(object_names.QUEUE))
    assert queue.waiting == 53
    assert scene.window.windowTitle().startswith("(53 waiting)")
    assert scene.window.findChild(QWidget, object_names.waiting("c50")) is None
    assert "And 3 more, who came later." in [
        label.text() for label in queue.findChildren(QLabel) if label.isVisibleTo(queue)
    ]
    scene.session.record(ev.ChatAbandoned(chat="c51", reason="gone"))
    scene.click(object_names.accept("c0"))
    scene.settle()
    assert queue.waiting == 51
    assert scene.window.findChild(QWidget, object_names.waiting("c50")) is not None
    scene.session.record(ev.ChatAbandoned(chat="c3", reason="gone"))
    assert scene.window.findChild(QWidget, object_names.waiting("c52")) is not None
    assert [label.text() for label in queue.findChildren(QLabel) if "came later" in label.text()
            and label.isVisibleTo(queue)] == []  # fmt: skip
    assert queue.longest_waiting() == "c1"


def test_keys_walk_through_the_chats(scene: Scene) -> None:
    """Next, previous, by number, and whoever has waited longest."""
    for chat in ("c1", "c2", "c3"):
        scene.take(chat, "Hi")
        scene.clock.advance(10)
    visited = []
    for key, modifiers in (
        (Qt.Key.Key_PageDown, (CTRL,)),
        (Qt.Key.Key_Tab, (CTRL,)),
        (Qt.Key.Key_PageUp, (CTRL,)),
        (Qt.Key.Key_Tab, (CTRL, SHIFT)),
        (Qt.Key.Key_2, (ALT,)),
        (Qt.Key.Key_J, (CTRL,)),
    ):
        scene.press(key, *modifiers)
        visited.append(scene.session.desk.tab)
    assert visited == ["c1", "c2", "c1", "c3", "c2", "c1"]


def test_the_customer_who_waited_longest_is_accepted_by_key(scene: Scene) -> None:
    """Ctrl+N takes the head of the queue."""
    scene.arrive("c1", "first")
    scene.arrive("c2", "second")
    scene.press(Qt.Key.Key_N, CTRL)
    assert scene.session.desk.tab == "c1"


def test_a_finished_chat_shows_its_outcome_and_its_rating(scene: Scene) -> None:
    """The rating stands as a number beside its star, also when it comes after closing."""
    scene.take("c1", "Hi")
    scene.session.close("c1", Disposition.REFUNDED, True)
    scene.session.record(ev.ChatRated(chat="c1", rating=4))
    scene.settle()
    content = row(scene, object_names.finished("c1")).content
    assert content.rating == 4
    assert "Refund or return arranged, resolved" in content.detail
    assert "rated 4 of 5" in content.accessible_text


def test_a_customer_who_is_back_is_marked(scene: Scene) -> None:
    """Someone who comes again with the same issue can be told from someone new."""
    scene.take("c1", "Hi")
    scene.session.close("c1", Disposition.ANSWERED, False)
    scene.arrive("c2", "Still broken")
    scene.session.record(ev.ChatReturned(chat="c2", previous="c1"))
    assert row(scene, object_names.waiting("c2")).content.returned


def test_empty_lists_say_something_friendly(scene: Scene) -> None:
    """An empty console tells what will appear where, and no button offers nothing."""
    assert not scene.find(object_names.ACCEPT_NEXT).isEnabled()
    scene.arrive("c1")
    assert scene.find(object_names.ACCEPT_NEXT).isEnabled()


@pytest.mark.slow
def test_a_long_name_does_not_widen_its_tab(scene: Scene) -> None:
    """Names are elided; eight tabs fit beside each other."""
    for number in range(8):
        scene.take(f"c{number}", "Hi", name="Maximiliana Wolfeschlegelsteinhausenbergerdorff")
    scene.window.resize(1366, 768)
    scene.settle()
    widths = [tab(scene, f"c{number}").width() for number in range(8)]
    assert sum(widths) <= scene.window.width() - 252 - 300
    assert min(widths) >= 80
