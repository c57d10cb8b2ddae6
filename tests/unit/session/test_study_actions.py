"""What a study adds to a session: arms that change, objections and questionnaires."""

import pytest
from strategies import Workplace

from console.channels import base
from console.domain import events as ev
from console.domain.customers import Customer
from console.domain.errors import InvalidAction
from console.session.study_actions import StudyActions

ANA = Customer(id="ana", name="Ana")


@pytest.fixture
def study(place: Workplace) -> StudyActions:
    """The study's actions of a session with one accepted chat, ``c``."""
    place.channel.incoming.append(base.Arrived("c", ANA))
    place.take_in()
    place.session.accept("c")
    return place.session.study


@pytest.fixture
def facts(study: StudyActions, place: Workplace) -> list[ev.AnyFact]:
    """What is recorded from now on."""
    recorded: list[ev.AnyFact] = []
    place.session.subscribe(lambda event: recorded.append(event.fact))
    return recorded


def test_an_open_chat_keeps_what_it_had_when_the_arm_changes(
    study: StudyActions, facts: list[ev.AnyFact], place: Workplace
) -> None:
    """It is assigned to the arm before, in the same moment, so that it can't be read otherwise."""
    study.assign(ev.ArmAssigned(arm=ev.Arm.CONTROL, method="blocks", access=False))
    kept, assigned = facts
    assert kept == ev.ChatAssigned(chat="c", arm=ev.Arm.TREATMENT, access=True)
    assert isinstance(assigned, ev.ArmAssigned)
    assert place.session.desk.chats["c"].access is True


def test_a_new_period_is_recorded_before_the_arm_that_goes_with_it(
    study: StudyActions, facts: list[ev.AnyFact]
) -> None:
    """Whoever reads the log knows the place in the study when they meet the assignment."""
    entered = ev.StudyEntered(study="pilot", study_hash="a" * 64, period="with", idle_limit_s=60)
    assigned = ev.ArmAssigned(arm=ev.Arm.TREATMENT, method="blocks", access=True)
    study.assign(assigned, entered)
    assert facts[-2:] == [entered, assigned]


@pytest.mark.parametrize("answer", ["obey", "override", "lapse"])
def test_an_objection_is_answered_once(
    study: StudyActions, facts: list[ev.AnyFact], answer: str
) -> None:
    """A second answer, or one to an objection that nobody made, records nothing."""
    trigger = study.trigger("cap", "hold", chat="c", value=3, limit=2)
    for name in (trigger, trigger, "unknown"):
        getattr(study, answer)(name)
    objection, answered = facts
    assert isinstance(objection, ev.GuardrailTriggered)
    assert isinstance(answered, ev.GuardrailObeyed | ev.GuardrailOverridden | ev.GuardrailLapsed)
    assert (answered.trigger, answered.guardrail, answered.chat) == (trigger, "cap", "c")


def test_one_questionnaire_is_open_at_a_time(study: StudyActions, facts: list[ev.AnyFact]) -> None:
    """Another that falls due waits until the first is over."""
    study.open_questionnaire("sus", "session_start")
    study.open_questionnaire("workload", "session_start")
    assert [fact.kind for fact in facts] == ["questionnaire_opened"]
    study.finish_questionnaire(complete=False)
    study.open_questionnaire("workload", "session_start")
    assert [fact.kind for fact in facts][1:] == ["questionnaire_finished", "questionnaire_opened"]


def test_the_same_answer_twice_is_one_answer(study: StudyActions, facts: list[ev.AnyFact]) -> None:
    """What did not change is no fact; what did is another."""
    study.open_questionnaire("sus", "session_start")
    for value in (1, 1, 2):
        study.answer("q1", value=value)
    values = [fact.value for fact in facts if isinstance(fact, ev.QuestionAnswered)]
    assert values == [1, 2]


def test_nothing_is_answered_without_a_questionnaire(study: StudyActions) -> None:
    """Neither an answer nor the end of a questionnaire makes sense before one is open."""
    with pytest.raises(InvalidAction):
        study.answer("q1", value=1)
    with pytest.raises(InvalidAction):
        study.finish_questionnaire(complete=True)
