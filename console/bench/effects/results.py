"""The results of ``bench effects``, as text and as JSON."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from console.domain.json_objects import JsonObject

LIMIT_S = 60.0
LIMIT_GB = 4.0
"""What the analysis of the full size may take, on two cores."""


@dataclass(frozen=True, slots=True)
class Effect:
    """An estimate compared with the paper's and the truth.

    ``off`` is how many of its own standard errors it lies above the paper's.
    """

    name: str
    estimate: float
    std_error: float
    paper: float
    truth: float

    @property
    def off(self) -> float:
        """In standard errors."""
        return (self.estimate - self.paper) / self.std_error


@dataclass(frozen=True, slots=True, kw_only=True)
class Dummies:
    """One ITT regression, absorbed and with a column for each agent and day; times in seconds."""

    agents: int
    rows: int
    columns: int
    absorbed_s: float
    dummies_s: float
    peak_gb: float
    difference: float

    @property
    def times(self) -> float:
        """How many times as long it takes with columns."""
        return self.dummies_s / self.absorbed_s


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectsBenchResults:
    """Times are seconds: ``analyze_s`` by the clock on the wall, ``analyze_cpu_s`` of processors.

    ``ratio_gap`` is the largest difference of ITT over first stage from the LATE, of all outcomes.
    ``matrix_gb`` is what the full size would take as a matrix with dummies, before any copy.
    """

    agents: int
    agent_days: int
    simulate_s: float
    analyze_s: float
    analyze_cpu_s: float
    peak_gb: float
    effects: tuple[Effect, ...]
    ratio_gap: float
    matrix_gb: float
    dummies: Dummies | None

    def as_dict(self) -> JsonObject:
        """For JSON: everything, and what it comes to."""
        effects = [asdict(each) | {"off": each.off} for each in self.effects]
        sides = self.dummies and asdict(self.dummies) | {"times": self.dummies.times}
        return asdict(self) | {
            "effects": effects,
            "dummies": sides,
            "limits": {"seconds": LIMIT_S, "gb": LIMIT_GB},
            "within_limits": self.analyze_s <= LIMIT_S and self.peak_gb <= LIMIT_GB,
        }

    def as_text(self) -> str:
        """For people, several lines."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield (
            f"simulate  {self.simulate_s:6.1f} s   {self.agents:,} agents, "
            f"{self.agent_days:,} agent-days"
        )
        yield (
            f"analyze   {self.analyze_s:6.1f} s   {self.analyze_cpu_s:.1f} s of processors, "
            f"{self.peak_gb:.2f} GB (limits {LIMIT_S:.0f} s, {LIMIT_GB:.0f} GB)"
        )
        yield ""
        yield f"{'':<32}{'estimate':>10} {'(se)':>8}{'paper':>9}{'truth':>9}  off, in se"
        for each in self.effects:
            yield (
                f"{each.name:<32}{each.estimate:>10.4f} ({each.std_error:.4f})"
                f"{each.paper:>9.3f}{each.truth:>9.4f}{each.off:>+8.2f}"
            )
        yield f"ITT over first stage less LATE: {self.ratio_gap:.1e} at most"
        yield ""
        yield from self._dummies()

    def _dummies(self) -> Iterator[str]:
        yield f"with dummies the full size is a matrix of {self.matrix_gb:.1f} GB before any copy"
        if self.dummies is not None:
            side = self.dummies
            yield (
                f"of {side.agents:,} agents ({side.rows:,} x {side.columns:,}): statsmodels "
                f"{side.dummies_s:.1f} s and {side.peak_gb:.2f} GB, ours {side.absorbed_s:.2f} s, "
                f"{side.times:,.0f} times as fast; estimates differ by {side.difference:.0e}"
            )
