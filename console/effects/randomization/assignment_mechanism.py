"""How the treatments of an experiment were assigned, so that the assignment can be assigned again.

The assignment gives each unit a value (0 or 1, or a dose). A row of the table is treated by its
unit's value times its ``exposure``, such as 1 in the period with the assistant and 0 before. Units
are what was randomised: agents, sites, or an agent's shifts in a switchback.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd

from console.effects.errors import EffectsError
from console.effects.linear.numeric_rows import Codes, Numbers, column
from console.effects.randomization.permutations import (
    BlockPermutation,
    CustomPermutation,
    Permutations,
)

_ROW, _WHO, _WHEN = "row of the table", "treated ever", "times of treatment"


class AssignmentMechanism(Protocol):
    """How treatments were assigned, in terms of a table's columns."""

    def permutations(self, rows: pd.DataFrame, places: Codes, treatment: str) -> Permutations:
        """The possible assignments of rows of a table, which were at ``places`` in it.

        Raises:
            EffectsError: the treatment of the rows can't have been assigned so.
        """


@dataclass(frozen=True, slots=True)
class PermutedBlocks:
    """Values are exchanged among the units of a block: complete randomization within blocks.

    ``unit`` are the columns that name a unit, ``within`` those that name its block. The treatment
    is the assigned value itself, unless columns with the units' ``assigned`` values and the rows'
    ``exposure`` are named, whose product it then is. How many units of a block have which value
    stays as it is.
    """

    unit: Sequence[str]
    within: Sequence[str] = ()
    assigned: str | None = None
    exposure: str | None = None

    def permutations(self, rows: pd.DataFrame, places: Codes, treatment: str) -> "BlockPermutation":
        """See ``AssignmentMechanism``; the places don't matter."""
        unit = _numbered(rows, self.unit)
        block = _numbered(rows, self.within)
        value = _floats(rows, self.assigned or treatment)
        exposure = np.ones(len(rows)) if self.exposure is None else _floats(rows, self.exposure)
        _same(value * exposure, _floats(rows, treatment), treatment)
        first = np.unique(unit, return_index=True)[1]
        _constant(value, unit, first, f"{self.assigned or treatment!r} changes within a unit")
        _constant(block, unit, first, "a unit lies in more than one block")
        return BlockPermutation(unit, exposure, value[first], block[first])


@dataclass(frozen=True, slots=True)
class CustomMechanism:
    """Any mechanism at all: a function that draws the treatment of every row of the table again."""

    redraw: Callable[[np.random.Generator], Numbers]
    seed: int = 0

    def permutations(
        self, rows: pd.DataFrame, places: Codes, treatment: str
    ) -> "CustomPermutation":
        """See ``AssignmentMechanism``."""
        return CustomPermutation(self.redraw, places, _floats(rows, treatment), self.seed)


def inferred(
    frame: pd.DataFrame, treatment: str, cluster: str | None, others: Sequence[str] = ()
) -> tuple[pd.DataFrame, PermutedBlocks]:
    """The table with the columns of the simplest mechanism that fits the treatment, and that one.

    Without a cluster, rows are units; with one, clusters are, if none changes its treatment. If
    they do, one of the ``others`` (such as the day) must say when: then each cluster was assigned
    to be treated or not, and the treated were so at the same times. There are no blocks.

    Raises:
        EffectsError: the treatment fits none of these, so the mechanism must be given.
    """
    if cluster is None:
        return frame.assign(**{_ROW: range(len(frame))}), PermutedBlocks((_ROW,))
    values = column(frame, treatment)
    most = values.groupby(column(frame, cluster), observed=True).transform("max")
    if _equal(most, values):
        return frame, PermutedBlocks((cluster,))
    for name in others:
        when = values.groupby(column(frame, name), observed=True).transform("max")
        if name != cluster and _equal(most * when, values):
            columns = {_WHO: most, _WHEN: when}
            return frame.assign(**columns), PermutedBlocks((cluster,), (), _WHO, _WHEN)
    raise EffectsError(
        f"{treatment!r} changes within {cluster!r} in a way that hides how it was assigned: "
        "give the mechanism with its units and blocks"
    )


def _equal(product: pd.Series, values: pd.Series) -> bool:
    """Whether they are the same wherever there is a treatment."""
    return bool(((product == values) | values.isna()).all())


def _numbered(rows: pd.DataFrame, names: Sequence[str]) -> Codes:
    """One code per combination of the columns; all rows alike if there are none."""
    if not names:
        return np.zeros(len(rows), dtype=np.int64)
    for name in names:
        column(rows, name)
    groups = rows.groupby(list(names), sort=False, observed=True)
    return np.asarray(groups.ngroup(), dtype=np.int64)


def _floats(rows: pd.DataFrame, name: str) -> Numbers:
    values: Numbers = column(rows, name).to_numpy(dtype="float64", na_value=np.nan)
    return values


def _same(product: Numbers, treatment: Numbers, name: str) -> None:
    if not np.allclose(product, treatment):
        raise EffectsError(
            f"{name!r} is not what was assigned times the exposure in "
            f"{int((~np.isclose(product, treatment)).sum()):,} rows: name the columns it is made of"
        )


def _constant(values: Numbers | Codes, unit: Codes, first: Codes, otherwise: str) -> None:
    if (values != values[first][unit]).any():
        raise EffectsError(f"{otherwise}: name the columns that tell units and blocks apart")
