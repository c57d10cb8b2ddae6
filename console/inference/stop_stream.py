"""From tokens back to text: whole characters only, no thoughts, nothing from a stop string on."""

import codecs
from collections.abc import Sequence
from typing import Literal

_THOUGHT, _THOUGHT_END = "<think>", "</think>"
"""Between these, some models think aloud before they reply."""


class StopStream:
    """The text of one draft as it grows; what might begin a stop string is held back.

    A thought at its beginning is left out, together with the blanks after it. One that never ends
    leaves no text at all.
    """

    def __init__(self, stops: Sequence[str]) -> None:
        self._stops = tuple(stop for stop in stops if stop)
        # A token can end in the middle of a character.
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._held = ""
        self.text = ""
        self.stopped = False
        self._begun = False
        self._thought: Literal["open", "over"] | None = None

    @property
    def has_thought(self) -> bool:
        """Whether a thought was left out."""
        return self._thought is not None

    def feed(self, piece: bytes) -> str:
        """Take a token's bytes; returns the text that has become certain."""
        return self._advance(self._decoder.decode(piece))

    def finish(self) -> str:
        """No more tokens come; returns what was held back."""
        last = self._advance(self._decoder.decode(b"", final=True))
        if self._thought == "open":
            self._held = ""
        return last + self._release(len(self._held))

    def _advance(self, new: str) -> str:
        if self.stopped:
            return ""
        self._held += new
        if not self._begun:
            self._begun = self._leave_thought_out()
            if not self._begun:
                return ""
        ends = [at for stop in self._stops if (at := self._held.find(stop)) >= 0]
        if ends:
            self.stopped = True
            certain = self._release(min(ends))
            self._held = ""
            return certain
        return self._release(len(self._held) - self._beginning_of_stop())

    def _leave_thought_out(self) -> bool:
        """Whether what is held is certainly no part of a thought, nor of the blanks after one."""
        if self._thought is None:
            if _THOUGHT.startswith(self._held):
                return False
            if not self._held.startswith(_THOUGHT):
                return True
            self._thought = "open"
        if self._thought == "open":
            end = self._held.find(_THOUGHT_END)
            if end < 0:
                return False
            self._held = self._held[end + len(_THOUGHT_END) :]
            self._thought = "over"
        self._held = self._held.lstrip()
        return bool(self._held)

    def _beginning_of_stop(self) -> int:
        """How many characters at the end could be the beginning of a stop string."""
        longest = max((len(stop) for stop in self._stops), default=1) - 1
        return next(
            (
                size
                for size in range(min(longest, len(self._held)), 0, -1)
                if any(stop.startswith(self._held[-size:]) for stop in self._stops)
            ),
            0,
        )

    def _release(self, size: int) -> str:
        certain, self._held = self._held[:size], self._held[size:]
        self.text += certain
        return certain
