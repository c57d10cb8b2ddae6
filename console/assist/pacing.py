"""How long to wait before a draft is begun, since customers often write in several messages.

A draft that the next message overtakes is work for nothing, and other chats wait for it. The
first message of a customer is answered at once, unless they are typing on already.
"""

from dataclasses import dataclass

QUIET_S = 0.4
"""After a message that came shortly after another, no more may come for so long."""

LONGEST_S = 1.5
"""Nobody waits longer than this after the first of several messages."""


@dataclass(slots=True)
class Burst:
    """Messages of a customer that came shortly one after the other; times in seconds."""

    first_s: float
    last_s: float
    messages: int = 1

    def add(self, now_s: float) -> None:
        """Another message has come; after a longer rest it is the first of another burst."""
        if now_s - self.first_s > LONGEST_S:
            self.first_s, self.messages = now_s, 0
        self.last_s = now_s
        self.messages += 1

    def is_due(self, now_s: float, *, typing: bool) -> bool:
        """Whether to begin now; ``typing`` says that the customer is writing on."""
        if now_s - self.first_s >= LONGEST_S:
            return True
        if typing:
            return False
        return self.messages == 1 or now_s - self.last_s >= QUIET_S
