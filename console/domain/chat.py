"""One chat as the log records it: its messages, suggestions, draft, and how it ended."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from console.domain import events as ev
from console.domain.customers import Customer
from console.domain.issues import Disposition
from console.domain.procedure import ProcedureState
from console.domain.suggestions import Suggestion


class ChatState(StrEnum):
    """Where a chat is in its life."""

    QUEUED = "queued"
    OPEN = "open"
    CLOSED = "closed"
    ABANDONED = "abandoned"
    DROPPED = "dropped"


class Delivery(StrEnum):
    """How far a message got."""

    RECEIVED = "received"
    SENDING = "sending"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"


@dataclass(slots=True)
class Message:
    """One message of a chat, from either side.

    ``unkept`` is how many characters it had, where its text was not stored and is not known here.
    """

    id: str
    text: str
    at: datetime
    by_agent: bool
    delivery: Delivery
    origin: ev.Origin | None = None
    suggestion: str | None = None
    pictures: int = 0
    failure: str | None = None
    unkept: int | None = None
    attachments: tuple[ev.Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class HeldMessage:
    """A message that the agent sent at ``at`` and that waits at the console.

    ``messages_before`` is how many messages the chat had then. ``passed_over`` are the suggestions
    that the agent had before them and did not use for it.
    """

    id: str
    text: str
    at: datetime
    origin: ev.Origin
    suggestion: str | None
    version: ev.Version | None
    canned: str | None
    messages_before: int
    passed_over: tuple[str, ...]


@dataclass(slots=True)
class ComposerDraft:
    """The unsent text in a chat's input box and what it was made from."""

    text: str = ""
    suggestion: str | None = None
    canned: str | None = None


@dataclass(slots=True)
class Chat:
    """State of one chat. Times are UTC wall times, null until they happen.

    ``run`` is the stream of customers it came with (``SessionStarted.run``).
    ``diagnosed`` is what the classifier last made of the customer's words.
    ``issues`` are all that the agent has confirmed, ``issue`` the last of them. ``diagnosed_since``
    is whether the last diagnosis is of what was written after an issue had been confirmed.
    ``access`` is whether suggestions may be seen in it, null where the session's arm says so.
    ``tab_closed`` means that the agent closed its tab, possibly after the customer had left.
    ``handed_back`` means that the agent gave it back to the channel; it is dropped then.
    ``held`` are messages that the agent has sent and can still take back, in their order.
    """

    id: str
    customer: Customer
    known_issue: str | None
    queued_at: datetime
    run: str = ""
    state: ChatState = ChatState.QUEUED
    offered: bool = False
    accepted_at: datetime | None = None
    ended_at: datetime | None = None
    tab_closed: bool = False
    handed_back: bool = False
    access: bool | None = None
    previous: str | None = None
    messages: list[Message] = field(default_factory=list)
    suggestions: dict[str, Suggestion] = field(default_factory=dict)
    draft: ComposerDraft = field(default_factory=ComposerDraft)
    held: list[HeldMessage] = field(default_factory=list)
    unread: int = 0
    waiting_since: datetime | None = None
    customer_typing: bool = False
    agent_typing: bool = False
    composing: bool = False
    diagnosed: ev.ChatDiagnosed | None = None
    issue: str | None = None
    issue_confirmed_at: datetime | None = None
    issues: tuple[str, ...] = ()
    diagnosed_since: bool = False
    procedure: ProcedureState = field(default_factory=ProcedureState)
    procedure_finished_at: datetime | None = None
    disposition: Disposition | None = None
    resolved: bool | None = None
    leave_reason: str | None = None
    rating: int | None = None
    rating_comment: str | None = None
    _known: dict[str, int] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def is_open(self) -> bool:
        """Whether both sides can write."""
        return self.state is ChatState.OPEN

    @property
    def is_over(self) -> bool:
        """Whether nobody will write in it any more."""
        return self.state not in (ChatState.QUEUED, ChatState.OPEN)

    @property
    def has_tab(self) -> bool:
        """Whether it belongs among the agent's tabs."""
        return self.accepted_at is not None and not self.tab_closed

    @property
    def needs_answer_since(self) -> datetime | None:
        """Since when the customer has waited for the agent; null once an answer is on its way."""
        return None if self.held else self.waiting_since

    @property
    def proposed_issue(self) -> str | None:
        """The issue that is put to the agent; null while nothing is sure enough."""
        if self.diagnosed is not None:
            return self.diagnosed.issue
        return next((s.issue for s in reversed(self.suggestions.values()) if s.issue), None)

    @property
    def further_issue(self) -> str | None:
        """What else the customer needs, beside or after the issue that is confirmed."""
        if self.issue is None or self.diagnosed is None or not self.diagnosed_since:
            return None
        return self.diagnosed.issue if self.diagnosed.issue != self.issue else None

    def message(self, message: str) -> Message:
        """The message with this id; raises KeyError if there is none."""
        return self.messages[self._places()[message]]

    def has_message(self, message: str) -> bool:
        """Whether there is a message with this id."""
        return message in self._places()

    def _places(self) -> dict[str, int]:
        """Where each message is, by id. Messages are only ever added, so what is known stays."""
        known = len(self._known)
        for place in range(known, len(self.messages)):
            self._known[self.messages[place].id] = place
        return self._known

    def current(self, about: ev.SuggestionKind) -> Suggestion | None:
        """The newest suggestion of a kind, if it belongs on the panel."""
        for suggestion in reversed(self.suggestions.values()):
            if suggestion.about is about:
                return suggestion if suggestion.is_live and not suggestion.held else None
        return None

    def last_customer_message(self) -> Message | None:
        """What the customer wrote last."""
        return next((m for m in reversed(self.messages) if not m.by_agent), None)
