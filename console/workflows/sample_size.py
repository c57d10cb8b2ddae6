"""What a study takes from data of before: agents' tiers, and how small an effect it would find."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from console.domain.errors import UsageError
from console.domain.json_objects import JsonObject
from console.domain.study_terms import is_within_agents
from console.effects.analysis.redrawn_pilot import (
    redrawn,
    redrawn_chats,
    taken_on,
    untreated,
)
from console.effects.analysis.redrawn_queues import redrawn_queues
from console.effects.data.bundle_tables import Frame, read_tables
from console.effects.data.log_outcomes import with_outcome
from console.effects.data.plan import AnalysisPlan
from console.effects.data.saturation import BetweenQueues
from console.effects.errors import EffectsError
from console.effects.report.charts.line_chart import LineSeries, lines
from console.effects.sample_size import power
from console.effects.sample_size.pilot_variance import from_pilot, paper
from console.effects.sample_size.power import Aim, PowerCurvePoint, Variation
from console.study.file.design import Study
from console.study.file.tiers import by_quantiles
from console.workflows.study_plan import plan_from, planned_outcome

_STEPS = 40
_SIZES = (20, 40, 100, 200, 500, 1_000, 2_000, 5_000, 10_000)


@dataclass(frozen=True, slots=True)
class Power:
    """The primary outcome's minimal detectable effects, in its own unit, by number of agents.

    ``notes`` say in what the study differs from what the formula is for.
    ``needed`` are the agents whom it takes to find ``effect``; both null if none was asked for.
    """

    outcome: str
    variation: Variation
    aim: Aim
    points: tuple[PowerCurvePoint, ...]
    effect: float | None
    needed: int | None
    notes: tuple[str, ...]

    def fields(self) -> JsonObject:  # Any: as asdict gives it
        """All of it, for a program."""
        return asdict(self)


def tiers_before(study: Study, bundle: Path) -> dict[str, str]:
    """Each agent's tier by the quantiles of the study's measure before anybody was treated.

    Raises:
        UsageError: the study's tiers are not cut by quantiles, or the bundle has no day before.
        EffectsError: it is no bundle.
    """
    tiers = study.tiers
    if tiers is None or tiers.measure is None:
        raise UsageError(
            f"study {study.name!r} does not cut tiers by quantiles; leave out --pre, or give "
            '[tiers] rule = "quantiles" and a measure'
        )
    days = _before(read_tables(bundle).agent_days, study)
    values = days.dropna(subset=[tiers.measure]).groupby("agent")[tiers.measure].mean()
    if not len(values):
        raise UsageError(
            f"{bundle} has no {tiers.measure} on days before the study treats anybody; "
            "give a bundle of the time before"
        )
    return by_quantiles({str(agent): float(mean) for agent, mean in values.items()}, tiers.names)


def power_of(
    study: Study,
    *,
    agents: int | None = None,
    effect: float | None = None,
    pilot: Path | None = None,
    chance: float = 0.8,
) -> Power:
    """How small an effect of its primary outcome a study would find.

    Args:
        study: the study.
        agents: how many there are; sizes around it are given as well.
        effect: one that is to be found, in the outcome's unit.
        pilot: a bundle that says how the outcome varies; null for the field experiment's numbers.
        chance: with which an effect of that size is to be found.

    Raises:
        EffectsError: the source says nothing of the outcome, or a number is out of its range.
    """
    outcome = next(each for each in study.outcomes if each.primary)
    name = planned_outcome(outcome).name
    notes = list(_notes(study, pilot))
    if pilot is None:
        variation = paper(name)
    else:
        variation, more = _of_pilot(study, pilot, name)
        notes += more
    aim = Aim(
        share=_share(study), power=chance, within_agents=is_within_agents(study.assignment.unit)
    )
    sizes = sorted({*_SIZES, *([agents] if agents else [])})
    points = power.curve(sizes, variation, aim)
    needed = power.agents_needed(effect, variation, aim) if effect is not None else None
    return Power(name, variation, aim, points, effect, needed, tuple(notes))


def power_picture(result: Power) -> str:
    """The curve as an SVG by itself: effects of assignment and of use, by number of agents."""
    first, last = max(40, result.points[0].agents), result.points[-1].agents
    steps = [round(first * (last / first) ** (n / _STEPS)) for n in range(_STEPS + 1)]
    points = power.curve(sorted(set(steps)), result.variation, result.aim)
    series = [LineSeries("assignment", tuple((math.log(p.agents), p.mde) for p in points))]
    used = tuple((math.log(p.agents), p.late_mde) for p in points if p.late_mde is not None)
    if used:
        series.append(LineSeries("use", used))
    chance = f"{result.aim.power:.0%}"
    return lines(
        "power",
        f"Smallest effect on {result.outcome} found with a chance of {chance}, by number of agents",
        "By the number of agents in all arms together: the more agents, the smaller an effect is "
        f"found, from {points[0].mde:.3g} of assignment with {points[0].agents:,} agents to "
        f"{points[-1].mde:.3g} with {points[-1].agents:,}.",
        series,
        places=[(math.log(p.agents), f"{p.agents:,}") for p in result.points if p.agents >= first],
        unit="",
        from_zero=True,
        height=320,
    ).svg(alone=True)


def _before(days: Frame, study: Study) -> Frame:
    """The rows of days on which nobody is treated; of a bundle from before the study, all."""
    first = next((period.first for period in study.periods if period.access), None)
    return days if first is None else days[days["day"].dt.date < first]


def _of_pilot(study: Study, pilot: Path, name: str) -> tuple[Variation, list[str]]:
    """How the outcome varies, by redrawing where agents are assigned; and what to know of it."""
    tables = read_tables(pilot)
    days = with_outcome(tables.agent_days, name)
    usage = days["usage"].where(days["treat"] == 1).mean()
    expected = float(usage) if 0 < usage <= 1 else None
    variation = from_pilot(days[days["treat"] != 1], name, usage=expected)
    plan, notes = plan_from(study), []
    if plan.saturations:
        drawn = redrawn_queues(untreated(days), plan, name)
        notes.append(
            "this is the effect between agents of the same queue; other numbers of agents are of "
            "more or fewer queues alike"
        )
        notes += list(_between_queues(untreated(days), plan, name))
    elif not plan.within_agents:
        drawn = redrawn(untreated(days), plan, name, share=_share(study))
    elif tables.chats.empty:
        return variation, [_NO_CHATS.format(unit=plan.unit)]
    else:
        drawn = redrawn_chats(taken_on(tables.chats, untreated(days)), plan, name)
    if plan.whole_queues:
        notes.append(
            f"a queue's shifts are what is compared; other numbers of agents are of more or fewer "
            f"queues of {drawn.agents:,} agents together"
        )
    if drawn.planned and drawn.days < drawn.planned:
        notes.append(
            f"the pilot has {drawn.days} days without the assistant, and the study {drawn.planned}:"
            " with all of them it takes fewer agents"
        )
    return drawn.put_into(variation), notes


def _between_queues(days: Frame, plan: AnalysisPlan, name: str) -> Iterator[str]:
    """What would be found of the others' loss and of everybody's having it, with these queues."""
    queues, agents = days["stratum"].nunique(), days["agent"].nunique()
    for effect, words in _OF_QUEUES.items():
        try:
            drawn = redrawn_queues(days, plan, name, effect=effect)
        except EffectsError as error:
            yield f"what is found of the effect {words} is not known: {error}"
        else:
            smallest = power.mde(agents, drawn.put_into(Variation(sigma=1, icc=0, days=1)))
            yield (
                f"with the pilot's {queues} queues an effect {words} of {smallest:.3g} is found "
                "with a chance of 80%; with four times as many, about half of that"
            )


_OF_QUEUES: dict[BetweenQueues, str] = {
    "spillover": "on those without it",
    "total": "of all having it",
}

_NO_CHATS = (
    "the pilot has no chats, so a row is an agent's day here, while {unit}s are randomised; export "
    "it with its chats"
)


def _share(study: Study) -> float:
    """The share with access; where all or none have it, that of the first arm or factor."""
    access = sum(arm.share for arm in study.arms if arm.access)
    factors: Sequence[float] = [r.share for r in study.guardrails if r.share is not None]
    if 0 < access < 1 - 1e-9:
        return access
    return factors[0] if len(study.arms) == 1 else study.arms[0].share


def _notes(study: Study, pilot: Path | None) -> Iterator[str]:
    if study.assignment.unit == "delayed" and pilot is None:
        yield "two arms are compared all the time; with delayed starts it takes more agents"
    if study.assignment.saturations and pilot is None:
        yield (
            "this is of a study without queues; only a pilot tells what is found between queues "
            "with different shares"
        )
    if is_within_agents(study.assignment.unit) and pilot is None:
        unit = study.assignment.unit
        yield f"a row is an agent's day here, while {unit}s are randomised; a pilot says it better"
    if pilot is None and not study.has_pre_period:
        yield "the field experiment had four weeks before; without such a time it takes more agents"
