"""The channel of scripted customers: people of a scenario pack who react to what the agent writes.

The same seed and the same agent at the same simulated times make the same events. Each customer has
their own random numbers, so what happens to one does not change another.
"""

from collections.abc import Callable, Iterable, Sequence
from random import Random

from console.channels.base import Delivered, DeliveryFailed, Incoming, Resumed
from console.channels.scripted.conversation import Conversation
from console.channels.scripted.customer import ScriptedCustomer
from console.channels.scripted.experience import Experience
from console.channels.scripted.keyboard import Step
from console.channels.scripted.pack import Pack
from console.channels.scripted.roster import Roster, Visit
from console.channels.simulated.behaviour import Inbox
from console.channels.simulated.settings import CustomerSettings
from console.channels.simulated.timeline import SimulatedTime, Timeline
from console.domain.claims import record_texts
from console.domain.errors import ChannelError
from console.domain.issues import Disposition
from console.domain.slots import slot_values


class ScenarioChannel:
    """Brings ``customers`` scripted customers; ``speed`` is their speed-up over real time.

    ``run`` begins every chat's id. An agent's call for a chat that has just ended (the customer
    left at the same moment) is not an error: a message comes back as failed, anything else has
    nothing left to act on. A call for a chat that never was raises ChannelError.
    """

    def __init__(
        self,
        pack: Pack,
        *,
        run: str,
        seed: int,
        customers: int,
        clock_ns: Callable[[], int],
        speed: float = 1.0,
        settings: CustomerSettings,
    ) -> None:
        self._pack = pack
        self._seed = seed
        self._settings = settings
        self._roster = Roster(pack, run=run, seed=seed, customers=customers, settings=settings)
        self._clock_ns, self._speed = clock_ns, speed
        self._time: SimulatedTime | None = None
        self._timeline: Timeline[tuple[str | None, Step]] = Timeline()
        self._outbox: list[Incoming] = []
        self._visits: dict[str, Visit] = {}
        self._people: dict[str, ScriptedCustomer] = {}
        self._inboxes: dict[str, Inbox] = {}
        self._stopped = False

    @property
    def name(self) -> str:
        return "scenario"

    @property
    def persistent(self) -> bool:
        return False

    @property
    def exhausted(self) -> bool:
        started = self._time is not None
        return self._stopped or (started and not self._timeline and not self._outbox)

    # --- the Channel protocol ----------------------------------------------------------------

    def start(self, resumed: Sequence[Resumed]) -> None:
        self._time = SimulatedTime(self._clock_ns, self._speed)
        visits = self._roster.recognise(resumed)
        for chat, visit in zip(resumed, visits, strict=True):
            person = self._meet(visit)
            self._inboxes[chat.chat].restore(line.message for line in chat.lines if line.by_agent)
            person.resume(0.0, chat)
        for due, visit in self._roster.newcomers():
            self._expect(due, visit)

    def poll(self) -> Iterable[Incoming]:
        self._advance()
        news, self._outbox = self._outbox, []
        return news

    def accept(self, chat: str) -> None:
        now = self._advance()
        self._person(chat).accepted(now)

    def send(self, chat: str, message: str, text: str) -> None:
        now = self._advance()
        person = self._person(chat)
        new = self._inboxes[chat].take(message)
        if new and person.over:
            self.report(DeliveryFailed(chat, message, "the customer has left"))
            return

        def arrive(then: float) -> None:
            self.report(Delivered(chat, message))
            if new:
                person.on_message(then, text)

        self.plan(None, now + self._settings.delivery_s, arrive)

    def typing(self, chat: str, active: bool) -> None:
        now = self._advance()
        if active:
            self._person(chat).sees_typing(now)

    def action_taken(self, chat: str, step: str, operation: str | None, done: bool) -> None:
        now = self._advance()
        person = self._person(chat)
        # It takes the way of a message, so that both keep the order they were done in.
        due = now + self._settings.delivery_s
        self.plan(None, due, lambda _: person.on_action(step, operation, done))

    def close(self, chat: str, disposition: Disposition, resolved: bool) -> None:
        now = self._advance()
        person = self._person(chat)
        if not person.over:
            person.closed(now)

    def stop(self) -> None:
        self._stopped = True
        self._timeline.retain(lambda _: False)
        self._outbox.clear()

    # --- what customers do (keyboard.CustomerHost) ------------------------------------------

    def report(self, news: Incoming) -> None:
        """Put news where the next poll takes it."""
        self._outbox.append(news)

    def plan(self, chat: str | None, due: float, step: Step) -> None:
        """Do ``step`` at the simulated second ``due``."""
        if not self._stopped:
            self._timeline.add(due, (chat, step))

    def forget(self, chat: str) -> None:
        """Drop what is planned for a chat."""
        self._timeline.retain(lambda planned: planned[0] != chat)

    def come_back(self, chat: str, due: float) -> None:
        """Bring the customer of an earlier chat again, if they have not been back too often."""
        visit = self._roster.next_visit(self._visits[chat])
        if visit is not None:
            self._expect(due, visit)

    def experiences(self) -> dict[str, Experience]:
        """How the customers have fared so far, by chat."""
        return {chat: person.experience for chat, person in self._people.items()}

    # --- inside ------------------------------------------------------------------------------

    def _expect(self, due: float, visit: Visit) -> None:
        self.plan(None, due, lambda now: self._meet(visit).arrive(now))

    def _meet(self, visit: Visit) -> ScriptedCustomer:
        rng = Random(f"{self._seed}:{visit.index}:{visit.number}")
        scenario = visit.scenario
        values = slot_values(visit.customer, self._pack.order(scenario), item=scenario.item)
        before = self._people.get(visit.previous or "")
        believed = before.experience.false_claims if before is not None else []
        conversation = Conversation(
            scenario,
            self._pack.phrases[scenario.language],
            values,
            rng,
            back=visit.number > 0,
            believed=believed[-1] if believed else None,
            record=record_texts(visit.customer),
        )
        person = ScriptedCustomer(visit, conversation, settings=self._settings, rng=rng, host=self)
        self._visits[visit.chat] = visit
        self._people[visit.chat] = person
        self._inboxes[visit.chat] = Inbox()
        return person

    def _person(self, chat: str) -> ScriptedCustomer:
        if chat not in self._people:
            raise ChannelError(f"no chat {chat!r} on the channel {self.name!r}")
        return self._people[chat]

    def _advance(self) -> float:
        if self._time is None:
            return 0.0
        now = self._time.now()
        for due, (_, step) in self._timeline.pop_due(now):
            step(due)
        return now
