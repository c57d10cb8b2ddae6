"""What carries out operations: the protocol, what it is given, and what it answers."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, Protocol

from console.domain.customers import Customer, Order

By = Literal["back_office", "site"]
"""Who carried an operation out, as ``ActionTaken.by`` says it."""


@dataclass(frozen=True, slots=True)
class Task:
    """One operation to carry out.

    ``action`` is an id that no other task has: an executor that gets it twice does it once.
    ``order`` and ``item`` are what the chat is about, null where that is not known. ``told`` is the
    customer's message that met each need of the procedure, by need.
    """

    action: str
    chat: str
    operation: str
    step: str
    customer: Customer
    order: Order | None = None
    item: str | None = None
    told: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a task; ``detail`` says why it failed, or what came of it."""

    action: str
    done: bool
    detail: str | None = None


class Executor(Protocol):
    """Carries out operations. None of the methods blocks or raises."""

    by: By

    def can(self, operation: str) -> bool:
        """Whether it knows this operation."""
        ...

    def start(self, task: Task) -> None:
        """Begin with a task; its result comes from ``poll``."""
        ...

    def poll(self) -> Iterable[Result]:
        """The results that have come since the last call."""
        ...

    def stop(self) -> None:
        """Give up what is not finished."""
        ...
