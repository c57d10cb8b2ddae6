"""Which language somebody writes in, told only where the text is long enough to tell."""

import re

from py3langid.langid import MODEL_FILE, LanguageIdentifier

_LETTERS = re.compile(r"[^\W\d_]+")
_LEAST_LETTERS = 12
_LEAST_WORDS = 3
_LEAST_PROBABILITY = 0.5
_ENOUGH = 400
"""Characters after which more of a text tells nothing new."""

_TOLD_AS_ANOTHER = frozenset(("ary", "arz", "pcm", "wuu", "yue"))
"""Moroccan and Egyptian Arabic, Nigerian Pidgin, Wu and Cantonese.

They share words with Arabic, English and Chinese, and would make short texts in these unclear.
"""


class Languages:
    """Tells languages apart; takes a moment to load."""

    def __init__(self) -> None:
        self._identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
        self._identifier.set_languages(set(self._identifier.labels) - _TOLD_AS_ANOTHER)

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


def _is_plain(word: str) -> bool:
    """Whether it may be a word of a language, and not the letters of some number."""
    return len(word) < 30
