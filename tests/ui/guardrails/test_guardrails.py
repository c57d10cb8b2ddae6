"""Guardrails in the window: what they say and where, and that each gives way to one more press."""

from typing import cast

import pytest
from guarded import rule
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from window_scene import CTRL, SHIFT, SOLUTION, MakeScene, Scene

from console.domain import events as ev
from console.domain.issues import Disposition
from console.ui.chat_list.chat_row import ChatRow
from console.ui.chat_list.chat_tab import ChatTab
from console.ui.guardrails.guardrail_controller import GuardrailController
from console.ui.guardrails.notice import GuardrailNotice, HoldNotice
from console.ui.kit import object_names
from console.ui.suggestions.guardrail_pause import GuardrailPause

CAP = rule("concurrency_cap", "cap", limit=1)
WAIT = rule("longest_wait", "wait", limit_s=90)
NUDGE = rule("attention_nudge", "nudge", switches_per_min=2, window_s=60)
PULL = rule("on_demand", "pull")
READ = rule("read_first", "read", words_per_min=60)
CHECK = rule("adoption_check", "check", after=1)
RESOLVED = rule("resolved_check", "resolved", short_s=0)
NEGLECTED = rule("neglected_chat", "neglected", limit_s=90)
ALL = (CAP, WAIT, NUDGE, PULL, READ, CHECK, RESOLVED, NEGLECTED)

_GUARDS = (GuardrailNotice, HoldNotice, GuardrailPause)


def said(scene: Scene) -> list[tuple[str, str]]:
    """What the guardrails recorded: which, and what; in order."""
    kinds = (
        ev.GuardrailTriggered,
        ev.GuardrailObeyed,
        ev.GuardrailOverridden,
        ev.GuardrailLapsed,
    )
    facts = [
        (f, f.kind.removeprefix("guardrail_")) for f in scene.facts(ev.Fact) if isinstance(f, kinds)
    ]
    return [(fact.guardrail, what) for fact, what in facts]


def passing(scene: Scene, seconds: float) -> None:
    """Let time go by, and the window notice."""
    scene.clock.advance(seconds)
    scene.settle(250)


def notice(scene: Scene) -> str:
    """What stands below the queue; "" if nothing does."""
    if not scene.is_there(object_names.HOLD_NOTICE):
        return ""
    return cast(HoldNotice, scene.find(object_names.HOLD_NOTICE)).text


def pause(scene: Scene) -> str:
    """What stands on the card of the solution."""
    found = cast(GuardrailPause, scene.find(object_names.suggestion_pause("c1", SOLUTION)))
    return found.text if found.isVisible() else ""


def test_one_chat_too_many_is_held_back_and_taken_anyway_by_key(make_scene: MakeScene) -> None:
    """Ctrl+N asks, the notice says why not, Ctrl+Shift+N takes them; the cursor stays put."""
    scene = make_scene(rules=[CAP])
    scene.take("c1", "Hi")
    scene.arrive("c2", "Hello")
    cursor = scene.window.focusWidget()
    scene.press(Qt.Key.Key_N, CTRL)
    assert notice(scene) == "You have 1 chat open. Finish one first."
    assert scene.window.focusWidget() is cursor
    assert len(scene.session.desk.open_chats) == 1
    scene.press(Qt.Key.Key_N, CTRL)
    assert len(scene.session.desk.open_chats) == 1
    scene.press(Qt.Key.Key_N, CTRL, SHIFT)
    assert [chat.id for chat in scene.session.desk.open_chats] == ["c1", "c2"]
    assert notice(scene) == ""
    assert said(scene) == [("cap", "triggered"), ("cap", "overridden")]


def test_no_row_moves_when_a_notice_comes(make_scene: MakeScene) -> None:
    """A second click must not land on something else."""
    scene = make_scene(rules=[CAP])
    scene.take("c1", "Hi")
    scene.arrive("c2", "Hello")
    scene.settle()
    row = scene.find(object_names.waiting("c2"))
    before = row.mapTo(scene.window, row.rect().topLeft())
    scene.click(object_names.accept("c2"))
    scene.settle()
    assert notice(scene)
    assert row.mapTo(scene.window, row.rect().topLeft()) == before


def test_closing_a_chat_takes_the_notice_away(make_scene: MakeScene) -> None:
    """And the next customer can be taken."""
    scene = make_scene(rules=[CAP])
    scene.take("c1", "Hi")
    scene.arrive("c2", "Hello")
    scene.click(object_names.accept("c2"))
    scene.session.close("c1", Disposition.ANSWERED, True)
    assert notice(scene) == ""
    scene.click(object_names.accept("c2"))
    assert said(scene) == [("cap", "triggered"), ("cap", "obeyed")]
    assert scene.chat("c2").is_open


def test_the_longest_wait_shows_the_way_to_its_chat(make_scene: MakeScene) -> None:
    """One click turns to the customer who has waited."""
    scene = make_scene(rules=[WAIT])
    scene.take("c1", "Hi", name="Maria Silva")
    scene.take("c2", "Hi", name="Omar Haddad")
    scene.session.send("c2", "Hello")
    scene.arrive("c3", "Hi")
    passing(scene, 100)
    scene.press(Qt.Key.Key_N, CTRL)
    assert notice(scene).startswith("A customer has waited more than 1 min 30 s")
    assert cast(QPushButton, scene.find(object_names.GO_TO_WAITING)).text() == "Go to Maria"
    scene.click(object_names.GO_TO_WAITING)
    assert scene.session.desk.tab == "c1"
    scene.write_in("c1", "Here I am")
    scene.press(Qt.Key.Key_Return)
    assert notice(scene) == ""
    assert said(scene) == [("wait", "triggered"), ("wait", "obeyed")]


def test_a_nudge_is_quiet_and_can_be_put_away_by_key(make_scene: MakeScene) -> None:
    """It takes no cursor, covers nothing, and has a name for screen readers."""
    scene = make_scene(rules=[NUDGE])
    scene.take("c1", "Hi")
    scene.take("c2", "Hi")
    cursor = scene.window.focusWidget()
    for chat in ("c1", "c2", "c1"):
        scene.session.attention.show_tab(chat)
    scene.settle(250)
    assert scene.is_there(object_names.NUDGE)
    assert scene.window.focusWidget() is cursor
    assert "switching between chats" in scene.find(object_names.NUDGE).accessibleName()
    scene.press(Qt.Key.Key_Period, CTRL)
    assert not scene.is_there(object_names.NUDGE)
    assert said(scene) == [("nudge", "triggered"), ("nudge", "overridden")]


def test_the_key_sends_only_what_could_be_read(make_scene: MakeScene) -> None:
    """A thin line shows the time that is left; a second press sends all the same."""
    scene = make_scene(rules=[READ])
    scene.take("c1", "Hi")
    scene.suggest("c1", SOLUTION, "s1", "We trace it with the carrier today.")
    assert scene.is_there(object_names.suggestion_pause("c1", SOLUTION))
    assert pause(scene) == ""
    scene.press(Qt.Key.Key_2, CTRL)
    assert pause(scene).startswith("There was hardly time to read this. Press Ctrl+2 again")
    assert not scene.told().sent
    scene.clock.advance(1)
    scene.press(Qt.Key.Key_2, CTRL)
    assert scene.told().sent
    assert said(scene) == [("read", "triggered"), ("read", "overridden")]


def test_after_the_time_for_reading_nothing_is_left_on_the_card(make_scene: MakeScene) -> None:
    """The line has gone and one key sends."""
    scene = make_scene(rules=[READ])
    scene.take("c1", "Hi")
    scene.suggest("c1", SOLUTION, "s1", "We trace it with the carrier today.")
    scene.press(Qt.Key.Key_2, CTRL)
    passing(scene, 8)
    assert not scene.is_there(object_names.suggestion_pause("c1", SOLUTION))
    scene.press(Qt.Key.Key_2, CTRL)
    assert scene.told().sent
    assert said(scene) == [("read", "triggered"), ("read", "obeyed")]


def test_typing_and_editing_are_never_held_back(make_scene: MakeScene) -> None:
    """With every guardrail in force the agent writes to the customer as without any."""
    scene = make_scene(rules=[rule_ for rule_ in ALL if rule_ is not PULL])
    scene.take("c1", "Hi")
    scene.write_in("c1", "One moment")
    scene.press(Qt.Key.Key_Return)
    scene.suggest("c1", SOLUTION, "s1", "We trace it with the carrier today.")
    scene.press(Qt.Key.Key_2, CTRL, SHIFT)
    scene.press(Qt.Key.Key_Return)
    sent = [text for _, text in scene.told().sent]
    assert sent == ["One moment", "We trace it with the carrier today."]


def test_the_question_after_many_unchanged_ones_stands_on_the_card(make_scene: MakeScene) -> None:
    """Editing answers it."""
    scene = make_scene(rules=[CHECK])
    scene.take("c1", "Hi")
    scene.suggest("c1", SOLUTION, "s1", "We trace it.")
    scene.press(Qt.Key.Key_2, CTRL)
    scene.suggest("c1", SOLUTION, "s2", "We refund it.")
    QTest.qWait(400)
    scene.press(Qt.Key.Key_2, CTRL)
    assert pause(scene).startswith("You have sent suggestions unchanged once in a row.")
    scene.press(Qt.Key.Key_2, CTRL, SHIFT)
    assert said(scene) == [("check", "triggered"), ("check", "obeyed")]
    assert scene.composer_text("c1") == "We refund it."


def test_suggestions_on_demand_come_when_the_agent_asks(make_scene: MakeScene) -> None:
    """Until then the panel has one button; a key that would send says how to ask."""
    scene = make_scene(rules=[PULL])
    scene.take("c1", "Hi")
    scene.settle()
    assert scene.is_there(object_names.ask("c1"))
    assert not scene.is_there(object_names.suggestion_card("c1", SOLUTION))
    scene.press(Qt.Key.Key_2, CTRL)
    view = scene.window._deck.view
    assert view is not None
    assert "Ctrl+G asks for one" in view.composer.hint
    scene.press(Qt.Key.Key_G, CTRL)
    assert scene.helper is not None
    assert scene.helper.pulled == ["c1"]
    scene.session.record(
        ev.SuggestionRequested(chat="c1", suggestion="s1", about=SOLUTION, by_agent=True)
    )
    scene.finish("c1", "s1", "We trace it.")
    scene.settle()
    assert not scene.is_there(object_names.ask("c1"))
    assert scene.is_there(object_names.suggestion_card("c1", SOLUTION))
    assert said(scene) == [("pull", "triggered"), ("pull", "overridden")]
    scene.press(Qt.Key.Key_2, CTRL)
    assert scene.told().sent
    assert scene.is_there(object_names.ask("c1"))


def test_the_close_dialog_asks_whether_it_is_really_resolved(make_scene: MakeScene) -> None:
    """The signs are listed; N says that it is not, and Enter closes."""
    scene = make_scene(rules=[RESOLVED])
    scene.take("c1", "Where is it?")
    scene.press(Qt.Key.Key_W, CTRL)
    for key in (Qt.Key.Key_1, Qt.Key.Key_Y, Qt.Key.Key_Return):
        scene.press(key)
    assert scene.is_there(object_names.RESOLVED_QUESTION)
    labels = [
        label.text() for label in scene.find(object_names.RESOLVED_QUESTION).findChildren(QLabel)
    ]
    assert "•  The customer's last question has no answer." in labels
    assert scene.chat("c1").is_open
    dialog = scene.find(object_names.CLOSE_DIALOG)
    read = [label for label in dialog.findChildren(QLabel) if label.isVisible()]
    assert all(label.height() >= label.fontMetrics().height() for label in read)
    scene.press(Qt.Key.Key_N)
    assert not scene.is_there(object_names.RESOLVED_QUESTION)
    scene.press(Qt.Key.Key_Return)
    assert scene.chat("c1").resolved is False
    assert said(scene) == [("resolved", "triggered"), ("resolved", "obeyed")]


def test_enter_closes_as_resolved_all_the_same(make_scene: MakeScene) -> None:
    """Pressed again, but not at once: that would be the same press."""
    scene = make_scene(rules=[RESOLVED])
    scene.take("c1", "Where is it?")
    scene.press(Qt.Key.Key_W, CTRL)
    for key in (Qt.Key.Key_1, Qt.Key.Key_Y, Qt.Key.Key_Return, Qt.Key.Key_Return):
        scene.press(key)
    assert scene.chat("c1").is_open
    QTest.qWait(400)
    scene.press(Qt.Key.Key_Return)
    assert scene.chat("c1").resolved is True
    assert said(scene) == [("resolved", "triggered"), ("resolved", "overridden")]


def test_a_neglected_chat_stands_out_in_words(make_scene: MakeScene) -> None:
    """In its row and its tab, and for screen readers; an answer ends it."""
    scene = make_scene(rules=[NEGLECTED])
    scene.take("c1", "Hi")
    scene.take("c2", "Hi")
    scene.session.send("c2", "Hello")
    passing(scene, 95)
    row, tab = scene.find(object_names.mine("c1")), scene.find(object_names.tab("c1"))
    assert cast(ChatRow, row).content.neglected
    assert cast(ChatTab, tab).content.neglected
    assert "answer now" in row.accessibleName()
    assert "answer now" in tab.accessibleName()
    assert not cast(ChatRow, scene.find(object_names.mine("c2"))).content.neglected
    scene.session.send("c1", "Hello")
    assert not cast(ChatRow, row).content.neglected
    assert said(scene) == [("neglected", "triggered"), ("neglected", "obeyed")]


def test_without_guardrails_nothing_of_them_is_there(make_scene: MakeScene) -> None:
    """No widget, no timer, no key, no fact; with them, there are some of each."""
    counts = []
    for rules in ((), ALL):
        scene = make_scene(rules=rules)
        scene.take("c1", "Hi")
        scene.settle()
        widgets = [w for w in scene.window.findChildren(QWidget) if isinstance(w, _GUARDS)]
        guards = (*_GUARDS, GuardrailController)
        timers = [t for t in scene.window.findChildren(QTimer) if isinstance(t.parent(), guards)]
        titles = {action.text() for action in scene.window.actions()}
        counts.append((len(widgets), len(timers), len(titles)))
        if not rules:
            assert not widgets
            assert not timers
            assert "Ask for a suggestion" not in titles
            assert scene.window._guardrails is None
    assert all(few < many for few, many in zip(*counts, strict=True))


def test_keys_of_guardrails_are_on_the_sheet_only_with_guardrails(make_scene: MakeScene) -> None:
    """Nobody is told of keys that do nothing."""
    for rules in ((), (CAP,)):
        scene = make_scene(rules=rules)
        scene.press(Qt.Key.Key_F1)
        labels = [label.text() for label in scene.window.findChildren(QLabel)]
        assert ("Accept another customer anyway" in labels) is bool(rules)
        scene.press(Qt.Key.Key_Escape)


def test_the_page_on_recording_tells_of_guardrails_where_there_are_some(
    make_scene: MakeScene,
) -> None:
    """What is recorded of them stands there in plain words."""
    for rules in ((), (CAP,)):
        scene = make_scene(rules=rules)
        scene.click(object_names.RECORDING)
        labels = [label.text() for label in scene.window.findChildren(QLabel)]
        assert any("asked you to wait" in text for text in labels) is bool(rules)
        scene.press(Qt.Key.Key_Escape)


def draw(scene: Scene, *treated: str) -> None:
    """Let each chat be drawn for; these get suggestions."""

    def lot(chat: str) -> ev.ChatAssigned:
        access = chat in treated
        arm = ev.Arm.TREATMENT if access else ev.Arm.CONTROL
        return ev.ChatAssigned(chat=chat, arm=arm, access=access)

    scene.session.study.assign(ev.ArmAssigned(arm=ev.Arm.TREATMENT, unit="chat", method="blocks"))
    scene.assign_chat = lot


def test_a_control_chat_shows_nothing_beside_a_treated_one(scene: Scene) -> None:
    """One has the panel and its keys, the other neither panel nor a proposed issue."""
    draw(scene, "c1")
    scene.take("c1", "Hi")
    scene.take("c2", "Hi")
    for chat in ("c1", "c2"):
        scene.suggest(chat, SOLUTION, f"s-{chat}", "We trace it.", issue="late")
    assert scene.session.desk.tab == "c2"
    assert not scene.window.findChildren(QWidget, object_names.suggestion_card("c2", SOLUTION))
    assert not scene.is_there(object_names.confirm_issue("c2"))
    scene.press(Qt.Key.Key_2, CTRL)
    assert not scene.told().sent
    scene.click(object_names.tab("c1"))
    scene.wait_until(lambda: scene.chat("c1").suggestions["s-c1"].shown_at is not None)
    assert scene.is_there(object_names.suggestion_card("c1", SOLUTION))
    assert scene.is_there(object_names.confirm_issue("c1"))
    assert [f.suggestion for f in scene.facts(ev.SuggestionShown)] == ["s-c1"]
    scene.press(Qt.Key.Key_2, CTRL)
    assert scene.told().sent == [("c1", "We trace it.")]


def test_a_shift_that_ends_takes_nothing_from_open_chats(scene: Scene) -> None:
    """The treated chat keeps its panel; the next customer's has none."""
    scene.take("c1", "Hi")
    scene.session.study.assign(
        ev.ArmAssigned(arm=ev.Arm.CONTROL, unit="shift", method="blocks", access=False)
    )
    scene.take("c2", "Hi")
    scene.settle()
    assert not scene.window.findChildren(QWidget, object_names.suggestion_card("c2", SOLUTION))
    scene.click(object_names.tab("c1"))
    scene.suggest("c1", SOLUTION, "s1", "We trace it.")
    assert [f.suggestion for f in scene.facts(ev.SuggestionShown)] == ["s1"]


@pytest.mark.parametrize("access", [True, False])
def test_who_goes_without_hears_nothing_of_the_model(make_scene: MakeScene, access: bool) -> None:
    """Neither its state below nor that it has stopped, while no chat may have suggestions."""
    scene = make_scene()
    scene.session.study.assign(ev.ArmAssigned(arm=ev.Arm.TREATMENT, method="blocks", access=access))
    scene.take("c1", "Hi")
    scene.session.record(ev.AssistantLost(reason="out of memory", final=True))
    scene.settle(1_100)
    words = [label.text() for label in scene.window.findChildren(QLabel) if label.isVisible()]
    assert any("Model ready" in text for text in words) is access
    assert any("has stopped" in text for text in words) is access


@pytest.mark.parametrize("access", [True, False])
def test_access_decides_and_not_the_arm(make_scene: MakeScene, access: bool) -> None:
    """Before the treatment begins, a treated agent sees nothing, and is still treated."""
    scene = make_scene()
    scene.session.study.assign(ev.ArmAssigned(arm=ev.Arm.TREATMENT, method="blocks", access=access))
    scene.take("c1", "Hi")
    scene.suggest("c1", SOLUTION, "s1", "We trace it.")
    assert bool(scene.facts(ev.SuggestionShown)) is access
    state = scene.session.desk.session
    assert state is not None
    assert state.arm is ev.Arm.TREATMENT
