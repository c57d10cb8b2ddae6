"""A shared bundle: what an archive of messages fits in an exact bundle, it does not fit there."""

import json
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from math import log10
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from strategies import Step, Workplace

from console.cli import main
from console.domain.errors import UsageError
from console.export.bundle import export, measure_again, share
from console.export.errors import ExportError
from console.export.moved_study import moved_study
from console.export.options import PARQUET, BundleFormat
from console.export.privacy import TextPrivacy
from console.export.privacy_report import examine
from console.export.provenance import problems_of
from console.export.shared import FIRST_DAY, SharedTables, provenance, write_shared
from console.export.shared_columns import AGENT_QUASI, CHAT_QUASI, CHATS, OTHERS, K
from console.measures.tables import TABLES
from console.simulation.bundle import write_simulated
from console.simulation.parameters import Parameters
from console.workflows.analyse import analyse_bundles
from console.workflows.export import STORE

KEY = b"a secret of this site, 32 bytes."
CHATS_OF_ARCHIVE = 12

Row = dict[str, Any]


def table(bundle: Path, name: str) -> list[Row]:
    """A table's rows."""
    rows: list[Row] = pq.read_table(bundle / f"{name}.parquet").to_pylist()
    return rows


def chat(number: int) -> list[Step]:
    """One chat after another: two messages of the customer, of lengths that no other has."""
    return [
        Step("arrive", 60_000, number, False, ""),
        Step("accept", 5_000, 0, False, ""),
        Step("write", 1_000 + number * 700, 0, False, "x" * (20 + number)),
        Step("send", 9_000, 0, False, "Let me see."),
        Step("write", 3_000, 0, False, "y" * (90 - 3 * number)),
        Step("finish", 9_000 + 400 * number, 0, True, ""),
    ]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workplace]:
    """A desk at which twelve chats were had, each with other messages."""
    place = Workplace(tmp_path_factory.mktemp("desk"))
    for number in range(CHATS_OF_ARCHIVE):
        place.play(chat(number))
    yield place
    place.close()


@pytest.fixture(scope="module")
def exact(desk: Workplace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site's own bundle of it."""
    out = tmp_path_factory.mktemp("exact") / "bundle"
    export([desk.path], out, store=STORE, key=KEY)
    return out


@pytest.fixture(scope="module")
def shared(desk: Workplace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shared one."""
    out = tmp_path_factory.mktemp("shared") / "bundle"
    share([desk.path], out, store=STORE, key=KEY)
    return out


# --- the attack: a bundle without texts, and an archive of the messages with names --------------


@pytest.fixture(scope="module")
def archive(desk: Workplace, tmp_path_factory: pytest.TempPathFactory) -> list[Row]:
    """What somebody has who has the messages: each chat with its customer, lengths and times."""
    full = tmp_path_factory.mktemp("archive") / "full"
    export([desk.path], full, store=STORE, key=None, text="full")
    messages = sorted(table(full, "messages"), key=lambda row: row["time"])
    chats = table(full, "chats")
    return [row | {"messages": [m for m in messages if m["chat"] == row["chat"]]} for row in chats]


def lengths(messages: list[Row]) -> tuple[int, ...]:
    """Those of the customer's first two messages."""
    return tuple(m["characters"] for m in messages if m["sender"] == "customer")[:2]


def thirds(value: float) -> float:
    """How a duration or a number of messages is told."""
    return round(10 ** (round(log10(value) * 3) / 3), 1) if value > 0 else 0


def fits(row: Row, known: Row, moved: timedelta) -> bool:
    """Whether a row of a shared bundle can be of a chat of the archive.

    Whoever asks knows how everything was coarsened, and even by how much days are ``moved``.
    """
    time = known["queued"] - moved
    minute = time.replace(second=0, microsecond=0)
    hour = minute.replace(minute=0)
    if row["queued"] not in (minute, hour, hour.replace(hour=0)):
        return False
    durations = ("duration_s", "issue_identification_s", "queue_wait_s", "first_response_s")
    counts = ("agent_messages", "customer_messages")
    told = [
        *((row.get(name), thirds(known[name] or 0)) for name in durations),
        *((row.get(name), round(thirds(known[name]))) for name in counts),
        (row.get("concurrency_at_start"), min(known["concurrency_at_start"], 5)),
        (row.get("retrial_3d"), known["retrial_3d"]),
    ]
    return all(coarse is None or coarse == value for coarse, value in told)


@pytest.mark.slow
def test_an_archive_fits_every_chat_of_an_exact_bundle(archive: list[Row], exact: Path) -> None:
    """The lengths of the first two messages tell the name of each of twelve chats."""
    names = {lengths(known["messages"]): known["customer"] for known in archive}
    found = [
        lengths([m for m in table(exact, "messages") if m["chat"] == row["chat"]])
        for row in table(exact, "chats")
    ]
    assert len({names[each] for each in found}) == CHATS_OF_ARCHIVE


@pytest.mark.slow
def test_an_archive_fits_no_chat_of_a_shared_bundle(archive: list[Row], shared: Path) -> None:
    """Whoever knows how it was coarsened finds no row that only one of twelve chats can be."""
    rows = table(shared, "chats")
    assert len(rows) == CHATS_OF_ARCHIVE  # else there would be nothing to fit
    first = min(each["queued"] for each in archive).date()
    moved = first - timedelta(first.weekday()) - FIRST_DAY
    candidates = [[each for each in archive if fits(row, each, moved)] for row in rows]
    assert min(map(len, candidates)) >= K
    assert not (shared / "messages.parquet").exists()
    assert not (shared / "events.parquet").exists()


def test_no_id_of_the_exact_bundle_is_in_the_shared_one(exact: Path, shared: Path) -> None:
    """Agents, customers, chats and sessions have other pseudonyms, so that rows can't be joined."""
    ids = ("agent", "customer", "chat", "session", "run", "bucket")
    theirs = {row[name] for row in table(exact, "chats") for name in ids if row.get(name)}
    ours = {row[name] for row in table(shared, "chats") for name in ids if row.get(name)}
    assert theirs
    assert ours
    assert theirs.isdisjoint(ours)
    whole = (shared / "provenance.json").read_text(encoding="utf-8")
    assert not any(name in whole for name in theirs)


def test_no_time_of_the_exact_bundle_is_in_the_shared_one(shared: Path) -> None:
    """Times are to the minute at most and count from the first week."""
    for row in table(shared, "sessions"):
        assert (row["begin"].second, row["begin"].microsecond) == (0, 0)
        assert 0 <= (row["begin"].date() - FIRST_DAY).days < 7
    assert {"clock_drift_s", "log", "run"}.isdisjoint(table(shared, "sessions")[0])


# --- what is in it ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The tables of a simulated experiment, and their shared form in a folder."""
    folder = tmp_path_factory.mktemp("simulated")
    write_simulated(Parameters(agents=40, days=12, seed=4), folder / "exact")
    (folder / "shared").mkdir()
    study = (folder / "exact" / "study.toml").read_bytes()
    done = write_shared(
        folder / "exact", folder / "shared", TextPrivacy("none", KEY), PARQUET, study
    )
    assert done.study is not None
    (folder / "shared" / "study.toml").write_bytes(done.study)
    descriptor = json.loads((folder / "exact" / "datapackage.json").read_text(encoding="utf-8"))
    kept = [each for each in descriptor["resources"] if each["name"] in done.rows]
    for each in kept:
        names = set(pq.read_schema(folder / "shared" / each["path"]).names)
        each["schema"]["fields"] = [f for f in each["schema"]["fields"] if f["name"] in names]
    descriptor["resources"] = kept
    record = {"text": "shared", "version": "1", "schema": 7, "shared": done.said}
    for name, content in (("datapackage.json", descriptor), ("provenance.json", record)):
        (folder / "shared" / name).write_text(json.dumps(content), encoding="utf-8")
    return folder / "exact", folder / "shared"


def test_agents_and_chats_are_one_of_five_at_least(simulated: tuple[Path, Path]) -> None:
    """In what others may know of them, each has at least four others like it."""
    _, shared = simulated
    for name, quasi in (("chats", CHAT_QUASI), ("agents", AGENT_QUASI)):
        rows = table(shared, name)
        groups: dict[tuple[object, ...], int] = {}
        for row in rows:
            key = tuple(row.get(column) for column in quasi)
            groups[key] = groups.get(key, 0) + 1
        assert len(rows) >= 40
        assert min(groups.values()) >= K


@pytest.mark.parametrize(
    ("mean", "of_chats"), [("duration_s", "duration_s"), ("rating", "rating"), ("usage", "used")]
)
def test_means_of_few_values_are_not_told(
    simulated: tuple[Path, Path], mean: str, of_chats: str
) -> None:
    """A mean that rests on fewer than five chats is null; others are as they were, to 3 digits."""
    exact, shared = simulated
    offset = {row["session"]: timedelta(0, row["utc_offset_s"]) for row in table(exact, "sessions")}
    values = Counter(
        (row["agent"], (row["start"] + offset[row["session"]]).date())
        for row in table(exact, "chats")
        if row["start"] is not None and row[of_chats] is not None
    )
    told = {
        number
        for number, row in enumerate(table(exact, "agent_days"))
        if values[row["agent"], row["day"]] >= K
    }
    before = [row[mean] for row in table(exact, "agent_days")]
    after = [row[mean] for row in table(shared, "agent_days")]
    assert {number for number, value in enumerate(after) if value is not None} == told
    assert [after[n] for n in told] == pytest.approx([before[n] for n in told], rel=0.006)


def test_a_study_moves_with_its_days() -> None:
    """Dates and times with dates move; words that may name a day are gone; the rest stays."""
    study = b'''# Begins on 2026-03-02.
name = "pilot-2026-03-02"
title = "Pilot of 2 March 2026"
consent = """It begins on 2026-03-02."""
arms = [{name = "a", share = 0.5, start = 2026-03-02, access = true}]
assignment = {seed = 20260302, from = 2026-03-02T09:00:00Z, strata = ["tier \\"1\\""]}
'''
    privacy = TextPrivacy("none", KEY)
    moved = moved_study(study, 7, privacy)
    name = privacy.pseudonym("study", "pilot-2026-03-02")
    assert b"2026-03-02" not in moved
    assert tomllib.loads(moved.decode()) == {
        "name": name,
        "title": name,
        "arms": [{"name": "a", "share": 0.5, "start": date(2026, 2, 23), "access": True}],
        "assignment": {
            "seed": 0,
            "from": datetime(2026, 2, 23, 9, tzinfo=UTC),
            "strata": ['tier "1"'],
        },
    }


def test_a_name_without_a_date_stays() -> None:
    """Analyses tell studies apart by their names."""
    moved = moved_study(b'name = "pilot-2"', 7, TextPrivacy("none", KEY))
    assert tomllib.loads(moved.decode())["name"] == "pilot-2"


def test_provenance_tells_what_is_wrong_and_no_ids() -> None:
    """Hashes are those of the moved files, and what is said of damage names no session."""
    session = "0192b3c4-5d6e-7f80-9a1b-2c3d4e5f6a7b"
    exact = {
        "study_hash": ["of the file", "another"],
        "practice_sessions": [session],
        "pseudonym_key_id": "k",
        "databases": [
            {"name": session, "sessions": [session], "events": 3, "problems": []},
            {"name": "b", "problems": [f"event 4: session {session} starts again"]},
        ],
    }
    done = SharedTables([], {}, {}, b"", {"of the file": "of the moved one"})
    record = provenance(exact, done)
    assert record["study_hash"] == ["another", "of the moved one"]
    assert record["practice"] == 1
    told = list(problems_of(record | {"rows": {}, "study_hash": None}))
    assert told == ["database 1: event 4: session … starts again"]
    assert session not in json.dumps(record)


@pytest.mark.slow
def test_the_analysis_runs_on_a_shared_bundle(simulated: tuple[Path, Path], tmp_path: Path) -> None:
    """With the study's file in it, whose days lie where those of the tables lie."""
    _, shared = simulated
    analyse_bundles([shared], tmp_path / "results")
    results = json.loads((tmp_path / "results" / "results.json").read_text(encoding="utf-8"))
    assert results["study"]["hashes_in_logs"] == [results["study"]["hash"]]
    assert results["flow"]["outside"] == 0


def test_the_bundle_says_what_was_coarsened(shared: Path) -> None:
    """In its codebook for people, in its provenance for programs."""
    said = json.loads((shared / "provenance.json").read_text(encoding="utf-8"))["shared"]
    codebook = (shared / "codebook.md").read_text(encoding="utf-8")
    assert said["k"] == K
    assert "What remains:" in codebook
    for step in said["chats_coarsened"]:
        assert step in codebook


def test_every_column_that_is_shared_exists() -> None:
    """None is misspelt: a table that lost a column would say so only in an export."""
    defined = {each.table.name: {c.name for c in each.table.columns} for each in TABLES}
    assert set(CHATS) | set(CHAT_QUASI) <= defined["chats"]
    for name, columns in OTHERS.items():
        assert set(columns) <= defined[name]


def test_what_counts_as_use_of_the_assistant_is_shared() -> None:
    """Confirming a proposed issue too, of which the effect on identification is estimated."""
    assert {"used", "assisted", "proposal_confirmed"} <= set(CHATS)
    assert "customer_agreed_s" in CHAT_QUASI
    assert {"usage", "assistance", "ln_customer_agreed"} <= set(OTHERS["agent_days"])


@pytest.mark.slow
def test_a_shared_bundle_is_in_csv_too(desk: Workplace, tmp_path: Path) -> None:
    """The forms of tables are those of every export; further forms hold every event."""
    share([desk.path], tmp_path / "b", store=STORE, key=KEY, bundle_format=BundleFormat("csv"))
    assert (tmp_path / "b" / "chats.csv").is_file()
    form = BundleFormat(formats=("ocel",))
    with pytest.raises(UsageError, match="every event"):
        share([desk.path], tmp_path / "c", store=STORE, key=KEY, bundle_format=form)


def test_a_shared_bundle_can_not_be_measured_again(shared: Path, tmp_path: Path) -> None:
    """It has no events, and says what to do."""
    with pytest.raises(ExportError, match="has no events to measure"):
        measure_again([shared], tmp_path / "again")


# --- the report -------------------------------------------------------------------------------


def test_the_report_tells_an_exact_bundle_from_a_shared_one(exact: Path, shared: Path) -> None:
    """All chats are alone by their lengths in the one, none in the other."""
    by_lengths = next(f for f in examine(exact) if "first two messages" in f.known)
    assert by_lengths.classes.alone == by_lengths.classes.rows == CHATS_OF_ARCHIVE
    chats = next(f for f in examine(shared) if f.what == "chats")
    assert (chats.classes.alone, chats.classes.rare) == (0, 0)
    assert chats.classes.smallest >= K


def test_the_command_writes_the_report(exact: Path) -> None:
    """A line for each thing that may be known, or one JSON object."""
    told = CliRunner().invoke(main, ["privacy", str(exact)])
    assert "chats by the lengths of their first two messages: k = 1; 12 of 12 are alone" in (
        told.output
    )
    found = json.loads(CliRunner().invoke(main, ["privacy", str(exact), "--json"]).output)
    assert {each["what"] for each in found["findings"]} == {"agents", "customers", "chats"}


def test_what_is_no_bundle_is_not_examined(tmp_path: Path) -> None:
    """One line says so."""
    with pytest.raises(ExportError, match="is not a bundle"):
        examine(tmp_path)
