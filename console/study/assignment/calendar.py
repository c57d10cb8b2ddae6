"""Days and shifts of a study, by the clock on the agent's workstation."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from console.study.file.design import Study


@dataclass(frozen=True, slots=True)
class Shift:
    """A stretch of time that is assigned to an arm, counted from 0, by the workstation's clock."""

    number: int
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Calendar:
    """Turns instants into days of the workstation and back; ``zone`` is the system's if null."""

    zone: tzinfo | None = None

    def local(self, now: datetime) -> datetime:
        """What the clock shows, without a zone."""
        return now.astimezone(self.zone).replace(tzinfo=None)

    def instant(self, local: datetime) -> datetime:
        """When the clock shows that; the first time where it does so twice."""
        return local.replace(tzinfo=self.zone) if self.zone else local.astimezone()

    def next_instant(self, local: datetime, now: datetime) -> datetime:
        """When the clock shows that for the first time after ``now``, in UTC.

        In the night on which it is put back it shows an hour twice.
        """
        first, again = (self.instant(local.replace(fold=fold)).astimezone(UTC) for fold in (0, 1))
        return first if first > now else again


def midnight(day: date) -> datetime:
    """The beginning of a day, without a zone."""
    return datetime.combine(day, time())


def shift_of(study: Study, local: datetime) -> Shift:
    """The shift that a time is in, counted from midnight of the first day with access.

    Shifts begin at the same times of the clock also where it is put forward or back. One that is
    in force when an hour comes for the second time stays so at that console until its end.
    """
    first = midnight(next(period.first for period in study.periods if period.access))
    length = timedelta(minutes=study.assignment.bucket_min or 0)
    number = (local - first) // length
    return Shift(number, first + number * length, first + (number + 1) * length)


def next_change(study: Study, local: datetime) -> datetime | None:
    """When another period, arm's start or shift begins, or the study ends; null if never."""
    days = [period.first for period in study.periods]
    days += [p.last + timedelta(days=1) for p in study.periods if p.last < date.max]
    days += [arm.start for arm in study.arms if arm.start is not None]
    times = [midnight(day) for day in days]
    period = study.period(local.date())
    if study.assignment.unit == "shift" and period is not None and period.access:
        times.append(shift_of(study, local).end)
    return min((time for time in times if time > local), default=None)
