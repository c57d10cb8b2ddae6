"""The measures in pandas, on days on which more happens than on generated ones."""

from pathlib import Path

import pytest
from baselines.measures_in_pandas.__main__ import write_tables
from days import log_of

from console.bench.measures.agreement import disagreements
from console.bench.measures.sides import ours
from console.export.ingest import ingest
from console.export.privacy import TextPrivacy

pytest.importorskip("pandas", reason="what is compared with is not installed")


@pytest.mark.slow
def test_crashes_and_changes_of_agent_are_measured_alike(tmp_path: Path) -> None:
    """Every value of random days, dropped chats and resumed sessions included, is the same."""
    logs = [log_of(seed) for seed in range(2_000, 2_012)]
    named = [(log[0].session, log) for log in logs]
    found = ingest(named, TextPrivacy("full", None), tmp_path)
    for side, write in (("ours", ours), ("pandas", write_tables)):
        (tmp_path / side).mkdir()
        write(found.events, tmp_path / side)
    told = disagreements(tmp_path / "ours", tmp_path / "pandas")
    assert told["different"] == {}
    assert told["values"] > 1_000
