"""Days at many desks, drawn with a seed: what ``strategies`` plays, with nights between.

What happens at a ``Workplace`` lacks what a real desk also has: time zones, tiers, arms that
change, customers' tenure, pictures, verdicts. ``furnished`` adds it to the facts.
"""

import random
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from strategies import ISSUES, Step, Workplace

from console.domain import events as ev
from console.store.log import read_log

_WEIGHTS = {
    **{"arrive": 6, "write": 6, "accept": 6, "turn": 8, "edit": 5, "send": 8, "confirm": 4},
    **{"finish": 5, "leave": 2, "rate": 4, "ask": 8, "draft": 6, "see": 5, "adopt": 4},
    **{"insert": 6, "dismiss": 2, "supersede": 2, "window": 3, "rest": 3, "type": 1},
    **{"leave_box": 2, "crash": 1, "change_agent": 2},
    **{"redraw": 1, "warn": 2, "heed": 2, "sit": 1, "answer": 3, "hand_in": 1},
}

_TEXTS = (
    *("Hello", "👋🏽 ok", "Your parcel is late. I am sorry for that.", "x", "=1+1"),
    "I would like to return the jacket because it is too small for me.",
    "您好，我的包裹还没有收到，请帮我查一下物流信息。",
)

_ZONES_S = (-8 * 3600, 0, 19_800, 9 * 3600)
_SINCE = ("2019-05-17", "2024-01-23", "2023-02", None)

_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
"""Linux's disk in memory: a log is synced with every step, and this is not about disks."""


def log_of(seed: int, *, length: int = 150) -> list[ev.Event]:
    """One log with some sessions, the same for the same seed but for the sessions' names."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory(dir=_MEMORY if _MEMORY.is_dir() else None) as folder:
        place = Workplace(Path(folder), run=f"r{seed % 5}")
        try:
            place.play(_plan(chance, length))
        finally:
            place.close()
        return furnished(list(read_log(place.path)), seed)


def _plan(chance: random.Random, length: int) -> list[Step]:
    acts, weights = list(_WEIGHTS), list(_WEIGHTS.values())
    return [
        Step(
            act,
            _wait_ms(chance),
            chance.randrange(21),
            chance.random() < 0.5,
            chance.choice(_TEXTS),
        )
        for act in chance.choices(acts, weights, k=length)
    ]


def _wait_ms(chance: random.Random) -> int:
    longest_s = chance.choices((0, 60, 600, 12 * 3600, 3 * 86_400), (30, 50, 20, 2, 1))[0]
    return chance.randrange(longest_s * 1000 + 1)


def furnished(events: list[ev.Event], seed: int) -> list[ev.Event]:
    """The log with what a ``Workplace`` does not know."""
    chance = random.Random(seed)
    found: list[ev.Event] = []
    for event in events:
        facts = (_told(event.fact, seed, chance), *_further(event.fact, chance))
        found += [replace(event, fact=fact) for fact in facts]
    return [replace(event, seq=seq) for seq, event in enumerate(found, start=1)]


def _told(fact: ev.AnyFact, seed: int, chance: random.Random) -> ev.AnyFact:
    if isinstance(fact, ev.ArmAssigned) and (seed % 3 or chance.random() < 0.5):
        return fact.model_copy(update={"arm": ev.Arm.CONTROL})
    if isinstance(fact, ev.MessageDelivered) and chance.random() < 0.1:
        return ev.MessageFailed(chat=fact.chat, message=fact.message, reason="gone")
    return fact.model_copy(update=_changes(fact, seed, chance))


def _changes(fact: ev.AnyFact, seed: int, chance: random.Random) -> dict[str, Any]:
    match fact:
        case ev.SessionStarted():
            tier = "high" if fact.agent == "mary" else None
            zone_s = chance.choice(_ZONES_S)
            return {"agent": f"{fact.agent}-{seed % 7}", "tier": tier, "utc_offset_s": zone_s}
        case ev.ChatQueued():
            since = {"since": chance.choice(_SINCE)}
            return {"customer": fact.customer.model_copy(update=since)}
        case ev.MessageReceived():
            return {"pictures": chance.choice((0, 0, 2))}
        case ev.SuggestionRequested():
            return {"by_agent": chance.random() < 0.3, "replaces": chance.choice((None, "g1"))}
        case ev.SuggestionReady():
            return {"issue": chance.choice((None, *ISSUES))}
        case _:
            return {}


def _further(fact: ev.AnyFact, chance: random.Random) -> Iterator[ev.AnyFact]:
    if isinstance(fact, ev.SuggestionShown) and chance.random() < 0.3:
        good = chance.random() < 0.5
        yield ev.SuggestionRated(chat=fact.chat, suggestion=fact.suggestion, good=good)
    if isinstance(fact, (ev.IssueConfirmed, ev.MessageSent)) and chance.random() < 0.2:
        yield ev.ProcedureFinished(chat=fact.chat)
