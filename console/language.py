"""Identifies the language of a text, where the text is long enough for that."""

import re
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

_LETTERS = re.compile(r"[^\W\d_]+")
_LEAST_LETTERS = 12
_LEAST_WORDS = 3
_LEAST_PROBABILITY = 0.5
_ENOUGH = 400
"""Characters after which more of a text tells nothing new."""

_TAKEN_FOR_ANOTHER = frozenset(("ary", "arz", "pcm", "wuu", "yue"))
"""Moroccan and Egyptian Arabic, Nigerian Pidgin, Wu and Cantonese.

They share words with Arabic, English and Chinese, so that short texts in these would be unclear.
"""


class Languages:
    """Identifies languages; the first one takes a moment to load."""

    def __init__(self) -> None:
        self._identifier = _load_identifier()

    def of(self, text: str) -> str | None:
        """The ISO 639-1 code of the text's language; none if it is too short or unclear."""
        words = [word for word in _LETTERS.findall(text[: 4 * _ENOUGH]) if _is_plain(word)]
        letters = sum(map(len, words))
        spaced = any("a" <= letter.casefold() <= "ɏ" for letter in "".join(words))
        if spaced and (letters < _LEAST_LETTERS or len(words) < _LEAST_WORDS):
            return None
        if letters < 4:
            return None
        code, probability = self._identifier.classify(" ".join(words)[:_ENOUGH].lower())
        return str(code) if probability >= _LEAST_PROBABILITY and len(code) == 2 else None


@cache
def _load_identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(set(identifier.labels) - _TAKEN_FOR_ANOTHER)
    return identifier


def _is_plain(word: str) -> bool:
    """Whether it may be a word of a language, and not the letters of some code."""
    return len(word) < 30
