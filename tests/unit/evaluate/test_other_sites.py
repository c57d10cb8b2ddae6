"""Tests that the assistant fits sites that it was not written for."""

from pathlib import Path

import pytest

from console.channels.scripted.pack import load_pack
from console.evaluate.next_move_cases import read_cases
from console.evaluate.next_moves import MovesReport, moments, report

_SITES = Path(__file__).parents[2] / "sites"


def _report(site: str) -> MovesReport:
    folder = _SITES / site
    return report(moments(read_cases(folder / "cases.jsonl"), load_pack(folder)))


@pytest.mark.parametrize(
    ("site", "least"), [("bank", 0.95), ("parcel", 0.95), ("power", 0.93), ("garage", 0.90)]
)
def test_most_suggestions_fit_their_moment(site: str, least: float) -> None:
    """A parcel service with articles in the new form, the others with those in the old one."""
    made = _report(site)
    assert made.passed / made.n >= least
    assert made.needs_f1 is not None
    assert made.needs_f1 >= 0.92


@pytest.mark.parametrize("site", sorted(path.parent.name for path in _SITES.glob("*/cases.jsonl")))
def test_nothing_is_claimed_and_hardly_anything_asked_twice(site: str) -> None:
    """No suggestion claims what is not done; at most one in fifty asks for what was given."""
    made = _report(site)
    assert made.false_claims == 0
    assert made.repeated / made.n <= 0.02
