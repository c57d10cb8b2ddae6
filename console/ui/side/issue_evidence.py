"""What the agent reads of a diagnosis: how likely it is, and which words speak for it."""

from collections.abc import Mapping

from console.domain.chat import Chat
from console.domain.events import ChatDiagnosed
from console.domain.issues import Issue
from console.ui.kit.formatting import first_words

_QUOTED = 2
_LONGEST_QUOTE = 60


def is_unsure(chat: Chat) -> bool:
    """Whether there are issues that it may be about, but none that is likely enough."""
    found = chat.diagnosed
    return chat.issue is None and found is not None and found.issue is None and bool(found.guesses)


def basis_of(chat: Chat, issues: Mapping[str, Issue]) -> str:
    """What the proposed issue rests on, in a line; nothing once the agent has settled it."""
    found = chat.diagnosed
    if chat.issue is not None or found is None:
        return ""
    if found.issue is None:
        return _perhaps(found, issues)
    if found.by == "search":
        return "Found by the words the customer uses."
    likely = _percent(next((p for issue, p in found.guesses if issue == found.issue), 0.0))
    quoted = _quoted(found.evidence)
    return (
        f"{likely} likely, because the customer wrote {quoted}." if quoted else f"{likely} likely."
    )


def _perhaps(found: ChatDiagnosed, issues: Mapping[str, Issue]) -> str:
    told = [
        f"{issues[issue].name} ({_percent(probability)})"
        for issue, probability in found.guesses[:2]
        if issue in issues
    ]
    return f"Perhaps {' or '.join(told)}." if told else ""


def _percent(probability: float) -> str:
    """Never a certainty: nobody has looked into the parcel."""
    return "Over 99%" if probability > 0.99 else f"{probability:.0%}"


def _quoted(evidence: tuple[str, ...]) -> str:
    quotes = [first_words(words, _LONGEST_QUOTE) for words in evidence[:_QUOTED]]
    return " and ".join(f"“{quote}”" for quote in quotes if quote)
