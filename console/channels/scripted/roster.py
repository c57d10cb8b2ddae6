"""Who comes when: the order of the scripted customers, their chats' names and their returns."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random

from console.channels.base import Resumed
from console.channels.scripted.pack import Pack
from console.channels.scripted.script import Scenario
from console.channels.simulated.settings import CustomerSettings
from console.domain.customers import Customer
from console.domain.errors import ChannelError


@dataclass(frozen=True, slots=True)
class Visit:
    """One coming of one customer; ``number`` counts from 0, above it is a return."""

    chat: str
    index: int
    number: int
    customer: Customer
    scenario: Scenario
    previous: str | None = None


class Roster:
    """The planned customers of a run.

    Issues don't repeat before every kind has had its turn. With more customers than scenarios the
    same people come again under new ids, so that nobody mistakes it for a return.
    """

    def __init__(
        self, pack: Pack, *, run: str, seed: int, customers: int, settings: CustomerSettings
    ) -> None:
        self._pack = pack
        self._run = run
        self._settings = settings
        self._scenarios = _shuffled(pack.scenarios, Random(f"{seed}:order"))
        self._due = _arrivals(customers, settings, Random(f"{seed}:arrivals"))
        known = range(max(customers, len(self._scenarios)))
        self._index = {self._customer(index).id: index for index in known}
        self._chats: set[str] = set()
        self._visits: Counter[int] = Counter()

    def recognise(self, resumed: Sequence[Resumed]) -> list[Visit]:
        """The visits that a log's chats are, in the same order."""
        visits = []
        for chat in resumed:
            index = self._index.get(chat.customer.id)
            if index is None:
                raise ChannelError(
                    f"chat {chat.chat}: customer {chat.customer.id} is not among the scenarios of "
                    "this run; continue it with the same scenarios and number of customers"
                )
            visits.append(self._visit(index, chat.chat, chat.previous))
        return visits

    def newcomers(self) -> Iterator[tuple[float, Visit]]:
        """Everyone who has not been seen yet with the second they arrive.

        The wait is counted from the last arrival that the log holds.
        """
        seen = (due for index, due in enumerate(self._due) if index in self._visits)
        begin = max(seen, default=0.0)
        for index, due in enumerate(self._due):
            if not self._visits[index]:
                yield max(0.0, due - begin), self._visit(index, self._name(index, 0), None)

    def next_visit(self, last: Visit) -> Visit | None:
        """The customer's return after ``last``; None if there was one or one would be too many."""
        number = last.number + 1
        if self._visits[last.index] != number or number > self._settings.max_returns:
            return None
        return self._visit(last.index, self._name(last.index, number), last.chat)

    def _visit(self, index: int, chat: str, previous: str | None) -> Visit:
        number = self._visits[index]
        self._visits[index] += 1
        self._chats.add(chat)
        scenario = self._scenarios[index % len(self._scenarios)]
        return Visit(chat, index, number, self._customer(index), scenario, previous)

    def _name(self, index: int, number: int) -> str:
        """A chat's id: newcomers count from 1, returns follow the newcomers."""
        place = number * len(self._due) + index + 1
        while f"{self._run}-{place:03d}" in self._chats:
            place += len(self._due)
        return f"{self._run}-{place:03d}"

    def _customer(self, index: int) -> Customer:
        lap, place = divmod(index, len(self._scenarios))
        customer = self._pack.customer(self._scenarios[place].customer)
        return customer.model_copy(update={"id": f"{customer.id}-{lap + 1}"}) if lap else customer


def _shuffled(scenarios: Sequence[Scenario], rng: Random) -> list[Scenario]:
    order = list(scenarios)
    rng.shuffle(order)
    seen: Counter[str] = Counter()
    rank = {}
    for scenario in order:
        rank[scenario.id] = seen[scenario.issue]
        seen[scenario.issue] += 1
    return sorted(order, key=lambda scenario: rank[scenario.id])


def _arrivals(customers: int, settings: CustomerSettings, rng: Random) -> list[float]:
    burst = min(settings.burst, customers)
    first = sorted(rng.uniform(0, settings.burst_spread_s) for _ in range(burst))
    gaps = (rng.expovariate(1 / settings.arrival_mean_s) for _ in range(customers - burst))
    return first + list(accumulate(gaps, initial=first[-1] if first else 0.0))[1:]
