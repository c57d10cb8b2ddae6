"""Whether an agent takes further chats: by their word, their number of chats, and the last end."""

from dataclasses import dataclass

from console.domain.events import Availability


@dataclass(slots=True)
class AgentAvailability:
    """An agent's state; ``limit`` is the most chats at once, ``wrap_up_s`` the pause after one.

    Times are of the session's monotonic clock, in nanoseconds.
    """

    limit: int | None = None
    wrap_up_s: float = 0.0
    away: bool = False
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
