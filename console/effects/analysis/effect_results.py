"""Effects among the results of a study: of being assigned, of use, by outcome and by tier.

Fields that are marked ``INLINE`` stand among the others in ``results.json``, as the estimate of an
outcome's effect does next to the outcome's label.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from console.domain.study_terms import Better
from console.effects.data.plan import Contrast
from console.effects.estimates import Change
from console.effects.json_values import INLINE

Verdict = Literal["better", "worse", "changed", "unclear"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectNumbers:
    """An estimate with its uncertainty and its method; see ``console.effects.estimates``."""

    withheld: str | None = None
    outcome: str
    estimate: float | None = None
    std_error: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    p_value: float | None = None
    dof: float | None = None
    n: int | None = None
    clusters: int | None = None
    method: str | None = None
    level: float | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentEffect(EffectNumbers):
    """The effect of being assigned, what it means in the outcome's unit, and adjusted p-values.

    Those are Holm's, which the report reads, and Romano and Wolf's where there are redraws.
    """

    change: Change | None = None
    verdict: Verdict | None = None
    p_holm: float | None = None
    p_romano_wolf: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UseEffect(EffectNumbers):
    """The effect of using it, with its first stage and Anderson-Rubin set.

    ``ci_low``, ``ci_high`` and ``p_value`` are those of the Anderson-Rubin test, the ``wald_`` ones
    those of two-stage least squares. An end of the set that is null is infinite.
    """

    first_stage: float | None = None
    first_stage_f: float | None = None
    ar_low: float | None = None
    ar_high: float | None = None
    ar_set: tuple[tuple[float | None, float | None], ...] = ()
    wald_low: float | None = None
    wald_high: float | None = None
    wald_p: float | None = None
    change: Change | None = None
    verdict: Verdict | None = None
    p_holm: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmMeans:
    """Means of an outcome in the time with access, and its standard deviation without it.

    ``control_level`` is the mean of the measure whose logarithm the outcome is.
    """

    control_level: float | None
    treated_mean: float | None
    control_mean: float | None
    control_sd: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeEffect:
    """The effect of being assigned on one outcome: an item of ``itt``."""

    effect: AssignmentEffect = field(metadata=INLINE)
    contrast: Contrast
    label: str
    primary: bool
    better: Better | None
    design: str
    controls: tuple[str, ...]
    means: ArmMeans = field(metadata=INLINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeUseEffect:
    """The effect of use on one outcome: an item of ``late``.

    With a ``weak`` first stage the Anderson-Rubin set stands alone.
    """

    effect: UseEffect = field(metadata=INLINE)
    contrast: Contrast
    label: str
    primary: bool
    better: Better | None
    design: str
    controls: tuple[str, ...]
    means: ArmMeans = field(metadata=INLINE)
    weak: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantileEffect:
    """The primary outcome's effect at one quantile of its distribution."""

    effect: AssignmentEffect = field(metadata=INLINE)
    quantile: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """The primary outcome's effect, estimated in another way."""

    effect: AssignmentEffect = field(metadata=INLINE)
    way: str
    rests_on: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NeverTakersResult:
    """The primary outcome's effect on agents who had access and never used it."""

    effect: AssignmentEffect = field(metadata=INLINE)
    label: str
    agents: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingResponse(OutcomeEffect):
    """The effect of being assigned on the share of rated chats, and whether to warn of it."""

    warn: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WithheldRatingResponse:
    """There are no two arms to compare the share of rated chats in."""

    effect: AssignmentEffect = field(metadata=INLINE)
    warn: bool = False


# --- what could overturn it ------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class AttritionBounds:
    """What the primary effect is at least and at most on those who stay in either arm.

    ``untrimmed`` is the difference of the same means of agents with nobody left out, which may
    differ from the primary estimate, where days and not agents count alike. ``ci_low`` and
    ``ci_high`` hold the effect with 95% confidence; ``trimmed`` is the share of the arm with fewer
    losses that is left out. The changes are the ends in the outcome's unit, each with that
    interval.
    """

    untrimmed: float
    low: float
    high: float
    ci_low: float
    ci_high: float
    trimmed: float
    untrimmed_change: Change
    low_change: Change
    high_change: Change


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredChats:
    """The effect of being assigned on the share of chats in which the outcome was measured."""

    effect: AssignmentEffect = field(metadata=INLINE)
    treated_share: float
    control_share: float
    warn: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AttritionResult:
    """Agents assigned and analysed by arm, the test that both arms keep the same share, bounds."""

    withheld: None = None
    contrast: Contrast
    assigned: Mapping[str, int]
    analysed: Mapping[str, int]
    p_value: float
    alarm: bool
    method: str
    bounds: AttritionBounds | None
    chats: MeasuredChats | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithheldAttrition:
    """Why the shares of agents are not compared, and that of chats."""

    withheld: str
    alarm: bool = False
    bounds: None = None
    chats: MeasuredChats | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InterferenceResult:
    """The effect of being assigned on the logarithm of chats a day, and whether to warn of it."""

    effect: AssignmentEffect = field(metadata=INLINE)
    warn: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyResult:
    """By how much more the time to confirm the issue changed than that until the customer agrees.

    Confirming is quicker where an issue is proposed; ``warn`` says that the two differ.
    """

    effect: AssignmentEffect = field(metadata=INLINE)
    warn: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CarryOverResult:
    """The effect that a shift with the assistant has on the next one, and whether to warn of it.

    ``burn_in_s`` is the time from a shift's beginning that the analysis leaves out.
    """

    effect: AssignmentEffect = field(metadata=INLINE)
    burn_in_s: float
    warn: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueEffect:
    """An effect between queues; ``high`` and ``low`` are their shares of agents with access.

    ``p_redrawn`` is from drawing shares and agents again.
    """

    effect: AssignmentEffect = field(metadata=INLINE)
    which: Literal["spillover", "total"]
    high: tuple[float, ...]
    low: float
    p_redrawn: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SaturationResult:
    """Effects on the primary outcome where shares were assigned to queues.

    ``queues`` are how many had each share, ``direct`` is the effect of being assigned in queues
    that have both arms.
    """

    label: str
    queues: Mapping[str, int]
    direct: AssignmentEffect
    between: tuple[QueueEffect, ...]


# --- by tier ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class TierUseEffect:
    """The effect of use in a tier; with a ``weak`` first stage the set stands alone."""

    effect: UseEffect = field(metadata=INLINE)
    weak: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TierResult:
    """Both effects in one tier, and how many of its agents are in each arm."""

    tier: str
    agents_treated: int
    agents_control: int
    itt: AssignmentEffect
    late: TierUseEffect


@dataclass(frozen=True, slots=True, kw_only=True)
class EqualEffectsTest:
    """The joint test that the effect is the same in all tiers; see ``Wald``.

    ``p_holm`` and ``p_romano_wolf`` are the p-values within the study's family of tests.
    """

    withheld: None = None
    statistic: float
    numerator: int
    denominator: float | None
    p_value: float | None
    p_holm: float | None = None
    p_romano_wolf: float | None = None
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WithheldTest:
    """Why there is no joint test."""

    withheld: str
    p_value: None = None
    p_holm: None = None
    p_romano_wolf: None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TierEffects:
    """One outcome's effects in all tiers, in one contrast."""

    withheld: str | None = None
    tiers: tuple[TierResult, ...] = ()
    equal_effects: EqualEffectsTest | WithheldTest
    equal_late: EqualEffectsTest | WithheldTest | None = None
    outcome: str
    label: str
    primary: bool
    contrast: Contrast


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceboTierEffects(TierEffects):
    """The same at a placebo date: ``began`` is the day on which nothing began."""

    began: str | None
