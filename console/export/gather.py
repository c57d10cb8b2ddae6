"""Brings session databases together: each log once, each session once, however many copies."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from console.domain import events as ev
from console.domain.errors import DatabaseDamaged, StoreError
from console.measures.history import History, read_history

Read = Callable[[Path], Iterable[ev.Event]]
"""Reads a database's events in order; raises StoreError if it can't."""

Verify = Callable[[Path], list[str]]
"""Says what is wrong with a database, a sentence each."""


@dataclass(frozen=True, slots=True)
class Source:
    """One database as it was found."""

    name: str
    sessions: tuple[str, ...]
    events: int
    problems: tuple[str, ...]


@dataclass(slots=True)
class _Log:
    """One log, put together from copies of its file; copies differ in how far they go."""

    paths: list[Path] = field(default_factory=list)
    events: dict[int, ev.Event] = field(default_factory=dict)

    def add(self, path: Path, events: Iterable[ev.Event]) -> None:
        self.paths.append(path)
        for event in events:
            if self.events.setdefault(event.seq, event) != event:
                others = ", ".join(str(p) for p in self.paths[:-1])
                raise StoreError(
                    f"{path} and {others} begin alike but differ from event {event.seq} on; "
                    "one was worked on after it was copied: export them one at a time"
                )


@dataclass(frozen=True, slots=True)
class Gathered:
    """What the databases hold together: their logs in order of time, and what each was."""

    sources: list[Source]
    logs: list[History]


def gather(
    databases: Sequence[Path],
    *,
    read: Read,
    verify: Verify,
    allow_damaged: bool,
    told: Callable[[Path], None],
) -> Gathered:
    """Verify and read databases. The order in which they are named makes no difference.

    Raises:
        StoreError: a database can't be read, or two contradict each other.
        DatabaseDamaged: a log is not sound and that is not allowed, or is past reading.
    """
    sources: list[Source] = []
    logs: list[_Log] = []
    for path in sorted({database.resolve() for database in databases}):
        told(path)
        problems = verify(path)
        if problems and not allow_damaged:
            raise DatabaseDamaged(
                f"{path} is damaged: {problems[0]} ({len(problems)} problems in all); "
                "--allow-damaged exports what can be read and notes them"
            )
        events = list(read(path))
        sessions = tuple(dict.fromkeys(event.session for event in events))
        sources.append(Source(path.name, sessions, len(events), tuple(problems)))
        _log_with(sessions, logs).add(path, events)
    sources.sort(key=lambda source: (source.name, source.sessions, source.events))
    return Gathered(sources, sorted(map(_history, filter(_has_events, logs)), key=_begin))


def _log_with(sessions: tuple[str, ...], logs: list[_Log]) -> _Log:
    for log in logs:
        if any(event.session in sessions for event in log.events.values()):
            return log
    logs.append(_Log())
    return logs[-1]


def _has_events(log: _Log) -> bool:
    return bool(log.events)


def _history(log: _Log) -> History:
    try:
        return read_history(log.events[seq] for seq in sorted(log.events))
    except ValueError as error:
        raise DatabaseDamaged(f"{log.paths[0]} can't be made sense of: {error}") from error


def _begin(history: History) -> tuple[object, str]:
    first = next(iter(history.sessions.values())).events[0].event
    return first.wall, first.session
