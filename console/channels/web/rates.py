"""How often something may happen: so many times at once, and one more after each pause."""

from collections.abc import Callable
from dataclasses import dataclass

_MOST_KEPT = 10_000


@dataclass(slots=True)
class _Bucket:
    left: float
    at_s: float


class Rates:
    """One allowance for each name, such as an address. Of those that are full nothing is kept."""

    def __init__(self, rate: tuple[int, float], clock_s: Callable[[], float]) -> None:
        """``rate`` is how many at once, and the seconds until one more is allowed."""
        self._most, self._pause_s = rate
        self._clock_s = clock_s
        self._buckets: dict[str, _Bucket] = {}

    def take(self, name: str) -> bool:
        """Use one up; false if there is none left."""
        now = self._clock_s()
        bucket = self._buckets.get(name)
        if bucket is None:
            if len(self._buckets) >= _MOST_KEPT:
                self._forget_full(now)
            bucket = self._buckets[name] = _Bucket(self._most, now)
        bucket.left = min(self._most, bucket.left + (now - bucket.at_s) / self._pause_s)
        bucket.at_s = now
        if bucket.left < 1:
            return False
        bucket.left -= 1
        return True

    def _forget_full(self, now: float) -> None:
        after_s = self._most * self._pause_s
        kept = {name: b for name, b in self._buckets.items() if now - b.at_s < after_s}
        self._buckets = kept if len(kept) < _MOST_KEPT else {}
