"""How alike two texts are, and what counts as typed again."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.measures.text.similarity import LEAST_LENGTH, ONE_IN, edit, is_retyped

ASKED = "Could you please tell me your order number?"
PLAIN = st.text(st.sampled_from("abc def"), max_size=60)


def test_an_edit_is_counted_in_characters() -> None:
    """One letter of ten exchanged; a capital letter and a space are edits too."""
    assert edit("0123456789", "012345678x") == (1, 0.9)
    assert edit("Refunds", "refunds ") == (2, 0.75)
    assert edit("退款到账", "退款已到账") == (1, 0.8)


def test_an_edit_of_nothing() -> None:
    """Two empty texts are the same; from nothing, every character is new."""
    assert edit("", "") == (0, 1.0)
    assert edit("", "abc") == (3, 0.0)


@settings(deadline=None)
@given(st.text(max_size=30), st.text(max_size=30))
def test_an_edit_is_as_far_there_as_back(one: str, other: str) -> None:
    """The distance is symmetric, at most the longer length, and nought for the same text only."""
    distance, similarity = edit(one, other)
    assert edit(other, one) == (distance, similarity)
    assert abs(len(one) - len(other)) <= distance <= max(len(one), len(other))
    assert 0 <= similarity <= 1
    assert (distance == 0) == (one == other)


@pytest.mark.parametrize(
    "typed",
    [
        ASKED,
        ASKED.upper(),
        "  could you  please\ntell me your order number ",
        "Could you please tell me your oder numbr?",
        "Could you please tell me your order number，",
    ],
)
def test_slips_case_and_spaces_leave_it_the_same(typed: str) -> None:
    """What a person changes who types what they read."""
    assert is_retyped(ASKED, typed)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "Sure!",
        "Could you please tell me your e-mail address?",
        "Hello Mia! Could you please tell me your order number?",
        "Could you please tell me",
    ],
)
def test_another_sentence_is_not_the_same(typed: str) -> None:
    """Nor is the suggestion with more than a tenth added or left out: that is the agent's own."""
    assert not is_retyped(ASKED, typed)


def test_short_messages_are_alike_by_chance() -> None:
    """They tell nothing about where they come from; Chinese ones say more in fewer characters."""
    assert not is_retyped("Hello! How are you?", "Hello! How are you?")
    assert is_retyped("Hello! How are you??", "Hello! How are you??")
    assert not is_retyped("您好，在吗", "您好，在吗")
    assert is_retyped("退款会在三天内到账", "退款会在三天内到账")


def test_full_width_and_curved_characters_are_the_same() -> None:
    """Keyboards differ in what they type."""
    assert is_retyped("退款，三天内到账！ＡＢ", "退款,三天内到账!AB")
    assert is_retyped("You’ll get “the” refund soon", 'You\'ll get "the" refund soon')


def test_the_limit_is_one_character_in_ten() -> None:
    """Exactly a tenth is still near-identical, one more is not."""
    text = "x" * (2 * LEAST_LENGTH)
    most = len(text) // ONE_IN
    assert is_retyped(text, "y" * most + text[most:])
    assert not is_retyped(text, "y" * (most + 1) + text[most + 1 :])


def test_what_nobody_types_again_is_not_compared() -> None:
    """A megabyte that was pasted, or whose characters take long to bring into order."""
    assert not is_retyped("x" * 1_000_000, "x" * 1_000_000)
    assert not is_retyped(ASKED, "\u0300\u0316" * 500_000)


@settings(deadline=None)
@given(PLAIN, PLAIN)
def test_near_identical_is_what_the_distance_says(one: str, other: str) -> None:
    """The quick look at lengths gives the same answer as the whole comparison."""
    texts = [" ".join(text.split()) for text in (one, other)]
    distance, _ = edit(*texts)
    alike = ONE_IN * distance <= max(map(len, texts)) and min(map(len, texts)) >= LEAST_LENGTH
    assert is_retyped(one, other) == is_retyped(other, one) == alike
