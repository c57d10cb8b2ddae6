"""Alternatives sorted by their initials match what they do in their order."""

import re
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.alternatives import by_initial, in_order

_PARTS = st.sampled_from(
    [
        *(
            "a",
            "an",
            "and",
            "ant",
            "A",
            "is",
            "isn['’]t",
            "s?",
            "st",
            "sk",
            "ſ",
            "é",
            "ß",
            "(?:b|ab)",
        ),
        *("[a|b]", r"\|", r"\w*", "1", "12", "b+", "", " ", "(?<!a)b", "(?=a)an?"),
    ]
)
_ALTERNATIVES = st.lists(
    st.lists(_PARTS, min_size=1, max_size=3).map("".join), min_size=1, max_size=9
)


def _spans(pattern: str, text: str) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer(pattern, text, re.IGNORECASE)]


@given(_ALTERNATIVES, st.text("aAbnNtdsSſkKiİı'’éÉßẞ12| ", max_size=30))
def test_the_same_is_matched_as_by_the_plain_alternatives(
    alternatives: list[str], text: str
) -> None:
    """Whatever the alternatives and the text, at the same places and just as far."""
    plain = "|".join(alternatives)
    for before, after in (("", ""), (r"\b", r"\b"), ("(?:a )?", "(?: b)?s")):
        expected = _spans(f"{before}(?:{plain}){after}", text)
        assert _spans(f"{before}{by_initial(plain)}{after}", text) == expected


def test_all_letters_that_count_as_the_same_are_taken_for_the_same() -> None:
    """Every initial matches all that it does where case is ignored, as K for kelvin."""
    every = "".join(map(chr, range(sys.maxunicode + 1)))
    for initial in map(chr, range(0x30, 0x180)):
        if initial.isalnum():
            expected = re.findall(initial, every, re.IGNORECASE)
            assert re.findall(by_initial(f"{initial}|\x00\x00"), every, re.IGNORECASE) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("january", ["january"]),
        ("JANUAR", ["JANUAR"]),
        ("jan", ["jan"]),
        ("mark", ["mar"]),
        ("MÄRZ", ["MÄRZ"]),
    ],
)
def test_the_first_of_those_with_one_initial_is_taken(text: str, expected: list[str]) -> None:
    """The order of alternatives that begin alike counts as before."""
    months = by_initial("january|januar|jan|märz|mar")
    assert re.findall(months, text, re.IGNORECASE) == expected


@given(st.text("ab.\nx", max_size=20))
def test_in_order_finds_what_the_plain_pattern_finds(text: str) -> None:
    """Somewhere in a stretch of the text, and nowhere else."""
    for within in (".", "[^.]", r"[^.\n]"):
        expected = re.search(f"ab{within}*ba", text)
        found = re.search(in_order("ab", "(ba)", within=within), text)
        assert (found is None) == (expected is None)
        assert found is None or expected is None or found.end() == expected.end()
