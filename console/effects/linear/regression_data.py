"""Rows made ready for regressions: complete, weighted, fixed effects taken out, no collinearity."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from console.effects.errors import EffectsError
from console.effects.linear.absorption import Absorption, singletons
from console.effects.linear.numeric_rows import Numbers, NumericRows, take

Clusters = str | tuple[str, str] | None

_ABSORBED = 1e-9
"""A column with so small a share of its variation left is explained by the fixed effects."""


class RegressionData:
    """Rows ready for regressions: complete, scaled by their weights, fixed effects taken out."""

    def __init__(
        self,
        frame: pd.DataFrame,
        numbers: Sequence[str],
        *,
        absorb: Sequence[str] = (),
        cluster: Clusters = None,
        weights: str | None = None,
    ) -> None:
        """Take the columns from the table.

        Raises:
            EffectsError: a column can't be used, or no row is left.
        """
        by = (cluster,) if isinstance(cluster, str) else cluster or ()
        rows = take(frame, numbers, (*absorb, *by), weights)
        _check_several(rows, by)
        self.rows = _without_single(rows, absorb)
        _check_several(self.rows, by)
        self.clusters = tuple(self.rows.labels[name] for name in by)
        self.words = (*_absorbing(absorb), *_clustering(by))
        effects = {name: self.rows.labels[name] for name in absorb}
        self.absorption = Absorption(effects, self.rows.weights, self.clusters, len(self.rows))
        self._absorb = tuple(absorb)

    def columns(self, names: Sequence[str]) -> Numbers:
        """What the fixed effects leave of columns.

        Raises:
            EffectsError: they leave nothing of one.
        """
        raw = self.rows.matrix(names) * self.absorption.roots[:, None]
        residuals = self.absorption.residual(raw)
        self._check_variation(names, raw, residuals)
        return residuals

    def residual(self, values: Numbers) -> Numbers:
        """What the fixed effects leave of one value for each row used, be it nothing."""
        return self.absorption.residual(values * self.absorption.roots)

    def _check_variation(self, names: Sequence[str], raw: Numbers, left: Numbers) -> None:
        spread = np.linalg.norm(raw - self.absorption.roots[:, None] * raw.mean(axis=0), axis=0)
        size = np.linalg.norm(raw, axis=0)
        for name, before, whole, after in zip(
            names, spread, size, np.linalg.norm(left, axis=0), strict=True
        ):
            if after <= max(_ABSORBED * before, 1e-12 * whole):
                raise EffectsError(self._no_variation(name))

    def _no_variation(self, name: str) -> str:
        values = self.rows.numbers[name]
        if (values == values[0]).all():
            return (
                f"column {name!r} is {values[0]:g} in all {len(values):,} rows: "
                "what does not vary has no effect to estimate"
            )
        return (
            f"column {name!r} does not vary within {' and '.join(self._absorb)}: "
            "take these fixed effects out, or the column"
        )


def check_roles(*roles: Sequence[str]) -> None:
    """Each column is named once.

    Raises:
        EffectsError: one is named twice.
    """
    seen: set[str] = set()
    for name in (name for names in roles for name in names):
        if name in seen:
            raise EffectsError(f"column {name!r} is named twice: give it one role")
        seen.add(name)


def _without_single(rows: NumericRows, absorb: Sequence[str]) -> NumericRows:
    gone = singletons({name: rows.labels[name] for name in absorb})
    count = int(gone.sum())
    if not count:
        return rows
    if count == len(rows):
        raise EffectsError(
            f"every row is the only one of its {' or '.join(absorb)}: take these fixed effects out"
        )
    return rows.only(
        ~gone, f"{count:,} rows that are the only ones of a fixed effect's level were left out."
    )


def _check_several(rows: NumericRows, by: Sequence[str]) -> None:
    for name in by:
        if not rows.labels[name].any():
            raise EffectsError(
                f"all rows are in one cluster (of {name!r}), so nothing tells how far clusters "
                "differ: a study needs several"
            )


def _absorbing(absorb: Sequence[str]) -> tuple[str, ...]:
    return (f"effects of {' and '.join(absorb)} absorbed",) if absorb else ()


def _clustering(by: Sequence[str]) -> tuple[str, ...]:
    return (f"clustered by {' and '.join(by)}",) if by else ()
