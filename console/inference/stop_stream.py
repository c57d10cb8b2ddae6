"""From tokens back to text: whole characters only, and nothing from a stop string on."""

import codecs
from collections.abc import Sequence


class StopStream:
    """The text of one draft as it grows; what might begin a stop string is held back."""

    def __init__(self, stops: Sequence[str]) -> None:
        self._stops = tuple(stop for stop in stops if stop)
        # A token can end in the middle of a character.
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._held = ""
        self.text = ""
        self.stopped = False

    def feed(self, piece: bytes) -> str:
        """Take a token's bytes; returns the text that has become certain."""
        return self._advance(self._decoder.decode(piece))

    def finish(self) -> str:
        """No more tokens come; returns what was held back."""
        last = self._advance(self._decoder.decode(b"", final=True))
        return last + self._release(len(self._held))

    def _advance(self, new: str) -> str:
        if self.stopped:
            return ""
        self._held += new
        ends = [at for stop in self._stops if (at := self._held.find(stop)) >= 0]
        if ends:
            self.stopped = True
            certain = self._release(min(ends))
            self._held = ""
            return certain
        return self._release(len(self._held) - self._beginning_of_stop())

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
