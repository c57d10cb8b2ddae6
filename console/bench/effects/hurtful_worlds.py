"""Whether the report warns where a plain comparison misleads, and is silent where it doesn't.

Experiments without any effect of the assistant are changed by ``console.simulation.worlds``, or by
shifts that carry over into the next, and go through what ``analyze`` does for the parts that are
judged here. Those in which nothing hurts also show how often anything of the study's family of
tests is claimed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from console.bench.effects.coverage_results import WorldCoverage
from console.bench.effects.designs import Cell, chats_of, plan_of_cell
from console.effects.analysis.agreement import beyond_agreement
from console.effects.analysis.attrition import attrition
from console.effects.analysis.carry_over import carry_over
from console.effects.analysis.effect_results import AttritionResult, RatingResponse
from console.effects.analysis.estimate import estimated
from console.effects.analysis.family import TestedTogether
from console.effects.analysis.flow import flow
from console.effects.analysis.interference import interference
from console.effects.analysis.outcomes import outcome_effect
from console.effects.analysis.pipeline import prepared
from console.effects.analysis.rating_checks import rating_response
from console.effects.analysis.redrawn_pilot import assigned_chats
from console.effects.analysis.tiers import by_tier
from console.effects.data.bundle_tables import Frame, Tables
from console.effects.data.plan import AnalysisPlan
from console.effects.data.samples import sample_for
from console.simulation.batches import Columns, as_arrow
from console.simulation.model import Experiment, simulate
from console.simulation.parameters import preset
from console.simulation.people import ExperimentTables
from console.simulation.worlds import WORLDS, World, in_world
from console.workflows.study_plan import plan_from

AGENTS, DAYS = 160, 42
"""Of each experiment; the second half of the days is with the assistant."""

WARNINGS = ("attrition", "interference", "raters", "key", "carry-over")
CLAIMS = ("Holm", "Romano-Wolf")

AnyWorld: TypeAlias = World | Literal["carry-over", "carry-over, left out"]
EVERY: tuple[AnyWorld, ...] = (*WORLDS, "carry-over", "carry-over, left out")

WARNED_OF: dict[AnyWorld, str] = {
    "shared queue": "interference",
    "attrition": "attrition",
    "key": "key",
    "silent raters": "raters",
    "carry-over": "carry-over",
}
"""In which worlds the report has to warn, and of what; in the others of nothing."""

_JUDGED = {"silent raters": "rating", "false claims": "retrial_rate"}
"""Outcomes that a world moves, where it is not the primary one."""

_SHIFTS = Cell("whole queues", 100, 24, queues=5)
_CARRIED, _EFFECT = 1.0, -0.15
"""What the first half of a shift has of the one before, and what the assistant does in a shift."""


def told(world: AnyWorld, seed: int, numbers: Sequence[int]) -> NDArray[np.float64]:
    """A row an experiment: which warnings are raised, truth, estimate, coverage, claims.

    The first are whether each of ``WARNINGS`` is. The truth is the mean difference of potential
    outcomes on the days with the assistant; of understanding the issue, where a key confirms it;
    and of having the assistant all the time, where shifts carry over. ``CLAIMS`` are whether
    anything of the family is below .05 after adjustment, not numbers except in the usual world.
    """
    return np.array([_one(world, seed * 100_000 + number) for number in numbers])


def world_summary(world: AnyWorld, rows: NDArray[np.float64]) -> WorldCoverage:
    """Shares and means of what was told of a world's experiments."""
    means = [float(mean) for mean in rows.mean(axis=0)]
    count = len(WARNINGS)
    return WorldCoverage(
        experiments=len(rows),
        warned=dict(zip(WARNINGS, means[:count], strict=True)),
        to_warn_of=WARNED_OF.get(world),
        truth=means[count],
        told=means[count + 1],
        covered=means[count + 2],
    )


def claimed(rows: NDArray[np.float64]) -> dict[str, float]:
    """In which share of experiments without any effect something of the family is claimed."""
    shares = rows[:, -len(CLAIMS) :].mean(axis=0).tolist()
    return dict(zip(CLAIMS, shares, strict=True))


def _one(world: AnyWorld, seed: int) -> list[float]:
    if world == "carry-over" or world == "carry-over, left out":
        return _of_shifts(seed, left_out=world != "carry-over")
    parameters = preset("null", agents=AGENTS, days=DAYS, seed=seed)
    experiment = in_world(simulate(parameters), world)
    plan = plan_from(experiment.plan.study, experiment.plan.mark)
    tables = prepared(tables_of(experiment, plan), plan)
    lost = attrition(tables, plan, flow(tables, plan))
    raters, key = rating_response(tables, plan), beyond_agreement(tables, plan)
    judged = _JUDGED.get(world, plan.primary.name)
    effect = estimated(sample_for(tables, plan, plan.contrasts[0], judged))
    truth = float(experiment.effect_on_mean[judged][experiment.days.treat].mean())
    truth = 0.0 if world == "key" else truth
    return [
        float(isinstance(lost, AttritionResult) and lost.alarm),
        float(interference(tables, plan).warn),
        float(isinstance(raters, RatingResponse) and raters.warn),
        float(key is not None and key.warn),
        0.0,
        truth,
        effect.estimate,
        float(effect.ci_low <= truth <= effect.ci_high),
        *(_claims(tables, plan) if world == "usual" else (np.nan, np.nan)),
    ]


def _claims(tables: Tables, plan: AnalysisPlan) -> tuple[float, float]:
    contrast = plan.contrasts[0]
    itt = tuple(
        outcome_effect(sample_for(tables, plan, contrast, each.name), plan, contrast, each, tables)
        for each in plan.outcomes
    )
    tiers = by_tier(tables, replace(plan, outcomes=(plan.primary,)), late=False)
    tested = TestedTogether(itt, (), tiers, ()).adjusted(plan, tables)
    effects = [each.effect for each in tested.itt]
    effects += [tier.itt for each in tested.by_tier for tier in each.tiers]
    alike = [each.equal_effects for each in tested.by_tier]
    by_holm = [each.p_holm for each in (*effects, *alike)]
    redrawn = [each.p_romano_wolf for each in (*effects, *alike)]
    return _any_below(by_holm), _any_below(redrawn)


def _any_below(p_values: Sequence[float | None]) -> float:
    return float(any(each is not None and each < 0.05 for each in p_values))


# --- tables without files --------------------------------------------------------------------

_COLUMNS = (
    "agent", "day", "tier", "stratum", "arm_name", "study", "study_hash", "treated", "period",
    "treat", "usage", "assistance", "access_share", "exposed_share", "chats", "rated",
    "rated_share", "rating", "dissatisfaction_rate", "retrial_rate", "unfounded_claims",
    "issue_identification_s", "ln_issue_identification", "duration_s", "ln_duration",
    "customer_agreed_s", "ln_customer_agreed", "lag_concurrency", "lag_customer_tenure_days",
)  # fmt: skip
"""Columns of agent-days that these parts of an analysis read; others would only be copied."""


def tables_of(experiment: Experiment, plan: AnalysisPlan) -> Tables:
    """What ``read_tables`` would read of the experiment's bundle, as far as it is needed here."""
    made = ExperimentTables(experiment)
    wanted = dict.fromkeys((*_COLUMNS, *(each.name for each in plan.outcomes)))
    days = _frame(made.agent_days(), tuple(wanted))
    days["day"] = pd.to_datetime(days["day"])
    assignments = _frame(
        made.assignments(), ("agent", "session", "study", "arm_name", "stratum", "block")
    )
    return Tables(
        agents=_frame(made.agents(), ("agent", "tier")),
        agent_days=days,
        chats=pd.DataFrame(),
        assignments=assignments.drop_duplicates("agent"),
        sessions=_frame(made.sessions(), ("agent", "session", "study", "study_hash")),
        guardrails=pd.DataFrame(),
        answers=pd.DataFrame(),
        provenance={"simulated": True},
    )


def _frame(columns: Columns, names: Sequence[str]) -> Frame:
    return pd.DataFrame(
        {name: as_arrow(columns[name]).to_pandas() for name in names if name in columns}
    )


# --- shifts that carry over ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Shifts:
    """Chats of whole queues, whose first half of a shift has something of the shift before."""

    plan: AnalysisPlan
    chats: Frame
    truth: float


def _shifts(seed: int, *, left_out: bool) -> _Shifts:
    rng = np.random.default_rng(seed)
    plan = replace(plan_of_cell(_SHIFTS), burn_in_s=12 * 3_600.0 if left_out else 0.0)
    chats = assigned_chats(chats_of(_SHIFTS, rng, each_day=4), plan, rng)
    on = (chats["arm_name"] == "on").astype(float)
    days = chats.assign(on=on).groupby(["stratum", "bucket_start"])["on"].first()
    before = days.groupby("stratum").shift().fillna(0.0)
    keys = pd.MultiIndex.from_frame(chats[["stratum", "bucket_start"]])
    early = (chats["start"] - chats["bucket_start"]).dt.total_seconds() < 12 * 3_600.0
    carried = _CARRIED * before.reindex(keys).to_numpy() * early.to_numpy()
    value = chats["y_null"] + _EFFECT * on + carried
    kept = ~early if left_out else np.ones(len(chats), dtype=bool)
    always = _EFFECT + _CARRIED * float(early[kept].mean())
    return _Shifts(plan, chats.assign(y_null=value), always)


def _of_shifts(seed: int, *, left_out: bool) -> list[float]:
    made = _shifts(seed, left_out=left_out)
    nothing = pd.DataFrame()
    tables = Tables(nothing, nothing, made.chats, nothing, nothing, nothing, nothing)
    carried = carry_over(tables, made.plan)
    effect = estimated(sample_for(tables, made.plan, made.plan.contrasts[0], "y_null"))
    covered = float(effect.ci_low <= made.truth <= effect.ci_high)
    warned = float(carried is not None and carried.warn)
    return [0.0, 0.0, 0.0, 0.0, warned, made.truth, effect.estimate, covered, np.nan, np.nan]
