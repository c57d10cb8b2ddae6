"""A small run of ``bench assist`` with a real model: what it tells, not how fast anything was."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from console.bench.drafts.results import SIDES, DraftsBenchResults
from console.bench.drafts.run import DraftsBenchPlan, run
from console.bench.drafts.table import table
from console.bench.drafts.workload import ChatSizes
from console.cli import main
from console.inference.models.catalog import resolve_model

pytest.importorskip("xllamacpp", reason="the peer is not installed")

pytestmark = pytest.mark.timeout(900)
"""Five processes take turns here, each of which a busy machine may starve for a while."""


SIZES = ChatSizes(shared=80, own=90, new=30, out=6)
"""A fifth of the benchmark's: the sides do the same work with few tokens as with many."""


@pytest.fixture(scope="module")
def results(shallow_model: Path) -> DraftsBenchResults:
    """Two chats, one round, two cancels."""
    choice = resolve_model(str(shallow_model))
    assert choice is not None
    plan = DraftsBenchPlan(
        choice,
        chats=2,
        rounds=1,
        limits=True,
        server="prebuilt",
        cancels=2,
        unread=100,
        sizes=SIZES,
    )
    return run([plan])


@pytest.mark.slow
def test_all_sides_do_the_same_work(results: DraftsBenchResults) -> None:
    """Every side is given as many tokens and writes as many."""
    row = results.rows[0]
    assert row.prompt_tokens == dict.fromkeys(SIDES, SIZES.prompt)
    assert row.out_tokens == dict.fromkeys(SIDES, SIZES.out)


@pytest.mark.slow
def test_only_the_new_message_is_read_where_chats_are_kept(results: DraftsBenchResults) -> None:
    """What a side with a memory for each chat reads again is a small part of the chat."""
    read = results.rows[0].read_tokens
    for side in ("ours", "llama_server"):
        tokens = read[side]
        assert tokens is not None
        assert tokens <= SIZES.new + 1


@pytest.mark.slow
def test_it_holds_what_scripts_rely_on(results: DraftsBenchResults) -> None:
    """The JSON has the keys that are promised, and a number in each."""
    plain = json.loads(json.dumps(results.as_dict()))
    row = plain["rows"][0]
    assert (row["model"], row["chats"], row["rounds"]) == ("shallow", 2, 1)
    assert all(row[name][side] > 0 for name in ("first_token_ms", "all_drafts_s") for side in SIDES)
    promised = {
        "prefill_tps",
        "decode_tps",
        "memory_gbps",
        "share_prefill",
        "share_decode",
        "share_wording",
    }
    promised |= {"wording_tps", "share_wording"}
    assert all(plain["limits"][name] > 0 for name in promised)
    assert plain["cancel_ms"].keys() == {"p50", "p95"}
    assert plain["server"] == "prebuilt"


@pytest.mark.slow
def test_people_get_an_aligned_table(results: DraftsBenchResults) -> None:
    """Columns stand under their heads, with how many times faster this program is."""
    head, first, second = table(results).splitlines()[:3]
    assert head.index("ours") + len("ours") == first.index(" ms") + len(" ms")
    assert all(line.count("x") >= 2 for line in (first, second))


def test_full_says_itself_what_it_measures() -> None:
    """Naming a model beside ``--full`` is wrong use."""
    told = CliRunner().invoke(main, ["bench", "assist", "--full", "--chats", "2"])
    assert told.exit_code == 2
    assert "leave" in told.stderr
