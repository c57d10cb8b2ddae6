"""Which chats lack suggestions, and when to have them made.

Between a customer's message and the requests for drafts lies finding out what it is about, and
sometimes a short rest in case the customer goes on. Meanwhile the model reads.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from console.assist.briefing import Briefing
from console.assist.issue_tracker import IssueTracker
from console.assist.needs import (
    WATCHED,
    Burst,
    is_served,
    rank,
    unanswered,
    wanted,
    was_asked_for,
)
from console.assist.requests import SuggestionRequests
from console.domain.chat import Chat
from console.domain.clock import Clock
from console.domain.desk import Desk
from console.domain.events import SuggestionKind


@dataclass(slots=True)
class _Owed:
    """Suggestions that answer ``message`` are to be made, once it is time.

    ``reason`` is why those before them go; ``by_agent`` that the agent asked for them; ``read``
    says that the model was told to read ahead.
    """

    message: str
    reason: str
    by_agent: bool = False
    read: bool = False


class SuggestionScheduler:
    """Keeps suggestions up to date in open chats and for those who wait longest in the queue.

    In a chat of which ``waits_for_agent`` is true, none are made until ``asked``.
    """

    def __init__(
        self,
        desk: Desk,
        consulting: IssueTracker,
        briefing: Briefing,
        workshop: SuggestionRequests,
        clock: Clock,
        waits_for_agent: Callable[[Chat], bool] = lambda _: False,
    ) -> None:
        self._desk = desk
        self._consulting = consulting
        self._briefing = briefing
        self._workshop = workshop
        self._clock = clock
        self._bursts: dict[str, Burst] = {}
        self._changed: deque[str] = deque()
        self._owed: dict[str, _Owed] = {}
        self._waits_for_agent = waits_for_agent

    def customer_wrote(self, chat: str) -> None:
        """A message has come: what was made before it is overtaken.

        Raises:
            StoreError: the disk takes nothing; ``catch_up`` makes up for it.
        """
        now_s = self._now_s()
        if chat in self._bursts:
            self._bursts[chat].add(now_s)
        else:
            self._bursts[chat] = Burst(now_s, now_s)
        self._refresh_soon(chat)

    def accepted(self, chat: str) -> None:
        """A customer has left the queue for a tab; what was made for them there stays."""
        self._refresh_soon(chat)
        self.look_at_queue()

    def look_at_queue(self) -> None:
        """Somebody has left the queue, so that others are next."""
        for chat in self._desk.queue[:WATCHED]:
            self._refresh_soon(chat.id)

    def drop(self, chat: str) -> None:
        """Nothing is owed to this chat any more: it was answered, or is over."""
        self._owed.pop(chat, None)
        self._bursts.pop(chat, None)
        self._consulting.drop(chat)

    def take_up(self, reason: str) -> None:
        """Have made what is lacking everywhere; what is ready stays in front of the agent.

        Unless it answers an earlier message: the console may have been killed between a customer's
        message and what followed from it.
        """
        for chat in [*self._desk.open_chats, *self._desk.queue[:WATCHED]]:
            last = unanswered(chat)
            if last is None or not is_served(chat, self._desk) or self._waits_for_agent(chat):
                continue
            if chat.diagnosed is None or chat.diagnosed.message != last.id:
                self._consulting.ask(chat)
            self._owed[chat.id] = _Owed(last.id, reason)
        self._pay()

    def asked(self, chat: Chat) -> None:
        """The agent wants suggestions in a chat that goes without until then."""
        last = chat.last_customer_message()
        if last is None or not is_served(chat, self._desk):
            return
        if chat.diagnosed is None or chat.diagnosed.message != last.id:
            self._consulting.ask(chat)
        self._owed[chat.id] = _Owed(last.id, "the agent asked", by_agent=True)
        self._pay()

    def catch_up(self) -> None:
        """Do what has become possible since the last call. Never blocks.

        Raises:
            StoreError: the disk takes nothing; call again.
        """
        while self._changed:
            self._refresh(self._desk.chats[self._changed[0]])
            self._changed.popleft()
        self._consulting.poll()
        self._pay()

    def follow_issue(self, chat: Chat) -> None:
        """Once the issue is settled nobody needs a diagnosis, nor a solution for another issue."""
        self._consulting.drop(chat.id)
        if not is_served(chat, self._desk):
            return
        diagnosis = chat.current(SuggestionKind.DIAGNOSIS)
        solution = chat.current(SuggestionKind.SOLUTION)
        if diagnosis is not None and diagnosis.is_in_the_making:
            self._workshop.supersede(chat, [diagnosis], "the issue was confirmed")
        last = unanswered(chat)
        if solution is not None and self._workshop.issue_of(solution) != chat.issue:
            self._workshop.supersede(chat, [solution], "another issue was confirmed")
            by_agent = self._waits_for_agent(chat)
            self._request(chat, SuggestionKind.SOLUTION, solution.message, by_agent=by_agent)
        elif self._waits_for_agent(chat):
            return
        elif last is not None and not self._has_solution(chat, last.id):
            self._request(chat, SuggestionKind.SOLUTION, last.id)

    def _has_solution(self, chat: Chat, message: str) -> bool:
        """Whether one for the settled issue was asked for, whatever the agent did with it."""
        return chat.id in self._owed or any(
            s.about is SuggestionKind.SOLUTION
            and s.message == message
            and self._workshop.issue_of(s) == chat.issue
            for s in chat.suggestions.values()
        )

    def _refresh_soon(self, chat: str) -> None:
        self._changed.append(chat)
        self.catch_up()

    def _refresh(self, chat: Chat) -> None:
        """Overtake the chat's suggestions, unless they answer what the customer wrote last."""
        last = unanswered(chat)
        if last is None or not is_served(chat, self._desk):
            return
        owed = self._owed.get(chat.id)
        if was_asked_for(chat, last.id) or (owed is not None and owed.message == last.id):
            return
        reason = "the customer wrote again"
        live = [s for s in chat.suggestions.values() if s.is_live]
        waits = self._waits_for_agent(chat)
        # What the agent has asked for and not got yet is asked for still.
        asked = waits and (
            (owed is not None and owed.by_agent) or any(s.is_in_the_making for s in live)
        )
        self._workshop.supersede(chat, live, reason)
        if waits and not asked:
            return
        self._consulting.ask(chat)
        self._owed[chat.id] = _Owed(last.id, reason, by_agent=asked)

    def _pay(self) -> None:
        """Have made what is owed, for each chat as soon as it is known what it is about."""
        for name, owed in list(self._owed.items()):
            if self._consulting.is_asking(name):
                continue
            chat = self._desk.chats[name]
            if owed.by_agent or self._is_time(chat):
                self._fill(chat, owed)
                self._owed.pop(name, None)
            elif not owed.read:
                owed.read = True
                self._workshop.read_ahead(self._briefing.brief(chat, SuggestionKind.SOLUTION))

    def _is_time(self, chat: Chat) -> bool:
        burst = self._bursts.get(chat.id)
        writes = self._briefing.style.strategy == "generate" and self._workshop.closed is None
        if burst is None or not writes:
            return True
        return burst.is_due(self._now_s(), typing=chat.customer_typing)

    def _fill(self, chat: Chat, owed: _Owed) -> None:
        """Request each kind of suggestion that the chat needs and has not got."""
        for about in wanted(chat, self._briefing.issue_of(chat)):
            current = chat.current(about)
            if current is not None:
                fits = current.by_agent or current.message == owed.message
                if about is SuggestionKind.SOLUTION and chat.issue is not None:
                    fits = fits and self._workshop.issue_of(current) == chat.issue
                if fits and (current.is_usable or current.is_in_the_making):
                    continue
                self._workshop.supersede(chat, [current], owed.reason)
            self._request(chat, about, owed.message, by_agent=owed.by_agent)

    def _request(
        self, chat: Chat, about: SuggestionKind, message: str | None, *, by_agent: bool = False
    ) -> None:
        brief = self._briefing.brief(chat, about)
        self._workshop.request(brief, rank(chat, about), message=message, by_agent=by_agent)

    def _now_s(self) -> float:
        return self._clock.mono_ns() / 1e9
