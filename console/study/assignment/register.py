"""Assigns agents at random and keeps the list of assignments."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from console.domain.lookalikes import skeleton
from console.study.assignment.assignment_list import AssignmentEntry, Assignments, Person
from console.study.assignment.concealment import concealed
from console.study.assignment.permuted_blocks import AssignedArms, BlockRandomization
from console.study.errors import AssignmentError, StudyError
from console.study.file.design import Study


class AssignmentRegister:
    """The list of a study as assigned so far, and the assignments to come."""

    def __init__(self, study: Study, assignments: Assignments) -> None:
        """Assign everybody on the list again.

        Raises:
            AssignmentError: something else comes of it than what is written there.
        """
        self.assignments = assignments
        self._study = study
        self._randomization = BlockRandomization(study, assignments.salt)
        self._assigned: dict[str, AssignedArms] = {}
        self._entries = {entry.agent: entry for entry in assignments.agents}
        self._spelled = {_alike(agent): agent for agent in self._entries}
        for entry in assignments.agents:
            self._assigned[entry.agent] = assigned = self._randomization.assign_next(
                entry.tier, entry.site
            )
            if self._entry(entry.person, assigned, entry.drawn_at) != entry:
                raise AssignmentError(
                    f"agent {entry.agent!r} would be assigned something else than the list says: "
                    "the list was edited, or is of another study; restore it from a copy"
                )

    @property
    def randomization(self) -> BlockRandomization:
        """What assigns chats and shifts."""
        return self._randomization

    def find(self, agent: str) -> tuple[AssignmentEntry, AssignedArms] | None:
        """An agent's entry and arms; null for one who is not on the list."""
        entry = self._entries.get(agent)
        return (entry, self._assigned[agent]) if entry else None

    def enrol(self, people: Iterable[Person], now: datetime) -> int:
        """Assign those who are not on the list yet, in their order; how many that were.

        Raises:
            StudyError: one of them lacks a value that the study stratifies by, or is on the list
                under a name that looks the same; nobody was assigned.
        """
        new = [p for p in dict.fromkeys(people) if p.agent not in self._entries]
        spelled = dict(self._spelled)
        for person in new:
            self._check(person)
            _refuse_other(spelled.setdefault(_alike(person.agent), person.agent), person.agent)
        _refuse_twice(new)
        entries = [self._add(person, now.astimezone(UTC)) for person in new]
        agents = (*self.assignments.agents, *entries)
        self.assignments = self.assignments.model_copy(update={"agents": agents})
        return len(new)

    def reveal(self, now: datetime) -> Sequence[tuple[AssignmentEntry, AssignedArms]]:
        """Everybody with their arms; the list keeps that it was shown, and when."""
        times = (*self.assignments.revealed, now.astimezone(UTC))
        self.assignments = self.assignments.model_copy(update={"revealed": times})
        return [(entry, self._assigned[entry.agent]) for entry in self.assignments.agents]

    def _add(self, person: Person, now: datetime) -> AssignmentEntry:
        assigned = self._randomization.assign_next(person.tier, person.site)
        entry = self._entry(person, assigned, now)
        self._entries[person.agent], self._assigned[person.agent] = entry, assigned
        self._spelled[_alike(person.agent)] = person.agent
        return entry

    def _entry(self, person: Person, assigned: AssignedArms, now: datetime) -> AssignmentEntry:
        return AssignmentEntry(
            agent=person.agent,
            tier=person.tier,
            site=person.site,
            stratum=assigned.stratum,
            block=assigned.block,
            position=assigned.position,
            sealed=concealed(self._study, self._randomization.shuffle, person.agent, assigned),
            drawn_at=now,
        )

    def _check(self, person: Person) -> None:
        study, who = self._study, f"agent {person.agent!r}"
        tiers = study.tiers.names if study.tiers else ()
        for key in study.assignment.strata:
            if not getattr(person, key):
                raise StudyError(
                    f"{who} has no {key}, and study {study.name!r} assigns within {key}s: name it "
                    f"in the list of agents, in the settings, or with --{key}"
                )
        if person.tier is not None and tiers and person.tier not in tiers:
            raise StudyError(f"{who}: no tier {person.tier!r}; there is {', '.join(tiers)}")


def _alike(agent: str) -> str:
    """The same for names that a person would take for one another."""
    return skeleton(agent)


def _refuse_other(known: str, agent: str) -> None:
    if known != agent:
        raise StudyError(
            f"agent {agent!r} is not on the list, but {known!r}, which looks the same, is: write "
            "the name the same way, so that nobody is assigned twice"
        )


def _refuse_twice(people: Sequence[Person]) -> None:
    for agent, times in Counter(person.agent for person in people).items():
        if times > 1:
            raise StudyError(f"agent {agent!r} is named twice, differently; name them once")
