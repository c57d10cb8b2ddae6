"""Kills a working console at random moments and checks that nothing it acknowledged is missing.

As a program: ``python tests/kill_runs.py --runs 100 --seed 1``. Each run starts the console on the
database the killed one left behind (a new one every tenth run), lets it work, and kills it.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from killable import digest, view

from console.domain.clock import ManualClock
from console.domain.desk import Desk
from console.store.log import read_log, verify_log
from console.store.opening import open_log

_RUNS_PER_DATABASE = 10
_KILLABLE = Path(__file__).with_name("killable.py")


@dataclass
class Killed:
    """What a run had told until it was killed: event numbers with digests of the desk.

    ``found`` is what was in the log when it started, ``shown`` what its window showed when it had
    come up.
    """

    found: tuple[int, str]
    shown: tuple[int, str]
    acknowledged: dict[int, str]


def one_run(database: Path, model: str, seed: int, after_s: float) -> Killed:
    """Start a console, kill it ``after_s`` seconds after it has come up, return what it told."""
    with subprocess.Popen(
        [sys.executable, str(_KILLABLE), str(database), model, str(seed)],
        stdout=subprocess.PIPE,
        text=True,
    ) as child:
        assert child.stdout is not None
        first = child.stdout.readline().split()
        assert first[:2] == ["came", "up"], f"the console did not come up: {first}"
        time.sleep(after_s)
        child.kill()
        told = [
            line.split()
            for line in child.stdout.read().splitlines(keepends=True)
            if line.startswith("acknowledged") and line.endswith("\n")
        ]
    return Killed(
        (int(first[2]), first[3]),
        (int(first[4]), first[5]),
        {int(seq): desk for _, seq, desk in told},
    )


def check(database: Path, killed: Killed) -> int:
    """Fold the log again and compare; returns how many acknowledged events were looked at.

    Raises:
        AssertionError: something acknowledged is missing or different, or the log is unsound.
    """
    problems = verify_log(database)
    assert not problems, problems
    opened = open_log(database, ManualClock(datetime.now(UTC)))
    try:
        assert opened.notice is None, opened.notice
        point = opened.log.recovery_point()
    finally:
        opened.log.close()
    desk, seen = Desk(), 0
    for event in read_log(database):
        if event.seq <= point:
            continue
        desk.apply(event)
        if event.seq == killed.found[0]:
            assert digest(desk) == killed.found[1], "it came up with another desk"
        if event.seq == killed.shown[0]:
            assert view(desk) == killed.shown[1], "its window showed something else"
        if event.seq in killed.acknowledged:
            assert digest(desk) == killed.acknowledged[event.seq], f"event {event.seq} differs"
            seen += 1
    assert seen == len(killed.acknowledged), "acknowledged events are missing"
    assert digest(desk) == digest(opened.desk), "the desk that comes up is not the folded one"
    return seen


def main(runs: int, seed: int, model: str, folder: Path) -> int:
    """Kill ``runs`` consoles; returns how many acknowledged events were found again."""
    rng, found = Random(seed), 0
    for number in range(runs):
        database = folder / f"killed-{number // _RUNS_PER_DATABASE}.db"
        killed = one_run(database, model, seed, after_s=rng.uniform(0.2, 4.0))
        found += check(database, killed)
        print(f"run {number + 1}: {len(killed.acknowledged)} events acknowledged, all there")
    return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--model", default="none")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        total = main(options.runs, options.seed, options.model, Path(scratch))
    print(f"{options.runs} consoles killed, {total} acknowledged events, none missing")
