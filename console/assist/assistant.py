"""The assistant: follows the session and its processes, and keeps suggestions for the chats.

Nothing here sends a message: a suggestion is text that the agent may use.
"""

from collections import deque
from collections.abc import Callable
from datetime import date

from console.assist.briefing import Briefing
from console.assist.clients.draft_client import Answer, DraftClient, WorkerLost
from console.assist.drafting.style import USUAL, Style
from console.assist.issue_tracker import Diagnoser, IssueTracker
from console.assist.knowledge.past_replies import PastReplies
from console.assist.knowledge.search import Knowledge
from console.assist.planner import Planner
from console.assist.recorder import SuggestionRecorder
from console.assist.requests import SuggestionRequests
from console.assist.scheduler import SuggestionScheduler
from console.domain import events as ev
from console.domain.chat import Chat
from console.domain.clock import Clock
from console.domain.errors import StoreError
from console.domain.events import SuggestionKind
from console.inference import protocol

_REASONS: dict[type[ev.Fact], str] = {
    ev.ChatDiagnosed: "the issue was recognised",
    ev.IssueConfirmed: "the issue was confirmed",
    ev.NeedCorrected: "the agent said what the customer has told",
    ev.SubjectChosen: "the agent said what it is about",
    ev.ActionStarted: "a step was begun",
    ev.ActionTaken: "a step was carried out",
    ev.ActionWithdrawn: "a step was taken back",
}
"""Facts after which something else may have to be said, and the reason that is recorded then."""

_RELEVANT: tuple[type[ev.Fact], ...] = (
    *_REASONS,
    ev.MessageReceived,
    ev.MessageSent,
    ev.ChatAccepted,
    ev.ChatAssigned,
    ev.ChatClosed,
    ev.ChatAbandoned,
    ev.ChatDropped,
    ev.SuggestionDismissed,
    ev.TabShown,
)


class Assistant:
    """Keeps the next message ready for every chat in which the agent has something to say."""

    def __init__(
        self,
        recorder: SuggestionRecorder,
        client: DraftClient,
        knowledge: Knowledge,
        clock: Clock,
        shop: str,
        today: date,
        model_sha256: str | None = None,
        *,
        style: Style = USUAL,
        diagnoser: Diagnoser | None = None,
        waits_for_agent: Callable[[Chat], bool] = lambda _: False,
        past: PastReplies | None = None,
    ) -> None:
        """Wire it; nothing is started yet.

        Args:
            recorder: where facts go.
            client: asks the child process that owns the model.
            knowledge: the shop's issues and articles.
            clock: what times are measured with.
            shop: the shop's name, for the prompts.
            today: the site's day, which deadlines are counted to.
            model_sha256: of the file that runs, for the record.
            style: how suggestions are written.
            diagnoser: asks the process that diagnoses; without one, the issues are searched.
            waits_for_agent: whether a chat gets no suggestions until the agent asks (``ask``).
            past: what agents of the site wrote before, if suggestions may go by it.
        """
        self._recorder = recorder
        self._client = client
        self._model_sha256 = model_sha256
        self._style = style
        self._issues = IssueTracker(recorder, knowledge, clock, diagnoser)
        self._requests = SuggestionRequests(recorder, client, clock)
        self._planner = Planner(self._issues, tuple(knowledge.articles.values()), today, past)
        self._scheduler = SuggestionScheduler(
            recorder.desk,
            self._issues,
            self._planner,
            Briefing(self._issues, shop, style),
            self._requests,
            clock,
            waits_for_agent,
        )
        self._pending: deque[ev.AnyFact] = deque()
        self._is_draining = False
        self._answers: deque[Answer] = deque()
        self._recorded_loss: WorkerLost | None = None
        self.is_started = False

    # --- what the window asks ----------------------------------------------------------------

    def ask_again(self, chat: str, about: SuggestionKind, replaces: str | None) -> None:
        """The agent wants another suggestion; the one before it is superseded.

        Of which kind it is follows from what is to be said now, as for any suggestion.
        """
        state = self._recorder.desk.chats[chat]
        if state.is_open:
            self._scheduler.request_for_agent(state, replaces)

    def ask(self, chat: str) -> None:
        """The agent wants suggestions in a chat that gets none by itself."""
        state = self._recorder.desk.chats[chat]
        if state.is_open:
            self._scheduler.request_for_agent(state)

    def try_again(self) -> None:
        """After the model was given up: start it anew, and request what is lacking.

        Approved wordings that were offered meanwhile stay in front of the agent.
        """
        if self.given_up:
            self._requests.turn_model_on()
            self._issues.start()
            self._client.start()
            self._scheduler.refresh_everywhere("the assistant was started again")

    @property
    def is_writing(self) -> bool:
        """Whether the model is at its version of a suggestion, in any chat."""
        return self._requests.is_writing

    @property
    def given_up(self) -> bool:
        """Whether the model has failed too often to be started again by itself."""
        return self._requests.model_off is not None

    @property
    def status(self) -> str:
        """The assistant's state in a few words for the agent."""
        desk = self._recorder.desk
        if self.given_up:
            return "Assistant off: approved wordings only"
        if self._style.strategy == "template":
            return "Assistant: approved wordings"
        if desk.assistant_ready:
            return "Assistant ready"
        return "Assistant restarting" if desk.assistant_trouble else "Assistant loading"

    # --- what happens in the chats -----------------------------------------------------------

    def start(self) -> None:
        """Start the processes, and request suggestions for the chats that wait for an answer.

        Approved wordings need no model, so none is loaded for them.
        """
        self.is_started = True
        self._issues.start()
        if self._style.strategy == "generate":
            self._client.start()
        self._scheduler.refresh_everywhere("the console was restarted")

    def warm_up(self) -> None:
        """Do once what every first plan on an article would take its time for."""
        self._planner.warm_up()

    def stop(self) -> None:
        """End the processes. The log keeps unfinished requests as they are."""
        self._issues.stop()
        self._client.stop()

    def on_event(self, event: ev.Event) -> None:
        """Handle one event of the session.

        Raises:
            StoreError: the disk takes nothing; ``poll`` tries again.
        """
        if isinstance(event.fact, _RELEVANT):
            self._pending.append(event.fact)
            self._drain()

    def _drain(self) -> None:
        """Handle the pending facts in order; one that fails stays pending.

        Handling a fact may record others, which are then handled after it and not within it.
        """
        if self._is_draining:
            return
        self._is_draining = True
        try:
            while self._pending:
                fact = self._pending.popleft()
                try:
                    self._dispatch(fact)
                except StoreError:
                    self._pending.appendleft(fact)
                    raise
        finally:
            self._is_draining = False

    def _dispatch(self, fact: ev.AnyFact) -> None:
        chats = self._recorder.desk.chats
        match fact:
            case ev.MessageReceived(chat=chat):
                self._scheduler.on_customer_message(chat)
            case ev.ChatAccepted(chat=chat):
                self._scheduler.on_change(chat, "the chat was accepted")
                self._scheduler.refresh_queue()
            case ev.ChatAssigned(chat=chat, access=False):
                self._withhold(chats[chat])
            case ev.MessageSent(chat=chat) if chats[chat].waiting_since is None:
                self._scheduler.on_answer_sent(chats[chat])
            case ev.MessageSent(chat=chat):
                # The customer wrote on while the answer was held.
                self._scheduler.on_customer_message(chat)
            case ev.ChatClosed(chat=chat):
                self._end(chats[chat])
                self._issues.learn(chats[chat])
            case ev.ChatAbandoned(chat=chat) | ev.ChatDropped(chat=chat):
                self._end(chats[chat])
            case ev.TabShown(chat=chat):
                self._client.prioritise(chat)
            case ev.IssueConfirmed(chat=chat):
                self._issues.on_confirmed(chats[chat])
                self._scheduler.on_change(chat, _REASONS[ev.IssueConfirmed])
            case ev.SuggestionDismissed(suggestion=suggestion):
                self._requests.give_up(suggestion)
            case ev.ChatFact(chat=chat) if type(fact) in _REASONS:
                self._scheduler.on_change(chat, _REASONS[type(fact)])
            case _:
                pass

    def poll(self) -> None:
        """Handle what the processes answered since the last call. Never blocks.

        Raises:
            StoreError: the disk takes nothing; the answers are kept for the next call.
        """
        self._drain()
        self._scheduler.poll()
        self._answers.extend(self._client.poll())
        while self._answers:
            self._on_answer(self._answers[0])
            self._answers.popleft()

    def _withhold(self, chat: Chat) -> None:
        """The chat was assigned to go without: drop the suggestions made while it was queued."""
        self._scheduler.drop(chat.id)
        live = [s for s in chat.suggestions.values() if s.is_live]
        self._requests.supersede(chat, live, "the chat goes without suggestions")

    def _end(self, chat: Chat) -> None:
        self._scheduler.drop(chat.id)
        self._issues.forget(chat.id)
        live = [s for s in chat.suggestions.values() if s.is_live]
        self._requests.supersede(chat, live, "the chat ended")
        self._client.forget(chat.id)
        if chat.accepted_at is None:
            self._scheduler.refresh_queue()

    def _on_answer(self, answer: Answer) -> None:
        match answer:
            case protocol.Ready():
                self._recorder.record(
                    ev.AssistantStarted(
                        model=answer.model,
                        model_sha256=self._model_sha256,
                        load_ms=answer.load_ms,
                        host=answer.host,
                    )
                )
            case WorkerLost() if answer is not self._recorded_loss:
                if answer.final:
                    self._requests.turn_model_off("the assistant is off")
                else:
                    self._requests.turn_model_on()
                reason = _loss_reason(answer)
                self._recorder.record(ev.AssistantLost(reason=reason, final=answer.final))
                self._recorded_loss = answer
            case _:
                pass
        self._requests.on_answer(answer)


def _loss_reason(lost: WorkerLost) -> str:
    """Why the child is gone, and what is tried next."""
    remedy = "; next without the faster forms of weights" if lost.plain else ""
    return lost.reason + remedy
