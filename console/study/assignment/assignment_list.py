"""The list of agents with their assignments, which are concealed until a session starts.

What the concealment is good for. The arms are not readable in the file, no command shows them
unless it is told to reveal them, and the seed in the study file does not give them away, since a
random salt is made with the list and kept in its file alone. So nobody learns an arm by accident,
and whoever writes the study can't choose a seed by what comes of it.

What it is not good for. The consoles must be able to open the file without anybody's help, so
whoever has it, this program and the intention can open it as well: keep it where only consoles and
operator can read it. Whoever may delete it can randomise anew, which only a copy kept elsewhere
shows. The arms of agents who have started are known, and make the others of a small block
guessable, as in any study that is not blind.

The checksum notices a damaged or edited file; and since the assignments are computed again whenever
the list is read, one whose checksum was corrected is noticed, too, unless concealed assignments and
salt were made anew together.
"""

import hashlib
import json
import secrets
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from console.study.assignment.permuted_blocks import ALGORITHM
from console.study.file.design import Study


@dataclass(frozen=True, slots=True)
class Person:
    """An agent to be assigned, with what strata are made of."""

    agent: str
    tier: str | None = None
    site: str | None = None


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class AssignmentEntry(_Record):
    """An agent in the list. Arms and guardrails are in ``sealed``; block and place count from 0."""

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
    agents: tuple[AssignmentEntry, ...] = ()

    @property
    def list_sha256(self) -> str:
        """The SHA-256 of all this as JSON with sorted keys and without spaces."""
        content = self.model_dump(mode="json")
        text = json.dumps(content, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def strata(self) -> Counter[str]:
        """How many agents each stratum has; which says nothing of arms."""
        return Counter(entry.stratum for entry in self.agents)


def begin(study: Study, study_hash: str, salt: str | None = None) -> Assignments:
    """A list with nobody on it; ``salt`` is random unless given, to get the same list again."""
    return Assignments(
        study=study.name,
        study_hash=study_hash,
        seed=study.assignment.seed,
        salt=salt or secrets.token_hex(32),
    )
