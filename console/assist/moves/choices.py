"""Chooses between the alternatives of a step by what the customer said they want."""

import re

from console.assist.moves.evidence import ChatEvidence
from console.assist.moves.verbs import VERBS
from console.assist.moves.words import meanings, sentences
from console.assist.reading.patterns import any_of, pattern

_VERB = "|".join(sorted(VERBS, key=len, reverse=True))
_VERBS_APART = pattern(
    rf"""
    ^(?P<before>(?:.*?(?:,|\band\b|\bthen\b|\bto\b) (?:then )?)?)
    (?P<left>(?=\w)(?:{_VERB})\b[^,]*?),? or (?:to )?
    (?P<right>(?:{_VERB})\b(?P<adverb>[^,]*?))
    (?P<after>(?:,? and .*)?)$
""",
    re.IGNORECASE,
)
"""Two actions to choose between: "refund it or send a new one, and say so"."""
_THINGS_APART = pattern(
    r"""
    ^(?P<before>.*?)
    (?P<left>\b(?:an?|the|another) (?:[\w-]+ ){0,3}?[\w-]+(?: \([^)]*\))?),? or[ ]
    (?P<right>(?:an?|the|another) (?:[\w-]+ ?){1,4}(?:\([^)]*\))?)
    (?P<after>.*)$
""",
    re.IGNORECASE,
)
"""Two things of one action to choose between: "offer a refund or a new one"."""
_ADVERBS = re.compile(
    r"\b(?:free of charge|for free|at once|in full|for (?:\$?\d+|\w+ to) .*|by e-?mail|today|now|"
    r"again|once)\b.*$",
    re.IGNORECASE,
)
"""How an action is done, which tells no alternative from the other."""
_RATHER = any_of("prefer|rather|instead|over|than|better|lieber|prefiero")
"""Says which of two alternatives is wanted; the one named first is."""
_UNWANTED = re.compile(
    r"\b(?:not|no|don['’]t|without) (?:(?!(?:it|that|this|them)\b)[\w'’-]+ ){0,2}$", re.IGNORECASE
)
"""What stands before an option that is not wanted; "I don't need it, cancel it" wants it."""

_WORD = re.compile(r"[\w'’-]+")
_REPLACING = frozenset(meanings("replacement"))


def chosen(action: str, evidence: ChatEvidence) -> str:
    """The action with one of its alternatives, if what was said tells which."""
    for alternatives in (_VERBS_APART, _THINGS_APART):
        match = alternatives.match(action)
        if match is None:
            continue
        left, right = match["left"].strip(), match["right"].strip()
        side = _preferred(_ADVERBS.sub("", left), _ADVERBS.sub("", right), evidence)
        if side is None:
            continue
        groups = match.groupdict()
        if side == "left" and groups.get("adverb") and " " not in left:
            left += groups["adverb"]
        wanted = left if side == "left" else right
        return f"{match['before']}{wanted}{match['after']}".strip()
    return action


def _preferred(left: str, right: str, evidence: ChatEvidence) -> str | None:
    """Which of two options the customer spoke for, else which the agent spoke of last."""
    options = {"left": _meant(left, evidence), "right": _meant(right, evidence)}
    shared = options["left"] & options["right"]
    options = {side: words - shared for side, words in options.items()}
    for by_agent in (False, True):
        for speaker, text in reversed(evidence.utterances):
            if speaker is not by_agent:
                continue
            for sentence in reversed(sentences(text)):
                side = _named(sentence, options)
                if side is not None:
                    return side
    return None


def _named(sentence: str, options: dict[str, frozenset[str]]) -> str | None:
    """The side that a sentence names first, the other one if it says that it is not wanted."""
    words = list(_WORD.finditer(sentence))
    places = {
        side: next((word.start() for word in words if meanings(word[0]) & wanted), None)
        for side, wanted in options.items()
    }
    named = {side: at for side, at in places.items() if at is not None}
    if not named or (len(named) == 2 and not _RATHER.search(sentence)):
        return None
    side = min(named, key=lambda side: named[side])
    if len(named) == 1 and _UNWANTED.search(sentence[: named[side]]):
        return "left" if side == "right" else "right"
    return side


def _meant(option: str, evidence: ChatEvidence) -> frozenset[str]:
    """What an option means; a replacement is also meant by the item's own name."""
    words = meanings(option)
    if words & _REPLACING and evidence.item is not None:
        words |= meanings(evidence.item.name)
    return words
