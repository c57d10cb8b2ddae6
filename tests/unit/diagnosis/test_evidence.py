"""The words that speak for a diagnosis are the customer's own, few, and in their order."""

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from console.diagnosis.evidence import MOST_SPANS, MOST_WORDS, spans
from console.diagnosis.features import SMALL_TALK, TermWeights, words_of

VOCABULARY = ["parcel", "late", "broken", "mug", "refund", "the", "hello", "and", "Ärger"]
WEIGHTS = TermWeights([" ".join(VOCABULARY), *VOCABULARY])


def adds_of(words: Sequence[str], worth: float = 1.0) -> dict[int, float]:
    """What speaks for the diagnosis: these words, each as much."""
    columns = (WEIGHTS.column(0, word) for word in words)
    return {column: worth for column in columns if column is not None}


@settings(deadline=None)
@given(
    st.lists(st.sampled_from([*VOCABULARY, "!", "…", "unknown"]), max_size=25),
    st.dictionaries(st.integers(0, 200), st.floats(-1, 1), max_size=40),
)
def test_spans_stand_in_the_text_in_order(words: list[str], adds: dict[int, float]) -> None:
    """At most so many, of at most so many words, none overlapping another."""
    text = " ".join(words)
    evidence = spans(text, adds, WEIGHTS)
    assert len(evidence) <= MOST_SPANS
    at = 0
    for span in evidence:
        at = text.index(span, at) + len(span)
        assert 1 <= len(words_of(span)) <= MOST_WORDS
        assert words_of(span)[0].form not in SMALL_TALK
        assert words_of(span)[-1].form not in SMALL_TALK


@given(st.lists(st.sampled_from(VOCABULARY), max_size=10))
def test_without_support_there_is_no_evidence(words: list[str]) -> None:
    """Words that speak against a diagnosis, or not at all, are not shown for it."""
    text = " ".join(words)
    assert spans(text, {}, WEIGHTS) == ()
    assert spans(text, adds_of(VOCABULARY, -1.0), WEIGHTS) == ()


def test_the_words_that_count_are_shown_as_they_were_written() -> None:
    """With their capitals and what stands between them."""
    text = "Hello! The PARCEL, late again. And the unknown."
    assert spans(text, adds_of(["parcel", "late"]), WEIGHTS) == ("PARCEL, late",)


def test_a_weak_word_is_not_shown_beside_a_strong_one() -> None:
    """Only what says nearly as much as the best."""
    adds = {**adds_of(["broken"]), **adds_of(["refund"], 0.1)}
    assert spans("broken unknown unknown refund", adds, WEIGHTS) == ("broken",)


def test_greetings_are_no_evidence() -> None:
    """Even where every example of an issue began with one."""
    assert spans("hello and hello", adds_of(["hello", "and"]), WEIGHTS) == ()
