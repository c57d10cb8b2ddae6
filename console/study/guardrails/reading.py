"""How long it takes to read a text at a quick pace."""

import re

_UNSPACED = (
    "\u0e00-\u0eff"  # Thai, Lao
    "\u1000-\u109f"  # Burmese
    "\u1780-\u17ff"  # Khmer
    "\u3040-\u30ff"  # Japanese syllables
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"  # Chinese characters
    "\U00020000-\U0003134f"
)
"""Letters of scripts that put no spaces between words."""

_CHARACTER = re.compile(f"[{_UNSPACED}]")
_WORD = re.compile(rf"(?:(?![{_UNSPACED}])[^\W_])+(?:['’\-](?:(?![{_UNSPACED}])[^\W_])+)*")


def reading_s(text: str, words_per_min: float, characters_per_min: float) -> float:
    """Seconds to read a text: words where they are spaced, characters where they are not."""
    words, characters = len(_WORD.findall(text)), len(_CHARACTER.findall(text))
    return 60 * (words / words_per_min + characters / characters_per_min)
