"""Watches desks of a study from outside and guesses their arms before access begins.

``python tests/guess_arm.py`` sits 40 agents down in a study's first period, in which nobody has the
assistant, and watches each desk as another user of the machine or the agent could: child
processes, threads, memory, processor time, connections, files with their sizes, and the kinds of
facts in the log. The arms of each half are guessed from the other half, whose arms the guesser is
told. Where nothing tells them apart, it is right about half of the time.

``--leaking`` starts the assistant of the treatment arm's desks before there is access, as versions
before this test did: the guesser has to be right at every desk then, or it proves nothing.
"""

import argparse
import math
import os
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import fmean, pstdev

from console.app.console import Console, Demo
from console.domain import events as ev
from console.settings import Server, Settings
from console.study.file.templates import templates

DESKS = 40
_SERVER = Server(url="http://127.0.0.1:9/v1", model="some")
_TURNS = 20


@dataclass(frozen=True)
class Sighting:
    """What was seen of one desk, as numbers by name, and the arm that it really has."""

    arm: ev.Arm
    seen: dict[str, float]


def watch(study: Path, folder: Path, agent: str, *, leaking: bool = False) -> Sighting:
    """Sit an agent down, let a customer come, and look from outside.

    A ``leaking`` desk starts the assistant at once where the arm is to have it.
    """
    folder.mkdir()
    settings = Settings(agent=agent, tier="low", site="north", server=_SERVER)
    demo = Demo(folder / "session.db", customers=1, model="some", study=study)
    before = _process()
    began = time.perf_counter()
    console = Console(demo, settings.changed({"strategy": "template"}))
    try:
        if console.consent_wanted:
            console.answer_consent(given=True)
        console.start()
        if leaking and console.assistant is not None and _arm_of(console) is ev.Arm.TREATMENT:
            console.assistant.start()
        for _ in range(_TURNS):
            console.pump()
            time.sleep(0.005)
        console.log.flush()
        kinds = Counter(event.fact.kind for event in console.log.read())
        assert console.session.desk.session is not None
        assigned = console.session.desk.session.assigned
        assert assigned is not None
        assert not assigned.access, "access has begun: there is nothing to guess"
        seen = {name: value - before[name] for name, value in _process().items()}
        seen["seconds"] = time.perf_counter() - began
        seen |= {f"facts {kind}": float(number) for kind, number in kinds.items()}
        sizes = {file.name: file.stat().st_size for file in folder.iterdir() if file.is_file()}
        seen |= {f"size {name}": float(size) for name, size in sizes.items()}
        return Sighting(assigned.arm, seen)
    finally:
        console.close()


def _arm_of(console: Console) -> ev.Arm | None:
    session = console.session.desk.session
    return session.assigned.arm if session is not None and session.assigned is not None else None


def _process() -> dict[str, float]:
    """This process as ``/proc`` shows it to everybody."""
    own = Path("/proc/self")
    children = 0
    for task in (own / "task").iterdir():
        with suppress(OSError):
            children += len((task / "children").read_text().split())
    pages = int((own / "statm").read_text().split()[1])
    return {
        "children": float(children),
        "threads": float(len(list((own / "task").iterdir()))),
        "memory": float(pages * os.sysconf("SC_PAGE_SIZE")),
        "processor": time.process_time(),
        "descriptors": float(len(list((own / "fd").iterdir()))),
    }


def sightings(desks: int, folder: Path, *, leaking: bool = False) -> list[Sighting]:
    """Desks of one study, in its period before."""
    study = folder / "study.toml"
    text = templates()["by-agent"].filled(
        name="guess",
        title="A study",
        seed=1,
        start=date.today(),  # noqa: DTZ011 - the desk's day
    )
    study.write_text(text, encoding="utf-8")
    return [
        watch(study, folder / f"desk{n}", f"agent-{n}-{n * 7919 % 97}", leaking=leaking)
        for n in range(desks)
    ]


_FAR = 9.0
"""Squared standard deviations; further away is not further."""


def guesses(seen: Sequence[Sighting]) -> list[ev.Arm]:
    """The arm that is guessed for each desk: those of each half from the other half.

    From all desks but one, the one's own arm would be the rarer, which a guess turns on. The guess
    is the arm whose mean is nearer, each number in standard deviations. Where a single number tells
    two arms of the others apart without fail, that number alone decides.
    """
    half = len(seen) // 2
    first, second = seen[:half], seen[half:]
    return [
        *(_guess(each, second) for each in first),
        *(_guess(each, first) for each in second),
    ]


def hits(seen: Sequence[Sighting]) -> int:
    """How many arms are guessed rightly."""
    return sum(guess is each.arm for guess, each in zip(guesses(seen), seen, strict=True))


def _guess(desk: Sighting, others: Sequence[Sighting]) -> ev.Arm:
    names = sorted({name for each in (*others, desk) for name in each.seen})
    values = {
        arm: {n: [o.seen.get(n, 0.0) for o in others if o.arm is arm] for n in names}
        for arm in (ev.Arm.TREATMENT, ev.Arm.CONTROL)
    }
    distance = dict.fromkeys(values, 0.0)
    for name in names:
        one, two = (values[arm][name] for arm in values)
        if not one or not two:
            continue
        spread = pstdev([*one, *two]) or 1.0
        apart = max(one) < min(two) or max(two) < min(one)
        weight = 1e6 if apart else 1.0
        for arm in values:
            gap = (desk.seen.get(name, 0.0) - fmean(values[arm][name])) / spread
            # What is far from both arms, as the first desk's memory is, speaks for neither.
            distance[arm] += weight * min(gap * gap, _FAR)
    return min(distance, key=lambda arm: distance[arm])


def p_value(right: int, of: int) -> float:
    """Two-sided exact probability of a result as far from a half, by guessing."""
    chances = [math.comb(of, n) / 2.0**of for n in range(of + 1)]
    total: float = sum(chance for chance in chances if chance <= chances[right] * (1 + 1e-9))
    return min(1.0, total)


def main() -> None:
    """Watch and guess, and print how often it was right and what it guessed."""
    parser = argparse.ArgumentParser(description="Guess the arms of desks from outside.")
    parser.add_argument("desks", nargs="?", type=int, default=DESKS)
    parser.add_argument("--leaking", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        seen = sightings(options.desks, Path(folder), leaking=options.leaking)
    right = hits(seen)
    arms = dict(Counter(each.arm.value for each in seen))
    told = dict(Counter(guess.value for guess in guesses(seen)))
    chance = p_value(right, options.desks)
    print(  # noqa: T201
        f"{right} of {options.desks} arms guessed, p = {chance:.3g}; arms {arms}, guesses {told}"
    )


if __name__ == "__main__":
    main()
