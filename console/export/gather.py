"""Collects session databases: each log once, however many copies of it there are."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import takewhile
from pathlib import Path
from typing import Protocol

from console.domain import events as ev
from console.domain.errors import DatabaseDamaged, StoreError


class SourceExtent(Protocol):
    """How far a log goes (``console.store.copies.LogExtent``)."""

    @property
    def name(self) -> str | None: ...
    @property
    def sessions(self) -> tuple[str, ...]: ...
    @property
    def events(self) -> int: ...
    @property
    def last_seq(self) -> int: ...
    @property
    def last_digest(self) -> bytes: ...


@dataclass(frozen=True)
class LogStore:
    """What the export needs of the store, which alone opens databases.

    ``read_readable`` reads what can still be read of a damaged log.
    """

    read: Callable[[Path], Iterable[ev.Event]]
    read_readable: Callable[[Path], Iterable[ev.Event]]
    verify: Callable[[Path], list[str]]
    extent: Callable[[Path], SourceExtent]
    digest_at: Callable[[Path, int], bytes | None]


@dataclass(frozen=True, slots=True)
class LogSource:
    """One database as it was found."""

    path: Path
    extent: SourceExtent
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gathered:
    """All databases, and of each log the one copy that goes furthest, in order of their names."""

    sources: tuple[LogSource, ...]
    logs: tuple[LogSource, ...]

    def facts(self, store: LogStore) -> Iterator[tuple[str, Iterable[ev.Event]]]:
        """Each log's name and events, up to where they went when they were gathered."""
        for log in self.logs:
            read = store.read_readable if log.problems else store.read
            yield log.extent.name or "", _up_to(log.extent.last_seq, read(log.path))


def gather(
    databases: Sequence[Path],
    store: LogStore,
    *,
    allow_damaged: bool,
    on_database: Callable[[Path], None],
) -> Gathered:
    """Verify databases and find copies. The order in which they are named makes no difference.

    Raises:
        StoreError: a database can't be read, or two copies of a log contradict each other.
        DatabaseDamaged: a log is not sound and that is not allowed.
    """
    sources = []
    for path in sorted({database.resolve() for database in databases}):
        on_database(path)
        sources.append(_checked(path, store, allow_damaged))
    sources.sort(key=lambda s: (s.extent.sessions, s.extent.events, s.path.name))
    logs: list[LogSource] = []
    for source in sources:
        copies = [log for log in logs if _share_a_session(log, source)]
        logs = [log for log in logs if log not in copies]
        if source.extent.sessions:
            logs.append(reduce(lambda one, other: _further(one, other, store), copies, source))
    return Gathered(tuple(sources), tuple(sorted(logs, key=lambda log: log.extent.sessions)))


def _share_a_session(one: LogSource, other: LogSource) -> bool:
    return not set(one.extent.sessions).isdisjoint(other.extent.sessions)


def _checked(path: Path, store: LogStore, allow_damaged: bool) -> LogSource:
    extent = store.extent(path)
    problems = store.verify(path)
    if problems and not allow_damaged:
        raise DatabaseDamaged(
            f"{path} is damaged: {problems[0]} ({len(problems)} problems in all); "
            "--allow-damaged exports what can be read and notes them"
        )
    return LogSource(path, extent, tuple(problems))


def _further(one: LogSource, other: LogSource, store: LogStore) -> LogSource:
    """The copy that goes on where the other stops; a whole one before a damaged one."""
    short, long = sorted(
        (one, other), key=lambda source: (source.extent.last_seq, not source.problems)
    )
    if store.digest_at(long.path, short.extent.last_seq) != short.extent.last_digest:
        raise StoreError(
            f"{one.path} and {other.path} begin alike but differ later; one was worked on after "
            "it was copied: export them one at a time"
        )
    return long


def _up_to(last_seq: int, events: Iterable[ev.Event]) -> Iterator[ev.Event]:
    """What a console that works on meanwhile has not written since."""
    return takewhile(lambda event: event.seq <= last_seq, events)
