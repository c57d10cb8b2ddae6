"""The object-centric event log: by the standard's rules, in a reader's eyes, and what it says."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from format_bundles import DAY, KEY, Row, added, bundle_of, rows_of
from hypothesis import HealthCheck, given, settings
from ocel_rules import problems
from r4pm.df import import_ocel
from strategies import Step, Workplace, steps

from console.export.bundle import export
from console.export.formats.ocel_relations import KnownObjects
from console.export.formats.ocel_values import ALWAYS
from console.workflows.export import STORE

Json = dict[str, Any]


@contextmanager
def log_of(plan: list[Step]) -> Iterator[tuple[Path, Path, Json]]:
    """The bundle of what happened at a desk, its OCEL, and what is in it."""
    with bundle_of(plan) as bundle, added(bundle, "ocel") as out:
        path = out / "ocel.json"
        yield bundle, path, json.loads(path.read_text(encoding="utf-8"))


def history(found: Json, attribute: str) -> list[Any]:
    """The values an object's attribute had, one after the other."""
    return [each["value"] for each in found["attributes"] if each["name"] == attribute]


def of_type(log: Json, kind: str) -> list[Json]:
    """The objects of a type."""
    return [found for found in log["objects"] if found["type"] == kind]


def relations(item: Json) -> dict[str, str]:
    """The objects an event or object is tied to, by the qualifier."""
    return {each["qualifier"]: each["objectId"] for each in item["relationships"]}


@pytest.mark.slow
@given(steps())
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_day_keeps_the_rules_of_the_standard(plan: list[Step]) -> None:
    """Shape, types, unique ids, and no relation to an object that is not there."""
    with log_of(plan) as (bundle, _, log):
        assert problems(log) == []
        events = [(f"{r['session']}:{r['seq']}", r["kind"]) for r in rows_of(bundle, "events")]
        assert [(event["id"], event["type"]) for event in log["events"]] == events
        told = Counter(found["type"] for found in log["objects"])
        for kind in ("chat", "suggestion", "agent"):
            assert told[kind] == len(rows_of(bundle, f"{kind}s"))


@pytest.mark.slow
@given(steps())
@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_reader_finds_every_event_object_and_relation(plan: list[Step]) -> None:
    """r4pm reads the file: the same events, objects, relations of both sorts, and changes."""
    with log_of(plan) as (_, path, log):
        read: dict[str, pl.DataFrame] = import_ocel(str(path))
    assert set(read["events"]["ocel:eid"]) == {event["id"] for event in log["events"]}
    assert set(read["objects"]["ocel:oid"]) == {found["id"] for found in log["objects"]}
    for table, kind, names in (
        ("relations", "events", ("ocel:eid", "ocel:oid", "ocel:qualifier")),
        ("o2o", "objects", ("ocel:oid", "ocel:oid_2", "ocel:qualifier")),
    ):
        assert Counter(read[table].select(names).rows()) == Counter(
            (item["id"], each["objectId"], each["qualifier"])
            for item in log[kind]
            for each in item["relationships"]
        )


@pytest.mark.slow
def test_a_reader_keeps_types_and_times() -> None:
    """Numbers, truth and microseconds come out of r4pm as they went in."""
    with log_of(DAY) as (bundle, path, _):
        events: pl.DataFrame = import_ocel(str(path))["events"]
        rows = rows_of(bundle, "events")
    types = {name: str(events.schema[name]) for name in ("rating", "idle_s", "resolved", "origin")}
    assert types == {
        "rating": "Int64",
        "idle_s": "Float64",
        "resolved": "Boolean",
        "origin": "String",
    }
    times = dict(events.select("ocel:eid", "ocel:timestamp").rows())
    for row in rows:
        assert times[f"{row['session']}:{row['seq']}"] == row["time"].replace(tzinfo=None)


@pytest.mark.slow
def test_a_chat_changes_as_it_goes_on() -> None:
    """Its status, issue and rating have the times of the facts that made them so."""
    with log_of(DAY) as (bundle, _, log):
        first, second = of_type(log, "chat")
        times = {
            row["kind"]: row["time"] for row in rows_of(bundle, "events") if row["chat"] == "c1"
        }
    assert history(first, "status") == ["queued", "active", "closed"]
    assert history(second, "status") == ["queued", "active", "closed"]
    (issue,) = [each for each in first["attributes"] if each["name"] == "issue"]
    assert issue["value"] == "late-parcel"
    assert issue["time"] == f"{times['issue_confirmed']:%Y-%m-%dT%H:%M:%S.%fZ}"
    assert (history(first, "rating"), history(first, "resolved")) == ([5], [True])
    assert [each["time"] for each in first["attributes"] if each["name"] == "chat"] == [ALWAYS]
    assert relations(second)["returned from"] == first["id"]
    assert relations(first)["customer"] == relations(second)["customer"]


def test_a_session_changes_arms_and_a_chat_has_its_own() -> None:
    """Each arm from when on it was drawn; a chat's own is true of it to its end."""
    plan = [
        Step("change_agent", 0, 0, True, ""),
        *(Step("reassign", 5000, 2, treated, "") for treated in (True, False)),
        Step("change_agent", 0, 0, True, ""),
        Step("arrive", 0, 0, False, ""),
        Step("accept", 5000, 0, False, ""),
    ]
    with log_of(plan) as (bundle, _, log):
        drawn = [row for row in rows_of(bundle, "events") if row["kind"] == "arm_assigned"]
        sessions = {history(each, "session")[0]: each for each in of_type(log, "session")}
        (chat,) = of_type(log, "chat")
    second = sessions[drawn[1]["session"]]
    assert [history(second, name) for name in ("study", "arm")] == [
        ["by-agent"],
        ["control", "treatment", "control"],
    ]
    assert (history(chat, "arm"), history(chat, "access")) == (["treatment"], [True])


@pytest.mark.slow
def test_a_suggestion_has_the_outcome_of_its_table() -> None:
    """Pending when it is asked for, what became of it from the agent's decision on."""
    with log_of(DAY) as (bundle, _, log):
        rows = {row["suggestion"]: row for row in rows_of(bundle, "suggestions")}
        found = of_type(log, "suggestion")
    assert sorted(row["outcome"] for row in rows.values()) == ["dismissed", "modified"]
    for each in found:
        row = rows[history(each, "suggestion")[0]]
        assert history(each, "outcome") == ["pending", row["outcome"]]
        last = [said["time"] for said in each["attributes"] if said["name"] == "outcome"][-1]
        assert last == f"{row['decided_at']:%Y-%m-%dT%H:%M:%S.%fZ}"
        assert relations(each)["made for"].endswith(f":{row['chat']}")


@pytest.mark.slow
def test_an_event_says_what_each_object_is_to_it() -> None:
    """A message made from a suggestion is tied to it, its chat, customer, agent and session."""
    with log_of(DAY) as (_, _, log):
        sent = [event for event in log["events"] if event["type"] == "message_sent"]
        made = relations(sent[0])
        types = {found["id"]: found["type"] for found in log["objects"]}
    assert {how: types[found] for how, found in made.items()} == {
        "session": "session",
        "agent at the desk": "agent",
        "chat": "chat",
        "customer of the chat": "customer",
        "made from": "suggestion",
    }


def test_chats_of_different_logs_are_different_objects(tmp_path: Path) -> None:
    """Two desks whose chats have the same ids have twice as many chats."""
    paths = []
    for agent, run in (("henry", "r1"), ("mary", "r2")):
        (tmp_path / agent).mkdir()
        place = Workplace(tmp_path / agent, agent, run)
        place.play(DAY)
        place.close()
        paths.append(place.path)
    export(paths, tmp_path / "bundle", store=STORE, key=KEY)
    with added(tmp_path / "bundle", "ocel") as out:
        log = json.loads((out / "ocel.json").read_text(encoding="utf-8"))
    assert problems(log) == []
    assert [len(of_type(log, kind)) for kind in ("chat", "agent", "session")] == [4, 2, 4]


@pytest.fixture(scope="module")
def written() -> str:
    """The OCEL of a day."""
    with log_of(DAY) as (_, path, _):
        return path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda log: log.pop("objects"), "'objects' is a required property"),
        (lambda log: log["objects"].clear(), "no object"),
        (lambda log: log["eventTypes"].clear(), "no type"),
        (lambda log: log["events"].append(log["events"][0]), "twice"),
        (lambda log: log["objects"][0]["attributes"][0].update(value=1), "is no string"),
    ],
)
def test_the_rules_find_what_is_wrong(spoil: Any, told: str, written: str) -> None:  # noqa: ANN401
    """The check that the other tests rely on does fail."""
    log = json.loads(written)
    spoil(log)
    assert any(told in problem for problem in problems(log))


def test_what_is_not_on_record_is_tied_to_nothing() -> None:
    """A suggestion of a chat that never queued is no object, and nothing is tied to it."""
    row: Row = dict.fromkeys(
        ("log", "session", "seq", "time", "kind", "chat", "suggestion", "customer", "agent")
    ) | dict.fromkeys(("previous", "replaces", "tier", "run", "utc_offset_s", "resumed", "arm"))
    known = KnownObjects()
    asked = row | {"log": "l", "session": "s", "kind": "suggestion_requested"}
    found = known.of(asked | {"chat": "c", "suggestion": "g"})
    assert found == [("session:s", "session")]
    assert known.orphans == {"suggestion:l:g"}
