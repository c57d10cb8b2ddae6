"""The results of ``bench measures``, as text and as JSON."""

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from console.domain.json_objects import JsonObject

if TYPE_CHECKING:  # it loads what measures texts
    from console.bench.measures.text_rates import TextRates


@dataclass(slots=True, kw_only=True)
class MeasuresBenchResults:
    """Times are seconds, medians of the rounds but for pandas and Spark; peaks are megabytes.

    ``scan_sort_s`` is what DuckDB needs to scan and sort the same file. ``values`` were compared
    with those of pandas, ``spark_values`` with those of Spark on the small file, and are equal.
    ``spark_skipped`` says why there is no Spark, if it was asked for.
    """

    events: int
    chats: int
    small_events: int
    rounds: int
    ours_s: float
    scan_sort_s: float
    small_s: float
    peak_mb: float
    pandas_s: float
    pandas_peak_mb: float
    values: int
    spark_s: float | None = None
    spark_values: int | None = None
    spark_skipped: str | None = None
    texts: "list[TextRates]" = field(default_factory=list)

    def as_dict(self) -> JsonObject:
        """For JSON: everything, and what it comes to."""
        return {
            **asdict(self),
            "times_pandas": self.pandas_s / self.ours_s,
            "times_limit": self.ours_s / self.scan_sort_s,
            "growth": self.ours_s / self.small_s,
            "more_events": self.events / self.small_events,
        }

    def as_text(self) -> str:
        """For people, several lines."""
        figures = self.as_dict()
        lines = [
            f"all measures without texts    {self.ours_s:8.1f} s, at most {self.peak_mb:,.0f} MB "
            f"({self.events:,} events, {self.chats:,} chats, median of {self.rounds})",
            f"  in pandas                   {self.pandas_s:8.1f} s, {figures['times_pandas']:.1f} "
            f"times as long, {self.pandas_peak_mb:,.0f} MB; {self.values:,} values are equal",
            f"  DuckDB's scan and sort      {self.scan_sort_s:8.1f} s, of which ours is "
            f"{figures['times_limit']:.1f} times",
            f"  for {self.small_events:>10,} events       {self.small_s:8.1f} s; for "
            f"{figures['more_events']:.1f} times as many {figures['growth']:.1f} times as long",
        ]
        return "\n".join([*lines, *self._spark(), *map(_of_texts, self.texts)])

    def _spark(self) -> list[str]:
        if self.spark_s is None:
            return [f"  no Spark: {self.spark_skipped}"] if self.spark_skipped else []
        what = f"  on Spark, of {self.small_events:,}"
        return [f"{what:<30}{self.spark_s:8.1f} s; {self.spark_values:,} values are equal"]


def _of_texts(rates: "TextRates") -> str:
    origin = "recorded" if rates.recorded else "generated"
    return (
        f"texts ({rates.language}, {rates.messages:,} {origin})  {rates.ours:,.0f} messages/s, on "
        f"all cores {rates.all_cores:,.0f}; the bare tagger {rates.tagger:,.0f}"
    )
