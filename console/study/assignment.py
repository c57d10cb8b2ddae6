"""Who was drawn for, in which order, and what they drew: sealed until a session starts.

What the sealing is good for. The arms are not readable in the file, no command shows them unless it
is told to reveal them, and the seed in the study file does not give them away, since a random salt
is drawn with the first agents and kept in the file of assignments alone. So nobody learns an arm by
accident, and nobody can try seeds until they like what comes of one. What it is not good for: the
consoles must be able to open the file without anybody's help, so whoever has it, this program and
the intention can open it as well. Keep it where only the consoles and the operator can read it. The
arms of agents who have started are known; with small blocks they make the others of the same block
guessable, as in any study that is not blind.

The checksum notices a damaged or edited file; and since the list is drawn again whenever it is
read, one whose checksum was mended, too, unless the salt was changed with everything else.
"""

import hashlib
import json
import secrets
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from console.study.design import Study
from console.study.errors import AssignmentError, StudyError
from console.study.lots import ALGORITHM, Drawn, Lots
from console.study.sealing import sealed


@dataclass(frozen=True, slots=True)
class Person:
    """An agent to be drawn for, with what strata are made of."""

    agent: str
    tier: str | None = None
    site: str | None = None


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Entry(_Record):
    """An agent in the list. ``sealed`` holds arms and guardrails; block and place count from 0."""

    agent: str
    tier: str | None
    site: str | None
    stratum: str
    block: int | None
    position: int | None
    sealed: str
    drawn_at: datetime

    @property
    def person(self) -> Person:
        """Who it is about."""
        return Person(self.agent, self.tier, self.site)


class Assignments(_Record):
    """The whole file. ``revealed`` are the times at which somebody was shown the arms."""

    format: Literal[1] = 1
    study: str
    study_hash: str
    algorithm: str = ALGORITHM
    seed: int
    salt: str
    revealed: tuple[datetime, ...] = ()
    agents: tuple[Entry, ...] = ()

    @property
    def list_sha256(self) -> str:
        """The SHA-256 of all this as JSON with sorted keys and without spaces."""
        content = self.model_dump(mode="json")
        text = json.dumps(content, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def strata(self) -> Counter[str]:
        """How many agents each stratum has; arms can't be told from it."""
        return Counter(entry.stratum for entry in self.agents)


def begin(study: Study, study_hash: str, salt: str | None = None) -> Assignments:
    """A list with nobody on it; ``salt`` is random unless one is given to draw the same again."""
    return Assignments(
        study=study.name,
        study_hash=study_hash,
        seed=study.assignment.seed,
        salt=salt or secrets.token_hex(32),
    )


class Draw:
    """The list of a study as drawn so far, and the draws to come."""

    def __init__(self, study: Study, assignments: Assignments) -> None:
        """Draw everybody on the list again.

        Raises:
            AssignmentError: something else comes of it than what is written there.
        """
        self.assignments = assignments
        self._study = study
        self._lots = Lots(study, assignments.salt)
        self._drawn: dict[str, Drawn] = {}
        self._entries = {entry.agent: entry for entry in assignments.agents}
        for entry in assignments.agents:
            self._drawn[entry.agent] = drawn = self._lots.draw(entry.tier, entry.site)
            if self._seal(entry.person, drawn, entry.drawn_at) != entry:
                raise AssignmentError(
                    f"agent {entry.agent!r} would draw something else than the list says: the list "
                    "was edited, or is of another study; restore it from a copy"
                )

    @property
    def lots(self) -> Lots:
        """What chats and shifts are drawn from."""
        return self._lots

    def find(self, agent: str) -> tuple[Entry, Drawn] | None:
        """An agent's entry and what they drew; null for one who is not on the list."""
        entry = self._entries.get(agent)
        return (entry, self._drawn[agent]) if entry else None

    def enrol(self, people: Iterable[Person], now: datetime) -> int:
        """Draw for those who are not on the list yet, in their order; how many that were.

        Raises:
            StudyError: one of them lacks what the study draws within; nobody was drawn for.
        """
        new = [p for p in dict.fromkeys(people) if p.agent not in self._entries]
        _refuse_twice(new)
        for person in new:
            self._check(person)
        entries = [self._add(person, now.astimezone(UTC)) for person in new]
        agents = (*self.assignments.agents, *entries)
        self.assignments = self.assignments.model_copy(update={"agents": agents})
        return len(new)

    def reveal(self, now: datetime) -> Sequence[tuple[Entry, Drawn]]:
        """Everybody with what they drew; the list keeps that it was shown, and when."""
        times = (*self.assignments.revealed, now.astimezone(UTC))
        self.assignments = self.assignments.model_copy(update={"revealed": times})
        return [(entry, self._drawn[entry.agent]) for entry in self.assignments.agents]

    def _add(self, person: Person, now: datetime) -> Entry:
        drawn = self._lots.draw(person.tier, person.site)
        entry = self._seal(person, drawn, now)
        self._entries[person.agent], self._drawn[person.agent] = entry, drawn
        return entry

    def _seal(self, person: Person, drawn: Drawn, now: datetime) -> Entry:
        return Entry(
            agent=person.agent,
            tier=person.tier,
            site=person.site,
            stratum=drawn.stratum,
            block=drawn.block,
            position=drawn.position,
            sealed=sealed(self._study, self._lots.chance, person.agent, drawn),
            drawn_at=now,
        )

    def _check(self, person: Person) -> None:
        study, who = self._study, f"agent {person.agent!r}"
        tiers = study.tiers.names if study.tiers else ()
        for key in study.assignment.strata:
            if not getattr(person, key):
                raise StudyError(
                    f"{who} has no {key}, and study {study.name!r} draws within {key}s: name it in "
                    "the list of agents or in the settings"
                )
        if person.tier is not None and tiers and person.tier not in tiers:
            raise StudyError(f"{who}: no tier {person.tier!r}; there is {', '.join(tiers)}")


def _refuse_twice(people: Sequence[Person]) -> None:
    for agent, times in Counter(person.agent for person in people).items():
        if times > 1:
            raise StudyError(f"agent {agent!r} is named twice, differently; name them once")
