"""Balance: whether the arms were alike before anything was done to them.

Each variable has a standardised difference of means, (x̄₁-x̄₀)/√((s₁²+s₀²)/2), which does not depend
on how many agents there are and is flagged above .1. Chance alone flags some in a small experiment,
so one joint test says whether all together are more than randomisation gives: how well the
variables predict the arm (within blocks), compared with how well they predict other possible
assignments in the same blocks. That is exact with any number of agents and variables; a
cluster-robust Wald test of two dozen variables on forty agents rejects far too often.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from console.effects.errors import EffectsError
from console.effects.linear.numeric_rows import Numbers, column
from console.effects.randomization.assignment_mechanism import PermutedBlocks
from console.effects.randomization.permutations import BlockPermutation

FLAG = 0.1
"""The standardised difference from which a variable is pointed out."""

_ALL = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Balanced:
    """One variable: means, standard deviations and units with a value, treated and not.

    ``smd`` is null where nothing varies; ``missing`` counts units without a value.
    """

    variable: str
    mean_treated: float | None
    mean_control: float | None
    sd_treated: float | None
    sd_control: float | None
    smd: float | None
    flagged: bool
    n_treated: int
    n_control: int
    missing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """All variables, and the joint test; its p-value is null where no variable varies."""

    variables: tuple[Balanced, ...]
    p_value: float | None
    units: int
    method: str


def balance(
    frame: pd.DataFrame,
    *,
    treatment: str,
    variables: Sequence[str],
    unit: str,
    within: Sequence[str] = (),
    draws: int = 2_000,
    seed: int = 0,
) -> Balance:
    """Compare units (their means, if they have several rows) of both arms.

    ``within`` names the columns of the blocks in which units were randomised. In the joint test an
    empty value counts as the mean of the others, and that it is empty as a variable of its own.

    Raises:
        EffectsError: a column is missing, the treatment is not 0 or 1 by unit, or an arm is empty.
    """
    units = _units(frame, treatment, variables, unit, within)
    places = np.arange(len(units))
    permutation = PermutedBlocks((unit,), within).permutations(units, places, treatment)
    if set(np.unique(permutation.assigned)) != {0.0, 1.0}:
        raise EffectsError(f"{treatment!r} must be 1 for some units and 0 for others, no more")
    treated = permutation.assigned[permutation.unit] == 1
    compared = tuple(_compared(units[name], treated) for name in variables)
    p_value, method = _joint(permutation, _filled(units[list(variables)], permutation), draws, seed)
    return Balance(variables=compared, p_value=p_value, units=len(units), method=method)


def _units(
    frame: pd.DataFrame, treatment: str, variables: Sequence[str], unit: str, within: Sequence[str]
) -> pd.DataFrame:
    fixed = list(dict.fromkeys([treatment, *within]))
    for name in (unit, *fixed, *variables):
        column(frame, name)
    known = frame.dropna(subset=[unit, *fixed])
    units = known[[unit, *fixed]].drop_duplicates()
    if units[unit].duplicated().any():
        changing = " or ".join(fixed)
        raise EffectsError(f"{changing} changes within {unit!r}: compare units as assigned")
    means = known.groupby(unit, sort=False, observed=True)[list(variables)].mean()
    return units.join(means, on=unit)


def _compared(values: pd.Series, treated: NDArray[np.bool_]) -> Balanced:
    one, other = values[treated].dropna(), values[~treated].dropna()
    spread = np.sqrt((one.var() + other.var()) / 2)
    smd = (one.mean() - other.mean()) / spread if spread > 0 else np.nan
    return Balanced(
        variable=str(values.name),
        mean_treated=_known(one.mean()),
        mean_control=_known(other.mean()),
        sd_treated=_known(one.std()),
        sd_control=_known(other.std()),
        smd=_known(smd),
        flagged=bool(abs(smd) > FLAG),
        n_treated=len(one),
        n_control=len(other),
        missing=int(values.isna().sum()),
    )


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _filled(values: pd.DataFrame, permutation: BlockPermutation) -> Numbers:
    """Orthonormal columns that span the variables within blocks, by unit."""
    empty = values.isna()
    table = pd.concat([values.fillna(values.mean()).fillna(0), empty], axis=1).to_numpy(dtype=float)
    sizes = np.bincount(permutation.block)
    for place in range(table.shape[1]):
        means = np.bincount(permutation.block, table[:, place]) / sizes
        table[:, place] -= means[permutation.block]
    scale = np.linalg.norm(table, axis=0)
    standardized = table[:, scale > 1e-9] / scale[scale > 1e-9]
    vectors, strength, _ = np.linalg.svd(standardized, full_matrices=False)
    basis: Numbers = vectors[:, strength > 1e-7]
    return basis


def _joint(
    permutation: BlockPermutation, basis: Numbers, draws: int, seed: int
) -> tuple[float | None, str]:
    """The share of assignments that the variables predict as well as the real one."""
    if not basis.shape[1]:
        return None, "no variable varies within blocks"
    exact = permutation.possible is not None and permutation.possible <= _ALL
    others = permutation.every() if exact else permutation.draw(np.random.default_rng(seed), draws)
    explained = (((others - permutation.expected) @ basis) ** 2).sum(axis=1)
    real = float((((permutation.assigned - permutation.expected) @ basis) ** 2).sum())
    extreme = int((explained >= real * (1 - 1e-9)).sum())
    if exact:
        return extreme / len(explained), f"randomization test, all {len(explained):,} assignments"
    return (extreme + 1) / (draws + 1), f"randomization test, {draws:,} assignments"
