"""Requests for suggestions: from the moment they are made to the fact that ends them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from console.assist.clients.draft_client import Answer, DraftClient, WorkerLost
from console.assist.drafting.prompts import STOPS, Brief, prefix, prompt, transcript
from console.assist.drafting.review import (
    ReviewedDraft,
    draft_of,
    hint,
    objections_to,
    review,
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
class _OpenRequest:
    """A suggestion that the model is writing.

    ``hint`` is what it was told when it had to write once more, ``notes`` are those of earlier
    attempts. ``has_words`` is true from its first word on, ``held_back`` once the guard objects to
    its words so far.
    """

    brief: Brief
    asked_ns: int
    rank: int
    tries: int = 1
    hint: str = ""
    has_words: bool = False
    held_back: bool = False
    words: list[str] = field(default_factory=list)
    notes: tuple[str, ...] = ()

    @property
    def chat(self) -> str:
        return self.brief.chat.id

    def clear_words(self) -> None:
        """Forget the words of an attempt that failed."""
        self.words.clear()
        self.held_back = False


class SuggestionRequests:
    """Gets suggestions from the model or from the approved wordings, and records each step."""

    def __init__(self, recorder: SuggestionRecorder, client: DraftClient, clock: Clock) -> None:
        self._recorder = recorder
        self._client = client
        self._clock = clock
        self._open: dict[str, _OpenRequest] = {}
        self._listeners: list[Callable[[str, str], None]] = []
        self._model_off: str | None = None

    @property
    def model_off(self) -> str | None:
        """Why the model is not asked at the moment; null if it is."""
        return self._model_off

    def turn_model_off(self, reason: str) -> None:
        """From now on, answer requests with approved wordings alone."""
        self._model_off = reason

    def turn_model_on(self) -> None:
        """From now on, ask the model."""
        self._model_off = None

    def partial(self, suggestion: str) -> str:
        """The words of an unfinished suggestion that have arrived so far.

        Whole words only, and none at all once the guard objects to them.
        """
        opened = self._open.get(suggestion)
        if opened is None or opened.held_back:
            return ""
        text = draft_of(opened.brief, "".join(opened.words)).rpartition(" ")[0]
        opened.held_back = bool(text) and bool(objections_to(opened.brief, text))
        return "" if opened.held_back else text

    def on_partial(self, listener: Callable[[str, str], None]) -> None:
        """Call ``listener`` with (chat, suggestion) when an unfinished suggestion has new words."""
        self._listeners.append(listener)

    def issue_of(self, suggestion: Suggestion) -> str | None:
        """The id of the issue that a suggestion is about, also while it is written."""
        opened = self._open.get(suggestion.id)
        issue = opened.brief.issue if opened else None
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
        """Request a suggestion; one that needs no model is recorded as ready at once."""
        requested = ev.SuggestionRequested(
            chat=brief.chat.id,
            suggestion=new_id("g"),
            about=brief.about,
            message=message,
            by_agent=by_agent,
            replaces=replaces,
        )
        opened = _OpenRequest(brief, self._clock.mono_ns(), rank)
        if brief.style.strategy == "template":
            self._recorder.record(requested, self._approved_wording(requested.suggestion, opened))
        elif self._model_off is not None:
            opened.notes = (f"approved wording, {self._model_off}",)
            ended = self._approved_wording(requested.suggestion, opened, self._model_off)
            self._recorder.record(requested, ended)
        else:
            self._recorder.record(requested)
            self._open[requested.suggestion] = opened
            self._ask_child(requested.suggestion)

    def supersede(self, chat: Chat, suggestions: Sequence[Suggestion], reason: str) -> None:
        """Record these as superseded; those that are still being written are cancelled."""
        self._recorder.record(
            *(
                ev.SuggestionSuperseded(chat=chat.id, suggestion=s.id, reason=reason)
                for s in suggestions
            )
        )
        for suggestion in suggestions:
            if self._open.pop(suggestion.id, None) is not None:
                self._client.cancel(suggestion.id)

    def read_ahead(self, brief: Brief) -> None:
        """Have the model read the chat, for which a draft will be requested soon."""
        if brief.style.strategy == "generate" and self._model_off is None:
            self._client.read(
                protocol.Read(
                    chat=brief.chat.id, prefix=prefix(brief), transcript=transcript(brief)
                )
            )

    def _ask_child(self, suggestion: str) -> None:
        opened = self._open[suggestion]
        seed = opened.tries + (_MOST_TRIES if opened.hint else 0)
        self._client.draft(
            protocol.DraftRequest(
                request=suggestion,
                chat=opened.chat,
                prompt=prompt(opened.brief, opened.hint),
                max_tokens=opened.brief.style.most_tokens,
                stop=STOPS,
                rank=opened.rank,
                sampling=protocol.Sampling(seed=seed),
            )
        )

    # --- what the child answers --------------------------------------------------------------

    def on_answer(self, answer: Answer) -> None:
        """Handle an answer of the child; one to a request that is over is dropped.

        Raises:
            StoreError: the disk takes nothing; the same answer can be handled again.
        """
        match answer:
            case protocol.Token(request=request, text=text) if request in self._open:
                self._add_words(request, text)
            case protocol.Done(request=request) if request in self._open:
                self._finish(request, answer)
            case RequestFailed(request=str(request), reason=reason) if request in self._open:
                self._fall_back(request, reason)
            case WorkerLost(final=final):
                self._on_loss(final=final)
            case _:
                pass

    def _add_words(self, suggestion: str, text: str) -> None:
        opened = self._open[suggestion]
        if not opened.has_words:
            self._recorder.record(
                ev.SuggestionFirstToken(
                    chat=opened.chat, suggestion=suggestion, elapsed_ms=self._elapsed_ms(opened)
                )
            )
            opened.has_words = True
        opened.words.append(text)
        for listener in self._listeners:
            listener(opened.chat, suggestion)

    def _finish(self, suggestion: str, done: protocol.Done) -> None:
        """Show the draft; one that is held back is written once more, then replaced."""
        opened = self._open[suggestion]
        reviewed = review(opened.brief, done.text, cut_off=done.stopped_by == "length")
        if reviewed.objections and not opened.hint:
            opened.hint = hint(reviewed.objections)
            opened.notes = ("written twice: " + "; ".join(reviewed.objections),)
            opened.clear_words()
            self._ask_child(suggestion)
            return
        written = replace(opened, notes=(*opened.notes, *done.notes))
        self._recorder.record(self._outcome(suggestion, written, reviewed, done.tokens))
        self._open.pop(suggestion, None)

    def _fall_back(self, suggestion: str, reason: str) -> None:
        """The model will not write it: use the approved wording, if there is one."""
        opened = self._open[suggestion]
        note = f"approved wording, the model could not write: {reason}"
        ended = replace(opened, notes=(*opened.notes, note))
        self._recorder.record(self._approved_wording(suggestion, ended, reason))
        self._open.pop(suggestion, None)

    def _on_loss(self, *, final: bool) -> None:
        """The child is gone: put its unfinished requests to the next one.

        Recording, which can fail, comes first, so that a second call counts nothing twice.
        """
        for suggestion, opened in list(self._open.items()):
            if final or opened.tries >= _MOST_TRIES:
                self._fall_back(suggestion, "the assistant stopped")
        for suggestion, opened in self._open.items():
            opened.tries += 1
            opened.clear_words()
            self._ask_child(suggestion)

    # --- how it ends -------------------------------------------------------------------------

    def _approved_wording(
        self, suggestion: str, opened: _OpenRequest, reason: str = _NO_WORDING
    ) -> ev.SuggestionReady | ev.SuggestionFailed:
        """The approved wording as the suggestion; ``reason`` is why there is none without one."""
        text = opened.brief.template
        if text is None:
            return ev.SuggestionFailed(chat=opened.chat, suggestion=suggestion, reason=reason)
        reviewed = ReviewedDraft(text, "template", sources=sources_of(opened.brief))
        return self._outcome(suggestion, opened, reviewed, tokens=0)

    def _outcome(
        self, suggestion: str, opened: _OpenRequest, reviewed: ReviewedDraft, tokens: int
    ) -> ev.SuggestionReady | ev.SuggestionFailed:
        brief = opened.brief
        if reviewed.text is None:
            reason = f"the draft was held back: {reviewed.objections[0]}"
            return ev.SuggestionFailed(chat=opened.chat, suggestion=suggestion, reason=reason)
        return ev.SuggestionReady(
            chat=opened.chat,
            suggestion=suggestion,
            text=reviewed.text,
            issue=brief.issue.id if brief.issue else None,
            sources=reviewed.sources,
            notes=(*opened.notes, *reviewed.notes),
            elapsed_ms=self._elapsed_ms(opened),
            tokens=tokens,
            strategy=reviewed.strategy,
        )

    def _elapsed_ms(self, opened: _OpenRequest) -> float:
        return (self._clock.mono_ns() - opened.asked_ns) / 1e6
