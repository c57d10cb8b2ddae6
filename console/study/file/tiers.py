"""Cuts agents into tiers by what they did before."""

from collections.abc import Mapping, Sequence


def by_quantiles(values: Mapping[str, float], names: Sequence[str]) -> dict[str, str]:
    """The tier of each agent; tiers are as even in number as they can be.

    Args:
        values: each agent's mean before. Of agents with the same, those whose names sort first are
            put lower.
        names: the tiers, lowest first.
    """
    ranked = sorted(values, key=lambda agent: (values[agent], agent))
    return {agent: names[rank * len(names) // len(ranked)] for rank, agent in enumerate(ranked)}
