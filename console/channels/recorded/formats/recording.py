"""A recorded chat, whatever format it was kept in, and what a format module provides."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path

from console.domain.customers import Customer
from console.domain.errors import ChannelError


@dataclass(frozen=True, slots=True)
class RecordedTurn:
    """One message. ``number`` is its place counted over both sides.

    A gap in the numbers means that somebody wrote and what they wrote isn't recorded.
    """

    number: int
    by_agent: bool
    text: str


@dataclass(frozen=True)
class Recording:
    """One recorded chat; ``source`` is the file it comes from and ``id`` its name in there."""

    id: str
    format: str
    source: Path
    customer: Customer
    turns: tuple[RecordedTurn, ...]
    known_issue: str | None = None

    @cached_property
    def runs(self) -> tuple[tuple[str, ...], ...]:
        """The customer's messages; those that came without an agent's turn between are one run."""
        own = [turn for turn in self.turns if not turn.by_agent]
        runs = [[turn.text] for turn in own[:1]]
        for before, turn in pairwise(own):
            if turn.number <= before.number + 1:
                runs[-1].append(turn.text)
            else:
                runs.append([turn.text])
        return tuple(tuple(run) for run in runs)


@dataclass(frozen=True, slots=True)
class Format:
    """How to recognise a format by the beginning of a file, and how to read the whole of it.

    ``read`` gets the text, the file and the number of its first recording, by which customers
    without a name are distinguished. It raises ChannelError where the text is damaged.
    """

    name: str
    recognises: Callable[[str], bool]
    read: Callable[[str, Path, int], Iterator[Recording]]


def unnamed(number: int) -> str:
    """What a customer is called whose name isn't recorded."""
    return f"Customer {number}"


def damaged(source: Path, line: int | None, what: str, expected: str) -> ChannelError:
    """The error for a file that is in a known format but can't be read to its end."""
    where = f"{source}, line {line}" if line else f"{source}"
    return ChannelError(f"{where}: {what}; expected {expected}")
