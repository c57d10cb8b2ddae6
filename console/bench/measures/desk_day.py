"""One day at a desk, generated at random: the session, its chats, and where the agent looked."""

import random
from collections.abc import Iterator

from console.domain.json_objects import JsonObject

Fact = JsonObject
"""The columns of the table of events that it fills."""

Moment = tuple[float, Fact]
"""Seconds since the day began, and the fact."""

_CHATS = 20
_AGENTS = 60
_ISSUES = ("return-item", "late-parcel", "wrong-size", "refund", "invoice")


def day_at_desk(day: int, rnd: random.Random) -> list[Moment]:
    """All facts of a day in their order."""
    agent = day % _AGENTS
    who = {"run": "r", "agent": f"a{agent}", "tier": f"t{day % 5}"}
    arm = "treatment" if agent < _AGENTS / 2 else "control"
    facts: list[Moment] = [
        (0.0, {"kind": "session_started", "resumed": 0, "utc_offset_s": 0, **who}),
        (0.0, {"kind": "arm_assigned", "arm": arm, "unit": "agent", "method": "randomised"}),
        (0.1, {"kind": "window_activated"}),
    ]
    second = 1.0
    for number in range(_CHATS):
        facts += _Chat(f"d{day}c{number}", second, rnd).facts()
        second += rnd.expovariate(1 / 130)
    facts.sort(key=lambda moment: moment[0])
    facts = list(_with_attention(facts, rnd))
    return [*facts, (facts[-1][0] + 5, {"kind": "session_ended"})]


def _with_attention(facts: list[Moment], rnd: random.Random) -> Iterator[Moment]:
    """With the tab the agent turns to before each act of theirs, and a few minutes of idleness."""
    tab: str | None = None
    for second, fact in facts:
        if fact["kind"] == "composer_focused" and fact["chat"] != tab:
            tab = fact["chat"]
            yield second, {"kind": "tab_shown", "chat": tab}
            if rnd.random() < 0.05:
                yield second, {"kind": "agent_idle", "idle_s": rnd.uniform(0, 180)}
                yield second, {"kind": "agent_back"}
        yield second, fact


class _Chat:
    """One chat: the customer writes, the agent answers some times, and it ends."""

    def __init__(self, name: str, second: float, rnd: random.Random) -> None:
        self._name = name
        self._second = second
        self._rnd = rnd
        self._made = [f"{name}g{number}" for number in range(2)]

    def facts(self) -> Iterator[Moment]:
        """Its facts in order."""
        yield from self._arrival()
        yield from self._suggestions()
        for turn in range(self._rnd.randint(1, 3)):
            yield from self._turn(turn)
            if turn == 0:
                yield self._fact_after("issue_confirmed", 1, issue=self._rnd.choice(_ISSUES))
        yield from self._ending()

    def _fact_after(self, kind: str, after: float, **more: object) -> Moment:
        self._second += after
        return self._second, {"kind": kind, "chat": self._name, **more}

    def _arrival(self) -> Iterator[Moment]:
        customer = f"u{self._rnd.randrange(4_000)}"
        tenure = self._rnd.randrange(2_000)
        yield self._fact_after("chat_queued", 0, customer=customer, customer_tenure_days=tenure)
        first = {"message": f"{self._name}m", "pictures": 0, "characters": 60}
        yield self._fact_after("message_received", self._rnd.random(), **first)
        yield self._fact_after("chat_accepted", self._rnd.uniform(2, 40))

    def _suggestions(self) -> Iterator[Moment]:
        for name, about in zip(self._made, ("diagnosis", "solution"), strict=True):
            asked = {"suggestion": name, "about": about, "by_agent": 0}
            yield self._fact_after("suggestion_requested", 0.1, **asked)
            fields = {"suggestion": name, "issue": _ISSUES[0], "characters": 120}
            yield self._fact_after("suggestion_ready", self._rnd.uniform(1, 4), **fields)
            if self._rnd.random() < 0.7:
                yield self._fact_after(
                    "suggestion_shown", self._rnd.uniform(0.1, 3), suggestion=name
                )

    def _turn(self, turn: int) -> Iterator[Moment]:
        """The agent writes a message, from a suggestion or not, and the customer answers."""
        origin = self._origin(turn)
        source = None if origin == "typed" else self._made[turn]
        yield self._fact_after("composer_focused", self._rnd.uniform(5, 60))
        if origin == "adopted":
            yield self._fact_after("suggestion_adopted", 2, suggestion=source)
        else:
            typed = {"characters": 30, "suggestion": source}
            yield self._fact_after("draft_changed", self._rnd.uniform(1, 10), **typed)
        sent = f"{self._name}a{turn}"
        more = {"message": sent, "origin": origin, "suggestion": source, "characters": 90}
        yield self._fact_after("message_sent", self._rnd.uniform(0.1, 30), **more)
        yield self._fact_after("composer_left", 0.1)
        yield self._fact_after("message_delivered", 0.3, message=sent)
        pictures = int(self._rnd.random() < 0.1)
        more = {"message": f"{self._name}c{turn}", "pictures": pictures, "characters": 40}
        yield self._fact_after("message_received", self._rnd.uniform(5, 90), **more)

    def _origin(self, turn: int) -> str:
        uniform = self._rnd.random() if turn < len(self._made) else 1.0
        return "adopted" if uniform < 0.2 else "modified" if uniform < 0.27 else "typed"

    def _ending(self) -> Iterator[Moment]:
        """The agent closes the chat or the customer leaves; some rate it."""
        if self._rnd.random() < 0.5:
            yield self._fact_after("procedure_finished", self._rnd.uniform(1, 20))
        if self._rnd.random() < 0.2:
            yield self._fact_after("suggestion_dismissed", 1, suggestion=self._made[1])
        if self._rnd.random() < 0.8:
            filed = {"disposition": "answered", "resolved": int(self._rnd.random() < 0.9)}
            yield self._fact_after("chat_closed", self._rnd.uniform(1, 60), **filed)
        else:
            yield self._fact_after("chat_abandoned", self._rnd.uniform(1, 60), reason="left")
        if self._rnd.random() < 0.15:
            yield self._fact_after("chat_rated", 5, rating=self._rnd.randint(1, 5))
