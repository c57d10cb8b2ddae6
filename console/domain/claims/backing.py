"""Whether what was carried out, or the record, bears a claim out."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from console.domain.claims import clauses as cl
from console.domain.claims import operations as op
from console.domain.claims.finding import CompletedClaim

# Heads of clauses that name no deed: what is offered, asked or told is not thereby done.
_NO_STEP: Final = re.compile(
    r"\W*(?:offer|tell|say|explain|decline|mention|promise|suggest|read out|note that|let them"
    r"|ask (?:for|whether|if|which|what|about|where|when|how|to|them|the (?:customer|guest))"
    r"|give (?:the|them) (?:date|new|choice)|never|don't|do not|only|if|unless|no)\b",
    re.IGNORECASE,
)
_GOVERNS_THE_REST: Final = re.compile(r"\b(?:whether|if|that|what|which|how|to)\b", re.IGNORECASE)
_PIECE: Final = re.compile(r"(,? (?:and|or|then)(?: then)? |, )")
_WEAK: Final = frozenset({"note", "arrange", "open", "release", "do", "return", "confirm"})
_ELSEWHERE: Final = re.compile(
    r"\b(?:depot|hub|truck|van|facility|dock|shelf|warehouse)\b", re.IGNORECASE
)
_NEW: Final = re.compile(
    r"\b(?:new|replacements?|another|right|correct|missing|parts?|duplicate|second|extra|spare)\b",
    re.IGNORECASE,
)
_ON_SCREEN: Final = frozenset(
    "order account number date invoice card case status detail track page data file information"
    " history screen system profile record return match money answer solution problem reason item"
    " what option delivery conversation chat".split()
)


@dataclass(frozen=True, slots=True)
class _Deed:
    """What one clause of a step has an agent do; ``direct`` are the things its verb governs."""

    senses: frozenset[str]
    objects: frozenset[str]
    direct: frozenset[str]
    stems: frozenset[str]


def is_backed_by(
    claim: CompletedClaim, done_steps: Sequence[str], record_texts: Iterable[str] = ()
) -> bool:
    """Whether what was carried out, or else the record, bears a claim out.

    ``done_steps`` are the texts of steps as the article has them; a step that says to ask, to offer
    or to tell something backs no claim that it was done. ``record_texts`` say what the record
    holds, such as an order's status; policy is no record, since it tells what would be done.
    """
    if claim.sense == "look" and _is_in_sight(claim, record_texts):
        return True
    deeds = [deed for step in done_steps for deed in _deeds(step)]
    if claim.sense == "done":
        return bool(deeds)
    if any(_bears_out(deed, claim) for deed in deeds):
        return True
    is_sent = claim.sense == "supply" and claim.verb != "pack"
    verbs = {op.stem(claim.verb)} | ({"ship"} if is_sent else set())
    return any(verbs & _condition(step) for step in done_steps) or any(
        _is_on_record(claim, verbs, text) for text in record_texts
    )


def _is_in_sight(claim: CompletedClaim, record_texts: Iterable[str]) -> bool:
    """Whether what was looked at stands beside the chat: no step is needed for that."""
    things = set(claim.objects)
    if _ELSEWHERE.search(claim.sentence):
        return False
    return things <= _ON_SCREEN or any(things & _record(text)[1] for text in record_texts)


def _bears_out(deed: _Deed, claim: CompletedClaim) -> bool:
    same_thing = bool(deed.objects.intersection(claim.objects))
    vague = not claim.objects or not deed.direct
    if claim.sense in deed.senses or (claim.sense == "supply" and "send" in deed.senses):
        specific = claim.sense in op.SPECIFIC and claim.sense in deed.senses
        return specific or same_thing or vague
    if claim.sense in _WEAK and not deed.senses <= {"look"}:
        return same_thing or not claim.objects
    return same_thing and (claim.sense == "contact" or op.stem(claim.verb) in deed.stems)


def _is_on_record(claim: CompletedClaim, verbs: set[str], text: str) -> bool:
    """Whether a text of the record says the same; of something new it can't."""
    recorded, things = _record(text)
    if verbs.isdisjoint(recorded) or (claim.sense == "supply" and _NEW.search(claim.sentence)):
        return False
    return not claim.objects or bool(things.intersection(claim.objects))


@lru_cache(maxsize=1024)
def _record(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """The verbs that a text has in a past form, and the things it names."""
    words = [word.group() for word in cl.WORD.finditer(text)]
    verbs = frozenset(op.stem(verb) for word in words if (verb := op.past_verb(word)))
    return verbs, frozenset(op.thing(word) for word in words)


@lru_cache(maxsize=1024)
def _condition(step: str) -> frozenset[str]:
    """The verbs of what a step depends on, which is so where the step was carried out."""
    condition, colon, _ = step.partition(":")
    if not colon or cl.NEGATION.match(condition):
        return frozenset()
    return _record(condition)[0]


@lru_cache(maxsize=1024)
def _deeds(step: str) -> tuple[_Deed, ...]:
    deeds = []
    for sentence in cl.sentences(step):
        for clause in _step_clauses(sentence):
            deeds += [deed for piece in _pieces(clause) if (deed := _deed(piece)) is not None]
    return tuple(deeds)


def _step_clauses(sentence: str) -> list[str]:
    """The clauses of a step, without the condition before a colon."""
    condition, colon, rest = sentence.partition(":")
    first = condition.split(" ")[0].lower()
    if colon and (first in op.AMBIGUOUS or op.base_verb(first) is None):
        sentence = rest
    return [part for part in re.split(r"[;:]", sentence) if part.strip()]


def _pieces(clause: str) -> list[str]:
    """What a clause has done, piece by piece; what it has offered or asked left out."""
    kept: list[str] = []
    idle = governed = False
    for piece in _PIECE.split(clause)[::2]:
        first = piece.strip().split(" ")[0].lower()
        starts_anew = op.base_verb(first) is not None and not governed
        if _NO_STEP.match(piece):
            idle = True
        elif starts_anew:
            idle = False
        if not idle:
            kept.append(piece.strip())
        governed = idle and (governed or bool(_GOVERNS_THE_REST.search(piece)))
    return kept


def _deed(piece: str) -> _Deed | None:
    words = [word.group() for word in cl.WORD.finditer(piece)]
    objects = frozenset(cl.things(piece.lower()))
    verbs = [verb for place, word in enumerate(words) if (verb := _step_verb(words, place, word))]
    senses = frozenset(op.operation(verb, objects) for verb in verbs)
    senses |= {op.operation(verb, frozenset()) for verb in verbs}
    if "discount" in objects:
        senses |= {"take off", "discount"}
    if not senses and not objects:
        return None
    direct = frozenset(cl.things(cl.object_of(piece.lower().partition(" ")[2])))
    return _Deed(
        senses, objects, direct, frozenset(op.stem(op.past_verb(word) or word) for word in words)
    )


def _step_verb(words: list[str], place: int, word: str) -> str | None:
    """The verb that a word of a step is: an order in its base form, or what *is* done by it."""
    before = words[place - 1].lower() if place else ""
    verb = op.past_verb(word) if before in ("is", "are") else op.base_verb(word)
    if verb is None or (before not in ("", "to", "is", "are") and word.lower() in op.AMBIGUOUS):
        return None
    return op.phrasal(verb, " ".join(words[place + 1 :]))
