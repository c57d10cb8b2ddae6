"""Where the agent's focus has been lately: switches between chats, and time away from them."""

from collections import deque
from dataclasses import dataclass
from datetime import datetime

from console.domain.desk import Desk


@dataclass(slots=True)
class _Interval:
    """Time in which nothing changed: how many chats were open, and whether one had the focus."""

    begin: datetime
    end: datetime
    open_chats: int
    attended: bool


class RecentAttention:
    """Keeps the last ``window_s`` seconds; older times can't be asked for.

    Seconds are those of the clock. Give ``note`` every event, and the time before asking.
    """

    def __init__(self, window_s: float, desk: Desk) -> None:
        self._window_s = window_s
        self._switches: deque[datetime] = deque()
        self._intervals: deque[_Interval] = deque()
        self._counted = desk.switches

    def note(self, desk: Desk, at: datetime) -> None:
        """The desk is as it is from ``at`` on."""
        for _ in range(self._counted, desk.switches):
            self._switches.append(at)
        self._counted = desk.switches
        self._go_on(desk, at)
        self._forget(at)

    def switches_since(self, since: datetime) -> int:
        """How often the focus went from one chat to another."""
        return sum(at > since for at in self._switches)

    def away_share(self, since: datetime) -> float | None:
        """Of the time that chats were open, the part in which the focus was elsewhere.

        Each open chat counts, so that of three the focus is always away from two. None if no chat
        was open.
        """
        whole_s = away_s = 0.0
        for interval in self._intervals:
            lasted_s = max((interval.end - max(interval.begin, since)).total_seconds(), 0)
            whole_s += lasted_s * interval.open_chats
            away_s += lasted_s * (interval.open_chats - interval.attended)
        return away_s / whole_s if whole_s else None

    def covers(self, since: datetime) -> bool:
        """Whether the agent has had a chat open ever since."""
        return (
            bool(self._intervals)
            and self._intervals[0].begin <= since
            and all(s.open_chats for s in self._intervals if s.end > since)
        )

    def _go_on(self, desk: Desk, at: datetime) -> None:
        chats = desk.open_chats
        attended = desk.focus in {chat.id for chat in chats}
        last = self._intervals[-1] if self._intervals else None
        if last is not None:
            last.end = at
        if last is None or (last.open_chats, last.attended) != (len(chats), attended):
            self._intervals.append(_Interval(at, at, len(chats), attended))

    def _forget(self, now: datetime) -> None:
        while self._switches and (now - self._switches[0]).total_seconds() > self._window_s:
            self._switches.popleft()
        while (now - self._intervals[0].end).total_seconds() > self._window_s:
            self._intervals.popleft()
