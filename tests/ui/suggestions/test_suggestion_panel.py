"""Suggestions on the panel: what is shown, what counts as seen, and that nothing moves."""

from datetime import date
from typing import cast

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from window_scene import ALT, CTRL, DIAGNOSIS, SHIFT, SOLUTION, MakeScene, Scene

from console.domain import events as ev
from console.domain.events import Arm
from console.ui.chat.message_layout import words_of
from console.ui.kit import object_names
from console.ui.side.issue_box import PAUSE_MS


def words(scene: Scene, about: ev.SuggestionKind = SOLUTION, chat: str = "c1") -> str:
    """What stands on a card."""
    return cast(QLabel, scene.find(object_names.suggestion_text(chat, about))).text()


def shown(scene: Scene) -> list[str]:
    """The suggestions that were recorded as seen."""
    return [f.suggestion for f in scene.facts(ev.SuggestionShown)]


def enter(widget: QWidget) -> None:
    """Move the pointer onto a widget."""
    middle = QPointF(widget.rect().center())
    QApplication.sendEvent(widget, QEnterEvent(middle, middle, middle))


def leave(widget: QWidget) -> None:
    """Move the pointer away again."""
    QApplication.sendEvent(widget, QEvent(QEvent.Type.Leave))


def test_a_suggestion_on_the_open_chat_is_seen_when_it_has_words(scene: Scene) -> None:
    """Asking for one is not seeing it; its words are."""
    scene.take("c1", "Hi")
    scene.request("c1", SOLUTION, "s1")
    scene.settle()
    assert shown(scene) == []
    scene.finish("c1", "s1", "We trace it.")
    scene.settle()
    assert shown(scene) == ["s1"]
    assert words(scene) == "We trace it."


def test_a_suggestion_in_another_tab_is_not_seen(scene: Scene) -> None:
    """It counts when the agent turns to its chat."""
    scene.take("c1", "Hi")
    scene.take("c2", "Hi")
    scene.suggest("c1", SOLUTION, "s1", "We trace it.")
    assert shown(scene) == []
    scene.click(object_names.tab("c1"))
    scene.settle()
    assert shown(scene) == ["s1"]


def test_a_suggestion_on_a_folded_panel_is_not_seen(scene: Scene) -> None:
    """Ctrl+\\ folds the panel for all chats; unfolding it shows what has come meanwhile."""
    scene.take("c1", "Hi")
    scene.press(Qt.Key.Key_Backslash, CTRL)
    scene.suggest("c1", SOLUTION, "s1", "We trace it.")
    assert shown(scene) == []
    assert not scene.is_there(object_names.suggestion_send("c1", SOLUTION))
    scene.click(object_names.panel_toggle("c1"))
    scene.settle()
    assert shown(scene) == ["s1"]
    assert [f.open for f in scene.facts(ev.PanelToggled)] == [False, True]


def test_a_suggestion_behind_another_window_is_not_seen(scene: Scene) -> None:
    """While another program is in front nothing counts as seen; coming back, it does."""
    scene.take("c1", "Hi")
    other = QWidget()
    other.show()
    other.activateWindow()
    QTest.qWaitForWindowActive(other)
    assert not scene.session.desk.window_active
    scene.suggest("c1", SOLUTION, "s1", "We trace it.")
    assert shown(scene) == []
    other.close()
    other.deleteLater()
    scene.window.activateWindow()
    QTest.qWaitForWindowActive(scene.window)
    scene.settle()
    assert shown(scene) == ["s1"]


def test_a_suggestion_scrolled_out_of_sight_is_not_seen(scene: Scene) -> None:
    """Words that are not on the screen can't be read."""
    scene.take("c1", "Hi")
    scene.window.resize(1200, 640)
    scene.suggest("c1", DIAGNOSIS, "s0", "It is late.")
    panel = scene.window._deck.panel
    assert panel is not None
    content = panel.widget()
    assert content is not None
    content.setMinimumHeight(4_000)
    scene.settle()
    panel.verticalScrollBar().setValue(3_000)
    scene.suggest("c1", SOLUTION, "s1", "We trace it.")
    assert shown(scene) == ["s0"]
    panel.verticalScrollBar().setValue(0)
    scene.settle()
    assert shown(scene) == ["s0", "s1"]


def test_a_newer_suggestion_takes_the_card_when_nobody_reads(scene: Scene) -> None:
    """Without pointer or cursor on the card the newest is on it."""
    scene.take("c1", "Hi")
    scene.suggest("c1", SOLUTION, "s1", "We trace it.")
    scene.suggest("c1", SOLUTION, "s2", "We refund it.")
    assert words(scene) == "We refund it."


def test_a_newer_suggestion_waits_while_one_is_being_read(scene: Scene) -> None:
    """Under the pointer the words stay; a quiet link brings the newer ones."""
    scene.take("c1", "Hi")
    scene.suggest("c1", SOLUTION, "s1", "We trace it.")
    card = scene.find(object_names.suggestion_card("c1", SOLUTION))
    enter(card)
    scene.session.record(ev.SuggestionSuperseded(chat="c1", suggestion="s1", reason="new message"))
    scene.request("c1", SOLUTION, "s2")
    assert words(scene) == "We trace it."
    assert scene.find(object_names.suggestion_send("c1", SOLUTION)).isEnabled()
    assert not scene.find(object_names.suggestion_newer("c1", SOLUTION)).isEnabled()
    scene.finish("c1", "s2", "We refund it.")
    scene.settle()
    assert words(scene) == "We trace it."
    scene.click(object_names.suggestion_newer("c1", SOLUTION))
    assert words(scene) == "We refund it."
    assert scene.find(object_names.suggestion_send("c1", SOLUTION)).isEnabled()
    leave(card)


def test_words_being_read_stay_when_the_chat_overtakes_them(scene: Scene) -> None:
    """Nothing vanishes under the agent's eyes; when they are done it goes."""
    scene.take("c1", "Hi")
    scene.suggest("c1", SOLUTION, "s1", "We trace it.")
    card = scene.find(object_names.suggestion_card("c1", SOLUTION))
    enter(card)
    scene.session.record(ev.SuggestionSuperseded(chat="c1", suggestion="s1", reason="new message"))
    assert words(scene) == "We trace it."
    leave(card)
    assert words(scene) == ""


def test_the_newer_suggestion_comes_when_the_pointer_leaves(scene: Scene) -> None:
    """Reading is over; the card is up to date again."""
    scene.take("c1", "Hi")
    scene.suggest("c1", SOLUTION, "s1", "We trace it.")
    card = scene.find(object_names.suggestion_card("c1", SOLUTION))
    enter(card)
    scene.suggest("c1", SOLUTION, "s2", "We refund it.")
    leave(card)
    assert words(scene) == "We refund it."


def test_a_suggestion_being_edited_stays_on_its_card(scene: Scene) -> None:
    """What is in the message box stays beside it until it is sent."""
    scene.take("c1", "Hi")
    scene.suggest("c1", SOLUTION, "s1", "We trace it.")
    scene.click(object_names.suggestion_edit("c1", SOLUTION))
    scene.suggest("c1", SOLUTION, "s2", "We refund it.")
    assert words(scene) == "We trace it."
    scene.write_in("c1", "!")
    scene.press(Qt.Key.Key_Return)
    assert words(scene) == "We refund it."


def test_words_that_have_just_changed_are_not_sent_by_key(scene: Scene) -> None:
    """Nobody sends what they could not have read: the key asks to be pressed again."""
    scene.take("c1", "Hi")
    scene.suggest("c1", SOLUTION, "s1", "We trace it.")
    scene.request("c1", SOLUTION, "s2")
    scene.finish("c1", "s2", "We refund it.")
    scene.suggest("c1", SOLUTION, "s3", "We replace it.")
    scene.press(Qt.Key.Key_2, CTRL)
    assert not scene.told().sent
    QTest.qWait(400)
    scene.press(Qt.Key.Key_2, CTRL)
    assert scene.told().sent == [("c1", "We replace it.")]


def test_a_failed_suggestion_says_why_and_can_be_asked_for_again(scene: Scene) -> None:
    """The reason stands on the card, with one button to try again."""
    scene.take("c1", "Hi")
    scene.request("c1", SOLUTION, "s1")
    scene.session.record(
        ev.SuggestionFailed(chat="c1", suggestion="s1", reason="the model stopped")
    )
    scene.settle()
    card = scene.find(object_names.suggestion_card("c1", SOLUTION))
    assert any("the model stopped" in label.text() for label in card.findChildren(QLabel))
    scene.click(object_names.suggestion_again("c1", SOLUTION))
    assert scene.helper is not None
    assert scene.helper.asked == [("c1", SOLUTION, "s1")]


def test_a_suggestion_can_be_put_away_and_rated(scene: Scene) -> None:
    """Thumbs and the cross are recorded; what is put away can't be sent."""
    scene.take("c1", "Hi")
    scene.suggest("c1", SOLUTION, "s1", "We trace it.")
    scene.click(object_names.suggestion_good("c1", SOLUTION))
    scene.click(object_names.suggestion_bad("c1", SOLUTION))
    assert [f.good for f in scene.facts(ev.SuggestionRated)] == [True, False]
    scene.press(Qt.Key.Key_X, ALT)
    assert scene.facts(ev.SuggestionDismissed)
    scene.settle()
    assert not scene.is_there(object_names.suggestion_send("c1", SOLUTION))


def test_sources_are_numbered_links_to_their_articles(scene: Scene) -> None:
    """A click opens the article; one that is gone can't be clicked."""
    scene.take("c1", "Hi")
    scene.suggest("c1", SOLUTION, "s1", "We trace it.", sources=("late", "gone"))
    scene.settle()
    assert not scene.find(object_names.source("c1", SOLUTION, 2)).isEnabled()
    scene.click(object_names.source("c1", SOLUTION, 1))
    assert scene.is_there(object_names.SHEET_DONE)
    scene.press(Qt.Key.Key_Escape)
    assert not scene.is_there(object_names.SHEET_DONE)


def test_the_issue_is_confirmed_by_one_key(scene: Scene) -> None:
    """Ctrl+I settles what the diagnosis proposes."""
    scene.take("c1", "Hi")
    scene.suggest("c1", DIAGNOSIS, "s1", "It is late.", issue="late")
    scene.press(Qt.Key.Key_I, CTRL)
    assert scene.chat("c1").issue == "late"
    facts = scene.facts(ev.IssueConfirmed)
    assert [(f.issue, f.proposed) for f in facts] == [("late", "late")]


def test_another_issue_is_found_by_typing(scene: Scene) -> None:
    """Without a diagnosis the same key opens the list; words narrow it, Enter takes."""
    scene.take("c1", "Hi")
    scene.settle()
    scene.press(Qt.Key.Key_I, CTRL)
    QTest.keyClicks(scene.find(object_names.issue_search("c1")), "size")
    scene.press(Qt.Key.Key_Return, on=scene.find(object_names.issue_search("c1")))
    assert scene.chat("c1").issue == "size"
    focus = scene.window.focusWidget()
    assert focus is not None
    assert focus.objectName() == object_names.composer("c1")


def test_the_control_arm_has_no_panel_and_no_keys_for_it(make_scene: MakeScene) -> None:
    """The same window, without suggestions and without a word about them."""
    scene = make_scene(Arm.CONTROL)
    scene.take("c1", "Hi")
    scene.wait_until(lambda: scene.is_there(object_names.choose_issue("c1")))
    assert not scene.window.findChildren(QWidget, object_names.suggestion_card("c1", SOLUTION))
    scene.press(Qt.Key.Key_2, CTRL)
    assert not scene.told().sent
    scene.press(Qt.Key.Key_F1)
    labels = [label.text().lower() for label in scene.window.findChildren(QLabel)]
    assert not any("suggestion" in text for text in labels)
    assert not any("control" in text for text in labels)
    scene.press(Qt.Key.Key_Escape)


def test_without_a_model_the_panel_says_so(make_scene: MakeScene) -> None:
    """The assistant may be off; the rest of the window works."""
    scene = make_scene(assistant=False)
    scene.take("c1", "Hi")
    scene.settle()
    labels = [label.text() for label in scene.window.findChildren(QLabel)]
    assert any("assistant is off" in text for text in labels)


def hint(scene: Scene) -> str:
    """The quiet line below the message box in sight."""
    view = scene.window._deck.view
    assert view is not None
    return view.composer.hint


def test_keys_leave_a_folded_suggestion_alone(scene: Scene) -> None:
    """What is folded away can be neither sent nor edited nor put away by key."""
    scene.take("c1", "Hi")
    scene.suggest("c1", SOLUTION, "s1", "We trace it.")
    scene.press(Qt.Key.Key_Backslash, CTRL)
    scene.press(Qt.Key.Key_2, CTRL)
    assert "no solution in sight to send" in hint(scene)
    scene.press(Qt.Key.Key_2, CTRL, SHIFT)
    assert "no solution in sight to edit" in hint(scene)
    scene.press(Qt.Key.Key_X, ALT)
    assert not scene.told().sent
    assert scene.composer_text("c1") == ""
    assert not scene.facts(ev.SuggestionDismissed)


def test_keys_leave_an_overtaken_suggestion_alone(scene: Scene) -> None:
    """Its card is blank, so that nobody knows what would be sent."""
    scene.take("c1", "Hi")
    scene.suggest("c1", SOLUTION, "s1", "We trace it.")
    scene.session.record(ev.SuggestionSuperseded(chat="c1", suggestion="s1", reason="new message"))
    scene.settle()
    scene.press(Qt.Key.Key_2, CTRL)
    scene.press(Qt.Key.Key_2, CTRL, SHIFT)
    assert "no solution in sight" in hint(scene)
    assert not scene.told().sent
    assert scene.composer_text("c1") == ""


def test_keys_leave_the_diagnosis_of_a_settled_issue_alone(scene: Scene) -> None:
    """After the issue is confirmed no new diagnosis comes; the old one is not sent blindly."""
    scene.take("c1", "Hi")
    scene.suggest("c1", DIAGNOSIS, "s1", "It is late.", issue="late")
    scene.press(Qt.Key.Key_I, CTRL)
    scene.write("c1", "Are you there?")
    scene.session.record(ev.SuggestionSuperseded(chat="c1", suggestion="s1", reason="new message"))
    scene.settle()
    assert scene.chat("c1").suggestions["s1"].is_usable
    scene.press(Qt.Key.Key_1, CTRL)
    scene.press(Qt.Key.Key_1, CTRL, SHIFT)
    assert "no diagnosis in sight" in hint(scene)
    assert not scene.told().sent
    assert scene.composer_text("c1") == ""


def test_a_suggestion_under_a_sheet_is_not_seen(scene: Scene) -> None:
    """It counts when the close dialog or the page is gone."""
    scene.take("c1", "Hi")
    scene.settle()
    plain = Qt.KeyboardModifier.NoModifier
    for number, (key, modifier) in enumerate(((Qt.Key.Key_W, CTRL), (Qt.Key.Key_F1, plain))):
        scene.press(key, modifier)
        scene.suggest("c1", SOLUTION, f"s{number}", "We trace it.")
        assert f"s{number}" not in shown(scene)
        scene.press(Qt.Key.Key_Escape)
        scene.settle()
        assert shown(scene)[-1] == f"s{number}"


def test_a_suggestion_that_comes_while_the_agent_is_away_is_not_seen(scene: Scene) -> None:
    """It counts when they touch something again."""
    scene.take("c1", "Hi")
    scene.session.attention.go_idle(60)
    scene.suggest("c1", SOLUTION, "s1", "We trace it.")
    assert shown(scene) == []
    scene.press(Qt.Key.Key_Shift)
    scene.settle()
    assert shown(scene) == ["s1"]


def test_a_suggestion_of_which_only_an_edge_is_in_sight_is_not_seen(scene: Scene) -> None:
    """Three of many lines are enough, one is not; scrolling makes the difference."""
    scene.take("c1", "Hi")
    scene.window.resize(1200, 640)
    panel = scene.window._deck.panel
    assert panel is not None
    content = panel.widget()
    assert content is not None
    content.setMinimumHeight(4_000)
    scene.settle()
    panel.verticalScrollBar().setValue(3_000)
    scene.suggest("c1", SOLUTION, "s1", "We trace the parcel with the carrier. " * 12)
    text = scene.find(object_names.suggestion_text("c1", SOLUTION))
    line = text.fontMetrics().lineSpacing()
    bottom = text.mapTo(content, QPoint(0, text.height())).y()
    panel.verticalScrollBar().setValue(bottom - line)
    scene.settle()
    assert shown(scene) == []
    panel.verticalScrollBar().setValue(bottom - 4 * line)
    scene.settle()
    assert shown(scene) == ["s1"]


def test_the_control_arm_shows_nothing_of_an_earlier_treatment(scene: Scene) -> None:
    """Another session on the same log: no proposed issue, no chip, no mark on messages."""
    scene.take("c1", "Hi")
    scene.suggest("c1", DIAGNOSIS, "s1", "It is late.", issue="late")
    scene.press(Qt.Key.Key_1, CTRL)
    scene.suggest("c1", SOLUTION, "s2", "We trace it.")
    scene.click(object_names.suggestion_edit("c1", SOLUTION))
    assert scene.is_there(object_names.unlink("c1"))
    scene.arm = Arm.CONTROL
    scene.reopen()
    assert scene.composer_text("c1") == "We trace it."
    assert not scene.is_there(object_names.unlink("c1"))
    assert not scene.is_there(object_names.confirm_issue("c1"))
    assert cast(QPushButton, scene.find(object_names.choose_issue("c1"))).text() == "Choose issue"
    labels = [label.text() for label in scene.window.findChildren(QLabel) if label.isVisible()]
    assert "Parcel is late" not in labels
    scene.press(Qt.Key.Key_I, CTRL)
    assert scene.chat("c1").issue is None
    view = scene.window._deck.view
    assert view is not None
    messages = view.transcript.messages
    words = words_of(messages, messages.rowCount() - 1, date(2026, 1, 1))
    assert not words.marked
    assert "suggestion" not in words.below


def basis(scene: Scene) -> str:
    """What stands below the issue."""
    return cast(QLabel, scene.find(object_names.issue_basis("c1"))).text()


def test_the_agent_reads_what_a_diagnosis_rests_on(scene: Scene) -> None:
    """How likely it is, and the customer's words; nothing more once the agent has confirmed it."""
    scene.take("c1", "There is nothing at my door")
    diagnosed = ev.ChatDiagnosed(
        chat="c1",
        issue="late",
        guesses=(("late", 0.87), ("size", 0.1)),
        evidence=("nothing at my door",),
        elapsed_ms=3,
    )
    scene.session.record(diagnosed)
    scene.settle()
    said = "87% likely, because the customer wrote “nothing at my door”."
    assert basis(scene) == said
    scene.click(object_names.confirm_issue("c1"))
    assert not scene.is_there(object_names.issue_basis("c1"))
    (confirmed,) = scene.facts(ev.IssueConfirmed)
    assert (confirmed.issue, confirmed.proposed) == ("late", "late")


def test_the_agent_is_told_that_a_customer_writes_in_another_language(scene: Scene) -> None:
    """The wordings are English, which the agent should know before one is sent."""
    scene.take("c1", "Mein Paket ist nicht da")
    assert not scene.is_there(object_names.language_note("c1"))
    scene.session.record(ev.ChatDiagnosed(chat="c1", issue="late", language="de", elapsed_ms=3))
    scene.settle()
    note = cast(QLabel, scene.find(object_names.language_note("c1")))
    assert note.text() == "Writes in German. The approved wordings are in English."


def test_a_second_issue_is_a_key_away_and_the_first_stays_at_hand(scene: Scene) -> None:
    """The same key that confirms switches to what the customer has brought up, and back.

    Pressed twice in a row it does so once.
    """
    scene.take("c1", "There is nothing at my door")
    scene.session.confirm_issue("c1", "late")
    assert not scene.is_there(object_names.further_issue("c1"))
    scene.session.record(ev.ChatDiagnosed(chat="c1", issue="size", elapsed_ms=3))
    scene.settle()
    further = cast(QLabel, scene.find(object_names.further_issue("c1")))
    assert further.text() == "The customer also writes about: Wrong size"
    scene.press(Qt.Key.Key_I, CTRL)
    assert scene.chat("c1").issue == "size"
    assert further.text() == "Also: Parcel is late"
    scene.press(Qt.Key.Key_I, CTRL)
    assert scene.chat("c1").issue == "size"
    QTest.qWait(PAUSE_MS + 50)
    scene.press(Qt.Key.Key_I, CTRL)
    assert scene.chat("c1").issue == "late"


def test_an_unsure_diagnosis_is_shown_as_such(scene: Scene) -> None:
    """The agent is proposed nothing, and told what it may be."""
    scene.take("c1", "hi")
    guesses = (("late", 0.48), ("size", 0.31))
    scene.session.record(ev.ChatDiagnosed(chat="c1", guesses=guesses, elapsed_ms=3))
    scene.settle()
    assert basis(scene) == "Perhaps Parcel is late (48%) or Wrong size (31%)."
    assert not scene.is_there(object_names.confirm_issue("c1"))


def test_customers_words_are_quoted_harmlessly(scene: Scene) -> None:
    """Evidence is a stranger's text: no marks that turn lines around, and not a page of it."""
    scene.take("c1", "x")
    evidence = ("\u202eevil\x1b[2J" + "y" * 500,)
    guesses = (("late", 0.995),)
    scene.session.record(
        ev.ChatDiagnosed(chat="c1", issue="late", guesses=guesses, evidence=evidence, elapsed_ms=1)
    )
    scene.settle()
    assert basis(scene).startswith("Over 99% likely")
    assert "\u202e" not in basis(scene)
    assert len(basis(scene)) < 150


def test_a_given_up_assistant_can_be_tried_again_from_the_keyboard(scene: Scene) -> None:
    """The panel says what to do; what is offered meanwhile can be used."""
    scene.take("c1", "Where is it?")
    assert scene.helper is not None
    assert not scene.is_there(object_names.assistant_again("c1"))
    scene.helper.given_up = True
    scene.session.record(ev.AssistantLost(reason="it was ended by SIGSEGV", final=True))
    scene.suggest("c1", SOLUTION, "g1", "We trace it.")
    button = scene.find(object_names.assistant_again("c1"))
    assert button.isVisible()
    assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
    button.setFocus(Qt.FocusReason.TabFocusReason)
    scene.press(Qt.Key.Key_Space)
    assert not scene.helper.given_up
    assert not scene.is_there(object_names.assistant_again("c1"))
    assert words(scene) == "We trace it."


def approve(
    scene: Scene,
    text: str = "Could you tell me the address?",
    *,
    move: ev.Move = ev.Move.ASK,
    about: ev.SuggestionKind = SOLUTION,
    suggestion: str = "s1",
) -> None:
    """The approved wording for a move is there at once."""
    names = {"chat": "c1", "suggestion": suggestion}
    scene.session.record(
        ev.SuggestionRequested(**names, about=about, move=move),
        ev.SuggestionReady(**names, text=text, elapsed_ms=3, tokens=0, strategy="template"),
    )
    scene.settle()


def revise(scene: Scene, text: str, suggestion: str = "s1") -> None:
    """The model's version of a suggestion has come."""
    scene.session.record(
        ev.SuggestionRevised(chat="c1", suggestion=suggestion, text=text, elapsed_ms=900, tokens=9)
    )
    scene.settle()


def title(scene: Scene, about: ev.SuggestionKind = SOLUTION) -> str:
    """What screen readers call a card."""
    return scene.find(object_names.suggestion_card("c1", about)).accessibleName()


@pytest.mark.parametrize(
    ("move", "words"),
    [
        (ev.Move.ASK, "Ask"),
        (ev.Move.ANSWER, "Answer"),
        (ev.Move.ACT, "Do first"),
        (ev.Move.REPORT, "Report"),
        (ev.Move.DECLINE, "Decline"),
        (ev.Move.WAIT, "Wait"),
        (ev.Move.CLOSE, "Good-bye"),
    ],
)
def test_a_card_says_what_its_message_does(scene: Scene, move: ev.Move, words: str) -> None:
    """A word or two as its title, and in its name for screen readers."""
    scene.take("c1", "Hi")
    approve(scene, move=move)
    assert title(scene).endswith(f": {words}")
    card = scene.find(object_names.suggestion_card("c1", SOLUTION))
    assert words in [label.text() for label in card.findChildren(QLabel)]


def test_only_cards_that_are_right_to_send_now_are_there(scene: Scene) -> None:
    """Nothing yet: a line; one suggestion: one card; after sending, what became of it."""
    scene.take("c1", "Hi")
    scene.settle()
    cards = [object_names.suggestion_card("c1", about) for about in ev.SuggestionKind]
    assert not any(map(scene.is_there, cards))
    approve(scene)
    assert [scene.is_there(card) for card in cards] == [False, True]
    scene.settle(400)
    scene.click(object_names.suggestion_send("c1", SOLUTION))
    assert [scene.is_there(card) for card in cards] == [False, True]
    assert not scene.is_there(object_names.suggestion_text("c1", SOLUTION))
    approve(scene, about=DIAGNOSIS, suggestion="s2")
    assert [scene.is_there(card) for card in cards] == [True, False]


def test_the_models_wording_takes_the_approved_ones_place_quietly(scene: Scene) -> None:
    """Nobody has begun with the card: the words change and the buttons stay where they are."""
    scene.take("c1", "Hi")
    approve(scene, "Could you tell me the address that is on your order? " * 3)
    scene.settle(200)
    send = scene.find(object_names.suggestion_send("c1", SOLUTION))
    before = send.mapTo(scene.window, QPoint())
    revise(scene, "What is the address?")
    assert words(scene) == "What is the address?"
    assert send.mapTo(scene.window, QPoint()) == before
    assert [f.by_agent for f in scene.facts(ev.SuggestionUpdated)] == [False]


def test_the_models_wording_waits_while_the_approved_one_is_read(scene: Scene) -> None:
    """A small line offers it, without moving anything; it comes when the pointer leaves."""
    scene.take("c1", "Hi")
    approve(scene)
    card = scene.find(object_names.suggestion_card("c1", SOLUTION))
    scene.settle(200)
    enter(card)
    height = card.height()
    revise(scene, "What is the address, please?")
    assert words(scene) == "Could you tell me the address?"
    assert scene.is_there(object_names.newer_wording("c1", SOLUTION))
    assert card.height() == height
    leave(card)
    assert words(scene) == "What is the address, please?"
    assert not scene.is_there(object_names.newer_wording("c1", SOLUTION))


@pytest.mark.parametrize("by_key", [False, True])
def test_the_newer_wording_is_taken_by_click_or_key(scene: Scene, by_key: bool) -> None:
    """The agent's word for it is in the log."""
    scene.take("c1", "Hi")
    approve(scene)
    card = scene.find(object_names.suggestion_card("c1", SOLUTION))
    enter(card)
    revise(scene, "What is the address, please?")
    if by_key:
        scene.press(Qt.Key.Key_T, CTRL)
    else:
        scene.click(object_names.newer_wording("c1", SOLUTION))
    assert words(scene) == "What is the address, please?"
    assert [f.by_agent for f in scene.facts(ev.SuggestionUpdated)] == [True]
    leave(card)


def test_a_wording_in_the_message_box_is_not_changed(scene: Scene) -> None:
    """The agent edits the approved wording; the model's waits until they take it."""
    scene.take("c1", "Hi")
    approve(scene)
    scene.click(object_names.suggestion_edit("c1", SOLUTION))
    revise(scene, "What is the address, please?")
    assert words(scene) == scene.composer_text("c1") == "Could you tell me the address?"
    assert not scene.facts(ev.SuggestionUpdated)


def test_a_longer_wording_waits_while_the_pointer_is_beside_the_card(scene: Scene) -> None:
    """Else it would push what is below under the agent's hand."""
    scene.take("c1", "Hi")
    approve(scene)
    panel = scene.window._deck.panel
    assert panel is not None
    enter(panel)
    revise(scene, "Could you tell me the address that is on your order? " * 5)
    assert not scene.facts(ev.SuggestionUpdated)
    leave(panel)
    assert len(scene.facts(ev.SuggestionUpdated)) == 1


def test_a_wording_out_of_sight_is_taken_at_once(scene: Scene) -> None:
    """Turning to the chat, the agent finds the model's version."""
    scene.take("c1", "Hi")
    approve(scene)
    scene.take("c2", "Hi")
    revise(scene, "What is the address, please?")
    assert len(scene.facts(ev.SuggestionUpdated)) == 1


def test_words_that_were_just_reworded_are_not_sent_by_key(scene: Scene) -> None:
    """The key asks to be pressed again, as for any words that have changed under it."""
    scene.take("c1", "Hi")
    approve(scene)
    scene.settle(400)
    revise(scene, "What is the address, please?")
    scene.press(Qt.Key.Key_2, CTRL)
    assert not scene.told().sent
    QTest.qWait(400)
    scene.press(Qt.Key.Key_2, CTRL)
    assert scene.told().sent == [("c1", "What is the address, please?")]


def test_a_card_names_the_step_to_do_first_and_does_it(scene: Scene) -> None:
    """The button carries it out; then the card names the one after it."""
    scene.take("c1", "Hi")
    scene.session.confirm_issue("c1", "late")
    scene.session.procedure.correct_need("c1", "late", "Is the address right?", True)
    approve(scene, "I'll look at the last scan.", move=ev.Move.ACT)
    button = scene.find(object_names.suggestion_step("c1", SOLUTION))
    assert button.accessibleName() == "Carry out: Read the last scan."
    scene.click(object_names.suggestion_step("c1", SOLUTION))
    assert [f.step for f in scene.facts(ev.ActionTaken)] == ["Read the last scan."]
    assert button.accessibleName() == "Carry out: Open a trace."
    scene.press(Qt.Key.Key_D, CTRL)
    assert not scene.is_there(object_names.suggestion_step("c1", SOLUTION))
