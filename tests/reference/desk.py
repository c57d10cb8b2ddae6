"""The desk once more, as a definition: what a list of facts says about chats, tabs and attention.

Where ``console.domain.desk`` lets one fact after the other change its state, each value here is
looked up in the whole list: the last fact of a kind, the first one after another, how many there
are. Nothing is shared with the desk but the facts themselves.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import accumulate, groupby
from typing import TypeVar

from console.domain import events as ev

F = TypeVar("F", bound=ev.Fact)

State = dict[str, object]
"""What there is to know about something, by the name that the desk gives it."""

_ENDINGS = (ev.ChatClosed, ev.ChatAbandoned, ev.ChatDropped)
_STATES: dict[type[ev.Fact], str] = {
    ev.ChatClosed: "closed",
    ev.ChatAbandoned: "abandoned",
    ev.ChatDropped: "dropped",
}
_RECEIPTS: dict[type[ev.Fact], str] = {
    ev.MessageDelivered: "delivered",
    ev.MessageFailed: "failed",
    ev.MessageRead: "read",
}
_ANSWERS = (ev.GuardrailObeyed, ev.GuardrailOverridden, ev.GuardrailLapsed)
_PROGRESS: dict[type[ev.Fact], str] = {
    ev.SuggestionRequested: "requested",
    ev.SuggestionFirstToken: "streaming",
    ev.SuggestionReady: "ready",
    ev.SuggestionFailed: "failed",
}


@dataclass(frozen=True)
class Facts:
    """Events in the log's order, and what can be asked of them."""

    events: Sequence[ev.Event]

    def of(self, kind: type[F]) -> list[F]:
        """The facts of a kind."""
        return [event.fact for event in self.events if isinstance(event.fact, kind)]

    def moments(self, *kinds: type[ev.Fact]) -> list[ev.Event]:
        """The events whose facts are of these kinds."""
        return [event for event in self.events if isinstance(event.fact, kinds)]

    def last(self, kind: type[F]) -> F | None:
        """The newest fact of a kind."""
        return next(reversed(self.of(kind)), None)

    def last_of(self, *kinds: type[ev.Fact]) -> ev.Fact | None:
        """The newest fact of any of these kinds."""
        return next((event.fact for event in reversed(self.moments(*kinds))), None)

    def first_at(self, *kinds: type[ev.Fact]) -> datetime | None:
        """When a fact of these kinds happened for the first time."""
        return next((event.wall for event in self.moments(*kinds)), None)

    def last_at(self, kind: type[ev.Fact]) -> datetime | None:
        """When a fact of a kind happened for the last time."""
        return next((event.wall for event in reversed(self.moments(kind))), None)

    def field(self, kind: type[ev.Fact], name: str, otherwise: object = None) -> object:
        """What the newest fact of a kind says in a field."""
        fact = self.last(kind)
        return otherwise if fact is None else getattr(fact, name)

    def has(self, *kinds: type[ev.Fact]) -> bool:
        """Whether there is a fact of these kinds."""
        return bool(self.moments(*kinds))

    def where(self, fits: Callable[[ev.Event], bool]) -> "Facts":
        """Those events that fit."""
        return Facts([event for event in self.events if fits(event)])

    def after(self, seq: int) -> "Facts":
        """Those events that come after the one with this number."""
        return self.where(lambda event: event.seq > seq)

    def before(self, seq: int) -> "Facts":
        """Those events that come before the one with this number."""
        return self.where(lambda event: event.seq < seq)


class DeskDefinition:
    """What the desk must be after all these events."""

    def __init__(self, events: Sequence[ev.Event]) -> None:
        """The events are a log's from a recovery point on."""
        self._all = Facts(events)
        starts = self._all.moments(ev.SessionStarted)
        fresh = [e for e in starts if isinstance(e.fact, ev.SessionStarted) and not e.fact.resumed]
        self._start = starts[-1] if starts else None
        self._session = self._all.after(self._start.seq - 1) if self._start else self._all
        self._day = self._all.after(fresh[-1].seq - 1) if fresh else self._all

    def state(self) -> State:
        """Everything that the desk knows."""
        return {
            "last_seq": self._all.events[-1].seq if self._all.events else 0,
            "session": self._session_info(),
            "chats": self.chats,
            "accepted": self._accepted,
            "tabs": self._tabs,
            "open_chats": [chat for chat in self._tabs if self.chats[chat]["state"] == "open"],
            "queue": [c for c, chat in self.chats.items() if chat["state"] == "queued"],
            **self._attention(),
            **self._assistant(),
            **self._study(),
        }

    # --- the session -------------------------------------------------------------------------

    def _session_info(self) -> State | None:
        if self._start is None:
            return None
        return {
            "id": self._start.session,
            "started": self._start.fact,
            "at": self._start.wall,
            "arm": self._session.field(ev.ArmAssigned, "arm"),
            "assigned": self._session.last(ev.ArmAssigned),
            "study": self._session.last(ev.StudyEntered),
            "consent": self._session.last(ev.ConsentAnswered),
            "ended": self._session.has(ev.SessionEnded),
        }

    def _study(self) -> State:
        triggered = self._session.of(ev.GuardrailTriggered)
        facts = [event.fact for event in self._session.events]
        answered = {fact.trigger for fact in facts if isinstance(fact, _ANSWERS)}
        sittings = {
            fact.sitting: self._sitting(event, fact)
            for event in self._day.moments(ev.QuestionnaireOpened)
            if isinstance(fact := event.fact, ev.QuestionnaireOpened)
        }
        finished = self._day.moments(ev.QuestionnaireFinished)
        newest = self._day.after(finished[-1].seq if finished else 0).last(ev.QuestionnaireOpened)
        return {
            "triggers": {f.trigger: f for f in triggered if f.trigger not in answered},
            "sittings": list(sittings.values()),
            "sitting": sittings[newest.sitting]
            if isinstance(newest, ev.QuestionnaireOpened)
            else None,
            "finished_questionnaires": self._day.of(ev.QuestionnaireFinished),
            "chats_taken": len(self._day.of(ev.ChatAccepted)),
            "chats_closed": len(self._day.of(ev.ChatClosed)),
        }

    def _sitting(self, opened: ev.Event, fact: ev.QuestionnaireOpened) -> State:
        answers = self._day.after(opened.seq).of(ev.QuestionAnswered)
        return {
            "id": fact.sitting,
            "questionnaire": fact.questionnaire,
            "occasion": fact.occasion,
            "chats_before": len(self._day.before(opened.seq).of(ev.ChatClosed)),
            "answers": {a.item: a for a in answers if a.sitting == fact.sitting},
        }

    def _assistant(self) -> State:
        newest = self._session.last_of(ev.AssistantStarted, ev.AssistantLost)
        return {
            "assistant_ready": isinstance(newest, ev.AssistantStarted),
            "assistant_trouble": newest.reason if isinstance(newest, ev.AssistantLost) else None,
            "items_set_aside": len(self._session.of(ev.ItemSetAside)),
            "channel_trouble": self._trouble,
            "availability": self._session.field(
                ev.AvailabilityChanged, "availability", otherwise=ev.Availability.AVAILABLE
            ),
        }

    @property
    def _trouble(self) -> str | None:
        newest = self._session.last(ev.ChannelConnection)
        if newest is None or newest.connected:
            return None
        return newest.reason or "it does not answer"

    # --- where the agent's attention is ------------------------------------------------------

    def _attention(self) -> State:
        active = self._session.last_of(ev.WindowActivated, ev.WindowDeactivated, ev.SessionEnded)
        idle = self._session.last_of(ev.AgentIdle, ev.AgentBack)
        days = list(self._focus_by_day())
        return {
            "tab": self._all.field(ev.TabShown, "chat"),
            "window_active": isinstance(active, ev.WindowActivated),
            "idle": isinstance(idle, ev.AgentIdle),
            "panel_open": self._all.field(ev.PanelToggled, "open", otherwise=True),
            "focus": self._focus[-1] if self._focus else None,
            "switches": sum(max(len(day) - 1, 0) for day in days),
            "last_focus": days[-1][-1] if days and days[-1] else None,
        }

    @cached_property
    def _focus(self) -> list[str | None]:
        """The chat that had the agent's attention after each event."""
        facts = [event.fact for event in self._all.events]
        tabs = _latest(facts, ev.TabShown)
        windows = _latest(
            facts, ev.WindowActivated, ev.WindowDeactivated, ev.SessionStarted, ev.SessionEnded
        )
        idleness = _latest(facts, ev.AgentIdle, ev.AgentBack, ev.SessionStarted)
        return [
            tab.chat
            if isinstance(tab, ev.TabShown)
            and isinstance(window, ev.WindowActivated)
            and not isinstance(idle, ev.AgentIdle)
            else None
            for tab, window, idle in zip(tabs, windows, idleness, strict=True)
        ]

    def _focus_by_day(self) -> Iterator[list[str]]:
        """The chats that had the focus, one after the other, for each day at the desk."""
        days = accumulate(
            isinstance(event.fact, ev.SessionStarted) and not event.fact.resumed
            for event in self._all.events
        )
        for _, day in groupby(zip(days, self._focus, strict=True), key=lambda pair: pair[0]):
            focused = [chat for _, chat in day if chat is not None]
            yield [chat for chat, _ in groupby(focused)]

    # --- chats -------------------------------------------------------------------------------

    @cached_property
    def chats(self) -> dict[str, State]:
        """All chats, in the order they were queued."""
        return {
            event.fact.chat: self._chat(event, event.fact)
            for event in self._all.events
            if isinstance(event.fact, ev.ChatQueued)
        }

    @property
    def _accepted(self) -> list[str]:
        return [fact.chat for fact in self._all.of(ev.ChatAccepted)]

    @property
    def _tabs(self) -> list[str]:
        return [chat for chat in self._accepted if not self.chats[chat]["tab_closed"]]

    def _chat(self, queued: ev.Event, fact: ev.ChatQueued) -> State:
        about = self._all.where(lambda event: _chat_of(event.fact) == fact.chat)
        runs = self._all.before(queued.seq)
        suggestions = _suggestions(about)
        return {
            "id": fact.chat,
            "customer": fact.customer,
            "known_issue": fact.known_issue,
            "queued_at": queued.wall,
            "run": runs.field(ev.SessionStarted, "run", otherwise=""),
            **_course(about),
            **_understanding(about, suggestions),
            "procedure": _procedure(about),
            **self._presence(fact.chat, about),
            "messages": _messages(about),
            "waiting_since": _waiting_since(about),
            "draft": _draft(about),
            "held": _held(about),
            "suggestions": suggestions,
            "current": {kind: _current(suggestions, kind) for kind in ev.SuggestionKind},
        }

    def _presence(self, chat: str, about: Facts) -> State:
        """Who is typing where, and what the agent has not seen yet."""
        lately = about if self._start is None else about.after(self._start.seq)
        customer = lately.last_of(ev.CustomerTyping, ev.MessageReceived, *_ENDINGS)
        agent = lately.last_of(ev.AgentTyping, ev.SendHeld, ev.MessageSent, *_ENDINGS)
        composer = lately.last_of(ev.ComposerFocused, ev.ComposerLeft)
        looks = [
            event.seq
            for event, focus in zip(self._all.events, self._focus, strict=True)
            if focus == chat
        ]
        answers = [_sent_seq(event, about) for event in about.moments(ev.MessageSent)]
        seen = max((*looks, *answers), default=0)
        return {
            "customer_typing": isinstance(customer, ev.CustomerTyping) and customer.active,
            "agent_typing": isinstance(agent, ev.AgentTyping) and agent.active,
            "composing": isinstance(composer, ev.ComposerFocused),
            "unread": len(about.after(seen).of(ev.MessageReceived)),
        }


def _latest(facts: Sequence[ev.Fact], *kinds: type[ev.Fact]) -> list[ev.Fact | None]:
    """After each fact, the newest one of these kinds."""
    marked: list[ev.Fact | None] = [fact if isinstance(fact, kinds) else None for fact in facts]
    return list(accumulate(marked, _newer))


def _newer(before: ev.Fact | None, now: ev.Fact | None) -> ev.Fact | None:
    return before if now is None else now


def _chat_of(fact: ev.Fact) -> str | None:
    return fact.chat if isinstance(fact, ev.ChatFact) else None


def _course(about: Facts) -> State:
    """How far a chat is, and how it ended: in the way that came first."""
    ending = next((event.fact for event in about.moments(*_ENDINGS)), None)
    running = "open" if about.has(ev.ChatAccepted) else "queued"
    return {
        "state": _STATES[type(ending)] if ending else running,
        "offered": about.has(ev.ChatOffered),
        "accepted_at": about.last_at(ev.ChatAccepted),
        "ended_at": about.first_at(*_ENDINGS),
        "tab_closed": about.has(ev.ChatClosed, ev.ChatDropped),
        "has_tab": about.has(ev.ChatAccepted) and not about.has(ev.ChatClosed, ev.ChatDropped),
        "handed_back": about.has(ev.ChatHandedBack),
        "access": about.field(ev.ChatAssigned, "access"),
        "previous": about.field(ev.ChatReturned, "previous"),
        "disposition": about.field(ev.ChatClosed, "disposition"),
        "resolved": about.field(ev.ChatClosed, "resolved"),
        "leave_reason": about.field(ev.ChatAbandoned, "reason"),
        "rating": about.field(ev.ChatRated, "rating"),
        "rating_comment": about.field(ev.ChatRated, "comment"),
    }


def _understanding(about: Facts, suggestions: dict[str, State]) -> State:
    """What the customer needs, as far as the classifier, the model and the agent have said."""
    diagnosed = about.last(ev.ChatDiagnosed)
    confirmed = [fact.issue for fact in about.of(ev.IssueConfirmed)]
    first = next(iter(about.moments(ev.IssueConfirmed)), None)
    since = first is not None and about.after(first.seq).has(ev.ChatDiagnosed)
    other = diagnosed.issue if diagnosed and since and diagnosed.issue != confirmed[-1] else None
    by_model = [each["issue"] for each in suggestions.values() if each["issue"]]
    return {
        "diagnosed": diagnosed,
        "proposed_issue": diagnosed.issue if diagnosed else next(reversed(by_model), None),
        "issue": about.field(ev.IssueConfirmed, "issue"),
        "issues": tuple(reversed(dict.fromkeys(reversed(confirmed)))),
        "diagnosed_since": since,
        "further_issue": other,
        "issue_confirmed_at": about.first_at(ev.IssueConfirmed),
        "procedure_finished_at": about.first_at(ev.ProcedureFinished),
    }


def _procedure(about: Facts) -> State:
    """What is known and done, by the newest word on each."""
    chosen = about.last(ev.SubjectChosen)
    return {
        "read": about.last(ev.ChatRead),
        "corrected": {(f.article, f.need): f.met for f in about.of(ev.NeedCorrected)},
        "order": chosen.order if chosen else None,
        "item": chosen.item if chosen else None,
        "actions": _actions(about),
    }


def _actions(about: Facts) -> dict[str, State]:
    """The newest word on each action; one that was taken back is none."""
    words = about.moments(ev.ActionStarted, ev.ActionTaken)
    withdrawn = {fact.action for fact in about.of(ev.ActionWithdrawn)}
    return {
        event.fact.action: {
            "id": event.fact.action,
            "article": event.fact.article,
            "step": event.fact.step,
            "operation": event.fact.operation,
            "by": getattr(event.fact, "by", "agent"),
            "done": getattr(event.fact, "done", None),
            "detail": getattr(event.fact, "detail", None),
            "at": event.wall,
        }
        for event in words
        if isinstance(event.fact, ev.ActionStarted | ev.ActionTaken)
        and event.fact.action not in withdrawn
    }


# --- messages --------------------------------------------------------------------------------


def _messages(about: Facts) -> list[State]:
    return [
        _message(event, event.fact, about)
        for event in about.events
        if isinstance(event.fact, ev.MessageReceived | ev.MessageSent)
    ]


def _message(event: ev.Event, fact: ev.MessageReceived | ev.MessageSent, about: Facts) -> State:
    sent = isinstance(fact, ev.MessageSent)
    receipts = about.where(
        lambda each: (
            isinstance(each.fact, ev.MessageDelivered | ev.MessageFailed | ev.MessageRead)
            and each.fact.message == fact.message
        )
    )
    newest = receipts.last_of(*_RECEIPTS)
    delivery = "sending" if sent else "received"
    if newest is not None:
        delivery = _RECEIPTS[type(newest)]
    return {
        "id": fact.message,
        "text": fact.text,
        "at": event.wall,
        "by_agent": sent,
        "delivery": delivery,
        "origin": fact.origin if isinstance(fact, ev.MessageSent) else None,
        "suggestion": fact.suggestion if isinstance(fact, ev.MessageSent) else None,
        "pictures": fact.pictures if isinstance(fact, ev.MessageReceived) else 0,
        "failure": receipts.field(ev.MessageFailed, "reason"),
        "attachments": () if isinstance(fact, ev.MessageSent) else fact.attachments,
        "unkept": fact.measured.characters if fact.measured else None,
    }


def _waiting_since(about: Facts) -> datetime | None:
    """When the customer wrote the first message that the agent has not answered."""
    answers = (_sent_seq(event, about) for event in about.moments(ev.MessageSent))
    answered = max(answers, default=0)
    return about.after(answered).first_at(ev.MessageReceived)


def _sent_seq(left: ev.Event, about: Facts) -> int:
    """The place at which the agent sent a message: where it began to wait, if it was held."""
    name = getattr(left.fact, "message", None)
    places = (
        event.seq
        for event in about.moments(ev.SendHeld)
        if isinstance(event.fact, ev.SendHeld) and event.fact.message == name
    )
    return next(places, left.seq)


def _still_held(about: Facts) -> list[ev.SendHeld]:
    """What the agent has sent that has neither left nor come back."""
    left = {fact.message for fact in about.of(ev.MessageSent)}
    back = {fact.message for fact in about.of(ev.SendWithdrawn)}
    return [fact for fact in about.of(ev.SendHeld) if fact.message not in left | back]


def _held(about: Facts) -> list[State]:
    still = {fact.message for fact in _still_held(about)}
    return [
        {
            "id": fact.message,
            "text": fact.text,
            "at": event.wall,
            "origin": fact.origin,
            "suggestion": fact.suggestion,
            "version": fact.version,
            "canned": fact.canned,
            "messages_before": len(
                about.before(event.seq).moments(ev.MessageReceived, ev.MessageSent)
            ),
            "passed_over": _left_aside(event.seq, fact.suggestion, about),
        }
        for event in about.moments(ev.SendHeld)
        if isinstance(fact := event.fact, ev.SendHeld) and fact.message in still
    ]


def _left_aside(seq: int, used: str | None, about: Facts) -> tuple[str, ...]:
    """The suggestions that were shown and on the panel when words of the agent's own were sent."""
    if used is not None:
        return ()
    before = _suggestions(about.before(seq))
    return tuple(name for name, s in before.items() if s["is_live"] and s["shown_at"] is not None)


def _draft(about: Facts) -> State:
    newest = about.last_of(ev.DraftChanged, ev.ChatClosed)
    if not isinstance(newest, ev.DraftChanged) or newest.measured is not None:
        return {"text": "", "suggestion": None, "canned": None}
    return {"text": newest.text, "suggestion": newest.suggestion, "canned": newest.canned}


# --- suggestions -----------------------------------------------------------------------------


def _suggestions(about: Facts) -> dict[str, State]:
    return {
        event.fact.suggestion: _suggestion(event, event.fact, about)
        for event in about.events
        if isinstance(event.fact, ev.SuggestionRequested)
    }


def _suggestion(requested: ev.Event, fact: ev.SuggestionRequested, about: Facts) -> State:
    its = about.where(
        lambda event: (
            isinstance(event.fact, ev.SuggestionFact) and event.fact.suggestion == fact.suggestion
        )
    )
    uses = about.where(
        lambda event: (
            isinstance(event.fact, ev.MessageSent)
            and event.fact.suggestion == fact.suggestion
            and event.fact.origin is ev.Origin.MODIFIED
        )
    )
    newest = its.last_of(ev.SuggestionReady, ev.SuggestionFailed) or its.last_of(*_PROGRESS)
    state: State = {
        "id": fact.suggestion,
        "about": fact.about,
        "requested_at": requested.wall,
        "message": fact.message,
        "by_agent": fact.by_agent,
        "replaces": fact.replaces,
        "move": fact.move,
        "progress": _PROGRESS[type(newest)] if newest else None,
        "issue": its.field(ev.SuggestionReady, "issue"),
        **_card(its),
        "failure": its.field(ev.SuggestionFailed, "reason"),
        "ready_at": its.last_at(ev.SuggestionReady),
        "shown_at": its.first_at(ev.SuggestionShown),
        "inserted": its.has(ev.SuggestionInserted),
        "held": fact.suggestion in {held.suggestion for held in _still_held(about)},
        "adopted": its.has(ev.SuggestionAdopted),
        "modified": bool(uses.events),
        "dismissed": its.has(ev.SuggestionDismissed),
        "superseded": its.has(ev.SuggestionSuperseded),
        "passed_over": _passed_over(its, uses, about),
        "good": its.field(ev.SuggestionRated, "good"),
    }
    decided = state["adopted"] or state["modified"] or state["dismissed"]
    is_live = not decided and not state["superseded"]
    return {
        **state,
        "is_live": is_live,
        "is_usable": state["progress"] == "ready" and not decided and not state["held"],
        "is_in_the_making": is_live and state["progress"] in ("requested", "streaming"),
        "outcome": _outcome(state),
    }


def _card(its: Facts) -> State:
    """What is on the card, and the model's version that waits to take its place."""
    ready = its.last(ev.SuggestionReady)
    updates = its.moments(ev.SuggestionUpdated)
    revisions = [its.before(update.seq).last(ev.SuggestionRevised) for update in updates]
    taken = next((revision for revision in reversed(revisions) if revision), None)
    waiting = its.after(updates[-1].seq if updates else 0).last(ev.SuggestionRevised)
    texts: State = {}
    if ready is not None:
        names = {"generate": "model", "template": "approved", "past_reply": "past_reply"}
        texts[ev.Version(names[ready.strategy])] = ready.text
    if taken is not None:
        texts[ev.Version.MODEL] = taken.text
    shown = taken or ready
    return {
        "text": shown.text if shown else "",
        "sources": shown.sources if shown else (),
        "notes": shown.notes if shown else (),
        "unkept": ready is not None and ready.measured is not None,
        "version": next(reversed(texts), ev.Version.APPROVED),
        "revision": waiting,
        "texts": texts,
    }


def _passed_over(its: Facts, uses: Facts, about: Facts) -> bool:
    """Whether the agent sent words of their own while it was on the panel and had been shown."""
    shown = min((event.seq for event in its.moments(ev.SuggestionShown)), default=None)
    gone = its.moments(ev.SuggestionAdopted, ev.SuggestionDismissed, ev.SuggestionSuperseded)
    left_panel = min((event.seq for event in (*gone, *uses.events)), default=None)
    return any(
        shown is not None and shown < seq and (left_panel is None or seq < left_panel)
        for seq in _own_words(about)
    )


def _own_words(about: Facts) -> Iterator[int]:
    """Where the agent sent words of their own that left."""
    for event in about.moments(ev.MessageSent):
        if isinstance(event.fact, ev.MessageSent) and event.fact.suggestion is None:
            yield _sent_seq(event, about)


def _outcome(state: State) -> str:
    """The first of these that holds; a suggestion of which none does is still pending."""
    fates = {
        "adopted": state["adopted"],
        "modified": state["modified"],
        "dismissed": state["dismissed"],
        "ignored": state["passed_over"],
        "failed": state["progress"] == "failed",
        "superseded": state["superseded"],
    }
    return next((fate for fate, holds in fates.items() if holds), "pending")


def _current(suggestions: dict[str, State], kind: ev.SuggestionKind) -> object:
    """The newest suggestion of a kind, if it belongs on the panel."""
    newest = next((s for s in reversed(suggestions.values()) if s["about"] is kind), None)
    return newest["id"] if newest and newest["is_live"] and not newest["held"] else None
