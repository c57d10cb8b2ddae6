"""Which recordings are played, in which order, and when their customers come. All by lot."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import count, zip_longest
from pathlib import Path
from random import Random

from console.channels.formats.recording import Recording
from console.channels.habits import exponential
from console.channels.settings import CustomerSettings


def cast_of(recordings: Iterable[Recording], seed: int) -> Iterator[Recording]:
    """Recordings without end in an order by lot, taking turns among the files they come from.

    When all had their turn, the same customers come again, as others who tell the same.
    """
    luck = Random(f"{seed}:cast")
    piles: defaultdict[Path, list[Recording]] = defaultdict(list)
    for recording in recordings:
        piles[recording.source].append(recording)
    shuffled = [luck.sample(pile, len(pile)) for pile in luck.sample([*piles.values()], len(piles))]
    order = [recording for row in zip_longest(*shuffled) for recording in row if recording]
    yield from order
    for again in count(2):
        for recording in order:
            other = {"id": f"{recording.customer.id}~{again}"}
            yield replace(recording, customer=recording.customer.model_copy(update=other))


def arrivals(seed: int, settings: CustomerSettings) -> Iterator[float]:
    """Seconds from the start at which customers come, without end: a burst, then a steady flow."""
    luck = Random(f"{seed}:arrivals")
    burst = sorted(luck.uniform(0, settings.burst_spread_s) for _ in range(settings.burst))
    yield from burst
    time = burst[-1] if burst else 0.0
    while True:
        time += exponential(luck, settings.arrival_mean_s)
        yield time
