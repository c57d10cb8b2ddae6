"""The desk: the state of all chats, folded from events and from nothing else.

``Desk.apply`` reads no clock and does no input or output, so folding the same events always gives
the same desk: that is how a killed console comes up as it was, and how a session replays.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import singledispatch

from console.domain import events as ev
from console.domain.chat import Chat, ChatState, ComposerDraft, Delivery, HeldMessage, Message
from console.domain.procedure import Action
from console.domain.references import objection
from console.domain.suggestions import Suggestion


class ContradictoryFact(ValueError):
    """A fact refers to something that there is not."""


@dataclass(slots=True)
class SessionInfo:
    """Who works, since when, under which conditions."""

    id: str
    started: ev.SessionStarted
    at: datetime
    arm: ev.Arm | None = None
    assigned: ev.ArmAssigned | None = None
    study: ev.StudyEntered | None = None
    consent: ev.ConsentAnswered | None = None
    ended: bool = False


@dataclass(slots=True)
class OpenQuestionnaire:
    """A questionnaire that the agent is filling in, with the answers so far by question.

    ``chats_before`` is how many chats the agent had closed in this session when it was opened.
    """

    id: str
    questionnaire: str
    occasion: str
    chats_before: int = 0
    answers: dict[str, ev.QuestionAnswered] = field(default_factory=dict)


@dataclass(slots=True)
class Desk:
    """All chats, and where the agent's attention is.

    ``tab`` is the chat whose tab is current; ``accepted`` are the chats in the order the agent took
    them. ``switches`` counts the moves of focus from one chat to another, whatever lay between
    them, but not from the last chat of one day to the first of the next. ``triggers`` are the
    guardrails that wait for an answer, by their trigger's id. ``sitting`` is the questionnaire that
    the agent is filling in, ``sittings`` are all of this session, and ``finished_questionnaires``
    those of them that are over. ``chats_taken`` and ``chats_closed`` count the agent's in this
    session, and ``items_set_aside`` what came from outside in it and could not be used.
    ``channel_trouble`` is why the server of the customers can't be reached, null while it can.
    """

    last_seq: int = 0
    session: SessionInfo | None = None
    chats: dict[str, Chat] = field(default_factory=dict)
    accepted: list[str] = field(default_factory=list)
    tab: str | None = None
    window_active: bool = False
    idle: bool = False
    panel_open: bool = True
    assistant_ready: bool = False
    assistant_trouble: str | None = None
    switches: int = 0
    last_focus: str | None = None
    triggers: dict[str, ev.GuardrailTriggered] = field(default_factory=dict)
    sitting: OpenQuestionnaire | None = None
    sittings: list[OpenQuestionnaire] = field(default_factory=list)
    finished_questionnaires: list[ev.QuestionnaireFinished] = field(default_factory=list)
    chats_taken: int = 0
    chats_closed: int = 0
    items_set_aside: int = 0
    channel_trouble: str | None = None
    availability: ev.Availability = ev.Availability.AVAILABLE

    @property
    def focus(self) -> str | None:
        """The chat that has the agent's attention: tab current, window active, agent not idle."""
        return self.tab if self.window_active and not self.idle else None

    @property
    def queue(self) -> list[Chat]:
        """Waiting customers, longest wait first."""
        return [c for c in self.chats.values() if c.state is ChatState.QUEUED]

    @property
    def open_chats(self) -> list[Chat]:
        """The chats in which agent and customer can write, in the order they were accepted."""
        return [c for c in self.tabs if c.is_open]

    @property
    def tabs(self) -> list[Chat]:
        """The agent's tabs, in the order the chats were accepted."""
        return [self.chats[chat] for chat in self.accepted if self.chats[chat].has_tab]

    def panel_visible(self, chat: str) -> bool:
        """Whether the agent can really see the chat's suggestion panel now."""
        return self.panel_open and self.window_active and self.tab == chat

    def apply(self, event: ev.Event) -> None:
        """Let one fact change the state. Facts must come in the order of the log.

        Raises:
            ValueError: the event is not the next one.
            ContradictoryFact: it is about an unknown chat, message or suggestion. The state is as
                it was.
        """
        if self.last_seq and event.seq != self.last_seq + 1:
            raise ValueError(f"event {event.seq} does not follow event {self.last_seq}")
        before = self.focus
        fact = event.fact
        refusal = objection([fact], self)
        if refusal is not None:
            raise ContradictoryFact(f"event {event.seq}: {refusal}")
        if isinstance(fact, ev.ChatQueued):
            run = self.session.started.run if self.session else ""
            chat = Chat(fact.chat, fact.customer, fact.known_issue, event.wall, run)
            self.chats[fact.chat] = chat
        elif isinstance(fact, ev.ChatFact):
            _change_chat(fact, self.chats[fact.chat], event.wall)
            if isinstance(fact, ev.ChatAccepted):
                self.accepted.append(fact.chat)
                self.chats_taken += 1
            self.chats_closed += isinstance(fact, ev.ChatClosed)
        else:
            _change_desk(fact, self, event)
        self._follow_focus(before)
        self.last_seq = event.seq

    def skip(self, event: ev.Event) -> None:
        """Leave a fact out, as one that contradicts those before it.

        Raises:
            ValueError: the event is not the next one.
        """
        if self.last_seq and event.seq != self.last_seq + 1:
            raise ValueError(f"event {event.seq} does not follow event {self.last_seq}")
        self.last_seq = event.seq

    def _follow_focus(self, before: str | None) -> None:
        now = self.focus
        if now is None:
            return
        if now in self.chats:
            self.chats[now].unread = 0
        if now != before and self.last_focus != now:
            self.switches += self.last_focus is not None
            self.last_focus = now


def is_practice(desk: Desk) -> bool:
    """Whether the customers of the session are made up."""
    return desk.session is not None and desk.session.started.practice is True


def fold(events: Iterable[ev.Event]) -> Desk:
    """The desk after all these events; raises ValueError for one that contradicts those before."""
    desk = Desk()
    for event in events:
        desk.apply(event)
    return desk


def fold_leaving_out(events: Iterable[ev.Event]) -> tuple[Desk, list[str]]:
    """The desk after these events, without those that contradict the ones before, and why not.

    Raises:
        ValueError: a number is missing, so that the log itself is not whole.
    """
    desk, left_out = Desk(), []
    for event in events:
        try:
            desk.apply(event)
        except ContradictoryFact as error:
            desk.skip(event)
            left_out.append(str(error))
    return desk, left_out


# --- what each fact does to a chat -------------------------------------------------------------


@singledispatch
def _change_chat(fact: ev.Fact, chat: Chat, at: datetime) -> None:
    raise ValueError(f"no rule for {type(fact).__name__}")


@_change_chat.register
def _(fact: ev.ChatReturned, chat: Chat, at: datetime) -> None:
    chat.previous = fact.previous


@_change_chat.register
def _(fact: ev.ChatOffered, chat: Chat, at: datetime) -> None:
    chat.offered = True


@_change_chat.register
def _(fact: ev.ChatAccepted, chat: Chat, at: datetime) -> None:
    chat.state, chat.accepted_at = ChatState.OPEN, at


def _end(chat: Chat, state: ChatState, at: datetime) -> None:
    """A chat ends once, in the way that came first."""
    if not chat.is_over:
        chat.state, chat.ended_at = state, at
    chat.customer_typing = chat.agent_typing = False


@_change_chat.register
def _(fact: ev.ChatClosed, chat: Chat, at: datetime) -> None:
    _end(chat, ChatState.CLOSED, at)
    chat.disposition, chat.resolved, chat.tab_closed = fact.disposition, fact.resolved, True
    chat.draft = ComposerDraft()


@_change_chat.register
def _(fact: ev.ChatAbandoned, chat: Chat, at: datetime) -> None:
    _end(chat, ChatState.ABANDONED, at)
    chat.leave_reason = fact.reason


@_change_chat.register
def _(fact: ev.ChatDropped, chat: Chat, at: datetime) -> None:
    _end(chat, ChatState.DROPPED, at)
    chat.tab_closed = True


@_change_chat.register
def _(fact: ev.ChatHandedBack, chat: Chat, at: datetime) -> None:
    chat.handed_back = True


@_change_chat.register
def _(fact: ev.ChatAssigned, chat: Chat, at: datetime) -> None:
    chat.access = fact.access


@_change_chat.register
def _(fact: ev.ChatRated, chat: Chat, at: datetime) -> None:
    chat.rating, chat.rating_comment = fact.rating, fact.comment


@_change_chat.register
def _(fact: ev.ChatDiagnosed, chat: Chat, at: datetime) -> None:
    chat.diagnosed = fact
    chat.diagnosed_since = chat.issue is not None


@_change_chat.register
def _(fact: ev.IssueConfirmed, chat: Chat, at: datetime) -> None:
    chat.issue = fact.issue
    chat.issues = (*(issue for issue in chat.issues if issue != fact.issue), fact.issue)
    chat.issue_confirmed_at = chat.issue_confirmed_at or at


@_change_chat.register
def _(fact: ev.ProcedureFinished, chat: Chat, at: datetime) -> None:
    chat.procedure_finished_at = chat.procedure_finished_at or at


@_change_chat.register
def _(fact: ev.ChatRead, chat: Chat, at: datetime) -> None:
    chat.procedure.read = fact


@_change_chat.register
def _(fact: ev.NeedCorrected, chat: Chat, at: datetime) -> None:
    chat.procedure.corrected[fact.article, fact.need] = fact.met


@_change_chat.register
def _(fact: ev.SubjectChosen, chat: Chat, at: datetime) -> None:
    chat.procedure.order, chat.procedure.item = fact.order, fact.item


@_change_chat.register
def _(fact: ev.ActionStarted, chat: Chat, at: datetime) -> None:
    chat.procedure.actions[fact.action] = Action(
        fact.action, fact.article, fact.step, fact.operation, at=at
    )


@_change_chat.register
def _(fact: ev.ActionTaken, chat: Chat, at: datetime) -> None:
    chat.procedure.actions[fact.action] = Action(
        fact.action,
        fact.article,
        fact.step,
        fact.operation,
        fact.by,
        fact.done,
        fact.detail,
        at,
    )


@_change_chat.register
def _(fact: ev.ActionWithdrawn, chat: Chat, at: datetime) -> None:
    chat.procedure.actions.pop(fact.action, None)


@_change_chat.register
def _(fact: ev.MessageReceived, chat: Chat, at: datetime) -> None:
    chat.messages.append(
        Message(
            fact.message,
            fact.text,
            at,
            False,
            Delivery.RECEIVED,
            pictures=fact.pictures,
            attachments=fact.attachments,
            unkept=_unkept(fact),
        )
    )
    chat.unread += 1
    chat.waiting_since = chat.waiting_since or at
    chat.customer_typing = False


@_change_chat.register
def _(fact: ev.MessageSent, chat: Chat, at: datetime) -> None:
    chat.messages.append(
        Message(
            fact.message,
            fact.text,
            at,
            True,
            Delivery.SENDING,
            origin=fact.origin,
            suggestion=fact.suggestion,
            unkept=_unkept(fact),
        )
    )
    chat.agent_typing = False
    held = _let_go(chat, fact.message)
    _answer(chat, held)
    passed_over = _unused(chat, fact.suggestion) if held is None else held.passed_over
    for suggestion in chat.suggestions.values():
        if suggestion.id == fact.suggestion:
            suggestion.modified |= fact.origin is ev.Origin.MODIFIED
        suggestion.passed_over |= suggestion.id in passed_over


@_change_chat.register
def _(fact: ev.SendHeld, chat: Chat, at: datetime) -> None:
    chat.agent_typing = False
    if fact.suggestion in chat.suggestions:
        chat.suggestions[fact.suggestion].held = True
    chat.held.append(
        HeldMessage(
            fact.message,
            fact.text,
            at,
            fact.origin,
            fact.suggestion,
            fact.version,
            fact.canned,
            len(chat.messages),
            _unused(chat, fact.suggestion),
        )
    )


@_change_chat.register
def _(fact: ev.SendWithdrawn, chat: Chat, at: datetime) -> None:
    _let_go(chat, fact.message)


def _let_go(chat: Chat, message: str) -> HeldMessage | None:
    """A held message is held no longer; null if it never was."""
    held = next((each for each in chat.held if each.id == message), None)
    if held is not None:
        chat.held.remove(held)
        if held.suggestion in chat.suggestions:
            others = any(each.suggestion == held.suggestion for each in chat.held)
            chat.suggestions[held.suggestion].held = others
    return held


def _unkept(fact: ev.MessageReceived | ev.MessageSent) -> int | None:
    return None if fact.measured is None else fact.measured.characters


def _answer(chat: Chat, held: HeldMessage | None) -> None:
    """The agent has answered everything that the customer had written when they sent it."""
    since = len(chat.messages) if held is None else held.messages_before
    later = [message for message in chat.messages[since:] if not message.by_agent]
    chat.unread = min(chat.unread, len(later))
    if not later:
        chat.waiting_since = None
    elif chat.waiting_since is not None:
        chat.waiting_since = max(chat.waiting_since, later[0].at)


def _unused(chat: Chat, used: str | None) -> tuple[str, ...]:
    """The suggestions before the agent who sends words of their own."""
    if used is not None:
        return ()
    return tuple(s.id for s in chat.suggestions.values() if s.is_live and s.shown_at)


@_change_chat.register
def _(fact: ev.MessageDelivered, chat: Chat, at: datetime) -> None:
    chat.message(fact.message).delivery = Delivery.DELIVERED


@_change_chat.register
def _(fact: ev.MessageRead, chat: Chat, at: datetime) -> None:
    chat.message(fact.message).delivery = Delivery.READ


@_change_chat.register(ev.ChatTakenElsewhere)
@_change_chat.register(ev.ChatTransferred)
def _(fact: ev.ChatTakenElsewhere | ev.ChatTransferred, chat: Chat, at: datetime) -> None:
    """The fact that follows ends the chat."""


@_change_chat.register
def _(fact: ev.MessageFailed, chat: Chat, at: datetime) -> None:
    message = chat.message(fact.message)
    message.delivery, message.failure = Delivery.FAILED, fact.reason


@_change_chat.register
def _(fact: ev.CustomerTyping, chat: Chat, at: datetime) -> None:
    chat.customer_typing = fact.active


@_change_chat.register
def _(fact: ev.AgentTyping, chat: Chat, at: datetime) -> None:
    chat.agent_typing = fact.active


@_change_chat.register
def _(fact: ev.ComposerFocused, chat: Chat, at: datetime) -> None:
    chat.composing = True


@_change_chat.register
def _(fact: ev.ComposerLeft, chat: Chat, at: datetime) -> None:
    chat.composing = False


@_change_chat.register
def _(fact: ev.DraftChanged, chat: Chat, at: datetime) -> None:
    # Words that were not stored are gone, and with them what they were made from.
    kept = fact.measured is None
    chat.draft = ComposerDraft(fact.text, fact.suggestion, fact.canned) if kept else ComposerDraft()


@_change_chat.register
def _(fact: ev.SuggestionRequested, chat: Chat, at: datetime) -> None:
    chat.suggestions[fact.suggestion] = Suggestion.requested(fact, at)


@_change_chat.register
def _(fact: ev.SuggestionFact, chat: Chat, at: datetime) -> None:
    chat.suggestions[fact.suggestion].apply(fact, at)


# --- what each fact does to the desk as a whole ------------------------------------------------


@singledispatch
def _change_desk(fact: ev.Fact, desk: Desk, event: ev.Event) -> None:
    raise ValueError(f"no rule for {type(fact).__name__}")


@_change_desk.register
def _(fact: ev.SessionStarted, desk: Desk, event: ev.Event) -> None:
    """A new console knows nothing yet of window, cursor and model; the chats stay as they were."""
    desk.session = SessionInfo(event.session, fact, event.wall)
    desk.items_set_aside = 0
    desk.channel_trouble, desk.availability = None, ev.Availability.AVAILABLE
    desk.window_active = desk.idle = desk.assistant_ready = False
    desk.triggers.clear()
    if not fact.resumed:
        desk.sitting = None
        desk.sittings.clear()
        desk.finished_questionnaires.clear()
        desk.chats_taken = desk.chats_closed = 0
    desk.assistant_trouble = None
    if not fact.resumed:
        desk.last_focus = None
    for chat in desk.chats.values():
        chat.composing = chat.agent_typing = chat.customer_typing = False


@_change_desk.register
def _(fact: ev.ArmAssigned, desk: Desk, event: ev.Event) -> None:
    if desk.session is not None:
        desk.session.arm, desk.session.assigned = fact.arm, fact


@_change_desk.register
def _(fact: ev.StudyEntered, desk: Desk, event: ev.Event) -> None:
    if desk.session is not None:
        desk.session.study = fact


@_change_desk.register
def _(fact: ev.ConsentAnswered, desk: Desk, event: ev.Event) -> None:
    if desk.session is not None:
        desk.session.consent = fact


@_change_desk.register
def _(fact: ev.SessionEnded, desk: Desk, event: ev.Event) -> None:
    if desk.session is not None:
        desk.session.ended = True
    desk.window_active = False


@_change_desk.register
def _(fact: ev.ItemSetAside, desk: Desk, event: ev.Event) -> None:
    desk.items_set_aside += 1


@_change_desk.register
def _(fact: ev.ChannelConnection, desk: Desk, event: ev.Event) -> None:
    desk.channel_trouble = None if fact.connected else fact.reason or "it does not answer"


@_change_desk.register
def _(fact: ev.ComputerSlept, desk: Desk, event: ev.Event) -> None:
    """Nothing at the desk is another one for it; the measures know."""


@_change_desk.register
def _(fact: ev.AvailabilityChanged, desk: Desk, event: ev.Event) -> None:
    desk.availability = fact.availability


@_change_desk.register
def _(fact: ev.TabShown, desk: Desk, event: ev.Event) -> None:
    desk.tab = fact.chat


@_change_desk.register
def _(fact: ev.WindowActivated, desk: Desk, event: ev.Event) -> None:
    desk.window_active = True


@_change_desk.register
def _(fact: ev.WindowDeactivated, desk: Desk, event: ev.Event) -> None:
    desk.window_active = False


@_change_desk.register
def _(fact: ev.AgentIdle, desk: Desk, event: ev.Event) -> None:
    desk.idle = True


@_change_desk.register
def _(fact: ev.AgentBack, desk: Desk, event: ev.Event) -> None:
    desk.idle = False


@_change_desk.register
def _(fact: ev.PanelToggled, desk: Desk, event: ev.Event) -> None:
    desk.panel_open = fact.open


@_change_desk.register
def _(fact: ev.GuardrailTriggered, desk: Desk, event: ev.Event) -> None:
    desk.triggers[fact.trigger] = fact


@_change_desk.register(ev.GuardrailObeyed)
@_change_desk.register(ev.GuardrailOverridden)
@_change_desk.register(ev.GuardrailLapsed)
def _(
    fact: ev.GuardrailObeyed | ev.GuardrailOverridden | ev.GuardrailLapsed,
    desk: Desk,
    event: ev.Event,
) -> None:
    desk.triggers.pop(fact.trigger, None)


@_change_desk.register
def _(fact: ev.QuestionnaireOpened, desk: Desk, event: ev.Event) -> None:
    desk.sitting = OpenQuestionnaire(
        fact.sitting, fact.questionnaire, fact.occasion, desk.chats_closed
    )
    desk.sittings.append(desk.sitting)


@_change_desk.register
def _(fact: ev.QuestionAnswered, desk: Desk, event: ev.Event) -> None:
    if desk.sitting is not None and desk.sitting.id == fact.sitting:
        desk.sitting.answers[fact.item] = fact


@_change_desk.register
def _(fact: ev.QuestionnaireFinished, desk: Desk, event: ev.Event) -> None:
    desk.finished_questionnaires.append(fact)
    desk.sitting = None


@_change_desk.register
def _(fact: ev.AssistantStarted, desk: Desk, event: ev.Event) -> None:
    desk.assistant_ready, desk.assistant_trouble = True, None


@_change_desk.register
def _(fact: ev.AssistantLost, desk: Desk, event: ev.Event) -> None:
    desk.assistant_ready, desk.assistant_trouble = False, fact.reason
