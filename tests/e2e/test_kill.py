"""Nothing is lost when a process is killed; longer: ``kill_runs.py`` and ``kill_child.py``."""

from pathlib import Path

import kill_child
import pytest
from kill_runs import check, main, one_run


def test_killed_consoles_come_up_as_they_were(tmp_path: Path) -> None:
    """What was acknowledged is in the log, the log verifies, and the next desk is the same."""
    assert main(runs=6, seed=7, model="none", folder=tmp_path) > 20


def test_a_console_killed_with_a_model_at_work_comes_up_as_it_was(
    tmp_path: Path, shallow_model: Path
) -> None:
    """Drafts in the making are no exception."""
    database = tmp_path / "session.db"
    seen = [0]
    for after_s in (5.0, 3.0, 10.0, 20.0, 40.0):
        seen.append(check(database, one_run(database, str(shallow_model), 3, after_s)))
        if len(seen) > 2 and sum(seen) > 10:
            break  # a machine that is busy with other things gets more time
    assert sum(seen) > 10


@pytest.mark.slow
@pytest.mark.timeout(1_800)
@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="finds children in /proc")
def test_a_demonstration_goes_on_when_its_children_are_killed(
    tmp_path: Path, shallow_model: Path
) -> None:
    """Each is replaced, and no chat, message or fact is missing in the end."""
    outcome = kill_child.run(tmp_path, kills=3, model=str(shallow_model), seed=5)
    assert outcome.facts["assistant_lost"] == 3
    assert outcome.summary["chats"] > 0
