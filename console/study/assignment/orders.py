"""Orders in which an agent works in each arm once, such that orders don't favour an arm."""

from collections.abc import Sequence


def latin_square(size: int) -> list[list[int]]:
    """Orders in which each number comes once in each place.

    >>> latin_square(3)
    [[0, 1, 2], [1, 2, 0], [2, 0, 1]]
    """
    return [[(row + place) % size for place in range(size)] for row in range(size)]


def williams_design(size: int) -> list[list[int]]:
    """Orders that also have each number right after each other one equally often (Williams 1949).

    There are as many as numbers if these are even, else twice as many.

    >>> williams_design(4)
    [[0, 1, 3, 2], [1, 2, 0, 3], [2, 3, 1, 0], [3, 0, 2, 1]]
    """
    zigzag = [(place + 1) // 2 if place % 2 else size - place // 2 for place in range(size)]
    rows = [[(start + step) % size for step in zigzag] for start in range(size)]
    return rows if size % 2 == 0 else rows + [row[::-1] for row in rows]


def orders(kind: str, arms: Sequence[str]) -> list[tuple[str, ...]]:
    """The orders of a study's arms; ``kind`` is williams or latin."""
    design = williams_design if kind == "williams" else latin_square
    return [tuple(arms[number] for number in row) for row in design(len(arms))]
