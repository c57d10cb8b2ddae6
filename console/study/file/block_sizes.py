"""How many places of a block each arm gets."""

from collections.abc import Sequence

LARGEST_BLOCK = 1000


def exact_block(shares: Sequence[float]) -> int | None:
    """The smallest block of which every share is a whole number of places; None if above 1000."""
    sizes = range(1, LARGEST_BLOCK + 1)
    return next((size for size in sizes if all(_is_whole(share * size) for share in shares)), None)


def block_of(shares: Sequence[float]) -> int:
    """The block where a study names none: the smallest that fits and is not below the arms' number.

    Raises:
        ValueError: no block up to 1000 fits.
    """
    smallest = exact_block(shares)
    if smallest is None:
        raise ValueError("these shares fit into no block")
    return smallest * -(-len(shares) // smallest)


def counts(shares: Sequence[float], block: int) -> list[int]:
    """How many places of a fitting block each share is."""
    return [round(share * block) for share in shares]


def _is_whole(places: float) -> bool:
    return round(places) >= 1 and abs(places - round(places)) < 1e-6
