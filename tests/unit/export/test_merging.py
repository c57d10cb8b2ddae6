"""Bundles computed again: of several as if they were one."""

import json
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from strategies import Step, Workplace

from console.domain import events as ev
from console.domain.clock import SystemClock
from console.domain.customers import Customer
from console.domain.issues import Disposition
from console.effects.data.bundle_tables import read_tables
from console.export.bundle import export, measure_again
from console.export.errors import ExportError
from console.export.options import BundleFormat
from console.export.privacy import TextPolicy
from console.measures.text.passing import PassingTexts
from console.store.log import EventLog
from console.workflows.export import STORE

KEY = b"k" * 32
DAY = [
    Step("arrive", 0, 0, False, ""),
    Step("accept", 5000, 0, False, ""),
    Step("write", 1000, 0, False, "Where is my parcel?"),
    Step("send", 4000, 0, False, "It is on its way."),
    Step("finish", 9000, 0, True, ""),
]


def desk(folder: Path, agent: str, run: str) -> Workplace:
    """A console at which a day was worked."""
    folder.mkdir()
    place = Workplace(folder, agent, run)
    place.play(DAY)
    place.log.flush()
    return place


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workplace, Workplace]:
    """Two agents' consoles."""
    folder = tmp_path_factory.mktemp("desks")
    henry, mary = desk(folder / "a", "henry", "r1"), desk(folder / "b", "mary", "r2")
    henry.close()
    mary.close()
    return henry, mary


def bundle(
    *places: Workplace, out: Path, text: TextPolicy = "none", own: str | None = None
) -> Path:
    """A bundle of these consoles' databases."""
    paths = [place.path for place in places]
    export(paths, out, store=STORE, key=KEY, text=text, own=own)
    return out


def tables(folder: Path) -> dict[str, bytes]:
    """Every table's file."""
    return {path.name: path.read_bytes() for path in folder.glob("*.parquet")}


@pytest.mark.slow
@pytest.mark.parametrize("text", ["none", "redacted", "full"])
def test_measuring_a_bundle_again_gives_the_same_tables(
    places: tuple[Workplace, Workplace], tmp_path: Path, text: TextPolicy
) -> None:
    """Byte for byte, texts included where there are any."""
    one = bundle(*places, out=tmp_path / "one", text=text)
    measure_again([one], tmp_path / "again")
    assert tables(tmp_path / "again") == tables(one)


@pytest.mark.slow
@pytest.mark.parametrize("text", ["redacted", "full"])
def test_texts_that_were_not_stored_are_missing_as_before(tmp_path: Path, text: TextPolicy) -> None:
    """A bundle that is written again has null where the log had no text, and not an empty one."""
    log = EventLog(tmp_path / "log.db", SystemClock(), None, PassingTexts())
    facts: tuple[ev.AnyFact, ...] = (
        ev.SessionStarted(
            run="r", agent="kim", version="1", channel="c", wall_minus_mono_ns=0, utc_offset_s=0
        ),
        ev.ChatQueued(chat="c", customer=Customer(id="k", name="Ada")),
        ev.MessageReceived(chat="c", message="m1", text="Where is my parcel? It is late."),
        ev.MessageReceived(chat="c", message="m2", text="", pictures=1),
        ev.ChatAccepted(chat="c"),
        ev.SuggestionRequested(chat="c", suggestion="g", about=ev.SuggestionKind.SOLUTION),
        ev.SuggestionReady(chat="c", suggestion="g", text="On its way.", elapsed_ms=1, tokens=1),
        ev.MessageSent(chat="c", message="m3", text="It is here.", origin=ev.Origin.TYPED),
        ev.ChatClosed(chat="c", disposition=Disposition.ANSWERED, resolved=True),
        ev.SessionEnded(reason="the end"),
    )
    log.append("s", facts)
    log.close()
    export([log.path], tmp_path / "one", store=STORE, key=KEY, text=text)
    measure_again([tmp_path / "one"], tmp_path / "again")
    assert tables(tmp_path / "again") == tables(tmp_path / "one")
    for name in ("messages", "suggestions"):
        rows = pq.read_table(tmp_path / "again" / f"{name}.parquet")
        assert set(rows.column("text").to_pylist()) == {None}


@pytest.mark.slow
def test_bundles_of_two_desks_are_as_one_bundle_of_both(
    places: tuple[Workplace, Workplace], tmp_path: Path
) -> None:
    """In whatever order they are named, and though one is named twice."""
    both = bundle(*places, out=tmp_path / "both")
    parts = [bundle(p, out=tmp_path / f"part{n}") for n, p in enumerate(places)]
    measure_again([*parts, parts[0]], tmp_path / "merged")
    measure_again(list(reversed(parts)), tmp_path / "reversed")
    assert tables(tmp_path / "merged") == tables(tmp_path / "reversed") == tables(both)


@pytest.mark.slow
def test_the_signs_of_patterns_in_a_folders_name_are_signs(
    places: tuple[Workplace, Workplace], tmp_path: Path
) -> None:
    """A sibling whose name would match is not read in its place."""
    henry, mary = places
    bundle(mary, out=tmp_path / "b1")
    odd = bundle(henry, out=tmp_path / "b[1]*'?")
    measure_again([odd], tmp_path / "again")
    assert tables(tmp_path / "again") == tables(odd)


@pytest.mark.slow
def test_bundles_with_different_texts_are_not_merged(
    places: tuple[Workplace, Workplace], tmp_path: Path
) -> None:
    """What one of them keeps, no merged one tells; an agent's own data go with nothing."""
    henry, mary = places
    none = bundle(henry, out=tmp_path / "none")
    full = bundle(mary, out=tmp_path / "full", text="full")
    own = [
        bundle(henry, out=tmp_path / "own", own="henry"),
        bundle(mary, out=tmp_path / "her", own="mary"),
    ]
    for parts in ([none, full], [none, own[0]], own):
        with pytest.raises(ExportError):
            measure_again(parts, tmp_path / "merged")
    assert not (tmp_path / "merged").exists()


@pytest.mark.slow
def test_bundles_with_different_keys_say_that_people_count_twice(
    places: tuple[Workplace, Workplace], tmp_path: Path
) -> None:
    """Nobody finds out later."""
    one = bundle(places[0], out=tmp_path / "one")
    export([places[1].path], tmp_path / "two", store=STORE, key=b"another key of a site")
    report = measure_again([one, tmp_path / "two"], tmp_path / "merged")
    assert "different keys" in report.problems[0]
    again = measure_again([tmp_path / "merged"], tmp_path / "again")
    assert "different keys" in again.problems[0]


@pytest.mark.slow
def test_a_bundle_that_is_not_whole_is_named(
    places: tuple[Workplace, Workplace], tmp_path: Path
) -> None:
    """One line, and nothing is written."""
    broken = []
    for name in ("provenance.json", "events.parquet", "datapackage.json"):
        folder = Path(shutil.copytree(bundle(places[0], out=tmp_path / "x"), tmp_path / name))
        (folder / name).write_bytes(b"half")
        broken.append(folder)
    csv = tmp_path / "csv"
    export([places[0].path], csv, store=STORE, key=KEY, bundle_format=BundleFormat("csv"))
    for folder in (*broken, csv, tmp_path / "nowhere"):
        with pytest.raises(ExportError):
            measure_again([folder], tmp_path / "again")
    assert not (tmp_path / "again").exists()


def test_an_agents_own_data_say_so(places: tuple[Workplace, Workplace], tmp_path: Path) -> None:
    """Their words as they wrote them, nobody else's session, and a codebook that says so."""
    own = bundle(*places, out=tmp_path / "own", own="henry")
    made_of = json.loads((own / "provenance.json").read_text())
    assert (made_of["text"], made_of["databases"]) == ("own", [])
    assert "for that agent" in (own / "codebook.md").read_text()
    assert [row["agent"] for row in pq.read_table(own / "sessions.parquet").to_pylist()] == [
        "henry"
    ]


@pytest.mark.slow
def test_names_of_folders_are_no_values(
    places: tuple[Workplace, Workplace], tmp_path: Path
) -> None:
    """A bundle in folders called ``arm=control`` and ``chat=c`` gives the tables that it has."""
    plain = bundle(*places, out=tmp_path / "plain")
    odd = tmp_path / "arm=control" / "tier=stolen" / "chat=c"
    shutil.copytree(plain, odd)
    measure_again([odd], tmp_path / "again")
    assert tables(tmp_path / "again") == tables(plain)
    days = read_tables(odd).agent_days
    assert list(days.columns) == list(read_tables(plain).agent_days.columns)
