"""Opening a log for work: whole, or set aside and begun anew, with the desk it holds."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from filelock import BaseFileLock

from console.domain import events as ev
from console.domain.clock import Clock
from console.domain.desk import Desk, fold_leaving_out
from console.domain.errors import DatabaseDamaged
from console.store.database import lock, set_aside
from console.store.log import EventLog, PassingFacts


@dataclass(frozen=True, slots=True)
class OpenedLog:
    """A log ready for a session; ``notice`` names what was set aside, for the agent."""

    log: EventLog
    desk: Desk
    notice: str | None = None


MakePassing = Callable[[], PassingFacts]


def open_log(path: Path, clock: Clock, passing: MakePassing | None = None) -> OpenedLog:
    """Open or create the log; a damaged one is renamed and a new one takes its place.

    Nobody else can get at the file between finding the damage and beginning anew. ``passing`` makes
    what decides how much of each fact is stored; all is if null.

    Raises:
        DatabaseInUse, DatabaseTooNew, StoreError: see ``EventLog``; nothing was touched.
    """
    path = path.resolve()
    held = lock(path)
    try:
        return _open(path, clock, held, passing)
    except DatabaseDamaged as error:
        kept = set_aside(path, clock)
        notice = f"{error}. It was kept as {kept.name}; a new {path.name} was begun"
        begun = EventLog(path, clock, held, passing() if passing else None)
        return OpenedLog(begun, Desk(), notice)
    finally:
        held.release()


def _told(path: Path, left_out: list[str]) -> str | None:
    if not left_out:
        return None
    facts = "1 fact" if len(left_out) == 1 else f"{len(left_out):,} facts"
    return (
        f"{facts} in {path.name} contradict what was recorded before and were left out "
        f"({left_out[0]}). Everything else is here"
    )


def _open(
    path: Path, clock: Clock, held: BaseFileLock, make_passing: MakePassing | None
) -> OpenedLog:
    passing = make_passing() if make_passing else None
    log = EventLog(path, clock, held, passing)
    try:
        known = log.read(after=log.recovery_point())
        desk, left_out = fold_leaving_out(known if passing is None else _followed(known, passing))
        return OpenedLog(log, desk, _told(path, left_out))
    except ValueError as error:
        log.close()
        raise DatabaseDamaged(f"{path} contradicts itself: {error}") from error
    except BaseException:
        log.close()
        raise


def _followed(events: Iterable[ev.Event], passing: PassingFacts) -> Iterator[ev.Event]:
    for event in events:
        passing.follow(event)
        yield event
