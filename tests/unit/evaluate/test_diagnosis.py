"""Labelled files, what is held out, the measures, and the whole evaluation."""

import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from shared_data import SHARED_DATA, needs_shared_data

from console.cli import main
from console.diagnosis.reader import DiagnosisModel, load_diagnosis_model
from console.domain.errors import UsageError
from console.evaluate.diagnosis import calibration_error, evaluate, hold_out, macro_f1
from console.evaluate.labelled import Labelled, read_labelled

BANKING = SHARED_DATA / "banking77" / "train.csv"

MESSAGES = [
    Labelled(f"{words} {n}", (issue,))
    for issue, words in (("late", "where is my parcel"), ("broken", "the mug has a crack"))
    for n in range(10)
]


def test_a_table_separated_by_commas_is_read(tmp_path: Path) -> None:
    """Columns are found by name, in any order; quoted texts may hold commas and line ends."""
    path = tmp_path / "some.data"
    path.write_text('category,text\nlate,"where, please,\nis it?"\nbroken,it broke\n')
    found = read_labelled(path)
    assert found.messages[0] == Labelled("where, please,\nis it?", ("late",))
    assert len(found.messages) == 2


def test_a_table_separated_by_tabs_is_read(tmp_path: Path) -> None:
    """Several issues are taken apart; rows without a text or an issue are counted as skipped."""
    path = tmp_path / "x.tsv"
    path.write_text("utterance\tslot\tintent\nhi, you\tO\ta<div>b\n \tO\ta\nyes\tO\t\n")
    found = read_labelled(path)
    assert found.messages == (Labelled("hi, you", ("a", "b")),)
    assert found.skipped == 2


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"text,category\n", "no row"),
        (b"text,size\na,b\n", "line 1: no column for the issue"),
        (b"text,category\na,b\nc\n", "line 3: 1 columns, where the header has 2"),
        (b'text,category\na,b\n"c,d\n', "line 3"),
        (b"text,category\n\xff\xfe,b\n", "not UTF-8"),
    ],
)
def test_a_file_that_is_not_understood_is_told(tmp_path: Path, content: bytes, says: str) -> None:
    """With the line and what is wrong there."""
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=says):
        read_labelled(path)


@given(
    st.lists(st.sampled_from("aaabc"), min_size=1, max_size=40),
    st.floats(0.05, 0.95),
    st.integers(0, 99),
)
def test_holding_out_loses_nothing(issues: list[str], share: float, seed: int) -> None:
    """Both parts together are the whole, every issue can be learnt, the seed decides alone."""
    messages = [Labelled(f"{issue}{at}", (issue,)) for at, issue in enumerate(issues)]
    kept, held = hold_out(messages, share, seed)
    assert Counter([*kept, *held]) == Counter(messages)
    assert {m.issues for m in kept} == {m.issues for m in messages}
    for issue, count in Counter(issues).items():
        out = sum(m.issues[0] == issue for m in held)
        assert out == min(round(count * share), count - 1)
    assert hold_out(messages, share, seed) == (kept, held)


def test_the_calibration_error_is_the_distance_of_belief_and_truth() -> None:
    """None where beliefs come true; all of the distance where they never do."""
    half = np.array([True, False] * 50)
    assert calibration_error(np.full(100, 0.5), half) == pytest.approx(0)
    assert calibration_error(np.full(100, 0.9), half) == pytest.approx(0.4)
    assert calibration_error(np.array([1.0, 0.0]), np.array([True, True])) == pytest.approx(0.5)


def test_macro_f1_is_as_worked_out_by_hand() -> None:
    """Three of issue a, of which two are found, and one of issue b: 0.8 and 2/3."""
    test = [Labelled("", (issue,)) for issue in "aaab"]
    assert macro_f1(test, ["a", "a", "b", "b"]) == pytest.approx((0.8 + 2 / 3) / 2)


def test_any_of_a_messages_issues_is_right() -> None:
    """A message with two issues is an example of both and asks for one of them."""
    both = [Labelled("the mug has a crack and it is late", ("late", "broken"))]
    report = evaluate([*MESSAGES, *both], both, DiagnosisModel())
    assert report.accuracy == 1
    assert report.learnt_from == len(MESSAGES) + 2


def test_an_issue_that_was_never_learnt_is_named() -> None:
    """It counts as wrong, and the report says which it is."""
    report = evaluate(MESSAGES, [Labelled("where is my parcel", ("other",))], DiagnosisModel())
    assert report.unknown_issues == ("other",)
    assert report.accuracy == report.baseline_accuracy == 0


def test_the_command_tells_all_measures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One JSON object with what was measured and the baseline on the same split."""
    monkeypatch.setattr("console.diagnosis.reader.load_diagnosis_model", DiagnosisModel)
    path = tmp_path / "x.csv"
    rows = [f"{message.text},{message.issues[0]}" for message in MESSAGES]
    path.write_text("\n".join(["text,category", *rows]))
    arguments = ["eval", "diagnosis", "--train", str(path), "--holdout", "0.3", "--seed", "4"]
    result = CliRunner().invoke(main, [*arguments, "--json"])
    assert result.exit_code == 0, result.output
    told = json.loads(result.output)
    assert told["n"] == 6
    assert told["accuracy"] == told["macro_f1"] == told["baseline_accuracy"] == 1
    assert {"ece", "ms_per_message", "abstained", "baseline_macro_f1"} <= told.keys()
    assert "accuracy   1.0000" in CliRunner().invoke(main, arguments).output


@pytest.mark.parametrize("more", [[], ["--test", "y", "--holdout", "0.2"]])
def test_the_command_wants_one_thing_to_test_with(more: list[str]) -> None:
    """Neither none nor both; the exit code is that of wrong use."""
    result = CliRunner().invoke(main, ["eval", "diagnosis", "--train", "x", *more])
    assert result.exit_code == 2
    assert "--test FILE or --holdout SHARE" in result.output


@pytest.mark.slow
@pytest.mark.usefixtures("embedding_model")
@needs_shared_data
def test_real_messages_are_recognised() -> None:
    """Bank customers' messages of a third of the issues: well, and its probabilities hold.

    Fifty examples of each are enough to learn from.
    """
    messages = read_labelled(BANKING).messages
    some = sorted({m.issues[0] for m in messages})[::3]
    kept, held = hold_out([m for m in messages if m.issues[0] in some], 0.2, seed=5)
    few = [m for issue in some for m in [each for each in kept if issue in each.issues][:50]]
    assert len(few) < len(kept)
    report = evaluate(few, held, load_diagnosis_model())
    assert report.embeddings
    assert report.accuracy >= 0.925
    assert report.accuracy > report.baseline_accuracy
    assert report.ece <= 0.05
