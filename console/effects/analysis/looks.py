"""How often a study was looked at, and the primary effect with an interval that allows for it.

The interval of one look at the planned end holds its level only if that is the only look. Where
the study file plans looks, the level is spent over them; where it does not and somebody looked
earlier or more often, the interval in front is one that holds at all times.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from scipy import stats

from console.domain.study_terms import Looks
from console.effects.analysis.effect_results import AssignmentEffect, OutcomeEffect
from console.effects.analysis.effect_units import with_meaning
from console.effects.checks.repeated_looks import any_time_half_width, any_time_p, limits
from console.effects.data.bundle_tables import Tables
from console.effects.data.plan import AnalysisPlan
from console.effects.data.study_days import study_days


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedLook:
    """What a look left behind: which data it saw, and how much was known then.

    ``share`` is the part of the planned days with access that were over, ``information`` one over
    the squared standard error of the primary effect, null where it was withheld.
    """

    last_day: str
    agent_days: int
    share: float
    information: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LooksResult:
    """Which look this is, of which kind its interval is, and the primary effect with that one.

    ``limit`` is the size of z beyond which a look with a spent level rejects.
    """

    number: int
    share: float
    planned: Looks
    kind: Looks
    limit: float | None
    effect: AssignmentEffect | None
    earlier: tuple[RecordedLook, ...]
    this: RecordedLook


def looks(
    tables: Tables,
    plan: AnalysisPlan,
    primary: OutcomeEffect | None,
    before: Sequence[RecordedLook],
) -> LooksResult:
    """The primary effect as it may be read at this look.

    Args:
        tables: the bundle's.
        plan: what was to be compared, and how often.
        primary: the primary effect with the interval of one look.
        before: the looks at this study that were recorded; those at these data don't count.
    """
    this = _this(tables, plan, primary)
    earlier = tuple(each for each in before if _data(each) != _data(this))
    kind: Looks = plan.looks
    if plan.looks == "one" and (earlier or this.share < 1):
        kind = "any time"
    effect, limit = None, None
    if primary is not None and this.information is not None and kind != "one":
        effect, limit = _read(primary, plan, kind, [*earlier, this])
    return LooksResult(
        number=len(earlier) + 1,
        share=this.share,
        planned=plan.looks,
        kind=kind,
        limit=limit if limit is not None and math.isfinite(limit) else None,
        effect=effect,
        earlier=earlier,
        this=this,
    )


def _data(look: RecordedLook) -> tuple[str, int]:
    return look.last_day, look.agent_days


def _this(tables: Tables, plan: AnalysisPlan, primary: OutcomeEffect | None) -> RecordedLook:
    days = study_days(tables, plan)
    error = None if primary is None else primary.effect.std_error
    last = "" if days.empty else days["day"].max().date().isoformat()
    return RecordedLook(
        last_day=last,
        agent_days=len(days),
        share=_share(last, plan),
        information=1 / error**2 if error else None,
    )


def _share(last: str, plan: AnalysisPlan) -> float:
    """Of the planned days with access, those that are over; all where none are planned."""
    lengths = [(each.first, each.last) for each in plan.periods if each.access]
    planned = sum((end - first).days + 1 for first, end in lengths)
    if not planned or not last:
        return 1.0
    gone = sum(
        max(0, min((end - first).days, (type(end).fromisoformat(last) - first).days) + 1)
        for first, end in lengths
    )
    return gone / planned


def _read(
    primary: OutcomeEffect, plan: AnalysisPlan, kind: Looks, all_looks: Sequence[RecordedLook]
) -> tuple[AssignmentEffect, float | None]:
    effect = primary.effect
    estimate, error = float(effect.estimate or 0), float(effect.std_error or math.inf)
    known = [each for each in all_looks if each.information is not None]
    if kind == "spending":
        # As many degrees of freedom as the estimate has; the limit is that of a normal one.
        limit = limits([float(each.information or 0) for each in known], [e.share for e in known])[
            -1
        ]
        widened = _as_t(limit, effect.dof)
        low, high = estimate - widened * error, estimate + widened * error
        changed = replace(effect, ci_low=_finite(low), ci_high=_finite(high), p_value=None)
        return _meant(changed, primary, plan), limit
    tuned = (known[0].information or 1) / max(known[0].share, 1e-3)
    half = any_time_half_width(1 / error**2, tuned)
    p_value = any_time_p(estimate, 1 / error**2, tuned)
    changed = replace(effect, ci_low=estimate - half, ci_high=estimate + half, p_value=p_value)
    return _meant(changed, primary, plan), None


def _as_t(limit: float, dof: float | None) -> float:
    """The limit of t that is exceeded as seldom as this one of a normal variable."""
    if dof is None or not math.isfinite(limit):
        return limit
    return float(stats.t.isf(stats.norm.sf(limit), dof))


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _meant(
    effect: AssignmentEffect, primary: OutcomeEffect, plan: AnalysisPlan
) -> AssignmentEffect:
    """With the interval in the outcome's unit, and what it means."""
    return with_meaning(effect, level=primary.means.control_level, planned=plan.primary)
