"""Whether a comparison can be made at all: somebody in each arm, somebody who used it."""

import numpy as np

from console.effects.errors import EffectsError
from console.effects.linear.numeric_rows import Codes, Numbers
from console.effects.linear.regression_data import RegressionData

_HALF = 0.499
"""Share of the treatment's variation from which the estimate rests on that one cluster."""


def check_arms(data: RegressionData, treatment: str) -> None:
    """More than one arm, and more than one cluster in each.

    Raises:
        EffectsError: all rows are in one arm, or one cluster is all of an arm.
    """
    values = data.rows.numbers[treatment]
    if (values == values[0]).all():
        raise EffectsError(
            f"all {len(values):,} rows are in one arm ({treatment!r} is {values[0]:g}): "
            "an effect needs a comparison"
        )
    if len(data.clusters) < 2 and set(np.unique(values)) == {0.0, 1.0}:
        rows: Codes = np.arange(len(values))
        clusters, unit = (*data.clusters, rows)[0], "cluster" if data.clusters else "row"
        _check_clusters(values, data.residual(values), clusters, unit)


def check_usage(data: RegressionData, usage: str) -> None:
    """Somebody used it, and not everybody alike.

    Raises:
        EffectsError: nobody used it, or all did to the same degree.
    """
    values = data.rows.numbers[usage]
    if not values.any():
        raise EffectsError(
            f"nobody used it: {usage!r} is 0 in all {len(values):,} rows, "
            "so there is no effect of usage to estimate"
        )
    if (values == values[0]).all():
        raise EffectsError(
            f"{usage!r} is {values[0]:g} in all {len(values):,} rows: "
            "with everybody using it alike, there is nobody to compare with"
        )


def _check_clusters(values: Numbers, left: Numbers, cluster: Codes, unit: str) -> None:
    """One cluster must not be all of an arm, unless others were in both arms besides."""
    variation = float(left @ left)
    heaviest = np.bincount(cluster, weights=left**2).max() if variation else 0.0
    ever = np.bincount(cluster, weights=values) > 0
    for arm, count in (("treated", int(ever.sum())), ("not treated", int((~ever).sum()))):
        if count == 1 and heaviest > _HALF * variation:
            raise EffectsError(
                f"only one {unit} is ever {arm}: its effect can't be told from what is "
                "peculiar to it; a study needs several in each arm"
            )
