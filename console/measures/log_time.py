"""The log's own time: one axis on which all durations of a log are differences.

Within a session it is monotonic time, which no clock correction touches. Monotonic clocks of two
sessions have nothing in common, so the gap between them (a crash, a night) is wall time.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from console.domain import events as ev


@dataclass(frozen=True, slots=True)
class Moment:
    """A place on the axis: nanoseconds since the log's first event, and the wall time there."""

    ns: int
    wall: datetime

    def before(self, ns: int) -> "Moment":
        """The moment ``ns`` nanoseconds earlier."""
        return Moment(self.ns - ns, self.wall - timedelta(microseconds=ns / 1000))


@dataclass(frozen=True, slots=True)
class Timed:
    """An event and where it lies on the axis, in nanoseconds since the log's first event."""

    event: ev.Event
    ns: int

    @property
    def fact(self) -> ev.AnyFact:
        """What happened."""
        return self.event.fact

    @property
    def moment(self) -> Moment:
        """When it happened."""
        return Moment(self.ns, self.event.wall)


def timed(events: Iterable[ev.Event]) -> Iterator[Timed]:
    """Place the events of one log on its axis. They must come in the order of the log.

    Where the wall clock was set back between two sessions the gap counts as nothing.
    """
    before: ev.Event | None = None
    ns = 0
    for event in events:
        if before is not None:
            ns += _step(before, event)
        yield Timed(event, ns)
        before = event


def seconds(ns: int) -> float:
    """Nanoseconds as seconds."""
    return ns / 1e9


def _step(before: ev.Event, event: ev.Event) -> int:
    if event.session == before.session:
        return event.mono_ns - before.mono_ns
    return max(0, (ev.to_micros(event.wall) - ev.to_micros(before.wall)) * 1000)
