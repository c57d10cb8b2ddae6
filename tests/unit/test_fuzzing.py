"""Odd inputs are refused in words or set aside, wherever something from outside is read."""

from pathlib import Path

from fuzz_inputs import fuzz, table
from fuzzing.entries import quick_entries
from fuzzing.entry import FromSamples

_INPUTS = 1_500


def test_nothing_but_refusals_is_raised_for_odd_inputs(tmp_path: Path) -> None:
    """``python tests/fuzz_inputs.py`` does the same with many more."""
    counts = fuzz(quick_entries(tmp_path), _INPUTS, 11, tmp_path / "failures")
    assert not any(count.failed for count in counts.values()), table(counts)
    assert sum(count.inputs for count in counts.values()) >= 0.9 * _INPUTS
    unread = [name for name, count in counts.items() if not count.inputs]
    assert not unread


def test_a_fault_is_counted_with_its_place_and_its_input_is_kept(tmp_path: Path) -> None:
    """An exception that nobody can act on is what is looked for."""

    def read(content: bytes) -> None:
        raise KeyError(content)

    entry = FromSamples("a reader", 1, (b"a text",), read)
    counts = fuzz([entry], 5, 1, tmp_path)
    assert counts["a reader"].failed == 5
    assert [place.split()[0] for place in counts["a reader"].places] == ["KeyError"]
    assert list((tmp_path / "a-reader").glob("*.txt"))
