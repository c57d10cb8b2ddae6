"""How fast this machine reads at the moment, and so how much of it fits into a step."""

CHUNK = 256
"""Tokens of prompts read in one step at most: more are hardly read any faster."""

_FEWEST_AT_ONCE = 32


class Pace:
    """What the last step that read tells."""

    def __init__(self) -> None:
        self._each_s = 0.0

    def took(self, tokens: int, seconds: float) -> None:
        """So many tokens took so long; steps of a few tokens only write and tell nothing."""
        if tokens >= _FEWEST_AT_ONCE:
            self._each_s = seconds / tokens

    def tokens_in(self, seconds: float) -> int:
        """How many tokens can be read in that time, within reason."""
        if not self._each_s:
            return CHUNK
        return max(_FEWEST_AT_ONCE, min(CHUNK, int(seconds / self._each_s)))
