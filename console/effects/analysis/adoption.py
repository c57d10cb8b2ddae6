"""Adoption: usage among those with access, over time, by tier, and how it is spread over agents."""

from collections.abc import Iterable

import pandas as pd  # type: ignore[import-untyped] # ships no types

from console.effects.analysis.over_time import days_of_arms, mean_of, points
from console.effects.analysis.plain import Entry
from console.effects.plan import Plan
from console.effects.tables import Frame, Tables


def adoption(tables: Tables, plan: Plan) -> Entry:
    """Usage among those with access: over time by tier, and how it is spread over agents."""
    days = days_of_arms(tables, plan)
    access = [arm.name for arm in plan.arms if arm.access]
    used = days[days["arm_of_agent"].isin(access) & (days["period"] == 1)]
    used = used[used["usage"].notna()] if "usage" in used.columns else used.iloc[:0]
    fewest = plan.minimums.agents_per_mean
    return {
        "mean": mean_of(used, "usage", fewest),
        "complete": mean_of(used, "usage_complete", fewest),
        "partial": mean_of(used, "usage_partial", fewest),
        "agent_days": len(used),
        "agents": int(used["agent"].nunique()),
        **_spread(used, fewest),
        "by_tier": [
            {
                "tier": tier,
                "agents": int(rows["agent"].nunique()),
                "mean": mean_of(rows, "usage", fewest),
                "points": points(rows, "usage", plan),
            }
            for tier, rows in _by_tier(used, plan)
        ],
        "over_time": points(used, "usage", plan),
    }


def tiers_of(days: Frame, plan: Plan) -> list[str]:
    """The tiers, lowest first: those of the plan, or those in the data in their order."""
    if plan.tiers:
        return list(plan.tiers)
    return sorted(days["tier"].dropna().unique()) if "tier" in days.columns else []


def _by_tier(days: Frame, plan: Plan) -> Iterable[tuple[str, Frame]]:
    return [(tier, days[days["tier"] == tier]) for tier in tiers_of(days, plan)]


def _spread(used: Frame, fewest: int) -> Entry:
    """Shares of agents who never used it, who always did, and between, in tenths."""
    share = used.groupby("agent")["usage"].mean() if len(used) else pd.Series(dtype=float)
    if len(share) < fewest:
        return {"never_share": None, "always_share": None, "tenths": None}
    tenths = pd.cut(share[share > 0], [each / 10 for each in range(11)], include_lowest=True)
    counts = tenths.value_counts(sort=False)
    return {
        "never_share": float((share == 0).mean()),
        "always_share": float((share >= 1).mean()),
        "tenths": [float(count) / len(share) for count in counts],
    }
