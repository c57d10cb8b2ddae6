"""Everything that can happen, one class per fact, and the envelope the log puts around it.

Facts are past tense and immutable. The class docstring says what happened in one sentence.
A field may be added with a default and a class may be added; both raise ``SCHEMA_VERSION``.
Nothing is renamed or removed, so any log ever written can be read. The module is long because the
list is complete: what can be in a log is read in one place, from top to bottom.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from console.domain.customers import Customer
from console.domain.issues import Disposition

SCHEMA_VERSION = 9


class SuggestionKind(StrEnum):
    """What a suggestion is about."""

    DIAGNOSIS = "diagnosis"
    SOLUTION = "solution"


class Origin(StrEnum):
    """How the text of a sent message came to be."""

    TYPED = "typed"
    ADOPTED = "adopted"
    MODIFIED = "modified"
    CANNED = "canned"


class Move(StrEnum):
    """What a message to the customer does; a suggestion is made for one of these."""

    ASK = "ask"
    ANSWER = "answer"
    ACT = "act"
    REPORT = "report"
    DECLINE = "decline"
    WAIT = "wait"
    CLOSE = "close"


class Stance(StrEnum):
    """What the customer's last messages leave the agent with.

    ``TELLING`` is the usual one: they told or asked something. ``REFUSING`` won't give what was
    asked for, ``LEAVING`` is looking something up and will be back, ``CONTENT`` needs nothing more.
    """

    TELLING = "telling"
    REFUSING = "refusing"
    LEAVING = "leaving"
    CONTENT = "content"


class Version(StrEnum):
    """Which text of a suggestion: the approved wording, shown at once, or the model's.

    ``PAST_REPLY`` is what an agent of the site wrote in a like moment before.
    """

    APPROVED = "approved"
    MODEL = "model"
    PAST_REPLY = "past_reply"


class Availability(StrEnum):
    """Whether an agent takes further chats.

    ``AT_CAPACITY`` is as many chats as the limit allows, ``WRAP_UP`` the pause after a chat.
    """

    AVAILABLE = "available"
    AWAY = "away"
    AT_CAPACITY = "at_capacity"
    WRAP_UP = "wrap_up"


class Arm(StrEnum):
    """The arm of the study: who is meant to have the assistant."""

    TREATMENT = "treatment"
    CONTROL = "control"


class Fact(BaseModel):
    """Something that happened."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class ChatFact(Fact):
    """Something that happened in one chat."""

    chat: str


class SuggestionFact(ChatFact):
    """Something that happened to one suggestion."""

    suggestion: str


# --- the session -----------------------------------------------------------------------------


class SessionStarted(Fact):
    """An agent sat down at the console.

    ``run`` names the stream of customers and survives a crash: a session that takes over from
    a killed one has the same run and ``resumed`` set. ``source`` says exactly where the customers
    come from, so that another recording is not taken for the same one. ``wall_minus_mono_ns`` ties
    the two clocks together; ``utc_offset_s`` is how far the workstation's clock is ahead of UTC.
    ``speed`` is the speed-up of simulated customers over real time (1 for real ones). ``practice``
    says that the customers were made up, null in logs of versions that knew no others.
    """

    kind: Literal["session_started"] = "session_started"
    run: str
    agent: str
    tier: str | None = None
    version: str
    channel: str
    seed: int | None = None
    speed: float = 1.0
    model: str | None = None
    model_sha256: str | None = None
    source: str | None = None
    wall_minus_mono_ns: int
    utc_offset_s: int
    resumed: bool = False
    practice: bool | None = None


class StudyEntered(Fact):
    """This session is part of a study, under the limits that the study sets.

    ``study_hash`` is the SHA-256 of the study's file. Silence beyond ``patience_s`` counts as the
    customer's having left, null for no such limit. ``period`` is the study's name for this time.
    """

    kind: Literal["study_entered"] = "study_entered"
    study: str
    study_hash: str
    period: str | None = None
    idle_limit_s: float
    patience_s: float | None = None


class ConsentAnswered(Fact):
    """The agent agreed, or declined, to take part in the study whose text they were shown."""

    kind: Literal["consent_answered"] = "consent_answered"
    study: str
    study_hash: str
    given: bool


class ArmAssigned(Fact):
    """This session was assigned to an arm, and how; recorded again whenever that changes.

    ``arm`` is what was assigned, whatever came of it. ``access`` says whether suggestions may be
    seen now: in the treatment arm not before the treatment begins; null means as the arm says.
    ``name`` is the study's name for the arm. ``stratum`` and ``block`` say where in the list it is.
    ``guardrails`` are the names of those in force. ``bucket`` is the stretch of time that it is
    for, in a study that switches back and forth.
    """

    kind: Literal["arm_assigned"] = "arm_assigned"
    arm: Arm
    unit: str = "agent"
    method: str
    name: str | None = None
    access: bool | None = None
    stratum: str | None = None
    block: int | None = None
    bucket: str | None = None
    guardrails: tuple[str, ...] = ()


class SessionEnded(Fact):
    """The agent left the console; ``open_chats`` were still open."""

    kind: Literal["session_ended"] = "session_ended"
    reason: str
    open_chats: tuple[str, ...] = ()


# --- the life of a chat ----------------------------------------------------------------------


class ChatQueued(ChatFact):
    """A customer joined the queue.

    ``known_issue`` is what a recorded or scripted customer is known to need. It is kept for
    evaluation and never shown to the agent or the model.
    """

    kind: Literal["chat_queued"] = "chat_queued"
    customer: Customer
    known_issue: str | None = None


class ChatReturned(ChatFact):
    """A queued customer turned out to be back with the issue of an earlier chat."""

    kind: Literal["chat_returned"] = "chat_returned"
    previous: str


class ChatOffered(ChatFact):
    """The agent could see the waiting chat in the queue."""

    kind: Literal["chat_offered"] = "chat_offered"


class ChatAccepted(ChatFact):
    """The agent took the chat; this is the chat's start.

    ``utc_offset_s`` is how far the workstation's clock is ahead of UTC then, which the end of
    daylight saving changes within a session; null in logs from before schema 8.
    """

    kind: Literal["chat_accepted"] = "chat_accepted"
    utc_offset_s: int | None = None


class ChatAssigned(ChatFact):
    """The chat that is being taken belongs to this arm, to its end; see ``ArmAssigned``."""

    kind: Literal["chat_assigned"] = "chat_assigned"
    arm: Arm
    access: bool
    name: str | None = None
    bucket: str | None = None
    stratum: str | None = None
    block: int | None = None


class ChatClosed(ChatFact):
    """The agent ended the chat."""

    kind: Literal["chat_closed"] = "chat_closed"
    disposition: Disposition
    resolved: bool


class ChatAbandoned(ChatFact):
    """The customer left, from the queue or from the chat."""

    kind: Literal["chat_abandoned"] = "chat_abandoned"
    reason: str


class ChatDropped(ChatFact):
    """The chat ended because the session did; neither side had ended it."""

    kind: Literal["chat_dropped"] = "chat_dropped"


class ChatHandedBack(ChatFact):
    """The agent left and gave the chat back to its channel, for somebody else; it ends here."""

    kind: Literal["chat_handed_back"] = "chat_handed_back"


class ChatTakenElsewhere(ChatFact):
    """Another agent took the chat, or it was withdrawn; ``ChatDropped`` follows and ends it here.

    ``colleague`` is the other agent as the channel calls them, null if that is not known.
    """

    kind: Literal["chat_taken_elsewhere"] = "chat_taken_elsewhere"
    colleague: str | None = None


class ChatTransferred(ChatFact):
    """The agent passed the chat on to a colleague; ``ChatClosed`` follows and ends it here.

    ``colleague`` is who goes on, as the channel calls them; ``note`` is for them alone.
    """

    kind: Literal["chat_transferred"] = "chat_transferred"
    colleague: str
    note: str = ""


class ChatRated(ChatFact):
    """The customer rated the chat, 1 (worst) to 5."""

    kind: Literal["chat_rated"] = "chat_rated"
    rating: int = Field(ge=1, le=5)
    comment: str | None = None


class IssueConfirmed(ChatFact):
    """The agent confirmed what the customer needs; this ends identification time."""

    kind: Literal["issue_confirmed"] = "issue_confirmed"
    issue: str
    proposed: str | None = None


class ProcedureFinished(ChatFact):
    """The agent has carried out the procedure for the issue; what follows makes sure of it."""

    kind: Literal["procedure_finished"] = "procedure_finished"
    issue: str | None = None


# --- the procedure: what is known, what was done -----------------------------------------------


class NeedReading(BaseModel):
    """Whether the customer's messages meet one need of a procedure.

    ``need`` is an entry of the article's ``ask``, as it stands there. ``sure`` is the probability
    that ``met`` is right; ``by`` says how it was read, ``message`` which message met the need.
    ``needed`` is false where the need's own condition does not hold for this customer. ``missing``
    are the parts of an unmet need that were not told, in the need's words.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    need: str
    met: bool
    sure: float = Field(ge=0, le=1)
    by: Literal["reader", "nearness", "model"]
    message: str | None = None
    needed: bool = True
    missing: tuple[str, ...] = ()


class ChatRead(ChatFact):
    """The chat was read up to ``message``: what the customer has given, and what is open.

    ``article`` is the procedure that ``needs`` are of. ``questions`` are the ids of the customer's
    messages whose question nobody has answered. ``order`` and ``item`` are what the chat is about,
    null where several are possible. Each reading takes the place of the one before.
    """

    kind: Literal["chat_read"] = "chat_read"
    message: str | None = None
    article: str | None = None
    needs: tuple[NeedReading, ...] = ()
    questions: tuple[str, ...] = ()
    stance: Stance = Stance.TELLING
    order: str | None = None
    item: str | None = None
    elapsed_ms: float = 0.0


class NeedCorrected(ChatFact):
    """The agent said whether the customer has met a need; this counts more than any reading."""

    kind: Literal["need_corrected"] = "need_corrected"
    article: str
    need: str
    met: bool


class SubjectChosen(ChatFact):
    """The agent said which order and item the chat is about."""

    kind: Literal["subject_chosen"] = "subject_chosen"
    order: str | None = None
    item: str | None = None


class ActionStarted(ChatFact):
    """The agent had a step of the procedure carried out; its result is still to come.

    ``step`` is an entry of the article's ``steps``, as it stands there. ``operation`` is what the
    back office or the site calls it, null for a step that the agent does and ticks.
    """

    kind: Literal["action_started"] = "action_started"
    action: str
    article: str
    step: str
    operation: str | None = None


class ActionTaken(ChatFact):
    """A step of the procedure was carried out, or failed, ``detail`` saying why.

    ``by`` says how: ticked by the agent, carried out by the simulated back office, or by the site's
    command or web hook. A failed step is not done.
    """

    kind: Literal["action_taken"] = "action_taken"
    action: str
    article: str
    step: str
    operation: str | None = None
    by: Literal["agent", "back_office", "site"] = "agent"
    done: bool = True
    detail: str | None = None


class ActionWithdrawn(ChatFact):
    """The agent took back a tick: the step was not carried out after all."""

    kind: Literal["action_withdrawn"] = "action_withdrawn"
    action: str


# --- messages --------------------------------------------------------------------------------


class _Measures(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class SideMeasures(_Measures):
    """What is measured of all that one side of a chat has written so far.

    The fields are those of ``console.measures.text.chat_side.ChatText``.
    """

    language: str | None
    messages: int
    characters: int
    words: int | None
    content_words: int | None
    diversity: float | None


class EditMeasures(_Measures):
    """How far the agent's messages differ from a suggestion; null where nothing was compared.

    ``distance`` and ``similarity`` are of the first message made from it, ``retyped`` says whether
    one that was typed after it was shown is near-identical.
    """

    suggestion: str
    distance: int | None = None
    similarity: float | None = None
    retyped: bool | None = None


class TextMeasures(_Measures):
    """What was measured of a text as it passed, where texts are not stored; the text is empty then.

    ``agrees`` is of customers' messages, ``claims`` and ``unfounded_claims`` are of the agent's.
    ``side`` is null if earlier messages of that side are not known any more. ``edits`` are the
    suggestions whose comparison changed.
    """

    characters: int | None = None
    agrees: bool | None = None
    claims: int | None = None
    unfounded_claims: int | None = None
    side: SideMeasures | None = None
    edits: tuple[EditMeasures, ...] = ()


class Attachment(BaseModel):
    """A picture or file that came with a message, and stays where it is until the agent asks.

    ``name`` is what the customer's device calls it, ``size`` in bytes what it says, null if it says
    nothing; ``address`` is where the channel finds it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    picture: bool
    size: int | None = None
    address: str


class MessageReceived(ChatFact):
    """The customer wrote."""

    kind: Literal["message_received"] = "message_received"
    message: str
    text: str
    pictures: int = 0
    attachments: tuple[Attachment, ...] = ()
    measured: TextMeasures | None = None


class SendHeld(ChatFact):
    """The agent sent a message, which waits at the console and can be taken back meanwhile.

    It is to leave after ``hold_s`` seconds, and then has the id ``message``. ``version`` says which
    text of the suggestion it is, unchanged. The other fields are those of ``MessageSent``.
    """

    kind: Literal["send_held"] = "send_held"
    message: str
    text: str
    origin: Origin
    suggestion: str | None = None
    version: Version | None = None
    canned: str | None = None
    hold_s: float
    measured: TextMeasures | None = None


class SendWithdrawn(ChatFact):
    """A held message did not leave; its text went back into the input box.

    ``why`` says whether the agent took it back, the chat ended before it left, or the console
    stopped and the next one found it.
    """

    kind: Literal["send_withdrawn"] = "send_withdrawn"
    message: str
    why: Literal["agent", "chat_ended", "console_stopped"] = "agent"


class MessageSent(ChatFact):
    """The agent's message left the console; it will reach the channel, now or after a restart.

    ``held_s`` is how long it had waited since the agent sent it (``SendHeld``).
    """

    kind: Literal["message_sent"] = "message_sent"
    message: str
    text: str
    origin: Origin
    suggestion: str | None = None
    canned: str | None = None
    held_s: float = 0.0
    measured: TextMeasures | None = None


class MessageDelivered(ChatFact):
    """The channel took the agent's message."""

    kind: Literal["message_delivered"] = "message_delivered"
    message: str


class MessageFailed(ChatFact):
    """The channel could not take the agent's message."""

    kind: Literal["message_failed"] = "message_failed"
    message: str
    reason: str


class MessageRead(ChatFact):
    """The customer's side showed them the agent's messages up to this one."""

    kind: Literal["message_read"] = "message_read"
    message: str


class ChannelConnection(Fact):
    """The connection to the server that customers come from was lost, or is there again."""

    kind: Literal["channel_connection"] = "channel_connection"
    connected: bool
    reason: str | None = None


class ItemSetAside(Fact):
    """Something that came from outside could not be used and was left out; work went on.

    ``source`` is where it came from, such as the channel's name, ``what`` the kind of item, and
    ``reason`` what is wrong with it. None of them holds what the customer wrote or a name. ``chat``
    is the chat it claims to be about, if there is such a chat.
    """

    kind: Literal["item_set_aside"] = "item_set_aside"
    source: str
    what: str
    reason: str
    chat: str | None = None


# --- attention -------------------------------------------------------------------------------


class CustomerTyping(ChatFact):
    """The customer began or stopped typing."""

    kind: Literal["customer_typing"] = "customer_typing"
    active: bool


class AgentTyping(ChatFact):
    """The agent began or stopped typing."""

    kind: Literal["agent_typing"] = "agent_typing"
    active: bool


class ComposerFocused(ChatFact):
    """The cursor entered the chat's input box."""

    kind: Literal["composer_focused"] = "composer_focused"


class ComposerLeft(ChatFact):
    """The cursor left the chat's input box."""

    kind: Literal["composer_left"] = "composer_left"


class DraftChanged(ChatFact):
    """The unsent text of a chat changed; many keystrokes make one of these.

    ``suggestion`` or ``canned`` says what the text was made from.
    """

    kind: Literal["draft_changed"] = "draft_changed"
    text: str
    suggestion: str | None = None
    canned: str | None = None
    measured: TextMeasures | None = None


class TabShown(Fact):
    """The agent turned to a chat's tab, or to none."""

    kind: Literal["tab_shown"] = "tab_shown"
    chat: str | None


class WindowActivated(Fact):
    """The console's window became the active one."""

    kind: Literal["window_activated"] = "window_activated"


class WindowDeactivated(Fact):
    """Another program's window became the active one."""

    kind: Literal["window_deactivated"] = "window_deactivated"


class AgentIdle(Fact):
    """Nothing was touched for the idle limit; idleness began ``idle_s`` before this fact."""

    kind: Literal["agent_idle"] = "agent_idle"
    idle_s: float


class AgentBack(Fact):
    """The agent touched a key or the pointer after being idle."""

    kind: Literal["agent_back"] = "agent_back"


class ComputerSlept(Fact):
    """The computer had been suspended for ``slept_s`` seconds and goes on now."""

    kind: Literal["computer_slept"] = "computer_slept"
    slept_s: float


class AvailabilityChanged(Fact):
    """Whether the agent takes further chats changed, by the agent or by the number of chats.

    ``limit`` is how many chats the agent has at once at most, null for any number.
    """

    kind: Literal["availability_changed"] = "availability_changed"
    availability: Availability
    limit: int | None = None


class PanelToggled(Fact):
    """The agent opened or folded the suggestion panel."""

    kind: Literal["panel_toggled"] = "panel_toggled"
    open: bool


# --- the assistant ---------------------------------------------------------------------------


class AssistantStarted(Fact):
    """The process that owns the model is up and answered.

    ``model_sha256`` is of the file that runs, which may be a requantised one. ``host`` is the
    server the model runs on, null for this machine.
    """

    kind: Literal["assistant_started"] = "assistant_started"
    model: str
    model_sha256: str | None = None
    load_ms: float
    host: str | None = None


class AssistantLost(Fact):
    """The process that owns the model ended or was given up; ``final`` if no restart follows."""

    kind: Literal["assistant_lost"] = "assistant_lost"
    reason: str
    final: bool = False


class ChatDiagnosed(ChatFact):
    """The classifier read what the customer had written up to ``message``.

    ``issue`` is the likeliest, with its calibrated probability, null when the classifier is not
    sure enough; ``guesses`` are the likeliest all the same, as (issue, probability). ``evidence``
    are the customer's words that speak most for the first. ``by`` is what recognised it: the
    classifier, or the search in the issues' examples that stands in for it. ``language`` is an ISO
    639-1 code.
    """

    kind: Literal["chat_diagnosed"] = "chat_diagnosed"
    message: str | None = None
    issue: str | None = None
    guesses: tuple[tuple[str, float], ...] = ()
    evidence: tuple[str, ...] = ()
    language: str | None = None
    by: Literal["classifier", "search"] = "classifier"
    elapsed_ms: float


class SuggestionRequested(SuggestionFact):
    """A suggestion was asked for, because of a customer's ``message`` or by the agent.

    ``replaces`` links a suggestion that was asked for again to the one before it. ``move`` is what
    the suggested message is to do, null in logs that knew no moves.
    """

    kind: Literal["suggestion_requested"] = "suggestion_requested"
    about: SuggestionKind
    move: Move | None = None
    message: str | None = None
    by_agent: bool = False
    replaces: str | None = None


class SuggestionFirstToken(SuggestionFact):
    """The model's first words arrived, ``elapsed_ms`` after the request."""

    kind: Literal["suggestion_first_token"] = "suggestion_first_token"
    elapsed_ms: float


class SuggestionReady(SuggestionFact):
    """The suggestion is complete.

    ``issue`` is the diagnosed issue. ``sources`` are the ids of the cited articles; ``notes`` say
    what the guard found or changed. ``strategy`` is how the text came to be: written by the model,
    the approved wording with its slots filled, or what an agent of the site wrote before.
    """

    kind: Literal["suggestion_ready"] = "suggestion_ready"
    text: str
    issue: str | None = None
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    elapsed_ms: float
    tokens: int
    strategy: Literal["generate", "template", "past_reply"] = "generate"
    measured: TextMeasures | None = None


class SuggestionRevised(SuggestionFact):
    """The model's version of a suggestion is complete, after the approved wording was.

    It takes the card's place with ``SuggestionUpdated``; until then it waits beside it.
    """

    kind: Literal["suggestion_revised"] = "suggestion_revised"
    text: str
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    elapsed_ms: float
    tokens: int
    measured: TextMeasures | None = None


class SuggestionUpdated(SuggestionFact):
    """The model's version took the place of the approved wording, by itself or by the agent."""

    kind: Literal["suggestion_updated"] = "suggestion_updated"
    by_agent: bool = False
    measured: TextMeasures | None = None


class SuggestionShown(SuggestionFact):
    """The agent could see the suggestion: panel open, tab current, window active."""

    kind: Literal["suggestion_shown"] = "suggestion_shown"


class SuggestionInserted(SuggestionFact):
    """The agent put the suggestion into the input box to edit it."""

    kind: Literal["suggestion_inserted"] = "suggestion_inserted"


class SuggestionAdopted(SuggestionFact):
    """The agent sent the suggestion as it was; ``version`` says which of its texts."""

    kind: Literal["suggestion_adopted"] = "suggestion_adopted"
    version: Version | None = None


class SuggestionDismissed(SuggestionFact):
    """The agent put the suggestion away."""

    kind: Literal["suggestion_dismissed"] = "suggestion_dismissed"


class SuggestionSuperseded(SuggestionFact):
    """The chat moved on before the suggestion was used."""

    kind: Literal["suggestion_superseded"] = "suggestion_superseded"
    reason: str


class SuggestionFailed(SuggestionFact):
    """No usable suggestion came of the request."""

    kind: Literal["suggestion_failed"] = "suggestion_failed"
    reason: str


class SuggestionRated(SuggestionFact):
    """The agent said whether the suggestion was good."""

    kind: Literal["suggestion_rated"] = "suggestion_rated"
    good: bool
    reason: str | None = None


# --- guardrails ------------------------------------------------------------------------------


class GuardrailTriggered(Fact):
    """A guardrail was triggered: ``value`` had reached ``limit``, in one chat or at the whole desk.

    ``trigger`` is the id that the agent's answer to it names. ``action`` is what the guardrail did.
    """

    kind: Literal["guardrail_triggered"] = "guardrail_triggered"
    trigger: str
    guardrail: str
    action: Literal["advise", "hold", "ask", "highlight"]
    chat: str | None = None
    value: float | None = None
    limit: float | None = None


class GuardrailObeyed(Fact):
    """The agent did what a guardrail had asked for."""

    kind: Literal["guardrail_obeyed"] = "guardrail_obeyed"
    trigger: str
    guardrail: str
    chat: str | None = None


class GuardrailOverridden(Fact):
    """The agent went on in spite of a guardrail, or dismissed its notice."""

    kind: Literal["guardrail_overridden"] = "guardrail_overridden"
    trigger: str
    guardrail: str
    chat: str | None = None
    reason: str | None = None


class GuardrailLapsed(Fact):
    """What had triggered a guardrail ended by itself, before the agent did anything about it."""

    kind: Literal["guardrail_lapsed"] = "guardrail_lapsed"
    trigger: str
    guardrail: str
    chat: str | None = None


# --- questionnaires --------------------------------------------------------------------------


class QuestionnaireOpened(Fact):
    """A questionnaire was put before the agent; ``sitting`` is this one time of filling it in.

    ``occasion`` is the set point: the session's start, its end, a break after a number of chats.
    """

    kind: Literal["questionnaire_opened"] = "questionnaire_opened"
    sitting: str
    questionnaire: str
    occasion: str


class QuestionAnswered(Fact):
    """The agent answered one question, or changed the answer: a number on its scale, or words."""

    kind: Literal["question_answered"] = "question_answered"
    sitting: str
    questionnaire: str
    item: str
    value: float | None = None
    text: str | None = None


class QuestionnaireFinished(Fact):
    """The agent submitted the questionnaire, or, if not ``complete``, dismissed it."""

    kind: Literal["questionnaire_finished"] = "questionnaire_finished"
    sitting: str
    questionnaire: str
    complete: bool


AnyFact = Annotated[
    SessionStarted
    | StudyEntered
    | ConsentAnswered
    | ArmAssigned
    | SessionEnded
    | ChatQueued
    | ChatReturned
    | ChatOffered
    | ChatAccepted
    | ChatAssigned
    | ChatClosed
    | ChatAbandoned
    | ChatDropped
    | ChatHandedBack
    | ChatTakenElsewhere
    | ChatTransferred
    | ChatRated
    | IssueConfirmed
    | ProcedureFinished
    | ChatRead
    | NeedCorrected
    | SubjectChosen
    | ActionStarted
    | ActionTaken
    | ActionWithdrawn
    | MessageReceived
    | SendHeld
    | SendWithdrawn
    | MessageSent
    | MessageDelivered
    | MessageFailed
    | MessageRead
    | ChannelConnection
    | ItemSetAside
    | CustomerTyping
    | AgentTyping
    | ComposerFocused
    | ComposerLeft
    | DraftChanged
    | TabShown
    | WindowActivated
    | WindowDeactivated
    | AgentIdle
    | AgentBack
    | ComputerSlept
    | AvailabilityChanged
    | PanelToggled
    | AssistantStarted
    | AssistantLost
    | ChatDiagnosed
    | SuggestionRequested
    | SuggestionFirstToken
    | SuggestionReady
    | SuggestionRevised
    | SuggestionUpdated
    | SuggestionShown
    | SuggestionInserted
    | SuggestionAdopted
    | SuggestionDismissed
    | SuggestionSuperseded
    | SuggestionFailed
    | SuggestionRated
    | GuardrailTriggered
    | GuardrailObeyed
    | GuardrailOverridden
    | GuardrailLapsed
    | QuestionnaireOpened
    | QuestionAnswered
    | QuestionnaireFinished,
    Field(discriminator="kind"),
]

FACTS: TypeAdapter[AnyFact] = TypeAdapter(AnyFact)
"""Reads and writes any fact; the ``kind`` field says which class it is."""

FACT_TYPES: tuple[type[Fact], ...] = get_args(get_args(AnyFact)[0])
"""Every fact class, in the order of this module."""


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A fact with its place in the log.

    ``seq`` counts from 1 over the whole log without gaps. ``wall`` is UTC to the microsecond;
    ``mono_ns`` is comparable within one session only. Only the fact comes from outside and is
    checked; the envelope is made on the window's thread, where a check would cost more than the
    rest.
    """

    seq: int
    session: str
    wall: datetime
    mono_ns: int
    schema_version: int = SCHEMA_VERSION
    fact: AnyFact

    @property
    def chat(self) -> str | None:
        """The chat this is about, if it is about one."""
        return getattr(self.fact, "chat", None)


def fact_from_json(text: str | bytes) -> AnyFact:
    """Read a fact as ``fact_to_json`` wrote it; raises ValidationError on anything else."""
    return FACTS.validate_json(text)


def fact_to_json(fact: AnyFact) -> str:
    """Write a fact as compact JSON, the form the log keeps; raises ValueError if it has none."""
    # The class's own serializer does what FACTS would, at half the cost for the window's thread.
    return fact.__pydantic_serializer__.to_json(fact).decode()


def to_micros(wall: datetime) -> int:
    """A UTC time as microseconds since 1970."""
    return (wall - _EPOCH) // _MICROSECOND


def from_micros(micros: int) -> datetime:
    """The UTC time that ``to_micros`` made ``micros`` of."""
    return datetime.fromtimestamp(micros // 1_000_000, UTC).replace(microsecond=micros % 1_000_000)
