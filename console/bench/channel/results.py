"""What came of a load: each message once, in its own chat, and each chat taken by one agent."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import quantiles
from typing import TYPE_CHECKING

from console.bench.channel.agent import ANSWER
from console.domain import events as ev
from console.domain.json_objects import JsonObject
from console.store.log import read_log

if TYPE_CHECKING:
    from console.bench.channel.run import ChannelLoad


@dataclass(frozen=True, slots=True)
class ChannelResult:
    """Counts of both ways together; ``sent`` and ``received`` are of customers' messages.

    ``latency_ms`` is from a customer's sending to the fact in the agent's log, outages included.
    """

    agents: int
    customers: int
    server_kills: int
    console_kills: int
    sent: int
    received: int
    answered: int
    lost: int
    doubled: int
    misplaced: int
    accepted_once: int
    accepted_twice: int
    latency_ms: dict[str, float]

    def as_dict(self) -> JsonObject:
        """As JSON values."""
        return asdict(self)

    @property
    def is_sound(self) -> bool:
        """Whether nothing went wrong."""
        return self.lost + self.doubled + self.misplaced + self.accepted_twice == 0 and (
            self.accepted_once == self.customers
        )


def examine(
    load: "ChannelLoad",
    databases: Sequence[Path],
    heard: Mapping[str, Sequence[str]],
    names: Mapping[str, str],
) -> ChannelResult:
    """Count.

    Args:
        load: what was to happen.
        databases: the agents' logs.
        heard: the agents' messages in each room, as the room's customer has them.
        names: the customer of each room.
    """
    accepted: Counter[str] = Counter()
    received: Counter[tuple[str, str]] = Counter()
    waits: list[float] = []
    for database in databases:
        events = list(read_log(database))
        own = {event.fact.chat for event in events if isinstance(event.fact, ev.ChatAccepted)}
        accepted.update(own)
        for event in events:
            fact = event.fact
            if isinstance(fact, ev.MessageReceived) and fact.chat in own:
                received[fact.chat, fact.text] += 1
                waits.append((ev.to_micros(event.wall) - int(fact.text.split()[-1])) / 1000)
    answers = Counter(
        (room, text.removeprefix(ANSWER)) for room, texts in heard.items() for text in texts
    )
    lost = doubled = misplaced = 0
    for found in (received, answers):
        right = {key: n for key, n in found.items() if key[1].split()[0] == names[key[0]]}
        misplaced += sum(found.values()) - sum(right.values())
        doubled += sum(n - 1 for n in right.values())
        lost += load.messages - len(right)
    cuts = quantiles(waits, n=100) if len(waits) > 1 else [0.0] * 99
    return ChannelResult(
        agents=load.agents,
        customers=load.customers,
        server_kills=load.server_kills,
        console_kills=load.console_kills,
        sent=load.messages,
        received=len(received),
        answered=len(answers),
        lost=lost,
        doubled=doubled,
        misplaced=misplaced,
        accepted_once=sum(n == 1 for n in accepted.values()),
        accepted_twice=sum(n > 1 for n in accepted.values()),
        latency_ms={"p50": round(cuts[49], 1), "p99": round(cuts[98], 1)},
    )
