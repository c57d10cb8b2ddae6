"""The events as JSON Lines."""

import json
from datetime import datetime

import duckdb
import pandas as pd
import polars as pl
from format_bundles import DAY, Row, added, bundle_of, rows_of
from hypothesis import HealthCheck, given, settings
from strategies import Step, steps


def line_row(line: str) -> Row:
    """A line as a row of the table, as far as the line has its columns."""
    found: Row = json.loads(line)
    for name in ("time", "bucket_start"):
        if name in found:
            found[name] = datetime.fromisoformat(found[name])
    return found


@given(steps())
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_each_event_is_a_line_with_its_fact(plan: list[Step]) -> None:
    """Order, columns and body are those of the table; null is left out."""
    with bundle_of(plan) as bundle, added(bundle, "jsonl") as out:
        lines = (out / "events.jsonl").read_text(encoding="utf-8").split("\n")
        assert lines.pop() == ""
        for line, row in zip(map(line_row, lines), rows_of(bundle, "events"), strict=True):
            body = line.pop("body")
            assert body == json.loads(row.pop("body"))
            assert line == {name: row[name] for name in line}
            left = {name for name in row if row[name] is not None and name not in line}
            assert left <= set(body)


def test_pandas_polars_and_duckdb_read_the_lines() -> None:
    """All three find every event, in order, with whole numbers whole."""
    with bundle_of(DAY) as bundle, added(bundle, "jsonl") as out:
        path = out / "events.jsonl"
        told = [(row["seq"], row["mono_ns"], row["kind"]) for row in rows_of(bundle, "events")]
        columns = ["seq", "mono_ns", "kind"]
        frame = pd.read_json(path, lines=True)
        assert list(frame[columns].itertuples(index=False, name=None)) == told
        assert pl.read_ndjson(path, infer_schema_length=None).select(columns).rows() == told
        with duckdb.connect() as machine:
            found = machine.execute("SELECT seq, mono_ns, kind FROM read_json(?)", [str(path)])
            assert found.fetchall() == told
