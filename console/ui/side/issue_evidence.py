"""What the agent reads of a diagnosis: how likely it is, and which words speak for it."""

from collections.abc import Mapping

from console.domain.chat import Chat
from console.domain.events import ChatDiagnosed
from console.domain.issues import Issue
from console.ui.kit.formatting import first_words

_QUOTED = 2
_OF_WORDINGS = "en"
_LONGEST_QUOTE = 60


def is_unsure(chat: Chat) -> bool:
    """Whether there are issues that it may be about, but none that is likely enough."""
    diagnosis = chat.diagnosed
    if chat.issue is not None or diagnosis is None:
        return False
    return diagnosis.issue is None and bool(diagnosis.guesses)


def foreign_language(chat: Chat) -> str | None:
    """The language that the customer was found to write in, where it isn't that of the wordings.

    An ISO 639-1 code; null where nobody knows.
    """
    language = chat.diagnosed.language if chat.diagnosed else None
    return language if language not in (None, _OF_WORDINGS) else None


def basis_of(chat: Chat, issues: Mapping[str, Issue]) -> str:
    """What the proposed issue rests on, in a line; "" once the agent has confirmed an issue."""
    diagnosis = chat.diagnosed
    if chat.issue is not None or diagnosis is None:
        return ""
    if diagnosis.issue is None:
        return _perhaps(diagnosis, issues)
    if diagnosis.by == "search":
        return "Found by a search for the customer's words."
    likely = _percent(next((p for issue, p in diagnosis.guesses if issue == diagnosis.issue), 0.0))
    quoted = _quoted(diagnosis.evidence)
    return (
        f"{likely} likely, because the customer wrote {quoted}." if quoted else f"{likely} likely."
    )


def _perhaps(diagnosis: ChatDiagnosed, issues: Mapping[str, Issue]) -> str:
    guesses = [
        f"{issues[issue].name} ({_percent(probability)})"
        for issue, probability in diagnosis.guesses[:2]
        if issue in issues
    ]
    return f"Perhaps {' or '.join(guesses)}." if guesses else ""


def _percent(probability: float) -> str:
    """Never a certainty: nobody has looked into the parcel."""
    return "Over 99%" if probability > 0.99 else f"{probability:.0%}"


def _quoted(evidence: tuple[str, ...]) -> str:
    quotes = [first_words(words, _LONGEST_QUOTE) for words in evidence[:_QUOTED]]
    return " and ".join(f"“{quote}”" for quote in quotes if quote)
