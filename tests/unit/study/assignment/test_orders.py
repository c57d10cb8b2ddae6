"""Orders of arms are counterbalanced."""

from collections import Counter
from itertools import pairwise

import pytest

from console.study.assignment.orders import latin_square, orders, williams_design


@pytest.mark.parametrize("size", range(2, 9))
def test_each_arm_comes_equally_often_in_each_place(size: int) -> None:
    """Neither design favours an arm by when it is worked in, and each order has every arm."""
    for rows in (latin_square(size), williams_design(size)):
        assert all(sorted(row) == list(range(size)) for row in rows)
        times = {Counter(place)[arm] for place in zip(*rows, strict=True) for arm in range(size)}
        assert times == {len(rows) // size}


@pytest.mark.parametrize("size", range(2, 9))
def test_each_arm_follows_each_other_equally_often(size: int) -> None:
    """In Williams's design, what one arm leaves behind falls on all others alike."""
    rows = williams_design(size)
    follows = Counter(pair for row in rows for pair in pairwise(row))
    assert len(rows) == (size if size % 2 == 0 else 2 * size)
    assert len(follows) == size * (size - 1)
    assert len(set(follows.values())) == 1


def test_orders_are_of_the_studys_arms() -> None:
    """Two arms have two orders, whichever design is taken."""
    assert sorted(orders("williams", ["a", "b"])) == [("a", "b"), ("b", "a")]
    assert sorted(orders("latin", ["a", "b"])) == [("a", "b"), ("b", "a")]
