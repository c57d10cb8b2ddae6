"""The BIDS tree: names, columns, one time axis, and what describes it."""

import json
import re
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import pandas as pd
from format_bundles import DAY, Row, added, bundle_of, rows_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import Step, steps

from console.domain import events as ev
from console.export.formats.bids_tree import cell, label


def sessions_of(tree: Path) -> dict[str, list[dict[str, str]]]:
    """Rows of each session's events, as written, by the session's id."""
    found = {}
    for table in tree.glob("sub-*/sub-*_sessions.tsv"):
        for session in read(table):
            name = f"{table.parent.name}_{session['session_id']}_task-console_events.tsv"
            path = table.parent / session["session_id"] / "beh" / name
            found[session["session"]] = read(path)
    return found


def read(path: Path) -> list[dict[str, str]]:
    """A table's rows, cell by cell."""
    head, *lines = path.read_text(encoding="utf-8").split("\n")[:-1]
    return [dict(zip(head.split("\t"), line.split("\t"), strict=True)) for line in lines]


def by_session(rows: list[Row]) -> dict[str, list[Row]]:
    """Rows of the bundle by their session."""
    ordered = sorted(rows, key=itemgetter("session"))
    return {name: list(group) for name, group in groupby(ordered, itemgetter("session"))}


@given(steps())
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_each_session_has_its_events_and_spans_in_order(plan: list[Step]) -> None:
    """Onsets never go back, spans follow one another without gaps, and nothing is missing."""
    with bundle_of(plan) as bundle, added(bundle, "bids") as out:
        events = by_session(rows_of(bundle, "events"))
        spans = by_session(rows_of(bundle, "focus"))
        told = sessions_of(out / "bids")
    assert set(told) == set(events)
    for name, rows in told.items():
        onsets = [float(row["onset"]) for row in rows]
        assert onsets == sorted(onsets)
        facts = [row for row in rows if row["trial_type"] != "focus"]
        assert [int(row["seq"]) for row in facts] == [row["seq"] for row in events[name]]
        _spans_agree([row for row in rows if row["trial_type"] == "focus"], spans.get(name, []))


def _spans_agree(told: list[dict[str, str]], spans: list[Row]) -> None:
    ends = 0.0
    for row, span in zip(told, sorted(spans, key=itemgetter("span")), strict=True):
        assert row["chat"] == (span["chat"] or "n/a")
        assert abs(float(row["onset"]) - ends) < 1e-8
        assert float(row["duration"]) == round(span["duration_s"], 9)
        ends = float(row["onset"]) + float(row["duration"])


def test_a_focus_begins_when_the_agent_turns_to_the_chat() -> None:
    """The span of focus and the fact that began it have the same onset."""
    with bundle_of(DAY) as bundle, added(bundle, "bids") as out:
        first = sessions_of(out / "bids")[rows_of(bundle, "events")[0]["session"]]
    shown = next(row for row in first if row["trial_type"] == "tab_shown")
    focus = next(row for row in first if row["trial_type"] == "focus" and row["chat"] != "n/a")
    assert (shown["onset"], shown["chat"]) == (focus["onset"], focus["chat"])
    assert shown["duration"] == "0.000000000"


def test_the_tree_is_as_bids_has_it() -> None:
    """Names of files, first columns, no empty cells, and a description of every column."""
    with bundle_of(DAY) as bundle, added(bundle, "bids") as out:
        tree = out / "bids"
        description = json.loads((tree / "dataset_description.json").read_text())
        sidecar = json.loads((tree / "task-console_events.json").read_text())
        paths = sorted(tree.rglob("*_events.tsv"))
        begun = read(next(tree.glob("sub-*/sub-*_sessions.tsv")))[0]["acq_time"]
        people = [row["participant_id"] for row in read(tree / "participants.tsv")]
        tables = [read(path) for path in paths]
    assert {"Name", "BIDSVersion"} <= set(description)
    assert people == sorted({path.parent.parent.parent.name for path in paths})
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", begun)
    entities = r"sub-[0-9a-zA-Z]+_ses-[0-9a-zA-Z]+_task-console_events\.tsv"
    assert all(re.fullmatch(entities, path.name) for path in paths)
    for rows in tables:
        assert list(rows[0])[:2] == ["onset", "duration"]
        assert set(rows[0]) <= set(sidecar)
        assert all(text for row in rows for text in row.values())


def test_every_kind_of_event_is_explained() -> None:
    """The sidecar's levels are the kinds of facts and the span, each with a sentence."""
    with bundle_of(DAY) as bundle, added(bundle, "bids") as out:
        sidecar = json.loads((out / "bids" / "task-console_events.json").read_text())
    kinds = {fact.model_fields["kind"].default for fact in ev.FACT_TYPES}
    levels = sidecar["trial_type"]["Levels"]
    assert set(levels) == kinds | {"focus"}
    assert levels["message_received"] == "The customer wrote."


def test_pandas_reads_a_session_with_its_types() -> None:
    """With ``n/a`` for null, numbers are numbers."""
    with bundle_of(DAY) as bundle, added(bundle, "bids") as out:
        path = next((out / "bids").rglob("*_events.tsv"))
        frame = pd.read_csv(path, sep="\t", na_values="n/a")
    assert frame[["onset", "duration"]].dtypes.astype(str).tolist() == ["float64", "float64"]
    assert frame["rating"].dropna().tolist() in ([5.0], [])


@given(st.sets(st.text(max_size=6) | st.from_regex("[a-z]-[0-9a-z]{1,3}", fullmatch=True)))
def test_no_two_names_have_the_same_label(names: set[str]) -> None:
    """Labels are letters and digits, and tell names apart that differ in anything."""
    labels = {label(name) for name in names}
    assert len({each.casefold() for each in labels}) == len(names)
    assert all(re.fullmatch("[0-9a-zA-Z]+", each) for each in labels)


@given(st.text())
def test_a_cell_is_one_cell(text: str) -> None:
    """No text breaks a row: neither tabs nor any line end are left in it."""
    assert "\t" not in cell(text)
    assert len(cell(text).splitlines()) == 1
