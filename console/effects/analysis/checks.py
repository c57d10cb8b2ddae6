"""The primary outcome estimated in other ways: by re-randomisation, agents' means, sequentially."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

import pandas as pd

from console.domain.study_terms import Estimator
from console.effects.analysis.effect_results import CheckResult
from console.effects.analysis.effect_units import assignment_effect
from console.effects.analysis.estimate import attempt, estimated, insufficient_reason
from console.effects.analysis.rare import randomized
from console.effects.checks.confidence_sequences import confidence_sequence
from console.effects.data.bundle_tables import Frame, Tables
from console.effects.data.plan import AnalysisPlan, Contrast
from console.effects.data.samples import Sample, panel_for, sample_for
from console.effects.estimates import Estimate, Withheld
from console.effects.estimators.itt_late import itt

_MOST_UNITS = 100_000
"""Maximum number of units for which a confidence sequence is computed look by look."""

_LOOKS = (
    "holds however often somebody looked before the end",
    "holds however often somebody looked as agents were completed one by one; not for looks at "
    "all of them before their days were over",
)
"""What a confidence sequence is good for: of shifts and chats as they come, and of agents."""

_EXACT = "randomization inference"

Way = tuple[str, str, Callable[[], Estimate]]


def checks(tables: Tables, plan: AnalysisPlan) -> tuple[CheckResult, ...]:
    """The first contrast's primary effect, once for each other way to get it."""
    if not plan.contrasts:
        return ()
    contrast, outcome = plan.contrasts[0], plan.primary.name
    sample = sample_for(tables, plan, contrast, outcome)
    reason = insufficient_reason(sample, plan.minimums)
    # Repeating the assignment is exact with few agents too; means of very few are not told.
    fewest = replace(plan.minimums, agents_per_arm=plan.minimums.agents_per_mean)
    exact = insufficient_reason(sample, fewest)
    return tuple(
        CheckResult(
            effect=assignment_effect(_tried(outcome, exact if way == _EXACT else reason, estimate)),
            way=way,
            rests_on=rests_on,
            label=way,
        )
        for way, rests_on, estimate in _ways(sample, tables, plan, contrast)
    )


def _tried(
    outcome: str, reason: str | None, estimate: Callable[[], Estimate]
) -> Estimate | Withheld:
    return Withheld(outcome=outcome, reason=reason) if reason else attempt(outcome, estimate)


def _ways(sample: Sample, tables: Tables, plan: AnalysisPlan, contrast: Contrast) -> Iterator[Way]:
    yield (
        _EXACT,
        "the randomisation alone, repeated as the design has it",
        lambda: randomized(sample, tables, plan),
    )
    if plan.saturations:
        # The others compare agents of queues with other shares, and so hold spillover too.
        return
    panel = panel_for(tables, plan, contrast, sample.outcome)
    if panel.design == "panel":
        for name, (way, rests_on) in _ESTIMATORS.items():
            if name != plan.estimator:
                other = replace(plan, estimator=name)
                rows = sample_for(tables, other, contrast, sample.outcome)
                yield way, rests_on, partial(estimated, rows)
        yield (
            "agents' means, held equal for their means before",
            "one row an agent; no assumption on how days hang together",
            lambda: _means(panel),
        )
    if plan.unit == "delayed":
        unused: Estimator = "difference" if plan.estimator == "ancova" else "ancova"
        way, rests_on = _STAGGERED[unused]
        rows = sample_for(tables, replace(plan, estimator=unused), contrast, sample.outcome)
        yield way, rests_on, partial(estimated, rows)
    else:
        yield (
            "confidence sequence",
            _LOOKS[panel.design in ("panel", "cross-section")],
            lambda: _sequence(panel, plan, contrast),
        )


_ESTIMATORS: dict[Estimator, tuple[str, str]] = {
    "ancova": (
        "days with access, held equal for means before",
        "that agents were randomised; the most precise of these as a rule",
    ),
    "difference": (
        "change from before, agents and days held constant",
        "that the arms would have gone on alike, which randomisation makes so",
    ),
    "paper": (
        "as in the paper: the same, and the day before's concurrency and tenure",
        "in addition, that the assistant changes neither of these; what it does through them is "
        "left out of the effect",
    ),
}
"""The ways to compare agents who were observed before, and what each assumes."""


_STAGGERED: dict[Estimator, tuple[str, str]] = {
    "ancova": (
        "those who had started against those who had not, held equal for means before",
        "that the days of starting were randomised",
    ),
    "difference": (
        "the same as changes from before (Callaway and Sant'Anna)",
        "that cohorts would have gone on alike, which randomisation makes so",
    ),
}
"""The ways to compare agents who start on different days, and what each assumes."""


def before_and_after(sample: Sample) -> Frame:
    """One row an agent of a panel: arm, means before and after and their difference."""
    rows = sample.frame[sample.frame[sample.outcome].notna()]
    means = rows.groupby(["agent", "treated", "period"])[sample.outcome].mean().unstack("period")
    agents = means.reindex(columns=[0, 1]).dropna().reset_index()
    agents.columns = ["agent", "treated", "before", "after"]
    return agents.assign(change=agents["after"] - agents["before"])


def _means(sample: Sample) -> Estimate:
    estimate = itt(
        before_and_after(sample),
        outcome="after",
        treatment="treated",
        controls=("before",),
        inference="CR2",
    )
    return replace(estimate, outcome=sample.outcome)


def _sequence(sample: Sample, plan: AnalysisPlan, contrast: Contrast) -> Estimate:
    rows, outcome = _units(sample)
    arms = [arm for arm in plan.arms if arm.name in (contrast.arm, contrast.against)]
    share = sum(arm.share for arm in arms if arm.name == contrast.arm)
    looks = confidence_sequence(
        rows.iloc[:_MOST_UNITS],
        outcome=outcome,
        treatment="treat",
        unit="unit",
        order="order",
        share=share / sum(arm.share for arm in arms),
    )
    last = looks[-1]
    return Estimate(
        outcome=sample.outcome,
        estimate=last.estimate,
        std_error=None,
        ci_low=last.low,
        ci_high=last.high,
        p_value=float("nan"),
        dof=None,
        n=last.n,
        clusters=last.n,
        method=f"asymptotic confidence sequence over {last.n:,} units",
        notes=(f"only the first {_MOST_UNITS:,} units",) if len(rows) > _MOST_UNITS else (),
    )


def _units(sample: Sample) -> tuple[Frame, str]:
    """The units that were randomised each for itself, in the order in which they came."""
    if sample.design == "panel":
        agents = before_and_after(sample)
        return agents.assign(treat=agents["treated"], unit=agents["agent"], order=0), "change"
    rows = sample.used
    if sample.design == "cross-section":
        return rows.assign(unit=rows["agent"], order=0), sample.outcome
    by = next(name for name in ("start", "bucket", "session") if name in rows.columns)
    rows = rows.assign(unit=pd.RangeIndex(len(rows)), order=rows[by])
    return rows.sort_values("order", kind="stable"), sample.outcome
