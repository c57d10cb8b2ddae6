"""What the log costs the window, how much it takes, and how a year of it opens.

Rounds in which all take turns; of each number the median over the rounds counts. All logs are
in one folder on one disk, and every event is one ``append`` of one fact from a day at a desk.

- ``append_us``: how long the caller of ``append`` is held up while 2,000 events a second come,
  evenly, and another thread writes and syncs them; ``append_live_us`` the same at 50 a
  second, where the caller has slept before each and the processor's caches are cold, to be
  compared with ``nothing_live_us``, an empty call under the same conditions; ``append_year_us`` at
  2,000 a second again, on the year's log.
- ``synced_per_s``: ``ours`` is events appended as fast as possible, until the last is synced;
  ``ours_one_by_one`` waits for the disk after each; ``sqlite_utils`` is sqlite-utils inserting the
  same rows into the same table, each in a transaction of its own, WAL and ``synchronous = FULL``
  like ours.
- ``open_s``: from the file to the desk, with the half day that a cut-off session left behind. Where
  the system allows it the file is dropped from memory before.
"""

import tempfile
from contextlib import closing
from itertools import count, cycle
from pathlib import Path

from console import paths
from console.bench.drafts.wording import shop_sentences
from console.bench.log import timing
from console.bench.log.day import day
from console.bench.log.results import LogBenchPlan, LogBenchResults, LogRounds
from console.bench.log.year import require_room, write_year
from console.domain import events as ev
from console.domain.clock import SystemClock
from console.domain.progress import StepProgress
from console.store.log import EventLog

BUSY_PER_S = 2_000
LIVE_PER_S = 50


def run(
    folder: Path | None, plan: LogBenchPlan, progress: StepProgress = lambda *_: None
) -> LogBenchResults:
    """Measure in a new folder inside ``folder``, the system's place for such if None.

    The folder is gone afterwards.

    Raises:
        UsageError: there is not enough room.
        StoreError: the folder can't be written.
    """
    base = folder or Path(tempfile.gettempdir())
    require_room(base, plan.events)
    with tempfile.TemporaryDirectory(prefix="switchboard-bench-", dir=base) as scratch:
        return _Bench(Path(scratch), plan, progress).run()


class _Bench:
    """All logs of one run."""

    def __init__(self, folder: Path, plan: LogBenchPlan, progress: StepProgress) -> None:
        self._folder, self._plan, self._progress = folder, plan, progress
        self._sentences = shop_sentences(paths.resources() / "shop")
        chats = [f"r-{number:03d}" for number in range(100)]
        self._facts = cycle(day(chats, self._sentences))
        self._numbers = count()
        self._dropped = True

    def run(self) -> LogBenchResults:
        """Write the year's log, then all rounds."""
        plan, year = self._plan, self._folder / "year.db"
        write_year(year, plan.events, self._sentences, self._report_progress)
        size = year.stat().st_size
        self._round(year, LogRounds())  # warms up
        rounds = LogRounds()
        for number in range(plan.rounds):
            self._progress(number, plan.rounds, "rounds")
            self._round(year, rounds)
        self._progress(plan.rounds, plan.rounds, "rounds")
        return rounds.results(plan, size, self._dropped)

    def _report_progress(self, events: int) -> None:
        self._progress(events, self._plan.events, f"writing the year's log in {self._folder}")

    def _round(self, year: Path, rounds: LogRounds) -> None:
        """Everything once."""
        plan = self._plan
        busy, live = round(BUSY_PER_S * plan.busy_s), round(LIVE_PER_S * plan.live_s)
        with closing(self._log()) as log:
            rounds.busy.append(timing.paced(log, self._take(busy), BUSY_PER_S))
        rounds.rates.append(self._rates())
        self._dropped &= timing.drop_from_memory(year)
        rounds.opened.append(timing.seconds_to_open(year))
        rounds.year.append(timing.paced_on(year, self._take(busy), BUSY_PER_S))
        with closing(self._log()) as log:
            rounds.live.append(timing.paced(log, self._take(live), LIVE_PER_S))
        rounds.nothing.append(timing.paced_nothing(self._take(live), LIVE_PER_S))

    def _rates(self) -> dict[str, float]:
        many, few = self._take(self._plan.many), self._take(self._plan.few)
        with closing(self._log()) as log:
            return {
                "ours": timing.rate_together(log, many),
                "ours_one_by_one": timing.rate_one_by_one(log, few),
                "sqlite_utils": timing.rate_of_sqlite_utils(self._path(), few),
            }

    def _take(self, number: int) -> list[ev.AnyFact]:
        return [next(self._facts) for _ in range(number)]

    def _path(self) -> Path:
        return self._folder / f"{next(self._numbers)}.db"

    def _log(self) -> EventLog:
        return EventLog(self._path(), SystemClock())
