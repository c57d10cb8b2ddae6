"""What is known and the steps beside a chat: what they show, and what a click or key does."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import cast

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QMenu
from window_scene import ALT, CTRL, SHIFT, MakeScene, Scene

from console.assist.moves import situation
from console.assist.reading import read_chat
from console.channels.scripted.pack import Pack
from console.domain import events as ev
from console.domain.chat import Chat, Delivery, Message
from console.domain.customers import Customer, Order, OrderItem
from console.domain.events import Arm
from console.ui.kit import object_names
from console.ui.kit.check_line import CheckLine, LineContent, Mark
from console.ui.kit.procedure import _next_action
from console.ui.kit.theme import Theme

NEED, FIRST, SECOND = "Is the address right?", "Read the last scan.", "Open a trace."


def begin(scene: Scene, *texts: str, issue: str | None = "late") -> None:
    """A customer writes, the agent takes the chat and confirms its issue."""
    scene.take("c1", *(texts or ("My parcel is late", "Yes, 12 Elm Street")))
    scene.wait_until(lambda: scene.is_there(object_names.choose_issue("c1")))
    if issue is not None:
        scene.session.confirm_issue("c1", issue)
        scene.wait_until(lambda: scene.is_there(object_names.step("c1", 2)))
    scene.settle(60)


def begin_steps(scene: Scene) -> None:
    """All that is to be known is known."""
    begin(scene)
    scene.session.procedure.correct_need("c1", "late", NEED, True)
    scene.settle()


def read(scene: Scene, *, met: bool = True, sure: float = 0.99, order: str | None = None) -> None:
    """The chat is read: whether the need is met, by the last message."""
    last = scene.chat("c1").messages[-1].id
    needs = (ev.NeedReading(need=NEED, met=met, sure=sure, by="reader", message=last),)
    scene.session.record(
        ev.ChatRead(chat="c1", message=last, article="late", needs=needs, order=order)
    )
    scene.settle()


def need(scene: Scene) -> LineContent:
    """What the line of the need shows."""
    return cast(CheckLine, scene.find(object_names.need("c1", 1))).content


def step(scene: Scene, number: int) -> LineContent:
    """What the line of a step shows."""
    return cast(CheckLine, scene.find(object_names.step("c1", number))).content


def started(scene: Scene, *, done: bool | None, detail: str | None = None) -> None:
    """The first step is being carried out elsewhere, and perhaps has its result."""
    fields = {"chat": "c1", "action": "a1", "article": "late", "step": FIRST, "operation": "scan"}
    scene.session.record(ev.ActionStarted.model_validate(fields))
    if done is not None:
        taken = {**fields, "by": "back_office", "done": done, "detail": detail}
        scene.session.record(ev.ActionTaken.model_validate(taken))
    scene.settle()


def test_a_need_says_what_was_given_and_shows_the_message(scene: Scene) -> None:
    """A check mark, the customer's words as a link, and a click marks them in the transcript."""
    begin(scene)
    assert need(scene).mark is Mark.OPEN
    read(scene)
    assert need(scene).mark is Mark.DONE
    link = cast(QAbstractButton, scene.find(object_names.need_source("c1", 1)))
    assert "12 Elm Street" in link.text()
    scene.click(object_names.need_source("c1", 1))
    view = scene.window._deck.view
    assert view is not None
    marked = view.transcript._delegate.selection
    assert marked is not None
    assert marked[0] == scene.chat("c1").messages[-1].id


def test_an_unsure_reading_is_shown_as_a_probable_one(scene: Scene) -> None:
    """The agent sees which ones to check."""
    begin(scene)
    read(scene, sure=0.6)
    link = cast(QAbstractButton, scene.find(object_names.need_source("c1", 1)))
    assert link.text().startswith("Probably")


def test_a_click_corrects_a_need_in_both_directions(scene: Scene) -> None:
    """What the agent says counts more than what was read, also after the next reading."""
    begin(scene)
    read(scene)
    scene.click(object_names.need("c1", 1))
    assert need(scene).mark is Mark.OPEN
    read(scene)
    assert need(scene).mark is Mark.OPEN
    scene.click(object_names.need("c1", 1))
    assert (need(scene).mark, need(scene).note) == (Mark.DONE, "Noted by you")
    assert [f.met for f in scene.facts(ev.NeedCorrected)] == [False, True]


def test_needs_are_corrected_by_keyboard_alone(scene: Scene) -> None:
    """A key puts the cursor on the first that is missing, Space corrects, Escape goes back."""
    begin(scene)
    scene.press(Qt.Key.Key_K, CTRL, SHIFT)
    scene.press(Qt.Key.Key_Space)
    assert [f.met for f in scene.facts(ev.NeedCorrected)] == [True]
    scene.press(Qt.Key.Key_Escape)
    focus = scene.window.focusWidget()
    assert focus is not None
    assert focus.objectName() == object_names.composer("c1")


def test_a_step_is_ticked_and_taken_back_by_click_and_key(scene: Scene) -> None:
    """A step that nothing else carries out is a tick, with the time beside it."""
    begin_steps(scene)
    assert step(scene, 1).highlighted
    scene.click(object_names.step("c1", 1))
    scene.settle(400)
    assert step(scene, 1).mark is Mark.DONE
    assert step(scene, 1).note.startswith("Done at")
    assert step(scene, 2).highlighted
    scene.press(Qt.Key.Key_1, ALT, SHIFT)
    assert step(scene, 1).mark is Mark.OPEN
    assert [f.step for f in scene.facts(ev.ActionTaken)] == [FIRST]
    assert len(scene.facts(ev.ActionWithdrawn)) == 1


def test_one_key_carries_out_whatever_is_next(scene: Scene) -> None:
    """Pressed twice it does both steps; then it says that there is nothing to do."""
    begin_steps(scene)
    for _ in range(3):
        scene.press(Qt.Key.Key_D, CTRL)
    assert [f.step for f in scene.facts(ev.ActionTaken)] == [FIRST, SECOND]
    view = scene.window._deck.view
    assert view is not None
    assert "No step" in view.composer.hint


def test_no_step_is_next_while_something_is_to_be_asked(scene: Scene) -> None:
    """The key says what is missing; a click carries a step out all the same."""
    begin(scene)
    assert not step(scene, 1).highlighted
    scene.press(Qt.Key.Key_D, CTRL)
    view = scene.window._deck.view
    assert view is not None
    assert NEED in view.composer.hint
    scene.click(object_names.step("c1", 2))
    assert [f.step for f in scene.facts(ev.ActionTaken)] == [SECOND]


def test_a_failed_step_says_why_and_can_be_tried_again(scene: Scene) -> None:
    """The reason stands below the step in plain words, and the same click tries again."""
    begin_steps(scene)
    started(scene, done=None)
    assert step(scene, 1).mark is Mark.RUNNING
    assert not step(scene, 1).workable
    started(scene, done=False, detail="already shipped")
    assert step(scene, 1).mark is Mark.FAILED
    assert step(scene, 1).note == "Failed: already shipped. Try again?"
    scene.settle(400)
    scene.click(object_names.step("c1", 1))
    assert step(scene, 1).mark is Mark.DONE


def test_what_was_carried_out_elsewhere_has_no_tick_to_take_back(scene: Scene) -> None:
    """A refund that was made is not unmade by a click."""
    begin_steps(scene)
    started(scene, done=True)
    assert step(scene, 1).mark is Mark.DONE
    assert not step(scene, 1).workable
    scene.press(Qt.Key.Key_1, ALT, SHIFT)
    assert not scene.facts(ev.ActionWithdrawn)


def test_keys_do_nothing_to_steps_that_are_folded_away(scene: Scene) -> None:
    """The first press unfolds them, so that nobody carries out what they don't see."""
    begin_steps(scene)
    scene.click("section:steps:c1")
    scene.press(Qt.Key.Key_D, CTRL)
    assert not scene.facts(ev.ActionTaken)
    scene.press(Qt.Key.Key_D, CTRL)
    assert len(scene.facts(ev.ActionTaken)) == 1


def test_a_click_on_steps_that_have_just_moved_is_not_taken(scene: Scene) -> None:
    """What slid under the pointer is not what the agent meant to click."""
    begin_steps(scene)
    procedure = scene.window._deck.panel
    assert procedure is not None
    assert procedure.procedure is not None
    procedure.procedure.steps.note_moved()
    scene.click(object_names.step("c1", 1))
    assert not scene.facts(ev.ActionTaken)
    scene.settle(400)
    scene.click(object_names.step("c1", 1))
    assert len(scene.facts(ev.ActionTaken)) == 1


def test_a_chat_without_access_shows_the_procedure_but_nothing_that_was_read(
    make_scene: MakeScene,
) -> None:
    """In the control arm needs and steps are ticked by hand; both are recorded."""
    scene = make_scene(Arm.CONTROL)
    begin(scene)
    scene.session.record(ev.ChatRead(chat="c1", article="late"))
    scene.click(object_names.need("c1", 1))
    scene.click(object_names.step("c1", 1))
    assert len(scene.facts(ev.NeedCorrected)) == len(scene.facts(ev.ActionTaken)) == 1
    read(scene)
    assert not scene.is_there(object_names.need_source("c1", 1))


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_order_is_chosen_from_a_menu_of_the_customers_orders(scene: Scene) -> None:
    """What was read stands there; the agent's choice counts more."""
    items = (OrderItem(name="Wok"), OrderItem(name="Stove"))
    orders = (Order(id="A-1", status="shipped", items=items), Order(id="A-2", status="shipped"))
    customer = Customer(id="cu", name="Maria Silva", orders=orders)
    scene.session.record(ev.ChatQueued(chat="c1", customer=customer))
    scene.write("c1", "Hi")
    scene.settle()
    scene.click(object_names.accept("c1"))
    scene.wait_until(lambda: scene.is_there(object_names.subject("c1")))
    line = cast(QAbstractButton, scene.find(object_names.subject("c1")))
    assert "Which order" in line.text()
    scene.session.record(ev.ChatRead(chat="c1", order="A-2"))
    assert line.text() == "A-2"
    scene.press(Qt.Key.Key_O, CTRL)
    menu = scene.window.findChild(QMenu)
    assert isinstance(menu, QMenu)
    assert [each.text() for each in menu.actions()] == ["A-1", "A-1 · Wok", "A-1 · Stove", "A-2"]
    assert [each.isChecked() for each in menu.actions()] == [False, False, False, True]
    menu.actions()[1].trigger()
    menu.close()
    scene.settle()
    assert line.text() == "A-1 · Wok"
    assert [(f.order, f.item) for f in scene.facts(ev.SubjectChosen)] == [("A-1", "Wok")]


def test_without_a_procedure_there_are_no_steps(scene: Scene) -> None:
    """The keys say what to do instead."""
    begin(scene, issue=None)
    assert not scene.is_there(object_names.step("c1", 1))
    scene.press(Qt.Key.Key_D, CTRL)
    view = scene.window._deck.view
    assert view is not None
    assert "Choose the issue first" in view.composer.hint


def test_lists_out_of_sight_wait_until_they_are_seen(scene: Scene) -> None:
    """Facts about other chats make no widgets; turning to the chat shows all that has happened."""
    begin(scene)
    scene.take("c2", "Hi")
    scene.session.procedure.carry_out("c1", "late", FIRST)
    scene.settle()
    widget = cast(CheckLine, scene.window.findChild(CheckLine, object_names.step("c1", 1)))
    assert widget.content.mark is Mark.OPEN
    scene.click(object_names.tab("c1"))
    assert step(scene, 1).mark is Mark.DONE


def test_what_is_known_and_done_survives_a_crash(scene: Scene) -> None:
    """Another console on the same log shows the same lists."""
    begin_steps(scene)
    read(scene)
    scene.session.procedure.carry_out("c1", "late", FIRST)
    scene.settle()
    before = (need(scene), step(scene, 1), step(scene, 2))
    scene.reopen()
    scene.wait_until(lambda: scene.is_there(object_names.step("c1", 2)))
    assert (need(scene), step(scene, 1), step(scene, 2)) == before


@pytest.mark.parametrize("scale", [0, 1])
def test_long_lines_wrap_and_are_shown_in_full(theme: Theme, scale: int) -> None:
    """However long a step is and however large the text, its line is as high as its words."""
    theme.resize_text(scale)
    line = CheckLine(theme, "line")
    line.show_content(LineContent("Send the link to the customer. " * 8, Mark.OPEN, note="n" * 9))
    narrow, wide = line.heightForWidth(200), line.heightForWidth(600)
    assert narrow > 2 * wide
    line.deleteLater()


def test_each_state_of_a_line_has_a_shape_and_words_of_its_own(scene: Scene) -> None:
    """Screen readers are told the number, the state and the step."""
    begin_steps(scene)
    line = scene.find(object_names.step("c1", 1))
    assert line.accessibleName() == f"Step 1, next: {FIRST}"
    assert "Alt+Shift+1" in line.toolTip()
    started(scene, done=False, detail="already shipped")
    assert line.accessibleName().startswith(f"Step 1, failed: {FIRST}")
    assert scene.find(object_names.need("c1", 1)).accessibleName() == f"{NEED}: given"


def test_the_sheet_of_keys_names_those_of_the_procedure(scene: Scene) -> None:
    """They stand in a group of their own."""
    begin(scene)
    scene.press(Qt.Key.Key_F1)
    texts = [label.text() for label in scene.window.findChildren(QLabel)]
    assert "Procedure" in texts
    assert "Carry out the next step" in texts
    scene.press(Qt.Key.Key_Escape)
    QTest.mouseMove(scene.window, QPoint(2, 2))


def test_a_step_whose_case_nobody_has_settled_is_next_if_a_message_would_announce_it(
    pack: Pack,
) -> None:
    """Whether a part is in stock is known to nobody yet, and it is sent all the same."""
    chat = Chat("c", Customer(id="v", name="Visitor"), None, queued_at=datetime.now(UTC))
    words = "My tent came yesterday, but there are no pegs in the bag."
    chat.messages.append(Message("m", words, chat.queued_at, False, Delivery.RECEIVED))
    issue = pack.issue("missing_part")
    article = pack.article(issue.article)
    chat.procedure.read = read_chat(chat, article, pack.shop.today)
    known = situation(chat, article, issue, pack.articles, pack.shop.today)
    _, check, send, *_ = article.steps
    assert _next_action(known) == check
    assert _next_action(replace(known, done=(check,))) == send
