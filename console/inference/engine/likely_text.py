"""Guesses a draft's next tokens from a text that it will likely keep to, for several at a time.

A model reads several tokens at once in little more time than one. So guesses are read behind the
last token, and what the draft's sampler chooses after each of them tells whether the next guess was
right. What is written is the same as without guessing.
"""

from collections.abc import Sequence

REACHES = (3, 7, 11)
"""Guesses at a time: more after each time that all were right. With the token before them they are
a multiple of four, which the library's kernels take at once."""

_NEAR = 8
"""Within this many tokens of the place where a draft left the text, one token shows that it is back
in it; elsewhere it takes two."""


class LikelyText:
    """The tokens of the text, and where in it a draft is that keeps to it or leaves it."""

    def __init__(self, tokens: Sequence[int] = ()) -> None:
        self._tokens = list(tokens)
        self._place = 0
        self._follows = False
        self._last: int | None = None
        self._reach = 0

    def note(self, token: int) -> None:
        """The draft goes on with this token."""
        if self._follows and self._tokens[self._place : self._place + 1] == [token]:
            self._place += 1
        else:
            self._find(token)
        self._last = token

    def guesses(self, most: int) -> list[int]:
        """Up to ``most`` tokens that will likely follow; none while the draft has left the text."""
        size = min(most, REACHES[self._reach])
        return self._tokens[self._place : self._place + size] if self._follows else []

    def judge(self, *, right: bool) -> None:
        """Note whether all of the last guesses were right."""
        self._reach = min(self._reach + 1, len(REACHES) - 1) if right else 0

    def _find(self, token: int) -> None:
        """Look for the place in the text that the draft has got to with this token."""
        places = [n for n, each in enumerate(self._tokens, 1) if each == token]
        pairs = [n for n in places if n > 1 and self._tokens[n - 2] == self._last]
        near = [n for n in places if 0 <= n - self._place <= _NEAR]
        found = min(pairs or near, key=self._distance, default=None)
        self._follows = found is not None
        if found is not None:
            self._place = found

    def _distance(self, place: int) -> int:
        return abs(place - self._place)
