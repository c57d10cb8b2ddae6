"""Which Chinese words are content words.

jieba's dictionary, in its Rust version, cuts a run of characters into the words that are most
likely together and gives each the class it has most often. What it doesn't know is cut by a hidden
Markov model and counts as a noun. That is an approximation: 用 is a preposition in it even where it
means "use", two words that often stand together can be one (没到), and it knows traditional
characters less well than simplified ones.
"""

from functools import cache
from typing import Protocol

_CONTENT = ("n", "v", "a", "d", "t", "s", "b", "i", "l", "j", "x")
"""ICTCLAS's nouns (times and places too), verbs, adjectives, adverbs, phrases of such; unknown."""

_UNCLASSED = "zg"
_FUNCTION = frozenset("是 能 能够 可 可以 会 应 应该 应当 该 你好 您好 拜拜".split())
"""The copula, the verbs that only say can, will and should, and greetings."""

_CONTENT_UNCLASSED = frozenset(("很", "请", "請"))
"""Words the dictionary has without a class though what they are is plain."""


class _Cutter(Protocol):
    def tag(self, text: str, hmm: bool = True) -> list[tuple[str, str]]: ...


def words(run: str) -> list[tuple[str, bool]]:
    """The words of a run of Chinese characters, and whether each is a content word."""
    return [(word, _is_content(word, tag)) for word, tag in _cutter().tag(run)]


def _is_content(word: str, tag: str) -> bool:
    if word in _FUNCTION:
        return False
    return word in _CONTENT_UNCLASSED or (tag != _UNCLASSED and tag.startswith(_CONTENT))


@cache
def _cutter() -> _Cutter:
    from rjieba import Jieba  # noqa: PLC0415 - takes a moment to load

    return Jieba()
