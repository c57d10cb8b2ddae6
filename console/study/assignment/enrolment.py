"""Draws for a list of agents, and tells what may be known of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from console.study.assignment.assignment_file import AssignmentFile, assignment_path
from console.study.assignment.assignment_list import AssignmentEntry, Assignments, Person
from console.study.assignment.draw import AssignmentDraw
from console.study.assignment.permuted_blocks import AssignedArms
from console.study.file.design import Study
from console.study.file.loading import study_hash


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What was drawn for whom.

    ``new`` agents were not on the list before; ``kept`` are on it with another tier or site than
    asked for now. ``revealed`` is empty unless revealing was asked for.
    """

    path: Path
    assignments: Assignments
    new: int
    kept: int
    revealed: Sequence[tuple[AssignmentEntry, AssignedArms]]

    def fields(self) -> dict[str, Any]:
        """All that can be told, for a program."""
        told: dict[str, Any] = {
            "file": str(self.path),
            "agents": len(self.assignments.agents),
            "new": self.new,
            "kept": self.kept,
            "strata": dict(sorted(self.assignments.strata().items())),
            "study_hash": self.assignments.study_hash,
            "algorithm": self.assignments.algorithm,
            "list_sha256": self.assignments.list_sha256,
        }
        return told | ({"list": [_shown(*each) for each in self.revealed]} if self.revealed else {})


def assign(
    path: Path, study: Study, people: Sequence[Person], now: datetime, *, reveal: bool
) -> Enrolment:
    """Draw for those who are not on a study's list yet.

    Args:
        path: the study's file, beside which the list lies.
        study: what the file holds.
        people: who is to be on it.
        now: the time that is written down.
        reveal: whether arms are to be shown, which is written down as well.

    Raises:
        AssignmentError: the list can't be read or written, or was changed.
        StudyError: somebody lacks what the study draws within.
    """
    file = AssignmentFile(assignment_path(path), study, study_hash(path))
    draw, new = file.enrol(people, now)
    revealed: Sequence[tuple[AssignmentEntry, AssignedArms]] = ()
    if reveal:
        draw, revealed = file.reveal(now)
    kept = sum(_differs(draw, person) for person in people)
    return Enrolment(file.path, draw.assignments, new, kept, revealed)


def _differs(draw: AssignmentDraw, person: Person) -> bool:
    found = draw.find(person.agent)
    return found is not None and found[0].person != person


def _shown(entry: AssignmentEntry, drawn: AssignedArms) -> dict[str, Any]:
    return {
        "agent": entry.agent,
        "stratum": entry.stratum,
        "arms": list(drawn.arms),
        "guardrails": list(drawn.guardrails),
    }
