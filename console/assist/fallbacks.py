"""Notices when the model's drafts fail for the same reason again and again.

The approved wordings that take their place work so well that nobody would miss the model.
"""

from console.assist.recorder import SuggestionRecorder
from console.domain import events as ev

SOURCE = "assistant"
"""What the fact names as the source of drafts that could not be used."""

_IN_A_ROW = 3
_MOST_CHARACTERS = 120


class Fallbacks:
    """Counts drafts in a row that one reason kept from use, and tells of each reason once."""

    def __init__(self, recorder: SuggestionRecorder) -> None:
        self._recorder = recorder
        self._reason: str | None = None
        self._count = 0
        self._told: set[str] = set()

    def clear(self) -> None:
        """A draft could be used."""
        self._reason, self._count = None, 0

    def note(self, why: str) -> None:
        """A draft could not be used; the third time in a row that is recorded, once a reason.

        Args:
            why: the guard's first objection, or why the model did not answer. What stands behind
                its colon may be of the draft or of a server, and is left out.

        Raises:
            StoreError: the disk takes nothing at the moment.
        """
        reason = _plain(why)
        self._count = self._count + 1 if reason == self._reason else 1
        self._reason = reason
        if self._count >= _IN_A_ROW and reason not in self._told:
            self._recorder.record(ev.ItemSetAside(source=SOURCE, what="draft", reason=reason))
            self._told.add(reason)


def _plain(why: str) -> str:
    """A reason without anything of a chat in it."""
    head = why.partition(": ")[0]
    if head.startswith("it names"):
        return "it names what is not on record"
    return head[:_MOST_CHARACTERS]
