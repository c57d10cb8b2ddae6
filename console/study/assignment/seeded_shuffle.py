"""Pseudo-random order, the same in every language and version, from SHA-256 in counter mode.

The bytes for a label are ``SHA-256(key + "\\n" + label + "\\n" + n)`` for n = 0, 1, 2 …, where the
key is in hexadecimal, the label a JSON array without spaces (non-ASCII escaped), and n in decimal.
Numbers are taken from them eight bytes at a time, the most significant first; one that would make
small remainders likelier is thrown away. Shuffling is Fisher and Yates's, from the end.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from itertools import chain, count, islice
from typing import TypeVar

T = TypeVar("T")

Label = Sequence[str | int]
"""What is randomised: different labels are independent of each other."""

_WORD = 1 << 64


class SeededShuffle:
    """Shuffles under a key; the same key and label always give the same."""

    def __init__(self, key: str) -> None:
        """``key`` is a text in hexadecimal."""
        self._key = key

    def octets(self, label: Label, size: int) -> bytes:
        """That many bytes."""
        return bytes(islice(chain.from_iterable(self._digests(label)), size))

    def shuffled(self, label: Label, items: Sequence[T]) -> list[T]:
        """The items in an order each of which is equally likely."""
        order = list(items)
        words = self._words(label)
        for last in range(len(order) - 1, 0, -1):
            other = _below(last + 1, words)
            order[last], order[other] = order[other], order[last]
        return order

    def _digests(self, label: Label) -> Iterator[bytes]:
        name = json.dumps(list(label), separators=(",", ":"))
        for n in count():
            yield hashlib.sha256(f"{self._key}\n{name}\n{n}".encode()).digest()

    def _words(self, label: Label) -> Iterator[int]:
        for digest in self._digests(label):
            for start in range(0, len(digest), 8):
                yield int.from_bytes(digest[start : start + 8], "big")


def _below(bound: int, words: Iterator[int]) -> int:
    """A number from 0 below ``bound``, each equally likely."""
    fair = _WORD - _WORD % bound
    return next(word for word in words if word < fair) % bound
