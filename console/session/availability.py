"""Whether an agent takes further chats: by their word, their number of chats, and the last end."""

from dataclasses import dataclass, field

from console.domain.desk import Desk
from console.domain.errors import InvalidAction
from console.domain.events import Availability


@dataclass(slots=True)
class AgentAvailability:
    """An agent's state; ``limit`` is the most chats at once, ``wrap_up_s`` the pause after one.

    Times are of the session's monotonic clock, in nanoseconds.
    """

    limit: int | None = None
    wrap_up_s: float = 0.0
    away: bool = False
    claimed: set[str] = field(default_factory=set)
    """Chats asked for in a queue that others share, whose answer is still to come."""
    _wraps_up_until_ns: int = 0

    def chat_ended(self, now_ns: int) -> None:
        """The agent has closed a chat and has it to finish in their notes."""
        self._wraps_up_until_ns = now_ns + round(self.wrap_up_s * 1e9)

    def end_wrap_up(self) -> None:
        """The agent is done with the chat before the time is over."""
        self._wraps_up_until_ns = 0

    def now(self, open_chats: int, now_ns: int) -> Availability:
        """The state with so many open chats."""
        if self.away:
            return Availability.AWAY
        if self.limit is not None and open_chats >= self.limit:
            return Availability.AT_CAPACITY
        if now_ns < self._wraps_up_until_ns:
            return Availability.WRAP_UP
        return Availability.AVAILABLE

    def refuse_if_unavailable(self, desk: Desk, now_ns: int) -> None:
        """Check that the agent may take one more chat, which ends the pause after the last one.

        Raises:
            InvalidAction: they are away, or have the most chats; what they asked for counts.
        """
        self.end_wrap_up()
        # Of a chat that has left the queue it is known whose it became.
        self.claimed &= {chat.id for chat in desk.queue}
        match self.now(len(desk.open_chats) + len(self.claimed), now_ns):
            case Availability.AWAY:
                raise InvalidAction("you are away; say that you are back first")
            case Availability.AT_CAPACITY:
                raise InvalidAction(f"you have {self.limit} chats, which is the most")
            case _:
                pass
