"""Decides which chats lack suggestions, and when to request them.

Before drafts are requested for a customer's message, its issue has to be known, and sometimes the
customer gets a moment to go on writing. Meanwhile the model reads the chat.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from console.assist.briefing import Briefing
from console.assist.issue_tracker import IssueTracker
from console.assist.needs import (
    QUEUE_SERVED,
    Burst,
    is_served,
    kinds_needed,
    rank,
    unanswered,
    was_asked_for,
)
from console.assist.requests import SuggestionRequests
from console.domain.chat import Chat
from console.domain.clock import Clock
from console.domain.desk import Desk
from console.domain.events import SuggestionKind


@dataclass(slots=True)
class _DueRequest:
    """Suggestions that answer ``message`` are to be requested, once it is time.

    ``reason`` is why those before them are superseded; ``by_agent`` says that the agent asked for
    them, ``read`` that the model was told to read ahead.
    """

    message: str
    reason: str
    by_agent: bool = False
    read: bool = False


class SuggestionScheduler:
    """Keeps suggestions up to date in open chats and at the head of the queue.

    In a chat for which ``waits_for_agent`` is true, none are requested before
    ``request_for_agent``.
    """

    def __init__(
        self,
        desk: Desk,
        issues: IssueTracker,
        briefing: Briefing,
        requests: SuggestionRequests,
        clock: Clock,
        waits_for_agent: Callable[[Chat], bool],
    ) -> None:
        self._desk = desk
        self._issues = issues
        self._briefing = briefing
        self._requests = requests
        self._clock = clock
        self._waits_for_agent = waits_for_agent
        self._bursts: dict[str, Burst] = {}
        self._changed: deque[str] = deque()
        self._due: dict[str, _DueRequest] = {}

    def on_customer_message(self, chat: str) -> None:
        """A message has come: supersede what was made before it.

        Raises:
            StoreError: the disk takes nothing; ``poll`` tries again.
        """
        now_s = self._now_s()
        if chat in self._bursts:
            self._bursts[chat].add(now_s)
        else:
            self._bursts[chat] = Burst(now_s, now_s)
        self._add_changed(chat)

    def on_accepted(self, chat: str) -> None:
        """The agent has accepted a customer, whose suggestions from the queue stay."""
        self._add_changed(chat)
        self.refresh_queue()

    def refresh_queue(self) -> None:
        """Somebody has left the queue: request suggestions for those who are next."""
        for chat in self._desk.queue[:QUEUE_SERVED]:
            self._add_changed(chat.id)

    def drop(self, chat: str) -> None:
        """Request nothing more for this chat: it was answered, or is over."""
        self._due.pop(chat, None)
        self._bursts.pop(chat, None)
        self._issues.drop(chat)

    def request_everywhere(self, reason: str) -> None:
        """Request what is lacking in all chats; what is ready stays in front of the agent.

        Unless it answers an earlier message: the console may have been killed after it recorded a
        customer's message and before it superseded what that made obsolete.
        """
        for chat in [*self._desk.open_chats, *self._desk.queue[:QUEUE_SERVED]]:
            last = unanswered(chat)
            if last is None or not is_served(chat, self._desk) or self._waits_for_agent(chat):
                continue
            if chat.diagnosed is None or chat.diagnosed.message != last.id:
                self._issues.ask(chat)
            self._due[chat.id] = _DueRequest(last.id, reason)
        self._request_due()

    def request_for_agent(self, chat: Chat) -> None:
        """The agent asked for suggestions in a chat that gets none by itself."""
        last = chat.last_customer_message()
        if last is None or not is_served(chat, self._desk):
            return
        if chat.diagnosed is None or chat.diagnosed.message != last.id:
            self._issues.ask(chat)
        self._due[chat.id] = _DueRequest(last.id, "the agent asked", by_agent=True)
        self._request_due()

    def poll(self) -> None:
        """Make the requests that have become possible since the last call. Never blocks.

        Raises:
            StoreError: the disk takes nothing; call again.
        """
        while self._changed:
            self._refresh(self._desk.chats[self._changed[0]])
            self._changed.popleft()
        self._issues.poll()
        self._request_due()

    def on_issue_confirmed(self, chat: Chat) -> None:
        """Drop the diagnosis, and replace a solution that is for another issue."""
        self._issues.drop(chat.id)
        if not is_served(chat, self._desk):
            return
        diagnosis = chat.current(SuggestionKind.DIAGNOSIS)
        solution = chat.current(SuggestionKind.SOLUTION)
        if diagnosis is not None and diagnosis.is_in_the_making:
            self._requests.supersede(chat, [diagnosis], "the issue was confirmed")
        last = unanswered(chat)
        if solution is not None and self._requests.issue_of(solution) != chat.issue:
            self._requests.supersede(chat, [solution], "another issue was confirmed")
            by_agent = self._waits_for_agent(chat)
            self._request(chat, SuggestionKind.SOLUTION, solution.message, by_agent=by_agent)
        elif self._waits_for_agent(chat):
            return
        elif last is not None and not self._has_solution(chat, last.id):
            self._request(chat, SuggestionKind.SOLUTION, last.id)

    def _has_solution(self, chat: Chat, message: str) -> bool:
        """Whether one for the confirmed issue was requested, whatever the agent did with it."""
        return chat.id in self._due or any(
            s.about is SuggestionKind.SOLUTION
            and s.message == message
            and self._requests.issue_of(s) == chat.issue
            for s in chat.suggestions.values()
        )

    def _add_changed(self, chat: str) -> None:
        self._changed.append(chat)
        self.poll()

    def _refresh(self, chat: Chat) -> None:
        """Supersede the chat's suggestions, unless they answer what the customer wrote last."""
        last = unanswered(chat)
        if last is None or not is_served(chat, self._desk):
            return
        due = self._due.get(chat.id)
        if was_asked_for(chat, last.id) or (due is not None and due.message == last.id):
            return
        reason = "the customer wrote again"
        live = [s for s in chat.suggestions.values() if s.is_live]
        waits = self._waits_for_agent(chat)
        # A request of the agent that is not met yet stands.
        asked = waits and (
            (due is not None and due.by_agent) or any(s.is_in_the_making for s in live)
        )
        self._requests.supersede(chat, live, reason)
        if waits and not asked:
            return
        self._issues.ask(chat)
        self._due[chat.id] = _DueRequest(last.id, reason, by_agent=asked)

    def _request_due(self) -> None:
        """Make the due requests, for each chat as soon as it is known what it is about."""
        for name, due in list(self._due.items()):
            if self._issues.is_asking(name):
                continue
            chat = self._desk.chats[name]
            if due.by_agent or self._is_time(chat):
                self._request_missing(chat, due)
                self._due.pop(name, None)
            elif not due.read:
                due.read = True
                self._requests.read_ahead(self._briefing.brief(chat, SuggestionKind.SOLUTION))

    def _is_time(self, chat: Chat) -> bool:
        burst = self._bursts.get(chat.id)
        model_writes = (
            self._briefing.style.strategy == "generate" and self._requests.model_off is None
        )
        if burst is None or not model_writes:
            return True
        return burst.is_due(self._now_s(), typing=chat.customer_typing)

    def _request_missing(self, chat: Chat, due: _DueRequest) -> None:
        """Request each kind of suggestion that the chat needs and has not got."""
        for about in kinds_needed(chat, self._briefing.issue_of(chat)):
            current = chat.current(about)
            if current is not None:
                fits = current.by_agent or current.message == due.message
                if about is SuggestionKind.SOLUTION and chat.issue is not None:
                    fits = fits and self._requests.issue_of(current) == chat.issue
                if fits and (current.is_usable or current.is_in_the_making):
                    continue
                self._requests.supersede(chat, [current], due.reason)
            self._request(chat, about, due.message, by_agent=due.by_agent)

    def _request(
        self, chat: Chat, about: SuggestionKind, message: str | None, *, by_agent: bool = False
    ) -> None:
        brief = self._briefing.brief(chat, about)
        self._requests.request(brief, rank(chat, about), message=message, by_agent=by_agent)

    def _now_s(self) -> float:
        return self._clock.mono_ns() / 1e9
