"""What an export writes, and that it writes the same every time."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from strategies import Step, Workplace, steps, workplace

from console.domain.events import SCHEMA_VERSION
from console.export.bundle import BundleReport, export
from console.export.descriptor import Format
from console.export.options import BundleFormat
from console.export.privacy import TextPolicy
from console.store.log import read_log
from console.workflows.export import STORE

KEY = b"a secret of this site, 32 bytes."

TABLES: tuple[str, ...] = (
    *("events", "messages", "suggestions", "focus", "chats", "agent_days", "chat_texts", "edits"),
    *(
        "sessions",
        "agents",
        "assignments",
        "guardrails",
        "sittings",
        "answers",
        "claims",
        "actions",
    ),
)

DAY = [
    Step("arrive", 0, 0, False, ""),
    Step("accept", 5000, 0, False, ""),
    Step("write", 1000, 0, False, "Where is my parcel? I am Ann Doe."),
    Step("ask", 100, 8, True, "It is on its way."),
    Step("insert", 4000, 0, True, " Truly."),
    Step("confirm", 1000, 1, False, ""),
    Step("finish", 9000, 0, True, ""),
    Step("rate", 9000, 4, True, "So kind of you"),
]


def exported(
    *databases: Path, out: Path, fmt: Format = "parquet", text: TextPolicy = "none"
) -> BundleReport:
    """A bundle of these databases."""
    return export(databases, out, store=STORE, key=KEY, bundle_format=BundleFormat(fmt), text=text)


def table(bundle: Path, name: str) -> list[dict[str, Any]]:
    """A Parquet table's rows."""
    rows: list[dict[str, Any]] = pq.read_table(bundle / f"{name}.parquet").to_pylist()
    return rows


def content(bundle: Path) -> dict[str, bytes]:
    """Every file of a bundle."""
    return {path.name: path.read_bytes() for path in bundle.iterdir()}


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Workplace]:
    """A console at which a day was worked, and which is still open."""
    (tmp_path / "desk").mkdir()
    place = Workplace(tmp_path / "desk")
    place.play(DAY)
    yield place
    place.close()


@pytest.mark.parametrize("fmt", ["parquet", "csv"])
def test_a_bundle_has_its_tables_and_tells_about_them(
    place: Workplace, tmp_path: Path, fmt: Format
) -> None:
    """Tables, descriptor, codebook and provenance, and nothing else, while the console writes."""
    out = tmp_path / "bundle"
    report = exported(place.path, out=out, fmt=fmt)
    files = {f"{name}.{fmt}" for name in TABLES}
    assert set(content(out)) == files | {"datapackage.json", "codebook.md", "provenance.json"}
    assert set(report.rows) == set(TABLES)
    assert report.rows["chats"] == report.rows["suggestions"] == 1
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_chat_comes_out_with_its_measures(place: Workplace, tmp_path: Path) -> None:
    """What happened at the desk is in the row of the chat."""
    exported(place.path, out=tmp_path / "bundle")
    (chat,) = table(tmp_path / "bundle", "chats")
    assert (chat["queue_wait_s"], chat["issue_identification_s"]) == (5.0, 6.1)
    assert (chat["duration_s"], chat["active_s"], chat["rating"]) == (15.1, 15.1, 5)
    assert (chat["used_complete"], chat["used_partial"]) == (0, 1)
    assert (chat["ended_by"], chat["resolved"]) == ("agent", 1)


@pytest.mark.slow
@pytest.mark.parametrize("fmt", get_args(Format))
@pytest.mark.parametrize("text", get_args(TextPolicy))
@given(plan=steps())
@settings(max_examples=2, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_exporting_twice_gives_the_same_bytes(
    plan: list[Step], fmt: Format, text: TextPolicy
) -> None:
    """Whatever the log, every format and text policy depends on it and on nothing else."""
    with workplace(plan) as place:
        place.log.flush()
        folder = place.path.parent
        exported(place.path, out=folder / "once", fmt=fmt, text=text)
        exported(place.path, out=folder / "twice", fmt=fmt, text=text)
        assert content(folder / "once") == content(folder / "twice")


@pytest.mark.slow
def test_the_order_of_databases_makes_no_difference(tmp_path: Path) -> None:
    """Two agents' databases give the same bundle whichever is named first."""
    paths = []
    for agent, run in (("henry", "r1"), ("mary", "r2")):
        (tmp_path / agent).mkdir()
        place = Workplace(tmp_path / agent, agent, run)
        place.play(DAY)
        place.close()
        paths.append(place.path)
    exported(*paths, out=tmp_path / "one")
    exported(*reversed(paths), out=tmp_path / "other")
    assert content(tmp_path / "one") == content(tmp_path / "other")
    assert len(table(tmp_path / "one", "chats")) == 2


@pytest.mark.slow
def test_an_unrelated_log_changes_no_row_of_a_chat(place: Workplace, tmp_path: Path) -> None:
    """Another agent's day adds rows and leaves the others as they were."""
    (tmp_path / "mary").mkdir()
    other = Workplace(tmp_path / "mary", "mary", "r2")
    other.play(DAY)
    other.close()
    exported(place.path, out=tmp_path / "alone")
    exported(place.path, other.path, out=tmp_path / "both")
    for name in ("chats", "messages", "suggestions", "focus"):
        alone = table(tmp_path / "alone", name)
        assert [row for row in table(tmp_path / "both", name) if row in alone] == alone


@pytest.mark.slow
def test_a_session_that_comes_twice_counts_once(place: Workplace, tmp_path: Path) -> None:
    """A copy of a database, even one that stopped earlier, adds nothing."""
    copy = tmp_path / "copy.db"
    exported(place.path, out=tmp_path / "early")
    place.close()
    shutil.copy(place.path, copy)
    place = Workplace(place.path.parent)
    place.play([Step("arrive", 10, 0, False, ""), Step("accept", 10, 0, False, "")])
    place.close()
    alone = exported(place.path, out=tmp_path / "alone")
    both = exported(copy, place.path, place.path, out=tmp_path / "both")
    assert both.rows == alone.rows
    assert (both.databases, both.sessions) == (2, 2)
    for name in TABLES:
        assert table(tmp_path / "both", name) == table(tmp_path / "alone", name)


@pytest.mark.slow
def test_a_bundle_is_replaced_by_the_next(place: Workplace, tmp_path: Path) -> None:
    """Exporting again under the same name, in another format, leaves the new bundle only."""
    out = tmp_path / "bundle"
    exported(place.path, out=out, fmt="parquet")
    exported(place.path, out=out, fmt="csv")
    assert not list(out.glob("*.parquet"))
    assert len(list(out.glob("*.csv"))) == len(TABLES)


@pytest.mark.slow
def test_without_texts_nothing_people_wrote_or_are_called_comes_out(
    place: Workplace, tmp_path: Path
) -> None:
    """Messages, drafts, suggestions, comments and names are in no file; lengths are."""
    exported(place.path, out=tmp_path / "bundle", fmt="csv")
    everything = b"".join(content(tmp_path / "bundle").values()).lower()
    for secret in ("parcel?", "ann doe", "on its way", "truly", "kind of you", "henry"):
        assert secret.encode() not in everything
    exported(place.path, out=tmp_path / "rows")
    (message, answer) = table(tmp_path / "rows", "messages")
    assert (message["text"], message["characters"]) == (None, 33)
    assert answer["origin"] == "modified"
    (chat,) = table(tmp_path / "rows", "chats")
    assert chat["customer"].startswith("c-")
    assert chat["agent"].startswith("a-")


def test_with_texts_everything_comes_out_as_it_was(place: Workplace, tmp_path: Path) -> None:
    """The full bundle has the facts as the log has them, and people's names."""
    exported(place.path, out=tmp_path / "bundle", text="full")
    bodies = [json.loads(row["body"]) for row in table(tmp_path / "bundle", "events")]
    facts = [event.fact.model_dump(mode="json") for event in read_log(place.path)]
    assert bodies == facts
    (question, _) = table(tmp_path / "bundle", "messages")
    assert question["text"] == "Where is my parcel? I am Ann Doe."
    assert [row["agent"] for row in table(tmp_path / "bundle", "agents")] == ["henry"]


@pytest.mark.slow
def test_a_pseudonym_is_the_same_in_every_table_and_needs_the_key(
    place: Workplace, tmp_path: Path
) -> None:
    """Tables can be joined by pseudonyms; another site's key gives others."""
    exported(place.path, out=tmp_path / "one")
    export([place.path], tmp_path / "two", store=STORE, key=b"another key" * 2)
    agents = [
        {row["agent"] for row in table(tmp_path / bundle, name)}
        for bundle in ("one", "two")
        for name in ("agents", "chats", "focus", "assignments")
    ]
    assert agents[0] == agents[1] == agents[2] == agents[3]
    assert agents[4] == agents[5] == agents[6] == agents[7] != agents[0]


def test_provenance_says_what_the_bundle_was_made_of(place: Workplace, tmp_path: Path) -> None:
    """Logs with their events, and the policy; no path, no time, no file's name without texts."""
    exported(place.path, out=tmp_path / "bundle")
    told = json.loads((tmp_path / "bundle" / "provenance.json").read_text())
    (database,) = told["databases"]
    assert database["name"] == database["sessions"][0]
    assert database["events"] == told["rows"]["events"] == place.log.last_seq
    assert (told["text"], told["schema"]) == ("none", SCHEMA_VERSION)
    assert str(tmp_path) not in json.dumps(told)
    assert "session.db" not in json.dumps(told)


@pytest.mark.slow
def test_progress_is_told_from_beginning_to_end(place: Workplace, tmp_path: Path) -> None:
    """The share that is done never goes back and ends near the whole."""
    told: list[tuple[str, float]] = []
    export(
        [place.path],
        tmp_path / "bundle",
        store=STORE,
        key=KEY,
        progress=lambda what, share: told.append((what, share)),
    )
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert told[0] == ("reading session.db", 0.0)
    assert 0.8 < shares[-1] <= 1.0


@pytest.mark.process
def test_the_module_loads_without_pyarrow() -> None:
    """Naming the export costs nothing; only writing loads pyarrow."""
    code = (
        "import sys, console.export.bundle, console.export.pseudonyms; "
        "sys.exit('pyarrow' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
