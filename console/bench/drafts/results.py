"""From what every round took to medians, shares of what the machine can do, and JSON."""

import statistics
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Literal

from console.bench.drafts.sides import Pass
from console.bench.drafts.waits import DeskWaits
from console.domain.json_objects import JsonObject

SIDES = ("ours", "high_level", "llama_server")

ServerKind = Literal["same flags", "prebuilt"]
"""How the llama-server was compiled: like the library, or for all machines."""

BySide = dict[str, float | None]
"""A number for every side, null for one that is missing or does not report it."""


@dataclass(frozen=True, slots=True)
class DraftsBenchRow:
    """One model and number of chats; times are the medians of the rounds.

    ``first_token_ms`` is the mean over the chats, each asked alone; ``all_drafts_s`` is from all
    new messages to the last draft, for llama-server the better of one by one and together. The
    tokens are a draft's, in the mean: of the prompt, those of it read anew, and those written.
    """

    model: str
    chats: int
    rounds: int
    threads: int
    first_token_ms: BySide
    all_drafts_s: BySide
    prompt_tokens: BySide
    read_tokens: BySide
    out_tokens: BySide


@dataclass(slots=True)
class DraftRounds:
    """What all rounds took, by side.

    ``writing`` are passes in which everything had been read, ``reading`` such with a long message,
    ``bare`` the rates of the library alone. ``wording`` are tokens a second of drafts that keep to
    a wording known before.
    """

    alone: dict[str, list[Pass]] = field(default_factory=lambda: defaultdict(list))
    together: dict[str, list[Pass]] = field(default_factory=lambda: defaultdict(list))
    writing: list[Pass] = field(default_factory=list)
    reading: list[Pass] = field(default_factory=list)
    bare: list[dict[str, float]] = field(default_factory=list)
    wording: list[float] = field(default_factory=list)

    def add(self, side: str, measured: Pass, *, together: bool = False) -> None:
        """Add what a side took."""
        (self.together if together else self.alone)[side].append(measured)

    def shortest(self) -> dict[str, int]:
        """The tokens of each side's shortest draft."""
        sides = {side: [*self.alone[side], *self.together[side]] for side in SIDES}
        return {
            side: min(out for each in passes for out in each.out)
            for side, passes in sides.items()
            if passes
        }

    def row(self, model: str, chats: int, threads: int) -> DraftsBenchRow:
        """The medians."""
        return DraftsBenchRow(
            model=model,
            chats=chats,
            rounds=len(self.alone["ours"]),
            threads=threads,
            first_token_ms={side: self._first_token_ms(side) for side in SIDES},
            all_drafts_s={side: self._all_drafts_s(side) for side in SIDES},
            prompt_tokens=self._tokens(lambda each: each.prompt),
            read_tokens=self._tokens(lambda each: each.read),
            out_tokens=self._tokens(lambda each: each.out),
        )

    def _first_token_ms(self, side: str) -> float | None:
        return _median(statistics.mean(each.first_s) * 1e3 for each in self.alone[side])

    def _all_drafts_s(self, side: str) -> float | None:
        together = _median(each.total_s for each in self.together[side])
        alone = _median(each.total_s for each in self.alone[side])
        if side == "ours":
            return together
        return min((each for each in (together, alone) if each is not None), default=None)

    def _tokens(self, counts: Callable[[Pass], Sequence[int]]) -> BySide:
        means: BySide = {}
        for side in SIDES:
            all_counts = [count for each in self.alone[side] for count in counts(each)]
            means[side] = statistics.mean(all_counts) if all_counts else None
        return means


@dataclass(frozen=True, slots=True)
class MachineLimits:
    """What the machine can do, and the shares of it that this program reaches.

    Rates are tokens per second of the bare library: reading in batches, writing one draft, and
    writing one for every chat at once. The shares compare reading a long message, and writing for
    all chats, with the first and the last; they include all that happens around the model.
    ``wording_tps`` is the rate of this program's drafts that keep to a wording known before, and
    ``share_wording`` compares it with writing one draft.
    """

    prefill_tps: float
    decode_tps: float
    decode_all_tps: float
    memory_gbps: float
    share_prefill: float
    share_decode: float
    wording_tps: float
    share_wording: float

    @classmethod
    def of(cls, rounds: DraftRounds, memory_gbps: float) -> "MachineLimits":
        """The medians of the rounds."""
        rates = {
            name: statistics.median(each[name] for each in rounds.bare)
            for name in ("prefill_tps", "decode_tps", "decode_all_tps")
        }
        reads = statistics.median(each.read[0] / each.first_s[0] for each in rounds.reading)
        writes = statistics.median(sum(each.out) / each.total_s for each in rounds.writing)
        wording = statistics.median(rounds.wording)
        return cls(
            **rates,
            wording_tps=wording,
            share_wording=wording / rates["decode_tps"],
            memory_gbps=memory_gbps,
            share_prefill=reads / rates["prefill_tps"],
            share_decode=writes / rates["decode_all_tps"],
        )


@dataclass(slots=True)
class DraftsBenchResults:
    """All results of ``bench assist``; ``notes`` say under which conditions.

    ``server`` is how the llama-server of the rows was compiled. ``desks`` say how soon suggestions
    were there in demonstrations.
    """

    server: ServerKind | None = None
    rows: list[DraftsBenchRow] = field(default_factory=list)
    limits: MachineLimits | None = None
    cancel_ms: dict[str, float] = field(default_factory=dict)
    desks: list[DeskWaits] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def note(self, notes: Iterable[str]) -> None:
        """Keep notes that are not there yet."""
        self.notes += [each for each in notes if each not in self.notes]

    def as_dict(self) -> JsonObject:
        """The results as JSON holds them."""
        return asdict(self)


def percentiles(values: Sequence[float]) -> dict[str, float]:
    """The median and the value that 95 of 100 don't exceed."""
    ordered = sorted(values)
    return {
        "p50": statistics.median(ordered),
        "p95": ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))],
    }


def _median(values: Iterable[float]) -> float | None:
    numbers = list(values)
    return statistics.median(numbers) if numbers else None
