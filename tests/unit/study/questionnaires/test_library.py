"""Questionnaires and what their answers add up to, against sums done by hand."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.errors import UsageError
from console.study.questionnaires.library import find_questionnaire, load_questionnaire, shipped
from console.study.questionnaires.scoring import score

SUS = [f"sus_{number:02}" for number in range(1, 11)]
TLX = ("mental", "physical", "temporal", "performance", "effort", "frustration")
OWN = """
id = "own"
title = "Breaks"
source = "The site's own"
language = "en"

[scale]
low = 1
high = 7
left = "never"
right = "always"

[[item]]
id = "breaks"
text = "I take the breaks that I have."

[[item]]
id = "rush"
text = "I work through them."
reversed = true

[[score]]
id = "rest"
title = "Rest"
method = "mean"
items = ["breaks", "rush"]
"""


def own(folder: Path, text: str) -> Path:
    """A questionnaire of a site's own."""
    path = folder / "own.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_program_brings_four() -> None:
    """Usability, task load raw and weighted, and the survey about the assistant."""
    assert sorted(shipped()) == ["assistant-survey", "nasa-tlx", "nasa-tlx-weighted", "sus"]


def test_sus_is_two_and_a_half_times_ten_contributions() -> None:
    """4 2 5 1 4 2 4 1 3 2: contributions 3 3 4 4 3 3 3 4 2 3 are 32, times 2.5 is 80."""
    answers = dict(zip(SUS, (4, 2, 5, 1, 4, 2, 4, 1, 3, 2), strict=True))
    assert score("sus", answers) == {"sus": 80.0}


@pytest.mark.parametrize(
    ("answers", "expected"),
    [((5, 1) * 5, 100.0), ((1, 5) * 5, 0.0), ((3,) * 10, 50.0), ((5,) * 10, 50.0)],
)
def test_sus_turns_every_second_statement_round(answers: tuple[int, ...], expected: float) -> None:
    """Full praise is 100 and full blame 0; agreeing with everything says nothing."""
    assert score("sus", dict(zip(SUS, answers, strict=True))) == {"sus": expected}


@given(st.lists(st.integers(1, 5), min_size=10, max_size=10))
def test_sus_keeps_to_its_published_formula(answers: list[int]) -> None:
    """Whatever is answered, the score is the sum of the published contributions, times 2.5."""
    odd = sum(answers[n] - 1 for n in range(0, 10, 2))
    even = sum(5 - answers[n] for n in range(1, 10, 2))
    found = score("sus", dict(zip(SUS, answers, strict=True)))["sus"]
    assert found == pytest.approx(2.5 * (odd + even))


def test_sus_is_null_unless_all_ten_are_answered() -> None:
    """Nine answers are not blown up to ten."""
    assert score("sus", dict.fromkeys(SUS[:9], 3)) == {"sus": None}


def test_an_answer_off_its_scale_makes_no_number() -> None:
    """A 6 where 5 is the most can only be a mistake."""
    assert score("sus", {**dict.fromkeys(SUS, 3), "sus_04": 6}) == {"sus": None}
    assert score("sus", {**dict.fromkeys(SUS, 3), "sus_04": 2.5}) == {"sus": None}


def test_raw_task_load_is_the_mean_of_six_scales() -> None:
    """(70 + 10 + 80 + 30 + 60 + 50) / 6 = 50."""
    answers = dict(zip(TLX, (70, 10, 80, 30, 60, 50), strict=True))
    assert score("nasa-tlx", answers) == {"tlx_raw": 50.0}
    assert score("nasa-tlx", {**answers, "effort": 61}) == {"tlx_raw": None}


def weighing(order: tuple[str, ...]) -> dict[str, float]:
    """Answers to the fifteen pairs of somebody to whom the scales weigh in this order."""
    pairs = [item for item in shipped()["nasa-tlx-weighted"].items if item.pair]
    return {
        item.id: 1.0 + (order.index(item.pair[1]) < order.index(item.pair[0]))
        for item in pairs
        if item.pair
    }


def test_weighted_task_load_counts_the_pairs_won() -> None:
    """Weights 5 4 3 2 1 0 on 70 80 60 50 30 10 are 350 + 320 + 180 + 100 + 30 = 980, over 15."""
    ratings = dict(zip(TLX, (70, 10, 80, 30, 60, 50), strict=True))
    order = ("mental", "temporal", "effort", "frustration", "performance", "physical")
    found = score("nasa-tlx-weighted", {**ratings, **weighing(order)})
    assert found == {"tlx_raw": 50.0, "tlx_weighted": pytest.approx(980 / 15)}


def test_weighted_task_load_needs_every_pair() -> None:
    """Without one comparison the weights don't add up to fifteen; the raw mean stands."""
    pairs = weighing(TLX)
    pairs.popitem()
    found = score("nasa-tlx-weighted", {**dict.fromkeys(TLX, 40), **pairs})
    assert found == {"tlx_raw": 40.0, "tlx_weighted": None}


@given(st.permutations(TLX), st.integers(0, 20))
def test_weights_do_not_matter_where_all_scales_agree(order: list[str], step: int) -> None:
    """The weights are a mean's: six equal ratings give that rating, whoever wins the pairs."""
    ratings = dict.fromkeys(TLX, 5.0 * step)
    found = score("nasa-tlx-weighted", {**ratings, **weighing(tuple(order))})
    assert found["tlx_weighted"] == pytest.approx(5 * step)


def test_survey_subscales_are_means_with_reversed_items_turned_round() -> None:
    """4, and 2 turned round to 4, are 4 for speed; half a subscale is none."""
    found = score("assistant-survey", {"speed_1": 4, "speed_2": 2, "trust_1": 5})
    assert (found["speed"], found["trust"], found["fit"]) == (4.0, None, None)


def test_every_item_of_the_survey_is_scored_once_but_the_open_one() -> None:
    """No statement is asked for nothing, and none counts twice."""
    survey = shipped()["assistant-survey"]
    scored = [item for each in survey.scores for item in each.items]
    assert sorted(scored) == sorted(item.id for item in survey.closed_items)
    assert [item.id for item in survey.items if item.kind == "words"] == ["remarks"]


def test_an_unknown_questionnaire_is_told() -> None:
    """Answers without the questions can't be scored."""
    with pytest.raises(UsageError, match="no questionnaire 'gone'"):
        score("gone", {})


def test_a_study_can_have_its_own(tmp_path: Path) -> None:
    """A file beside the study is read and scored like ours; 6, and 3 turned round to 5, are 5.5."""
    own(tmp_path, OWN)
    found = find_questionnaire("own.toml", tmp_path)
    answers = {"breaks": 6, "rush": 3}
    assert score("own", answers, own={found.id: found}) == {"rest": 5.5}


def test_a_score_can_do_with_fewer_answers_if_its_file_says_so(tmp_path: Path) -> None:
    """With ``least`` the mean is of what was answered."""
    path = own(tmp_path, OWN.replace('method = "mean"', 'method = "mean"\nleast = 1'))
    found = load_questionnaire(path)
    assert score("own", {"breaks": 6}, own={"own": found}) == {"rest": 6.0}
    assert score("own", {}, own={"own": found}) == {"rest": None}


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("high = 7", "hihg = 7", "scale.high: Field required"),
        ("high = 7", "high = 1", ":7: scale: high must be a whole number of steps above low"),
        ("high = 7", "high = 700", "101 points at most"),
        ('id = "rush"', 'id = "breaks"', "item 'breaks' exists twice"),
        ('["breaks", "rush"]', '["breaks", "rsuh"]', "score 'rest': 'rsuh' is no scale item"),
        ('"mean"', '"median"', ":25: score[1].method:"),
        ('"mean"', '"weighted"', "must be weighed against each other once"),
        ('method = "mean"', 'method = "mean"\nleast = 3', "least is 3, but it has 2 items"),
        ("reversed = true", 'kind = "words"\nreversed = true', "only a scale item"),
        ("reversed = true", 'kind = "choice"\noptions = ["one"]', "two options or more"),
        ("low = 1", "low 1", "not TOML"),
        ('text = "I work through them."\n', "", ":17: item[2].text: Field required"),
    ],
)
def test_a_wrong_file_says_what_is_wrong_and_where(
    tmp_path: Path, before: str, after: str, said: str
) -> None:
    """The message has the file and the field, and the line where it is known."""
    assert before in OWN
    path = own(tmp_path, OWN.replace(before, after, 1))
    with pytest.raises(UsageError) as caught:
        load_questionnaire(path)
    assert str(caught.value).startswith(f"{path}:")
    assert said in str(caught.value)


def test_items_need_a_scale_from_somewhere(tmp_path: Path) -> None:
    """Neither its own nor one for all: the message tells both ways out."""
    start, _, rest = OWN.partition("[scale]")
    path = own(tmp_path, start + rest[rest.index("[[item]]") :])
    with pytest.raises(UsageError, match="'breaks' has no scale; give it one"):
        load_questionnaire(path)


def test_names_that_lead_nowhere_are_told(tmp_path: Path) -> None:
    """A slip in the study names what there is; a file that is not there is called by its path."""
    with pytest.raises(UsageError, match=r"no questionnaire 'suss'; there are .*sus"):
        find_questionnaire("suss", tmp_path)
    with pytest.raises(UsageError, match=r"gone\.toml: can't be read"):
        find_questionnaire("gone.toml", tmp_path)


def test_an_own_questionnaire_can_not_pass_for_one_of_ours(tmp_path: Path) -> None:
    """The id tells how answers are scored, so it must not mean two things."""
    own(tmp_path, OWN.replace('id = "own"', 'id = "sus"'))
    with pytest.raises(UsageError, match="'sus' is one of the program's; choose another"):
        find_questionnaire("own.toml", tmp_path)
