"""What a series refuses before its first session."""

from datetime import date
from pathlib import Path

import pytest

from console.domain.errors import UsageError
from console.study.file.templates import templates
from console.workflows.series import SessionSeries, run_series


def test_a_study_that_does_not_go_on_today_has_no_series(tmp_path: Path) -> None:
    """Its sessions would be no part of it; nobody is assigned."""
    study = tmp_path / "pilot.toml"
    start = date(9000, 1, 6)
    text = templates()["switchback"].filled(name="pilot", title="A pilot", seed=1, start=start)
    study.write_text(text, encoding="utf-8")
    series = SessionSeries(
        study=study,
        sessions=2,
        out=tmp_path / "out",
        customers=1,
        duration_s=1,
        speed=1,
        seed=1,
        model="none",
    )
    with pytest.raises(UsageError, match="lies in none of the study's periods"):
        run_series(series, lambda what, share: None)
    assert [path.name for path in tmp_path.iterdir()] == ["pilot.toml"]
