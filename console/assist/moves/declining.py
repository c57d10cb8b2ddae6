"""Whether policy forbids what the customer wants, and what is possible instead."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from console.assist.moves.calendar import added, spans, spoken
from console.assist.moves.conditions import holds
from console.assist.moves.doing import LIKELY, SURE, kind, open_branches, score, tell, told_in_case
from console.assist.moves.figures import event_day, main_limit, with_amount
from console.assist.moves.grammar import plain, to_customer
from console.assist.moves.policy import Piece, happening, pieces
from console.assist.moves.restrictions import limiting, restrictions
from console.assist.moves.situation import Situation
from console.assist.moves.steps import Branch, branches
from console.assist.moves.verbs import VERBS, base_form, base_forms, first_word
from console.assist.moves.wishes import forbids, is_in_force, wish_of, withholds
from console.assist.moves.words import (
    capitalized,
    content_words,
    meanings,
    overlap,
    sentences,
    uncapitalized,
)
from console.assist.reading.patterns import any_of, pattern
from console.domain.alternatives import in_order
from console.domain.knowledge import PreparedText
from console.domain.slots import worded

_FORBIDS = any_of(
    "can'?t|cannot|can not|won't|impossible|decline|no longer|isn't possible",
    r"not (?:possible|refundable|allowed|returnable|offered)|aren't \w+able",
    r"no refunds?|no (?:exceptions?|exchange|changes?)|no \w+ (?:is|are) (?:possible|\w+ed)",
    r"no longer \w+|only (?:at|in|with|by|after|until|once)",
    r"never (?!ask\b|tell\b|read\b)\w+|don't (?!ask\b|have to\b|need\b)\w+",
)
"""Says that something is not possible or not done."""
_LIST_OF_NOS = pattern(
    r"""
    ^(?:what we (?:can['’]t|cannot|don['’]t) do|we (?:can['’]t|don['’]t)|never \w+able|exclu\w+|
    not (?:possible|covered|returnable|refundable|included|allowed))\b
""",
    re.IGNORECASE,
)
"""Begins a list of what is not possible."""
_WANTS = any_of(
    "(?:can|could|would|will|may) (?:you|i|we|it|that|they)|i(?:'d| would) like|i want",
    "please|instead|is (?:that|it|this) (?:a (?:no|yes)|possible|too late)",
    "(?:kann|könnte|darf|bekomme|kriege|möchte) ich|(?:können|könnten) (?:sie|wir)",
)
"""Wishes for something, or asks whether it can be had."""
_PAST_WORDS = any_of(
    r"after (?:the|that|this) (?:deadline|period|time|date)?|after(?:wards)?|later|up to \d+ days"
)
"""Begins what holds once a period is over."""
_SAYS_NO = any_of("can't|cannot|not possible|unfortunately|afraid|too late|no longer")
"""A message of the agent's that declines."""

_DAY = any_of(r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w* \d{1,2}|dates?")
"""Speaks of a day or a date."""


_FIRST_PIECES = 3
_OFFERS_SOMETHING = any_of(
    "(?:we|you|i) (?:can|may|refund|offer|replace|send|give|repair|exchange|move|pay|take)"
)
"""Says what can be had or done."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """What can't be done, in words for the customer, and what can; ``step`` if a step says so."""

    no: str
    instead: str
    step: str | None = None

    @property
    def text(self) -> str:
        """Both in one message."""
        return f"{self.no} {self.instead}".strip()


def refusal(situation: Situation) -> Refusal | None:
    """The refusal that is due here; null if nothing that the customer wants is forbidden."""
    if situation.article is None or _said_no_and_what_else(situation):
        return None
    return (
        _prepared(situation)
        or _by_step(situation)
        or _by_precondition(situation)
        or _by_deadline(situation)
        or _by_policy(situation)
        or _by_restriction(situation)
    )


def _said_no_and_what_else(situation: Situation) -> bool:
    """Whether the agent has already declined and said what is possible."""
    return any(
        _SAYS_NO.search(text) and len(sentences(text)) > 1 and "?" not in text
        for text in situation.agent_texts[-1:]
    )


# --- prepared --------------------------------------------------------------------------------


def _prepared(situation: Situation) -> Refusal | None:
    texts: tuple[PreparedText, ...] = situation.article.declines if situation.article else ()
    wishes = " ".join(
        s for m in situation.latest for s in sentences(m) if "?" in s or _WANTS.search(s)
    )
    said = "" if situation.missing else " ".join(situation.latest)
    for text in texts:
        if any(_is_meant(phrase, wishes) or _is_named(phrase, said) for phrase in text.asked):
            filled = worded(text.text, situation.slots)
            if "{" not in filled:
                return Refusal(filled, "")
    return None


def _is_named(phrase: str, text: str) -> bool:
    """Whether the words of a phrase stand in a text as they are."""
    words = " ".join(re.findall(r"\w+", phrase.lower()))
    return bool(re.search(rf"\b{re.escape(words)}\b", " ".join(re.findall(r"\w+", text.lower()))))


def _is_meant(phrase: str, wishes: str) -> bool:
    if _is_named(phrase, wishes):
        return True
    return len(meanings(phrase)) >= 3 and overlap(phrase, wishes) >= 0.99


# --- steps -----------------------------------------------------------------------------------


def _by_step(situation: Situation) -> Refusal | None:
    """A branch that forbids and whose condition surely holds here."""
    article = situation.article
    for branch in branches(article.steps) if article else ():
        text = f"{branch.action}. {' '.join(branch.facts)}"
        if (
            branch.condition is None
            or not _FORBIDS.search(text)
            or kind(situation, branch) == "look"
        ):
            continue
        how_sure = score(situation, branch)
        if how_sure < max(SURE, _granted(situation)) or (
            branch.step in situation.done and not _is_check(branch)
        ):
            continue
        if _is_about_request(text, branch, situation):
            return Refusal(_no(branch, situation), _possible(branch, situation), branch.step)
    return None


def _by_precondition(situation: Situation) -> Refusal | None:
    """A case that surely is the customer's, in which something else has to happen first."""
    article, wish = situation.article, wish_of(situation)
    if article is None or wish is None:
        return None
    for branch in branches(article.steps):
        first = next((fact for fact in branch.facts if _FIRST.search(fact)), "")
        if not first or branch.condition is None or branch.step in situation.done:
            continue
        if score(situation, branch) >= SURE and wish.words & meanings(" ".join(branch.facts)):
            rest = [_then(fact) for fact in branch.facts if fact != first]
            no = f"I'm afraid {uncapitalized(first)}"
            return Refusal(no, " ".join(rest), branch.step)
    return None


_FIRST = re.compile(
    in_order(
        r"\b(?:must|has to|have to|needs? to|only) ",
        r"\b(?:first|before|in person)\b",
        within="[^.]",
    ),
    re.IGNORECASE,
)
"""Says what has to happen first."""


def _then(fact: str) -> str:
    """What follows once that has happened, which a step may tell as an instruction."""
    instruction = re.match(r"then (?P<what>.+?)\.?$", fact, re.IGNORECASE)
    if instruction is None or not _INSTRUCTS.match(instruction["what"]):
        return fact
    return f"Then I'll {instruction['what']}."


_INSTRUCTS = re.compile(rf"(?:have|{'|'.join(sorted(VERBS))}) ", re.IGNORECASE)
"""Begins as an instruction."""


def _granted(situation: Situation) -> float:
    """How surely the customer's case is one for which something is done."""
    cases = [it for it in open_branches(situation) if it.branch.condition is not None]
    return max((it.score for it in cases if kind(situation, it.branch) == "do"), default=0.0)


def _is_check(branch: Branch) -> bool:
    return not branch.action


def _is_about_request(text: str, branch: Branch, situation: Situation) -> bool:
    """Whether what is forbidden is what the customer wants: "it", or named by them."""
    if re.search(r"\bit (?:can['’]t|cannot)\b|\bnot possible\b|\bdecline\b", text, re.IGNORECASE):
        return True
    clause = next((s for s in sentences(text) if _FORBIDS.search(s)), text)
    return bool(meanings(clause) & meanings(" ".join(_wishes(situation))))


def _wishes(situation: Situation) -> tuple[str, ...]:
    return tuple(m.text for m in situation.messages if not m.by_agent)


def _no(branch: Branch, situation: Situation) -> str:
    reason = branch.condition or ""
    status = situation.evidence.status
    own = [word for word in content_words(reason) if word in content_words(status)]
    because = f" since it's already {status}" if own else ""
    if re.match(r"(?:\w+er|more|less) than\b", reason, re.IGNORECASE):
        because = f" since it's {uncapitalized(reason)}"
    facts = [fact for fact in branch.facts if _FORBIDS.search(fact)]
    if facts:
        first = re.sub(r"^It (can['’]t|cannot)\b", r"it \1", facts[0].rstrip("."))
        text = f"I'm afraid {uncapitalized(first)}{because}."
    else:
        what = re.sub(r"^decline\b", "that isn't possible", uncapitalized(branch.action))
        if not re.search(r"\b(?:is|are|can|may|will)\b", what):
            what = re.sub(r"^no\b", "there's no", what)
        where = (
            f" with the {uncapitalized(reason)}"
            if not own and re.fullmatch(r"\w+ \w+", reason)
            else because
        )
        text = f"I'm afraid {what}{where}."
    others = [fact for fact in branch.facts if not _FORBIDS.search(fact)]
    return " ".join([text, *others])


def _possible(forbidding: Branch, situation: Situation) -> str:
    """What the other open steps for the same case offer."""
    offers = [
        tell(situation, it.branch)
        for it in told_in_case(situation, LIKELY)
        if it.branch != forbidding
    ]
    texts = [text for text in offers if text and not _FORBIDS.search(text)]
    if texts:
        return texts[0]
    if len(forbidding.facts) > 1 or (forbidding.action and forbidding.facts):
        return ""
    return _alternative(situation)


def _alternative(situation: Situation) -> str:
    """A sentence of the policy about what can be had instead."""
    article = situation.article
    best, best_score = "", 0.0
    for piece in pieces(article) if article else ():
        text = piece.sentence
        if _FORBIDS.search(text) or piece.row:
            continue
        if holds(re.split(r" (?:we|you|i) ", text)[0], None, situation.evidence) <= -0.5:
            continue
        value = overlap(text, f"{' '.join(_wishes(situation))} {article.title if article else ''}")
        value += 0.1 if piece.place < _FIRST_PIECES else 0.0
        if not _OFFERS_SOMETHING.search(text):
            continue
        if value > best_score:
            best, best_score = text, value
    return with_amount(best, situation) if best_score >= 0.2 else ""


# --- deadlines -------------------------------------------------------------------------------


def _by_deadline(situation: Situation) -> Refusal | None:
    """The main period of the article is over: say so, and what the policy offers afterwards."""
    limit = main_limit(situation)
    if limit is None or limit.end >= situation.today:
        return None
    over = spoken(limit.end, today=situation.today)
    text = f"I'm afraid the {limit.length} from {limit.event} were over on {over}."
    return Refusal(text, _afterwards(situation))


def _afterwards(situation: Situation) -> str:
    article = situation.article
    for piece in pieces(article) if article else ():
        if re.match(r"after (?:the|that|this)", piece.heading or piece.text, re.IGNORECASE) or (
            _PAST_WORDS.match(piece.text)
        ):
            text = to_customer(plain(piece.text))
            limit = next(iter(spans(text)), None)
            day = event_day("delivery", situation)
            if limit and day and added(day, limit, limit.high) < situation.today:
                continue
            text = re.sub(r"^(?:and )?up to \w+ \w+ (?=we|i|you)", "", text)
            text = re.sub(
                r"^after the deadline and up to \w+ \w+ (?=we|i|you)", "", text, flags=re.IGNORECASE
            )
            text = re.sub(
                r"^(?:we|i) can offer (?:you )?",
                "What I can offer you is ",
                text,
                flags=re.IGNORECASE,
            )
            return with_amount(f"{capitalized(text.rstrip('.'))}.", situation)
    return ""


# --- policy ----------------------------------------------------------------------------------


def _by_policy(situation: Situation) -> Refusal | None:
    """A list of what is not possible, or a rule, that names what the customer asks for."""
    article = situation.article
    asked = " ".join(situation.latest)
    if article is None or not asked or not _WANTS.search(asked):
        return None
    for branch in branches(article.steps):
        if (
            kind(situation, branch) == "rule"
            and branch.action
            and _forbids_this(branch.action, asked)
        ):
            return Refusal(_rule(branch.action), _because(situation, asked))
    lifted = {it.place for it in restrictions(article) if not is_in_force(it, situation)}
    for piece in pieces(article):
        text = f"{piece.heading} {piece.text}"
        if (
            piece.place not in lifted
            and _LIST_OF_NOS.match(plain(text))
            and (_forbids_this(plain(text), asked) or _names_entry(piece, asked))
        ):
            what = _named_part(to_customer(plain(piece.text)).rstrip("."), asked)
            return Refusal(_forbidden(what, piece.heading), _alternative(situation))
    return None


def _by_restriction(situation: Situation) -> Refusal | None:
    """A restriction of the article that forbids what the customer wants."""
    article, wish = situation.article, wish_of(situation)
    if article is None:
        return None
    every = restrictions(article)
    found = next((it for it in every if wish and forbids(it, wish, situation)), None)
    found = found or next((it for it in every if withholds(it, situation.latest)), None)
    if found is None:
        return None
    if found.step is not None and first_word(found.sentence) in ("never", "don't"):
        return Refusal(_rule(found.sentence), "", found.step)
    sentence = happening(to_customer(found.sentence, instruction=found.step is not None))
    if found.heading and re.match(r"it\b", sentence, re.IGNORECASE):
        sentence = f"the {uncapitalized(found.heading)}{sentence[2:]}"
    before, _, last = sentence.rstrip(".").rpartition("; ")
    if before and not _LEANS_BACK.search(last) and found.clause in last:
        return Refusal(f"I'm afraid {uncapitalized(limiting(last))}.", f"{capitalized(before)}.")
    no = f"I'm afraid {uncapitalized(limiting(sentence).rstrip('.'))}."
    instead = _alternative(situation)
    return Refusal(no, "" if overlap(instead, no) >= _SAME_WISH else instead, found.step)


_LEANS_BACK = re.compile(r"\b(?:it|they|them|this|that|these|those|one)\b(?! is\b)", re.IGNORECASE)
"""Needs the clause before to be understood."""


def _forbids_this(text: str, asked: str) -> bool:
    if not _FORBIDS.search(text) and not _LIST_OF_NOS.match(text):
        return False
    if re.match(
        r"(?:never|don['’]t|do not) (?:ask|tell|read|call|help|give|inform|offer)",
        text,
        re.IGNORECASE,
    ):
        return False
    if (
        _DAY.search(text)
        and re.search(r"\bdates?\b", text)
        and _DAY.search(asked)
        and _WANTS.search(asked)
    ):
        return True
    entries = _ENTRIES.split(_NEVER.sub("", _WHAT_WE_CANT.sub("", text).lstrip(" :")))
    if any(base_form(first_word(entry)) in VERBS for entry in entries):
        return _forbids_entry(entries, meanings(f"{asked} {base_forms(asked)}"))
    return len(meanings(text) & meanings(asked)) >= 2


def _forbids_entry(entries: Sequence[str], asked: frozenset[str]) -> bool:
    """Whether both are asked for of one entry: its verb, or that of one before, and a thing."""
    verb: frozenset[str] = frozenset()
    for entry in entries:
        first = base_form(first_word(entry))
        verb = meanings(first) if first in VERBS else verb
        if verb <= asked and (meanings(entry) - verb - meanings(first)) & asked:
            return True
    return False


_NEVER = re.compile(r"^(?:never|don['’]t|do not|we (?:can['’]t|cannot|don['’]t)) ", re.IGNORECASE)
"""Begins a prohibition."""


def _names_entry(piece: Piece, asked: str) -> bool:
    """Whether the customer asks for just what an entry of "What we can't do" says."""
    if not _WHAT_WE_CANT.match(piece.heading):
        return False
    entries = (entry for entry in _ENTRIES.split(plain(piece.text)) if meanings(entry))
    return any(overlap(entry, asked) >= _SAME_WISH for entry in entries)


_ENTRIES = re.compile(r"(?:,|;)? (?:or|and) (?=[a-z]+ )|[,;] ")
"""Where a list's next entry begins."""

_SAME_WISH = 0.6


def _named_part(text: str, asked: str) -> str:
    """Of a list of what is not possible, the entries that the customer's words name."""
    parts = _ENTRIES.split(text)
    named = [part for part in parts if meanings(part) & meanings(asked)]
    best = max(named, key=lambda part: len(meanings(part) & meanings(asked)), default=text)
    verb = first_word(parts[0])
    return best if first_word(best) in VERBS or best == parts[0] or verb not in VERBS else text


def _forbidden(what: str, heading: str) -> str:
    if _WHAT_WE_CANT.match(heading) and first_word(what) in VERBS:
        return f"I'm afraid we can't {uncapitalized(what)}."
    if re.match(r"(?:we|i) (?:can['’]t|cannot|don['’]t)", what, re.IGNORECASE):
        return f"I'm afraid {uncapitalized(what)}."
    return f"I'm afraid we can't do that: {uncapitalized(what)}."


_WHAT_WE_CANT = re.compile(r"what we (?:can['’]t|cannot) do", re.IGNORECASE)
"""The heading of a list of what is not done."""


def _rule(action: str) -> str:
    text = re.sub(r"^(?:never|don['’]t|do not) ", "", uncapitalized(action), flags=re.IGNORECASE)
    return f"I'm afraid I can't {to_customer(re.sub(r',? or ', ' or ', text))}."


def _because(situation: Situation, asked: str) -> str:
    """What the policy says for the reason, if it says something on the same words."""
    article = situation.article
    for piece in pieces(article) if article else ():
        if (
            re.search(r"\b(?:because|since|so that|the law)\b", piece.text)
            and overlap(asked, piece.text) > 0.2
        ):
            return piece.sentence
    return ""
