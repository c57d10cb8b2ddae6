"""An entry point: something that reads what comes from outside, and how it is fed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Generic, Protocol, TypeVar

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy

from console.domain.errors import SwitchboardError
from fuzzing.mutation import one_of

T = TypeVar("T")
Errors = tuple[type[Exception], ...]
_BATCH = 2_000
"""Examples that hypothesis makes at once; it remembers them all until it is through."""


class Entry(Protocol):
    """Something to be fed."""

    @property
    def name(self) -> str:
        """What the table calls it."""
        ...

    @property
    def share(self) -> float:
        """How many of some 1,000 inputs it gets."""
        ...

    @property
    def refuses(self) -> Errors:
        """What it may raise for an input that can't be used."""
        ...

    def feed(self, count: int, number: int, give: Callable[[Any], None]) -> None:
        """Call ``give`` with so many inputs, the same ones for the same number."""
        ...

    def take(self, given: Any) -> None:  # noqa: ANN401 - its own kind of input
        """Read an input; raises one of ``refuses`` if it can't be used."""
        ...


@dataclass(frozen=True)
class FromSamples:
    """Fed with changed samples. ``reads`` raises one of ``refuses`` for what can't be used."""

    name: str
    share: float
    samples: Sequence[bytes]
    reads: Callable[[bytes], object]
    refuses: Errors = (SwitchboardError,)

    def feed(self, count: int, number: int, give: Callable[[bytes], None]) -> None:
        rng = Random(f"{self.name} {number}")
        for _ in range(count):
            give(one_of(self.samples, rng))

    def take(self, given: bytes) -> None:
        self.reads(given)


@dataclass(frozen=True)
class FromStrategy(Generic[T]):
    """Fed by hypothesis."""

    name: str
    share: float
    strategy: SearchStrategy[T]
    reads: Callable[[T], object]
    refuses: Errors = (SwitchboardError,)

    def feed(self, count: int, number: int, give: Callable[[T], None]) -> None:
        for start in range(0, count, _BATCH):
            limits = settings(
                max_examples=min(_BATCH, count - start),
                database=None,
                deadline=None,
                phases=(Phase.generate,),
                suppress_health_check=list(HealthCheck),
            )

            @seed(number * 1_000_003 + start)
            @limits
            @given(self.strategy)
            def batch(example: T) -> None:
                give(example)

            batch()

    def take(self, given: T) -> None:
        self.reads(given)
