"""Logs and bundles from before there were studies."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from strategies import Step, Workplace

from console.domain.events import SCHEMA_VERSION
from console.export.bundle import export, measure_again
from console.store.rows import COLUMNS, chain_digest
from console.workflows.export import STORE

KEY = b"k" * 32
DAY = [
    Step("arrive", 0, 0, False, ""),
    Step("accept", 5000, 0, False, ""),
    Step("write", 1000, 0, False, "Where is my parcel?"),
    Step("ask", 100, 8, True, "It is on its way."),
    Step("adopt", 4000, 0, True, ""),
    Step("finish", 9000, 0, True, ""),
]
_LATER_FIELDS = ("name", "access", "stratum", "block", "bucket", "guardrails")
_LATER_COLUMNS = (
    *("study", "study_hash", "period", "idle_limit_s", "patience_s", "given", "arm_name", "access"),
    *("stratum", "block", "bucket", "bucket_start", "guardrails", "trigger", "guardrail", "action"),
    *("value", "limit", "sitting", "questionnaire", "occasion", "item", "complete"),
)
_COLUMNS_OF_VERSION_5 = (
    *("move", "strategy", "text_version", "article", "step", "operation", "by", "done", "detail"),
    *("need", "met"),
)
_TABLES_OF_VERSION_5 = ("claims", "actions")
_MEASURES_OF_VERSION_5 = ("unfounded_claims", "claims", "version", "move")
_LATER_TABLES = ("guardrails", "sittings", "answers")


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """What happened at a console."""
    (tmp_path / "desk").mkdir()
    place = Workplace(tmp_path / "desk")
    place.play(DAY)
    place.close()
    return place.path


def make_old(database: Path) -> None:
    """Turn a log into what version 3 would have written: no later fields, and its own digests."""
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute(f"SELECT {COLUMNS} FROM events ORDER BY seq").fetchall()  # noqa: S608
        for seq, body, chain in _as_of_version_3(rows):
            connection.execute(
                "UPDATE events SET schema_version = 3, body = ?, chain = ? WHERE seq = ?",
                (body, chain, seq),
            )
        connection.commit()


def _as_of_version_3(rows: list[tuple[Any, ...]]) -> Iterator[tuple[int, str, bytes]]:
    chain = b""
    for seq, session, wall_us, mono_ns, _, kind, chat, body in rows:
        fact = json.loads(body)
        if kind == "arm_assigned":
            fact = {name: value for name, value in fact.items() if name not in _LATER_FIELDS}
        text = json.dumps(fact, ensure_ascii=False, separators=(",", ":"))
        chain = chain_digest(chain, (seq, session, wall_us, mono_ns, 3, kind, chat, text))
        yield seq, text, chain


def without_later_columns(bundle: Path) -> None:
    """Turn a bundle into what version 3 would have written."""
    events = bundle / "events.parquet"
    later = [*_LATER_COLUMNS, *_COLUMNS_OF_VERSION_5]
    pq.write_table(pq.read_table(events).drop_columns(later), events)
    for name in (*_LATER_TABLES, *_TABLES_OF_VERSION_5):
        (bundle / f"{name}.parquet").unlink()
    made_of = json.loads((bundle / "provenance.json").read_text())
    (bundle / "provenance.json").write_text(json.dumps(made_of | {"schema": 3}))


def rows(bundle: Path, table: str) -> list[dict[str, Any]]:
    """A table's rows."""
    found: list[dict[str, Any]] = pq.read_table(bundle / f"{table}.parquet").to_pylist()
    return found


def known_to_old(bundle: Path, table: str) -> list[dict[str, Any]]:
    """A table's rows without the measures that only logs since version 5 have."""
    return [
        {name: value for name, value in row.items() if name not in _MEASURES_OF_VERSION_5}
        for row in rows(bundle, table)
    ]


@pytest.mark.slow
def test_a_log_of_version_3_gives_the_same_tables(database: Path, tmp_path: Path) -> None:
    """What it does not tell is null, and whoever was treated then had access."""
    export([database], tmp_path / "new", store=STORE, key=KEY)
    make_old(database)
    export([database], tmp_path / "old", store=STORE, key=KEY)
    for table in ("chats", "agent_days", "sessions", "suggestions", "assignments"):
        assert known_to_old(tmp_path / "old", table) == known_to_old(tmp_path / "new", table)
    assert [chat["unfounded_claims"] for chat in rows(tmp_path / "old", "chats")] == [None]
    assert [chat["unfounded_claims"] for chat in rows(tmp_path / "new", "chats")] == [1]
    (session,) = rows(tmp_path / "old", "sessions")
    assert (session["study"], session["arm"], session["access"]) == (None, "treatment", 1)
    assert all(rows(tmp_path / "old", table) == [] for table in _LATER_TABLES)


@pytest.mark.slow
def test_a_bundle_of_version_3_is_measured_again(database: Path, tmp_path: Path) -> None:
    """Columns it does not have are null; all measures are the same."""
    export([database], tmp_path / "new", store=STORE, key=KEY)
    export([database], tmp_path / "old", store=STORE, key=KEY)
    without_later_columns(tmp_path / "old")
    measure_again([tmp_path / "old"], tmp_path / "again")
    for table in ("chats", "agent_days", "suggestions", *_LATER_TABLES):
        assert known_to_old(tmp_path / "again", table) == known_to_old(tmp_path / "new", table)
    assert all(chat["unfounded_claims"] is None for chat in rows(tmp_path / "again", "chats"))
    assert rows(tmp_path / "again", "actions") == []
    (lot,) = rows(tmp_path / "again", "assignments")
    assert (lot["arm"], lot["access"], lot["guardrails"]) == ("treatment", 1, None)


@pytest.mark.slow
def test_an_old_bundle_merges_with_a_new_one(database: Path, tmp_path: Path) -> None:
    """Whichever is named first, both are in it, and the newer one's schema."""
    export([database], tmp_path / "old", store=STORE, key=KEY)
    without_later_columns(tmp_path / "old")
    (tmp_path / "hers").mkdir()
    place = Workplace(tmp_path / "hers", "mary", run="r2")
    place.play([*DAY, Step("raise_objection", 9, 4, True, "")])
    place.close()
    export([place.path], tmp_path / "new", store=STORE, key=KEY)
    bundles = [tmp_path / "old", tmp_path / "new"]
    measure_again(bundles, tmp_path / "one")
    measure_again(bundles[::-1], tmp_path / "other")
    for table in ("events", "chats", "guardrails", "sessions"):
        assert rows(tmp_path / "one", table) == rows(tmp_path / "other", table)
    assert len(rows(tmp_path / "one", "chats")) == 2
    assert len(rows(tmp_path / "one", "guardrails")) == 1
    made_of = json.loads((tmp_path / "one" / "provenance.json").read_text())
    assert made_of["schema"] == SCHEMA_VERSION
