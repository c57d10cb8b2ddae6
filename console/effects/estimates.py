"""What an estimator returns: a number with everything needed to judge it, and what it means."""

from dataclasses import dataclass
from typing import Literal

ChangeUnit = Literal["percent", "percentage points", "seconds", "points", "units"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """An effect, its uncertainty and how both were got.

    ``std_error`` and ``dof`` are null where the method has none (randomization); ``clusters`` is
    null where errors are not clustered. ``level`` is the confidence of the interval. ``notes`` say
    in plain words what a reader must know, such as that the interval is unbounded.
    """

    outcome: str
    estimate: float
    std_error: float | None
    ci_low: float
    ci_high: float
    p_value: float
    dof: float | None
    n: int
    clusters: int | None
    method: str
    level: float = 0.95
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LateEstimate(Estimate):
    """The effect on those whom the assignment made use it (two-stage least squares).

    ``first_stage`` is the effect of assignment on usage, ``first_stage_f`` the effective F of
    Montiel Olea and Pflueger. ``ar_low`` and ``ar_high`` bound the Anderson-Rubin set; they are
    infinite where it has no end. ``ar_set`` are its pieces, empty if no value is compatible, and
    ``ar_p`` is the p-value of no effect by the same test.
    """

    first_stage: float
    first_stage_f: float
    ar_low: float | None
    ar_high: float | None
    ar_p: float
    ar_set: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """A result that is not given, and why: too few agents, nothing used, nothing measured."""

    outcome: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An effect and the ends of its interval in ``unit``; an end that is null is infinite.

    ``seconds`` is what a percentage makes of the comparison arm's mean, where that is a time.
    """

    unit: ChangeUnit
    seconds: "Change | None" = None
    value: float | None
    low: float | None
    high: float | None
