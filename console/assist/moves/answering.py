"""Answers to what the customer asked, from prepared texts, the record and the policy."""

import re
from collections.abc import Sequence

from console.assist.moves.calendar import spoken
from console.assist.moves.choices import chosen
from console.assist.moves.doing import (
    LIKELY,
    SURE,
    kind,
    open_branches,
    score,
    tell,
    told_in_case,
)
from console.assist.moves.figures import arrives_by, deadline_day, main_limit, with_figures
from console.assist.moves.grammar import to_customer
from console.assist.moves.policy import (
    Piece,
    RankedPiece,
    asks_a_kind,
    happening,
    pieces,
    rank_pieces,
    row_for,
    tells,
)
from console.assist.moves.reporting import facts_of
from console.assist.moves.situation import Situation, spoken_name
from console.assist.moves.steps import Branch, branches
from console.assist.moves.words import capitalized, meanings, overlap, sentences, uncapitalized
from console.assist.reading.patterns import any_of, pattern
from console.assist.reading.questions import is_question
from console.domain.alternatives import in_order
from console.domain.claims import completed_claims
from console.domain.knowledge import PreparedText
from console.domain.slots import worded

GOOD = 0.5
"""From this score on a piece of policy is taken for an answer."""

LEAST_SHARE = 0.3
"""What has fewer of the question's own words answers another question, wherever it stands."""

SURE_SHARE = 0.4
"""A piece that has so much of a question's own words is said even beside something else."""

_MOST_ANSWERS = 3
_NEXT_QUESTION = pattern(
    r"""
    ,? (?:and|und|y) (?=(?:how|when|what|where|who|why|can|could|is|are|do|does|will|any|wie|wann|
    was)\b)
""",
    re.IGNORECASE,
)
"""Where a second question begins in a sentence: "how long is it *and when* does it end"."""
_OWN_PART = re.compile(
    in_order(
        r"\b(?:do|must|should|need|have) (?:i|we)\b",
        r"\b(?:have to|need to|remember|remind|sign|do|send|bring|call|pay)\b",
    ),
    re.IGNORECASE,
)
"""Asks what is left to the customer: "do I have to send anything back?"."""
_ASKS_WHICH_PART = re.compile(r"^\W*(?:\w+ ){0,2}(?:what|how)\b", re.IGNORECASE)
"""Takes for granted that something is left to the customer, and asks what or how."""
_OBLIGES = any_of("please|must|has to|have to|bring|drop|send (?:it|them) (?:back|in)|within")
"""Says that something is left to the customer."""
_WHEN_IT_COMES = re.compile(
    in_order(r"\bwhen\b", r"\b(?:com|arriv|here|get|deliver|ship)")
    + "|"
    + in_order(r"\bhow long\b", r"\b(?:take|deliver|arrive)")
    + r"|\bwhere(?:['’]?s| is| are)\b",
    re.IGNORECASE,
)
"""Asks when or whether a delivery comes."""
_HOW_MANY_PARCELS = any_of(
    r"(?:one|two|many|separate|same)\b.*\b(?:box|parcel|package|shipment|deliver)\w*"
)
"""Asks whether all comes together."""


def questions_of(situation: Situation) -> tuple[str, ...]:
    """The customer's open questions, each a sentence of its own."""
    questions: list[str] = []
    refused = (m for m in situation.latest if _ASKS_AGAIN.search(m) and "?" in m)
    for message in dict.fromkeys((*situation.open_questions, *refused)):
        for sentence in sentences(message):
            if is_question(sentence):
                questions += [part for part in _NEXT_QUESTION.split(sentence) if len(part) > 3]
    return tuple(questions)


def answers(situation: Situation, *, without: str = "", beside: bool = False) -> tuple[str, ...]:
    """Sentences that answer the open questions; none repeats what ``without`` says.

    ``beside`` something else only what surely answers the question is said.
    """
    texts = [] if beside else list(_offers(situation))
    for question in questions_of(situation):
        if beside and tells(without, question):
            continue
        text = answer(situation, question, sure=beside)
        if text and not _is_said(text, " ".join([without, *texts])):
            texts.append(text)
    return tuple(texts[:_MOST_ANSWERS])


def answer(situation: Situation, question: str, *, sure: bool = False) -> str:
    """One answer to one question; empty if nothing is known, or nothing ``sure`` enough."""
    return (
        _prepared(situation, question, "answers")
        or _from_record(situation, question)
        or _time_left(situation, question)
        or _from_policy(situation, question, sure=sure)
    )


def _offers(situation: Situation) -> tuple[str, ...]:
    """What steps offer in the customer's case, where the last messages are about that."""
    talked_of = meanings(" ".join(situation.latest))
    texts = [
        tell(situation, it.branch)
        for it in told_in_case(situation, SURE)
        if len(talked_of & meanings(f"{it.branch.action} {' '.join(it.branch.facts)}")) >= _SHARED
    ]
    return tuple(text for text in texts if text)[:1]


def _time_left(situation: Situation, question: str) -> str:
    """Until when something is possible, where that is what is asked."""
    limit = main_limit(situation) if _ASKS_TIME_LEFT.search(question) else None
    if limit is None or limit.end < situation.today:
        return ""
    day = spoken(limit.end, today=situation.today)
    return f"You have {limit.length} from {limit.event}, so until {day}."


_ASKS_AGAIN = any_of("(?:can|could)(?:n?'?t| not) (?:you|i|we)")
"""Asks in spite of a no: "can't you just …?"."""
_ASKS_LEAVE = any_of("(?:can|could|may)(?:n?'t| not)? (?:you|i|we)")
"""Asks whether something is possible, or another way of doing it."""
_RESTRICTS = re.compile(r"\b(?:only|never|n['’]t)\b")
"""Says that something is possible in one way only, or not at all."""

_SHARED = 2
_SHORT = 9
_LOOKED_AT = 12
_OTHER_CASE = re.compile(r"(?:if|otherwise|else|after that|for)\b", re.IGNORECASE)
"""Begins what holds in another case than the sentence before."""

_ASKS_TIME_LEFT = any_of(
    r"how (?:long|much time) (?:do|have) (?:i|we)\b.*\b(?:have|left|got)",
    "deadline|until when can|bis wann",
)
"""Asks until when something is possible."""


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
    filled = worded(best.text, situation.slots)
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
    latest = " ".join(situation.latest)
    ordered = " ".join(item.name for item in situation.order.items) if situation.order else ""
    articles = [it for it in (situation.article, *situation.further) if it is not None]
    rows = [p for it in articles for p in pieces(it) if p.row and "day" in p.text]
    for text in (ordered, latest):
        for row in rows:
            if re.search(rf"\b{re.escape(row.cells[0])}\b", text, re.IGNORECASE):
                return row_for(row, "how long")
    return ""


# --- the policy ------------------------------------------------------------------------------


def _from_policy(situation: Situation, question: str, *, sure: bool = False) -> str:
    article = situation.article
    related = tuple(other for other in situation.further if other.issues)
    articles = (article, *related) if article else situation.further
    ranked = [
        it
        for it in rank_pieces(question, articles, _context(situation, question), most=_LOOKED_AT)
        if it.score >= GOOD and it.share >= LEAST_SHARE and not _is_of_another_case(situation, it)
    ]
    if sure:
        ranked = [it for it in ranked if _is_to_the_point(it, question)]
    facts = _from_steps(situation, question)
    if facts and (not ranked or _fits_better(situation, question, facts, ranked[0])):
        return facts
    if not ranked:
        return ""
    first = ranked[0].piece
    text = _row(situation, first, question) if first.row else first.sentence
    second = "" if first.row else _beside(ranked, question)
    texts = [text] + ([second] if second else [])
    return " ".join(with_figures(it, situation) for it in texts if not completed_claims(it))


def _row(situation: Situation, row: Piece, question: str) -> str:
    """A row of a table; a period in it that counts from delivery ends on a day."""
    text = row_for(row, question)
    articles = [it for it in (situation.article, *situation.further) if it is not None]
    article = next((it for it in articles if it.id == row.article), None)
    counted = article is not None and re.search(r"\bfrom (?:the day of )?delivery\b", article.body)
    day = deadline_day(f"{text} from delivery", situation) if counted else None
    return f"{text.rstrip('.')}, so until {spoken(day, today=situation.today)}." if day else text


def _is_to_the_point(candidate: RankedPiece, question: str) -> bool:
    sentence = candidate.piece.sentence
    denies = _ASKS_LEAVE.search(question) and _RESTRICTS.search(sentence)
    if denies and candidate.share >= SURE_SHARE / 2:
        return True
    if candidate.share < SURE_SHARE:
        return False
    asked = meanings(question)
    if len(asked) > 1 and len(asked & meanings(sentence)) < _SHARED:
        return False
    return not asks_a_kind(question) or tells(candidate.piece.text, question)


def _fits_better(situation: Situation, question: str, text: str, candidate: RankedPiece) -> bool:
    sentence = candidate.piece.sentence
    whole = " ".join(situation.latest)
    return (overlap(question, text), overlap(whole, text)) >= (
        overlap(question, sentence),
        overlap(whole, sentence),
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


def _beside(ranked: Sequence[RankedPiece], question: str) -> str:
    """Another piece nearly as good that tells what the first one leaves out."""
    first = ranked[0]
    rest = meanings(question) - meanings(first.piece.sentence)
    for other in ranked[1:3]:
        if other.score >= 0.8 * first.score and rest & meanings(other.piece.sentence):
            return other.piece.sentence
    following = [it for it in ranked[1:] if it.piece.article == first.piece.article]
    after = [it for it in following if it.piece.place == first.piece.place + 1]
    if not after:
        return ""
    if _OTHER_CASE.match(after[0].piece.text) and tells(after[0].piece.text, question):
        return after[0].piece.sentence
    if len(first.piece.text.split()) >= _SHORT:
        return ""
    denies = re.search(r"n['’]t\b|\bno\b|\bnot\b", first.piece.text) is not None
    return after[0].piece.sentence if denies or after[0].share > 0 else ""


def _is_of_another_case(situation: Situation, candidate: RankedPiece) -> bool:
    """Whether a piece is about another kind of item than the customer's: "Saver rate" for Flex."""
    item = situation.item
    heading = candidate.piece.heading
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
        is_done = branch.step in situation.done
        if own in ("ask", "rule", "look") or (own == "do" and not is_done):
            continue
        if not is_done and score(situation, branch) < LIKELY:
            continue
        wordings = [*branch.facts, *_chosen_offer(situation, branch)]
        if own == "tell" and branch.action and score(situation, branch) >= SURE:
            wordings.append(tell(situation, branch))
        for fact in wordings:
            if asks_a_kind(question) and not tells(fact, question):
                continue
            share = max(overlap(question, fact), _near(situation, fact))
            if share > best_share:
                best, best_share = fact, share
    return with_figures(best, situation) if best else ""


def _chosen_offer(situation: Situation, branch: Branch) -> tuple[str, ...]:
    """What the customer took of an offer that was made: "keep it for pick-up (90 days)"."""
    offer = re.match(r"offer to (?P<what>.+)$", branch.action, re.IGNORECASE)
    if offer is None or branch.step not in situation.done:
        return ()
    taken = chosen(offer["what"].replace(" or to ", " or "), situation.evidence)
    return () if " or " in taken else (f"We'll {to_customer(taken)}.",)


def _near(situation: Situation, text: str) -> float:
    """Whether the customer's last messages are about what the text says."""
    shared = meanings(" ".join(situation.latest)) & meanings(text)
    return 0.5 if len(shared) >= 3 else 0.0


def own_part(situation: Situation, done_text: str, facts: Sequence[str]) -> str:
    """What to say to "do I have to do anything": nothing, unless something is said to be."""
    asked = [
        q for q in questions_of(situation) if _OWN_PART.search(q) and not _ASKS_WHICH_PART.search(q)
    ]
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
    texts: list[str] = []
    for branch in explanations(situation):
        about = re.match(
            r"explain (?:the |our )?(?P<what>(?!that\b|how\b|why\b).+)$", branch.action
        )
        if about is not None and situation.article is not None:
            named = f"{about['what']} {branch.condition}"
            best = rank_pieces(named, (situation.article,), " ".join(situation.latest), most=1)
            texts += [it.piece.sentence for it in best if it.share >= SURE_SHARE]
        texts.append(tell(situation, branch))
    return " ".join(with_figures(text, situation) for text in texts if text)


def explanations(situation: Situation) -> tuple[Branch, ...]:
    """The open steps that tell the customer something in a case that is surely theirs."""
    sure = told_in_case(situation, SURE)
    still = [it for it in open_branches(situation) if it.branch.condition is not None]
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
        answered = (
            _from_reply(situation, question) or answer(situation, question, sure=True)
            for question in open_still
        )
        texts += [text for text in answered if text and not _is_said(text, report_text)][:1]
    return tuple(capitalized(text) for text in texts if text)


def _from_reply(situation: Situation, question: str) -> str:
    """What the article's approved reply says on it beside its claims, now that it was done."""
    reply = situation.article.reply if situation.article else ""
    told = [s for s in sentences(reply) if "{" not in s and not completed_claims(s)]
    return next((s for s in told if meanings(s) & meanings(question)), "")


_MONEY_BACK = any_of("refunded|paid back|credited|reimbursed")
_TIME_TOLD = re.compile(
    r"(?<!\d)\d{1,6} (?:to \d{1,6} )?\w{0,20}\s?(?:day|week|hour)|today|tomorrow", re.IGNORECASE
)


def when_money_comes(situation: Situation, report_text: str) -> tuple[str, ...]:
    """When a refund arrives, if the report has one and doesn't say so and the articles do."""
    if not _MONEY_BACK.search(report_text) or _TIME_TOLD.search(report_text):
        return ()
    text = answer(situation, "How long does the refund take to arrive?", sure=True)
    return (text,) if text and _TIME_TOLD.search(text) else ()


def consequences(situation: Situation, actions: Sequence[Branch]) -> tuple[str, ...]:
    """What follows once it is done, where that is what the customer asks."""
    facts = [fact for branch in actions for fact in branch.facts]
    asked = [question for question in questions_of(situation) if asks_a_kind(question)]
    telling = [fact for fact in facts if any(tells(fact, question) for question in asked)]
    return tuple(f"Once that's done, {uncapitalized(happening(fact))}" for fact in telling[:1])
