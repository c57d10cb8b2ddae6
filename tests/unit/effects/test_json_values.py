"""Dataclasses as JSON."""

import math
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pytest

from console.effects.json_values import INLINE, json_key, json_object, json_value


@dataclass(frozen=True)
class Inner:
    """A part of ``Outer``."""

    first: float
    second: tuple[float, ...]


@dataclass(frozen=True)
class Outer:
    """A whole that has one part inline, and one under another key."""

    inline: Inner = field(metadata=INLINE)
    day: date = field(metadata=json_key("from"))
    part: Inner = field(default=Inner(1.0, ()))


def test_fields_become_keys_in_their_order() -> None:
    """Inline fields stand among those of the whole, and a field may have another key."""
    whole = Outer(Inner(2.5, (math.inf, 1.0)), date(2026, 3, 2))
    assert json_object(whole) == {
        "first": 2.5,
        "second": [None, 1.0],
        "from": "2026-03-02",
        "part": {"first": 1.0, "second": []},
    }
    assert list(json_object(whole)) == ["first", "second", "from", "part"]


def test_numbers_of_arrays_become_plain() -> None:
    """NumPy's numbers are Python's in JSON, and what is no number is null."""
    assert json_value([np.int64(3), np.float64("nan"), np.bool_(True)]) == [3, None, True]


def test_what_json_has_not_is_refused() -> None:
    """A value without a form in JSON is an error rather than a text that happens to be printed."""
    with pytest.raises(TypeError, match="JSON has no set"):
        json_value({1, 2})
