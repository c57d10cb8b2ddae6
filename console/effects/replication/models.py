"""The regressions behind a study's effects: which rows, which columns, and what came out."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Literal

import pandas as pd

from console.effects.analysis.estimate import effect_of, late_of
from console.effects.analysis.outcomes import differ_in_access
from console.effects.data.bundle_tables import Frame, Tables
from console.effects.data.plan import AnalysisPlan, Contrast
from console.effects.data.samples import Sample, sample_for
from console.effects.errors import EffectsError
from console.effects.estimates import Estimate, Withheld
from console.effects.estimators.itt_late import itt, late
from console.effects.linear.absorption import singletons

EffectKind = Literal["itt", "late"]

CLUSTER = "agent"


@dataclass(frozen=True, slots=True)
class ReplicatedModel:
    """One regression, its rows, and the numbers that another program should find.

    ``rows`` are those used, under names that every program takes: the outcome as ``outcome``,
    ``treat``, ``usage`` (of a LATE), ``agent`` (the cluster), the fixed effects and the controls.
    ``std_error_cr1`` is the clustered error without a correction for few clusters, which more
    programs have than that of ``estimate``.
    """

    name: str
    kind: EffectKind
    outcome: str
    compared: str
    rows: Frame
    fixed_effects: tuple[str, ...]
    controls: tuple[str, ...]
    estimate: Estimate
    std_error_cr1: float

    @property
    def covariance(self) -> Literal["CR2", "CR1"]:
        """Which clustered error ``estimate`` has."""
        return "CR2" if "CR2" in self.estimate.method else "CR1"


@dataclass(frozen=True, slots=True)
class NotReplicated:
    """An effect that is no regression which the scripts could run, and why."""

    name: str
    reason: str


def models(tables: Tables, plan: AnalysisPlan) -> Iterator[ReplicatedModel | NotReplicated]:
    """ITT and LATE of each planned outcome, for each arm against the reference.

    ``tables`` must be prepared, as by ``console.effects.analysis.pipeline.prepared``.
    """
    for contrast in plan.contrasts:
        for planned in plan.outcomes:
            sample = sample_for(tables, plan, contrast, planned.name)
            yield _model(sample, plan, contrast, "itt")
            if differ_in_access(plan, contrast):
                yield _model(sample, plan, contrast, "late")


def _model(
    sample: Sample, plan: AnalysisPlan, contrast: Contrast, kind: EffectKind
) -> ReplicatedModel | NotReplicated:
    compared = f"{contrast.arm} against {contrast.against}"
    name = _plain(f"{kind}_{sample.outcome}_{contrast.arm}_{contrast.against}")
    if sample.design == "delayed":
        return NotReplicated(
            name, "staggered starts are compared cohort by cohort, which is no one regression"
        )
    estimate = effect_of(sample, plan) if kind == "itt" else late_of(sample, plan)
    if isinstance(estimate, Withheld):
        return NotReplicated(name, f"withheld: {estimate.reason}")
    return ReplicatedModel(
        name=name,
        kind=kind,
        outcome=sample.outcome,
        compared=compared,
        rows=_rows(sample, kind),
        fixed_effects=tuple(map(_plain, sample.fixed_effects)),
        controls=tuple(map(_plain, sample.controls)),
        estimate=estimate,
        std_error_cr1=_error_cr1(sample, kind),
    )


def _error_cr1(sample: Sample, kind: EffectKind) -> float:
    """The clustered error of the same regression without a correction for few clusters."""
    estimator: Callable[..., Estimate] = (
        partial(itt, treatment="treat")
        if kind == "itt"
        else partial(late, usage="usage", assignment="treat")
    )
    estimate = estimator(
        sample.frame,
        outcome=sample.outcome,
        cluster=CLUSTER,
        fixed_effects=sample.fixed_effects,
        controls=sample.controls,
        inference="CR1",
    )
    if estimate.std_error is None:
        raise EffectsError(f"the regression of {sample.outcome} has no clustered error")
    return estimate.std_error


def _rows(sample: Sample, kind: EffectKind) -> Frame:
    """The rows that the regression rests on: complete, and none the only one of its level."""
    moved = ("usage",) if kind == "late" else ()
    numbers = (sample.outcome, "treat", *moved, *sample.controls)
    labels = tuple(dict.fromkeys((CLUSTER, *sample.fixed_effects)))
    rows = sample.frame[[*numbers, *(each for each in labels if each not in numbers)]].dropna()
    levels = {name: pd.factorize(rows[name])[0] for name in sample.fixed_effects}
    rows = rows[~singletons(levels)] if levels else rows
    names = {name: _plain(name) for name in rows.columns}
    return rows.rename(columns=names | {sample.outcome: "outcome"}).reset_index(drop=True)


def _plain(name: str) -> str:
    """A name that R, Python and file systems take as it is."""
    return re.sub(r"[^A-Za-z0-9_]+", "_", name)
