"""What a customer's message in a dialogue of STAR answers, and what it says can't be answered."""

import re
from collections import Counter
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date

from console.assist.reading.answers import is_pleasantry
from console.assist.reading.questions import is_question
from console.assist.reading.values import Known, find_values
from console.evaluate.star_flow import Ask, Flow, meaning

_ANY_DAY = Known(date(2000, 1, 1))
_SENTENCE = re.compile(r"(?=\n?+[.!?;]{0,40}+(?:\s|$))[.!?;\n]{1,40}(?=\s|$)|\bbut\b", re.I)
"""The first condition holds wherever the rest does, and nothing is tried twice for it."""
_CLAUSE = re.compile(r",|\bthough\b|\band (?=i\b|it\b)", re.I)
_UNABLE = re.compile(
    r"\b(?:can ?no?t|can'?t|could ?n[o']?t|do ?n[o']?t|did ?n[o']?t|unable to|never) (?:\w+ ){0,2}"
    r"(?:remember|rem+e?m+ber|recall|know|have|find|think of|provide|give|got)\b"
    r"|\bforg[oe]t(?:ten)?\b|\bforgetting\b|\bno (?:idea|clue|longer)\b|\bnot sure\b|\bunsure\b"
    r"|\blost it\b|\b(?:slipped|escapes) (?:my|me)\b|^\W*+(?:i )?(?:can ?not|can'?t|don'?t)\W*$",
    re.I,
)
_DATE = re.compile(r"\b\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}\b")
_DIGITS = re.compile(r"\d[\d -]*\d|\d")
_INTRODUCED = re.compile(
    r"(?:\b[Mm]y (?:full )?name(?: is|'s)|(?<!maiden )\b[Nn]ame(?: is|'s|:)?|\b[Tt]his is"
    r"|\b[Ii] am|\b[Ii]'?m|\bunder(?: the name)?),? ['\"]?[A-Z][a-z]+"
    r"|\b[Mm]y (?:full )?name(?: is|'s) \w+"
)
_STATED = re.compile(
    r"(?<=\w[ ,:])\s*(?!I\b)[A-Z][a-z]+|\b(?:is|was|it's|named|called)\W+(?!what)\w+"
)
_OPENING = re.compile(
    r"^\W*(?:(?:yes|sure|ok|okay|of course|yeah|it'?s|its|it is|i'?m|my name is)\b\W*)*", re.I
)
_HEAD_ENDS = re.compile(r"[,.;!?\d]|\b(?:and|my|i)\b", re.I)
_PERSON = frozenset(meaning("full name first last customer user"))
_BIRTH = meaning("birth birthday born")
_REQUESTING = meaning(
    "hello hi help want would like need thanks thank please can could someone somebody something "
    "yes sure sorry today make submit issue request try going know see find contact look"
)
_DETAILS = 3
"""So many words beyond the task's own, or an amount and a word, describe what happened."""


@dataclass(frozen=True, slots=True)
class Heard:
    """The asks that a message answers, and those that it says can't be answered."""

    told: frozenset[str]
    refused: frozenset[str]


def hear(text: str, flow: Flow, opened: AbstractSet[str], refused: AbstractSet[str]) -> Heard:
    """Read a message after the agent asked for ``opened``; ``refused`` was refused earlier."""
    told: set[str] = set()
    cannot: set[str] = set()
    for sentence in _SENTENCE.split(text):
        clauses = [clause for clause in _CLAUSE.split(sentence) if clause.strip()]
        unable = [clause for clause in clauses if _UNABLE.search(clause)]
        for clause in unable:
            cannot |= _unable(clause, flow) or opened
        for clause in clauses if unable else [sentence]:
            if clause not in unable:
                told |= _volunteered(clause, flow) or _described(clause, flow)
    told |= _answered(text, flow, opened, told)
    told |= _remembered(text, flow, {*refused, *cannot}, told | opened - cannot)
    return Heard(frozenset(told), frozenset(cannot - told))


def _unable(clause: str, flow: Flow) -> set[str]:
    return {action for action, score in flow.mentioned(clause).items() if score >= 1}


def _volunteered(clause: str, flow: Flow) -> set[str]:
    """What a clause says without having been asked: a value with the words for it."""
    mentioned = flow.mentioned(clause)
    alone = Counter(ask.kind for ask in flow.asks.values())
    return {
        ask.action
        for ask in flow.asks.values()
        if _states(clause, ask, mentioned.get(ask.action, 0), alone[ask.kind] == 1)
    }


def _states(clause: str, ask: Ask, score: float, is_alone: bool) -> bool:
    """Whether a clause holds the answer; ``is_alone`` if no other has one of that kind."""
    match ask.kind:
        case "digits":
            return score >= 1 and _numbers(clause) > 0
        case "date" if ask.words & _BIRTH:
            return bool(_DATE.search(clause)) or (score >= 1 and _has(clause, "date"))
        case "date" | "time":
            return (score >= 1 or is_alone) and _has(clause, ask.kind)
        case "words" if ask.words and ask.words <= _PERSON:
            return bool(_INTRODUCED.search(clause))
        case "words":
            return score >= 1 and bool(_STATED.search(clause))
    return False


def _described(sentence: str, flow: Flow) -> set[str]:
    """The descriptions, if the sentence says more than what is wanted."""
    money = find_values("money", sentence, _ANY_DAY)
    new = meaning(sentence) - flow.vocabulary - _REQUESTING
    if len(new) + len(money) < _DETAILS:
        return set()
    return {ask.action for ask in flow.asks.values() if ask.kind == "description"}


def _answered(text: str, flow: Flow, opened: AbstractSet[str], told: AbstractSet[str]) -> set[str]:
    """Of what was asked, what the message answers by its form."""
    elsewhere = told - opened
    taken = sum(flow.asks[action].kind == "digits" for action in elsewhere)
    answers = set()
    for action in opened:
        match flow.asks[action].kind:
            case "date" | "time":
                right = _has_moment(text) or (_numbers(text) > 0 and not taken)
            case "digits":
                right = _numbers(text) > taken
            case _:
                right = _begins_with_value(text, flow) or (
                    not elsewhere and not _UNABLE.search(text) and not is_question(text)
                )
        if right:
            answers.add(action)
    return answers


def _begins_with_value(text: str, flow: Flow) -> bool:
    """Whether a name of up to three words comes first, and then something else."""
    head = _HEAD_ENDS.split(_OPENING.sub("", text), maxsplit=1)[0].strip()
    plain = meaning(head) & (flow.vocabulary | _REQUESTING) or _UNABLE.search(head)
    return not plain and head[:1].isupper() and len(head.split()) <= 3 and not is_pleasantry(head)


def _remembered(
    text: str, flow: Flow, refused: AbstractSet[str], others: AbstractSet[str]
) -> set[str]:
    """Numbers that were refused, if the message has one that nothing else explains."""
    if not _numbers(text) or _has_moment(text):
        return set()
    if any(flow.asks[action].kind == "digits" for action in others):
        return set()
    return {action for action in refused if flow.asks[action].kind == "digits"}


def _numbers(text: str) -> int:
    """How many numbers there are that are neither amounts of money nor dates."""
    for value in find_values("money", text, _ANY_DAY):
        text = text.replace(value, " ")
    return len(_DIGITS.findall(_DATE.sub(" ", text)))


def _has_moment(text: str) -> bool:
    return _has(text, "date") or _has(text, "time")


def _has(text: str, kind: str) -> bool:
    return bool(_DATE.search(text)) or bool(find_values(kind, text, _ANY_DAY))
