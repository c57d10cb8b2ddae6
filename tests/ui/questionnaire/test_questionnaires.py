"""Questionnaires over the window: filling in, putting off, declining, leaving, and consent."""

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from full_disk import fill, make_room
from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QPushButton, QWidget
from window_scene import CTRL, SHOP, MakeScene, Scene

from console.domain import events as ev
from console.domain.issues import Disposition
from console.study.file.design import PlannedQuestionnaire
from console.study.questionnaires.due import SetPoint, set_points
from console.ui.dialogs.consent_dialog import ConsentDialog, ask_consent
from console.ui.kit import object_names
from console.ui.kit.labels import PlainLabel
from console.ui.kit.theme import Theme, ThemeChoice
from console.ui.questionnaire.sheet import QuestionnaireSheet
from console.ui.questionnaire.slider import AnswerSlider
from console.ui.scripted_agent.agent import ScriptedAgent
from console.ui.scripted_agent.driver import WidgetDriver
from console.ui.scripted_agent.profiles import profile_named
from console.ui.scripted_agent.questionnaire_behaviour import QuestionnaireBehaviour
from console.ui.window.key_filter import PAUSE_MS

SUS = [f"sus_{number:02}" for number in range(1, 11)]
TLX = ["mental", "physical", "temporal", "performance", "effort", "frustration"]
REST_MS = 600
HEBREW = """
id = "he"
title = "שאלון"
source = "us"
language = "he"
[scale]
low = 0
high = 100
step = 5
left = "נמוך"
right = "גבוה"
[[item]]
id = "load"
text = "כמה עמוס היה היום?"
"""


def asked(name: str, occasion: str, every: int | None = None) -> tuple[SetPoint, ...]:
    """The set points of a study that asks one of the program's questionnaires."""
    sitting = PlannedQuestionnaire.model_validate(
        {"questionnaire": name, "occasion": occasion, "every_chats": every}
    )
    return set_points([sitting], Path())


def sheet(scene: Scene) -> QuestionnaireSheet:
    """The questionnaire that lies over the window."""
    found = scene.find(object_names.QUESTIONNAIRE)
    assert isinstance(found, QuestionnaireSheet)
    assert found.isVisible()
    return found


def ready(scene: Scene) -> QuestionnaireSheet:
    """The questionnaire, once all its questions are there."""
    scene.settle(20)
    found = sheet(scene)
    for _ in range(200):
        if all(box.layout() is not None for box in found.boxes):
            break
        scene.settle(10)
    scene.settle(20)
    return found


def line(scene: Scene, item: str) -> AnswerSlider:
    """The line of a question."""
    found = scene.find(object_names.answer_line(item))
    assert isinstance(found, AnswerSlider)
    return found


def is_asked(scene: Scene) -> bool:
    """Whether a questionnaire lies over the window."""
    return scene.is_there(object_names.QUESTIONNAIRE)


def answers(scene: Scene) -> dict[str, float | str | None]:
    """What the log has as the last answer to each question."""
    facts = scene.facts(ev.QuestionAnswered)
    return {f.item: f.value if f.text is None else f.text for f in facts}


def close_chat(scene: Scene, chat: str) -> None:
    """The agent takes a customer, answers and closes the chat."""
    scene.take(chat, "Hi")
    answer(scene, chat)
    scene.session.close(chat, Disposition.ANSWERED, True)
    scene.settle()


def answer(scene: Scene, chat: str) -> None:
    """The agent writes back."""
    scene.session.change_draft(chat, "Hello")
    scene.session.send(chat, "Hello")


def by_hand(scene: Scene) -> bool:
    """Close the window as its frame does, and keep open chats; whether it went away."""
    scene.close_by_hand()
    if scene.is_there(object_names.LEAVE_DIALOG):
        scene.press(Qt.Key.Key_Return, CTRL)
        scene.settle(50)
    return not scene.window.isVisible()


@pytest.fixture
def started(make_scene: MakeScene) -> Scene:
    """A console of a study that asks for usability before the first chat."""
    scene = make_scene(questionnaires=asked("sus", "session_start"))
    ready(scene)
    return scene


def test_number_keys_fill_it_in_and_enter_hands_it_in(started: Scene) -> None:
    """Ten keys and Enter; each answer is a fact at once, and the sheet says how many there are."""
    for number, _ in enumerate(SUS):
        assert sheet(started)._status.text() == f"{number} of 10 answered"
        started.press(Qt.Key(Qt.Key.Key_1 + number % 5))
        assert len(answers(started)) == number + 1
    started.press(Qt.Key.Key_Return)
    assert answers(started) == {item: 1.0 + n % 5 for n, item in enumerate(SUS)}
    finished = started.facts(ev.QuestionnaireFinished)
    assert [(f.questionnaire, f.complete) for f in finished] == [("sus", True)]
    assert not is_asked(started)


def test_nothing_is_answered_until_the_agent_answers(started: Scene) -> None:
    """No choice is made beforehand, and looking round with Tab makes none."""
    for _ in range(30):
        started.press(Qt.Key.Key_Tab)
    assert answers(started) == {}
    choices = sheet(started).findChildren(QAbstractButton)
    assert not any(choice.isChecked() for choice in choices)


def test_arrows_move_along_the_scale_and_between_questions(started: Scene) -> None:
    """Right chooses the next number; down goes to the next question and chooses nothing."""
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left):
        started.press(key)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_5, Qt.Key.Key_Up, Qt.Key.Key_Up):
        started.press(key)
    started.press(Qt.Key.Key_4)
    assert answers(started) == {"sus_01": 2.0, "sus_03": 5.0, "sus_02": 4.0}


def test_tab_goes_from_question_to_question(started: Scene) -> None:
    """One stop for each question, not one for each number."""
    stops = sheet(started)._stops()
    assert len(stops) == len(SUS) + 3


def test_what_is_missing_is_pointed_out_once(started: Scene) -> None:
    """The first Enter shows the gaps, the second hands it in as it is, and the log says so."""
    for _ in range(9):
        started.press(Qt.Key.Key_3)
    started.press(Qt.Key.Key_Return)
    assert "1 question has no answer" in sheet(started)._status.text()
    shown = [label.text() for label in sheet(started).boxes[9].findChildren(PlainLabel)]
    assert "Not answered yet" in shown
    started.press(Qt.Key.Key_Return)
    assert [f.complete for f in started.facts(ev.QuestionnaireFinished)] == [False]
    assert not is_asked(started)


def test_it_can_be_put_off_and_taken_up_again(started: Scene) -> None:
    """Escape puts it off; a link in the status line brings it back with the answers."""
    started.press(Qt.Key.Key_2)
    started.press(Qt.Key.Key_Escape)
    assert not is_asked(started)
    started.settle(REST_MS)
    assert not is_asked(started)
    started.click(object_names.QUESTIONNAIRE_RESUME)
    ready(started)
    assert sheet(started)._status.text() == "1 of 10 answered"
    first = started.find(object_names.answer("sus_01", 2))
    assert isinstance(first, QAbstractButton)
    assert first.isChecked()
    assert not started.is_there(object_names.QUESTIONNAIRE_RESUME)


def test_put_off_it_comes_up_again_at_the_next_rest(started: Scene) -> None:
    """After a closed chat, when nobody waits for an answer."""
    started.press(Qt.Key.Key_Escape)
    close_chat(started, "c1")
    started.settle(REST_MS)
    assert sheet(started).questionnaire.id == "sus"


def test_declining_is_for_good(started: Scene) -> None:
    """It is recorded, the link is gone, and nobody asks again."""
    started.click(object_names.QUESTIONNAIRE_DECLINE)
    assert [f.complete for f in started.facts(ev.QuestionnaireFinished)] == [False]
    close_chat(started, "c1")
    started.settle(REST_MS)
    assert not is_asked(started)
    assert not started.is_there(object_names.QUESTIONNAIRE_RESUME)


def test_a_killed_console_brings_it_back_with_the_answers(started: Scene) -> None:
    """Nothing that was answered is lost or asked twice."""
    for _ in range(4):
        started.press(Qt.Key.Key_4)
    started.log.flush()
    started.reopen()
    ready(started)
    assert sheet(started)._status.text() == "4 of 10 answered"
    for _ in range(6):
        started.press(Qt.Key.Key_2)
    started.press(Qt.Key.Key_Return)
    assert len(answers(started)) == 10
    assert len(started.facts(ev.QuestionnaireOpened)) == 1


def test_breaks_come_only_when_nobody_waits(make_scene: MakeScene) -> None:
    """A closed chat brings it up unless another customer waits; the answer to them does then."""
    scene = make_scene(questionnaires=asked("nasa-tlx", "after_chats", 1))
    scene.take("c2", "Hello?")
    close_chat(scene, "c1")
    scene.settle(REST_MS)
    assert not is_asked(scene)
    answer(scene, "c2")
    scene.settle(REST_MS)
    assert sheet(scene).questionnaire.id == "nasa-tlx"


def test_it_goes_aside_for_a_customer(make_scene: MakeScene) -> None:
    """It says that one waits and then makes way, with all answers kept."""
    scene = make_scene(questionnaires=asked("nasa-tlx", "after_chats", 1))
    scene.take("c2", "Hello?")
    answer(scene, "c2")
    close_chat(scene, "c1")
    scene.settle(REST_MS)
    scene.press(Qt.Key.Key_Home)
    assert answers(scene) == {}, "keys that come with it are meant for a customer"
    scene.settle(PAUSE_MS + 100)
    scene.press(Qt.Key.Key_Home)
    scene.write("c2", "Are you there?")
    scene.settle(0)
    assert "customer is waiting" in sheet(scene)._status.text()
    scene.window._questionnaires._aside_timer.start(50)
    scene.wait_until(lambda: not is_asked(scene))
    assert answers(scene) == {"mental": 0.0}
    answer(scene, "c2")
    scene.settle(REST_MS)
    assert sheet(scene)._status.text() == "1 of 6 answered"


def test_it_stays_if_the_customer_who_waited_has_left(make_scene: MakeScene) -> None:
    """There is nobody to make way for any more."""
    scene = make_scene(questionnaires=asked("nasa-tlx", "after_chats", 1))
    scene.take("c2", "Hello?")
    answer(scene, "c2")
    close_chat(scene, "c1")
    scene.settle(REST_MS)
    scene.write("c2", "Are you there?")
    scene.session.record(ev.ChatAbandoned(chat="c2", reason="had to go"))
    scene.settle(0)
    assert sheet(scene)._status.text() == "0 of 6 answered"
    assert not scene.window._questionnaires._aside_timer.isActive()


def test_no_chat_has_the_focus_meanwhile(make_scene: MakeScene) -> None:
    """Time with a questionnaire is nobody's chat; afterwards the same chat is there, no switch."""
    scene = make_scene(questionnaires=asked("nasa-tlx", "after_chats", 1))
    scene.take("c2", "Hello?")
    answer(scene, "c2")
    close_chat(scene, "c1")
    switches = scene.session.desk.switches
    scene.settle(REST_MS)
    assert scene.session.desk.tab is None
    scene.settle(1_100)
    assert scene.session.desk.tab is None
    scene.press(Qt.Key.Key_Escape)
    assert scene.session.desk.tab == "c2"
    assert scene.session.desk.switches == switches


def test_a_line_has_no_mark_until_it_is_marked(make_scene: MakeScene) -> None:
    """The first arrow marks the middle, a click marks where it is, the wheel changes nothing."""
    scene = make_scene(questionnaires=asked("nasa-tlx", "session_start"))
    ready(scene)
    assert not line(scene, "mental").is_answered
    wheel = QWheelEvent(
        QPointF(20, 10),
        QPointF(20, 10),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(line(scene, "mental"), wheel)
    assert not line(scene, "mental").is_answered
    scene.press(Qt.Key.Key_Left)
    scene.press(Qt.Key.Key_Left)
    physical = line(scene, "physical")
    at = physical.place(85).toPoint() + QPoint(2, 5)
    QTest.mouseClick(physical, Qt.MouseButton.LeftButton, pos=at)
    assert answers(scene) == {"mental": 45.0, "physical": 85.0}


def test_a_scale_from_right_to_left_is_turned_round(make_scene: MakeScene, tmp_path: Path) -> None:
    """Where text runs from the right, low is on the right and the left arrow goes up."""
    (tmp_path / "he.toml").write_text(HEBREW, encoding="utf-8")
    plan = set_points(
        [PlannedQuestionnaire(questionnaire="he.toml", occasion="session_start")], tmp_path
    )
    scene = make_scene(questionnaires=plan)
    ready(scene)
    load = line(scene, "load")
    assert load.place(0).x() > load.place(100).x()
    for _ in range(2):
        scene.press(Qt.Key.Key_Left)
    assert answers(scene) == {"load": 55.0}


def test_words_are_recorded_as_they_are_typed(make_scene: MakeScene) -> None:
    """What was typed when the sheet goes away is in the log; Tab leaves the box."""
    scene = make_scene(questionnaires=asked("assistant-survey", "session_start"))
    ready(scene)
    box = scene.find(object_names.answer_words("remarks"))
    box.setFocus()
    QTest.keyClicks(box, "Shorter, please")
    scene.press(Qt.Key.Key_Escape)
    assert answers(scene) == {"remarks": "Shorter, please"}


@pytest.mark.parametrize(
    ("name", "step"),
    [("sus", 0), ("nasa-tlx", 1), ("nasa-tlx-weighted", 2), ("assistant-survey", 2)],
)
def test_every_question_can_be_reached_on_a_small_screen(
    make_scene: MakeScene, theme: Theme, name: str, step: int
) -> None:
    """In each text size the sheet stays in the window, the cursor in sight, no text cut off."""
    theme.choose(ThemeChoice.DARK)
    theme.resize_text(step)
    scene = make_scene(questionnaires=asked(name, "session_start"))
    scene.window.resize(1_120, 640)
    page = ready(scene)
    for box in page.boxes:
        box.take_cursor()
        scene.settle(0)
        focus = scene.window.focusWidget()
        assert focus is not None
        where = focus.mapTo(page._page.viewport(), QPoint())
        assert 0 <= where.y() <= page._page.viewport().height() - focus.height()
        assert box.width() <= page._page.viewport().width()
        assert box.height() >= box.minimumSizeHint().height()
    for button in (object_names.QUESTIONNAIRE_LATER, object_names.QUESTIONNAIRE_HAND_IN):
        place = scene.find(button)
        assert scene.window.rect().contains(place.mapTo(scene.window, QPoint()))


def test_everything_that_can_be_worked_has_a_name_for_screen_readers(
    make_scene: MakeScene,
) -> None:
    """Each choice tells its question, number and the word at the end; each line its ends."""
    scene = make_scene(questionnaires=asked("nasa-tlx-weighted", "session_start"))
    ready(scene)
    for stop in sheet(scene)._stops():
        told = stop.accessibleName() or (stop.text() if isinstance(stop, QPushButton) else "")
        assert told, stop.objectName()
    assert line(scene, "performance").accessibleName().endswith("from Perfect to Failure")


def test_choices_of_the_scale_tell_their_question(started: Scene) -> None:
    """A screen reader says what a number means without looking round."""
    told = started.find(object_names.answer("sus_03", 5)).accessibleName()
    assert told == "I thought the system was easy to use. 5 of 5, Strongly agree"


def test_a_full_disk_keeps_the_answers(started: Scene) -> None:
    """It is not handed in before the log has taken everything."""
    started.press(Qt.Key.Key_1)
    started.log.flush()
    fill(started.path)
    started.press(Qt.Key.Key_2)
    started.settle(300)
    for _ in range(8):
        started.press(Qt.Key.Key_3)
    started.press(Qt.Key.Key_Return)
    assert "can't be recorded" in sheet(started)._status.text()
    make_room(started.path)
    started.log.flush()
    started.press(Qt.Key.Key_Return)
    assert answers(started) == {"sus_01": 1.0, "sus_02": 2.0, **dict.fromkeys(SUS[2:], 3.0)}
    assert [f.complete for f in started.facts(ev.QuestionnaireFinished)] == [True]


# --- leaving ---------------------------------------------------------------------------------


@pytest.fixture
def leaving(make_scene: MakeScene) -> Scene:
    """A console of a study that asks for the work load at the end."""
    return make_scene(questionnaires=asked("nasa-tlx", "session_end"))


def test_the_last_one_comes_when_the_window_is_closed(leaving: Scene) -> None:
    """Handed in, the window closes by itself."""
    assert not is_asked(leaving)
    assert not by_hand(leaving)
    ready(leaving)
    for _ in TLX:
        leaving.press(Qt.Key.Key_Left)
        leaving.press(Qt.Key.Key_Down)
    assert leaving.window.isVisible()
    leaving.press(Qt.Key.Key_Return)
    leaving.settle(50)
    assert not leaving.window.isVisible()
    assert [f.complete for f in leaving.facts(ev.QuestionnaireFinished)] == [True]


def test_a_second_close_leaves(leaving: Scene) -> None:
    """Nobody is held back; the log says that it was not filled in."""
    assert not by_hand(leaving)
    leaving.press(Qt.Key.Key_Left)
    assert by_hand(leaving)
    assert not leaving.window.isVisible()
    assert answers(leaving) == {"mental": 50.0}
    assert [f.complete for f in leaving.facts(ev.QuestionnaireFinished)] == [False]


def test_leaving_from_a_questionnaire_keeps_it_there(started: Scene) -> None:
    """It is asked to the end, but with the choice to leave at once; then the window goes."""
    started.press(Qt.Key.Key_2)
    assert not by_hand(started)
    assert sheet(started)._status.text() == "1 of 10 answered"
    leave = started.find(object_names.QUESTIONNAIRE_DECLINE)
    assert isinstance(leave, QPushButton)
    assert leave.text() == "Leave without answering"
    assert by_hand(started)
    assert answers(started) == {"sus_01": 2.0}


def test_a_minimised_window_brings_nothing_up_when_it_returns(started: Scene) -> None:
    """What was put off stays put off until there is a rest."""
    started.press(Qt.Key.Key_Escape)
    started.window.hide()
    started.window.show()
    started.settle(REST_MS)
    assert not is_asked(started)


def test_leaving_without_answering_is_one_click(leaving: Scene) -> None:
    """The button says what it does, and the window is gone."""
    assert not by_hand(leaving)
    leaving.click(object_names.QUESTIONNAIRE_DECLINE)
    leaving.settle(50)
    assert not leaving.window.isVisible()


def test_who_closed_by_mistake_can_go_back_to_work(leaving: Scene) -> None:
    """Escape goes back, work goes on undisturbed, and the next close asks again."""
    assert not by_hand(leaving)
    leaving.press(Qt.Key.Key_Escape)
    close_chat(leaving, "c1")
    leaving.settle(REST_MS)
    assert not is_asked(leaving)
    assert not by_hand(leaving)
    assert sheet(leaving)._status.text() == "0 of 6 answered"


def test_a_customer_does_not_keep_the_agent_from_the_last_one(leaving: Scene) -> None:
    """The agent is on the way out; what they are asked does not go aside."""
    leaving.take("c1", "Hi")
    assert not by_hand(leaving)
    leaving.write("c1", "Hello?")
    leaving.settle(0)
    assert not leaving.window._questionnaires._aside_timer.isActive()
    assert is_asked(leaving)


def test_a_program_that_closes_the_window_is_not_asked_anything(leaving: Scene) -> None:
    """A signal or the end of a demonstration closes it at once."""
    leaving.window.close()
    assert not leaving.window.isVisible()
    assert leaving.facts(ev.QuestionnaireOpened) == []


def test_a_demonstration_waits_for_the_scripted_agent_to_answer(leaving: Scene) -> None:
    """Asked again and again, the window stays until the questionnaire is handed in, then goes."""
    respondent = QuestionnaireBehaviour(
        WidgetDriver(leaving.window), profile_named("steady"), Random(1)
    )
    turns = 0
    assert not leaving.window.leave()
    ready(leaving)
    while not leaving.window.leave():
        assert leaving.window.isVisible()
        respondent.act()
        turns += 1
    assert turns == len(TLX) + 1
    assert not leaving.window.isVisible()
    assert [f.complete for f in leaving.facts(ev.QuestionnaireFinished)] == [True]


# --- the scripted agent ----------------------------------------------------------------------


@pytest.mark.parametrize("name", ["sus", "nasa-tlx-weighted", "assistant-survey"])
def test_the_scripted_agent_fills_it_in_with_the_real_widgets(
    make_scene: MakeScene, name: str
) -> None:
    """Every question has an answer in the log, and the opinion is the profile's."""
    scene = make_scene(questionnaires=asked(name, "session_start"))
    ready(scene)
    hands = WidgetDriver(scene.window)
    respondent = QuestionnaireBehaviour(hands, profile_named("careful"), Random(5))
    items = sheet(scene).questionnaire.items
    while respondent.act():
        while hands.busy:
            hands.type_on(100)
    assert set(answers(scene)) == {item.id for item in items}
    assert [f.complete for f in scene.facts(ev.QuestionnaireFinished)] == [True]


@pytest.mark.slow
def test_the_same_seed_gives_the_same_answers(make_scene: MakeScene) -> None:
    """And another one others."""

    def filled(seed: int) -> dict[str, float | str | None]:
        scene = make_scene(questionnaires=asked("sus", "session_start"))
        ready(scene)
        respondent = QuestionnaireBehaviour(
            WidgetDriver(scene.window), profile_named("steady"), Random(seed)
        )
        while respondent.act():
            pass
        return answers(scene)

    first, again, other = filled(1), filled(1), filled(2)
    assert first == again
    assert first != other


def test_who_declines_says_so_with_the_button(make_scene: MakeScene) -> None:
    """The hasty agent does now and then."""

    class Unwilling(Random):
        def random(self) -> float:
            return 0.0

    scene = make_scene(questionnaires=asked("sus", "session_start"))
    ready(scene)
    respondent = QuestionnaireBehaviour(
        WidgetDriver(scene.window), profile_named("hasty"), Unwilling()
    )
    assert respondent.act()
    assert answers(scene) == {}
    assert [f.complete for f in scene.facts(ev.QuestionnaireFinished)] == [False]


def test_the_autopilot_fills_in_before_it_takes_a_customer(started: Scene) -> None:
    """A questionnaire that lies over the window is dealt with first."""
    started.arrive("c1", "Hi")
    pilot = ScriptedAgent(
        started.window, started.session, SHOP, profile_named("steady"), seed=3, speed=200
    )
    pilot.start()
    for _ in range(400):
        if started.chat("c1").is_open:
            break
        started.settle(50)
    pilot.stop()
    assert [f.complete for f in started.facts(ev.QuestionnaireFinished)] == [True]
    assert started.chat("c1").is_open


# --- consent ---------------------------------------------------------------------------------


def click(name: str) -> Callable[[], None]:
    """Click a button of the dialog that is being shown."""

    def now() -> None:
        for top in QApplication.topLevelWidgets():
            button = top.findChild(QWidget, name)
            if button is not None:
                QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    return now


@pytest.mark.parametrize(
    ("name", "given"), [(object_names.CONSENT_AGREE, True), (object_names.CONSENT_DECLINE, False)]
)
def test_consent_is_what_was_clicked(theme: Theme, name: str, given: bool) -> None:
    """The two buttons say what they mean."""
    QTimer.singleShot(50, click(name))
    assert ask_consent(theme, "A study", "We would like to know.\n" * 200) is given


def test_a_closed_window_is_no_answer(theme: Theme) -> None:
    """Neither yes nor no is made up for somebody who only closed the window."""
    QTimer.singleShot(50, lambda: [w.close() for w in QApplication.topLevelWidgets()])
    assert ask_consent(theme, "A study", "We would like to know.") is None


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_no_key_consents_by_accident(theme: Theme, key: Qt.Key) -> None:
    """Enter and Space do nothing while the cursor is in the text; on a button they press it."""
    dialog = ConsentDialog(theme, "A study", "We would like to know.")
    dialog.show()
    QTest.qWaitForWindowActive(dialog)
    QTest.keyClick(dialog.focusWidget(), key)
    assert dialog.answer is None
    assert dialog.isVisible()
    buttons = dialog.findChildren(QPushButton)
    assert not any(button.isDefault() or button.autoDefault() for button in buttons)
    agree = dialog.findChild(QPushButton, object_names.CONSENT_AGREE)
    assert agree is not None
    agree.setFocus()
    QTest.keyClick(agree, key)
    assert dialog.answer is True
    dialog.deleteLater()
