"""What becomes of a suggestion: its life from request to outcome, as state folded from facts."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from console.domain import events as ev


class Progress(StrEnum):
    """How far the model got."""

    REQUESTED = "requested"
    STREAMING = "streaming"
    READY = "ready"
    FAILED = "failed"


class SuggestionOutcome(StrEnum):
    """What became of a suggestion in the end; exactly one applies."""

    ADOPTED = "adopted"
    MODIFIED = "modified"
    DISMISSED = "dismissed"
    IGNORED = "ignored"
    SUPERSEDED = "superseded"
    FAILED = "failed"
    PENDING = "pending"


_VERSIONS = {
    "generate": ev.Version.MODEL,
    "template": ev.Version.APPROVED,
    "past_reply": ev.Version.PAST_REPLY,
}


@dataclass(slots=True)
class Suggestion:
    """One proposed message.

    ``passed_over`` means that the agent sent something of their own while it was shown; it can
    still be used afterwards. ``held`` means that a message made from it can still be taken back.
    ``text`` is what the card shows; ``revision`` is the model's version while it waits to take its
    place; ``texts`` are all that were on the card. Times are UTC wall times, null until they
    happen.
    """

    id: str
    about: ev.SuggestionKind
    requested_at: datetime
    message: str | None = None
    by_agent: bool = False
    replaces: str | None = None
    move: ev.Move | None = None
    version: ev.Version = ev.Version.APPROVED
    revision: ev.SuggestionRevised | None = None
    texts: dict[ev.Version, str] = field(default_factory=dict)
    progress: Progress = Progress.REQUESTED
    text: str = ""
    issue: str | None = None
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    failure: str | None = None
    ready_at: datetime | None = None
    shown_at: datetime | None = None
    inserted: bool = False
    held: bool = False
    adopted: bool = False
    modified: bool = False
    dismissed: bool = False
    superseded: bool = False
    passed_over: bool = False
    good: bool | None = None
    unkept: bool = False

    @classmethod
    def requested(cls, fact: ev.SuggestionRequested, at: datetime) -> "Suggestion":
        """A suggestion begins with its request."""
        return cls(
            fact.suggestion,
            fact.about,
            requested_at=at,
            message=fact.message,
            by_agent=fact.by_agent,
            replaces=fact.replaces,
            move=fact.move,
        )

    @property
    def is_live(self) -> bool:
        """Whether it belongs on the panel: being made, usable, or failed with a reason."""
        return not (self.adopted or self.modified or self.dismissed or self.superseded)

    @property
    def is_usable(self) -> bool:
        """Whether the agent can send it or put it into the input box.

        A superseded one can still be used: the agent may have been reading it. One whose text was
        not stored can't.
        """
        return self.progress is Progress.READY and not (
            self.adopted or self.modified or self.dismissed or self.held or self.unkept
        )

    @property
    def is_in_the_making(self) -> bool:
        """Whether the model is still at it."""
        return self.is_live and self.progress in (Progress.REQUESTED, Progress.STREAMING)

    @property
    def outcome(self) -> SuggestionOutcome:
        """What became of it so far; use beats every other outcome, whatever came in between."""
        if self.adopted:
            return SuggestionOutcome.ADOPTED
        if self.modified:
            return SuggestionOutcome.MODIFIED
        if self.dismissed:
            return SuggestionOutcome.DISMISSED
        if self.passed_over:
            return SuggestionOutcome.IGNORED
        if self.progress is Progress.FAILED:
            return SuggestionOutcome.FAILED
        return SuggestionOutcome.SUPERSEDED if self.superseded else SuggestionOutcome.PENDING

    def version_of(self, message: str) -> ev.Version | None:
        """Which of the texts that were on the card a message is, unchanged; null if it is none."""
        for version, text in reversed(self.texts.items()):
            if text.strip() == message:
                return version
        return None

    def apply(self, fact: ev.SuggestionFact, at: datetime) -> None:
        """Let one fact about this suggestion change it."""
        match fact:
            case ev.SuggestionFirstToken():
                begun = self.progress is not Progress.REQUESTED
                self.progress = self.progress if begun else Progress.STREAMING
            case ev.SuggestionReady():
                self.progress = Progress.READY
                self.text, self.issue = fact.text, fact.issue
                self.unkept = fact.measured is not None
                self.sources, self.notes = fact.sources, fact.notes
                self.version = _VERSIONS[fact.strategy]
                self.texts[self.version] = self.text
                self.ready_at = at
            case ev.SuggestionRevised():
                self.revision = fact
            case ev.SuggestionUpdated() if self.revision is not None:
                self.text, self.version = self.revision.text, ev.Version.MODEL
                self.sources, self.notes = self.revision.sources, self.revision.notes
                self.texts[self.version] = self.text
                self.revision = None
            case ev.SuggestionFailed():
                self.progress, self.failure = Progress.FAILED, fact.reason
            case ev.SuggestionShown():
                self.shown_at = self.shown_at or at
            case ev.SuggestionInserted():
                self.inserted = True
            case ev.SuggestionAdopted():
                self.adopted = True
            case ev.SuggestionDismissed():
                self.dismissed = True
            case ev.SuggestionSuperseded():
                self.superseded = True
            case ev.SuggestionRated():
                self.good = fact.good
            case _:
                raise ValueError(f"no rule for {type(fact).__name__}")
