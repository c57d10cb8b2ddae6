"""A console killed at any moment loses nothing it had shown; the long form is ``kill_runs.py``."""

from pathlib import Path

from kill_runs import check, main, one_run


def test_killed_consoles_come_up_as_they_were(tmp_path: Path) -> None:
    """What was acknowledged is in the log, the log verifies, and the next desk is the same."""
    assert main(runs=6, seed=7, model="none", folder=tmp_path) > 20


def test_a_console_killed_with_a_model_at_work_comes_up_as_it_was(
    tmp_path: Path, small_model: Path
) -> None:
    """Drafts in the making are no exception."""
    database = tmp_path / "session.db"
    seen = 0
    for after_s in (5.0, 3.0):
        seen += check(database, one_run(database, str(small_model), 3, after_s))
    assert seen > 10
