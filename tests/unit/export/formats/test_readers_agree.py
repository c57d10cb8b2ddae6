"""Whoever reads a bundle's tables, from Parquet or from CSV, has the same rows."""

import json
import math
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import frictionless
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import texts
from table_readers import EXACT, LUMPING, NAMES, PARQUET, TABLE, Row

from console.column_types import ColumnType
from console.export.columnar import schema_of, write
from console.export.descriptor import data_package
from console.export.folder import DESCRIPTOR

HARD_TEXTS = (
    *("", "NA", "null", "nan", "true", "1", '"', '""', 'say "hi", she', ",", "'", "=1+1", "-"),
    *("a\r\nb", "a\nb", "a\rb", "\r", "\n", "\t", "\\", '\\"', " before", "after ", "#", "\ufeff"),
    *("\x01\x02\x0b\x1f", "🙂👋🏽", "مرحبا \u200f", "他\u3000好", "\u2028\x85", "é", "e\u0301"),
)
NUMBERS = (-0.0, 0.0, 5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 0.1, 1 / 3, 2.0)
WHOLES = (0, -1, 2**53 + 1, -(2**53) - 1, 2**63 - 1, -(2**63) + 1)
TIMES = (
    datetime(2024, 1, 23, tzinfo=UTC),
    datetime(2024, 1, 23, 12, 0, 0, 5, tzinfo=UTC),
    datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
)

values: dict[ColumnType, st.SearchStrategy[Any]] = {
    "string": st.sampled_from(HARD_TEXTS) | texts.filter(lambda text: "\x00" not in text),
    "integer": st.sampled_from(WHOLES) | st.integers(-(2**63) + 1, 2**63 - 1),
    "number": st.sampled_from(NUMBERS) | st.floats(allow_nan=False, allow_infinity=False),
    "boolean": st.booleans(),
    "date": st.dates(date(1900, 1, 1), date(2200, 1, 1)),
    "datetime": st.sampled_from(TIMES)
    | st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - the zone is given beside them
    "object": st.dictionaries(st.sampled_from(HARD_TEXTS), st.integers(0, 9)).map(json.dumps),
    "array": st.lists(st.sampled_from(HARD_TEXTS), max_size=3).map(json.dumps),
}
ROWS = st.lists(
    st.tuples(*(st.none() | values[column.type] for column in TABLE.columns[1:])),
    min_size=1,
    max_size=12,
).map(lambda found: [dict(zip(NAMES, (key, *row), strict=True)) for key, row in enumerate(found)])


@contextmanager
def written(rows: list[Row]) -> Iterator[Path]:
    """A folder with the rows as Parquet and as CSV."""
    with tempfile.TemporaryDirectory() as place:
        batch = pa.RecordBatch.from_pylist(rows, schema=schema_of(TABLE))
        write(TABLE, [batch], "parquet", Path(place) / "rows.parquet")
        write(TABLE, [batch], "csv", Path(place) / "rows.csv")
        yield Path(place)


# --- that they agree -------------------------------------------------------------------------


def same(found: list[Row], rows: list[Row]) -> None:
    """Values and types are the same; zero has its sign."""
    assert found == rows
    for one, other in zip(found, rows, strict=True):
        for name in NAMES:
            assert type(one[name]) is type(other[name])
            if isinstance(one[name], float):
                assert math.copysign(1, one[name]) == math.copysign(1, other[name])


def lumped(rows: list[Row]) -> list[Row]:
    """The rows with null for empty texts."""
    return [{name: None if row[name] == "" else row[name] for name in NAMES} for row in rows]


def hard_rows() -> list[Row]:
    """Each hard value once at least, beside nulls."""
    kinds: dict[ColumnType, tuple[Any, ...]] = {
        "string": HARD_TEXTS,
        "integer": WHOLES,
        "number": NUMBERS,
        "boolean": (True, False),
        "date": (date(2024, 1, 23), date(1969, 12, 31)),
        "datetime": TIMES,
        "object": ("{}", '{"a":"b, \\"c\\""}'),
        "array": ("[]", '["x",1]'),
    }
    return [
        {
            "key": key,
            **{
                f"{kind}_column": (None, *some)[key % (len(some) + 1)]
                for kind, some in kinds.items()
            },
        }
        for key in range(len(HARD_TEXTS) + 1)
    ]


@pytest.mark.slow
@pytest.mark.parametrize("name", EXACT)
@given(rows=ROWS)
@settings(max_examples=25, deadline=None)
def test_csv_is_read_back_exactly(name: str, rows: list[Row]) -> None:
    """Any value of any type, empty text and null told apart."""
    with written(rows) as folder:
        same(EXACT[name](folder), rows)


@pytest.mark.parametrize("name", LUMPING)
@given(rows=ROWS)
@settings(max_examples=25, deadline=None)
def test_other_readers_of_csv_lose_nothing_but_empty_texts(name: str, rows: list[Row]) -> None:
    """Both have null for an empty text, and everything else as it was."""
    with written(rows) as folder:
        same(LUMPING[name](folder), lumped(rows))


@pytest.mark.slow
@pytest.mark.parametrize("name", PARQUET)
@given(rows=ROWS)
@settings(max_examples=25, deadline=None)
def test_parquet_is_read_back_exactly(name: str, rows: list[Row]) -> None:
    """Any value of any type."""
    with written(rows) as folder:
        same(PARQUET[name](folder), rows)


@pytest.mark.parametrize("name", [*EXACT, *LUMPING])
def test_what_is_hard_for_a_table_is_read_back(name: str) -> None:
    """Quotes, line ends, control characters, right-to-left, huge and tiny numbers, each once."""
    rows = hard_rows()
    with written(rows) as folder:
        if name in EXACT:
            same(EXACT[name](folder), rows)
        else:
            same(LUMPING[name](folder), lumped(rows))


@pytest.mark.parametrize("name", EXACT)
def test_a_file_of_many_blocks_is_read_back(name: str) -> None:
    """Readers cut files into blocks and read them at once; line ends in texts mislead none."""
    hard = hard_rows()
    rows = [hard[key % len(hard)] | {"key": key} for key in range(12_000)]
    with written(rows) as folder:
        same(EXACT[name](folder), rows)


@pytest.mark.parametrize("fmt", ["parquet", "csv"])
@pytest.mark.parametrize("rows", [hard_rows(), hard_rows()[:1]], ids=["hard", "null"])
def test_frictionless_validates_the_values(fmt: Any, rows: list[Row]) -> None:  # noqa: ANN401
    """Every value has the type of the descriptor, in a column that is all null too."""
    with written(rows) as folder:
        package = data_package([TABLE], fmt)
        (folder / DESCRIPTOR).write_text(json.dumps(package))
        report = frictionless.validate(str(folder / DESCRIPTOR))
    assert [error.message for task in report.tasks for error in task.errors] == []
    assert report.valid


@pytest.mark.parametrize("fmt", ["parquet", "csv"])
def test_frictionless_finds_a_value_of_another_type(fmt: Any) -> None:  # noqa: ANN401
    """The validation looks into the files: a text where a number should be does not pass."""
    with written(hard_rows()) as folder:
        package = data_package([TABLE], fmt)
        fields = package["resources"][0]["schema"]["fields"]
        next(each for each in fields if each["name"] == "string_column")["type"] = "integer"
        (folder / DESCRIPTOR).write_text(json.dumps(package))
        assert not frictionless.validate(str(folder / DESCRIPTOR)).valid
