"""Consent that was taken back: people leave later exports, exact bundles and shared ones."""

import json
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from strategies import Step, Workplace

from console import paths
from console.cli import main
from console.domain import events as ev
from console.export.bundle import export, measure_again, share
from console.export.errors import ExportError
from console.export.leaving_out import REMAINING_EVENTS, leave_out
from console.export.options import BundleFormat
from console.export.privacy import TextPrivacy
from console.export.shared_again import _coarsen_agents
from console.export.shared_columns import AGENT_STEPS
from console.export.withdrawals import (
    LogsWithout,
    Withdrawn,
    add_to_register,
    named,
    read_register,
)
from console.export.withdrawing import withdraw
from console.workflows.export import STORE

KEY = b"a secret of this site, 32 bytes."
PRIVACY = TextPrivacy("none", KEY)

Row = dict[str, Any]


def chat(number: int) -> list[Step]:
    """A chat that is worked beside others: each is alike, so that shared bundles keep them."""
    return [
        Step("arrive", 60_000, number, False, ""),
        Step("accept", 5_000, 0, False, ""),
        Step("write", 1_000, 0, False, "Where is my parcel?"),
        Step("send", 9_000, 0, False, "Let me see."),
        Step("finish", 9_000, 0, True, ""),
    ]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workplace]:
    """A desk at which two agents worked one after the other, with six customers each."""
    place = Workplace(tmp_path_factory.mktemp("desk"), agent="henry")
    for number in range(6):
        place.play(chat(number))
    place.play([Step("change_agent", 1_000, 0, True, "")])
    for number in range(6):
        place.play(chat(number))
    yield place
    place.close()


def table(bundle: Path, name: str) -> list[Row]:
    """A table's rows."""
    rows: list[Row] = pq.read_table(bundle / f"{name}.parquet").to_pylist()
    return rows


def customers(desk: Workplace) -> list[str]:
    """The ids of the customers, in the order in which they came."""
    return list(
        dict.fromkeys(
            event.fact.customer.id
            for event in STORE.read(desk.path)
            if event.fact.kind == "chat_queued"
        )
    )


@pytest.fixture(scope="module")
def bundles(desk: Workplace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site's own bundle, with one of the further forms, and a shared one."""
    folder = tmp_path_factory.mktemp("bundles")
    form = BundleFormat(formats=("jsonl",))
    export([desk.path], folder / "exact", store=STORE, key=KEY, bundle_format=form)
    share([desk.path], folder / "shared", store=STORE, key=KEY)
    return folder


@pytest.fixture
def exact(bundles: Path, tmp_path: Path) -> Path:
    """A copy of the site's own bundle, to be changed."""
    return Path(shutil.copytree(bundles / "exact", tmp_path / "exact"))


@pytest.fixture
def shared(bundles: Path, tmp_path: Path) -> Path:
    """A copy of the shared one."""
    return Path(shutil.copytree(bundles / "shared", tmp_path / "shared"))


def everything(bundle: Path) -> str:
    """All that a bundle holds, as text."""
    tables = [str(table(bundle, path.stem)) for path in sorted(bundle.glob("*.parquet"))]
    others = [p.read_text("utf-8") for p in bundle.iterdir() if p.suffix in (".json", ".jsonl")]
    return "\n".join([*tables, *others])


@pytest.mark.slow
def test_an_agent_leaves_an_exact_bundle(exact: Path) -> None:
    """Sessions, chats and texts' measures of the agent are gone; the others' rows are as before."""
    mary, henry = PRIVACY.agent("mary"), PRIVACY.agent("henry")
    before = [row for row in table(exact, "chats") if row["agent"] == mary]
    of_henry = {row["chat"] for row in table(exact, "chats")} - {row["chat"] for row in before}
    taken = withdraw(exact, ("henry",), (), KEY)
    assert taken.after["chats"] == len(before) == taken.before["chats"] - 6
    assert table(exact, "chats") == before
    record = json.loads((exact / "provenance.json").read_text("utf-8"))
    assert record.pop("withdrawn") == [henry]
    (exact / "provenance.json").write_text(json.dumps(record), encoding="utf-8")
    left = everything(exact)
    assert henry not in left
    assert not any(f"'{chat}'" in left for chat in of_henry)
    assert (exact / "events.jsonl").is_file()


@pytest.mark.slow
def test_a_customer_leaves_an_exact_bundle(desk: Workplace, exact: Path) -> None:
    """The chat is gone, and its time is no other chat's."""
    customer = customers(desk)[2]
    pseudonym = PRIVACY.pseudonym("c", customer)
    others = [row for row in table(exact, "chats") if row["customer"] != pseudonym]
    withdraw(exact, (), (customer,), KEY)
    after = table(exact, "chats")
    assert [row["chat"] for row in after] == [row["chat"] for row in others]
    assert [row["active_s"] for row in after] == [row["active_s"] for row in others]
    assert pseudonym not in str([table(exact, name) for name in ("events", "chats", "messages")])


@pytest.mark.slow
def test_later_exports_are_the_bundle_from_which_somebody_withdrew(
    desk: Workplace, exact: Path, tmp_path: Path
) -> None:
    """Leaving people out of logs and out of a bundle's events comes to the same.

    So does merging with a bundle from before: the newer one says who withdrew.
    """
    customer = customers(desk)[1]
    older = Path(shutil.copytree(exact, tmp_path / "older"))
    withdraw(exact, (), (customer,), KEY)
    who = named((), (customer,), PRIVACY)
    export([desk.path], tmp_path / "later", store=STORE, key=KEY, withdrawn=who)
    measure_again([older, exact], tmp_path / "merged")
    for name in ("chats", "agent_days", "focus", "messages", "chat_texts"):
        assert table(tmp_path / "later", name) == table(exact, name), name
        assert table(tmp_path / "merged", name) == table(exact, name), name


def test_a_log_keeps_the_order_of_what_remains(desk: Workplace) -> None:
    """Nothing of the session or chat is read; a tab that was shown is none."""
    customer = customers(desk)[0]
    view = LogsWithout(named(("mary",), (customer,), PRIVACY), PRIVACY)
    kept = list(view.events(STORE.read(desk.path)))
    gone = {
        event.chat
        for event in STORE.read(desk.path)
        if event.fact.kind == "chat_queued" and event.fact.customer.id == customer
    }
    assert not any(event.chat in gone for event in kept)
    assert len(view.sessions) == 1
    assert [event.seq for event in kept] == sorted({event.seq for event in kept})


@pytest.mark.slow
def test_an_early_bundle_merges_with_a_later_one_without_a_customer(
    tmp_path: Path,
) -> None:
    """Who withdrew is left out before it is settled which bundle goes further."""
    place = Workplace(tmp_path, agent="henry")
    for number in range(3):
        place.play(chat(number))
    export([place.path], tmp_path / "early", store=STORE, key=KEY)
    place.play(chat(3))
    export([place.path], tmp_path / "late", store=STORE, key=KEY)
    withdraw(tmp_path / "late", (), (customers(place)[1],), KEY)
    place.close()
    measure_again([tmp_path / "early", tmp_path / "late"], tmp_path / "merged")
    assert table(tmp_path / "merged", "chats") == table(tmp_path / "late", "chats")


@pytest.mark.slow
def test_nothing_of_an_agent_remains_in_sessions_of_others(tmp_path: Path) -> None:
    """Neither their name as a colleague's nor a chat of theirs that another session ended.

    The events are counted again.
    """
    place = Workplace(tmp_path, agent="henry")
    place.play(chat(0)[:-1])  # henry leaves it open; the next session drops it
    place.play([Step("change_agent", 1_000, 0, False, "")])
    place.play(chat(1)[:-1])
    taken = next(c.id for c in place.session.desk.chats.values() if not c.is_over)
    place.session.record(
        ev.ChatTakenElsewhere(chat=taken, colleague="henry"), ev.ChatDropped(chat=taken)
    )
    place.play(chat(2)[:-1])
    place.play([Step("change_agent", 1_000, 0, True, "")])
    export([place.path], tmp_path / "exact", store=STORE, key=KEY)
    withdraw(tmp_path / "exact", ("henry",), (), KEY)
    who = named(("henry",), (), PRIVACY)
    export([place.path], tmp_path / "later", store=STORE, key=KEY, withdrawn=who)
    place.close()
    for name in ("exact", "later"):
        events = table(tmp_path / name, "events")
        bodies = [json.loads(row["body"]) for row in events]
        assert [b["colleague"] for b in bodies if "colleague" in b] == ["withdrawn"]
        queued = {row["chat"] for row in events if row["kind"] == "chat_queued"}
        assert {row["chat"] for row in events if row["chat"]} == queued
        assert {row["chat"] for row in table(tmp_path / name, "chats")} == queued
        record = json.loads((tmp_path / name / "provenance.json").read_text("utf-8"))
        assert sum(each["events"] for each in record["databases"]) == len(events)


def test_others_chats_stay_open_at_a_sessions_end() -> None:
    """Of those that were open only the ones that are left out are taken from the list."""
    body = '{"kind":"session_ended","reason":"left","open_chats":["c1","c2"]}'
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE given (log VARCHAR, session VARCHAR, kind VARCHAR, chat VARCHAR, "
            "agent VARCHAR, customer VARCHAR, body VARCHAR)"
        )
        connection.execute(
            "INSERT INTO given VALUES ('l', 's', 'chat_queued', 'c1', NULL, 'c-1', '{}'), "
            "('l', 's', 'chat_queued', 'c2', NULL, 'c-2', '{}'), "
            "('l', 's', 'session_ended', NULL, NULL, NULL, $body)",
            {"body": body},
        )
        leave_out(connection, "SELECT * FROM given", Withdrawn(customers=frozenset({"c-1"})))
        left = connection.execute(
            f"WITH chosen_rows AS (FROM given) SELECT body FROM ({REMAINING_EVENTS}) "  # noqa: S608
            "WHERE kind = 'session_ended'"
        ).fetchall()
    assert [json.loads(each)["open_chats"] for (each,) in left] == [["c2"]]


def test_a_register_of_another_key_stops_exports(tmp_path: Path) -> None:
    """Its pseudonyms fit nobody under the present key; lines that name none count as of it."""
    path = tmp_path / "withdrawals.txt"
    path.write_text("a-0123456789abcdef\n", encoding="utf-8")
    assert read_register(path).without_key == 1
    assert read_register(path).under("key-1").agents == {"a-0123456789abcdef"}
    add_to_register(path, named(("henry",), (), PRIVACY), "key-1")
    assert read_register(path).under("key-1").agents >= {PRIVACY.agent("henry")}
    with pytest.raises(ExportError, match="under another pseudonym key \\(key-1\\)"):
        read_register(path).under("key-2")


def test_a_customer_leaves_a_shared_bundle(desk: Workplace, shared: Path) -> None:
    """The key alone finds the chat; the day whose means counted it goes with it."""
    before = table(shared, "chats")
    taken = withdraw(shared, (), (customers(desk)[0],), KEY)
    assert len(before) == 12
    assert taken.after["chats"] == 11
    assert taken.after["agent_days"] == taken.before["agent_days"] - 1


@pytest.fixture(scope="module")
def two_days(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, list[str]]]:
    """A shared bundle and its customers: six were queued before midnight and taken after it."""
    place = Workplace(tmp_path_factory.mktemp("two_days"), agent="henry")
    now = place.clock.wall()
    place.clock.advance((now.replace(hour=23, minute=50, second=0) - now).total_seconds())
    place.play([Step("arrive", 1_000, number, False, "") for number in range(6)])
    place.clock.advance(900)
    for _ in range(6):
        place.play(chat(0)[1:])
    for _ in range(2):
        place.clock.advance(86_400)
        for number in range(6):
            place.play(chat(number))
    share([place.path], place.path.parent / "shared", store=STORE, key=KEY)
    yield place.path.parent / "shared", customers(place)
    place.close()


@pytest.mark.slow
def test_the_day_on_which_a_chat_was_taken_goes(
    two_days: tuple[Path, list[str]], tmp_path: Path
) -> None:
    """Not that on which it was queued; the day after keeps nothing of it."""
    bundle = Path(shutil.copytree(two_days[0], tmp_path / "shared"))
    before = table(bundle, "agent_days")
    assert before[1]["lag_concurrency"] is not None
    withdraw(bundle, (), (two_days[1][0],), KEY)
    after = table(bundle, "agent_days")
    assert [row["day"] for row in after] == [row["day"] for row in before[1:]]
    assert after[0]["lag_concurrency"] is None
    assert after[1]["lag_concurrency"] == before[2]["lag_concurrency"]


def test_a_customer_who_may_be_in_means_is_refused(
    two_days: tuple[Path, list[str]], tmp_path: Path
) -> None:
    """Where chats were left out as rare, a customer without any may have had one."""
    bundle = Path(shutil.copytree(two_days[0], tmp_path / "shared"))
    record = json.loads((bundle / "provenance.json").read_text("utf-8"))
    record["shared"]["chats_left_out"] = 1
    (bundle / "provenance.json").write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(ExportError, match="share the exact bundle again"):
        withdraw(bundle, (), ("somebody",), KEY)
    withdraw(bundle, (), (two_days[1][0],), KEY)


def test_agents_are_coarsened_again() -> None:
    """Where one left, the others' columns go too until five are alike; tiers go last."""
    names = ["agent", "tier", "stratum", "sessions", "chats"]
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE agents AS SELECT 'a' || n AS agent, 'low' AS tier, 'x' AS stratum, "
            "CASE WHEN n < 4 THEN 10 ELSE 22 END AS sessions, 100 AS chats FROM range(9) AS r(n)"
        )
        columns = {"agents": names}
        assert _coarsen_agents(connection, columns) == (AGENT_STEPS[-1].said,)
    assert columns["agents"] == ["agent", "tier", "stratum"]


def test_an_agent_leaves_a_shared_bundle(shared: Path) -> None:
    """In every table; what is left is still coarse enough, and the codebook says so."""
    withdraw(shared, ("henry",), (), KEY)
    files = shared.glob("*.parquet")
    assert len({row["agent"] for path in files for row in table(shared, path.stem)}) == 1
    assert "What remains:" in (shared / "codebook.md").read_text("utf-8")


def test_a_bundle_of_another_key_is_left_alone(exact: Path) -> None:
    """Its pseudonyms can't be made here; it says where to withdraw."""
    with pytest.raises(ExportError, match="another key"):
        withdraw(exact, ("henry",), (), b"the key of a site that is not us")


@pytest.mark.slow
def test_the_command_notes_who_withdrew_for_later_exports(
    desk: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The register has no name and is for its owner alone; exports of every kind heed it."""
    monkeypatch.setattr(paths, "data_dir", lambda: tmp_path / "data")
    told = CliRunner().invoke(main, ["withdraw", "--agent", "henry"])
    assert told.exit_code == 0, told.output
    register = tmp_path / "data" / "withdrawals.txt"
    assert "henry" not in register.read_text("utf-8")
    assert stat.S_IMODE(register.stat().st_mode) == 0o600
    for options in (["--text", "full"], ["--share"]):
        out = tmp_path / options[-1].strip("-")
        done = CliRunner().invoke(main, ["export", str(desk.path), "--out", str(out), *options])
        assert done.exit_code == 0, done.output
        assert len(table(out, "agents")) == 1
    assert CliRunner().invoke(main, ["withdraw"]).exit_code == 2


def test_nobody_is_nobody() -> None:
    """An empty list leaves nobody out and is false."""
    assert not Withdrawn()
    assert named(["x"], [], PRIVACY)
