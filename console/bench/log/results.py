"""The plan of ``bench log``, and its results as text and as JSON."""

import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from console.domain.json_objects import JsonObject

Percentiles = dict[str, float]
"""Microseconds by the percentile's name."""


@dataclass(frozen=True, slots=True)
class LogBenchPlan:
    """How much is measured: the year's events, the rounds, and each round's seconds and events."""

    events: int = 5_000_000
    rounds: int = 5
    busy_s: float = 2.0
    live_s: float = 4.0
    many: int = 10_000
    few: int = 500


@dataclass(slots=True)
class LogBenchResults:
    """The medians over the rounds; ``console.bench.log.run`` says what each number means."""

    append_us: Percentiles
    append_live_us: Percentiles
    nothing_live_us: Percentiles
    append_year_us: Percentiles
    synced_per_s: dict[str, float]
    open_s: float
    events: int
    rounds: int
    year_bytes: int
    dropped_from_memory: bool

    def as_dict(self) -> JsonObject:
        """For JSON."""
        return asdict(self)

    def as_text(self) -> str:
        """For people, several lines."""
        rates, memory = self.synced_per_s, "the disk" if self.dropped_from_memory else "memory"
        return "\n".join(
            [
                f"an append holds up its caller     p50 {_us(self.append_us)}",
                f"  50 a second, caches cold        p50 {_us(self.append_live_us)} "
                f"(an empty call {_us(self.nothing_live_us)})",
                f"  on a year's log                 p50 {_us(self.append_year_us)}",
                f"committed and synced per second   {rates['ours']:,.0f}, waiting for each "
                f"{rates['ours_one_by_one']:,.0f}, sqlite-utils {rates['sqlite_utils']:,.0f}",
                f"a year's log opens                {self.open_s:.2f} s, from {memory} "
                f"({self.events:,} events, {self.year_bytes / 1e6:,.0f} MB)",
            ]
        )


@dataclass(slots=True)
class LogRounds:
    """The numbers of every round."""

    busy: list[Percentiles] = field(default_factory=list)
    live: list[Percentiles] = field(default_factory=list)
    nothing: list[Percentiles] = field(default_factory=list)
    year: list[Percentiles] = field(default_factory=list)
    rates: list[dict[str, float]] = field(default_factory=list)
    opened: list[float] = field(default_factory=list)

    def results(
        self, plan: LogBenchPlan, year_bytes: int, dropped_from_memory: bool
    ) -> LogBenchResults:
        """The medians over the rounds."""
        return LogBenchResults(
            append_us=_medians(self.busy),
            append_live_us=_medians(self.live),
            nothing_live_us=_medians(self.nothing),
            append_year_us=_medians(self.year),
            synced_per_s=_medians(self.rates),
            open_s=round(statistics.median(self.opened), 4),
            events=plan.events,
            rounds=plan.rounds,
            year_bytes=year_bytes,
            dropped_from_memory=dropped_from_memory,
        )


def percentiles(numbers: Sequence[float]) -> Percentiles:
    """The middle, and what one in a hundred exceeds."""
    cuts = statistics.quantiles(numbers, n=100, method="inclusive")
    return {"p50": cuts[49], "p99": cuts[98]}


def _medians(rounds: Sequence[dict[str, float]]) -> dict[str, float]:
    return {name: round(statistics.median(each[name] for each in rounds), 1) for name in rounds[0]}


def _us(percentiles: Percentiles) -> str:
    return f"{percentiles['p50']:.0f} µs, p99 {percentiles['p99']:.0f} µs"
