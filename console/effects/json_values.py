"""Results as JSON has them: null for what is not a finite number."""

import math
from dataclasses import asdict, fields, is_dataclass
from datetime import date
from typing import Any

import numpy as np

from console.effects.estimates import Estimate, LateEstimate, Withheld

Entry = dict[str, Any]
"""A part of ``results.json``."""


def plain(value: object) -> Any:  # noqa: ANN401 - whatever JSON has
    """The value with finite numbers, texts, lists and objects only."""
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return _scalar(value)


def _scalar(value: object) -> Any:  # noqa: ANN401 - whatever JSON has
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, date):
        return value.isoformat()[:10]
    return value


def entry(result: Estimate | Withheld, *, late: bool = False, **more: object) -> Entry:
    """An estimate with all its fields and ``withheld``: null, or why there is none.

    ``late`` is whether a result that is withheld would have been a ``LateEstimate``. What is told
    of it later is null so far: ``change``, ``verdict``, and Holm's p-value.
    """
    found = asdict(result) if isinstance(result, Estimate) else _nothing(result, late)
    found |= {"change": None, "verdict": None, "p_holm": None}
    return plain({"withheld": None} | found | more)  # type: ignore[no-any-return]


def _nothing(result: Withheld, late: bool) -> Entry:
    """Every field of an estimate without a value, and the reason."""
    kind = LateEstimate if late else Estimate
    empty: Entry = dict.fromkeys(each.name for each in fields(kind))
    empty |= {"notes": [], "level": None, "outcome": result.outcome, "withheld": result.reason}
    return empty | ({"ar_set": []} if late else {})
