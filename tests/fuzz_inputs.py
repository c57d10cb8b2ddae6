"""Feeds everything that reads what comes from outside with odd inputs.

As a program: ``python tests/fuzz_inputs.py --inputs 200000``. An input may be refused with an error
that a person can act on, or set aside. Anything else that is raised is a failure: the input is kept
in a folder of its own with the traceback, and the program ends with 1.
"""

import argparse
import hashlib
import pickle
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fuzzing.entries import entries
from fuzzing.entry import Entry

_KEPT_PER_PLACE = 3
_SLOW_S = 20.0
"""Processor time. An input that takes so much is a failure too."""


@dataclass
class Count:
    """What became of an entry point's inputs; ``slowest_s`` is the most processor time of one."""

    taken: int = 0
    refused: int = 0
    failed: int = 0
    slowest_s: float = 0.0
    places: Counter[str] = field(default_factory=Counter)

    @property
    def inputs(self) -> int:
        """All of them."""
        return self.taken + self.refused + self.failed


def fuzz(chosen: Iterable[Entry], inputs: int, seed: int, keep: Path) -> dict[str, Count]:
    """Feed the entry points, each with its share of so many inputs; returns what became of them."""
    chosen = list(chosen)
    shares = sum(entry.share for entry in chosen)
    counts = {}
    for entry in chosen:
        counts[entry.name] = count = Count()
        feeder = _Feeder(entry, count, keep)
        entry.feed(max(1, round(inputs * entry.share / shares)), seed, feeder.give)
    return counts


class _Feeder:
    """Gives one entry point its inputs and notes what becomes of them."""

    def __init__(self, entry: Entry, count: Count, keep: Path) -> None:
        self._entry = entry
        self._count = count
        self._keep = keep

    def give(self, given: Any) -> None:  # noqa: ANN401 - the entry's own kind of input
        """Have the entry point read it; nothing is raised."""
        count = self._count
        began = time.process_time()
        try:
            self._entry.take(given)
            count.taken += 1
        except self._entry.refuses:
            count.refused += 1
        except Exception as error:  # noqa: BLE001 - this is what is looked for
            count.failed += 1
            self._note(_place(error), given, traceback.format_exc())
        took = time.process_time() - began
        if took > _SLOW_S:
            count.failed += 1
            self._note("too slow", given, f"it took {took:.0f} s\n")
        count.slowest_s = max(count.slowest_s, took)

    def _note(self, place: str, given: Any, told: str) -> None:  # noqa: ANN401
        self._count.places[place] += 1
        if self._count.places[place] > _KEPT_PER_PLACE:
            return
        content = given if isinstance(given, bytes) else pickle.dumps(given)
        digest = hashlib.sha256(content).hexdigest()[:12]
        folder = self._keep / self._entry.name.replace(" ", "-")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / digest).write_bytes(content)
        (folder / f"{digest}.txt").write_text(told, encoding="utf-8", errors="replace")


def _place(error: Exception) -> str:
    """What was raised, and the last place in the program on the way there."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "/console/" in frame.filename] or list(frames)
    last = ours[-1]
    return f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno}"


def table(counts: dict[str, Count]) -> str:
    """The counts as lines of text."""
    head = f"{'entry point':28}{'inputs':>9}{'taken':>9}{'refused':>9}{'failed':>8}{'slowest':>10}"
    lines = [head]
    for name, count in counts.items():
        lines.append(
            f"{name:28}{count.inputs:9,}{count.taken:9,}{count.refused:9,}{count.failed:8,}"
            f"{count.slowest_s * 1e3:7,.0f} ms"
        )
        lines += [f"    {times:,} times {place}" for place, times in count.places.most_common()]
    total = sum(count.inputs for count in counts.values())
    failed = sum(count.failed for count in counts.values())
    return "\n".join((*lines, f"{total:,} inputs, {failed:,} failed"))


def main() -> int:
    """Run; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", help="only entry points with this in their name")
    parser.add_argument("--keep", type=Path, default=Path("fuzz-failures"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        chosen = [e for e in entries(Path(scratch)) if (options.only or "") in e.name]
        began = time.monotonic()
        counts = fuzz(chosen, options.inputs, options.seed, options.keep)
    print(table(counts))
    print(f"seed {options.seed}, {time.monotonic() - began:.0f} s")
    failed = any(count.failed for count in counts.values())
    if failed:
        print(f"the inputs that failed are in {options.keep}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
