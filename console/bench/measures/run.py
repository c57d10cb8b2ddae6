"""All measures of generated events: this program, pandas, and what scanning and sorting alone take.

The sides have the same files and take turns; each is a process of its own. Their results are
compared, and the benchmark fails where they differ.
"""

import importlib.util
import os
import shutil
import statistics
import tempfile
from dataclasses import dataclass
from pathlib import Path

from console.bench.measures.results import MeasuresBenchResults
from console.bench.side_process import (
    BenchError,
    SideResult,
    check_baseline,
    run_baseline,
    run_module,
)
from console.domain.progress import StepProgress

_SIDES = "console.bench.measures.sides"
_GENERATOR = "console.bench.measures.desks"
_BASELINE = "measures_in_pandas"
_ADVICE = "pandas needs about a gigabyte for a million events: measure fewer with --events"

_BYTES_AN_EVENT = 700
"""Of disk, at most: the file itself, and what engines put there while they work."""


@dataclass(frozen=True, slots=True)
class MeasuresBenchPlan:
    """How much is measured; ``texts`` is a folder of recorded chats."""

    events: int = 10_000_000
    small: int = 1_000_000
    rounds: int = 3
    spark: bool = False
    texts: Path | None = None


def run(
    plan: MeasuresBenchPlan, folder: Path | None = None, progress: StepProgress = lambda *_: None
) -> MeasuresBenchResults:
    """Measure all sides in a temporary folder, which is removed again.

    Raises:
        BenchError: the baseline is missing, there is no room, a side failed, or results differ.
    """
    check_baseline(_BASELINE, "pandas")
    folder = folder or Path(tempfile.gettempdir())
    _check_room(folder, plan)
    with tempfile.TemporaryDirectory(dir=folder, prefix="bench-measures-") as place:
        return _Bench(plan, Path(place), progress).run()


def _check_room(folder: Path, plan: MeasuresBenchPlan) -> None:
    needed = (plan.events + plan.small) * _BYTES_AN_EVENT
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise BenchError(
            f"{folder}: {needed / 1e9:.1f} GB are needed and {free / 1e9:.1f} GB free; "
            "make room, or name another place with --folder, or fewer events with --events"
        )


class _Bench:
    """Two files of events, and the sides' results on them."""

    def __init__(self, plan: MeasuresBenchPlan, place: Path, progress: StepProgress) -> None:
        self._plan = plan
        self._place = place
        self._progress = progress
        # Two files, three sides a round, pandas and its comparison; the others one or two.
        self._steps = 4 + 3 * plan.rounds + 2 * plan.spark + (plan.texts is not None)
        self._done = 0

    def run(self) -> MeasuresBenchResults:
        """Write the files, let the sides take turns, and compare their results."""
        counts = [self._written(name, count) for name, count in self._sizes().items()]
        rounds: dict[str, list[SideResult]] = {"ours": [], "limit": [], "small": []}
        for _ in range(self._plan.rounds):
            rounds["ours"].append(self._side("ours", "large"))
            rounds["limit"].append(self._side("limit", "large"))
            rounds["small"].append(self._side("ours", "small"))
        pandas = self._in_pandas()
        results = MeasuresBenchResults(
            events=counts[0],
            chats=rounds["ours"][0]["chats"],
            small_events=counts[1],
            rounds=self._plan.rounds,
            ours_s=_median(rounds["ours"]),
            scan_sort_s=_median(rounds["limit"]),
            small_s=_median(rounds["small"]),
            peak_mb=max(each["peak_mb"] for each in rounds["ours"]),
            pandas_s=pandas["seconds"],
            pandas_peak_mb=pandas["peak_mb"],
            values=self._compared("large", "pandas"),
        )
        self._add_spark(results)
        self._add_texts(results)
        self._progress(self._steps, self._steps, "done")
        return results

    def _sizes(self) -> dict[str, int]:
        return {"large": self._plan.events, "small": self._plan.small}

    def _written(self, name: str, count: int) -> int:
        self._report_progress(f"writing {count:,} events into {self._place}")
        written = run_module(
            _GENERATOR, count, self._events(name), side="generator", advice=_ADVICE
        )
        return int(written["events"])

    def _add_spark(self, results: MeasuresBenchResults) -> None:
        if self._plan.spark:
            results.spark_skipped = _why_no_spark()
            if results.spark_skipped is None:
                results.spark_s = self._side("spark", "small")["seconds"]
                results.spark_values = self._compared("small", "spark")

    def _add_texts(self, results: MeasuresBenchResults) -> None:
        if self._plan.texts is not None:
            from console.bench.measures.text_rates import run as run_texts  # noqa: PLC0415 - loads dictionaries

            self._report_progress("measuring texts")
            results.texts = run_texts(self._plan.texts)

    def _in_pandas(self) -> SideResult:
        results = self._begin("pandas", "large")
        return run_baseline(_BASELINE, self._events("large"), results, advice=_ADVICE)

    def _side(self, side: str, size: str) -> SideResult:
        results = self._begin(side, size)
        file = self._events(size)
        return run_module(_SIDES, side, file, results, side=side, advice=_ADVICE)

    def _begin(self, side: str, size: str) -> Path:
        """Report that a side runs; the folder for its tables."""
        self._report_progress(f"{side}, {self._sizes()[size]:,} events")
        results = self._folder(side, size)
        results.mkdir(exist_ok=True)
        return results

    def _compared(self, size: str, side: str) -> int:
        """How many values of ours and another side's are equal; raises BenchError if not all."""
        self._report_progress(f"comparing with {side}")
        both = self._folder("ours", size), self._folder(side, size)
        comparison = run_module(_SIDES, "compare", *both, side="compare", advice=_ADVICE)
        if comparison["different"]:
            raise BenchError(
                f"{side} has other values than ours: {_listed(comparison['different'])}"
            )
        return int(comparison["values"])

    def _events(self, size: str) -> Path:
        return self._place / f"{size}.parquet"

    def _folder(self, side: str, size: str) -> Path:
        return self._place / f"{side}-{size}"

    def _report_progress(self, what: str) -> None:
        self._progress(self._done, self._steps, what)
        self._done += 1


def _median(rounds: list[SideResult]) -> float:
    return statistics.median(float(each["seconds"]) for each in rounds)


def _listed(different: dict[str, int]) -> str:
    return ", ".join(f"{name} ({count})" for name, count in sorted(different.items())[:8])


def _why_no_spark() -> str | None:
    if importlib.util.find_spec("pyspark") is None:
        return "pyspark is not installed; pip install 'switchboard[spark]'"
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        return "there is no Java, which Spark needs (17 or newer)"
    return None
