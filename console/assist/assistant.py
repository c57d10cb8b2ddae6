"""The assistant: listens to the session and to its processes, and keeps suggestions beside chats.

Nothing here sends a message: a suggestion is text that lies beside the chat until the agent acts.
"""

from collections import deque
from collections.abc import Callable

from console.assist.briefing import Briefing
from console.assist.clients.draft_client import Answer, DraftClient, WorkerLost
from console.assist.drafting.style import USUAL, Style
from console.assist.issue_tracker import Diagnoser, IssueTracker
from console.assist.knowledge.search import Knowledge
from console.assist.needs import is_served, rank
from console.assist.recorder import SuggestionRecorder
from console.assist.requests import SuggestionRequests
from console.assist.scheduler import SuggestionScheduler
from console.domain import events as ev
from console.domain.chat import Chat
from console.domain.clock import Clock
from console.domain.errors import StoreError
from console.domain.events import SuggestionKind
from console.inference import protocol

_CONCERNING = (
    ev.MessageReceived,
    ev.ChatAccepted,
    ev.ChatAssigned,
    ev.MessageSent,
    ev.IssueConfirmed,
    ev.ChatClosed,
    ev.ChatAbandoned,
    ev.ChatDropped,
    ev.TabShown,
)


class Assistant:
    """Keeps a suggestion of each kind beside every chat that waits for an answer."""

    def __init__(
        self,
        recorder: SuggestionRecorder,
        client: DraftClient,
        knowledge: Knowledge,
        clock: Clock,
        shop: str,
        model_sha256: str | None = None,
        *,
        style: Style = USUAL,
        diagnoser: Diagnoser | None = None,
        waits_for_agent: Callable[[Chat], bool] = lambda _: False,
    ) -> None:
        """Wire it; nothing is started yet.

        Args:
            recorder: where facts go.
            client: the keeper of the child that owns the model.
            knowledge: the shop's issues and articles.
            clock: what times are measured with.
            shop: the shop's name, for the prompts.
            model_sha256: of the file that runs, for the record.
            style: how suggestions are written.
            diagnoser: the keeper of the process that diagnoses; a search stands in without one.
            waits_for_agent: whether suggestions in a chat are made only after ``ask``.
        """
        self._recorder = recorder
        self._client = client
        self._model_sha256 = model_sha256
        self._style = style
        self._consulting = IssueTracker(recorder, knowledge, clock, diagnoser)
        self._briefing = Briefing(self._consulting, shop, style)
        self._workshop = SuggestionRequests(recorder, client, clock)
        self._upkeep = SuggestionScheduler(
            recorder.desk,
            self._consulting,
            self._briefing,
            self._workshop,
            clock,
            waits_for_agent,
        )
        self._heard: deque[ev.AnyFact] = deque()
        self._heeding = False
        self._said: deque[Answer] = deque()
        self._lost: WorkerLost | None = None

    # --- what the window asks ----------------------------------------------------------------

    def partial(self, suggestion: str) -> str:
        """The words of an unfinished suggestion that have arrived so far.

        Whole words only, and none at all once the guard objects to them.
        """
        return self._workshop.partial(suggestion)

    def on_partial(self, listener: Callable[[str, str], None]) -> None:
        """Have new words of an unfinished suggestion told, as (chat, suggestion)."""
        self._workshop.on_partial(listener)

    def ask_again(self, chat: str, about: SuggestionKind, replaces: str | None) -> None:
        """The agent wants another suggestion; the one before it is superseded."""
        found = self._recorder.desk.chats[chat]
        if not found.is_open or not is_served(found, self._recorder.desk):
            return
        before = found.suggestions.get(replaces or "")
        if before is not None and before.is_live:
            self._workshop.supersede(found, [before], "the agent asked again")
        brief = self._briefing.brief(found, about)
        self._workshop.request(brief, rank(found, about), by_agent=True, replaces=replaces)

    def ask(self, chat: str) -> None:
        """The agent wants suggestions in a chat that goes without them until then."""
        found = self._recorder.desk.chats[chat]
        if found.is_open:
            self._upkeep.asked(found)

    def try_again(self) -> None:
        """After the model was given up: start it anew, and have written what is lacking.

        Approved wordings that were offered meanwhile stay in front of the agent.
        """
        if self.given_up:
            self._workshop.closed = None
            self._consulting.start()
            self._client.start()
            self._upkeep.take_up("the assistant was started again")

    @property
    def given_up(self) -> bool:
        """Whether the model failed so often that it is not started again by itself."""
        return self._workshop.closed is not None

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
        """Start the processes and take up the chats that wait for an answer.

        Approved wordings need no model, so none is loaded for them.
        """
        self._consulting.start()
        if self._style.strategy == "generate":
            self._client.start()
        self._upkeep.take_up("the console was restarted")

    def stop(self) -> None:
        """End the processes. Requests they were at work on stay as they are in the log."""
        self._consulting.stop()
        self._client.stop()

    def hear(self, event: ev.Event) -> None:
        """Take notice of one event of the session.

        Raises:
            StoreError: the disk takes nothing; ``poll`` makes up for it.
        """
        if isinstance(event.fact, _CONCERNING):
            self._heard.append(event.fact)
            self._heed()

    def _heed(self) -> None:
        """Do what follows from what was heard, in order; what fails is done again."""
        if self._heeding:
            return
        self._heeding = True
        try:
            while self._heard:
                fact = self._heard.popleft()
                try:
                    self._follow(fact)
                except StoreError:
                    self._heard.appendleft(fact)
                    raise
        finally:
            self._heeding = False

    def _follow(self, fact: ev.AnyFact) -> None:
        chats = self._recorder.desk.chats
        match fact:
            case ev.MessageReceived(chat=chat):
                self._upkeep.customer_wrote(chat)
            case ev.ChatAccepted(chat=chat):
                self._upkeep.accepted(chat)
            case ev.ChatAssigned(chat=chat, access=False):
                self._withhold(chats[chat])
            case ev.MessageSent(chat=chat, suggestion=suggestion):
                self._answered(chats[chat], from_suggestion=suggestion is not None)
            case ev.IssueConfirmed(chat=chat):
                self._upkeep.follow_issue(chats[chat])
            case ev.ChatClosed(chat=chat):
                self._end(chats[chat])
                self._consulting.learn(chats[chat])
            case ev.ChatAbandoned(chat=chat) | ev.ChatDropped(chat=chat):
                self._end(chats[chat])
            case ev.TabShown(chat=chat):
                self._client.prioritise(chat)
            case _:
                pass

    def poll(self) -> None:
        """Take in what the processes said since the last call. Never blocks.

        Raises:
            StoreError: the disk takes nothing; what was said is kept for the next call.
        """
        self._heed()
        self._upkeep.catch_up()
        self._said.extend(self._client.poll())
        while self._said:
            self._take(self._said[0])
            self._said.popleft()

    def _answered(self, chat: Chat, *, from_suggestion: bool) -> None:
        """The agent wrote: nobody needs drafts for before; what was said is read ahead."""
        self._upkeep.drop(chat.id)
        if not from_suggestion:
            made = [s for s in chat.suggestions.values() if s.is_in_the_making]
            self._workshop.supersede(chat, made, "the agent answered")
        if is_served(chat, self._recorder.desk):
            self._workshop.read_ahead(self._briefing.brief(chat, SuggestionKind.SOLUTION))

    def _withhold(self, chat: Chat) -> None:
        """What was made in the queue is not for this chat, as it turns out."""
        self._upkeep.drop(chat.id)
        live = [s for s in chat.suggestions.values() if s.is_live]
        self._workshop.supersede(chat, live, "the chat goes without suggestions")

    def _end(self, chat: Chat) -> None:
        self._upkeep.drop(chat.id)
        self._consulting.forget(chat.id)
        live = [s for s in chat.suggestions.values() if s.is_live]
        self._workshop.supersede(chat, live, "the chat ended")
        self._client.forget(chat.id)
        if chat.accepted_at is None:
            self._upkeep.look_at_queue()

    def _take(self, said: Answer) -> None:
        match said:
            case protocol.Ready():
                self._recorder.record(
                    ev.AssistantStarted(
                        model=said.model,
                        model_sha256=self._model_sha256,
                        load_ms=said.load_ms,
                        host=said.host,
                    )
                )
            case WorkerLost() if said is not self._lost:
                self._workshop.closed = "the assistant is off" if said.final else None
                self._recorder.record(ev.AssistantLost(reason=_told(said), final=said.final))
                self._lost = said
            case _:
                pass
        self._workshop.take(said)


def _told(lost: WorkerLost) -> str:
    """Why the child is gone, and what is tried next."""
    remedy = "; next without the faster forms of weights" if lost.plain else ""
    return lost.reason + remedy
