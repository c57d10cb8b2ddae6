"""Days at many desks, random with a seed: what ``strategies`` plays, with nights between.

What happens at a ``Workplace`` lacks what a real desk also has: time zones, tiers, arms that
change, customers' tenure, pictures, verdicts. ``furnished`` adds it to the facts.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from strategies import ISSUES, Step, Workplace, memory_folder

from console.domain import events as ev
from console.store.log import read_log

MEASURED_ACTS = {
    **{"arrive": 6, "write": 6, "accept": 6, "turn": 8, "edit": 5, "send": 8, "confirm": 4},
    **{"finish": 5, "leave": 2, "rate": 4, "ask": 8, "draft": 6, "see": 5, "adopt": 4},
    **{"insert": 6, "dismiss": 2, "supersede": 2, "window": 3, "rest": 3, "type": 1},
    **{"take_back": 3, "leave_box": 2, "crash": 1, "change_agent": 2},
    **{
        "reassign": 1,
        "raise_objection": 2,
        "answer_guardrail": 2,
        "sit": 1,
        "answer": 3,
        "hand_in": 1,
    },
    **{
        "read": 3,
        "carry_out": 4,
        "withdraw_action": 2,
        "correct_need": 2,
        "choose_subject": 3,
        "revise": 4,
    },
}
"""What happens at a desk and enters into a measure, and how much likelier than another act."""

ALL_ACTS = MEASURED_ACTS | {
    **{"insert_canned": 2, "finish_procedure": 2, "assistant": 2, "diagnose": 4},
    **{"fold_panel": 2, "sleep": 1, "rate_suggestion": 2, "sit": 3, "hand_in": 3, "crash": 2},
    **{"hand_back": 1, "report_nonsense": 1, "leave_box": 8},
}
"""All that can happen at a desk."""

_TEXTS = (
    *("Hello", "👋🏽 ok", "Your parcel is late. I am sorry for that.", "Yes x", "=1+1"),
    "I've sent you a new label and refunded the difference.",
    "All done, your account is unlocked.",
    "I would like to return the jacket because it is too small for me.",
    "您好，我的包裹还没有收到，请帮我查一下物流信息。",
)

_ZONES_S = (-8 * 3600, 0, 19_800, 9 * 3600)
_SINCE = ("2019-05-17", "2024-01-23", "2023-02", None)


def log_of(
    seed: int, *, length: int = 150, acts: Mapping[str, int] = MEASURED_ACTS
) -> list[ev.Event]:
    """One log with some sessions, the same for the same seed but for the sessions' names."""
    rng = random.Random(seed)
    with memory_folder() as folder:
        place = Workplace(folder, run=f"r{seed % 5}", hold_s=5.0 * (seed % 2))
        try:
            place.play(_plan(rng, length, acts))
        finally:
            place.close()
        return furnished(list(read_log(place.path)), seed)


def _plan(rng: random.Random, length: int, acts: Mapping[str, int]) -> list[Step]:
    return [
        Step(
            act,
            _wait_ms(rng),
            rng.randrange(21),
            rng.random() < 0.5,
            rng.choice(_TEXTS),
        )
        for act in rng.choices(list(acts), list(acts.values()), k=length)
    ]


def _wait_ms(rng: random.Random) -> int:
    longest_s = rng.choices((0, 60, 600, 12 * 3600, 3 * 86_400), (30, 50, 20, 2, 1))[0]
    return rng.randrange(longest_s * 1000 + 1)


def furnished(events: list[ev.Event], seed: int) -> list[ev.Event]:
    """The log with what a ``Workplace`` does not know."""
    rng = random.Random(seed)
    furnished_events: list[ev.Event] = []
    for event in events:
        facts = (_altered(event.fact, seed, rng), *_further(event.fact, rng))
        furnished_events += [replace(event, fact=fact) for fact in facts]
    return [replace(event, seq=seq) for seq, event in enumerate(furnished_events, start=1)]


def _altered(fact: ev.AnyFact, seed: int, rng: random.Random) -> ev.AnyFact:
    if isinstance(fact, ev.ArmAssigned) and (seed % 3 or rng.random() < 0.5):
        return fact.model_copy(update={"arm": ev.Arm.CONTROL})
    if isinstance(fact, ev.MessageDelivered) and rng.random() < 0.1:
        return ev.MessageFailed(chat=fact.chat, message=fact.message, reason="gone")
    if isinstance(fact, ev.ChatAccepted):
        # Of some logs no offset is known but the session's.
        ahead_s = _ZONES_S[len(fact.chat) % len(_ZONES_S)] if seed % 2 else None
        return fact.model_copy(update={"utc_offset_s": ahead_s})
    return fact.model_copy(update=_changes(fact, seed, rng))


def _changes(fact: ev.AnyFact, seed: int, rng: random.Random) -> dict[str, Any]:
    match fact:
        case ev.SessionStarted():
            tier = "high" if fact.agent == "mary" else None
            zone_s = rng.choice(_ZONES_S)
            return {"agent": f"{fact.agent}-{seed % 7}", "tier": tier, "utc_offset_s": zone_s}
        case ev.ChatQueued():
            since = {"since": rng.choice(_SINCE)}
            return {"customer": fact.customer.model_copy(update=since)}
        case ev.MessageReceived():
            return {"pictures": rng.choice((0, 0, 2))}
        case ev.SuggestionRequested():
            return {"by_agent": rng.random() < 0.3, "replaces": rng.choice((None, "g1"))}
        case ev.SuggestionReady():
            return {"issue": rng.choice((None, *ISSUES))}
        case _:
            return {}


def _further(fact: ev.AnyFact, rng: random.Random) -> Iterator[ev.AnyFact]:
    if isinstance(fact, ev.SuggestionShown) and rng.random() < 0.3:
        good = rng.random() < 0.5
        yield ev.SuggestionRated(chat=fact.chat, suggestion=fact.suggestion, good=good)
    if isinstance(fact, (ev.IssueConfirmed, ev.MessageSent)) and rng.random() < 0.2:
        yield ev.ProcedureFinished(chat=fact.chat)
    yield from _of_live_chats(fact)


def _of_live_chats(fact: ev.AnyFact) -> Iterator[ev.AnyFact]:
    """What only live chats have, beside what it goes with; it takes none of the random numbers."""
    match fact:
        case ev.MessageDelivered() if sum(fact.message.encode()) % 2:
            yield ev.MessageRead(chat=fact.chat, message=fact.message)
        case ev.ChatDropped():
            yield ev.ChatTakenElsewhere(chat=fact.chat, colleague="kim")
        case ev.ChatClosed(resolved=False):
            yield ev.ChatTransferred(chat=fact.chat, colleague="kim", note="please")
        case ev.AgentIdle():
            yield ev.ComputerSlept(slept_s=round(fact.idle_s / 2, 1))
            yield ev.AvailabilityChanged(availability=ev.Availability.AWAY, limit=3)
            yield ev.ChannelConnection(connected=False, reason="gone")
        case ev.AgentBack():
            yield ev.AvailabilityChanged(availability=ev.Availability.AVAILABLE, limit=3)
            yield ev.ChannelConnection(connected=True)
        case _:
            pass
