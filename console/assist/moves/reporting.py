"""What has been done, as the customer is told, and what follows from it."""

import re
from collections.abc import Iterable, Sequence

from console.assist.moves.doing import (
    action_of,
    applied_case,
    approved,
    branches_at,
    furthest_place,
    in_one_sentence,
    kind,
    open_branches,
    place_of,
    score,
    tell,
)
from console.assist.moves.figures import with_amount
from console.assist.moves.grammar import reported
from console.assist.moves.situation import Situation
from console.assist.moves.steps import Branch
from console.assist.moves.words import is_negated, meanings, overlap, sentences, uncapitalized
from console.assist.reading.patterns import any_of, pattern
from console.domain.claims import CompletedClaim, completed_claims, is_backed_by
from console.domain.slots import worded

_ANNOUNCES = pattern(
    r"""
    \b(?:i['’]m (?:\w+ )?\w+ing|i['’]ll|i will|i['’]d|we['’]ll|let me|shall i|going to|doing|
    getting|on it|give me|bear with me|right now|in a second|just a (?:moment|minute|sec\w*)|
    one (?:moment|sec\w*|minute)|ahora mismo)\b|^\w+ing\b
""",
    re.IGNORECASE,
)
"""Says what the agent is about to do, which is no report."""


def deeds(situation: Situation) -> tuple[Branch, ...]:
    """The branches of done steps that did something, the one that applied of each step."""
    result: list[Branch] = []
    for step in situation.done:
        own = [b for b in branches_at(situation, step) if kind(situation, b) not in ("ask", "rule")]
        own = [b for b in own if b.action or b.facts]
        if not own or not any(kind(situation, b) == "do" for b in own):
            continue
        best = applied_case(situation, own)
        if kind(situation, best) == "look" or (best.action and kind(situation, best) == "tell"):
            continue
        result.append(best)
        result += [b for b in own if b is not best and not b.action and score(situation, b) >= 1.0]
    return tuple(result)


def unreported(situation: Situation) -> tuple[Branch, ...]:
    """Deeds that the agent has not told the customer of yet."""
    return tuple(branch for branch in deeds(situation) if not _was_told(situation, branch))


def _was_told(situation: Situation, branch: Branch) -> bool:
    """Whether the agent has said that it was done, or the customer that it came."""
    action = action_of(situation, branch) if branch.action else ""
    if _is_acknowledged(situation, branch):
        return True
    telling = _TELLING_PART.search(branch.action)
    for message in situation.agent_texts:
        for sentence in sentences(message):
            if "?" in sentence:
                continue
            if telling and overlap(telling["what"], sentence) >= 0.4:
                return True
            if _ANNOUNCES.search(sentence):
                continue
            if action and _UNDER_WAY.search(sentence) and _objects(action) & meanings(sentence):
                return True
            claims = completed_claims(sentence)
            if action and any(is_backed_by(claim, [action]) for claim in claims):
                return True
            if not action and overlap(" ".join(branch.facts), sentence) >= 0.6:
                return True
    return False


_UNDER_WAY = any_of(
    "(?:is|are) (?:on (?:its|the|their) way|under ?way|coming|in the (?:post|mail))"
)
"""Says that what was ordered or sent is coming."""


def _objects(action: str) -> frozenset[str]:
    """What the words of an action mean, without its verb."""
    return meanings(action.partition(" ")[2])


_TELLING_PART = re.compile(r",? and (?:say|tell|explain) (?P<what>.+)$")
"""The part of an action that is only said: "cancel it and say when the money comes"."""

_CAME = any_of("got|received|arrived|came|looks? (?:good|right|fine)|is here|have it")
"""Says that what was sent has come."""


def _is_acknowledged(situation: Situation, branch: Branch) -> bool:
    about = f"{branch.action} {situation.article.title if situation.article else ''}"
    statements = [s for text in situation.latest for s in sentences(text) if "?" not in s]
    return any(
        _CAME.search(s) and not _NOT_YET.search(s) and (meanings(s) & meanings(about)) - _COMING
        for s in statements
    )


_COMING = meanings("it came, I got it, received, arrived, delivered")
"""What says that something came, whatever it was."""

_NOT_YET = re.compile(r"\b(?:not|no|never|n['’]t|nothing|yet)\b", re.IGNORECASE)
"""Says that something has not come or happened."""


def report(situation: Situation, done: Sequence[Branch]) -> str:
    """What has been done and what follows from it."""
    ready = {branch.step: approved(situation, branch.step, "report") for branch in done}
    derived = [b for b in done if not ready[b.step]]
    texts = [text for text in ready.values() if text]
    if derived:
        texts += _derived_report(situation, derived)
    return " ".join(dict.fromkeys(texts))


def _derived_report(situation: Situation, done: Sequence[Branch]) -> list[str]:
    kept = _reply_sentences(situation, done)
    rest = [b for b in done if not b.action or not _is_claimed(action_of(situation, b), kept)]
    own = _own_report(situation, rest)
    said = " ".join([*own, *kept])
    kept += [
        fact for b in done if b not in rest for fact in b.facts[:1] if overlap(fact, said) < 0.6
    ]
    return (
        [*own, *kept] if own and not any(completed_claims(s) for s in kept[:1]) else [*kept, *own]
    )


def _done(situation: Situation, branch: Branch) -> str:
    """The action as it is reported: without the look before it and what was only told."""
    action = _TELLING_PART.sub("", action_of(situation, branch))
    checked = re.match(
        r"(?:check|look|see|compare)\b.*?,? (?:and )?then (?P<rest>\w.*)$", action, re.IGNORECASE
    )
    return checked["rest"] if checked else action


def _is_claimed(action: str, texts: Sequence[str]) -> bool:
    claims = [claim for text in texts for claim in completed_claims(text)]
    told_so = [claim for claim in claims if not is_negated(claim.sentence)]
    return any(is_backed_by(claim, [action]) for claim in told_so)


def what_follows(situation: Situation) -> tuple[str, ...]:
    """What the procedure has the agent say next, behind what was done."""
    first = furthest_place(situation)
    for it in open_branches(situation):
        if place_of(situation, it.branch) <= first or it.branch.condition is not None:
            continue
        if any(b.condition is not None for b in branches_at(situation, it.branch.step)):
            continue
        if kind(situation, it.branch) != "tell":
            return ()
        text = approved(situation, it.branch.step, "report") or tell(situation, it.branch)
        return (text,) if text else ()
    return ()


def _own_report(situation: Situation, done: Sequence[Branch]) -> list[str]:
    did = [
        reported(_done(situation, b))
        for b in done
        if b.action and kind(situation, b) == "do" and not _OFFERED.match(b.action)
    ]
    texts: list[str] = [tell(situation, b) for b in done if _OFFERED.match(b.action)]
    if did:
        first, *others = did
        others = [other.removeprefix("I've ") for other in others]
        texts.append(in_one_sentence(first, others))
    for branch in done:
        if branch.action:
            texts += branch.facts
        else:
            texts += [_nominal(with_amount(it, situation)) for it in branch.facts]
    return texts


_OFFERED = re.compile(r"(?:offer|propose|suggest|recommend) ", re.IGNORECASE)
"""Begins an offer, which is made to the customer rather than reported."""


def _nominal(text: str) -> str:
    """As "Earplugs to the door and 15% off" without a verb is what the customer gets."""
    if re.search(
        r"\b(?:is|are|can|may|will|has|have|must|you|takes?|it['’]s|works?|leaves?|comes?)\b",
        text,
        re.IGNORECASE,
    ):
        return text
    return f"You get {uncapitalized(text)}"


def _reply_sentences(situation: Situation, done: Sequence[Branch]) -> list[str]:
    """Sentences of the article's reply that are true now: claims that deeds back, what follows."""
    article = situation.article
    if article is None or not article.reply:
        return []
    backing = [action_of(situation, branch) for branch in done if branch.action]
    kept: list[str] = []
    follows = False
    for raw in sentences(article.reply):
        text = worded(raw, situation.slots)
        claims = completed_claims(text)
        if claims:
            follows = all(_is_backed(text, claim, backing) for claim in claims)
        if follows and "{" not in text and not _is_in_doubt(text, situation):
            kept.append(text)
    return kept


def _is_backed(text: str, claim: CompletedClaim, backing: Sequence[str]) -> bool:
    return is_backed_by(claim, backing) and any(overlap(text, it) > 0 for it in backing)


def _is_in_doubt(text: str, situation: Situation) -> bool:
    """Whether a sentence tells something that only another case of the article would make so."""
    level = (situation.customer.level or "").lower()
    for word, named in _FOR_LEVELS.findall(text):
        if (named.lower() == level) is (word.lower() == "unless"):
            return True
    return re.search(r"^(?:if|should)\b", text, re.IGNORECASE) is not None and bool(
        situation.open_questions
    )


_FOR_LEVELS = re.compile(r"\b(unless|if) you(?:['’]re| are) an? (\w+) member", re.IGNORECASE)
"""Something that holds for customers of a level only: "if you're a Gold member"."""


def facts_of(done: Iterable[Branch]) -> tuple[str, ...]:
    """The facts behind deeds."""
    return tuple(fact for branch in done for fact in branch.facts)
