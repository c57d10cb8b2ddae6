"""When questionnaires are due, on a real session."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from strategies import Step, Workplace, steps, workplace

from console.domain import events as ev
from console.domain.customers import Customer
from console.domain.desk import fold
from console.domain.errors import UsageError
from console.domain.issues import Disposition
from console.store.log import read_log
from console.study.assignment.placement import OUTSIDE
from console.study.file.design import PlannedQuestionnaire
from console.study.questionnaires.due import SetPoint, due, due_at_end, set_points

START = PlannedQuestionnaire(questionnaire="sus", occasion="session_start")
BREAK = PlannedQuestionnaire(questionnaire="nasa-tlx", occasion="after_chats", every_chats=2)
END = PlannedQuestionnaire(questionnaire="assistant-survey")


def points(*sittings: PlannedQuestionnaire) -> tuple[SetPoint, ...]:
    """Set points of questionnaires that ship with the program."""
    return set_points(sittings, Path())


def take(place: Workplace, chat: str, *, answered: bool = True) -> None:
    """The agent takes a customer who has written, and answers."""
    place.session.record(
        ev.ChatQueued(chat=chat, customer=Customer(id=f"cu-{chat}", name="Maria Silva")),
        ev.MessageReceived(chat=chat, message=f"m-{chat}", text="Hi"),
    )
    place.session.accept(chat)
    if answered:
        answer(place, chat)


def answer(place: Workplace, chat: str) -> None:
    """The agent writes back."""
    place.session.change_draft(chat, "Hello")
    place.session.send(chat, "Hello")


def close(place: Workplace, *chats: str) -> None:
    """The agent takes, answers and closes chats."""
    for chat in chats:
        take(place, chat)
        place.session.close(chat, Disposition.ANSWERED, True)


def sit(place: Workplace, point: SetPoint | None, *, complete: bool = True) -> None:
    """The agent fills in what is due."""
    assert point is not None
    place.session.study.open_questionnaire(point.questionnaire.id, point.occasion)
    place.session.study.finish_questionnaire(complete=complete)


def test_the_first_comes_before_the_first_chat(place: Workplace) -> None:
    """It is asked once, also when it was put away, and not at all once a chat was taken."""
    plan = points(START)
    assert due(plan, place.session.desk) == plan[0]
    sit(place, plan[0], complete=False)
    assert due(plan, place.session.desk) is None


def test_the_first_does_not_come_late(place: Workplace) -> None:
    """After the first chat it would no longer be about the time before it."""
    close(place, "c1")
    assert due(points(START), place.session.desk) is None


def test_breaks_come_after_so_many_closed_chats(place: Workplace) -> None:
    """Every second chat here, counted from the last time it was asked."""
    plan, desk = points(BREAK), place.session.desk
    close(place, "c1")
    assert due(plan, desk) is None
    close(place, "c2")
    assert due(plan, desk) == plan[0]
    close(place, "c3")
    sit(place, due(plan, desk))
    close(place, "c4")
    assert due(plan, desk) is None
    close(place, "c5")
    assert due(plan, desk) == plan[0]


def test_nothing_is_due_while_a_customer_waits_for_an_answer(place: Workplace) -> None:
    """The customer comes first; answered, the questionnaire is due."""
    plan, desk = points(BREAK), place.session.desk
    close(place, "c1", "c2")
    take(place, "c3", answered=False)
    assert due(plan, desk) is None
    answer(place, "c3")
    assert due(plan, desk) == plan[0]


def test_customers_in_the_queue_do_not_count(place: Workplace) -> None:
    """In a service whose queue is never empty, nobody would ever be asked."""
    place.session.record(ev.ChatQueued(chat="c1", customer=Customer(id="cu", name="Ada")))
    assert due(points(START), place.session.desk) is not None


def test_one_at_a_time(place: Workplace) -> None:
    """While a questionnaire lies there, no other is due; then the next one is."""
    plan = points(START, PlannedQuestionnaire(questionnaire="nasa-tlx", occasion="session_start"))
    desk = place.session.desk
    place.session.study.open_questionnaire("sus", "session_start")
    assert due(plan, desk) is None
    place.session.study.finish_questionnaire(complete=True)
    assert due(plan, desk) == plan[1]


def test_the_last_is_asked_when_the_agent_leaves_and_no_earlier(place: Workplace) -> None:
    """Once, whether it was filled in or put away."""
    plan, desk = points(END), place.session.desk
    close(place, "c1", "c2")
    assert due(plan, desk) is None
    assert due_at_end(plan, desk) == plan[0]
    sit(place, due_at_end(plan, desk), complete=False)
    assert due_at_end(plan, desk) is None


def test_who_has_no_suggestions_is_not_asked_about_them(place: Workplace) -> None:
    """The survey is about the assistant; usability is everybody's."""
    plan, desk = points(END, PlannedQuestionnaire(questionnaire="sus")), place.session.desk
    place.session.record(ev.ArmAssigned(arm=ev.Arm.CONTROL, method="test", access=False))
    assert due_at_end(plan, desk) == plan[1]


def test_a_crash_forgets_nothing_that_was_asked(place: Workplace) -> None:
    """The desk folded again from the log knows the same set points as reached."""
    plan = points(START, BREAK)
    sit(place, plan[0])
    close(place, "c1", "c2", "c3")
    sit(place, plan[1])
    place.log.flush()
    again = fold(read_log(place.path))
    assert again.sittings == place.session.desk.sittings
    assert due(plan, again) is None
    assert [s.chats_before for s in again.sittings] == [0, 3]


def test_two_questionnaires_with_one_id_are_refused(tmp_path: Path) -> None:
    """Their answers could not be told apart."""
    for name, title in (("a", "One"), ("b", "Two")):
        (tmp_path / f"{name}.toml").write_text(
            f'id = "x"\ntitle = "{title}"\nsource = "us"\nlanguage = "en"\n'
            '[[item]]\nid = "q"\nkind = "words"\ntext = "Why?"\n'
        )
    sittings = [PlannedQuestionnaire(questionnaire=f"{name}.toml") for name in ("a", "b")]
    with pytest.raises(UsageError, match="two questionnaires of this study have the id 'x'"):
        set_points(sittings, tmp_path)


def test_nothing_is_due_while_the_agent_has_a_message_half_written(place: Workplace) -> None:
    """They would lose the thread of it."""
    plan, desk = points(BREAK), place.session.desk
    close(place, "c1", "c2")
    take(place, "c3")
    place.session.change_draft("c3", "One more thing")
    assert due(plan, desk) is None
    place.session.change_draft("c3", "")
    assert due(plan, desk) == plan[0]


@given(plan=steps())
@settings(deadline=None, max_examples=25)
def test_whatever_happens_nothing_is_due_while_somebody_waits(plan: list[Step]) -> None:
    """On any day, crashes included; and the log alone tells what is due."""
    with workplace(plan) as place:
        desk, sittings = place.session.desk, points(START, BREAK, END)
        found = due(sittings, desk)
        if any(chat.waiting_since for chat in desk.open_chats) or desk.sitting is not None:
            assert found is None
        assert due(sittings, fold(place.log.read(after=place.log.recovery_point()))) == found


def test_nothing_is_asked_before_the_study_has_begun(place: Workplace) -> None:
    """A session on a day outside it has no questions until a period begins."""
    place.session.study.assign(ev.ArmAssigned(arm=ev.Arm.CONTROL, method=OUTSIDE, access=False))
    plan = points(START, PlannedQuestionnaire(questionnaire="sus"))
    assert due(plan, place.session.desk) is None
    assert due_at_end(plan, place.session.desk) is None
    place.session.study.assign(
        ev.ArmAssigned(arm=ev.Arm.CONTROL, method="blocks", access=False),
        ev.StudyEntered(study="pilot", study_hash="hash", idle_limit_s=60),
    )
    assert due(plan, place.session.desk) is not None
    assert due_at_end(plan, place.session.desk) is not None
