"""From rounds to the numbers that are told."""

import pytest

from console.bench.drafts.results import DraftRounds, MachineLimits, percentiles
from console.bench.drafts.sides import Pass


def found(first_s: tuple[float, ...], total_s: float, read: int = 30) -> Pass:
    """Drafts of 24 tokens."""
    each = len(first_s)
    return Pass(
        first_s=first_s,
        total_s=total_s,
        prompt=(625,) * each,
        read=(read,) * each,
        out=(24,) * each,
    )


def test_medians_of_the_rounds_are_told() -> None:
    """One slow round changes nothing."""
    rounds = DraftRounds()
    for slow in (1.0, 1.0, 50.0):
        rounds.add("ours", found((0.1 * slow, 0.3 * slow), slow))
        rounds.add("ours", found((0.1, 0.1), 0.5 * slow), together=True)
    row = rounds.row("m", 2, 2)
    assert row.rounds == 3
    assert row.first_token_ms["ours"] == pytest.approx(200)
    assert row.all_drafts_s["ours"] == 0.5


def test_the_server_is_told_at_its_better() -> None:
    """One by one or together, whichever took less; a side that is missing has no number."""
    rounds = DraftRounds()
    rounds.add("ours", found((0.1,), 1.0))
    rounds.add("llama_server", found((0.2,), 2.0))
    rounds.add("llama_server", found((0.2,), 3.0), together=True)
    row = rounds.row("m", 1, 2)
    assert row.all_drafts_s["llama_server"] == 2.0
    assert row.all_drafts_s["high_level"] is None


def test_shares_compare_with_the_bare_library() -> None:
    """Reading by its rate, writing by that for all chats at once."""
    rounds = DraftRounds()
    rounds.reading.append(found((2.0,), 2.0, read=1000))
    rounds.writing.append(found((0.1, 0.1), 1.0))
    rounds.bare.append({"prefill_tps": 1000.0, "decode_tps": 20.0, "decode_all_tps": 60.0})
    rounds.wording.append(50.0)
    limits = MachineLimits.of(rounds, memory_gbps=10.0)
    assert limits.share_wording == 2.5
    assert limits.share_prefill == pytest.approx(0.5)
    assert limits.share_decode == pytest.approx(0.8)


def test_percentiles_of_few_values() -> None:
    """The 95th of two is the larger one."""
    assert percentiles([3.0, 1.0]) == {"p50": 2.0, "p95": 3.0}
