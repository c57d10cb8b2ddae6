"""What a design can and cannot tell, by design and by what went wrong."""

from dataclasses import replace

import made_assignments
import made_studies
import pytest

from console.effects.analysis.results import Results
from console.effects.report.reach import reach

PLAN = made_studies.plan()
HAVING, EVERYBODY = "What did having it do in this study?", "What would happen if everybody had it?"


def answers(results: Results, plan: object = PLAN) -> dict[str, str]:
    """Each question with its answer."""
    return {each.question: each.answer for each in reach(results, plan)}  # type: ignore[arg-type]


def test_a_sound_study_tells_what_it_did() -> None:
    """But not through what it works, nor for how long."""
    found = answers(made_studies.results())
    assert (found[HAVING], found[EVERYBODY]) == ("yes", "in part")
    assert found["Through what does it work?"] == found["Will it last?"] == "no"


@pytest.mark.parametrize(
    ("part", "question", "answer"),
    [("srm", HAVING, "no"), ("attrition", HAVING, "in part"), ("interference", EVERYBODY, "no")],
)
def test_what_went_wrong_takes_answers_away(part: str, question: str, answer: str) -> None:
    """Wrong sizes, losses, and chats taken from the other arm."""
    flag = "warn" if part == "interference" else "alarm"
    broken = replace(getattr(made_studies.results(), part), **{flag: True})
    assert answers(replace(made_studies.results(), **{part: broken}))[question] == answer


def test_arms_that_somebody_chose_are_said_to_be() -> None:
    """Chance did not decide them, whatever it decided elsewhere."""
    assert answers(replace(made_studies.results(), set_by_hand=2))[HAVING] == "in part"


def test_a_study_without_any_comparison_tells_nothing() -> None:
    """As that of one agent's day, in which each effect is withheld."""
    found = made_studies.results()
    withheld = tuple(
        replace(each, effect=replace(each.effect, estimate=None)) for each in found.itt
    )
    assert answers(replace(found, itt=withheld))[HAVING] == "no"


def test_agents_in_several_arms_say_nothing_of_everybody() -> None:
    """While an agent has it others have not."""
    _, plan = made_assignments.within("chat")
    assert answers(made_assignments.results("chat"), plan)[EVERYBODY] == "no"
