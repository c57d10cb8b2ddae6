"""The codebook and the descriptor say what the tables are."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from strategies import Step, Workplace

from console.export.bundle import export
from console.workflows.export import STORE

_TYPES = {
    "string": pa.string(),
    "object": pa.string(),
    "array": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "date": pa.date32(),
    "datetime": pa.timestamp("us", tz="UTC"),
}


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle of one chat."""
    folder = tmp_path_factory.mktemp("codebook")
    place = Workplace(folder)
    place.play([Step("arrive", 0, 0, False, ""), Step("accept", 9, 0, False, "")])
    place.close()
    export([place.path], folder / "bundle", store=STORE, key=b"k" * 32)
    return folder / "bundle"


def test_the_descriptor_has_the_columns_of_the_files(bundle: Path) -> None:
    """Names, order, types, units and nullability agree with the Parquet files."""
    package = json.loads((bundle / "datapackage.json").read_text())
    for resource in package["resources"]:
        schema = pq.read_schema(bundle / resource["path"])
        fields = resource["schema"]["fields"]
        assert [field["name"] for field in fields] == schema.names
        for field, column in zip(fields, schema, strict=True):
            assert column.type == _TYPES[field["type"]]
            assert column.nullable is not field.get("constraints", {}).get("required", False)
            assert column.metadata is not None
            assert column.metadata[b"description"].decode() == field["description"]
            assert column.metadata.get(b"unit", b"").decode() == field.get("unit", "")


def test_the_key_of_each_table_is_among_its_columns_and_never_null(bundle: Path) -> None:
    """Rows can be told apart by it."""
    package = json.loads((bundle / "datapackage.json").read_text())
    for resource in package["resources"]:
        required = {
            field["name"] for field in resource["schema"]["fields"] if "constraints" in field
        }
        assert set(resource["schema"]["primaryKey"]) <= required


def test_the_codebook_has_a_row_for_every_column(bundle: Path) -> None:
    """Each column's name, type, unit and meaning stand in its table's section."""
    sections = (bundle / "codebook.md").read_text(encoding="utf-8").split("\n## ")[1:]
    package = json.loads((bundle / "datapackage.json").read_text())
    assert [section.splitlines()[0] for section in sections] == [
        resource["name"] for resource in package["resources"]
    ]
    for section, resource in zip(sections, package["resources"], strict=True):
        lines = [line for line in section.splitlines() if line.startswith("| `")]
        fields = resource["schema"]["fields"]
        assert len(lines) == len(fields)
        for line, field in zip(lines, fields, strict=True):
            name, kind, unit, meaning, *_ = [cell.strip() for cell in line.split("|")[1:7]]
            assert name == f"`{field['name']}`"
            assert kind.split(",")[0] == field["type"]
            assert (unit, meaning) == (field.get("unit", ""), field["description"])
            assert line.count("|") == 7


def test_every_column_is_described(bundle: Path) -> None:
    """A description is a sentence."""
    package = json.loads((bundle / "datapackage.json").read_text())
    for resource in package["resources"]:
        for field in resource["schema"]["fields"]:
            assert field["description"].endswith(".")
            assert field["description"][0].isupper()
