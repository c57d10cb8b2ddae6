"""The session's link to the channel: what comes in, what is told, and what failed on the way.

Whatever a channel does, work goes on: a failure becomes a fact that the session records when the
disk takes it.
"""

from collections import deque
from collections.abc import Callable

from console.channels.base import Channel, Incoming, SharedChannel
from console.domain import events as ev
from console.domain.desk import Desk
from console.domain.errors import SwitchboardError


class ChannelLink:
    """Calls one channel so that none of its failures reaches the caller."""

    def __init__(self, channel: Channel) -> None:
        """Nothing is called before the session does."""
        self.channel = channel
        self.shared = channel if isinstance(channel, SharedChannel) else None
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
            self.arrivals.extend(self.channel.poll())
        except SwitchboardError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever a channel does, work goes on
            self._note_failure(error)
        else:
            self._last_failure = None

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
        if self.shared is None or chat is None or not chat.is_open:
            return
        last = chat.last_customer_message()
        if last is not None and self._read.get(chat.id) != last.id:
            self._read[chat.id] = last.id
            self.shared.read(chat.id, last.id)

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
