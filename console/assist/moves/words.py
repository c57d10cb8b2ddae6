"""Words of a text as they are compared: stems of content words, and words of like meaning.

No model: what is compared are an article's sentences with a customer's, so a stem and a small list
of words that customer service uses for the same thing go a long way, in any trade.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

_WORD = re.compile(
    r"[a-zà-öø-ÿ]+(?:['’-][a-zà-öø-ÿ]+)*|\d+(?:[.,:]\d+)*|[\u2e80-\uffff]", re.IGNORECASE
)
"""A word, a number, or one sign of a script that has no blanks."""

_STOP = frozenset(
    """a an the this that these those it its is are was were be been being am i i'm i've i'll i'd im
    you you're you've you'll your yours we we're we've we'll our us they they're them their he she
    his her him me my mine and or but so if then than as at by for from in into of on onto to up
    with about there here have has had do does did done doing don't didn't doesn't will would can
    could should shall may might must not no nor just only also too very really please thanks thank
    ok okay hi hello hey yes yeah well oh what which who whom whose when where why how any some all
    both one ones more most much many get gets getting go goes going went let lets make makes
    made want wants like im dont cant its thats what's that's it's can't isn't wasn't again still
    yet now already ever never because since while until till after before once such own same other
    else out off over per via etc behind beyond whole
    aren't won't wouldn't couldn't shouldn't haven't hasn't hadn't weren't cannot one's us
    """.split()
)

_ALIKE = (
    "refund money reimburse credit cash payback geld dinero argent",
    "replace replacement new exchange swap substitute",
    "cost price pay fee charge postage cheap expensive dollar free paid",
    "parcel package box shipment delivery",
    "picture photo image snapshot pic",
    "email e-mail mail inbox",
    "zip postal postcode",
    "phone mobile cell telephone number",
    "luggage suitcase bag baggage",
    "cancel stop drop call-off scrap",
    "pause skip suspend hold",
    "return send-back bring-back give-back back zurück",
    "colleague somebody someone anybody anyone friend relative",
    "fetch collect pick pick-up pickup",
    "shop store site website",
    "neighbor neighbour next-door",
    "room suite chamber",
    "broken damaged smashed cracked defective faulty broke",
    "change move switch modify alter update push rebook reschedule",
    "bill invoice receipt",
    "early earlier before",
    "late later delayed delay",
    "pending reserved authorized blocked",
    "code coupon voucher promo",
    "locked blocked lock",
    "send ship dispatch leave",
    "receive arrive reach come got",
    "buy purchase order bought",
    "last expire valid long",
    "repair fix mend",
    "warranty guarantee garantie garantía",
    "doctor physician",
    "appointment visit slot",
    "seat place spot",
    "help assist",
    "card mastercard visa amex",
    "date day",
    "remind reminder remember",
    "automatic automatically itself",
    "keep hold store retain",
    "fit install mount attach",
    "pet dog cat animal puppy",
    "child kid son daughter baby toddler",
    "release hand-out give-out",
)
_CLASS = {word: f"={group.split()[0]}" for group in _ALIKE for word in group.split()}

_SUFFIXES = (
    ("ies", "y"),
    ("ations", ""),
    ("ation", ""),
    ("ements", ""),
    ("ement", ""),
    ("ments", ""),
    ("ment", ""),
    ("ings", ""),
    ("ing", ""),
    ("edly", ""),
    ("ely", ""),
    ("ed", ""),
    ("es", ""),
    ("ly", ""),
    ("s", ""),
    ("e", ""),
)
_SHORTEST = 3
_REMEMBERED = 16_384
"""Texts and words whose outcome is kept: articles' sentences are compared at every message."""

_NEGATION = re.compile(r"n['’]t\b|\bnot\b")
_SENTENCE_END = re.compile(r"(?<=[.!?…。！？])[\"”’)*]*\s+(?=[^\s])|\n+")
_ABBREVIATED = re.compile(r"\b(?:[ap]\.m|e\.g|i\.e|no|nr|mr|mrs|ms|dr|st|approx)\.$", re.IGNORECASE)
"""Ends in a full stop that ends no sentence."""
_TITLE = re.compile(r"\b(?:mr|mrs|ms|dr|prof)\.$", re.IGNORECASE)
"""Ends in a title, which a name follows."""


@lru_cache(maxsize=_REMEMBERED)
def stem(word: str) -> str:
    """A word without its ending, so that "cancelled" and "cancel" are the same."""
    word = word.lower().replace("’", "'").removesuffix("'s")
    for ending, instead in _SUFFIXES:
        if word.endswith(ending) and len(word) - len(ending) + len(instead) >= _SHORTEST:
            word = word.removesuffix(ending) + instead
            break
    if len(word) > _SHORTEST and word[-1] == word[-2] and word[-1] not in "aeiou":
        word = word[:-1]
    return word


_STEM_CLASS = {stem(word): name for word, name in _CLASS.items()} | _CLASS


@lru_cache(maxsize=_REMEMBERED)
def content_words(text: str) -> tuple[str, ...]:
    """Stems of the words that carry meaning, in order, as often as they stand there."""
    words = (word.lower().replace("’", "'") for word in _WORD.findall(text))
    parts = (part for word in words for part in (_parts(word) if "-" in word else (word,)))
    return tuple(stem(part) for part in parts if part not in _STOP)


def _parts(word: str) -> tuple[str, ...]:
    """The parts of a word with a hyphen, except of one that stands for something by itself."""
    return (word,) if stem(word) in _STEM_CLASS else tuple(filter(None, word.split("-")))


@lru_cache(maxsize=_REMEMBERED)
def meanings(text: str) -> frozenset[str]:
    """The content words of a text, those of like meaning as one."""
    return frozenset(_STEM_CLASS.get(word, word) for word in content_words(text))


def overlap(wanted: str, text: str) -> float:
    """Which share of the meanings in ``wanted`` occurs in ``text``, 0 to 1."""
    looked_for = meanings(wanted)
    return len(looked_for & meanings(text)) / len(looked_for) if looked_for else 0.0


@lru_cache(maxsize=_REMEMBERED)
def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text; an abbreviation such as "p.m." ends none before a small letter."""
    complete: list[str] = []
    for piece in _SENTENCE_END.split(text):
        part = (piece or "").strip()
        if not part:
            continue
        goes_on = complete and (
            _TITLE.search(complete[-1])
            or (_ABBREVIATED.search(complete[-1]) and not part.lstrip("*")[:1].isupper())
        )
        if goes_on:
            complete[-1] += f" {part}"
        else:
            complete.append(part)
    return tuple(complete)


def is_negated(text: str) -> bool:
    """Whether a text says that something is not so."""
    return _NEGATION.search(text) is not None


def joined(parts: Iterable[str], word: str = "and") -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    listed = [part for part in parts if part]
    if len(listed) < 2:
        return "".join(listed)
    return f"{', '.join(listed[:-1])} {word} {listed[-1]}"


def capitalized(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]


def uncapitalized(text: str) -> str:
    """The text with a small first letter, unless it begins with a name, "I" or an abbreviation."""
    first = text.split(maxsplit=1)[0] if text.split() else ""
    if first in ("I", "I'll", "I've", "I'm") or first[1:2].isupper() or first[:1].isdigit():
        return text
    return text[:1].lower() + text[1:]
