"""A desk with scripted customers and a back office in simulated time: no window, log or model."""

from datetime import UTC, datetime, time
from itertools import count

from console.channels import intake
from console.channels.scripted.channel import ScenarioChannel
from console.channels.scripted.pack import Pack
from console.channels.simulated.settings import CustomerSettings
from console.domain import events as ev
from console.domain.chat import Chat
from console.domain.clock import ManualClock
from console.domain.desk import Desk
from console.domain.ids import new_id
from console.domain.issues import Disposition
from console.domain.knowledge import Article
from console.operations.back_office import SimulatedBackOffice
from console.operations.operations import Operations

_OPENS_AT = time(9, 0, tzinfo=UTC)


class SimulatedDesk:
    """One agent's desk on the pack's own day; what happens is recorded as facts, in memory."""

    def __init__(self, pack: Pack, *, customers: int, seed: int) -> None:
        self.pack = pack
        self.desk = Desk()
        self._clock = ManualClock(datetime.combine(pack.shop.today, _OPENS_AT))
        back_office = SimulatedBackOffice(seed, self._clock.mono_ns)
        self._operations = Operations(pack.articles, back_office)
        self._seq = count(1)
        self.channel = ScenarioChannel(
            pack,
            run="eval",
            seed=seed,
            customers=customers,
            clock_ns=self._clock.mono_ns,
            settings=CustomerSettings(
                patience_factor=2.0, return_share=1.0, rating_share=1.0, max_returns=1
            ),
        )
        self.channel.start(())

    @property
    def over(self) -> bool:
        """Whether nobody will come any more and nothing is left to happen."""
        return self.channel.exhausted

    def now(self) -> datetime:
        """The time of day."""
        return self._clock.wall()

    def article_of(self, chat: Chat) -> Article | None:
        """The article of the chat's confirmed issue; null before there is one."""
        if chat.issue is None:
            return None
        return self.pack.article(self.pack.issue(chat.issue).article)

    def record(self, *facts: ev.AnyFact) -> None:
        """Let facts happen now."""
        for fact in facts:
            self.desk.apply(
                ev.Event(
                    seq=next(self._seq),
                    session="eval",
                    wall=self._clock.wall(),
                    mono_ns=self._clock.mono_ns(),
                    fact=fact,
                )
            )

    def wait(self, seconds: float) -> None:
        """Let time pass and take in what customers did and what came of actions."""
        self._clock.advance(seconds)
        for incoming in self.channel.poll():
            self.record(*intake.facts_of(incoming, self.desk))
        for taken in self._operations.poll():
            self._take(taken)

    # --- what the agent does -----------------------------------------------------------------

    def accept(self, chat: Chat) -> None:
        """Take a waiting chat."""
        self.record(ev.ChatAccepted(chat=chat.id))
        self.channel.accept(chat.id)

    def confirm_issue(self, chat: Chat, issue: str) -> None:
        """Say what the customer needs."""
        self.record(ev.IssueConfirmed(chat=chat.id, issue=issue, proposed=issue))

    def send(self, chat: Chat, text: str) -> None:
        """Send a message."""
        message = new_id("m")
        sent = ev.MessageSent(chat=chat.id, message=message, text=text, origin=ev.Origin.ADOPTED)
        self.record(sent)
        self.channel.send(chat.id, message, text)

    def carry_out(self, chat: Chat, article: str, step: str) -> None:
        """Have a step carried out, or tick it where nothing carries it out."""
        operation = self._operations.operation_of(article, step)
        started = ev.ActionStarted(
            chat=chat.id, action=new_id("a"), article=article, step=step, operation=operation
        )
        if operation is None:
            self._take(ev.ActionTaken(**started.model_dump(exclude={"kind"})))
        else:
            self.record(started)
            self._operations.start(started, chat)

    def close(self, chat: Chat) -> None:
        """End the chat, or file one that the customer has left."""
        was_open = chat.is_open
        self.record(ev.ChatClosed(chat=chat.id, disposition=Disposition.ANSWERED, resolved=True))
        if was_open:
            self.channel.close(chat.id, Disposition.ANSWERED, resolved=True)

    def _take(self, taken: ev.ActionTaken) -> None:
        self.record(taken)
        self.channel.action_taken(taken.chat, taken.step, taken.operation, taken.done)
