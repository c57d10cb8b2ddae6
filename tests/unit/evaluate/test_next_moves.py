"""Suggestions are judged by what they say at a moment, on cases of two sites."""

import json
from pathlib import Path

import pytest
from shared_data import SHARED_DATA, needs_shared_data

from console.channels.scripted.pack import load_pack
from console.domain.errors import UsageError
from console.evaluate.next_move_cases import read_cases
from console.evaluate.next_moves import MovesReport, moments, report
from console.paths import resources

SITES = {
    "shop": (resources() / "shop", "states/shop.jsonl", 0.85),
    "hotel": (None, "states/hotel/hotel.jsonl", 0.75),
}


def measured(site: str) -> MovesReport:
    """The report on a site's cases."""
    folder, cases, _ = SITES[site]
    path = SHARED_DATA / cases
    return report(moments(read_cases(path), load_pack(folder or path.parent)))


@pytest.mark.slow
@needs_shared_data
@pytest.mark.parametrize("site", SITES)
def test_suggestions_fit_their_moment_and_claim_nothing_false(site: str) -> None:
    """Most pass, none claims what was not done, hardly one asks for what was given."""
    found = measured(site)
    assert found.passed / found.n >= SITES[site][2]
    assert found.false_claims == 0
    assert found.repeated / found.n <= 0.02
    assert found.passed > 2 * (found.baselines["fixed"] or 0)
    assert (found.needs_f1 or 0) >= 0.92


@pytest.mark.slow
@needs_shared_data
def test_the_judge_agrees_with_the_sample_messages() -> None:
    """Messages that are known to be good pass, those known to be bad don't."""
    cases = {
        case.id: case for _, name, _ in SITES.values() for case in read_cases(SHARED_DATA / name)
    }
    lines = (SHARED_DATA / "states/samples.jsonl").read_text("utf-8").splitlines()
    for sample in (json.loads(line) for line in lines):
        case = cases[sample["id"]]
        assert [text for text in sample["good"] if case.faults(text)] == []
        assert [text for text in sample["bad"] if not case.faults(text)] == []


def test_a_slip_in_a_file_of_cases_is_told_with_its_line(tmp_path: Path) -> None:
    """Who writes cases sees which line to mend."""
    path = tmp_path / "cases.jsonl"
    path.write_text('{"id": "a"}\n', encoding="utf-8")
    with pytest.raises(UsageError, match=r"cases\.jsonl:1: issue: "):
        read_cases(path)
