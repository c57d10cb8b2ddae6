"""A scripted customer's hands: lines are typed one after the other, at human speed."""

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from random import Random
from typing import Protocol

from console.channels.base import Incoming, Typing, Wrote

Step = Callable[[float], None]
"""Something to do at a simulated second, which it is given."""

_LONGEST_LINE_S = 25.0
_PAUSE_S = 1.0
"""Between two messages in a row."""


class CustomerHost(Protocol):
    """What a customer can do to the outside."""

    def report(self, news: Incoming) -> None:
        """Let the console know."""
        ...

    def plan(self, chat: str | None, due: float, step: Step) -> None:
        """Do ``step`` at ``due``; one planned for a chat falls away when the chat ends."""
        ...

    def forget(self, chat: str) -> None:
        """Drop what is planned for the chat."""
        ...

    def come_back(self, chat: str, due: float) -> None:
        """Bring the customer of ``chat`` again, with the same issue."""
        ...


class Keyboard:
    """Types what the customer wants to say; ``cps`` is characters per second.

    ``done`` is called with the time whenever everything has been said; ``pictures`` has the number
    of pictures that go with a line.
    """

    def __init__(
        self,
        chat: str,
        cps: float,
        rng: Random,
        host: CustomerHost,
        done: Step,
        pictures: Mapping[str, int],
    ) -> None:
        self._chat = chat
        self._cps = cps
        self._rng = rng
        self._host = host
        self._done = done
        self._pictures = pictures
        self._unsaid: deque[str] = deque()
        self._written = 0
        self._taken: frozenset[str] = frozenset()
        self._pressed = False
        self.busy = False

    def restore(self, written: int, taken: frozenset[str]) -> None:
        """Go on after ``written`` messages; ``taken`` are the ids that are in use already."""
        self._written = written
        self._taken = taken

    def say(self, now: float, lines: Iterable[str], wait_s: float) -> None:
        """Type ``lines`` after those that are still to be typed, the first after ``wait_s``."""
        self._unsaid.extend(lines)
        if self._unsaid and not self.busy:
            self.busy = True
            self._host.plan(self._chat, now + wait_s, self._begin)

    def let_go(self) -> None:
        """Stop typing in the middle of whatever it is."""
        if self._pressed:
            self._host.report(Typing(self._chat, active=False))
            self._pressed = False

    def _begin(self, now: float) -> None:
        self._pressed = True
        self._host.report(Typing(self._chat, active=True))
        seconds = min(0.5 + len(self._unsaid[0]) / self._cps, _LONGEST_LINE_S)
        self._host.plan(self._chat, now + seconds * self._rng.uniform(0.8, 1.2), self._finish)

    def _finish(self, now: float) -> None:
        self.let_go()
        line = self._unsaid.popleft()
        pictures = self._pictures.get(line, 0)
        self._host.report(Wrote(self._chat, self._next_id(), line, pictures))
        if self._unsaid:
            self._host.plan(self._chat, now + _PAUSE_S, self._begin)
            return
        self.busy = False
        self._done(now)

    def _next_id(self) -> str:
        while True:
            self._written += 1
            message = f"{self._chat}-m{self._written:03d}"
            if message not in self._taken:
                return message
