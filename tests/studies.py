"""Studies for tests, made in a line."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from console.study.assignment.assignment_file import AssignmentFile, assignment_path
from console.study.assignment.assignment_list import Person
from console.study.file.design import Study
from console.study.file.loading import load_study, study_hash

NOW = datetime(2026, 3, 20, 9, 30, tzinfo=UTC)
"""In the second of ``PERIODS``."""

PERIODS = (
    {"name": "before", "first": "2026-03-02", "last": "2026-03-15", "access": False},
    {"name": "treated", "first": "2026-03-16", "last": "2026-03-29"},
)

TWO_ARMS = (
    {"name": "assistant", "access": True, "share": 0.5},
    {"name": "control", "access": False, "share": 0.5},
)


def study(unit: str = "agent", **changed: Any) -> Study:  # noqa: ANN401 - parts of any kind
    """A study by agent of two arms, or what is changed of it; ``how`` is of the assignment."""
    how = {"seed": 7, "unit": unit, **changed.pop("how", {})}
    if how["unit"] == "shift":
        how = {"bucket_min": 240, **how}
    if how["unit"] == "session":
        how = {"order": "williams", **how}
    content = {
        "name": "pilot",
        "title": "A pilot",
        "assignment": how,
        "arms": TWO_ARMS,
        "outcomes": [{"measure": "duration_s", "primary": True}],
        **changed,
    }
    return Study.model_validate(content)


def arms(*shares: float) -> tuple[dict[str, Any], ...]:
    """Arms of such shares; every other one has access."""
    return tuple(
        {"name": f"arm_{n}", "access": n % 2 == 0, "share": share} for n, share in enumerate(shares)
    )


STUDY_FILE = """\
name = "pilot"
title = "A pilot"

[assignment]
seed = 7
strata = ["tier"]

[tiers]
names = ["low", "high"]
rule = "given"

[[arms]]
name = "assistant"
access = true
share = 0.5

[[arms]]
name = "control"
access = false
share = 0.5

[[outcomes]]
measure = "duration_s"
primary = true
"""


def study_file(folder: Path, text: str = STUDY_FILE) -> Path:
    """A study's file in a folder."""
    path = folder / "pilot.toml"
    path.write_text(text, encoding="utf-8")
    return path


def file_of(path: Path) -> AssignmentFile:
    """The assignments of a study's file."""
    return AssignmentFile(assignment_path(path), load_study(path), study_hash(path))


def enrol_a_hundred(path: Path, first: int) -> None:
    """Enrol agents one by one; a console in a process of its own does this."""
    file = file_of(path)
    for n in range(first, first + 100):
        file.enrol([Person(f"agent {n}", ("low", "high")[n % 2])], NOW)
