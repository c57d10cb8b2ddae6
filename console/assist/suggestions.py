"""When to ask for a suggestion, when to drop it, and what of the model's words reaches the agent.

Listens to the session's events and to the child process, and records what becomes of each request.
Nothing here sends a message: a suggestion is text that lies beside the chat until the agent acts.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from console.assist import client as child
from console.assist.guard import objections, tidy, whole_sentences
from console.assist.knowledge import Finding, Knowledge
from console.assist.prompts import STOPS, Brief, instructions, opening, prompt
from console.domain import events as ev
from console.domain.chat import Chat
from console.domain.clock import Clock
from console.domain.desk import Desk
from console.domain.events import SuggestionKind
from console.domain.ids import new_id
from console.domain.suggestions import Suggestion
from console.inference import protocol

_MOST_TOKENS = 96
_MOST_TRIES = 3
"""How often one request is put to a child that keeps dying, before it counts as failed."""


class Recorder(Protocol):
    """What commits facts (``console.session.Session``)."""

    desk: Desk

    def record(self, *facts: ev.AnyFact, durable: bool = False) -> None:
        """Commit facts and apply them to the desk."""
        ...


@dataclass(slots=True)
class _Making:
    """A suggestion that the model is at work on."""

    chat: str
    brief: Brief
    asked_ns: int
    tries: int = 1
    begun: bool = False
    held_back: bool = False
    words: list[str] = field(default_factory=list)


class Assistant:
    """Keeps a suggestion of each kind beside every chat that waits for an answer."""

    def __init__(
        self,
        recorder: Recorder,
        client: "child.AssistClient",
        knowledge: Knowledge,
        clock: Clock,
        shop: str,
        model_sha256: str | None = None,
    ) -> None:
        self._recorder = recorder
        self._client = client
        self._knowledge = knowledge
        self._clock = clock
        self._shop = shop
        self._model_sha256 = model_sha256
        self._making: dict[str, _Making] = {}
        self._listeners: list[Callable[[str, str], None]] = []
        self._given_up = False
        self._said: deque[child.Answer] = deque()
        self._owed: deque[str] = deque()

    # --- what the window asks ----------------------------------------------------------------

    def partial(self, suggestion: str) -> str:
        """The words of an unfinished suggestion that have arrived so far.

        Whole words only, and none at all once the guard objects to them.
        """
        making = self._making.get(suggestion)
        if making is None or making.held_back:
            return ""
        text = _draft(making.brief, "".join(making.words)).rpartition(" ")[0]
        making.held_back = bool(text) and bool(self._objections(making.brief, text))
        return "" if making.held_back else text

    def on_partial(self, listener: Callable[[str, str], None]) -> None:
        """Have new words of an unfinished suggestion told, as (chat, suggestion)."""
        self._listeners.append(listener)

    def ask_again(self, chat: str, about: SuggestionKind, replaces: str | None) -> None:
        """The agent wants another suggestion; the one before it is superseded."""
        found = self._recorder.desk.chats[chat]
        if not found.is_open:
            return
        before = found.suggestions.get(replaces or "")
        if before is not None and before.is_live:
            self._supersede(found, [before], "the agent asked again")
        self._request(found, about, by_agent=True, replaces=replaces)

    @property
    def status(self) -> str:
        """The assistant's state in a few words for the agent."""
        desk = self._recorder.desk
        if self._given_up:
            return "Assistant off: the model keeps failing. Restart Switchboard or check the model"
        if desk.assistant_ready:
            return "Assistant ready"
        return "Assistant restarting" if desk.assistant_trouble else "Assistant loading"

    # --- what happens in the chats -----------------------------------------------------------

    def start(self) -> None:
        """Start the child and take up the chats that wait for an answer."""
        self._client.start()
        for chat in self._recorder.desk.open_chats:
            self._complete(chat)

    def stop(self) -> None:
        """End the child. Requests it was at work on stay as they are in the log."""
        self._client.stop()

    def hear(self, event: ev.Event) -> None:
        """Take notice of one event of the session."""
        desk = self._recorder.desk
        match event.fact:
            case ev.MessageReceived(chat=chat) | ev.ChatAccepted(chat=chat):
                self._owed.append(chat)
                self._pay()
            case ev.MessageSent(chat=chat, suggestion=None):
                made = [s for s in desk.chats[chat].suggestions.values() if s.is_in_the_making]
                self._supersede(desk.chats[chat], made, "the agent answered")
            case ev.IssueConfirmed(chat=chat):
                self._follow_issue(desk.chats[chat])
            case ev.ChatClosed(chat=chat) | ev.ChatAbandoned(chat=chat) | ev.ChatDropped(chat=chat):
                self._supersede_all(desk.chats[chat], "the chat ended")
                self._client.forget(chat)
            case ev.TabShown(chat=chat):
                self._client.prioritise(chat)
            case _:
                pass

    def _pay(self) -> None:
        """Refresh the chats that are owed it, now or as soon as the disk takes it."""
        while self._owed:
            self._refresh(self._recorder.desk.chats[self._owed[0]])
            self._owed.popleft()

    def _refresh(self, chat: Chat) -> None:
        """Replace the chat's suggestions by ones that answer what the customer wrote last."""
        last = chat.last_customer_message()
        if not chat.is_open or last is None or chat.messages[-1].by_agent:
            return
        self._supersede_all(chat, "the customer wrote again")
        for about in self._wanted(chat):
            self._request(chat, about, message=last.id)

    def _complete(self, chat: Chat) -> None:
        """Ask for what a restarted console lacks; what is ready stays in front of the agent.

        Unless it answers an earlier message: the console may have been killed between a customer's
        message and what followed from it.
        """
        last = chat.last_customer_message()
        if last is None or chat.messages[-1].by_agent:
            return
        for about in self._wanted(chat):
            current = chat.current(about)
            fits = current is not None and (current.by_agent or current.message == last.id)
            if current is None or not fits or not current.is_usable:
                self._supersede(chat, [current] if current else [], "the console was restarted")
                self._request(chat, about, message=last.id)

    def _wanted(self, chat: Chat) -> list[SuggestionKind]:
        """A diagnosis until one was sent or the issue is settled; a solution once there is one."""
        if self._find(chat).issue is None:
            return [SuggestionKind.DIAGNOSIS]
        sent = any(
            (s.adopted or s.modified) and s.about is SuggestionKind.DIAGNOSIS
            for s in chat.suggestions.values()
        )
        if sent or chat.issue is not None:
            return [SuggestionKind.SOLUTION]
        return [SuggestionKind.DIAGNOSIS, SuggestionKind.SOLUTION]

    def _follow_issue(self, chat: Chat) -> None:
        """Once the issue is settled nobody needs a diagnosis, nor a solution for another issue."""
        diagnosis = chat.current(SuggestionKind.DIAGNOSIS)
        solution = chat.current(SuggestionKind.SOLUTION)
        if diagnosis is not None and diagnosis.is_in_the_making:
            self._supersede(chat, [diagnosis], "the issue was confirmed")
        if solution is not None and self._issue_of(solution) != chat.issue:
            self._supersede(chat, [solution], "another issue was confirmed")
            self._request(chat, SuggestionKind.SOLUTION, message=solution.message)

    def _issue_of(self, suggestion: Suggestion) -> str | None:
        making = self._making.get(suggestion.id)
        issue = making.brief.issue if making else None
        return issue.id if issue else suggestion.issue

    # --- asking and dropping -----------------------------------------------------------------

    def _request(
        self,
        chat: Chat,
        about: SuggestionKind,
        message: str | None = None,
        by_agent: bool = False,
        replaces: str | None = None,
    ) -> None:
        suggestion = new_id("g")
        self._recorder.record(
            ev.SuggestionRequested(
                chat=chat.id,
                suggestion=suggestion,
                about=about,
                message=message,
                by_agent=by_agent,
                replaces=replaces,
            )
        )
        finding = self._find(chat)
        brief = Brief(about, chat, self._shop, finding.issue, finding.article)
        self._making[suggestion] = _Making(chat.id, brief, self._clock.mono_ns())
        self._ask_child(suggestion)

    def _find(self, chat: Chat) -> Finding:
        if chat.issue is not None:
            return self._knowledge.about(chat.issue)
        words = " ".join(m.text for m in chat.messages if not m.by_agent)
        return self._knowledge.diagnose(words)

    def _ask_child(self, suggestion: str) -> None:
        making = self._making[suggestion]
        if self._given_up:
            self._fail(suggestion, "the assistant is off")
            return
        self._client.draft(
            protocol.Draft(
                request=suggestion,
                chat=making.chat,
                prompt=prompt(making.brief),
                max_tokens=_MOST_TOKENS,
                stop=STOPS,
                rank=0 if making.brief.about is SuggestionKind.DIAGNOSIS else 1,
                sampling=protocol.Sampling(seed=making.tries),
            )
        )

    def _supersede_all(self, chat: Chat, reason: str) -> None:
        self._supersede(chat, [s for s in chat.suggestions.values() if s.is_live], reason)

    def _supersede(self, chat: Chat, suggestions: list[Suggestion], reason: str) -> None:
        self._recorder.record(
            *(
                ev.SuggestionSuperseded(chat=chat.id, suggestion=s.id, reason=reason)
                for s in suggestions
            )
        )
        for suggestion in suggestions:
            if self._making.pop(suggestion.id, None) is not None:
                self._client.cancel(suggestion.id)

    # --- what the child says -----------------------------------------------------------------

    def poll(self) -> None:
        """Take in what the child said since the last call. Never blocks.

        Raises:
            StoreError: the disk takes nothing; what was said is kept for the next call.
        """
        self._pay()
        self._said.extend(self._client.poll())
        while self._said:
            self._take(self._said[0])
            self._said.popleft()

    def _take(self, said: child.Answer) -> None:
        match said:
            case protocol.Token(request=request, text=text) if request in self._making:
                self._hear_words(request, text)
            case protocol.Done(request=request) if request in self._making:
                self._finish(request, said)
            case protocol.Failed(request=str(request), reason=reason) if request in self._making:
                self._fail(request, reason)
            case protocol.Ready(model=model, load_ms=load_ms):
                self._recorder.record(
                    ev.AssistantStarted(
                        model=model, model_sha256=self._model_sha256, load_ms=load_ms
                    )
                )
            case child.Lost():
                self._lose(said)
            case _:
                pass

    def _elapsed_ms(self, making: _Making) -> float:
        return (self._clock.mono_ns() - making.asked_ns) / 1e6

    def _hear_words(self, suggestion: str, text: str) -> None:
        making = self._making[suggestion]
        if not making.begun:
            self._recorder.record(
                ev.SuggestionFirstToken(
                    chat=making.chat, suggestion=suggestion, elapsed_ms=self._elapsed_ms(making)
                )
            )
            making.begun = True
        making.words.append(text)
        for listener in self._listeners:
            listener(making.chat, suggestion)

    def _finish(self, suggestion: str, done: protocol.Done) -> None:
        """Let the guard decide: the draft, else the approved wording, else nothing."""
        making = self._making[suggestion]
        brief = making.brief
        text, notes = _draft(brief, done.text), list(done.notes)
        if done.stopped_by == "length":
            text = whole_sentences(text)
        found = self._objections(brief, text)
        if found:
            if brief.template is None:
                self._fail(suggestion, f"the draft was held back: {found[0]}")
                return
            notes += ["approved wording, the draft was held back: " + "; ".join(found)]
            text = brief.template
        self._recorder.record(
            ev.SuggestionReady(
                chat=making.chat,
                suggestion=suggestion,
                text=text,
                issue=brief.issue.id if brief.issue else None,
                sources=(brief.article.id,) if brief.article else (),
                notes=tuple(notes),
                elapsed_ms=self._elapsed_ms(making),
                tokens=done.tokens,
            )
        )
        self._making.pop(suggestion, None)

    @staticmethod
    def _objections(brief: Brief, text: str) -> list[str]:
        return objections(text, brief.on_record, instructions(brief))

    def _fail(self, suggestion: str, reason: str) -> None:
        making = self._making[suggestion]
        self._recorder.record(
            ev.SuggestionFailed(chat=making.chat, suggestion=suggestion, reason=reason)
        )
        self._making.pop(suggestion, None)

    def _lose(self, lost: "child.Lost") -> None:
        """The child is gone: put to the next one what this one was at work on."""
        self._given_up = lost.final
        self._recorder.record(ev.AssistantLost(reason=lost.reason, final=lost.final))
        for suggestion in list(self._making):
            making = self._making[suggestion]
            making.tries += 1
            making.words.clear()
            making.held_back = False
            if lost.final or making.tries > _MOST_TRIES:
                self._fail(suggestion, "the assistant stopped")
            else:
                self._ask_child(suggestion)


def _draft(brief: Brief, words: str) -> str:
    """The message that the model's words make with the opening they were given."""
    return tidy(opening(brief) + words)
