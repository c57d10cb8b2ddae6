"""How a scripted agent works: pace, concurrency, and what it does with suggestions."""

from dataclasses import dataclass
from enum import Enum
from random import Random

from console.domain.errors import UsageError


class AgentChoice(Enum):
    """What to do with a suggestion that is on the panel."""

    ADOPT = "adopt"
    EDIT = "edit"
    IGNORE = "ignore"


@dataclass(frozen=True, slots=True)
class AgentProfile:
    """A way of working. Times are in seconds of a person, speeds in characters a second.

    ``concurrency`` is the number of chats held at once. Of every ``adopt`` + ``edit`` + ``ignore``
    suggestions, that many are adopted, edited and ignored, in random order.
    ``draft_patience_s`` is how long (in real seconds) the agent waits for a draft at most.
    ``glance`` is the chance, each time there is nothing to do, to look into another chat.
    ``complies`` says whether the agent does what guardrails ask for, ``asks`` whether they ask for
    suggestions where none are made by themselves, and ``rushes`` whether they close every chat as
    resolved, after one message at most. ``carries_out`` says whether they carry out the steps of
    procedures; who doesn't claims in their own messages what nobody did.
    ``satisfaction`` is the agent's opinion of the console in questionnaires, from 0 to 1, and
    ``declines`` the chance that they don't answer one.
    """

    name: str
    concurrency: int
    adopt: int
    edit: int
    ignore: int
    glance: float
    reading_cps: float = 40.0
    typing_cps: float = 9.0
    thinking_s: float = 1.2
    draft_patience_s: float = 20.0
    most_messages: int = 5
    carries_out: bool = True
    complies: bool = True
    asks: bool = True
    rushes: bool = False
    satisfaction: float = 0.7
    declines: float = 0.0


PROFILES = {
    profile.name: profile
    for profile in (
        AgentProfile(
            "hasty",
            concurrency=8,
            adopt=4,
            edit=1,
            ignore=1,
            glance=0.35,
            thinking_s=0.6,
            satisfaction=0.55,
            declines=0.2,
            complies=False,
        ),
        AgentProfile("steady", concurrency=6, adopt=2, edit=1, ignore=2, glance=0.2),
        AgentProfile(
            "careful",
            concurrency=2,
            adopt=1,
            edit=2,
            ignore=1,
            glance=0.05,
            thinking_s=2.5,
            satisfaction=0.8,
        ),
        AgentProfile(
            "reckless",
            concurrency=9,
            adopt=1,
            edit=0,
            ignore=0,
            glance=0.5,
            reading_cps=400,
            thinking_s=1.5,
            most_messages=1,
            carries_out=False,
            complies=False,
            rushes=True,
            satisfaction=0.4,
        ),
        AgentProfile(
            "calm",
            concurrency=1,
            adopt=1,
            edit=1,
            ignore=1,
            glance=0,
            reading_cps=15,
            asks=False,
            most_messages=4,
            satisfaction=0.8,
        ),
        AgentProfile(
            "blind", concurrency=4, adopt=4, edit=0, ignore=1, glance=0.2, carries_out=False
        ),
        AgentProfile("writer", concurrency=3, adopt=0, edit=0, ignore=1, glance=0.1),
    )
}


def profile_named(name: str) -> AgentProfile:
    """The profile of this name; UsageError lists those there are."""
    if name not in PROFILES:
        raise UsageError(f"no autopilot profile {name!r}; there are {', '.join(PROFILES)}")
    return PROFILES[name]


class ChoiceDeck:
    """Samples choices without replacement, so that a short run has some of each."""

    def __init__(self, profile: AgentProfile, rng: Random) -> None:
        self._set = (
            [AgentChoice.ADOPT] * profile.adopt
            + [AgentChoice.EDIT] * profile.edit
            + [AgentChoice.IGNORE] * profile.ignore
        )
        self._rng = rng
        self._remaining: list[AgentChoice] = []

    def next(self) -> AgentChoice:
        """The next choice."""
        if not self._remaining:
            self._remaining = list(self._set)
            self._rng.shuffle(self._remaining)
        return self._remaining.pop()
