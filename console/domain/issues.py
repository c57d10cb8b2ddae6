"""What customers need (the issue taxonomy) and how a chat can end (the disposition)."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class Disposition(StrEnum):
    """How the agent says a chat ended."""

    ANSWERED = "answered"
    REFUNDED = "refunded"
    REPLACED = "replaced"
    CHANGED = "changed"
    ESCALATED = "escalated"
    DECLINED = "declined"
    NO_ISSUE = "no_issue"

    @property
    def label(self) -> str:
        """The words an agent reads."""
        return _DISPOSITION_LABELS[self]


_DISPOSITION_LABELS = {
    Disposition.ANSWERED: "Question answered",
    Disposition.REFUNDED: "Refund or return arranged",
    Disposition.REPLACED: "Replacement or repair arranged",
    Disposition.CHANGED: "Order or account changed",
    Disposition.ESCALATED: "Passed to another team",
    Disposition.DECLINED: "Request declined",
    Disposition.NO_ISSUE: "No issue after all",
}


class Issue(BaseModel):
    """One kind of customer need.

    ``examples`` are things customers say when they have it; ``article`` names the knowledge-base
    article whose procedure resolves it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    name: str
    group: str
    summary: str
    article: str
    examples: tuple[str, ...] = ()
