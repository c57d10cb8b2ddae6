# ruff: noqa: E501
"""Answers to what the customer asked, from prepared texts, the record and the policy."""

import re
from collections.abc import Sequence

from console.assist.moves.doing import (
    LIKELY,
    SURE,
    facts_of,
    kind,
    open_branches,
    score,
    told,
)
from console.assist.moves.figures import arrives_by, with_figures
from console.assist.moves.policy import Found, find, pieces, row_for, tells
from console.assist.moves.situation import Situation, spoken_name
from console.assist.moves.steps import Branch, branches
from console.assist.moves.words import capitalized, meanings, overlap, sentences
from console.assist.reading.questions import is_question
from console.domain.claims import completed_claims
from console.domain.knowledge import PreparedText
from console.domain.slots import fill

GOOD = 0.5
"""From this score on a piece of policy is taken for an answer."""

_MOST_ANSWERS = 3
_TWO = re.compile(
    r",? (?:and|und|y) (?=(?:how|when|what|where|who|why|can|could|is|are|do|does|will|any|wie|wann|was)\b)",
    re.IGNORECASE,
)
_OWN_PART = re.compile(
    r"\b(?:do|must|should|need|have) (?:i|we)\b.*\b(?:have to|need to|remember|remind|sign|do|send|bring|call|pay)\b|"
    r"\b(?:do|must|should) (?:i|we) (?:still )?(?:send|sign|remember|remind|call|bring)\b|\bdo i send\b",
    re.IGNORECASE,
)
_WHAT = re.compile(r"^\W*(?:\w+ ){0,2}(?:what|how)\b", re.IGNORECASE)
_OBLIGES = re.compile(
    r"\b(?:please|must|has to|have to|bring|drop|send (?:it|them) (?:back|in)|within)\b",
    re.IGNORECASE,
)
_WHEN_IT_COMES = re.compile(
    r"\bwhen\b.*\b(?:com|arriv|here|get|deliver|ship)|\bhow long\b.*\b(?:take|deliver|arrive)|\bwhere (?:is|are|'?s)\b",
    re.IGNORECASE,
)
_HOW_MANY_PARCELS = re.compile(
    r"\b(?:one|two|many|separate|same)\b.*\b(?:box|boxes|parcels?|packages?|shipments?|deliver)",
    re.IGNORECASE,
)
_YES_NO = re.compile(
    r"^(?:\w+,? ){0,3}?(?:can|could|is|are|do|does|will|would|may|should|any chance)\b",
    re.IGNORECASE,
)


def questions_of(situation: Situation) -> tuple[str, ...]:
    """The customer's open questions, each a sentence of its own."""
    found: list[str] = []
    for message in situation.open_questions:
        for sentence in sentences(message):
            if is_question(sentence):
                found += [part for part in _TWO.split(sentence) if len(part) > 3]
    return tuple(found)


def answers(
    situation: Situation, *, without: str = "", done: Sequence[object] = ()
) -> tuple[str, ...]:
    """Sentences that answer the open questions, best first; none repeats what ``without`` says."""
    texts: list[str] = []
    for question in questions_of(situation):
        text = answer(situation, question)
        if text and not _is_said(text, " ".join([without, *texts])):
            texts.append(text)
    return tuple(texts[:_MOST_ANSWERS])


def answer(situation: Situation, question: str) -> str:
    """One answer to one question; empty if nothing is known."""
    return (
        _prepared(situation, question, "answers")
        or _from_record(situation, question)
        or _from_policy(situation, question)
    )


# --- prepared --------------------------------------------------------------------------------


def _prepared(situation: Situation, question: str, which: str) -> str:
    texts: Sequence[PreparedText] = getattr(situation.article, which) if situation.article else ()
    best, best_score = None, 0.5
    for text in texts:
        similarity = max(_likeness(phrase, question) for phrase in text.asked)
        if similarity > best_score:
            best, best_score = text, similarity
    if best is None:
        return ""
    filled = fill(best.text, situation.slots)
    return "" if "{" in filled else filled


def _likeness(phrase: str, question: str) -> float:
    """How well a phrase of the article stands for a question: all its words, or most meanings."""
    plain_phrase = " ".join(re.findall(r"\w+", phrase.lower()))
    plain_question = " ".join(re.findall(r"\w+", question.lower()))
    if re.search(rf"\b{re.escape(plain_phrase)}\b", plain_question):
        return 1.0 + len(plain_phrase) / 100
    if len(meanings(phrase)) < 2:
        return 0.0
    share = overlap(phrase, question)
    return share * 0.9 if share >= 0.66 else 0.0


# --- the record ------------------------------------------------------------------------------


def _from_record(situation: Situation, question: str) -> str:
    order = situation.order
    if order is None or order.delivered is not None or not order.tracking:
        return ""
    if _WHEN_IT_COMES.search(question):
        return _delivery_time(situation, question)
    if _HOW_MANY_PARCELS.search(question):
        return f"It comes in one parcel, with the one tracking number {order.tracking}."
    return ""


def _delivery_time(situation: Situation, question: str) -> str:
    """How long the delivery takes that the customer names or has ordered, from a table."""
    said = " ".join(situation.latest)
    ordered = " ".join(item.name for item in situation.order.items) if situation.order else ""
    articles = [it for it in (situation.article, *situation.further) if it is not None]
    rows = [p for it in articles for p in pieces(it) if p.row and "day" in p.text]
    for text in (ordered, said):
        for row in rows:
            if re.search(rf"\b{re.escape(row.cells[0])}\b", text, re.IGNORECASE):
                return row_for(row, "how long")
    return ""


# --- the policy ------------------------------------------------------------------------------


def _from_policy(situation: Situation, question: str) -> str:
    article = situation.article
    related = tuple(other for other in situation.further if other.issues)
    articles = (article, *related) if article else situation.further
    found = [
        it
        for it in find(question, articles, _context(situation, question))
        if it.score >= GOOD and not _is_of_another_case(situation, it)
    ]
    facts = _from_steps(situation, question)
    if facts and (not found or _fits_better(situation, question, facts, found[0])):
        return facts
    if not found:
        return ""
    first = found[0].piece
    text = row_for(first, question) if first.row else first.said
    second = _beside(found, question)
    texts = [text] + ([second] if second else [])
    return " ".join(with_figures(it, situation) for it in texts if not completed_claims(it))


def _fits_better(situation: Situation, question: str, text: str, found: Found) -> bool:
    said = found.piece.said
    whole = " ".join(situation.latest)
    return (overlap(question, text), overlap(whole, text)) >= (
        overlap(question, said),
        overlap(whole, said),
    )


def _context(situation: Situation, question: str) -> str:
    parts = [situation.issue.name if situation.issue else "", *situation.latest]
    if situation.order is not None and _WHEN_IT_COMES.search(question):
        parts += [f"dispatch {item.name}" for item in situation.order.items]
    if situation.item is not None:
        parts.append(spoken_name(situation.item.name))
    if situation.order is not None:
        parts.append(situation.order.payment or "")
    parts += situation.agent_texts[-1:]
    return " ".join(parts)


def _beside(found: Sequence[Found], question: str) -> str:
    """Another piece nearly as good that tells what the first one leaves out."""
    first = found[0]
    rest = meanings(question) - meanings(first.piece.said)
    for other in found[1:3]:
        if other.score >= 0.8 * first.score and rest & meanings(other.piece.said):
            return other.piece.said
    return ""


def _is_of_another_case(situation: Situation, found: Found) -> bool:
    """Whether a piece is about another kind of item than the customer's: "Saver rate" for Flex."""
    item = situation.item
    heading = found.piece.heading
    words = heading.split()
    if item is None or len(words) != 2:
        return False
    name = item.name.lower()
    return (
        re.search(rf"\b\w+ {re.escape(words[1].lower())}\b", name) is not None
        and heading.lower() not in name
    )


def _from_steps(situation: Situation, question: str) -> str:
    """Facts of steps that apply, where they answer the question."""
    article = situation.article
    if article is None:
        return ""
    best, best_share = "", 0.34
    for branch in branches(article.steps):
        own = kind(situation, branch)
        if own in ("ask", "rule", "look") or score(situation, branch) < LIKELY:
            continue
        if own == "do" and branch.step not in situation.done:
            continue
        told_texts = [*branch.facts]
        if own == "tell" and branch.action and score(situation, branch) >= SURE:
            told_texts.append(told(situation, branch))
        for fact in told_texts:
            share = max(overlap(question, fact), _near(situation, fact))
            if share > best_share:
                best, best_share = fact, share
    return with_figures(best, situation) if best else ""


def _near(situation: Situation, text: str) -> float:
    """Whether the customer's last messages are about what the text says."""
    shared = meanings(" ".join(situation.latest)) & meanings(text)
    return 0.5 if len(shared) >= 3 else 0.0


def own_part(situation: Situation, done_text: str, facts: Sequence[str]) -> str:
    """What to say to "do I have to do anything": nothing, unless something is said to be."""
    asked = [q for q in questions_of(situation) if _OWN_PART.search(q) and not _WHAT.search(q)]
    if not asked:
        return ""
    settled = _settled(situation)
    if settled:
        return settled
    if _OBLIGES.search(done_text) or any(_OBLIGES.search(fact) for fact in facts):
        return ""
    return "No, there's nothing else you need to do."


def _settled(situation: Situation) -> str:
    """What a step says of the customer's part for a price like this one: "you may keep it"."""
    article = situation.article
    for branch in branches(article.steps) if article else ():
        is_fact = not branch.action and branch.condition is not None and "$" in branch.condition
        if is_fact and score(situation, branch) >= 1.0:
            return " ".join(branch.facts)
    return ""


def _is_said(text: str, before: str) -> bool:
    return bool(before.strip()) and overlap(text, before) >= 0.75


def explained(situation: Situation) -> str:
    """What the "tell" steps that surely apply say: an explanation or an offer."""
    texts = [told(situation, branch) for branch in explanations(situation)]
    return " ".join(with_figures(text, situation) for text in texts if text)


def explanations(situation: Situation) -> tuple[Branch, ...]:
    """The open steps that tell the customer something in a case that is surely theirs."""
    still = [it for it in open_branches(situation) if it.branch.condition is not None]
    sure = [
        it
        for it in still
        if it.score >= SURE and kind(situation, it.branch) == "tell" and it.branch.action
    ]
    does = [it.score for it in still if kind(situation, it.branch) == "do" and it.branch.action]
    best = max((it.score for it in sure), default=0.0)
    return tuple(it.branch for it in sure if it.score == best and best > max(does, default=0.0))


def follow_up(situation: Situation, report_text: str, done: Sequence[Branch]) -> tuple[str, ...]:
    """What follows from a report for the question that was asked, and dates that come of it."""
    facts = facts_of(done)
    texts = [own_part(situation, report_text, facts)]
    texts.append(arrives_by(" ".join([report_text, *facts]), situation))
    if not any(texts):
        open_still = [q for q in questions_of(situation) if not tells(report_text, q)]
        found = (answer(situation, question) for question in open_still)
        texts += [text for text in found if text and not _is_said(text, report_text)][:1]
    return tuple(capitalized(text) for text in texts if text)
