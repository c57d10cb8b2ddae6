"""CSV files read back as they were written, whatever people wrote."""

import io
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pc
from hypothesis import given
from hypothesis import strategies as st
from strategies import texts

from console.domain.events import to_micros
from console.export.columnar import write
from console.measures.schema import Column, Table

Row = tuple[str | None, int | None, float | None, datetime | None]

ROWS = Table(
    name="rows",
    description="Anything.",
    key=(),
    columns=(
        Column(name="text", type="string", description="Text."),
        Column(name="count", type="integer", description="Count."),
        Column(name="share", type="number", description="Share."),
        Column(name="time", type="datetime", description="Time."),
    ),
)

rows = st.tuples(
    st.none() | st.just("") | texts | st.text(st.sampled_from('",;\r\n\t x\u200fא🙂=+@')),
    st.none() | st.integers(-(2**63), 2**63 - 1),
    st.none() | st.floats(allow_nan=False, allow_infinity=False),
    st.none() | st.datetimes(datetime(1900, 1, 1), datetime(9999, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - the zone is given beside them
)


def written(things: list[Row]) -> bytes:
    """The CSV file of these rows."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.csv"
        assert write(ROWS, [batch(things)], "csv", path) == len(things)
        return path.read_bytes()


def batch(things: list[Row]) -> pa.RecordBatch:
    """Rows as an engine hands them out: times are microseconds."""
    columns = list(zip(*things, strict=True)) or [(), (), (), ()]
    times = [time and to_micros(time) for time in columns[3]]
    types = (pa.string(), pa.int64(), pa.float64(), pa.int64())
    arrays = [pa.array(v, t) for v, t in zip((*columns[:3], times), types, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, names=["text", "count", "share", "time"])


def read(content: bytes) -> list[Row]:
    """The rows of a CSV file, as the codebook says to read it: unquoted and empty is null."""
    table = pc.read_csv(
        io.BytesIO(content),
        parse_options=pc.ParseOptions(newlines_in_values=True),
        convert_options=pc.ConvertOptions(
            column_types={
                "text": pa.string(),
                "count": pa.int64(),
                "share": pa.float64(),
                "time": pa.timestamp("us", tz="UTC"),
            },
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
            null_values=[""],
        ),
    )
    return [(r["text"], r["count"], r["share"], r["time"]) for r in table.to_pylist()]


@given(st.lists(rows, max_size=20))
def test_csv_reads_back_as_it_was(things: list[Row]) -> None:
    """Quotes, line ends, right-to-left text, empty text and null all survive."""
    assert read(written(things)) == things


def test_csv_is_as_rfc_4180_has_it() -> None:
    """A header, CRLF, quotes doubled, null empty and empty text quoted, times in ISO 8601."""
    noon = datetime(2024, 1, 23, 12, 0, 0, 5, tzinfo=UTC)
    content = written([('say "hi"', 1, 0.5, noon), ("", None, None, None), (None, 2, 1.0, None)])
    assert content.decode() == (
        '"text","count","share","time"\r\n'
        '"say ""hi""",1,0.5,"2024-01-23T12:00:00.000005Z"\r\n'
        '"",,,\r\n'
        ",2,1,\r\n"
    )


def test_times_have_six_digits_and_a_z() -> None:
    """Whole seconds are written like all others."""
    content = written([(None, None, None, datetime(2024, 1, 23, tzinfo=UTC))])
    assert b'"2024-01-23T00:00:00.000000Z"' in content
