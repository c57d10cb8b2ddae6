"""A working console among faults of all kinds; ``python tests/chaos.py`` does it for longer."""

from pathlib import Path

import pytest
from chaos import work


@pytest.mark.slow
@pytest.mark.process
def test_a_console_survives_a_rain_of_faults(tmp_path: Path) -> None:
    """The log verifies, the desk is its log's, nothing acknowledged is lost, no chat is stuck."""
    outcome = work(tmp_path, 8.0, seed=3, model="none", pause_s=0.2)
    assert outcome.wrong == [], outcome.table()
    assert len(outcome.faults) >= 7
    assert outcome.facts["item_set_aside"]
