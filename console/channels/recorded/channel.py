"""Recorded customers as a channel: they arrive at random, and answer the agent of today."""

from collections.abc import Callable, Iterable, Sequence
from itertools import count, islice
from random import Random

from console.channels.base import Incoming, Resumed
from console.channels.recorded.casting import arrivals, cast_of
from console.channels.recorded.customer import Plan, RecordedCustomer
from console.channels.recorded.formats.recording import Recording
from console.channels.simulated.settings import CustomerSettings
from console.channels.simulated.timeline import SimulatedTime, Timeline
from console.domain.errors import ChannelError
from console.domain.issues import Disposition


class ReplayChannel:
    """Customers from recordings, the same from the same seed.

    ``customers`` of them come, spread over the files; if there are fewer recordings, they come
    again under other ids. Chats are numbered in the order of arrival; those of customers who come
    back are numbered after these.
    """

    persistent = False

    def __init__(
        self,
        recordings: Sequence[Recording],
        *,
        run: str,
        seed: int,
        customers: int,
        clock_ns: Callable[[], int],
        speed: float,
        settings: CustomerSettings,
    ) -> None:
        if not recordings:
            raise ValueError("there must be a recording to replay")
        formats = {recording.format for recording in recordings}
        self.name = f"replay:{formats.pop() if len(formats) == 1 else 'mixed'}"
        self._recordings = recordings
        self._run = run
        self._seed = seed
        self._expected = customers
        self._settings = settings
        self._time = SimulatedTime(clock_ns, speed)
        self._plan: Plan = Timeline()
        self._customers: dict[str, RecordedCustomer] = {}
        self._outbox: list[Incoming] = []
        self._numbers = count(customers + 1)
        self._begun = False

    def start(self, resumed: Sequence[Resumed]) -> None:
        self._begun = True
        known = {_number(chat.chat): chat for chat in resumed}
        self._numbers = count(max(self._expected, *known, 0) + 1)
        cast = list(islice(cast_of(self._recordings, self._seed), max(self._expected, *known, 0)))
        self._resume(known, cast)
        self._expect(cast, {number for number in known if number <= self._expected})

    def _expect(self, cast: list[Recording], known: set[int]) -> None:
        """Let those come who have not been here; time goes on from the last one who has."""
        times = list(islice(arrivals(self._seed, self._settings), self._expected))
        begin = self._time.now() - max((times[number - 1] for number in known), default=0.0)
        for number, (time, recording) in enumerate(zip(times, cast, strict=False), start=1):
            if number not in known:
                self._customer(number, recording).arrive(begin + time)

    def _resume(self, known: dict[int, Resumed], cast: list[Recording]) -> None:
        now = self._time.now()
        came_back = {chat.previous for chat in known.values()}
        for number, chat in sorted(known.items()):
            before = self._customers.get(chat.previous or "")
            customer = self._customer(number, cast[number - 1], before)
            customer.resume(chat, now)
        for chat in known.values():
            if chat.resolved is not None and chat.chat not in came_back:
                self._perhaps_again(self._customers[chat.chat], chat.resolved)

    def _customer(
        self, number: int, recording: Recording, before: RecordedCustomer | None = None
    ) -> RecordedCustomer:
        customer = RecordedCustomer(
            f"{self._run}-{number:03d}",
            before.recording if before else recording,
            rng=Random(f"{self._seed}:{number}"),
            settings=self._settings,
            plan=self._plan,
            previous=before.chat if before else None,
            skip=before.sent_count if before else 0,
        )
        self._customers[customer.chat] = customer
        return customer

    def _perhaps_again(self, customer: RecordedCustomer, resolved: bool) -> None:
        delay = customer.returns_after_s(resolved)
        if delay is not None:
            again = self._customer(next(self._numbers), customer.recording, customer)
            again.arrive(self._time.now() + delay)

    def poll(self) -> Iterable[Incoming]:
        self._advance()
        news, self._outbox = self._outbox, []
        return news

    def accept(self, chat: str) -> None:
        now = self._advance()
        self._find(chat).accepted(now)

    def send(self, chat: str, message: str, text: str) -> None:
        now = self._advance()
        self._find(chat).on_message(message, text, now)

    def typing(self, chat: str, active: bool) -> None:
        now = self._advance()
        if active:
            self._find(chat).sees_typing(now)

    def action_taken(self, chat: str, step: str, operation: str | None, done: bool) -> None:
        """Recorded customers said what they said, whatever is done for them."""

    def close(self, chat: str, disposition: Disposition, resolved: bool) -> None:
        now = self._advance()
        customer = self._find(chat)
        if not customer.over:
            customer.closed(resolved, now)
            self._perhaps_again(customer, resolved)

    def stop(self) -> None:
        self._begun = True
        self._plan.retain(lambda _: False)
        self._outbox.clear()

    @property
    def exhausted(self) -> bool:
        return self._begun and not self._plan and not self._outbox

    def _advance(self) -> float:
        """Let everything happen that is due, so that the agent meets customers as they are now."""
        now = self._time.now()
        for due, (customer, news) in self._plan.pop_due(now):
            customer.did(news, due)
            self._outbox.append(news)
        return now

    def _find(self, chat: str) -> RecordedCustomer:
        if chat not in self._customers:
            raise ChannelError(f"no chat {chat!r} on the channel {self.name!r}")
        return self._customers[chat]


def _number(chat: str) -> int:
    return int(chat.rpartition("-")[2])
