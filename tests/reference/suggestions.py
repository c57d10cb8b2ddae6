"""What became of a suggestion: one by one, the measures of it."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from rapidfuzz.distance import Levenshtein

from console.domain import events as ev
from console.domain.suggestions import Suggestion, SuggestionOutcome
from console.measures.log_time import Timed, seconds
from console.measures.text.similarity import is_retyped
from reference.columns import column
from reference.history import ChatRecord


@dataclass(frozen=True)
class SuggestionRecord:
    """One suggestion: ``state`` as it was at the end of the log, and the chat it belongs to."""

    state: Suggestion
    record: ChatRecord

    def first(self, kind: type[ev.SuggestionFact]) -> Timed | None:
        """The first fact of a kind about it."""
        return next(
            (
                each
                for each in self.record.events
                if isinstance(each.fact, kind) and each.fact.suggestion == self.state.id
            ),
            None,
        )

    @cached_property
    def requested(self) -> Timed:
        """When it was asked for."""
        found = self.first(ev.SuggestionRequested)
        if found is None:
            raise ValueError(f"suggestion {self.state.id} was never requested")
        return found

    @cached_property
    def shown(self) -> Timed | None:
        """When the agent could first see it."""
        return self.first(ev.SuggestionShown)

    @cached_property
    def sent(self) -> Timed | None:
        """The message that was made from it."""
        return next((each for each in self._messages if _source(each) == self.state.id), None)

    @cached_property
    def decided(self) -> Timed | None:
        """The act that settled its fate; null if none did."""
        match self.state.outcome:
            case SuggestionOutcome.ADOPTED:
                return self._adopting
            case SuggestionOutcome.MODIFIED:
                return self.record.done(self.sent) if self.sent else None
            case SuggestionOutcome.DISMISSED:
                return self.first(ev.SuggestionDismissed)
            case SuggestionOutcome.IGNORED:
                return self._passing_over
            case _:
                return None

    @property
    def _messages(self) -> list[Timed]:
        return [each for each in self.record.messages if isinstance(each.fact, ev.MessageSent)]

    @property
    def _adopting(self) -> Timed | None:
        """When the agent sent it unchanged: before its message left, if that was held."""
        for each in self._messages:
            fact, done = each.fact, self.record.done(each)
            if (
                isinstance(fact, ev.MessageSent)
                and fact.suggestion == self.state.id
                and fact.origin is ev.Origin.ADOPTED
                and done is not each
            ):
                return done
        return self.first(ev.SuggestionAdopted)

    @property
    def _passing_over(self) -> Timed | None:
        ready = self.first(ev.SuggestionReady)
        if ready is None or self.shown is None:
            return None
        usable = max(ready.event.seq, self.shown.event.seq)
        return next(
            (
                done
                for e in self._messages
                if _source(e) is None and (done := self.record.done(e)).event.seq > usable
            ),
            None,
        )


def suggestions_of(record: ChatRecord) -> list[SuggestionRecord]:
    """All suggestions of a chat, in the order they were asked for."""
    return [SuggestionRecord(state, record) for state in record.state.suggestions.values()]


def _source(message: Timed) -> str | None:
    return message.fact.suggestion if isinstance(message.fact, ev.MessageSent) else None


def _edit(suggestion: SuggestionRecord) -> tuple[str, str] | None:
    sent = suggestion.sent
    if suggestion.state.outcome is not SuggestionOutcome.MODIFIED or sent is None:
        return None
    assert isinstance(sent.fact, ev.MessageSent)
    return suggestion.state.text, sent.fact.text


def _wall(timed: Timed | None) -> datetime | None:
    return timed.event.wall if timed else None


@column(unit="s", formula="suggestion_ready - suggestion_requested")
def ready_s(suggestion: SuggestionRecord) -> float | None:
    """Request to completion; null if it was never complete."""
    ready = suggestion.first(ev.SuggestionReady)
    return seconds(ready.ns - suggestion.requested.ns) if ready else None


@column(unit="s", formula="the first suggestion_revised - suggestion_requested")
def revised_s(suggestion: SuggestionRecord) -> float | None:
    """Request to the model's version; null if there was none beside the approved wording."""
    revised = suggestion.first(ev.SuggestionRevised)
    return seconds(revised.ns - suggestion.requested.ns) if revised else None


@column()
def version(suggestion: SuggestionRecord) -> str | None:
    """Which of its texts the card showed in the end, or was sent unchanged."""
    adopted = suggestion.first(ev.SuggestionAdopted)
    sent = (
        adopted.fact.version if adopted and isinstance(adopted.fact, ev.SuggestionAdopted) else None
    )
    shown = suggestion.state.version if suggestion.first(ev.SuggestionReady) else None
    return sent or shown


@column(unit="s", formula="suggestion_first_token - suggestion_requested")
def first_token_s(suggestion: SuggestionRecord) -> float | None:
    """Request to the model's first words; null if there were none."""
    token = suggestion.first(ev.SuggestionFirstToken)
    return seconds(token.ns - suggestion.requested.ns) if token else None


@column(
    unit="s",
    formula="adopted: suggestion_adopted; modified: message_sent with the suggestion; dismissed: "
    "suggestion_dismissed; ignored: the first message_sent of the agent's own while it was shown "
    "and ready; of a message that was held its send_held; each - suggestion_shown",
)
def decision_s(suggestion: SuggestionRecord) -> float | None:
    """Shown to decision; null if it was never shown or nobody decided."""
    shown, decided = suggestion.shown, suggestion.decided
    if shown is None or decided is None or decided.event.seq < shown.event.seq:
        return None
    return seconds(decided.ns - shown.ns)


@column(unit="characters", formula="Levenshtein distance, suggestion to message sent")
def edit_distance(suggestion: SuggestionRecord) -> int | None:
    """Insertions, deletions and replacements of characters; null unless modified."""
    edit = _edit(suggestion)
    return None if edit is None else Levenshtein.distance(*edit)


@column(formula="1 - edit_distance / length of the longer text")
def similarity(suggestion: SuggestionRecord) -> float | None:
    """How much of the suggestion is in what was sent, 0 to 1; null unless modified."""
    edit = _edit(suggestion)
    return None if edit is None else Levenshtein.normalized_similarity(*edit)


@column()
def shown_at(suggestion: SuggestionRecord) -> datetime | None:
    """When the agent could first see it: panel open, tab current, window active."""
    return _wall(suggestion.shown)


@column()
def decided_at(suggestion: SuggestionRecord) -> datetime | None:
    """When the agent decided about it; see decision_s."""
    return _wall(suggestion.decided)


@column()
def message(suggestion: SuggestionRecord) -> str | None:
    """The id of the message that was made from it; null if none was."""
    sent = suggestion.sent
    return sent.fact.message if sent and isinstance(sent.fact, ev.MessageSent) else None


@column(unit="0 or 1")
def retyped(suggestion: SuggestionRecord) -> int | None:
    """Whether a message typed by hand after it was shown is near-identical."""
    shown, text = suggestion.shown, suggestion.state.text
    if shown is None or not text:
        return None
    typed = [
        each.fact.text
        for each in suggestion.record.messages
        if isinstance(each.fact, ev.MessageSent)
        and each.fact.origin is ev.Origin.TYPED
        and each.event.seq > shown.event.seq
    ]
    alike = [is_retyped(text, words) for words in typed]
    return int(any(alike)) if alike else None
