"""Whether what a customer wants is what an article restricts."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from console.assist.moves.calendar import days_in
from console.assist.moves.conditions import holds
from console.assist.moves.grammar import plain
from console.assist.moves.policy import pieces
from console.assist.moves.quantities import MONEY, TIME, Quantity, quantities_in
from console.assist.moves.restrictions import Restriction
from console.assist.moves.situation import Situation
from console.assist.moves.verbs import base_forms
from console.assist.moves.words import meanings, sentences
from console.assist.reading.patterns import any_of
from console.domain.knowledge import Article

_WANTS = any_of(
    "(?:can|could|would|will|may|might)(?:n'?t)? (?:you|i|we|it|that|this|they|he|she|someone)",
    "(?:can|could|may|will) (?:(?:the|a|my|your|our|somebody|someone|one of) ?)+[a-z]+",
    "i(?:'d| would) like|i (?:just )?(?:want|need|prefer|wish)|we (?:want|need)|please|pls",
    "instead|is (?:that|it|this) (?:a (?:no|yes)|possible|too late)|how about|what about",
    "(?:just|simply) [a-z]+ (?:it|the|my|me)|(?:you|do you|can you) promise|let me|give me",
    "(?:kann|könnte|darf|bekomme|kriege|möchte) ich|(?:können|könnten) (?:sie|wir)",
)
"""Wishes for something, or asks whether it can be had."""

_INFORMS_ONLY = re.compile(
    r"(?:^|, )(?:how|why|when|what(?:['’]s)?|which|who|where|whose) (?!about\b|if\b)", re.IGNORECASE
)
"""Asks for information."""

_NOW = any_of(
    "now|today|tonight|tomorrow|right away|immediately|at once|asap|earlier|sooner|already",
    "this (?:week|morning|afternoon|evening|month)|before (?:that|then)|in advance|straight away",
)
"""Wants it soon."""

_POINTS = any_of("it|that|this|them|those|these|one")
"""Stands for what the chat is about."""

_LIGHT = frozenset("take make send give come pay change move have get put bring use do".split())
"""Verbs that say little about what is wanted without their object."""

_ENDED = any_of("in the past|backward|backdated?|retroactive(?:ly)?|afterwards")
"""What a condition on a day that is over speaks of."""

_COVERED = 0.66
_APPLIES = 0.3
_SATURDAY = 5


@dataclass(frozen=True)
class Wish:
    """What the customer's last messages ask to be done.

    ``words`` are the meanings in the sentences that wish, ``around`` those of the chat, and
    ``frequency`` says how often the article has each, since what it says everywhere tells little.
    """

    sentences: tuple[str, ...]
    words: frozenset[str]
    around: frozenset[str]
    frequency: Counter[str]
    days: tuple[date, ...]
    quantities: tuple[Quantity, ...]


def wish_of(situation: Situation) -> Wish | None:
    """What the customer wants; null if the last messages wish for nothing."""
    latest = [s for text in situation.latest for s in sentences(text)]
    wanted = tuple(s for s in latest if _is_wish(s))
    if not wanted:
        return None
    text = " ".join(_asked_in(sentence) for sentence in wanted)
    article = situation.article
    around = meanings(
        " ".join(
            (
                situation.evidence.by_customer,
                article.title if article else "",
                situation.evidence.record,
            )
        )
    )
    return Wish(
        sentences=wanted,
        words=_verbs_and_things(text),
        around=around | _verbs_and_things(situation.evidence.by_customer),
        frequency=_frequency(article) if article else Counter(),
        days=days_in(text, situation.today, future=True),
        quantities=tuple(q for s in latest for q in quantities_in(s)),
    )


@lru_cache(maxsize=128)
def _frequency(article: Article) -> Counter[str]:
    said = [*article.steps, *article.ask, *(piece.text for piece in pieces(article))]
    return Counter(word for text in said for s in sentences(plain(text)) for word in meanings(s))


def _is_wish(sentence: str) -> bool:
    if _INFORMS_ONLY.search(sentence):
        return False
    return _WANTS.search(sentence) is not None or sentence.endswith("?")


def _asked_in(sentence: str) -> str:
    """A sentence without what it tells beside its wish, or wishes not to be done."""
    clauses = _CLAUSE.split(sentence)
    asked = [clause for clause in clauses if not _TELLS_PAST.match(clause)]
    return _NOT_DONE.sub(" ", ", ".join(asked))


_CLAUSE = re.compile(r"[,;:] | (?:but|so) ")
_TELLS_PAST = re.compile(
    r"(?:and |but |so |because |since |as )?(?:i|we|he|she|they|it|my \w+)(?:['’]ve| have| had|"
    r" just| already)* (?:[a-z]{2,}ed|bought|paid|got|had|was|were|been|came|took|gave|made|sent|"
    r"lost|left|went)\b",
    re.IGNORECASE,
)
"""Begins an account of what has happened."""

_NOT_DONE = re.compile(
    r"\b(?:(?:do|does|did|was|were|is|are|has|have)(?:n['’]t| not)|never)\b(?! you\b)"
    r"[^,;.?!]{0,80}",
    re.IGNORECASE,
)
"""Says that something isn't, wasn't or shall not be done."""


def _verbs_and_things(text: str) -> frozenset[str]:
    """Meanings of a text, its verbs also in their base form and what it wants undone."""
    undone = re.findall(r"\bun([a-z]{4,})", text.lower())
    weekend = "weekend" if re.search(r"\b(?:satur|sun)days?\b", text, re.IGNORECASE) else ""
    more = f"undo {' '.join(undone)}" if undone else ""
    exact = "exact hour" if _EXACT.search(text) else ""
    phrases = " ".join(word for form, word in _PHRASES if form.search(text))
    return meanings(f"{text} {base_forms(text)} {weekend} {more} {exact} {phrases}")


_PHRASES = (
    (re.compile(r"\b(?:tak|hand|giv|pass|sign)\w* (?:\w+ ){0,3}over\b", re.IGNORECASE), "transfer"),
    (
        re.compile(r"\b(?:have|get|take|fetch|pick) (?:\w+ ){0,3}(?:back|up)\b", re.IGNORECASE),
        "release",
    ),
    (re.compile(r"\bput (?:\w+ ){0,3}(?:in|on)\b", re.IGNORECASE), "install"),
    (
        re.compile(r"\bbring (?:along|with)|take (?:\w+ ){0,3}(?:along|with)\b", re.IGNORECASE),
        "bring",
    ),
)
"""Verbs of several words, and the one that articles have for them."""

_EXACT = any_of(r"(?:at|by) \d{1,2}|\d{1,2}:\d\d|\d{1,2} ?(?:am|pm|o'clock|sharp)|exactly|sharp")
"""Names an hour."""


_TELLS = frozenset("name quote tell give say state promise guarantee estimate".split())
"""Verbs of which a denial keeps back information."""

_ASKED_FOR = (
    (any_of("how much|price|cost|what would .{1,60} be"), meanings("price")),
    (any_of("when exactly|what time|which hour|exactly when"), meanings("hour")),
)
"""What a question asks to be told."""


def withholds(restriction: Restriction, questions: Sequence[str]) -> bool:
    """Whether a restriction keeps back what is asked: "Never name a price"."""
    if restriction.verb not in _TELLS:
        return False
    things = frozenset[str]().union(*restriction.things)
    return any(
        form.search(question) and thing & things
        for question in questions
        for form, thing in _ASKED_FOR
    )


def forbids(restriction: Restriction, wish: Wish, situation: Situation) -> bool:
    """Whether a restriction forbids what is wished for."""
    was_told = restriction.is_only_case and restriction.step in situation.done
    if (
        restriction.condition is not None
        and not was_told
        and holds(restriction.condition, None, situation.evidence) < _APPLIES
    ):
        return False
    if restriction.most is not None or restriction.least is not None:
        return _exceeds(restriction, wish)
    if restriction.days is not None:
        return _is_on_other_day(restriction, wish)
    if restriction.not_sooner:
        soon = any(_NOW.search(sentence) for sentence in wish.sentences)
        return soon and bool(restriction.about & wish.words)
    if restriction.verb in _PROMISES:
        return _is_promised(restriction, wish)
    return is_in_force(restriction, situation) and _is_denied(restriction, wish, situation)


# --- denials ---------------------------------------------------------------------------------


def _is_denied(restriction: Restriction, wish: Wish, situation: Situation) -> bool:
    verb = meanings(restriction.verb)
    if verb and not verb & wish.words:
        return _is_subject_itself(restriction, wish)
    if not _case_applies(restriction, situation) or _is_for_customer(restriction, wish):
        return False
    things = restriction.things
    if not verb:
        return any(thing <= wish.words for thing in things)
    if not things and restriction.verb in _LIGHT:
        return bool((restriction.about - verb) & wish.around)
    if not things or _COMPARED.search(restriction.subject) or _ENDED.search(restriction.sentence):
        return True
    return any(_is_meant(thing - verb, restriction, wish) for thing in things)


def is_in_force(restriction: Restriction, situation: Situation) -> bool:
    """Whether a denial holds as the case is: in doubt an exception may be the customer's."""
    lifted_by, in_case = restriction.lifted_by, restriction.in_case
    if lifted_by and holds(lifted_by, None, situation.evidence) > -_APPLIES:
        return False
    return not in_case or holds(in_case, None, situation.evidence) >= _APPLIES


def _is_for_customer(restriction: Restriction, wish: Wish) -> bool:
    """Whether what isn't passed on to others is what the customer wants for themselves."""
    return restriction.verb in _PASSES_ON and any(_FOR_ME.search(s) for s in wish.sentences)


_PASSES_ON = frozenset("share sell disclose forward".split())
_FOR_ME = any_of("(?:with|to) (?:me|us)|(?:send|give|show|tell) me")


def _is_meant(thing: frozenset[str], restriction: Restriction, wish: Wish) -> bool:
    """Whether it is this thing that the customer wants something done to."""
    if not thing:
        return False
    weights = {word: 1 / max(1, wish.frequency[word]) for word in thing}
    known = sum(weights[word] for word in thing & (wish.words | wish.around))
    named = bool(thing & wish.words) or any(_POINTS.search(s) for s in wish.sentences)
    return known / sum(weights.values()) >= _COVERED and (named or restriction.verb not in _LIGHT)


_PROMISES = frozenset(("promise", "guarantee", "assure"))


def _is_promised(restriction: Restriction, wish: Wish) -> bool:
    """Whether the customer wants a promise, or what is never promised: "an exact hour"."""
    things = [thing - meanings(restriction.verb) for thing in restriction.things]
    if any(thing and thing <= wish.words for thing in things):
        return True
    return any(
        _WANTS_PROMISE.search(sentence)
        or (_WANTS_TO_BE_SURE.search(sentence) and any(thing & wish.words for thing in things))
        for sentence in wish.sentences
    )


_WANTS_PROMISE = any_of("promise|guarantee|assure|for sure")
_WANTS_TO_BE_SURE = any_of("make sure|certain")

_COMPARED = any_of("older than|later than|more than|less than|over|above|below|under|after|before")
"""Compares: the subject of the denial is a case."""


def _is_subject_itself(restriction: Restriction, wish: Wish) -> bool:
    """Whether the customer asks for leave with just what can't be had: "can I take my dog?".

    What the article speaks of once only is a case of its own, and its verb may be any.
    """
    subject = meanings(restriction.subject)
    rare = any(wish.frequency[word] == 1 for word in subject)
    leave = any(_ASKS_LEAVE.search(sentence) for sentence in wish.sentences)
    return leave and rare and subject <= wish.words


_ASKS_LEAVE = any_of(
    "(?:can|could|may|might) (?:i|we|it|they|he|she|my|our)|is (?:it|that|the) .{0,60}ok"
)


def _case_applies(restriction: Restriction, situation: Situation) -> bool:
    """Whether the case that a denial's subject tells is the customer's."""
    if _ENDED.search(restriction.sentence):
        text = " ".join(situation.latest)
        past = [day for day in days_in(text, situation.today) if day < situation.today]
        return bool(past) and not _future_only(text, situation)
    compared = _COMPARED.search(restriction.subject)
    if compared is None:
        return True
    return holds(restriction.subject, None, situation.evidence) >= _APPLIES


def _future_only(text: str, situation: Situation) -> bool:
    ahead = [day for day in days_in(text, situation.today, future=True) if day > situation.today]
    spoken_of_past = re.search(r"\b(?:already|last|ago|was|were|moved|since)\b|ed\b", text)
    return bool(ahead) and spoken_of_past is None


# --- limits ----------------------------------------------------------------------------------


def _exceeds(restriction: Restriction, wish: Wish) -> bool:
    """Whether the customer wants more than the most, or has less than the least."""
    most, least = restriction.most, restriction.least
    return (most is not None and _largest(most, restriction, wish) > most.number) or (
        least is not None and -1 < _largest(least, restriction, wish) < least.number
    )


def _largest(limit: Quantity, restriction: Restriction, wish: Wish) -> float:
    """The largest quantity of the limit's unit that the chat has; -1 if it is of something else.

    Of money and time there may be many in a chat, so more of the words have to be the limit's, one
    of them a word that the article does not say everywhere.
    """
    same = [quantity.number for quantity in wish.quantities if quantity.unit == limit.unit]
    shared = (restriction.about - {limit.unit}) & (wish.words | wish.around)
    many = limit.unit in (MONEY, TIME)
    is_meant = len(shared) >= (2 if many else 1) and restriction.about & wish.words
    if many and not any(wish.frequency[word] <= _SELDOM for word in shared):
        return -1.0
    return max(same) if same and is_meant else -1.0


_SELDOM = 2
"""Times that an article has a word by which one of its limits is known."""


def _is_on_other_day(restriction: Restriction, wish: Wish) -> bool:
    first, last = restriction.days or (0, 6)
    named = [day.weekday() for day in wish.days]
    weekend = any(re.search(r"\bweekends?\b", s, re.IGNORECASE) for s in wish.sentences)
    named += [_SATURDAY] if weekend else []
    if not named or any(first <= day <= last for day in named):
        return False
    wanted = wish.words - _OF_DAYS
    return not wanted or bool(restriction.about & wanted)


_OF_DAYS = meanings(
    "come go be have get do make take on weekend monday tuesday wednesday thursday friday saturday "
    "sunday january february march april may june july august september october november december"
)
"""What a wish for a day says of nothing else."""
