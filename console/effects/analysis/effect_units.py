"""What an effect means: in percent, seconds or points, and whether it is for the better."""

import math
from typing import Any

from console.effects.data.outcome_catalogue import known
from console.effects.data.plan import PlannedOutcome
from console.effects.data.samples import Sample
from console.effects.json_values import Entry

Ends = tuple[float, float, float]
"""An estimate and the ends of its interval."""


def told(outcome: str, found: Entry, level: float | None) -> Entry:
    """The effect in words' units: ``unit``, ``value``, ``low``, ``high``.

    For logarithms it is the percentage by which the geometric mean changes, and ``seconds`` what
    this makes of ``level``, the other arm's mean.
    """
    kind = known(outcome).kind
    ends = (found["estimate"], found["ci_low"], found["ci_high"])
    if kind == "log seconds" or outcome.startswith("ln_"):
        change = _change("percent", ends, lambda value: 100 * math.expm1(value))
        if kind == "log seconds" and level is not None:
            seconds = _change("seconds", ends, lambda value: level * math.expm1(value))
            change["seconds"] = seconds
        return change
    if kind == "share":
        return _change("percentage points", ends, lambda value: 100 * value)
    unit = {"seconds": "seconds", "points": "points"}.get(kind, "units")
    return _change(unit, ends, lambda value: value)


def _change(unit: str, ends: tuple[float | None, ...], by: Any) -> Entry:  # noqa: ANN401 - a function
    values = [None if value is None else _bounded(by, value) for value in ends]
    told = dict(zip(("value", "low", "high"), values, strict=True))
    return {"unit": unit, "seconds": None, **told}


def _bounded(by: Any, value: float) -> float | None:  # noqa: ANN401 - a function
    try:
        return float(by(value))
    except OverflowError:
        return None


def verdict(planned: PlannedOutcome, found: Entry) -> str:
    """``better``, ``worse``, ``changed`` if nobody said which is which, or ``unclear``."""
    low, high = found.get("ci_low"), found.get("ci_high")
    if low is None or high is None or low <= 0 <= high:
        return "unclear"
    if planned.better is None:
        return "changed"
    return "better" if (low > 0) == (planned.better == "higher") else "worse"


def arm_means(sample: Sample, fewest: int) -> Entry:
    """Means of the outcome by arm, on the rows compared, and the standard deviation without it.

    ``control_level`` is the mean of the measure whose logarithm the outcome is. Means of fewer than
    ``fewest`` agents are null.
    """
    rows, level = sample.used, known(sample.outcome).level
    after = rows[rows["period"] == 1] if "period" in rows.columns else rows
    by = "treated" if "treated" in after.columns else "treat"
    arms = {name: after[after[by] == value] for name, value in (("treated", 1), ("control", 0))}
    means: Entry = {"control_level": None} | {
        f"{name}_mean": _mean(rows, sample.outcome, fewest) for name, rows in arms.items()
    }
    means["control_sd"] = (
        float(arms["control"][sample.outcome].std()) if means["control_mean"] is not None else None
    )
    if level is not None and level in rows.columns:
        means["control_level"] = _mean(arms["control"], level, fewest)
    return means


def _mean(rows: Any, column: str, fewest: int) -> float | None:  # noqa: ANN401 - a data frame
    if rows["agent"].nunique() < fewest:
        return None
    return float(rows[column].mean())
