"""An experiment of the paper's size, simulated and analysed; the same regression with dummies.

Each step is a process of its own. The benchmark fails where the absorbed and the full regression
disagree, or where a LATE is not the ITT over the first stage; it reports how long things took, and
fails for no time.
"""

import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from console.bench.effects.results import Dummies, Effect, EffectsBenchResults
from console.bench.side_process import (
    BenchError,
    SideResult,
    check_baseline,
    run_baseline,
    run_module,
)
from console.domain.json_objects import JsonObject
from console.domain.progress import StepProgress
from console.simulation import published
from console.simulation.parameters import SEED

_SIDES = "console.bench.effects.sides"
_BASELINE = "regression_with_dummies"
_ADVICE = "take fewer agents with --dummies"
_STEPS = 4
_EQUAL = 1e-6
_FOUR_DIGITS = 5e-5


@dataclass(frozen=True, slots=True)
class EffectsBenchPlan:
    """How much is measured; ``dummies`` agents have columns of their own, 0 for no such side."""

    agents: int = published.AGENTS
    dummies: int = 1_800
    seed: int = SEED


def run(
    plan: EffectsBenchPlan, folder: Path | None = None, progress: StepProgress = lambda *_: None
) -> EffectsBenchResults:
    """Measure in a temporary folder, which is removed again.

    Raises:
        BenchError: statsmodels is missing, a side failed, or results differ.
    """
    if plan.dummies:
        check_baseline(_BASELINE, "statsmodels")
    with tempfile.TemporaryDirectory(dir=folder, prefix="bench-effects-") as place:
        return _measured(plan, Path(place) / "bundle", progress)


def _measured(plan: EffectsBenchPlan, bundle: Path, progress: StepProgress) -> EffectsBenchResults:
    progress(0, _STEPS, f"simulating {plan.agents:,} agents")
    simulated, simulate_s = _side("simulated", bundle, plan.agents, plan.seed)
    progress(1, _STEPS, "analysing")
    analyzed, analyze_s = _side("analyzed", bundle, plan.agents, plan.seed)
    itt, late = _by_outcome(analyzed, "itt"), _by_outcome(analyzed, "late")
    dummies = _compared(plan, bundle, progress) if plan.dummies else None
    progress(_STEPS, _STEPS, "done")
    rows = itt["ln_issue_identification"]["n"]
    return EffectsBenchResults(
        agents=plan.agents,
        agent_days=simulated["rows"]["agent_days"],
        simulate_s=simulate_s,
        analyze_s=analyze_s,
        analyze_cpu_s=analyzed["cpu_s"],
        peak_gb=analyzed["peak_mb"] / 1e3,
        effects=tuple(_effects(itt, late, simulated["truth"]["outcomes"])),
        ratio_gap=_gap(itt, late),
        matrix_gb=rows * (plan.agents + published.DAYS) * 8 / 1e9,
        dummies=dummies,
    )


def _by_outcome(analyzed: JsonObject, which: str) -> dict[str, JsonObject]:
    """Estimates by outcome.

    Raises:
        BenchError: one was withheld.
    """
    for each in analyzed["results"][which]:
        if each["withheld"]:
            raise BenchError(
                f"{which} of {each['outcome']} was withheld: {each['withheld']}; take more agents"
            )
    return {each["outcome"]: each for each in analyzed["results"][which]}


def _effects(itt: JsonObject, late: JsonObject, truth: JsonObject) -> Iterator[Effect]:
    for name, paper in published.EFFECTS.items():
        for which, estimates, value in (("ITT", itt, paper.itt), ("LATE", late, paper.late)):
            estimate, error = estimates[name]["estimate"], estimates[name]["std_error"]
            yield Effect(f"{which} {name}", estimate, error, value, truth[name][which.lower()])


def _gap(itt: JsonObject, late: JsonObject) -> float:
    """The largest difference of an ITT over its first stage from the LATE.

    Raises:
        BenchError: it shows in four digits.
    """
    gap: float = max(
        abs(float(each["estimate"]) / late[name]["first_stage"] - late[name]["estimate"])
        for name, each in itt.items()
    )
    if gap > _FOUR_DIGITS:
        raise BenchError(f"an ITT over its first stage is off from the LATE by {gap:.1e}")
    return gap


def _compared(plan: EffectsBenchPlan, bundle: Path, progress: StepProgress) -> Dummies:
    """The same regression on the first agents, both ways.

    Raises:
        BenchError: the estimates differ.
    """
    agents = min(plan.dummies, plan.agents)
    progress(2, _STEPS, "one regression, absorbed")
    ours, _ = _side("absorbed", bundle, agents, plan.seed)
    progress(3, _STEPS, "the same with dummies")
    theirs = run_baseline(_BASELINE, bundle, agents, advice=_ADVICE)
    difference = abs(ours["estimate"] - theirs["estimate"])
    if difference > _EQUAL:
        raise BenchError(f"statsmodels estimates an ITT that differs by {difference:.1e}")
    return Dummies(
        agents=agents,
        rows=theirs["rows"],
        columns=theirs["columns"],
        absorbed_s=ours["regression_s"],
        dummies_s=theirs["regression_s"],
        peak_gb=theirs["peak_mb"] / 1e3,
        difference=difference,
    )


def _side(side: str, bundle: Path, agents: int, seed: int) -> tuple[SideResult, float]:
    """Run a side; its results, and its seconds from start to end, loading included."""
    started = time.perf_counter()
    result = run_module(_SIDES, side, bundle, agents, seed, side=side, advice=_ADVICE)
    return result, time.perf_counter() - started
