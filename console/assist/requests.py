"""Suggestions from the moment they are requested: the approved wording at once, then the model's.

The approved wording needs no model, so the fact that it is ready is recorded together with the
request. The model's version is recorded when it is there, unless the guard objects to it or it
says the same; what became of the suggestion by then decides whether anybody still waits for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from console.assist.clients.draft_client import Answer, DraftClient, WorkerLost
from console.assist.drafting.prompts import STOPS, Brief, prefix, prompt, transcript
from console.assist.drafting.review import hint, review
from console.assist.fallbacks import Fallbacks
from console.assist.planner import Plan
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


@dataclass(frozen=True, slots=True)
class _Writing:
    """The model's version of a suggestion, while the model is at it.

    ``hint`` is what it was told when it had to write once more. ``seed`` differs where the agent
    asked for another text.
    """

    brief: Brief
    asked_ns: int
    rank: int
    seed: int = 1
    tries: int = 1
    hint: str = ""
    has_words: bool = False
    notes: tuple[str, ...] = ()

    @property
    def chat(self) -> str:
        return self.brief.chat.id


class SuggestionRequests:
    """Puts approved wordings before the agent, and gets the model's versions of them."""

    def __init__(self, recorder: SuggestionRecorder, client: DraftClient, clock: Clock) -> None:
        self._recorder = recorder
        self._client = client
        self._clock = clock
        self._writing: dict[str, _Writing] = {}
        self._model_off: str | None = None
        self._fallbacks = Fallbacks(recorder)

    @property
    def model_off(self) -> str | None:
        """Why the model is not asked at the moment; null if it is."""
        return self._model_off

    def turn_model_off(self, reason: str) -> None:
        """From now on there are approved wordings alone."""
        self._model_off = reason

    def turn_model_on(self) -> None:
        """From now on, ask the model."""
        self._model_off = None

    # --- at once -----------------------------------------------------------------------------

    def offer(
        self,
        chat: Chat,
        plan: Plan,
        since_ns: int,
        *,
        by_agent: bool = False,
        replaces: str | None = None,
        past: str | None = None,
    ) -> str:
        """Record a suggestion with its approved wording, and return its id.

        ``since_ns`` is when what it answers happened, by the clock. ``past`` takes the place of the
        approved wording: what an agent of the site wrote before.
        """
        name = new_id("g")
        note = (f"approved wording, {self._model_off}",) if self._model_off is not None else ()
        if past is not None:
            note = ("an agent of this site wrote this in a like moment",)
        self._recorder.record(
            ev.SuggestionRequested(
                chat=chat.id,
                suggestion=name,
                about=plan.about,
                move=plan.move,
                message=plan.message,
                by_agent=by_agent,
                replaces=replaces,
            ),
            ev.SuggestionReady(
                chat=chat.id,
                suggestion=name,
                text=past or plan.wording,
                issue=plan.issue.id if plan.issue else None,
                sources=(plan.article.id,) if plan.article else (),
                notes=note,
                elapsed_ms=(self._clock.mono_ns() - since_ns) / 1e6,
                tokens=0,
                strategy="past_reply" if past else "template",
            ),
        )
        return name

    def record_reading(self, read: ev.ChatRead) -> None:
        """Record what a chat was read to hold."""
        self._recorder.record(read)

    def supersede(self, chat: Chat, suggestions: Sequence[Suggestion], reason: str) -> None:
        """Record these as superseded; the model stops writing its versions of them."""
        self._recorder.record(
            *(
                ev.SuggestionSuperseded(chat=chat.id, suggestion=s.id, reason=reason)
                for s in suggestions
            )
        )
        for suggestion in suggestions:
            self.give_up(suggestion.id)

    # --- then better -------------------------------------------------------------------------

    @property
    def is_writing(self) -> bool:
        """Whether the model is at its version of any suggestion."""
        return bool(self._writing)

    def improve(self, suggestion: str, brief: Brief, rank: int, *, seed: int = 1) -> None:
        """Have the model write its version of a suggestion that shows the approved wording."""
        if brief.style.strategy == "generate" and self._model_off is None:
            self._writing[suggestion] = _Writing(brief, self._clock.mono_ns(), rank, seed)
            self._ask_child(suggestion)

    def give_up(self, suggestion: str) -> None:
        """Nobody waits for the model's version any more."""
        if self._writing.pop(suggestion, None) is not None:
            self._client.cancel(suggestion)

    def read_ahead(self, brief: Brief) -> None:
        """Have the model read the chat, for which a draft will be requested soon."""
        if brief.style.strategy == "generate" and self._model_off is None:
            self._client.read(
                protocol.Read(
                    chat=brief.chat.id, prefix=prefix(brief), transcript=transcript(brief)
                )
            )

    def _ask_child(self, suggestion: str) -> None:
        writing = self._writing[suggestion]
        again = writing.tries - 1 + (_MOST_TRIES if writing.hint else 0)
        self._client.draft(
            protocol.DraftRequest(
                request=suggestion,
                chat=writing.chat,
                prompt=prompt(writing.brief, writing.hint),
                likely=writing.brief.template or "",
                max_tokens=writing.brief.style.most_tokens,
                stop=STOPS,
                rank=writing.rank,
                sampling=protocol.Sampling(seed=writing.seed + again),
            )
        )

    # --- what the child answers --------------------------------------------------------------

    def on_answer(self, answer: Answer) -> None:
        """Handle an answer of the child; one to a request that is over is dropped.

        Raises:
            StoreError: the disk takes nothing; the same answer can be handled again.
        """
        match answer:
            case protocol.Token(request=request) if request in self._writing:
                self._note_first_word(request)
            case protocol.Done(request=request) if request in self._writing:
                self._finish(request, answer)
            case RequestFailed(request=str(request), reason=reason) if request in self._writing:
                self._fallbacks.note(reason)
                self._writing.pop(request)
            case WorkerLost(final=final):
                self._on_loss(final=final)
            case _:
                pass

    def _note_first_word(self, suggestion: str) -> None:
        writing = self._writing[suggestion]
        if not writing.has_words:
            self._recorder.record(
                ev.SuggestionFirstToken(
                    chat=writing.chat, suggestion=suggestion, elapsed_ms=self._elapsed_ms(writing)
                )
            )
            self._writing[suggestion] = replace(writing, has_words=True)

    def _finish(self, suggestion: str, done: protocol.Done) -> None:
        """Record the model's version; one that is held back is written once more."""
        writing = self._writing[suggestion]
        reviewed = review(writing.brief, done.text, cut_off=done.stopped_by == "length")
        if reviewed.objections and not writing.hint:
            notes = ("written twice: " + "; ".join(reviewed.objections),)
            self._writing[suggestion] = replace(
                writing, hint=hint(reviewed.objections), notes=notes
            )
            self._ask_child(suggestion)
            return
        if not reviewed.objections and reviewed.text is not None:
            self._fallbacks.clear()
            self._record_version(suggestion, writing, done, reviewed.text, reviewed.sources)
        elif reviewed.objections:
            self._fallbacks.note(reviewed.objections[0])
        self._writing.pop(suggestion, None)

    def _record_version(
        self,
        suggestion: str,
        writing: _Writing,
        done: protocol.Done,
        text: str,
        sources: tuple[str, ...],
    ) -> None:
        """Record what differs from the card; it takes its place unless the agent has seen it."""
        name = {"chat": writing.chat, "suggestion": suggestion}
        card = self._recorder.desk.chats[writing.chat].suggestions[suggestion]
        if not card.is_live or text == card.text:
            return
        revised = ev.SuggestionRevised(
            **name,
            text=text,
            sources=sources,
            notes=(*writing.notes, *done.notes),
            elapsed_ms=self._elapsed_ms(writing),
            tokens=done.tokens,
        )
        unseen = card.shown_at is None and not card.inserted
        self._recorder.record(revised, *([ev.SuggestionUpdated(**name)] if unseen else []))

    def _on_loss(self, *, final: bool) -> None:
        """The child is gone: put its unfinished requests to the next one."""
        for suggestion, writing in list(self._writing.items()):
            if final or writing.tries >= _MOST_TRIES:
                self._writing.pop(suggestion)
            else:
                self._writing[suggestion] = replace(writing, tries=writing.tries + 1)
                self._ask_child(suggestion)

    def _elapsed_ms(self, writing: _Writing) -> float:
        return (self._clock.mono_ns() - writing.asked_ns) / 1e6
