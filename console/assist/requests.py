"""Suggestions on their way: from the request to the fact that ends it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from console.assist.clients.draft_client import Answer, DraftClient, WorkerLost
from console.assist.drafting.prompts import STOPS, Brief, prefix, prompt, transcript
from console.assist.drafting.review import (
    ReviewedDraft,
    draft_of,
    hint,
    objections_to,
    settle,
    sources_of,
)
from console.assist.recorder import SuggestionRecorder
from console.domain import events as ev
from console.domain.chat import Chat
from console.domain.clock import Clock
from console.domain.ids import new_id
from console.domain.suggestions import Suggestion
from console.inference import protocol
from console.ipc.messages import RequestFailed

_MOST_TRIES = 3
"""How often one request is put to a child that keeps dying, before it counts as failed."""

_NO_WORDING = "there is no approved wording for it"


@dataclass(slots=True)
class _Making:
    """A suggestion that the model is at work on.

    ``hint`` is what it was told when it had to write once more; ``notes`` are kept from before.
    """

    brief: Brief
    asked_ns: int
    rank: int
    tries: int = 1
    hint: str = ""
    begun: bool = False
    held_back: bool = False
    words: list[str] = field(default_factory=list)
    notes: tuple[str, ...] = ()

    @property
    def chat(self) -> str:
        return self.brief.chat.id

    def begin_again(self) -> None:
        """Forget the words there were."""
        self.words.clear()
        self.held_back = False


class SuggestionRequests:
    """Has suggestions made, by the model or from the approved wording, and records each step.

    While ``closed`` says why, the model is not asked.
    """

    def __init__(self, recorder: SuggestionRecorder, client: DraftClient, clock: Clock) -> None:
        self._recorder = recorder
        self._client = client
        self._clock = clock
        self._making: dict[str, _Making] = {}
        self._listeners: list[Callable[[str, str], None]] = []
        self.closed: str | None = None

    def partial(self, suggestion: str) -> str:
        """The words of an unfinished suggestion that have arrived so far.

        Whole words only, and none at all once the guard objects to them.
        """
        making = self._making.get(suggestion)
        if making is None or making.held_back:
            return ""
        text = draft_of(making.brief, "".join(making.words)).rpartition(" ")[0]
        making.held_back = bool(text) and bool(objections_to(making.brief, text))
        return "" if making.held_back else text

    def on_partial(self, listener: Callable[[str, str], None]) -> None:
        """Have new words of an unfinished suggestion told, as (chat, suggestion)."""
        self._listeners.append(listener)

    def issue_of(self, suggestion: Suggestion) -> str | None:
        """The issue that a suggestion is about, also while it is written."""
        making = self._making.get(suggestion.id)
        issue = making.brief.issue if making else None
        return issue.id if issue else suggestion.issue

    # --- asking and dropping -----------------------------------------------------------------

    def request(
        self,
        brief: Brief,
        rank: int,
        *,
        message: str | None = None,
        by_agent: bool = False,
        replaces: str | None = None,
    ) -> None:
        """Have a suggestion made; one that needs no model is there at once."""
        requested = ev.SuggestionRequested(
            chat=brief.chat.id,
            suggestion=new_id("g"),
            about=brief.about,
            message=message,
            by_agent=by_agent,
            replaces=replaces,
        )
        making = _Making(brief, self._clock.mono_ns(), rank)
        if brief.style.strategy == "template":
            self._recorder.record(requested, self._approved(requested.suggestion, making))
        elif self.closed is not None:
            making.notes = (f"approved wording, {self.closed}",)
            ended = self._approved(requested.suggestion, making, self.closed)
            self._recorder.record(requested, ended)
        else:
            self._recorder.record(requested)
            self._making[requested.suggestion] = making
            self._ask_child(requested.suggestion)

    def supersede(self, chat: Chat, suggestions: Sequence[Suggestion], reason: str) -> None:
        """These are overtaken; what is still written is not written to its end."""
        self._recorder.record(
            *(
                ev.SuggestionSuperseded(chat=chat.id, suggestion=s.id, reason=reason)
                for s in suggestions
            )
        )
        for suggestion in suggestions:
            if self._making.pop(suggestion.id, None) is not None:
                self._client.cancel(suggestion.id)

    def read_ahead(self, brief: Brief) -> None:
        """Have the model read what a draft will be asked for soon."""
        if brief.style.strategy == "generate" and self.closed is None:
            self._client.read(
                protocol.Read(
                    chat=brief.chat.id, prefix=prefix(brief), transcript=transcript(brief)
                )
            )

    def _ask_child(self, suggestion: str) -> None:
        making = self._making[suggestion]
        seed = making.tries + (_MOST_TRIES if making.hint else 0)
        self._client.draft(
            protocol.DraftRequest(
                request=suggestion,
                chat=making.chat,
                prompt=prompt(making.brief, making.hint),
                max_tokens=making.brief.style.most_tokens,
                stop=STOPS,
                rank=making.rank,
                sampling=protocol.Sampling(seed=seed),
            )
        )

    # --- what the child says -----------------------------------------------------------------

    def take(self, answer: Answer) -> None:
        """Take in an answer of the child; one to a request that is over is dropped.

        Raises:
            StoreError: the disk takes nothing; the same answer can be taken in again.
        """
        match answer:
            case protocol.Token(request=request, text=text) if request in self._making:
                self._hear_words(request, text)
            case protocol.Done(request=request) if request in self._making:
                self._finish(request, answer)
            case RequestFailed(request=str(request), reason=reason) if request in self._making:
                self._give_up(request, reason)
            case WorkerLost(final=final):
                self._lose(final=final)
            case _:
                pass

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
        """Show the draft; one that is held back is written once more, then replaced."""
        making = self._making[suggestion]
        settled = settle(making.brief, done.text, cut_off=done.stopped_by == "length")
        if settled.objections and not making.hint:
            making.hint = hint(settled.objections)
            making.notes = ("written twice: " + "; ".join(settled.objections),)
            making.begin_again()
            self._ask_child(suggestion)
            return
        written = replace(making, notes=(*making.notes, *done.notes))
        self._recorder.record(self._ended(suggestion, written, settled, done.tokens))
        self._making.pop(suggestion, None)

    def _give_up(self, suggestion: str, reason: str) -> None:
        """The model will not write it: take the approved wording, if there is one."""
        making = self._making[suggestion]
        note = f"approved wording, the model could not write: {reason}"
        given_up = replace(making, notes=(*making.notes, note))
        self._recorder.record(self._approved(suggestion, given_up, reason))
        self._making.pop(suggestion, None)

    def _lose(self, *, final: bool) -> None:
        """The child is gone: put to the next one what this one was at work on.

        What can fail comes first, so that a second call counts nothing twice.
        """
        for suggestion, making in list(self._making.items()):
            if final or making.tries >= _MOST_TRIES:
                self._give_up(suggestion, "the assistant stopped")
        for suggestion, making in self._making.items():
            making.tries += 1
            making.begin_again()
            self._ask_child(suggestion)

    # --- how it ends -------------------------------------------------------------------------

    def _approved(
        self, suggestion: str, making: _Making, reason: str = _NO_WORDING
    ) -> ev.SuggestionReady | ev.SuggestionFailed:
        """The approved wording as the suggestion; ``reason`` is why there is none without one."""
        text = making.brief.template
        if text is None:
            return ev.SuggestionFailed(chat=making.chat, suggestion=suggestion, reason=reason)
        settled = ReviewedDraft(text, "template", sources=sources_of(making.brief))
        return self._ended(suggestion, making, settled, tokens=0)

    def _ended(
        self, suggestion: str, making: _Making, settled: ReviewedDraft, tokens: int
    ) -> ev.SuggestionReady | ev.SuggestionFailed:
        brief = making.brief
        if settled.text is None:
            reason = f"the draft was held back: {settled.objections[0]}"
            return ev.SuggestionFailed(chat=making.chat, suggestion=suggestion, reason=reason)
        return ev.SuggestionReady(
            chat=making.chat,
            suggestion=suggestion,
            text=settled.text,
            issue=brief.issue.id if brief.issue else None,
            sources=settled.sources,
            notes=(*making.notes, *settled.notes),
            elapsed_ms=self._elapsed_ms(making),
            tokens=tokens,
            strategy=settled.strategy,
        )

    def _elapsed_ms(self, making: _Making) -> float:
        return (self._clock.mono_ns() - making.asked_ns) / 1e6
