"""Decides when the suggestion of a chat is planned anew, and when the model writes its version.

Whatever changes what an agent would say next has the chat read and planned at once. Only the model
waits: until the issue is known, and until the customer has come to the end of what they write.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from console.assist.briefing import Briefing
from console.assist.issue_tracker import IssueTracker
from console.assist.needs import QUEUE_SERVED, Burst, is_served, rank
from console.assist.planner import Plan, Planner
from console.assist.requests import SuggestionRequests
from console.domain.chat import Chat
from console.domain.clock import Clock
from console.domain.desk import Desk
from console.domain.errors import StoreError
from console.domain.events import Version
from console.domain.suggestions import Suggestion

_LONGEST_WITHOUT_ISSUE_S = 0.08
"""Planning waits this long for the first diagnosis of a chat; then the search has to do."""

_SEEDS_APART = 10
"""Between texts that the agent asks for one after the other: tries and hints have seeds between."""


@dataclass(frozen=True, slots=True)
class _Change:
    """Something has changed in a chat, ``reason`` says what; ``at_ns`` is when.

    ``asked`` says that the agent asked for a suggestion, in place of the one named ``replaces``.
    """

    chat: str
    reason: str
    at_ns: int
    by_customer: bool = False
    asked: bool = False
    replaces: str | None = None

    def joined(self, newer: "_Change") -> "_Change":
        """This one and a newer one in the same chat, to be handled together."""
        return replace(
            newer if newer.asked or not self.by_customer else self,
            at_ns=self.at_ns,
            by_customer=self.by_customer or newer.by_customer,
            asked=self.asked or newer.asked,
            replaces=newer.replaces or self.replaces,
        )


@dataclass(slots=True)
class _Improvement:
    """The model is to write its version of a suggestion, once it is time.

    ``seed`` differs where the agent asked for another text; ``read`` says that the model was told
    to read ahead.
    """

    suggestion: str
    plan: Plan
    seed: int = 1
    read: bool = False


class SuggestionScheduler:
    """Keeps the suggestion up to date in open chats and at the head of the queue.

    In a chat for which ``waits_for_agent`` is true, none are requested before
    ``request_for_agent``.
    """

    def __init__(
        self,
        desk: Desk,
        issues: IssueTracker,
        planner: Planner,
        briefing: Briefing,
        requests: SuggestionRequests,
        clock: Clock,
        waits_for_agent: Callable[[Chat], bool],
    ) -> None:
        self._desk = desk
        self._issues = issues
        self._planner = planner
        self._briefing = briefing
        self._requests = requests
        self._clock = clock
        self._waits_for_agent = waits_for_agent
        self._bursts: dict[str, Burst] = {}
        self._changes: dict[str, _Change] = {}
        self._is_polling = False
        self._improved: set[str] = set()
        self._improvements: dict[str, _Improvement] = {}

    # --- what has happened -------------------------------------------------------------------

    def on_customer_message(self, chat: str) -> None:
        """A message has come: find out what the chat is about now, and plan anew.

        Raises:
            StoreError: the disk takes nothing; ``poll`` tries again.
        """
        now_s = self._now_s()
        if chat in self._bursts:
            self._bursts[chat].add(now_s)
        else:
            self._bursts[chat] = Burst(now_s, now_s)
        self._improvements.pop(chat, None)
        self._add(self._change(chat, "the customer wrote again", by_customer=True))

    def on_change(self, chat: str, reason: str) -> None:
        """Something else has changed that may change what to say next: ``reason`` says what.

        Raises:
            StoreError: the disk takes nothing; ``poll`` tries again.
        """
        self._add(self._change(chat, reason))

    def on_answer_sent(self, chat: Chat) -> None:
        """The agent has written: plan anew, and have the model read the chat as it is now."""
        self._bursts.pop(chat.id, None)
        self._improvements.pop(chat.id, None)
        for suggestion in chat.suggestions.values():
            if not suggestion.is_live:
                self._requests.give_up(suggestion.id)
        self._add(self._change(chat.id, "the agent answered"))
        if is_served(chat, self._desk) and chat.id not in self._improvements:
            self._requests.read_ahead(self._briefing.brief(chat))

    def refresh_queue(self) -> None:
        """Somebody has left the queue: make suggestions for those who are next."""
        for chat in self._desk.queue[:QUEUE_SERVED]:
            self._add(self._change(chat.id, "the queue moved on"))

    def refresh_everywhere(self, reason: str) -> None:
        """Plan all chats anew; what is still right stays in front of the agent.

        The console may have been killed after it recorded something and before it superseded what
        that made obsolete, or before the model had written its version.
        """
        self._improved.clear()
        for chat in [*self._desk.open_chats, *self._desk.queue[:QUEUE_SERVED]]:
            self._add(self._change(chat.id, reason))

    def request_for_agent(self, chat: Chat, replaces: str | None = None) -> None:
        """The agent asked for a suggestion, in place of one or where there is none by itself."""
        if chat.messages and is_served(chat, self._desk):
            change = self._change(chat.id, "the agent asked again")
            self._add(replace(change, asked=True, replaces=replaces))

    def drop(self, chat: str) -> None:
        """Request nothing more for this chat: it is over, or goes without suggestions."""
        self._changes.pop(chat, None)
        self._bursts.pop(chat, None)
        self._improvements.pop(chat, None)
        self._issues.drop(chat)

    def _change(self, chat: str, reason: str, *, by_customer: bool = False) -> _Change:
        return _Change(chat, reason, self._clock.mono_ns(), by_customer)

    def _add(self, change: _Change) -> None:
        before = self._changes.get(change.chat)
        self._changes[change.chat] = before.joined(change) if before else change
        self.poll()

    # --- what is due -------------------------------------------------------------------------

    def poll(self) -> None:
        """Do what has become possible since the last call. Never blocks.

        What is recorded here may come back as a change, which is then handled after it.

        Raises:
            StoreError: the disk takes nothing; call again.
        """
        if self._is_polling:
            return
        self._is_polling = True
        try:
            self._issues.poll()
            while due := [c for c in self._changes.values() if self._may_be_planned(c)]:
                for change in due:
                    self._plan(change)
            self._improve_due()
        finally:
            self._is_polling = False

    def _plan(self, change: _Change) -> None:
        """Plan one chat. What fails is not tried again, so that it never stops the others.

        Raises:
            StoreError: the disk takes nothing; the change is kept for the next call.
        """
        chat = self._desk.chats[change.chat]
        is_over = True
        try:
            if self._is_planned(chat, change):
                self._refresh(chat, change)
        except StoreError:
            is_over = False
            raise
        finally:
            if is_over and self._changes.get(change.chat) is change:
                del self._changes[change.chat]

    def _is_planned(self, chat: Chat, change: _Change) -> bool:
        """Whether suggestions are made for the chat now: by themselves, or since the agent asks."""
        if not chat.messages or not is_served(chat, self._desk):
            return False
        return change.asked or bool(_live(chat)) or not self._waits_for_agent(chat)

    def _may_be_planned(self, change: _Change) -> bool:
        """Whether it is known what the chat is about, or has been waited for long enough."""
        chat = self._desk.chats[change.chat]
        if not self._is_planned(chat, change):
            return True
        if not self._is_diagnosed(chat):
            self._issues.ask(chat)
        if _knows_issue(chat) or not self._issues.is_asking(chat.id):
            return True
        return (self._clock.mono_ns() - change.at_ns) / 1e9 >= _LONGEST_WITHOUT_ISSUE_S

    def _is_diagnosed(self, chat: Chat) -> bool:
        """Whether the customer's last message was diagnosed, or is about to be."""
        last = chat.last_customer_message()
        if last is None or (chat.issue is not None and not self._issues.brought_up(chat)):
            return True
        read = chat.diagnosed.message if chat.diagnosed else None
        return last.id in (read, self._issues.message_asked_about(chat.id))

    def _refresh(self, chat: Chat, change: _Change) -> None:
        """Read and plan the chat; put another card before the agent if that is another message."""
        if not _knows_issue(chat):
            self._issues.search(chat)
        read = self._planner.read(chat)
        if read is not None:
            self._requests.record_reading(read)
        plan = self._planner.plan(chat)
        live = _live(chat)
        stale = [s for s in live if plan is None or change.asked or not plan.is_met_by(s)]
        self._requests.supersede(chat, stale, change.reason)
        by_agent = change.asked or self._waits_for_agent(chat)
        if plan is None:
            self._improvements.pop(chat.id, None)
        elif not change.asked and any(plan.is_met_by(s) for s in chat.suggestions.values()):
            self._improve_kept(chat, plan)
        elif change.asked or not by_agent or (stale and not change.by_customer):
            self._offer(chat, plan, change, by_agent=by_agent)

    def _offer(self, chat: Chat, plan: Plan, change: _Change, *, by_agent: bool) -> None:
        before = sum(s.by_agent for s in chat.suggestions.values())
        past = _unseen(chat, plan) if change.asked and change.replaces else None
        name = self._requests.offer(
            chat, plan, change.at_ns, by_agent=by_agent, replaces=change.replaces, past=past
        )
        if past is None:
            seed = 1 + _SEEDS_APART * before if change.asked else 1
            self._improvements[chat.id] = _Improvement(name, plan, seed)
        else:
            self._improvements.pop(chat.id, None)

    def _improve_kept(self, chat: Chat, plan: Plan) -> None:
        """Have the model write what it was about to write before it or the console stopped."""
        for kept in _live(chat):
            lacks_version = kept.version is Version.APPROVED and kept.revision is None
            if lacks_version and kept.id not in self._improved:
                self._improvements.setdefault(chat.id, _Improvement(kept.id, plan))

    def _improve_due(self) -> None:
        """Have the model write, in each chat as soon as the customer seems to be done."""
        for name, due in list(self._improvements.items()):
            chat = self._desk.chats[name]
            if self._is_time(chat):
                brief = self._briefing.brief(chat, due.plan)
                self._requests.improve(due.suggestion, brief, rank(chat), seed=due.seed)
                self._improved.add(due.suggestion)
                del self._improvements[name]
            elif not due.read:
                due.read = True
                self._requests.read_ahead(self._briefing.brief(chat))

    def _is_time(self, chat: Chat) -> bool:
        if self._issues.is_asking(chat.id):
            return False
        burst = self._bursts.get(chat.id)
        return burst is None or burst.is_due(self._now_s(), typing=chat.customer_typing)

    def _now_s(self) -> float:
        return self._clock.mono_ns() / 1e9


def _unseen(chat: Chat, plan: Plan) -> str | None:
    """The nearest past reply that was not offered in this chat yet."""
    offered = {text for s in chat.suggestions.values() for text in s.texts.values()}
    return next((text for text in plan.examples if text not in offered), None)


def _live(chat: Chat) -> list[Suggestion]:
    return [s for s in chat.suggestions.values() if s.is_live]


def _knows_issue(chat: Chat) -> bool:
    """Whether anybody has said what the chat is about, be it that it can't be told."""
    return chat.issue is not None or chat.diagnosed is not None
