"""The results of ``bench coverage``, as text and as JSON."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from console.domain.json_objects import JsonObject


@dataclass(frozen=True, slots=True, kw_only=True)
class Intervals:
    """Of 95% intervals the share that holds the truth, and their median width.

    Those of the LATE are Anderson and Rubin's.
    """

    itt: float
    late: float
    itt_width: float
    late_width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioCoverage:
    """Experiments of one size: intervals by their kind, and tiers without any effect.

    ``days`` are those of an agent in both periods. The last two are how often the test that tiers
    have the same effect rejects at 5%: with tier × day, and without; null where a tier may have no
    treated agent.
    """

    agents: int
    treated: int
    days: int
    kinds: dict[str, Intervals]
    tiers_rejected: float | None
    tiers_rejected_plain: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PValueUniformity:
    """p-values of randomization inference without effect: KS against even, and how many at 5%."""

    ks_p: float
    rejected: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignCoverage:
    """A design at one size, by its own estimator.

    ``covered`` is how many 95% intervals hold the truth, ``rejected`` how many find an effect at 5%
    where there is none, ``power`` how many find the one that a pilot promises to be found with 80%.
    ``redrawn`` is of randomization inference; null where another line has it.
    """

    design: str
    agents: int
    covered: float
    rejected: float
    power: float
    redrawn: PValueUniformity | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerOfDesign:
    """How many of a design's experiments find what a pilot promises to be found with 80%."""

    design: str
    agents: int
    power: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StaggeredCoverage:
    """Cohorts that start one after the other: size without effect, and truth with one that grows.

    ``rejected`` is how many are found at 5% by regression, ``covered`` how many 95% intervals hold
    the truth, ``told`` and ``truth`` the means of the estimates and of the true effects.
    """

    rejected: float
    redrawn: PValueUniformity
    covered: float
    told: float
    truth: float


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldCoverage:
    """A world that may hurt: in which share of reports each warning is raised.

    ``to_warn_of`` is the one that has to be raised there, null for none.
    ``covered`` is how many 95% intervals of the primary effect hold the truth, ``truth`` and
    ``told`` are means.
    """

    experiments: int
    warned: dict[str, float]
    to_warn_of: str | None
    truth: float
    told: float
    covered: float


@dataclass(slots=True, kw_only=True)
class CoverageResults:
    """All sizes and designs, and how often the alarm for arms of the wrong size fired.

    What was not asked for is empty or null.
    """

    draws: int
    seed: int
    sizes: list[ScenarioCoverage]
    designs: list[DesignCoverage]
    power: list[PowerOfDesign]
    family: dict[str, float]
    randomization: dict[str, PValueUniformity]
    staggered: dict[int, StaggeredCoverage]
    promised: float | None
    promised_by_formula: float | None
    daily_looks: dict[str, float]
    alarms_sound: float | None
    alarms_broken: float | None
    worlds: dict[str, WorldCoverage]

    def as_dict(self) -> JsonObject:
        """For JSON."""
        return asdict(self)

    def as_text(self) -> str:
        """For people, several lines."""
        return "\n".join(
            [
                f"{self.draws:,} experiments of each kind (seed {self.seed}); intervals are of 95%",
                *(line for size in self.sizes for line in _scenario(size)),
                *(_design(each) for each in self.designs),
                *(_power(each) for each in self.power),
                *self._tests(),
                *(_world(name, each) for name, each in self.worlds.items()),
            ]
        )

    def _tests(self) -> Iterator[str]:
        if self.family:
            claims = ", ".join(f"{share:.1%} {how}" for how, share in self.family.items())
            yield f"anything of the family claimed where there is no effect: {claims}"
        for name, each in self.randomization.items():
            yield (
                f"randomization inference, {name:<11} p-values even by KS: p {each.ks_p:.3f}; "
                f"{each.rejected:.1%} at 5%"
            )
        yield from (_staggered(cohorts, each) for cohorts, each in self.staggered.items())
        if self.promised is not None and self.promised_by_formula is not None:
            yield (
                f"of effects that a pilot promises to find with 80%: {self.promised:.1%} found; by "
                f"the formula for one row of means {self.promised_by_formula:.1%}"
            )
        if self.daily_looks:
            alarms = ", ".join(f"{share:.1%} {how}" for how, share in self.daily_looks.items())
            yield f"false alarms of nine daily looks: {alarms}"
        if self.alarms_sound is not None and self.alarms_broken is not None:
            yield (
                f"alarm for arms of the wrong size: {self.alarms_sound:.1%} of sound assignments, "
                f"{self.alarms_broken:.1%} of broken ones (58 to 42)"
            )


def _design(each: DesignCoverage) -> str:
    redrawn = (
        ""
        if each.redrawn is None
        else f", by redraws {each.redrawn.rejected:.1%} (KS p {each.redrawn.ks_p:.3f})"
    )
    return (
        f"{each.design:<22} {each.agents:>5,} agents: covered {each.covered:.1%}, no effect "
        f"rejected {each.rejected:.1%}{redrawn}, found of the promised 80%: {each.power:.1%}"
    )


def _power(each: PowerOfDesign) -> str:
    return (
        f"{each.design:<22} {each.agents:>5,} agents: found of the promised 80%: {each.power:.1%}"
    )


def _staggered(cohorts: int, each: StaggeredCoverage) -> str:
    return (
        f"{cohorts} cohorts one after the other: {each.rejected:.1%} at 5%, by redraws "
        f"{each.redrawn.rejected:.1%} (KS p {each.redrawn.ks_p:.3f}); of an effect that grows "
        f"{each.told:.3f} told, {each.truth:.3f} true, covered {each.covered:.1%}"
    )


def _world(name: str, each: WorldCoverage) -> str:
    warned = ", ".join(f"{what} {share:.1%}" for what, share in each.warned.items())
    right = f"has to warn of {each.to_warn_of}" if each.to_warn_of else "has nothing to warn of"
    return (
        f"world {name:<20} of {each.experiments:,}, {right}: warned of {warned}; told "
        f"{each.told:+.3f}, true {each.truth:+.3f}, covered {each.covered:.1%}"
    )


def _scenario(size: ScenarioCoverage) -> Iterator[str]:
    yield f"{size.agents:,} agents, {size.treated:,} treated, {size.days} days"
    for kind, shares in size.kinds.items():
        yield (
            f"  {kind:<14}  ITT covered {shares.itt:6.1%}, width {shares.itt_width:.3f}   "
            f"LATE covered {shares.late:6.1%}, width {shares.late_width:.3f}"
        )
    if size.tiers_rejected is not None:
        yield (
            f"  tiers differ (there is no effect): {size.tiers_rejected:.1%} with tier × day, "
            f"{size.tiers_rejected_plain:.1%} without"
        )
