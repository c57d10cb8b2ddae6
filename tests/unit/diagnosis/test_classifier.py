"""What the classifier makes of few, odd and contradictory examples, and of the shop's own."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console import paths
from console.channels.scripted.pack import load_pack
from console.diagnosis.calibration import calibrate
from console.diagnosis.classifier import Classifier
from console.diagnosis.protocol import Example


def examples(**texts: list[str]) -> list[Example]:
    """Examples by issue."""
    return [Example(text=text, issue=issue) for issue, each in texts.items() for text in each]


FEW = examples(
    late=["where is my parcel", "my parcel is late", "the parcel has not arrived yet"],
    broken=["the mug is broken", "it arrived with a crack", "the glass is in pieces"],
    refund=["i want my money back", "please refund me", "when do i get the money"],
)


@pytest.fixture(scope="module")
def shop() -> list[Example]:
    """The examples of the shop's taxonomy."""
    issues = load_pack(paths.resources() / "shop").issues
    return [Example(text=text, issue=issue.id) for issue in issues for text in issue.examples]


def test_three_examples_an_issue_are_enough_for_the_plain_cases() -> None:
    """The issue whose words are used comes first."""
    classifier = Classifier(FEW)
    assert classifier.read("my parcel has not come").guesses[0][0] == "late"
    assert classifier.read("a cup with a crack").guesses[0][0] == "broken"
    assert classifier.read("give me the money back").guesses[0][0] == "refund"


def test_the_same_examples_make_the_same_classifier(shop: list[Example]) -> None:
    """Nothing is left to chance."""
    texts = [example.text for example in shop[::7]]
    first = Classifier(shop).probabilities(texts)
    assert np.array_equal(first, Classifier(shop).probabilities(texts))


@pytest.mark.slow
def test_the_shops_issues_are_told_apart_by_words_alone(shop: list[Example]) -> None:
    """Of examples held out, far more are recognised than by guessing among the eighteen issues."""
    right = []
    for fold in range(5):
        held = shop[fold::5]
        classifier = Classifier([each for each in shop if each not in held])
        right += [classifier.read(each.text).guesses[0][0] == each.issue for each in held]
    assert np.mean(right) > 0.3


def test_the_evidence_is_the_customers_own_words(shop: list[Example]) -> None:
    """Each span stands in the text as it is, and they stand there in this order."""
    classifier = Classifier(shop)
    for example in shop:
        text = f"Hello!! {example.text}\n\nThanks… 😀"
        evidence = classifier.read(text).evidence
        assert evidence
        at = 0
        for span in evidence:
            at = text.index(span, at) + len(span)


def test_the_evidence_says_why() -> None:
    """The telling words are in it."""
    evidence = " ".join(Classifier(FEW).read("Hi, the mug from my order is broken").evidence)
    assert "broken" in evidence


def test_what_nobody_ever_wrote_about_is_not_sure(shop: list[Example]) -> None:
    """Words that are like no example make no diagnosis."""
    assert not Classifier(shop).read("zxqv wvut kjqz").sure


@pytest.mark.parametrize("text", ["", "   ", "?!", "😀", "\n"])
def test_a_text_without_words_is_about_nothing(text: str) -> None:
    """No guess is better than the likeliest of all."""
    verdict = Classifier(FEW).read(text)
    assert (verdict.guesses, verdict.sure, verdict.evidence) == ((), False, ())


def test_without_examples_nothing_is_known() -> None:
    """Neither no examples nor empty ones are an error."""
    for none in ([], examples(late=["", "?"])):
        assert Classifier(none).read("where is it").guesses == ()


def test_a_single_issue_is_never_sure() -> None:
    """There is nothing to tell it from."""
    verdict = Classifier(FEW[:3]).read("my parcel is late")
    assert verdict.guesses[0][0] == "late"
    assert not verdict.sure


def test_one_example_of_an_issue_is_used() -> None:
    """It is found again, though there is none to test it with."""
    classifier = Classifier([*FEW, *examples(invoice=["send me an invoice with the tax on it"])])
    assert classifier.read("i need an invoice with tax").guesses[0][0] == "invoice"


def test_contradicting_examples_share_the_probability() -> None:
    """The same words under two issues make neither sure."""
    both = examples(one=["it does not work"] * 4, two=["it does not work"] * 4)
    verdict = Classifier([*both, *FEW]).read("it does not work")
    first, second = (probability for _, probability in verdict.guesses[:2])
    assert {issue for issue, _ in verdict.guesses[:2]} == {"one", "two"}
    assert first == pytest.approx(second, abs=1e-3)
    assert not verdict.sure


def test_meaning_counts_where_words_differ() -> None:
    """A text that shares no word is recognised by a vector that lies close."""
    vectors = np.eye(3, dtype=np.float32)[[0, 0, 0, 1, 1, 1, 2, 2, 2]]
    classifier = Classifier(FEW, vectors)
    verdict = classifier.read("zerbrochen", np.eye(3, dtype=np.float32)[1:2])
    assert verdict.guesses[0][0] == "broken"


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.text("ab ?é😀", max_size=8), st.sampled_from("xyz")), min_size=0, max_size=12
    ),
    st.text("ab ?é😀", max_size=8),
)
def test_whatever_the_examples_the_guesses_are_probabilities(
    given_examples: list[tuple[str, str]], text: str
) -> None:
    """They fall, lie between 0 and 1, and name known issues once each."""
    classifier = Classifier([Example(text=t, issue=i) for t, i in given_examples])
    verdict = classifier.read(text)
    issues = [issue for issue, _ in verdict.guesses]
    probabilities = [probability for _, probability in verdict.guesses]
    assert len(set(issues)) == len(issues)
    assert set(issues) <= {issue for _, issue in given_examples}
    assert probabilities == sorted(probabilities, reverse=True)
    assert all(0 <= each <= 1 for each in probabilities)
    assert sum(probabilities) <= 1 + 1e-4
    assert not verdict.sure or verdict.guesses


def test_scores_that_are_often_wrong_are_believed_less() -> None:
    """The same scores get flatter probabilities where they were wrong more often."""
    rng = np.random.default_rng(1)
    scores = rng.normal(size=(400, 4)).astype(np.float32)
    truth = np.eye(4, dtype=np.float32)
    right = calibrate(scores, truth[scores.argmax(axis=1)])
    wrong = calibrate(scores, truth[rng.integers(0, 4, 400)])
    assert wrong.inverse_temperature < right.inverse_temperature
    assert wrong.threshold > right.threshold


@pytest.mark.parametrize(
    "text", ["Hello there!", "hi, good morning", "ok thanks", "Can you help me please?"]
)
def test_small_talk_is_about_nothing_yet(shop: list[Example], text: str) -> None:
    """Although some examples begin with a greeting."""
    assert not Classifier(shop).read(text).sure


def test_evidence_neither_begins_nor_ends_with_filler(shop: list[Example]) -> None:
    """What is shown are words that mean something by themselves."""
    text = "Wok handle is bent and the rim has dent size of a coin. Box was ok."
    evidence = Classifier(shop).read(text).evidence
    assert evidence
    ends = {word for span in evidence for word in (span.split()[0], span.split()[-1])}
    assert not {"is", "and", "the", "has", "of", "a", "was"} & ends
