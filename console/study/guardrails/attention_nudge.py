"""A notice to the agent who switches between chats too often or is away from them too much."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from console.domain import events as ev
from console.domain.desk import Desk
from console.study.guardrails.attention import RecentAttention
from console.study.guardrails.base import (
    LAPSED,
    OBEYED,
    Objection,
    ObjectionVerdict,
    OpenObjection,
    Watcher,
    elapsed_s,
    overridden,
)
from console.study.guardrails.longest_wait import spoken_duration
from console.study.guardrails.settings import AttentionNudge


class AttentionNudgePolicy(Watcher):
    """Objects when the switches a minute, or the share of time away, are above their limit.

    The switches are those of the last ``window_s``, also when the session is younger than that. The
    share needs a whole ``window_s`` in which a chat was open.
    """

    def __init__(self, rule: AttentionNudge, desk: Desk) -> None:
        super().__init__(rule.name)
        self._rule = rule
        speed = desk.session.started.speed if desk.session else 1.0
        self._window = timedelta(seconds=rule.window_s / speed)
        # Long enough for looking back at what followed a notice, too.
        kept_s = max(rule.window_s, rule.settle_s) / speed + 1
        self._attention = RecentAttention(kept_s, desk)
        self._last: datetime | None = None

    def on_event(self, event: ev.Event, desk: Desk) -> None:
        self._attention.note(desk, event.wall)

    def watch(self, desk: Desk, now: datetime) -> Sequence[Objection]:
        self._attention.note(desk, now)
        if self._last is not None and elapsed_s(desk, self._last, now) < self._rule.pause_s:
            return ()
        objection = self._excess(desk, now - self._window, now)
        if objection is None:
            return ()
        self._last = now
        return (objection,)

    def verdict_on_event(
        self, raised: OpenObjection, event: ev.Event, desk: Desk
    ) -> ObjectionVerdict | None:
        """Lapsed if the last chat is over; any other event only counts in the end."""
        ended = isinstance(event.fact, ev.ChatClosed | ev.ChatAbandoned | ev.ChatDropped)
        return LAPSED if ended and not desk.open_chats else None

    def verdict_on_time(
        self, raised: OpenObjection, desk: Desk, now: datetime
    ) -> ObjectionVerdict | None:
        """Judged after ``settle_s``: obeyed if what followed the notice is within the limits.

        Overridden if it is above one of them still.
        """
        if elapsed_s(desk, raised.since, now) < self._rule.settle_s:
            return None
        self._attention.note(desk, now)
        went_on = self._excess(desk, raised.since, now) is not None
        return overridden("went on as before") if went_on else OBEYED

    def _excess(self, desk: Desk, since: datetime, now: datetime) -> Objection | None:
        minutes = elapsed_s(desk, since, now) / 60
        rate, limit = self._attention.switches_since(since) / minutes, self._rule.switches_per_min
        if limit is not None and rate > limit:
            text = "You are switching between chats a lot. Try to finish one before the next."
            return Objection("advise", text, rate, limit)
        share, most = self._attention.away_share(since), self._rule.away_share
        if most is None or share is None or not self._attention.covers(since) or share <= most:
            return None
        span = spoken_duration(minutes * 60)
        text = f"Your open chats were without you for {share:.0%} of the last {span}."
        return Objection("advise", text, share, most)
