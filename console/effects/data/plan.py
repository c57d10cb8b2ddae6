"""What a study set out to do, as far as an analysis needs it, and how much it needs at least."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from console.domain.study_terms import (
    AssignmentUnit,
    Better,
    Estimator,
    FamilyPart,
    Looks,
    is_within_agents,
)
from console.effects.data.outcome_catalogue import log_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Minimums:
    """Numbers below which a result is withheld.

    With fewer than ``agents_per_arm`` agents in an arm an interval rests on too few people to be
    trusted, with CR2 too. ``agents_per_tier`` is the same for each arm of a tier, where the errors
    are those of all tiers together. Means of fewer than ``agents_per_mean`` agents are not given at
    all, since they would describe single persons. What queues do to each other's agents takes
    ``queues_per_share`` queues of either share. Below an effective F of ``first_stage_f`` the
    two-stage estimate is biased and its interval too short; the Anderson-Rubin set holds anyway.
    """

    agents_per_arm: int = 10
    agents_per_tier: int = 5
    agents_per_mean: int = 5
    queues_per_share: int = 5
    first_stage_f: float = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedArm:
    """An arm, whether it has access, its share of assignments, and when it starts if delayed."""

    name: str
    access: bool
    share: float
    start: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedOutcome:
    """A measure on which arms are compared; ``scale`` ``ln`` takes its natural logarithm."""

    measure: str
    primary: bool = False
    better: Better | None = None
    scale: Literal["level", "ln"] = "level"

    @property
    def name(self) -> str:
        """What the result is called: as the columns of logarithms are, ``ln_duration``."""
        return log_name(self.measure) if self.scale == "ln" else self.measure


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedPeriod:
    """A stretch of days with both its ends."""

    name: str
    first: date
    last: date
    access: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedRule:
    """A guardrail and for which arms and tiers it is, none for all.

    ``share`` is that of the agents whom it was assigned to, null if it is for all of them.
    """

    name: str
    policy: str
    arms: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    share: float | None = None


@dataclass(frozen=True, slots=True)
class Contrast:
    """An arm and the one it is compared with."""

    arm: str
    against: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalysisPlan:
    """A study as its file put it down, before the results were known.

    ``console.effects.data.samples`` says how each ``unit`` of assignment is compared.
    ``estimator`` is for agents who are assigned for good and were observed before. ``family`` are
    the tests that are adjusted together for their number, besides the primary one. ``looks`` is
    how often that is read. ``tiers`` are
    lowest first; ``tier_measure`` is what they are quantiles of, if they are. ``whole_queues`` says
    that all agents of a stratum change arms together where shifts are assigned. ``saturations`` are
    shares of agents with access that were assigned to queues first, lowest first.

    ``study_hash`` is the SHA-256 of that file, and null where there was none: then everything here
    is the paper's, and the report says so. ``registered_hash`` is what the hash was when the file
    was registered, in UTC; both null if it never was.
    """

    name: str
    title: str
    unit: AssignmentUnit
    arms: tuple[PlannedArm, ...]
    outcomes: tuple[PlannedOutcome, ...]
    periods: tuple[PlannedPeriod, ...] = ()
    tiers: tuple[str, ...] = ()
    tier_measure: str | None = None
    strata: tuple[str, ...] = ()
    seed: int | None = None
    block: int | None = None
    burn_in_s: float = 0.0
    bucket_s: float | None = None
    whole_queues: bool = False
    saturations: tuple[float, ...] = ()
    rules: tuple[PlannedRule, ...] = ()
    questionnaires: tuple[str, ...] = ()
    estimator: Estimator = "ancova"
    family: tuple[FamilyPart, ...] = ("outcomes", "tiers")
    looks: Looks = "one"
    study_hash: str | None = None
    registered_hash: str | None = None
    registered_at: datetime | None = None
    minimums: Minimums = field(default_factory=Minimums)

    @property
    def planned(self) -> bool:
        """Whether there was a study file."""
        return self.study_hash is not None

    @property
    def within_agents(self) -> bool:
        """Whether agents work in several arms, by chat, shift or session."""
        return is_within_agents(self.unit)

    @property
    def primary(self) -> PlannedOutcome:
        """The outcome that decides."""
        return next((each for each in self.outcomes if each.primary), self.outcomes[0])

    @property
    def reference(self) -> PlannedArm:
        """The arm the others are compared with: the first without access, or else the first.

        With a delayed start it is the one that starts last, or never does.
        """
        if self.unit == "delayed":
            return max(self.arms, key=lambda arm: arm.start or date.max)
        return next((arm for arm in self.arms if not arm.access), self.arms[0])

    @property
    def contrasts(self) -> tuple[Contrast, ...]:
        """Each other arm against the reference, in the file's order.

        Of delayed starts there is one: the first cohort stands for all who had started.
        """
        against = self.reference.name
        if self.unit == "delayed":
            first = min(self.arms, key=lambda arm: arm.start or date.max).name
            return (Contrast(first, against),) if first != against else ()
        return tuple(Contrast(arm.name, against) for arm in self.arms if arm.name != against)

    def arm_named(self, name: str) -> PlannedArm | None:
        """The arm of that name."""
        return next((arm for arm in self.arms if arm.name == name), None)
