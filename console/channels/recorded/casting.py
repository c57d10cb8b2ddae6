"""Which recordings are played, in which order, and when their customers come. All at random."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import count, zip_longest
from pathlib import Path
from random import Random

from console.channels.recorded.formats.recording import Recording
from console.channels.recorded.habits import exponential
from console.channels.simulated.settings import CustomerSettings


def cast_of(recordings: Iterable[Recording], seed: int) -> Iterator[Recording]:
    """Recordings without end in random order, taking turns among the files they come from.

    When all had their turn, the same customers come again, as others with the same text.
    """
    rng = Random(f"{seed}:cast")
    piles: defaultdict[Path, list[Recording]] = defaultdict(list)
    for recording in recordings:
        piles[recording.source].append(recording)
    shuffled = [rng.sample(pile, len(pile)) for pile in rng.sample([*piles.values()], len(piles))]
    order = [recording for row in zip_longest(*shuffled) for recording in row if recording]
    yield from order
    for again in count(2):
        for recording in order:
            other = {"id": f"{recording.customer.id}~{again}"}
            yield replace(recording, customer=recording.customer.model_copy(update=other))


def arrivals(seed: int, settings: CustomerSettings) -> Iterator[float]:
    """Seconds from the start at which customers come, without end: a burst, then a steady flow."""
    rng = Random(f"{seed}:arrivals")
    burst = sorted(rng.uniform(0, settings.burst_spread_s) for _ in range(settings.burst))
    yield from burst
    time = burst[-1] if burst else 0.0
    while True:
        time += exponential(rng, settings.arrival_mean_s)
        yield time
