"""The session's link to the channel: what comes in, what is told, and what failed on the way.

Whatever a channel does, work goes on: a failure becomes a fact that the session records when the
disk takes it.
"""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from console.channels.base import (
    Channel,
    GoesOnAfterEnd,
    HearsOfStorage,
    Incoming,
    SharedChannel,
    ShowsReading,
    Wrote,
)
from console.domain import events as ev
from console.domain import limits
from console.domain.chat import Chat, ChatState
from console.domain.desk import Desk
from console.domain.errors import SwitchboardError


class ChannelLink:
    """Calls one channel so that none of its failures reaches the caller."""

    def __init__(self, channel: Channel) -> None:
        """Nothing is called before the session does."""
        self.channel = channel
        self.shared = channel if isinstance(channel, SharedChannel) else None
        self._shows_reading = channel if isinstance(channel, ShowsReading) else None
        self._hears_of_storage = channel if isinstance(channel, HearsOfStorage) else None
        self._goes_on = channel if isinstance(channel, GoesOnAfterEnd) else None
        self.passed_on: set[str] = set()
        """The chats that a colleague goes on with."""
        self.arrivals: deque[Incoming] = deque()
        """What the channel has brought and the session has not taken in yet, oldest first."""
        self.failures: deque[ev.AnyFact] = deque()
        """What failed and is not recorded yet, oldest first."""
        self._last_failure: str | None = None
        self._read: dict[str, str] = {}

    def fetch(self) -> None:
        """Ask what is new. A channel that fails has that noted once until it is well again.

        Raises:
            SwitchboardError: the channel says itself what is wrong, in words for the agent.
        """
        try:
            self._keep(self.channel.poll())
        except SwitchboardError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever a channel does, work goes on
            self._note_failure(error)
        else:
            self._last_failure = None

    def _keep(self, brought: Iterable[Incoming]) -> None:
        """Let items wait to be taken in, at most ``MOST_WAITING``; also those before a failure."""
        left_out = 0
        for item in brought:
            if len(self.arrivals) < limits.MOST_WAITING:
                self.arrivals.append(item)
            else:
                left_out += 1
        if left_out:
            reason = f"{left_out:,} were left out, beyond {limits.MOST_WAITING:,}"
            self.failures.append(
                ev.ItemSetAside(source=self.channel.name, what="items", reason=reason)
            )

    def deliver(self, chat: str, message: str, text: str) -> None:
        """Hand a message over; where that fails, the agent sees that it did not arrive."""
        try:
            self.channel.send(chat, message, text)
        except Exception as error:  # noqa: BLE001 - whatever a channel does, work goes on
            reason = str(error) if isinstance(error, SwitchboardError) else _failed(error)
            self.failures.append(ev.MessageFailed(chat=chat, message=message, reason=reason))

    def telling(self, tell: Callable[[], None]) -> Callable[[], None]:
        """Tells the channel something that it can do without; a failure is noted."""

        def then() -> None:
            try:
                tell()
            except Exception as error:  # noqa: BLE001 - whatever a channel does, work goes on
                self._note_failure(error)

        return then

    def tell_what_is_read(self, desk: Desk) -> None:
        """Tell the customer in front that their messages have been seen."""
        chat = desk.chats.get(desk.focus or "")
        if self._shows_reading is None or chat is None or not chat.is_open:
            return
        last = chat.last_customer_message()
        if last is not None and self._read.get(chat.id) != last.id:
            self._read[chat.id] = last.id
            self._shows_reading.read(chat.id, last.id)

    def confirming(self, facts: Sequence[ev.AnyFact]) -> Callable[[], None] | None:
        """What tells the channel that messages are on the disk, if it has to hear of it."""
        channel = self._hears_of_storage
        written = [fact for fact in facts if isinstance(fact, ev.MessageReceived)]
        if channel is None or not written:
            return None

        def confirm() -> None:
            for message in written:
                channel.stored(message.chat, message.message)

        return self.telling(confirm)

    def go_on_after_end(self, desk: Desk, run: str) -> None:
        """Give the next message, if its chat has ended, to the chat that goes on after it.

        The channel may not have heard of the end yet, and a closed chat is one that nobody reads.
        """
        item = self.arrivals[0]
        if self._goes_on is None or not isinstance(item, Wrote):
            return
        chat = desk.chats.get(item.chat)
        if chat is None or chat.has_message(item.message) or not self._is_left_behind(chat, run):
            return
        following = self._goes_on.next_chat(chat.id)
        if following is not None:
            self.arrivals[0] = replace(item, chat=following.chat)
            self.arrivals.appendleft(following)

    def _is_left_behind(self, chat: Chat, run: str) -> bool:
        """Whether a chat has ended, and with nobody else who goes on with it."""
        if chat.state is ChatState.DROPPED:
            return chat.run != run
        return chat.is_over and chat.id not in self.passed_on

    def _note_failure(self, error: Exception) -> None:
        reason = _failed(error)
        if reason != self._last_failure:
            self._last_failure = reason
            self.failures.append(
                ev.ItemSetAside(source=self.channel.name, what="channel", reason=reason)
            )


def _failed(error: Exception) -> str:
    """Why something could not be done, without what a library says, which may quote texts."""
    return f"the channel failed ({type(error).__name__})"
