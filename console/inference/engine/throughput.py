"""How fast this machine reads prompts at the moment, and so how much fits into a step."""

CHUNK = 256
"""Tokens of prompts read in one step at most: more are hardly read any faster."""

_FEWEST_AT_ONCE = 32


class Throughput:
    """Estimates from the last steps: one that only wrote, and one that read.

    A step takes a while however little is in it, since all weights pass through memory. So reading
    is timed by what it adds to a step that only writes.
    """

    def __init__(self) -> None:
        self._writing_s = 0.0
        self._each_s = 0.0

    def record(self, read: int, seconds: float) -> None:
        """Record how many prompt tokens a step read and how long it took."""
        if read == 0:
            self._writing_s = seconds
        elif read >= _FEWEST_AT_ONCE:
            # At least half of it is reading, even if the last step that wrote was held up.
            self._each_s = max(seconds - self._writing_s, seconds / 2) / read

    def tokens_in(self, seconds: float) -> int:
        """How many tokens of prompts can be read in a step of that time, within reason."""
        if not self._each_s:
            return CHUNK
        room = int((seconds - self._writing_s) / self._each_s)
        return max(_FEWEST_AT_ONCE, min(CHUNK, room))
