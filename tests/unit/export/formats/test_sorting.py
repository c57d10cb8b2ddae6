"""Rows are brought into order, on the disk where memory is short."""

import tempfile
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.export.formats import sorting
from console.export.formats.sorting import in_order

COLUMNS: dict[str, pa.DataType] = {"name": pa.string(), "place": pa.int64()}
SCHEMA = pa.schema(COLUMNS)

rows = st.lists(
    st.fixed_dictionaries(
        {"name": st.none() | st.text(max_size=3), "place": st.none() | st.integers(-9, 9)}
    ),
    max_size=30,
)


def batches(found: list[dict[str, object]], size: int) -> list[pa.RecordBatch]:
    """Rows, some at a time."""
    return [
        pa.RecordBatch.from_pylist(found[begin : begin + size], schema=SCHEMA)
        for begin in range(0, len(found), size)
    ]


@given(rows, st.integers(1, 9))
@settings(max_examples=25, deadline=None)
def test_rows_come_in_order(found: list[dict[str, object]], size: int) -> None:
    """By the code points of texts, null first, as Python has them, whatever the batches."""

    def place(row: dict[str, object]) -> tuple[object, ...]:
        return tuple((row[name] is not None, row[name]) for name in SCHEMA.names)

    with (
        tempfile.TemporaryDirectory() as here,
        in_order(Path(here), batches(found, size), SCHEMA.names) as told,
    ):
        assert list(told) == sorted(found, key=place)


@given(rows)
@settings(max_examples=25, deadline=None)
def test_runs_are_merged_in_order(found: list[dict[str, object]]) -> None:
    """Rows that don't fit into one run come as if they did, alike ones as they came."""
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as here:
        patch.setattr(sorting, "_RUN", 4)
        with in_order(Path(here), batches(found, 3), ["place"]) as told:
            merged = list(told)
    assert merged == sorted(found, key=lambda row: (row["place"] is not None, row["place"]))


def test_runs_wait_on_the_disk_and_are_gone_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There are files while rows are taken, and none when something went wrong on the way."""
    monkeypatch.setattr(sorting, "_RUN", 1_000)
    found = [{"name": f"{(place * 7_919) % 5_000:04}", "place": place} for place in range(5_000)]

    def stopped() -> None:
        with in_order(tmp_path, batches(found, 500), ["name"]) as told:
            assert next(told)["name"] == "0000"
            assert len(list(tmp_path.rglob("*.arrow"))) == 5
            raise OSError("the disk is full")

    with pytest.raises(OSError, match="the disk is full"):
        stopped()
    assert list(tmp_path.iterdir()) == []
