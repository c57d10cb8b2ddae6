"""A scripted customer in one chat: what they do and when, and how they take the outcome."""

from enum import Enum, auto
from random import Random

from console.channels.base import Arrived, Left, Rated, Resumed
from console.channels.scripted.conversation import Conversation
from console.channels.scripted.experience import Experience
from console.channels.scripted.keyboard import CustomerHost, Keyboard
from console.channels.scripted.roster import Visit
from console.channels.simulated.behaviour import reading_s
from console.channels.simulated.settings import CustomerSettings

_QUEUE_PATIENCE = 2.0
"""People wait longer in the queue than for an agent who has taken their chat."""

_SHORTENING = 0.85
"""The factor by which each irrelevant message shortens the customer's patience."""

_WALK_OUT_S = 45.0
"""Time for the last angry line before the customer leaves."""


class _Phase(Enum):
    WAITING = auto()
    TALKING = auto()
    OVER = auto()


class ScriptedCustomer:
    """One customer from arrival to rating.

    ``rng`` is the customer's own; what it decides about rating and returning is chosen first, so
    that a restarted console finds the same decisions.
    """

    def __init__(
        self,
        visit: Visit,
        talk: Conversation,
        *,
        settings: CustomerSettings,
        rng: Random,
        host: CustomerHost,
    ) -> None:
        self._visit = visit
        self._chat = visit.chat
        self._talk = talk
        self._settings = settings
        self._rng = rng
        self._host = host
        self._will_rate = rng.random() < settings.rating_share
        self._will_return = rng.random() < settings.return_share
        self._generosity = rng.choice((-1, 0, 0, 0, 1))
        story = visit.scenario
        self._patience_s = story.patience_s * settings.patience_factor * rng.uniform(0.85, 1.15)
        cps = story.typing_cps * settings.typing_factor
        self._keyboard = Keyboard(visit.chat, cps, rng, host, self._await, talk.pictures)
        self._phase = _Phase.WAITING
        self._nudged = False
        self._turn = 0
        self._queued_at = 0.0
        self._waited_s = 0.0

    @property
    def over(self) -> bool:
        """Whether the chat has ended."""
        return self._phase is _Phase.OVER

    @property
    def experience(self) -> Experience:
        """How the customer has fared so far."""
        return self._talk.experience

    # --- what happens to the customer --------------------------------------------------------

    def arrive(self, now: float) -> None:
        """Join the queue and say what it is about."""
        visit = self._visit
        self._host.report(Arrived(self._chat, visit.customer, visit.scenario.issue, visit.previous))
        self._queue(now)
        self._keyboard.say(now, self._talk.opening, self._rng.uniform(0.5, 3.0))

    def resume(self, now: float, chat: Resumed) -> None:
        """Take up the chat where the log ends."""
        written = sum(not line.by_agent for line in chat.lines)
        self._keyboard.restore(written, frozenset(line.message for line in chat.lines))
        self._nudged = any(line.text == self._talk.nudge for line in chat.lines)
        unsaid = self._talk.resume(chat.lines, chat.actions)
        if chat.over:
            self._phase = _Phase.OVER
            self._reflect(now, rating=chat.disposition is not None and not chat.rated)
            return
        self._queue(now)
        if chat.accepted:
            self._phase = _Phase.TALKING
        self._say(now, unsaid, self._thinking_s())

    def accepted(self, now: float) -> None:
        """The agent took the chat."""
        if self._phase is _Phase.WAITING:
            self._phase = _Phase.TALKING
            self._waited_s = now - self._queued_at
            self._await(now)

    def on_message(self, now: float, text: str) -> None:
        """The agent's message is on the customer's screen."""
        lines = self._talk.reply_to(text)
        if self.over:
            return
        self._turn += 1
        self._say(now, lines, reading_s(text) + self._thinking_s())
        if self._talk.fed_up:
            self._host.plan(self._chat, now + _WALK_OUT_S, self._walk_out)

    def on_action(self, step: str, operation: str | None, done: bool) -> None:
        """Something was carried out for the customer, who sees what comes of it."""
        self._talk.see_action(step, operation, done)

    def sees_typing(self, now: float) -> None:
        """The agent is typing, which is worth another wait."""
        self._await(now)

    def closed(self, now: float) -> None:
        """The agent ended the chat; what is on its way to the customer still counts."""
        self._end()
        due = now + self._settings.delivery_s
        self._host.plan(None, due, lambda then: self._reflect(then, rating=True))

    # --- writing and waiting -----------------------------------------------------------------

    def _say(self, now: float, lines: list[str], wait_s: float) -> None:
        self._keyboard.say(now, lines, wait_s)
        self._await(now)

    def _thinking_s(self) -> float:
        mean = self._settings.thinking_mean_s
        return min(self._rng.expovariate(1 / mean), 4 * mean) if mean else 0.0

    def _queue(self, now: float) -> None:
        self._queued_at = now
        self._host.plan(self._chat, now + _QUEUE_PATIENCE * self._patience_s, self._leave_queue)

    def _await(self, now: float) -> None:
        """Begin to wait for the agent, unless the customer is still writing."""
        if self._phase is not _Phase.TALKING or self._keyboard.busy:
            return
        self._turn += 1
        turn = self._turn
        self._host.plan(self._chat, now + self._bearable_s(), lambda then: self._tire(then, turn))

    def _bearable_s(self) -> float:
        if self._talk.content:
            return 2 * self._patience_s
        return float(self._patience_s * _SHORTENING**self._talk.misses)

    def _tire(self, now: float, turn: int) -> None:
        if turn != self._turn or self._keyboard.busy:
            return
        if self._talk.content:
            self._leave(now, "left after the issue was settled")
        elif self._nudged:
            self._leave(now, "gave up waiting")
        else:
            self._nudged = True
            self._say(now, [self._talk.nudge], 0.0)

    # --- leaving and what comes after --------------------------------------------------------

    def _leave_queue(self, now: float) -> None:
        if self._phase is _Phase.WAITING:
            self._leave(now, "waited too long in the queue")

    def _walk_out(self, now: float) -> None:
        if self._talk.fed_up:
            self._leave(now, "did not feel helped")

    def _leave(self, now: float, reason: str) -> None:
        self._keyboard.let_go()
        self._host.report(Left(self._chat, reason))
        self._end()
        self._reflect(now, rating=False)

    def _end(self) -> None:
        self._phase = _Phase.OVER
        self._host.forget(self._chat)

    def _reflect(self, now: float, *, rating: bool) -> None:
        if rating and self._will_rate:
            wait = self._settings.rating_delay_s * self._rng.uniform(0.5, 1.5)
            self._host.plan(None, now + wait, self._rate)
        if self._will_return and not self._talk.solved:
            wait = self._rng.uniform(self._settings.return_min_s, self._settings.return_max_s)
            self._host.come_back(self._chat, now + wait)

    def _rate(self, _now: float) -> None:
        rating = self._rating()
        comment = {5: self._talk.praise, 1: self._talk.complaint}.get(rating)
        self._host.report(Rated(self._chat, rating, comment))

    def _rating(self) -> int:
        experience = self._talk.experience
        if not experience.solved:
            annoyed = self._talk.misses > 1 or self._nudged or bool(experience.false_claims)
            return 1 if annoyed else max(1, 2 + self._generosity)
        effort = (self._talk.misses > 1) + self._nudged + (self._waited_s > self._patience_s)
        effort += (experience.complaints > 0) + experience.let_down
        return min(5, max(2, 5 - effort + self._generosity))
