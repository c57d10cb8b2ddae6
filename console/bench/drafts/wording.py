"""Texts for benchmarks: what customers of the practice shop write, combined at random to a size."""

import random
import tomllib
from collections.abc import Callable
from pathlib import Path

from console.domain.errors import ModelError

Count = Callable[[str], int]
"""Counts the tokens that a text has in its place."""

ASKING = "Explain in ten long sentences how rain is made."
"""Asks for more than fits into a draft, so that nearly every draft gets as long as it may."""

_TRIES = 400
_ROOM_FOR_SENTENCES = 20


def shop_sentences(shop: Path) -> list[str]:
    """What customers of the shop write, from the examples of its issues; always the same."""
    issues = tomllib.loads((shop / "issues.toml").read_text(encoding="utf-8"))["issue"]
    return [text for issue in issues for text in issue["examples"] if text.isascii()]


def fitted(sentences: list[str], size: int, count: Count, rng: random.Random) -> str:
    """A text that counts exactly ``size`` tokens: sentences as long as they fit, then words.

    Raises:
        ModelError: the marks alone are longer, or no text of that size was found.
    """
    words = " ".join(sentences).split()
    text = ""
    for attempt in range(_TRIES):
        missing = size - count(text)
        if missing == 0:
            return text
        long = missing > _ROOM_FOR_SENTENCES and attempt < _TRIES // 2
        longer = f"{text} {rng.choice(sentences if long else words)}".strip()
        if count(longer) <= size:
            text = longer
    raise ModelError(f"no text of {size} tokens can be put together from the shop's wording")
