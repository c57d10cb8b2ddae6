"""How texts are taken apart into n-grams of words and characters, and how the parts are weighed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.diagnosis.features import (
    KINDS,
    MOST_WORDS,
    TermWeights,
    char_ngrams,
    has_content_words,
    same_words,
    word_ngrams,
    words_of,
)

TEXTS = st.text("abc ÄßéX,.!ﬁ１2\n", max_size=30)
SAMPLE = ["my parcel is late", "the mug is broken", "where is my parcel", "i want a refund"]


@given(TEXTS)
def test_words_stand_where_they_say(text: str) -> None:
    """In order, apart from each other, and each of its characters a word's character."""
    at = 0
    for word in words_of(text):
        assert at <= word.start < word.end <= len(text)
        assert text[word.start : word.end].replace("_", "a").isalnum()
        at = word.end


@given(TEXTS)
def test_the_same_words_in_another_dress(text: str) -> None:
    """Case, spaces and punctuation between words make no difference."""
    assert same_words(text.upper().lower()) == same_words(text.lower())
    assert same_words(" !? ".join(text[w.start : w.end] for w in words_of(text))) == same_words(
        text
    )


def test_letters_of_other_widths_are_the_same_word() -> None:
    """As some keyboards and documents have them."""
    assert same_words("ＰＡＲＣＥＬ １２") == same_words("parcel 12")


def test_a_text_of_a_million_words_is_cut_off() -> None:
    """So that nobody waits for it, nor for a word without end."""
    assert len(words_of("x " * 3 * MOST_WORDS)) == MOST_WORDS
    assert len(words_of("x" * 1_000_000)[0].form) == 40


def test_runs_are_words_and_pairs() -> None:
    """Each with the first and the last of its words."""
    assert list(word_ngrams(["a", "b"])) == [("a", 0, 0), ("a b", 0, 1), ("b", 1, 1)]


def test_pieces_of_a_word_know_its_ends() -> None:
    """A typing mistake leaves some of them, and the beginning of a word is not its middle."""
    of_parcel = {piece for piece, _, _ in char_ngrams(["parcel"])}
    assert {" pa", "parce", "el "} <= of_parcel
    assert all(2 <= len(piece) <= 5 for piece in of_parcel)
    assert len(of_parcel & {piece for piece, _, _ in char_ngrams(["parsel"])}) > 5


@pytest.mark.parametrize("text", ["", "?!", "hi", "Hello there, good morning!", "thanks a lot"])
def test_greetings_say_nothing_yet(text: str) -> None:
    """A lot may be thanked for, but no issue is named."""
    assert not has_content_words(text.replace("lot", "very"))


def test_a_word_beyond_small_talk_is_a_content_word() -> None:
    """One is enough."""
    assert has_content_words("hello, my parcel")


@given(st.sampled_from(SAMPLE), st.sampled_from(SAMPLE))
def test_the_product_of_two_rows_is_their_likeness(one: str, other: str) -> None:
    """It is 1 for equal texts, less for others, and never negative."""
    rows = TermWeights(SAMPLE).rows([one, other])
    likeness = float((rows[0] @ rows[1].T).toarray()[0, 0])
    assert (likeness == pytest.approx(1, abs=1e-5)) == (one == other)
    assert likeness >= 0


def test_a_text_with_nothing_in_common_has_an_empty_row() -> None:
    """It is like no example."""
    assert TermWeights(SAMPLE).rows(["ＸＹＺ 999", ""]).nnz == 0


def test_a_column_is_that_of_its_part() -> None:
    """Words come before characters, and a part that no example has has no column."""
    weights = TermWeights(SAMPLE)
    row = weights.rows(["parcel"])
    column = weights.column(0, "parcel")
    assert column is not None
    assert row[0, column] > 0
    assert weights.column(0, "nowhere") is None
    columns = {weights.column(1, piece) for piece, _, _ in KINDS[1](["parcel"])}
    assert columns | {column} == set(row.indices.tolist())
    assert np.diff(weights.starts).min() > 0
