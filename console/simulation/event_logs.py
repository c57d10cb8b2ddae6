"""A small pilot as it would be recorded: a log for each desk, by the console's own recorder.

Agents work some hours a day, at one to three chats at once; each chat has customers' and agents'
messages, and where the study gives access suggestions, which some agents send in some chats. Who
has access is what ``console.study`` assigns, session by session and chat by chat. So measures,
export and analysis are tried on what they read in earnest, and the study's whole way is gone.

Every chat has two durations, with the assistant and without it, of which one happens: use in a chat
takes ``effect`` off the logarithm of its times. Where queues have shares of agents with access, the
``spillover`` adds to the logarithm of all times in a queue in which all have it, and its share of
that where some have.
"""

import json
import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Literal, TypeAlias

import console
from console.domain import events as ev
from console.domain.clock import ManualClock
from console.domain.customers import Customer
from console.domain.issues import Disposition
from console.domain.json_objects import JsonObject
from console.session.recorder import Recorder
from console.simulation.errors import SimulationError
from console.store.opening import open_log
from console.study.assignment.allocation import Allocation, Placement
from console.study.assignment.assignment_file import AssignmentFile, assignment_path
from console.study.assignment.assignment_list import Person
from console.study.assignment.calendar import Calendar
from console.study.file.loading import load_study, study_hash

Unit: TypeAlias = Literal["agent", "chat", "shift", "queue", "saturation"]

_FOR_GOOD = ("agent", "saturation")

STUDY, TRUTH = "study.toml", "truth.json"
_FIRST = date(2026, 3, 2)
_BEGIN_H, _WORK_H = 9, 6
_APART_S = 900.0
_LASTS_S, _SPREAD, _OF_AGENTS = 600.0, 0.5, 0.2
_TURNS = 3
_ISSUES = ("late_parcel", "return_item", "wrong_size", "refund", "invoice")
_SENTENCES = (
    "Thank you for waiting, I am looking at your order now.",
    "The parcel left our warehouse on Monday and is on its way.",
    "Please tell me the number of the order, it begins with SB.",
    "I have noted this and will come back to you in a moment.",
    "Is there anything else that I can do for you today?",
)

_STUDY = """\
# Written by `switchboard simulate --events`; truth.json beside it holds what analyses should find.
name = "simulated-pilot"
title = "A simulated pilot"

[assignment]
seed = {seed}
{assignment}
[[arms]]
name = "assistant"
access = true
share = 0.5

[[arms]]
name = "control"
access = false
share = 0.5
{periods}
[[outcomes]]
measure = "duration_s"
scale = "ln"
better = "lower"
primary = true

[[outcomes]]
measure = "issue_identification_s"
scale = "ln"
better = "lower"
"""

_ASSIGNMENTS: dict[Unit, str] = {
    "agent": 'unit = "agent"\n',
    "chat": 'unit = "chat"\nblock = 4\n',
    "shift": 'unit = "shift"\nbucket_min = 1440\nblock = 2\n',
    "saturation": 'unit = "agent"\nstrata = ["site"]\nsaturations = [0.0, 0.5, 1.0]\n',
    "queue": 'unit = "shift"\nwhole_queue = true\nbucket_min = 1440\nblock = 2\n',
}


@dataclass(frozen=True, slots=True)
class Pilot:
    """What to record. ``effect`` is of use on the logarithm of a chat's times.

    ``queue_size`` agents make a queue where shares are assigned to queues, and ``spillover`` is
    what all of a queue's having access does to everybody's times there.
    """

    unit: Unit = "chat"
    agents: int = 12
    days: int = 5
    effect: float = -0.3
    usage: float = 0.6
    seed: int = 1
    queue_size: int = 2
    spillover: float = 0.2

    @property
    def before(self) -> int:
        """Days without access: half of them where agents are assigned for good."""
        return self.days // 2 if self.unit in _FOR_GOOD else 0

    def site(self, number: int) -> str | None:
        """The queue of an agent, counted from 0; null where queues are not told apart."""
        return f"site-{number // self.queue_size:02d}" if self.unit == "saturation" else None


@dataclass(frozen=True, slots=True)
class EventLogs:
    """What was written: the databases, and the truth."""

    out: Path
    databases: tuple[Path, ...]
    truth: JsonObject


def write_event_logs(pilot: Pilot, out: Path) -> EventLogs:
    """Record a pilot into a new folder: ``desks/NAME/session.db``, its study and the truth.

    Raises:
        SimulationError: the folder holds something already, or there are no agents or days.
    """
    if out.exists() and any(out.iterdir()):
        raise SimulationError(f"{out} is not empty; name a new folder with --out")
    if pilot.agents < 2 or pilot.days < 1 + (pilot.unit in _FOR_GOOD):
        raise SimulationError("a pilot has two agents and a day at least, by agent two days")
    out.mkdir(parents=True, exist_ok=True)
    study = out / STUDY
    study.write_text(_study(pilot), encoding="utf-8", newline="\n")
    names = [f"agent-{number:02d}" for number in range(1, pilot.agents + 1)]
    file = AssignmentFile(assignment_path(study), load_study(study), study_hash(study))
    begin = datetime.combine(_FIRST, datetime.min.time(), UTC)
    people = [Person(name, None, pilot.site(number)) for number, name in enumerate(names)]
    file.enrol(people, begin)
    allocation = Allocation(file, Calendar(UTC))
    desks = [
        _Desk(pilot, out / "desks" / each.agent, each.agent, each.site, allocation)
        for each in people
    ]
    for desk in desks:
        desk.work()
    truth = _truth(pilot, [each for desk in desks for each in desk.gains])
    (out / TRUTH).write_text(json.dumps(truth, indent=2) + "\n", encoding="utf-8", newline="\n")
    return EventLogs(out, tuple(desk.database for desk in desks), truth)


def _study(pilot: Pilot) -> str:
    first, last = _FIRST, _FIRST + timedelta(pilot.days - 1)
    eve = first + timedelta(pilot.before)
    periods = _period("before", first, eve - timedelta(1), "false") if pilot.before else ""
    periods += _period("with", eve, last, "true")
    return _STUDY.format(seed=pilot.seed, assignment=_ASSIGNMENTS[pilot.unit], periods=periods)


def _period(name: str, first: date, last: date, access: str) -> str:
    return f'\n[[periods]]\nname = "{name}"\nfirst = {first}\nlast = {last}\naccess = {access}\n'


def _truth(pilot: Pilot, gains: list[float]) -> JsonObject:
    """The mean difference of potential outcomes over all chats in the time with access."""
    itt = sum(gains) / max(len(gains), 1)
    between: JsonObject = {}
    if pilot.unit == "saturation":
        between = {
            "direct": itt,
            "spillover": pilot.spillover / 2,
            "total": itt + pilot.spillover,
        }
    return {
        "parameters": {
            "unit": pilot.unit,
            "agents": pilot.agents,
            "days": pilot.days,
            "effect": pilot.effect,
            "usage": pilot.usage,
            "seed": pilot.seed,
        },
        "outcomes": {
            name: {"itt": itt, "late": pilot.effect} | between
            for name in ("ln_duration", "ln_issue_identification")
        },
    }


Moment: TypeAlias = tuple[float, int, ev.AnyFact]
"""Seconds since work began, a number that keeps the order at the same time, and a fact."""


class _Desk:
    """One agent's desk on all days of the pilot."""

    def __init__(
        self,
        pilot: Pilot,
        folder: Path,
        agent: str,
        site: str | None,
        allocation: Allocation,
    ) -> None:
        folder.mkdir(parents=True)
        self.database = folder / "session.db"
        self.gains: list[float] = []
        self._pilot, self._agent, self._allocation = pilot, agent, allocation
        self._site = site
        self._rng = random.Random(f"{pilot.seed} {agent}")
        self._slowness = self._rng.gauss(0, _OF_AGENTS)
        self._clock = ManualClock(datetime.combine(_FIRST, datetime.min.time(), UTC))

    def work(self) -> None:
        """Record all days."""
        for day in range(self._pilot.days):
            begin = datetime.combine(_FIRST, datetime.min.time(), UTC)
            begin += timedelta(days=day, hours=_BEGIN_H)
            self._clock.advance((begin - self._clock.wall()).total_seconds())
            opened = open_log(self.database, self._clock)
            try:
                self._day(day, Recorder(opened.log, opened.desk))
                opened.log.flush()
            finally:
                opened.log.close()

    def _day(self, day: int, recorder: Recorder) -> None:
        placement = self._allocation.place(
            self._agent,
            self._clock.wall(),
            session=recorder.session,
            session_number=day + 1,
            site=self._site,
        )
        recorder.record(*self._started(day, placement))
        moments: list[Moment] = []
        second, number = self._rng.expovariate(1 / _APART_S), 0
        while second < _WORK_H * 3_600:
            number += 1
            chat = f"{self._agent}-{day + 1}-{number}"
            counts = day >= self._pilot.before
            moments += enumerated(self._chat(chat, second, placement, counts=counts))
            second += self._rng.expovariate(1 / _APART_S)
        now = 0.0
        for at, _, fact in sorted(moments, key=lambda moment: moment[:2]):
            self._clock.advance(at - now)
            now = at
            recorder.record(fact)
        recorder.record(ev.SessionEnded(reason="closed"))

    def _started(self, day: int, placement: Placement) -> Iterator[ev.AnyFact]:
        wall, mono_ns = self._clock.wall(), self._clock.mono_ns()
        yield ev.SessionStarted(
            run=f"{self._agent}-{day + 1}",
            agent=self._agent,
            version=console.__version__,
            channel="simulated",
            seed=self._pilot.seed,
            wall_minus_mono_ns=ev.to_micros(wall) * 1000 - mono_ns,
            utc_offset_s=0,
        )
        if placement.entered is not None:
            yield placement.entered
        yield placement.assigned
        yield ev.WindowActivated()

    def _chat(
        self, chat: str, begin: float, placement: Placement, *, counts: bool
    ) -> Iterator[tuple[float, ev.AnyFact]]:
        """A chat from the queue to its end; what would have been with access is drawn anyway."""
        rng = self._rng
        used = rng.random() < self._pilot.usage
        lasts = _LASTS_S * math.exp(self._slowness + rng.gauss(0, _SPREAD))
        rating = None if rng.random() > 0.3 else rng.randint(2, 5)
        assigned = self._allocation.chat(chat, placement)
        gain = self._pilot.effect * used
        if counts:
            self.gains.append(gain)
        helped = used and assigned.access
        lasts *= math.exp(gain) if assigned.access else 1.0
        if counts and self._site is not None:
            lasts *= math.exp(self._pilot.spillover * _share_told(assigned.stratum))
        issue = rng.choice(_ISSUES)
        yield begin, ev.ChatQueued(chat=chat, customer=Customer(id=f"cu-{chat}", name="Customer"))
        yield begin, _written(chat, 0, "Where is my order?")
        yield begin + 1, ev.ChatDiagnosed(chat=chat, guesses=((issue, 0.8),), elapsed_ms=5.0)
        yield begin + 2, ev.ChatOffered(chat=chat)
        accepted = begin + 2 + rng.uniform(2, 20)
        yield accepted, ev.ChatAccepted(chat=chat, utc_offset_s=0)
        if placement.assigns_chats:
            yield accepted, assigned
        yield accepted + 1, ev.TabShown(chat=chat)
        if assigned.access:
            yield from _suggested(chat, accepted + 1)
        # Of each chat its own part, whatever the arm: two outcomes, not the same one twice.
        understood = accepted + random.Random(chat).uniform(0.1, 0.3) * lasts
        yield understood, ev.TabShown(chat=chat)
        yield understood, ev.IssueConfirmed(chat=chat, issue=issue)
        for turn in range(1, _TURNS + 1):
            at = accepted + (0.3 + 0.6 * turn / _TURNS) * lasts
            yield from self._answered(chat, turn, at, helped=helped and turn == 1)
            yield at + 0.05 * lasts, _written(chat, turn, "I see.")
        end = accepted + lasts
        yield end, ev.ChatClosed(chat=chat, disposition=Disposition.ANSWERED, resolved=True)
        if rating is not None:
            yield end + 5, ev.ChatRated(chat=chat, rating=rating)

    def _answered(
        self, chat: str, turn: int, at: float, *, helped: bool
    ) -> Iterator[tuple[float, ev.AnyFact]]:
        """The agent turns to the chat and writes, or sends the suggestion."""
        text = self._rng.choice(_SENTENCES)
        message = f"{chat}-out-{turn}"
        yield at - 8, ev.TabShown(chat=chat)
        yield at - 8, ev.ComposerFocused(chat=chat)
        if helped:
            suggestion = _suggestion(chat)
            yield at - 1, ev.SuggestionAdopted(chat=chat, suggestion=suggestion)
            yield (
                at,
                ev.MessageSent(
                    chat=chat,
                    message=message,
                    text=_SENTENCES[0],
                    origin=ev.Origin.ADOPTED,
                    suggestion=suggestion,
                ),
            )
        else:
            yield at - 5, ev.DraftChanged(chat=chat, text=text)
            yield at, ev.MessageSent(chat=chat, message=message, text=text, origin=ev.Origin.TYPED)
        yield at, ev.ComposerLeft(chat=chat)
        yield at + 0.3, ev.MessageDelivered(chat=chat, message=message)


def _share_told(stratum: str | None) -> float:
    """The share of the queue's agents with access, as the assignment's stratum has it."""
    return float((stratum or "").rpartition("/share=")[2].partition("/")[0] or 0)


def enumerated(facts: Iterator[tuple[float, ev.AnyFact]]) -> list[Moment]:
    """With numbers that keep the order in which they come, which is that of a chat."""
    moments: list[Moment] = []
    latest = 0.0
    for number, (at, fact) in enumerate(facts):
        latest = max(latest, at)
        moments.append((latest, number, fact))
    return moments


def _written(chat: str, turn: int, text: str) -> ev.MessageReceived:
    return ev.MessageReceived(chat=chat, message=f"{chat}-in-{turn}", text=text)


def _suggestion(chat: str) -> str:
    return f"{chat}-g"


def _suggested(chat: str, at: float) -> Iterator[tuple[float, ev.AnyFact]]:
    suggestion, about = _suggestion(chat), ev.SuggestionKind.SOLUTION
    yield at, ev.SuggestionRequested(chat=chat, suggestion=suggestion, about=about)
    ready = ev.SuggestionReady(
        chat=chat, suggestion=suggestion, text=_SENTENCES[0], elapsed_ms=900.0, tokens=12
    )
    yield at + 1, ready
    yield at + 1.2, ev.SuggestionShown(chat=chat, suggestion=suggestion)
