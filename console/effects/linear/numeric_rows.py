"""The rows of a table that a regression can use, as numbers; what is empty is left out."""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from console.effects.errors import EffectsError

Numbers = NDArray[np.float64]
Codes = NDArray[np.int64]

_LARGEST = 1e60
"""Squares, and products of squares, of larger numbers are soon beyond what a computer holds."""

_NUMBERS = {"integer", "floating", "mixed-integer-float", "decimal", "boolean", "empty"}


@dataclass(frozen=True, slots=True)
class NumericRows:
    """Columns of numbers, and labels as codes from 0 on, all of one length.

    ``weights`` is null where rows count alike. ``notes`` say how many rows were left out.
    """

    numbers: Mapping[str, Numbers]
    labels: Mapping[str, Codes]
    weights: Numbers | None
    notes: tuple[str, ...]

    def __len__(self) -> int:
        return len(next(iter(self.numbers.values())))

    def matrix(self, names: Sequence[str]) -> Numbers:
        """Columns side by side."""
        if not names:
            return np.empty((len(self), 0))
        return np.column_stack([self.numbers[name] for name in names])

    def only(self, kept: NDArray[np.bool_], note: str) -> "NumericRows":
        """Some of the rows, and why not the others."""
        return NumericRows(
            {name: column[kept] for name, column in self.numbers.items()},
            {name: _dense(codes[kept]) for name, codes in self.labels.items()},
            None if self.weights is None else self.weights[kept],
            (*self.notes, note),
        )


def take(
    frame: pd.DataFrame,
    numbers: Iterable[str],
    labels: Iterable[str] = (),
    weights: str | None = None,
) -> NumericRows:
    """The rows in which no column that is asked for is empty.

    Raises:
        EffectsError: a column is missing, holds something else than numbers or an infinite one, a
            weight is not positive, or no row is left.
    """
    wanted = list(dict.fromkeys(numbers))
    weighing = [] if weights is None else [weights]
    named = list(dict.fromkeys(labels))
    columns = {name: _numbers(frame, name) for name in dict.fromkeys([*wanted, *weighing])}
    codes = {name: _codes(frame, name) for name in named}
    kept = _complete(columns, codes, len(frame))
    if not kept.any():
        raise EffectsError(_nothing_left(columns, codes, len(frame)))
    return NumericRows(
        {name: columns[name][kept] for name in wanted},
        {name: _dense(numbers[kept]) for name, numbers in codes.items()},
        None if weights is None else _positive(columns[weights][kept], weights),
        _left_out(int((~kept).sum()), len(frame)),
    )


def _complete(
    columns: Mapping[str, Numbers], codes: Mapping[str, Codes], rows: int
) -> NDArray[np.bool_]:
    kept = np.ones(rows, dtype=bool)
    for column in columns.values():
        kept &= ~np.isnan(column)
    for code in codes.values():
        kept &= code >= 0
    return kept


def _left_out(count: int, rows: int) -> tuple[str, ...]:
    return (f"{count:,} of {rows:,} rows have an empty value and were left out.",) if count else ()


def _nothing_left(columns: Mapping[str, Numbers], codes: Mapping[str, Codes], rows: int) -> str:
    if not rows:
        return "the table has no rows: there is nothing to estimate from"
    empty = [name for name, column in columns.items() if np.isnan(column).all()]
    empty += [name for name, code in codes.items() if (code < 0).all()]
    if empty:
        return f"column {empty[0]!r} is empty in all {rows:,} rows: leave it out or measure it"
    return (
        f"none of {rows:,} rows has a value in every column used: {', '.join([*columns, *codes])}"
    )


def column(frame: pd.DataFrame, name: str) -> pd.Series:
    """A column of the table.

    Raises:
        EffectsError: there is none of this name, or several.
    """
    if name not in frame.columns:
        near = difflib.get_close_matches(name, [str(known) for known in frame.columns], n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"it has {_some(frame)}"
        raise EffectsError(f"the table has no column {name!r}: {hint}")
    values = frame[name]
    if isinstance(values, pd.DataFrame):
        raise EffectsError(f"the table has several columns {name!r}: keep one of them")
    return values


def _some(frame: pd.DataFrame) -> str:
    names = [repr(str(name)) for name in frame.columns]
    return ", ".join(names[:8]) + (f" and {len(names) - 8} more" if len(names) > 8 else "")


def _numbers(frame: pd.DataFrame, name: str) -> Numbers:
    given = column(frame, name)
    if not is_numeric(given):
        raise EffectsError(
            f"column {name!r} does not hold numbers: make it one column of 0 and 1 per value"
        )
    values: Numbers = np.asarray(given.to_numpy(dtype="float64", na_value=np.nan))
    infinite = int(np.isinf(values).sum())
    if infinite:
        raise EffectsError(
            f"column {name!r} is infinite in {infinite:,} rows (the logarithm of 0?): "
            "make them empty or measure otherwise"
        )
    if (np.abs(values) > _LARGEST).any():
        raise EffectsError(
            f"column {name!r} has numbers beyond {_LARGEST:g}, too large to reckon with: "
            "measure it in a larger unit"
        )
    return values


def is_numeric(values: pd.Series) -> bool:
    """Whether a column holds numbers, true or false among them, or nothing at all."""
    if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_complex_dtype(values):
        return True
    return (
        bool(values.dtype == object) and pd.api.types.infer_dtype(values, skipna=True) in _NUMBERS
    )


def _codes(frame: pd.DataFrame, name: str) -> Codes:
    codes: Codes = pd.factorize(column(frame, name), use_na_sentinel=True)[0].astype(np.int64)
    return codes


def _dense(codes: Codes) -> Codes:
    dense: Codes = np.unique(codes, return_inverse=True)[1].astype(np.int64)
    return dense


def _positive(weights: Numbers, name: str) -> Numbers:
    if (weights <= 0).any():
        raise EffectsError(f"column {name!r} has weights of 0 or less: drop these rows")
    return weights
