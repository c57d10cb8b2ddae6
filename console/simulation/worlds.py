"""Worlds in which a study's plain comparison misleads, for trying whether an analysis says so.

Each changes an experiment that was simulated as usual, and what the assistant did in it by
potential outcomes: ``effect_on_mean`` is, of each agent-day, the outcome with the assistant minus
that without it, whatever any regression makes of it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal, get_args

import numpy as np

from console.simulation.model import Experiment, weights_in
from console.simulation.random_streams import BoolArray, Numbers

World = Literal[
    "usual",
    "crowding",
    "shared queue",
    "attrition",
    "key",
    "no key",
    "silent raters",
    "false claims",
]
WORLDS: tuple[World, ...] = get_args(World)

_MORE_AT_ONCE = 1.5
_SLOWER = 0.25
_MORE_CHATS = 0.4
_LEAVE = 0.4
_CONFIRMED = 0.8
_BY_KEY = -0.3
_UNTIL_AGREED = 0.2
_SILENT = 0.5
_CLAIMS = 0.5
_RETURN = 0.2


@dataclass(frozen=True, slots=True)
class _Change:
    """What a world does, and the sentence that describes it."""

    description: str
    make: Callable[[Experiment], Experiment]


def in_world(experiment: Experiment, world: World) -> Experiment:
    """The experiment as it would have been in that world; its chats are not simulated.

    Raises:
        KeyError: there is no such world.
    """
    if world == "usual":
        return experiment
    changed = _CHANGES[world].make(replace(experiment, chats=None))
    return replace(changed, weights=weights_in(changed.days, changed.columns))


def description(world: World) -> str:
    """What happens there."""
    return "Nothing hurts." if world == "usual" else _CHANGES[world].description


def _crowding(experiment: Experiment) -> Experiment:
    days, columns = experiment.days, dict(experiment.columns)
    treat = days.treat.astype(np.float64)
    columns["concurrency_at_start"] = columns["concurrency_at_start"] + _MORE_AT_ONCE * treat
    columns["lag_concurrency"] = days.before(columns["concurrency_at_start"])
    slower = _SLOWER * _MORE_AT_ONCE * np.nan_to_num(days.before(treat)) * treat
    return _slowed(replace(experiment, columns=columns), slower)


def _shared_queue(experiment: Experiment) -> Experiment:
    days, columns = experiment.days, dict(experiment.columns)
    treated = days.chats[days.treat].sum()
    others = days.chats[days.period & ~days.treat].sum()
    fewer = max(0.0, 1 - _MORE_CHATS * treated / max(others, 1))
    factor = np.where(days.treat, 1 + _MORE_CHATS, np.where(days.period, fewer, 1.0))
    chats = np.maximum(np.rint(days.chats * factor), 1).astype(np.int64)
    # As many more or fewer on average: rounding to the nearest would change small numbers' share.
    chance = np.random.default_rng([experiment.parameters.seed, 9]).random(days.count)
    rated = np.minimum(np.floor(days.rated * factor + chance), chats).astype(np.int64)
    columns["chats"], columns["rated"] = chats.astype(np.float64), rated.astype(np.float64)
    columns["rated_share"] = rated / chats
    for name in ("rating", "dissatisfaction_rate"):
        columns[name] = np.where(rated > 0, columns[name], np.nan)
    return replace(experiment, days=replace(days, chats=chats, rated=rated), columns=columns)


def _attrition(experiment: Experiment) -> Experiment:
    days, agents = experiment.days, experiment.agents
    values = np.where(days.period, np.nan_to_num(experiment.columns["ln_issue_identification"]), 0)
    worked = np.bincount(days.agent, days.period, agents.count)
    slowness = np.bincount(days.agent, values, agents.count) / np.maximum(worked, 1)
    known = np.bincount(days.agent, ~days.period, agents.count)
    candidates = np.flatnonzero(agents.treated & (worked > 0) & (known > 0))
    slowest = candidates[np.argsort(slowness[candidates])]
    lost = slowest[len(slowest) - round(_LEAVE * len(slowest)) :]
    return _only(experiment, ~(days.period & np.isin(days.agent, lost)))


def _key(experiment: Experiment, by_key: float = _BY_KEY) -> Experiment:
    days, columns = experiment.days, dict(experiment.columns)
    confirmed = np.where(days.treat, np.maximum(columns["usage"], _CONFIRMED), 0.0)
    columns["assistance"] = confirmed
    rng = np.random.default_rng([experiment.parameters.seed, 7])
    understood = columns["ln_issue_identification"] + _UNTIL_AGREED
    columns["ln_customer_agreed"] = understood + rng.normal(0, 0.3, days.count)
    columns["customer_agreed_s"] = np.exp(columns["ln_customer_agreed"])
    return _slowed(replace(experiment, columns=columns), by_key * confirmed)


def _silent_raters(experiment: Experiment) -> Experiment:
    days, columns = experiment.days, dict(experiment.columns)
    low = np.nan_to_num(columns["dissatisfaction_rate"])
    rng = np.random.default_rng([experiment.parameters.seed, 8])
    dissatisfied = np.rint(days.rated * low).astype(np.int64)
    lost = np.where(days.treat, rng.binomial(dissatisfied, _SILENT), 0)
    rated = days.rated - lost
    still_low = np.where(rated > 0, (dissatisfied - lost) / np.maximum(rated, 1), np.nan)
    # The dissatisfied gave 1 or 2, 1.5 on average.
    left = columns["rating"] * days.rated - 1.5 * lost
    mean = np.where(rated > 0, np.clip(left / np.maximum(rated, 1), 1, 5), np.nan)
    columns |= {
        "rated": rated.astype(np.float64),
        "rated_share": rated / days.chats,
        "rating": np.where(days.treat, mean, columns["rating"]),
        "dissatisfaction_rate": np.where(days.treat, still_low, columns["dissatisfaction_rate"]),
    }
    return replace(experiment, days=replace(days, rated=rated), columns=columns)


def _false_claims(experiment: Experiment) -> Experiment:
    columns, moved = dict(experiment.columns), dict(experiment.effect_on_mean)
    claims = _CLAIMS * columns["usage"]
    columns["unfounded_claims"] = columns["unfounded_claims"] + claims
    back = np.minimum(columns["retrial_rate"] + _RETURN * claims, 1)
    moved["unfounded_claims"] = moved["unfounded_claims"] + claims
    moved["retrial_rate"] = moved["retrial_rate"] + back - columns["retrial_rate"]
    columns["retrial_rate"] = back
    return replace(experiment, columns=columns, effect_on_mean=moved)


def _slowed(experiment: Experiment, by: Numbers) -> Experiment:
    """The issue identified later by a change of the logarithm."""
    columns, moved = dict(experiment.columns), dict(experiment.effect_on_mean)
    name = "ln_issue_identification"
    columns[name] = columns[name] + by
    columns["issue_identification_s"] = columns["issue_identification_s"] * np.exp(by)
    moved[name] = moved[name] + by
    return replace(experiment, columns=columns, effect_on_mean=moved)


def _only(experiment: Experiment, kept: BoolArray) -> Experiment:
    """Some of the days."""
    days = experiment.days
    return replace(
        experiment,
        days=replace(
            days,
            agent=days.agent[kept],
            day=days.day[kept],
            period=days.period[kept],
            treat=days.treat[kept],
            chats=days.chats[kept],
            rated=days.rated[kept],
        ),
        columns={name: values[kept] for name, values in experiment.columns.items()},
        effect_on_mean={name: values[kept] for name, values in experiment.effect_on_mean.items()},
    )


_CHANGES: Mapping[World, _Change] = {
    "crowding": _Change(
        "With the assistant agents take 1.5 chats more at once, and each slows identification of "
        "the day after by .25 in its logarithm.",
        _crowding,
    ),
    "shared queue": _Change(
        "Agents with the assistant take 40% more chats, which the others then do not have.",
        _shared_queue,
    ),
    "attrition": _Change(
        "The 40% of treated agents who identify issues most slowly leave before they have access.",
        _attrition,
    ),
    "key": _Change(
        "In at least 80% of their chats treated agents confirm a proposed issue with one key, "
        "which lowers the logarithm of identification by .3; customers agree when they would have.",
        _key,
    ),
    "no key": _Change(
        "Nothing hurts: confirming a proposed issue is as quick as choosing one, and when "
        "customers agree is recorded.",
        lambda experiment: _key(experiment, by_key=0.0),
    ),
    "silent raters": _Change(
        "Half of the dissatisfied customers of treated agents give no rating.", _silent_raters
    ),
    "false claims": _Change(
        "Using suggestions adds half an unfounded claim a chat, and each brings a fifth of the "
        "customers back.",
        _false_claims,
    ),
}
