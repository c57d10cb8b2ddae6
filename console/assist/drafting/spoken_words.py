"""The words of a sentence as drafts and approved wordings are compared: in order, in their form.

Unlike ``console.assist.moves.words``, which asks what a text is about, tenses, negations and small
words stay, since "I'll send it" and "I sent it" are about the same and say different things.
"""

import re
from functools import lru_cache

Words = tuple[str, ...]

_REMEMBERED = 4_096
_TOKEN = re.compile(r"[^\W_]+(?:['.,:/@&-][^\W_]+)*|[^\w\s]|_")
_SILENT = frozenset("\"'“”‘’„«»()[]*…¡¿")
"""Marks that say nothing. Any other, such as a tick, counts as a word."""

PAUSES = frozenset(",;:.!?-–—")
"""Marks that stand between clauses or at their end."""

_CONTRACTED = (
    (re.compile(r"\bcan't\b|\bcannot\b"), "can not"),
    (re.compile(r"\bwon't\b"), "will not"),
    (re.compile(r"n't\b"), " not"),
    (re.compile(r"'ll\b"), " will"),
    (re.compile(r"'ve\b"), " have"),
    (re.compile(r"'re\b"), " are"),
    (re.compile(r"\bi'm\b"), "i am"),
    (re.compile(r"\bi'd\b"), "i would"),
    (re.compile(r"\blet's\b"), "let us"),
    (
        re.compile(
            r"\b(it|that|there|what|here|who|where|how|this|nobody|nothing|everything|somebody)'s\b"
        ),
        r"\1 is",
    ),
    (re.compile(r"'s\b"), ""),
)
_SAME_PHRASES = (
    (re.compile(r"\b(?:i am|we are) (?:afraid|sorry,? but)\b|\bunfortunately\b,?"), ""),
    (re.compile(r"\bplease (?:note|be aware)\b|\bplease keep in mind\b"), ""),
    (
        re.compile(r"\bto (?:make sure|be sure|verify|confirm) (?:that )?it is you\b"),
        "to check it is you",
    ),
    (re.compile(r"\bright now\b"), "now"),
    (re.compile(r"\bam going to\b"), "will"),
    (re.compile(r"\bin order to\b"), "to"),
    (re.compile(r"\be-?mail(?: address)?(?:es)?\b|\bemail-address\b"), "email"),
    (re.compile(r"\bpost(?:al)? ?codes?\b|\bpostal codes?\b"), "zip code"),
    (re.compile(r"\b(?:right|straight) away\b|\bimmediately\b"), "at once"),
    (re.compile(r"\bas soon as\b"), "once"),
    (re.compile(r"\bi apologize\b|\bmy apologies\b|\bi apologise\b"), "i am sorry"),
    (re.compile(r"\bup to date\b"), "up-to-date"),
)
_ALIKE = (
    "parcel package",
    "photo picture",
    "broken damaged",
    "we i",
    "us me",
    "however but",
    "ok okay",
    "product item",
    "within in",
    "need require",
    "receive get",
    "about regarding",
    "buy purchase",
    "choose pick",
    "too also",
    "check look",
)
_CLASS = {word: group.split()[-1] for group in _ALIKE for word in group.split()}
_SHORTEST = 4


@lru_cache(maxsize=_REMEMBERED)
def spoken_words(text: str) -> Words:
    """The words and pauses of a text in order, in small letters, contractions written out."""
    plain = text.replace("’", "'").lower()
    for pattern, instead in (*_CONTRACTED, *_SAME_PHRASES):
        plain = pattern.sub(instead, plain)
    return tuple(token for token in _TOKEN.findall(plain) if token not in _SILENT)


@lru_cache(maxsize=_REMEMBERED)
def comparable(word: str) -> str:
    """A word without the ending of a plural, or the one that stands for its like."""
    is_plural = len(word) > _SHORTEST and word.endswith("s") and word[-2] not in "su"
    word = word[:-1] if is_plural else word
    return _CLASS.get(word, word)


def without_pauses(words: Words) -> Words:
    """The words alone."""
    return tuple(word for word in words if word not in PAUSES)
