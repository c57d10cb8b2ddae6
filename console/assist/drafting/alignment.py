"""Whether a sentence says no more than another: the same words in the same order, give or take.

What may be put in or left out are words that say nothing by themselves. A word that says something
must be there in the same form and place, so that nothing can be put together from the words of an
approved sentence that it doesn't say: neither "you're all set" from "all is lost unless you set a
new password", nor "I have your money" from "I have asked the bank for your money".
"""

from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache

from console.assist.drafting.spoken_words import (
    Words,
    comparable,
    spoken_words,
    without_pauses,
)


def _words(listed: str) -> frozenset[str]:
    return frozenset(map(comparable, listed.split()))


_SMALL = _words(
    """a an the your my our this that these those its it you me for of about just also so please now
    kindly gladly certainly too then and but very really truly"""
)
"""Words that may be put in or left out anywhere."""

_DROPPED = _SMALL | _words(
    """to with here both do again still right free new yet quickly exactly roughly instead whole as
    well all any more anymore today yesterday"""
)
"""Words that may be left out, but not put in."""

_QUANTIFIERS = _words("all both")
"""They may stand in another place than in the approved sentence."""

_BEGINS_ADJUNCT = _words("to for of with in on at by from because since which so")
_BINDING = _words(
    """if unless whether once when until till after before only not no never nothing nobody none
    neither nor can could will would may might must should shall without except otherwise case
    provided almost nearly usually often normally"""
)
"""Words that take back or limit what the rest of the sentence says. They are never left out."""

_SUBORDINATES = _words(
    "if unless whether once when until till after before case provided while because so"
)
"""Words that tie the clauses of a sentence together, so that none of them stands by itself."""

_LIMITING = _SUBORDINATES | _words(
    """not no never nothing nobody none neither nor only without except otherwise as assuming
    subject or"""
)
"""What begins with one of them takes something back of what stands before it."""

_DENYING = _words("not no never nothing nobody none neither nor only hardly without except")

ENGLISH_JOINS = frozenset(",;:.–—-") | {"and", "but", "so", "then"}
_HARD = frozenset(";:.–—!?")
_ALTERNATIVE = frozenset({"or"})
_ASKING = _words(
    """what which who how when where is are was does do did have has whether if or could can would
    may be please tell give share provide confirm let know sure need want like"""
)
"""What may be put in or left out of a question: these words ask, and say nothing."""

_MOST_WORDS = 80
"""A longer sentence is no approved one."""

_MOST_PARTS = 8


@lru_cache(maxsize=2048)
def statements(sentence: str) -> tuple[Words, ...]:
    """What a sentence states: the whole, and its clauses as far as each holds by itself.

    Of a question that is what stands before it.
    """
    parts = clauses(spoken_words(sentence), _HARD)
    if sentence.rstrip().endswith("?"):
        parts = parts[:-1]
    found = [_joined(parts)]
    for part in _tied(parts):
        found.append(part)
        divided = clauses(part)
        if not (
            (_SUBORDINATES | _ALTERNATIVE).intersection(part) or any(map(_limits, divided[1:]))
        ):
            found += _runs(divided)
            found += _shared_subject(divided)
    return _units(found)


def _tied(parts: Sequence[Words]) -> list[Words]:
    """The parts, those that limit another one together with it: "we'll pay – once it's back"."""
    tied: list[Words] = []
    for part in parts:
        if tied and (_limits(part) or not _SUBORDINATES.isdisjoint(bare(tied[-1])[:1])):
            tied[-1] = (*tied[-1], *part)
        else:
            tied.append(part)
    return tied


def _limits(part: Words) -> bool:
    begins = ENGLISH_JOINS - {"so"}
    return next((word for word in part if word not in begins), "") in _LIMITING


def _shared_subject(parts: Sequence[Words]) -> list[Words]:
    """Each of several things that somebody does: "I'll send it" of "I'll print and send it"."""
    first = bare(parts[0]) if parts else ()
    if first[:1] not in (("i",), ("we",)) or first[1:2] not in (("will",), ("have",), ("can",)):
        return []
    if not _DENYING.isdisjoint(first):
        return []
    return [first[2:], *((*first[:2], *bare(part)) for part in parts[1:])]


@lru_cache(maxsize=2048)
def questions(sentence: str) -> tuple[Words, ...]:
    """What a sentence asks; its parts too, since to ask less claims nothing."""
    if not sentence.rstrip().endswith("?"):
        return ()
    words = spoken_words(sentence)
    asked = clauses(words, _HARD)[-1:]
    parts = [run for part in asked for run in _runs(clauses(part, ENGLISH_JOINS | _ALTERNATIVE))]
    return _units([words, *asked, *parts])


def _units(found: Iterable[Words]) -> tuple[Words, ...]:
    plain = (tuple(map(comparable, bare(words))) for words in found)
    return tuple(dict.fromkeys(words for words in plain if 0 < len(words) <= _MOST_WORDS))


def clauses(words: Words, joins: Collection[str] = ENGLISH_JOINS) -> list[Words]:
    """The parts of a sentence between pauses and conjunctions, each with the one before it."""
    parts: list[Words] = []
    part: list[str] = []
    says_something = False
    for word in words:
        is_join = word in joins
        if is_join and says_something:
            parts.append(tuple(part))
            part, says_something = [], False
        part.append(word)
        says_something = says_something or not is_join
    if parts and not says_something:
        return parts
    return [*parts, tuple(part)] if part else parts


def _runs(parts: Sequence[Words]) -> list[Words]:
    if len(parts) > _MOST_PARTS:
        return []
    ends = range(1, len(parts) + 1)
    return [_joined(parts[start:end]) for end in ends for start in range(end)]


def _joined(parts: Sequence[Words]) -> Words:
    return tuple(word for part in parts for word in part)


def bare(words: Words) -> Words:
    """Without pauses, and without conjunctions at the beginning."""
    begins = ENGLISH_JOINS | _ALTERNATIVE
    start = next((n for n, word in enumerate(words) if word not in begins), len(words))
    return without_pauses(words[start:])


def says_no_more(
    words: Words, approved: Words, named: frozenset[str] = frozenset(), *, asks: bool = False
) -> bool:
    """Whether a clause of a draft says only what an approved one says.

    Args:
        words: the draft's, without pauses.
        approved: a unit of ``statements`` or ``questions``.
        named: names and numbers that may be left out, such as the order's.
        asks: whether both are questions. What is asked is the same in whatever order.
    """
    draft = tuple(map(comparable, words))
    inserted = _SMALL | _ASKING if asks else _SMALL
    own = frozenset(draft) - inserted
    if not own or len(draft) > _MOST_WORDS or not own <= frozenset(approved):
        return False
    if asks:
        return True
    inserted |= _QUANTIFIERS.intersection(approved)
    return _fits(draft, approved, inserted, _DROPPED | named)


def _fits(
    draft: Words, approved: Words, inserted: frozenset[str], left_out: frozenset[str]
) -> bool:
    """Read both from left to right; ``reached`` are the places in the draft come to so far."""
    reached = _go_on(draft, {0}, inserted)
    for place, word in enumerate(approved):
        if len(draft) in reached and _may_end(approved, place):
            return True
        taken = {at + 1 for at in reached if at < len(draft) and draft[at] == word}
        left = reached if word in left_out else set()
        reached = _go_on(draft, taken | left, inserted)
        if not reached:
            return False
    return len(draft) in reached


def _go_on(draft: Words, places: set[int], inserted: frozenset[str]) -> set[int]:
    """The places, and those that words which may be put in lead on to."""
    reached = set(places)
    for at in places:
        after = at
        while after < len(draft) and draft[after] in inserted:
            after += 1
            reached.add(after)
    return reached


def _may_end(approved: Words, place: int) -> bool:
    """Whether a clause may leave out what comes from this place on: an adjunct that binds none."""
    rest = approved[place:]
    return rest[0] in _BEGINS_ADJUNCT and not _BINDING.intersection(rest)
