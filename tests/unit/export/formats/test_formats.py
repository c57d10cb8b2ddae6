"""What all further forms of a bundle have in common."""

import json
import subprocess
import sys
from pathlib import Path

import frictionless
import pytest
from format_bundles import DAY, added, bundle_of, bundles_of, content
from hypothesis import HealthCheck, given, settings
from strategies import Step, steps

from console.cli.data import FORMAT_NAMES
from console.export.descriptor import Format
from console.export.folder import DESCRIPTOR
from console.export.formats import FORMATS, resource
from console.export.formats.reader import TableReader


def test_the_command_line_knows_every_format() -> None:
    """It has the names in a list of its own, because asking the export for them loads tables."""
    assert set(FORMAT_NAMES) == set(FORMATS)


@pytest.mark.slow
@given(steps())
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_form_of_the_tables_makes_no_difference(plan: list[Step]) -> None:
    """From Parquet and from CSV, and twice from either, the same bytes come out."""
    found = []
    with bundles_of(plan, "parquet", "csv") as bundles:
        for bundle in (*bundles, *bundles):
            with added(bundle, *FORMATS) as out:
                found.append(content(out))
    assert all(each == found[0] for each in found)


@pytest.mark.slow
def test_without_texts_there_are_none_in_any_form() -> None:
    """What people wrote or are called is in no file of a bundle without texts."""
    with bundle_of(DAY, text="none") as bundle, added(bundle, *FORMATS) as out:
        everything = b"".join(content(out).values()).lower()
    assert len(everything) > 10_000
    for secret in (b"parcel?", b"ann doe", b"on its way", b"truly", b"so kind", b"henry"):
        assert secret not in everything


def test_every_file_is_told_of() -> None:
    """The paths a writer returns are all it wrote, relative to the folder, each once."""
    with bundle_of(DAY) as bundle, added(bundle) as out:
        told = [path for name in FORMATS for path in FORMATS[name](TableReader(bundle), out)]
        assert sorted(path.as_posix() for path in told) == sorted(content(out))


@pytest.mark.slow
@pytest.mark.parametrize("fmt", ["parquet", "csv"])
def test_frictionless_finds_nothing_wrong(fmt: Format) -> None:
    """A bundle with every further form in it and in its descriptor is a valid data package."""
    with bundle_of(DAY, fmt) as bundle:
        package = json.loads((bundle / DESCRIPTOR).read_text())
        for name, write in FORMATS.items():
            package["resources"].append(resource(name, write(TableReader(bundle), bundle)))
        (bundle / DESCRIPTOR).write_text(json.dumps(package))
        report = frictionless.validate(str(bundle / DESCRIPTOR))
    messages = [error.message for task in report.tasks for error in task.errors]
    assert (messages, report.valid) == ([], True)
    assert {task.name for task in report.tasks} >= {*FORMATS, "events", "chats"}


def test_a_resource_of_one_file_says_what_it_is() -> None:
    """Format and media type come from the name; of several files neither is said."""
    one = resource("ocel", [Path("ocel.json")])
    assert (one["path"], one["mediatype"]) == ("ocel.json", "application/json")
    several = resource("bids", [Path("bids/README"), Path("bids/participants.tsv")])
    assert several["path"] == ["bids/README", "bids/participants.tsv"]
    assert "format" not in several


@pytest.mark.process
def test_the_names_of_the_forms_load_nothing_heavy() -> None:
    """Who only asks which forms there are waits neither for pyarrow nor for DuckDB."""
    code = (
        "import sys, console.export.formats as formats; assert sorted(formats.FORMATS);"
        "assert not {'pyarrow', 'duckdb', 'ibis'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
