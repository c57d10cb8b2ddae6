"""Chance is portable, fair, and independent between labels."""

import hashlib
from collections import Counter
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chisquare

from console.study.assignment.seeded_shuffle import SeededShuffle

LABELS = st.lists(st.text(max_size=4) | st.integers(), max_size=3)


def test_octets_are_sha256_in_counter_mode() -> None:
    """The bytes are those that the description says, written down by hand for one label."""
    first = hashlib.sha256(b'00ff\n["arms","\\u00e9",2]\n0').digest()
    second = hashlib.sha256(b'00ff\n["arms","\\u00e9",2]\n1').digest()
    assert SeededShuffle("00ff").octets(("arms", "é", 2), 40) == (first + second)[:40]


def test_a_shuffle_never_changes_between_versions() -> None:
    """Assignments that were made once must come out again: these orders are fixed for good."""
    assert SeededShuffle("00ff").shuffled(("a",), range(8)) == [7, 0, 6, 1, 4, 5, 3, 2]
    assert SeededShuffle("00ff").shuffled(("b",), range(8)) == [4, 3, 7, 6, 0, 2, 1, 5]


@given(st.text("0123456789abcdef", min_size=1, max_size=8), LABELS, st.lists(st.integers()))
def test_a_shuffle_keeps_what_it_shuffles(
    key: str, label: list[str | int], items: list[int]
) -> None:
    """Nothing is lost or doubled, and the same key and label give the same order."""
    once = SeededShuffle(key).shuffled(label, items)
    assert Counter(once) == Counter(items)
    assert SeededShuffle(key).shuffled(label, items) == once


def test_all_orders_are_equally_likely() -> None:
    """Over 12,000 labels the 24 orders of four items come equally often (χ² test)."""
    shuffle = SeededShuffle("key")
    seen = Counter(tuple(shuffle.shuffled(("n", n), range(4))) for n in range(12_000))
    assert chisquare([seen[order] for order in permutations(range(4))]).pvalue > 0.001
