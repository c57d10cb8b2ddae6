"""Texts that spreadsheets take for formulas, made harmless and turned back."""

import csv
import json
import tempfile
from pathlib import Path

import duckdb
import frictionless
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import texts

from console.export.columnar import schema_of, write
from console.export.descriptor import data_package
from console.export.folder import DESCRIPTOR
from console.export.formats.reader import TableReader
from console.export.spreadsheet import guarded, restored
from console.measures.schema import Column, Table

ROWS = Table(
    name="rows",
    description="Anything.",
    key=("count",),
    columns=(
        Column(name="count", type="integer", description="A number."),
        Column(name="share", type="number", description="A number."),
        Column(name="text", type="string", description="A text."),
        Column(name="other", type="object", description="A text."),
    ),
)
RISKY = "=+-@\t\r\n＝＋－＠"

tricky = st.none() | texts | st.text(st.sampled_from(RISKY + "'ab1 "), max_size=4)
rows = st.lists(
    st.tuples(st.integers(-9, 9), st.floats(-1, 1), tricky, tricky).map(
        lambda row: dict(zip(schema_of(ROWS).names, row, strict=True))
    ),
    max_size=20,
)


def batch_of(found: list[dict[str, object]]) -> pa.RecordBatch:
    """Rows as a batch."""
    return pa.RecordBatch.from_pylist(found, schema=schema_of(ROWS))


@given(rows)
def test_what_is_guarded_can_be_turned_back(found: list[dict[str, object]]) -> None:
    """Every text, null and number is as it was, whatever the text."""
    assert restored(guarded(batch_of(found))).equals(batch_of(found))


@pytest.mark.slow
@given(rows)
def test_no_guarded_cell_of_a_file_begins_a_formula(found: list[dict[str, object]]) -> None:
    """Read as a spreadsheet would, no text begins with a sign; negative numbers still do."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.csv"
        write(ROWS, [guarded(batch_of(found))], "csv", path)
        with path.open(encoding="utf-8", newline="") as file:
            cells = list(csv.DictReader(file))
        read = list(TableReader(Path(folder), guarded=True).rows(ROWS, schema_of(ROWS).names))
    for cell, row in zip(cells, found, strict=True):
        assert not cell["text"].startswith(tuple(RISKY))
        assert not cell["other"].startswith(tuple(RISKY))
        assert cell["count"] == str(row["count"])
    assert read == found


def test_a_spreadsheet_reads_names_in_any_script(tmp_path: Path) -> None:
    """The file begins with the mark of UTF-8, the descriptor says so, and every reader has it."""
    row = {"count": 1, "share": 0.5, "text": "Zoë 王小明", "other": "{}"}
    path = tmp_path / "rows.csv"
    write(ROWS, [batch_of([row])], "csv", path, for_spreadsheets=True)
    package = data_package([ROWS], "csv", for_spreadsheets=True)
    (tmp_path / DESCRIPTOR).write_text(json.dumps(package))
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert package["resources"][0]["encoding"] == "utf-8-sig"
    assert frictionless.validate(str(tmp_path / DESCRIPTOR)).valid
    assert list(TableReader(tmp_path, guarded=True).rows(ROWS, schema_of(ROWS).names)) == [row]
    (frame,) = duckdb.read_csv(str(path)).project("text").fetchall()
    assert frame == ("Zoë 王小明",)


@pytest.mark.parametrize("sign", list(RISKY))
def test_each_sign_that_begins_a_formula_is_guarded(sign: str) -> None:
    """An apostrophe stands before it, in ASCII and full width; elsewhere a sign does no harm."""
    found = guarded(batch_of([{"text": f"{sign}1", "other": f"1{sign}"}])).to_pylist()
    assert (found[0]["text"], found[0]["other"]) == (f"'{sign}1", f"1{sign}")


_LAYOUTS = (
    pa.string(),
    pa.large_string(),
    pa.string_view(),
    pa.dictionary(pa.int32(), pa.string()),
)


@pytest.mark.parametrize("kind", _LAYOUTS)
def test_every_kind_of_text_column_is_guarded(kind: pa.DataType) -> None:
    """Engines hand out texts in several layouts; none slips through."""
    batch = pa.RecordBatch.from_arrays([pa.array(["=1", None, "a"], kind)], names=["text"])
    assert guarded(batch).column(0).to_pylist() == ["'=1", None, "a"]
    assert restored(guarded(batch)).column(0).to_pylist() == ["=1", None, "a"]
