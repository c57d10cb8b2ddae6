"""A recorded customer: sends the recorded messages, timed by what the agent writes today.

What a customer will do until the agent does something is planned at once; when the agent does
something, a new plan takes its place.
"""

from itertools import accumulate
from random import Random

from console.channels.base import (
    Arrived,
    Delivered,
    DeliveryFailed,
    Incoming,
    Left,
    Rated,
    Resumed,
    Typing,
    Wrote,
)
from console.channels.recorded.formats.recording import Recording
from console.channels.recorded.habits import Habits, exponential
from console.channels.simulated.behaviour import Inbox, reading_s, typed
from console.channels.simulated.settings import CustomerSettings
from console.channels.simulated.timeline import Timeline

GRACE_S = 30.0
"""How long an agent who is seen typing is waited for at least."""

BETWEEN_MESSAGES_S = (0.5, 2.0)
"""The pause between two messages in a row."""


class RecordedCustomer:
    """One customer in one chat. All times are simulated seconds.

    ``previous`` is the chat they come back from, in which they said their first ``skip`` messages.
    """

    def __init__(
        self,
        chat: str,
        recording: Recording,
        *,
        rng: Random,
        settings: CustomerSettings,
        plan: "Plan",
        previous: str | None = None,
        skip: int = 0,
    ) -> None:
        self.chat = chat
        self.recording = recording
        self.previous = previous
        self.sent_count = skip
        self._skip = skip
        self._texts = [text for run in recording.runs for text in run]
        self._run_ends = list(accumulate(len(run) for run in recording.runs))
        self._aim = skip
        self._rng = rng
        self._settings = settings
        self._habits = Habits.random(rng, settings)
        self._plan = plan
        self._inbox = Inbox()
        self._answering = False
        self.over = False
        self._free_at = 0.0
        self._leaves_at = 0.0
        self._waiting_since: float | None = None
        self._longest_wait_s = 0.0

    # --- coming and coming back --------------------------------------------------------------

    def arrive(self, at: float) -> None:
        """Join the queue at the second ``at``."""
        known_issue, previous = self.recording.known_issue, self.previous
        self._will(at, Arrived(self.chat, self.recording.customer, known_issue, previous))

    def resume(self, chat: Resumed, now: float) -> None:
        """Go on from a transcript: answer if it is this customer's turn, wait if it isn't."""
        self.sent_count = self._aim = self._skip + sum(not line.by_agent for line in chat.lines)
        self._inbox.restore(line.message for line in chat.lines if line.by_agent)
        self.over = chat.over
        if chat.over:
            if chat.resolved is not None and not chat.rated:
                self._rate(now, chat.resolved)
            return
        self._waiting_since = self._free_at = now
        agent_wrote_last = not chat.lines or chat.lines[-1].by_agent
        if agent_wrote_last or self.sent_count not in self._run_ends:
            self._answer(now + self._thinking_s())
        else:
            self._leave_at(now + self._habits.patience_s)

    def returns_after_s(self, resolved: bool) -> float | None:
        """How long after the chat's end this customer comes back; None if they don't."""
        content = resolved or self.previous is not None or self._all_said
        return None if content else self._habits.return_delay_s

    # --- what the agent does -----------------------------------------------------------------

    def accepted(self, now: float) -> None:
        """The agent took the chat: patience starts anew."""
        if not self.over:
            self._leave_at(max(now, self._free_at) + self._habits.patience_s)

    def sees_typing(self, now: float) -> None:
        """The agent is about to write."""
        if not self.over:
            self._leave_at(max(self._leaves_at, now + GRACE_S))

    def on_message(self, message: str, text: str, now: float) -> None:
        """The agent's message comes in, perhaps not for the first time.

        Messages in quick succession get one answer, and what comes in while this customer types is
        answered by what they are typing.
        """
        if self.over and message not in self._inbox:
            self._will(now, DeliveryFailed(self.chat, message, "the customer has left"))
            return
        delivered = now + self._settings.delivery_s
        if self._inbox.take(message):
            self._stop_waiting(now)
            if not self._answering:
                self._answer(delivered + reading_s(text) + self._thinking_s())
        self._will(delivered, Delivered(self.chat, message))

    def closed(self, resolved: bool, now: float) -> None:
        """The agent ended the chat, which was not over."""
        self.over = True
        self._forget_plan()
        self._rate(now, resolved)

    # --- what this customer does -------------------------------------------------------------

    def did(self, news: Incoming, at: float) -> None:
        """Something planned has come to pass."""
        match news:
            case Arrived():
                self._start_waiting(at)
                self._answer(at + self._rng.uniform(*BETWEEN_MESSAGES_S))
            case Typing(active=True):
                self._answering = True
            case Wrote():
                self.sent_count += 1
                self._answering = self.sent_count < self._aim
                self._start_waiting(at)
            case Left():
                self.over = True

    @property
    def _all_said(self) -> bool:
        return self.sent_count >= len(self._texts)

    def _will(self, due: float, news: Incoming) -> None:
        self._plan.add(due, (self, news))

    def _forget_plan(self) -> None:
        """Forget all but the receipts: a message that is on its way arrives."""
        self._plan.retain(lambda entry: entry[0] is not self or isinstance(entry[1], Delivered))

    def _answer(self, start: float) -> None:
        """Plan the messages up to the next recorded agent's turn, and leaving if nobody reacts."""
        self._forget_plan()
        self._aim = next((end for end in self._run_ends if end > self.sent_count), self.sent_count)
        for index in range(self.sent_count, self._aim):
            message = f"{self.chat}-m{index - self._skip + 1:03d}"
            wrote = Wrote(self.chat, message, self._texts[index])
            for due, news in typed(wrote, start, self._settings.typing_factor):
                self._will(due, news)
                start = due
            self._free_at = start
            start += self._rng.uniform(*BETWEEN_MESSAGES_S)
        self._leave_at(start + self._habits.patience_s)

    def _leave_at(self, due: float) -> None:
        self._plan.retain(lambda entry: entry[0] is not self or not isinstance(entry[1], Left))
        self._leaves_at = due
        content = self._aim >= len(self._texts) and len(self._inbox)
        self._will(due, Left(self.chat, "said goodbye" if content else "gave up waiting"))

    def _thinking_s(self) -> float:
        mean = self._settings.thinking_mean_s
        return min(exponential(self._rng, mean), 4 * mean)

    def _start_waiting(self, now: float) -> None:
        if self._waiting_since is None:
            self._waiting_since = now

    def _stop_waiting(self, now: float) -> None:
        if self._waiting_since is not None:
            self._longest_wait_s = max(self._longest_wait_s, now - self._waiting_since)
            self._waiting_since = None

    def _rate(self, now: float, resolved: bool) -> None:
        if self._habits.rating_delay_s is not None:
            rating = self._habits.rating(
                resolved=resolved, all_said=self._all_said, wait_s=self._longest_wait_s
            )
            self._will(now + self._habits.rating_delay_s, Rated(self.chat, rating))


Plan = Timeline[tuple[RecordedCustomer, Incoming]]
"""What all recorded customers of a channel will do."""
