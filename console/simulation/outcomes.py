"""The columns of ``agent_days``, sampled from levels, use and effects."""

from collections.abc import Mapping

import numpy as np

from console.simulation.chats import OutcomeSampler
from console.simulation.days import Days
from console.simulation.levels import MEANS, MOST_AWAY, Levels
from console.simulation.random_streams import BoolArray, Numbers
from console.simulation.ratings import RATING_PER_SHARE, Ratings, rate
from console.simulation.use import Use

Columns = dict[str, Numbers]

_IDENTIFIED = 1 - 0.0043
"""The share of agent-days on which any issue was identified."""

_LONGER = 0.03
"""What one more chat at once the day before does to the logs of identification and duration."""

_VARIATION = {"issue_identification_s": 1.0, "duration_s": 0.8, "customer_tenure_days": 0.8}
_COUNTS = {
    "concurrency_at_start": 1,
    "agent_messages": 0,
    "customer_messages": 0,
    "customer_pictures": 0,
}
"""Counts, and the least of each."""


def conditions(days: Days, level: Levels, sampler: OutcomeSampler) -> Columns:
    """What no assistant changes: how busy the desk is, who writes, and the day before."""
    columns = {
        name: sampler.count(name, level.others[name], least) for name, least in _COUNTS.items()
    }
    name = "customer_tenure_days"
    columns[name] = sampler.amount(name, level.others[name], _VARIATION[name], whole=True)
    columns["lag_concurrency"] = days.before(columns["concurrency_at_start"])
    columns["lag_customer_tenure_days"] = days.before(columns["customer_tenure_days"])
    columns["chats"] = days.chats.astype(np.float64)
    return columns


def uses(days: Days, used: Use, sampler: OutcomeSampler) -> Columns:
    """Shares of chats with use, of each kind and of any."""
    sampler.kinds("used", np.column_stack((used.complete, used.partial, used.both)))
    return {
        "usage": used.any / days.chats,
        "usage_complete": (used.complete + used.both) / days.chats,
        "usage_partial": (used.partial + used.both) / days.chats,
    }


def possible(level: Levels, moved: Mapping[str, Numbers]) -> Columns:
    """How far what has a bound really moves, and the rating with it.

    Probabilities stay between 0 and 1, counts at 0 or more, and nobody is away for more than a
    share of a chat.
    """
    low = _moved(level.dissatisfied, moved["rating"] / RATING_PER_SHARE)
    return {
        "dissatisfaction_rate": low,
        "rating": low * RATING_PER_SHARE,
        "ln_away": _away(level, moved) + moved["ln_duration"],
        "retrial_rate": _moved(level.retrial, moved["retrial_rate"]),
        "unfounded_claims": np.maximum(moved["unfounded_claims"], -level.unfounded),
    }


def _moved(level: Numbers, by: Numbers) -> Numbers:
    return np.clip(level + by, 0, 1) - level


def _away(level: Levels, moved: Mapping[str, Numbers]) -> Numbers:
    """How far the log of the share of a chat that agents are away moves."""
    most: Numbers = np.log(MOST_AWAY / level.shares["away_share"])
    return np.minimum(moved["ln_away"] - moved["ln_duration"], most)


def outcomes(
    days: Days,
    level: Levels,
    shifts: Mapping[str, Numbers],
    sampler: OutcomeSampler,
    rng: np.random.Generator,
) -> Columns:
    """How long chats took, how much of that the agent was away, and who came back."""
    lag = days.before(level.others["concurrency_at_start"]) - MEANS["concurrency_at_start"]
    longer = np.exp(_LONGER * np.nan_to_num(lag))
    identification = level.identification * longer * np.exp(shifts["ln_issue_identification"])
    identification[rng.random(days.count) > _IDENTIFIED] = np.nan
    columns = {
        "duration_s": _amount(
            "duration_s", level.duration * longer * np.exp(shifts["ln_duration"]), sampler
        ),
        "issue_identification_s": _amount("issue_identification_s", identification, sampler),
    }
    columns |= _parts(level, shifts, sampler)
    columns["active_s"] = columns["duration_s"] - columns["away_s"]
    columns["ln_issue_identification"] = np.log(columns["issue_identification_s"])
    columns["ln_duration"] = np.log(columns["duration_s"])
    again = rng.binomial(days.chats, np.clip(level.retrial + shifts["retrial_rate"], 0, 1))
    sampler.kinds("retrial", again[:, None])
    return columns | {"retrial_rate": again / days.chats}


def claims(level: Levels, shifts: Mapping[str, Numbers], sampler: OutcomeSampler) -> Columns:
    """How often agents claim a chat what is not done."""
    name = "unfounded_claims"
    return {name: sampler.count(name, level.unfounded + shifts[name])}


def _amount(name: str, level: Numbers, sampler: OutcomeSampler) -> Numbers:
    return sampler.amount(name, level, _VARIATION[name])


def _parts(level: Levels, shifts: Mapping[str, Numbers], sampler: OutcomeSampler) -> Columns:
    """Times that are each day's share of the duration."""
    moved = shifts["ln_away"] - shifts["ln_duration"]
    away = level.shares["away_share"] * np.exp(moved)
    columns = {
        name: sampler.part(name, "duration_s", share)
        for name, share in level.shares.items()
        if name != "away_share"
    }
    columns["away_s"] = sampler.part("away_s", "duration_s", away)
    return columns | {"away_share": away}


def ratings(
    days: Days, dissatisfied: Numbers, which: BoolArray, rng: np.random.Generator
) -> Ratings:
    """Ratings on some of the days."""
    return rate(rng, np.where(which, days.rated, 0), np.clip(dissatisfied, 0, 1))


def rated(days: Days, all_ratings: Ratings, sampler: OutcomeSampler) -> Columns:
    """Means of ratings, and how many there are."""
    sampler.kinds("rating", all_ratings.given)
    return {
        "rated": days.rated.astype(np.float64),
        "rated_share": days.rated / days.chats,
        "rating": all_ratings.mean,
        "dissatisfaction_rate": all_ratings.dissatisfied,
    }
