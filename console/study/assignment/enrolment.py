"""Assigns a list of agents, and reports what may be known of the result."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from console.study.assignment.assignment_file import AssignmentFile, assignment_path
from console.study.assignment.assignment_list import AssignmentEntry, Assignments, Person
from console.study.assignment.permuted_blocks import AssignedArms
from console.study.assignment.register import AssignmentRegister
from console.study.file.design import Study
from console.study.file.loading import study_hash


@dataclass(frozen=True, slots=True)
class EnrolmentReport:
    """Who was assigned, and what was revealed of it.

    ``new`` agents were not on the list before; ``kept`` are on it with another tier or site than
    asked for now. ``revealed`` is empty unless revealing was asked for.
    """

    path: Path
    assignments: Assignments
    new: int
    kept: int
    revealed: Sequence[tuple[AssignmentEntry, AssignedArms]]

    @property
    def strata(self) -> dict[str, int]:
        """How many agents each stratum has, by name."""
        return dict(sorted(self.assignments.strata().items()))

    def fields(self) -> dict[str, object]:
        """The whole report, for a program."""
        fields: dict[str, object] = {
            "file": str(self.path),
            "agents": len(self.assignments.agents),
            "new": self.new,
            "kept": self.kept,
            "strata": self.strata,
            "study_hash": self.assignments.study_hash,
            "algorithm": self.assignments.algorithm,
            "list_sha256": self.assignments.list_sha256,
        }
        if self.revealed:
            fields["list"] = [_as_fields(*each) for each in self.revealed]
        return fields


def assign(
    path: Path, study: Study, people: Sequence[Person], now: datetime, *, reveal: bool
) -> EnrolmentReport:
    """Assign those who are not on a study's list yet.

    Args:
        path: the study's file, beside which the list lies.
        study: what the file holds.
        people: who is to be on it.
        now: the time that is written down.
        reveal: whether arms are to be shown, which is written down as well.

    Raises:
        AssignmentError: the list can't be read or written, or was changed.
        StudyError: somebody lacks a value that the study stratifies by.
    """
    file = AssignmentFile(assignment_path(path), study, study_hash(path))
    register, new = file.enrol(people, now)
    revealed: Sequence[tuple[AssignmentEntry, AssignedArms]] = ()
    if reveal:
        register, revealed = file.reveal(now)
    kept = sum(_differs(register, person) for person in people)
    return EnrolmentReport(file.path, register.assignments, new, kept, revealed)


def _differs(register: AssignmentRegister, person: Person) -> bool:
    listed = register.find(person.agent)
    return listed is not None and listed[0].person != person


def _as_fields(entry: AssignmentEntry, assigned: AssignedArms) -> dict[str, object]:
    return {
        "agent": entry.agent,
        "stratum": entry.stratum,
        "arms": list(assigned.arms),
        "guardrails": list(assigned.guardrails),
    }
