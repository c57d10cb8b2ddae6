"""What an article's sentences restrict: what isn't done at all, or only within a limit.

An article in the old form says what is not possible in its policy and its steps, in sentences like
"Credit cards aren't accepted", "at most 4 installments", "Monday to Thursday" or "never earlier".
Each is taken apart once, and compared with what a customer wants.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from console.assist.moves.grammar import plain, to_customer
from console.assist.moves.policy import pieces
from console.assist.moves.quantities import TIME, Quantity, quantities_in
from console.assist.moves.steps import branches, branches_of
from console.assist.moves.verbs import VERBS, base_form, base_forms
from console.assist.moves.words import meanings, uncapitalized
from console.assist.reading.patterns import any_of, pattern
from console.domain.knowledge import Article

_DENIAL = pattern(
    r"""
    \b(?:(?:can|won|don|doesn|aren|isn)['’]t|cannot|can not|will not|do not|does not|are not|is not|
    (?:can |may |will |must |is |are )?never|no longer)
    (?: (?:be|get|been|be able to|ever|just|simply))*[ ](?:\w+ly )?
    (?P<verb>[a-z]+)(?P<particle> (?:out|up|off|back|down|over|on|in)\b)?
    (?P<more>(?:(?:, | or | and )[a-z]+\b)*)
""",
    re.IGNORECASE,
)
"""Says that something isn't or can't be done, and what."""

_NOTHING = re.compile(
    r"\b(?:we|i|you|there(?:['’]s| is)) (?P<verb>[a-z]+) (?:nothing|no \w+)\b", re.IGNORECASE
)
"""Denies by its object: "we pay nothing", "we take no deposits"."""

_NONE = re.compile(r"(?:^|\bthere(?:['’]s| is| are) )no (?P<what>[a-z][^,;:()]*)", re.IGNORECASE)
"""Denies that there is something: "No refunds on opened items"."""

_NO_DENIAL = frozenset(
    """need matter mean know think forget worry ask sure say necessary required needed
    lose""".split()
)
"""Verbs whose denial forbids the customer nothing: "you don't need to", "you can't lose it"."""

_NO_FACT = frozenset(
    """have cost take tell read mention expire include refuse demand want count last end""".split()
)
"""Verbs that say how it is where they are denied without *can*: "it doesn't cost anything"."""

_GOOD_NEWS = any_of(
    "fees?|charges?|surcharges?|costs?|penalt(?:y|ies)|interest|deposits?|limits?|minimum|maximum|"
    "obligations?|commitments?|risks?|catch|deadlines?|hurry|need|problems?|worr(?:y|ies)"
)
"""What nobody wants: that there is none of it is no refusal."""

_OF_POSSIBILITY = frozenset(
    """possible accept allow available offer permit cover include refundable returnable
    transferable exchangeable negotiable""".split()
)
"""Words whose denial is about their subject alone: "credit cards aren't accepted"."""

_NOT_SOONER = re.compile(
    r"\b(?:never|not) (?:earlier|sooner|before)\b|\bat the earliest\b", re.IGNORECASE
)
"""Says that something comes no sooner."""

_AT_MOST = re.compile(
    r"\b(?:at most|up to|no more than|not more than|a maximum of|max(?:imum)?\.?) (?=[$\w])",
    re.IGNORECASE,
)
"""Sets an upper limit."""

_OVER = re.compile(
    r"\b(?:over|above|more than|heavier than|longer than|larger than|beyond) (?=\$?\d)",
    re.IGNORECASE,
)
"""Tells in a denial from where on it holds."""

_FROM_ON = pattern(
    r"""
    \b(?:(?:from|starting at) (?=(?:the )?\$?\d[^;,.]{0,30}? on(?:ward)?\b)|
    at least (?=\$?\d)|a minimum of (?=\$?\d)|only above (?=\$?\d))
""",
    re.IGNORECASE,
)
"""Sets a lower limit."""

_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_OPEN_DAYS = re.compile(
    rf"\b(?P<first>{'|'.join(_WEEKDAYS)})s? (?:to|through|until|–|-) "
    rf"(?P<last>{'|'.join(_WEEKDAYS)})\b",
    re.IGNORECASE,
)
"""Days of the week between which something is done."""

_CLAUSE = re.compile(r"; |, (?:but|so|and so) | (?:but|so) (?=(?:it|they|we|you|the)\b)")
"""Where a sentence's next clause begins."""

_PRONOUN = any_of("it|they|them|this|these|that|those")
"""Stands for what the clause before names."""

_LISTED = re.compile(r",? (?:or|and) |, ")
"""Where the next of several things begins."""


@dataclass(frozen=True, slots=True)
class Restriction:
    """One thing that an article restricts.

    ``sentence`` is the whole sentence as the article has it, ``clause`` the part of it that
    restricts, ``place`` that of its piece in the policy; ``step`` is set where a step says it,
    in one case of several or as its ``is_only_case``.

    Of a denial, ``verb`` is what isn't done (empty where only the things count), ``things`` are
    those it is not done to, of which any will do, and ``subject`` the words before it, which may
    hold a condition; ``lifted_by`` is the case in which it is done after all ("unless …") and
    ``in_case`` the one in which alone it isn't ("after …"). The other fields are limits; ``about``
    is what their clause speaks of.
    """

    sentence: str
    heading: str = ""
    place: int = -1
    clause: str = ""
    step: str | None = None
    condition: str | None = None
    is_only_case: bool = False
    verb: str = ""
    things: tuple[frozenset[str], ...] = ()
    subject: str = ""
    lifted_by: str = ""
    in_case: str = ""
    not_sooner: bool = False
    most: Quantity | None = None
    least: Quantity | None = None
    days: tuple[int, int] | None = None
    about: frozenset[str] = frozenset()


@lru_cache(maxsize=128)
def restrictions(article: Article) -> tuple[Restriction, ...]:
    """All that an article restricts, its policy's first."""
    found: list[Restriction] = []
    for piece in pieces(article):
        if not piece.row:
            text = plain(piece.text)
            found += _in_sentence(text, plain(piece.heading), piece.place, before=piece.before)
    for branch in branches(article.steps):
        is_only = len(branches_of(article.steps, branch.step)) == 1
        texts = [*branch.facts, branch.action] if branch.kind in ("rule", "tell") else branch.facts
        for text in texts:
            found += (
                replace(it, step=branch.step, condition=branch.condition, is_only_case=is_only)
                for it in _in_sentence(text, "", -1)
            )
    return tuple(found)


def _in_sentence(
    sentence: str, heading: str, place: int, before: str = ""
) -> Iterator[Restriction]:
    named = before or heading
    for clause in _CLAUSE.split(sentence):
        text = f"{heading} {clause} {named if _PRONOUN.search(clause) else ''}"
        about = meanings(f"{text} {base_forms(text)}")
        whole = Restriction(sentence, heading, place, clause.strip(" ."), about=about)
        denied = tuple(_denials(clause, whole, named))
        over = _limit(_OVER, clause) if denied else None
        if over is not None and over.unit != TIME:
            yield replace(whole, most=over)
        else:
            yield from denied
        yield from _limits(clause, whole)
        named = clause if not _PRONOUN.match(clause) else named


def _denials(clause: str, whole: Restriction, named: str) -> Iterator[Restriction]:
    for denial in _DENIAL.finditer(clause):
        if _NOT_SOONER.match(clause, denial.start()):
            continue
        states = re.match(r"(?:don|doesn|do not|does not)", denial[0], re.IGNORECASE)
        for verb in _verbs(denial):
            if verb not in _NO_DENIAL and not (states and verb in _NO_FACT):
                yield _denied(clause, whole, denial, verb, named)
    nothing = _NOTHING.search(clause)
    if nothing and base_form(nothing["verb"].lower()) not in _NO_DENIAL:
        yield replace(whole, verb=base_form(nothing["verb"].lower()))
    none = _NONE.search(clause)
    if none and not _GOOD_NEWS.search(none["what"]):
        before = clause[: none.start()].strip(" ,")
        yield replace(whole, things=_listed(none["what"]), subject=before)


def _verbs(denial: re.Match[str]) -> list[str]:
    """What is denied, also where it is several: "we can't show or tell a PIN"."""
    first = joined_verb(base_form(denial["verb"].lower()), denial["particle"] or "")
    others = (base_form(word) for word in re.findall(r"[a-z]{3,}", denial["more"].lower()))
    return [first, *(word for word in others if word in VERBS and word not in ("and", "or"))]


def joined_verb(verb: str, particle: str) -> str:
    """A verb with a particle as one word where both together mean something of their own."""
    if verb in ("hand", "give", "take", "pass") and particle.strip() == "over":
        return "transfer"
    if verb in ("hand", "give") and particle.strip() in ("out", "back"):
        return "release"
    return verb


def _denied(
    clause: str, whole: Restriction, denial: re.Match[str], verb: str, named: str
) -> Restriction:
    more = "" if set(re.findall(r"[a-z]+", denial["more"])) & VERBS else denial["more"]
    subject, rest = clause[: denial.start()].strip(" ,"), f"{more}{clause[denial.end() :]}"
    lifted_by, in_case = _LIFTED_BY.search(rest), _IN_CASE.search(rest)
    rest = _AFTER_DENIAL.split(rest)[0]
    by_us = re.fullmatch(r"(?:.*\b)?(?:we|i|you|nobody|no one)", subject, re.IGNORECASE)
    what = rest if by_us or not subject else f"{subject} {rest}"
    if _PRONOUN.search(what) and not meanings(_PRONOUN.sub(" ", what)):
        what = _SUBJECT_OF.split(named)[0]
    return replace(
        whole,
        verb="" if verb in _OF_POSSIBILITY else verb,
        things=_listed(what),
        subject="" if by_us else subject,
        lifted_by=lifted_by["case"].strip(" .") if lifted_by else "",
        in_case=in_case["case"].strip(" .") if in_case else "",
    )


def _listed(what: str) -> tuple[frozenset[str], ...]:
    said = _ANYBODY.sub("", to_customer(what))
    things = (meanings(part) for part in _LISTED.split(said))
    return tuple(thing for thing in (it - _SELF for it in things) if thing)


_SELF = meanings("yourself yourselves themselves itself own")

_AFTER_DENIAL = any_of("because|since|unless|if|when|before|until|without")
"""Begins a reason or a condition behind what is denied."""

_LIFTED_BY = re.compile(r"\b(?:unless|until|without) (?P<case>.+)", re.IGNORECASE)
"""Tells when it is done after all."""

_IN_CASE = re.compile(r"\b(?P<case>(?:after|(?<!at )once) .+)", re.IGNORECASE)
"""Tells from when on it isn't done."""

_ANYBODY = any_of("(?:to|for|by|from) (?:anybody|anyone|somebody|someone|others|us)")
"""Restricts to nobody."""

_SUBJECT_OF = any_of("is|are|was|were|can|may|must|will|has|have|do|does|belongs?|needs?|costs?")
"""Ends the subject of a clause."""


def _limits(clause: str, whole: Restriction) -> Iterator[Restriction]:
    most, least = _limit(_AT_MOST, clause), _limit(_FROM_ON, clause)
    if most is not None or least is not None:
        yield replace(whole, most=most, least=least)
    if _NOT_SOONER.search(clause):
        yield replace(whole, not_sooner=True)
    open_days = _OPEN_DAYS.search(clause)
    if open_days is not None:
        first, last = (_WEEKDAYS.index(open_days[name].lower()) for name in ("first", "last"))
        yield replace(whole, days=(first, last))


def _limit(form: re.Pattern[str], clause: str) -> Quantity | None:
    match = form.search(clause)
    if match is None:
        return None
    first = next(iter(quantities_in(clause[match.end() :])), None)
    is_case = clause[: match.start()].endswith("of ") and _SUBJECT_OF.search(clause, match.end())
    return first if first is not None and first.start <= len("the ") and not is_case else None


def limiting(text: str) -> str:
    """A sentence with a limit in the words of a refusal: "only from $100 on".

    "At least", and "from" with what it is about behind it, say so by themselves.
    """
    if re.search(r"\bonly\b|\bat most\b|n['’]t\b|\b(?:never|not|cannot|nothing)\b", text):
        return text
    for form in (_OPEN_DAYS, _FROM_ON, _AT_MOST):
        match = form.search(text)
        if match is None:
            continue
        before, limit = text[: match.start()], text[match.start() :]
        if form is _FROM_ON and not (before and _ENDS_WITH_ON.match(limit)):
            return text
        if not before:
            return f"Only {limit if form is _OPEN_DAYS else uncapitalized(limit)}"
        return f"{before}only {limit}"
    return text


_ENDS_WITH_ON = re.compile(r"(?:from|starting at) [^;,]{0,40} on(?:ward)?\W*$", re.IGNORECASE)
"""Is a lower limit and nothing else."""
