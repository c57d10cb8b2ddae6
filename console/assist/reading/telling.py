"""Whether one sentence tells what one part of a need asks for."""

import re
from collections.abc import Collection, Sequence

from console.assist.reading import answers
from console.assist.reading.descriptions import VAGUE, describes, scope
from console.assist.reading.forms import NeedForm, Part, kinds_asked
from console.assist.reading.patterns import pattern
from console.assist.reading.questions import is_question
from console.assist.reading.values import STRONG, Known, find_values
from console.assist.reading.wording import concepts, is_english, length, plain

COMMON = frozenset("item order thing account number".split())
"""Concepts that are in so many needs that they tell none of them."""

_SEEN = frozenset(("colour", "body", "brand"))
"""Kinds that describe a thing, so that the need's own words need not be there."""

_TIMELY = frozenset("date place manner number size".split())
"""Kinds that need only stand in a sentence about the article's theme."""

_LENIENT = {
    kind: pattern(text)
    for kind, text in {
        "postal": r"\b\d{4,6}\b",
        "order": r"\b\w*\d{3,}\b",
        "phone": r"\d[\d ()./-]{5,}\d",
        "code": r"(?<!\w)(?=[A-Za-z0-9])(?=[\w-]{0,60}(?:\d|[A-Z]{2}))[\w-]{3,}(?!\w)"
        r"|^\W*\w{3,}\W*$",
        "money": r"\d+",
        "time": r"\b\d{1,2}\b|\b(?:evening|morning|afternoon|night|early)\b",
        "frequency": r"\d|\b(?:always|often|sometimes|never|once|twice|every|day|week)\b",
        "error": r"\d",
        "date": r"""
        \b\d{1,2}\b|\b\d+ ?(?:weeks?|days?|months?|nights?|hours?)\b|\b(?:morning|ages|spring|
        summer|autumn|winter)\b
""",
        "since": r"""
        \b\d+ ?\w+|\b(?:always|ages|recently|morning|evening|night|yesterday|today|last|this|
        about|around|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b
""",
        "birth": r"\b\d{1,2}[./ -]+\w+[./ -]+\d{2,4}\b",
        "reference": r"\b[\w-]*\d[\w-]*\b",
        "size": r"\b(?:\d{1,3}|[smlx]{1,3})\b",
        "room": r"\b\d{1,4}[a-z]?\b",
        "measure": r"\d",
        "identifier": r"\b\w*\d{3,}\w*",
        "year": r"\b\d{2,4}\b",
        "age": r"""
        \d+|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|young|old|adult|baby)\b
""",
        "username": r"\S{3,}",
        "trip": r"\d{2,}",
        "people": r"\d+|\b(?:one|two|three|four|five|six|seven|eight|me|alone|both|us)\b",
        "duration": r"\d+|\b(?:one|two|three|four|six|month|week|forever|until|till)\b",
        "number": r"""
        \d+|\b(?:one|two|three|four|five|six|all|only me|just me|once|twice|pretty|very|quite|
        unbearable)\b
""",
    }.items()
}
"""What counts as a value of a kind where it was just asked for."""

VARIOUS = frozenset("company name place manner brand colour body".split())
"""Kinds whose values are too various for a reader: any answer to the question will do."""

_WANTED = pattern(
    r"""
    \b(?:from when|start|should|shall|instead|new|other|another|desired|preferred|prefer|would|
    want\w*|suit|
    convenient|wish\w*)\b
"""
)
"""A need that asks what is to be instead of what is."""

_WANTS = pattern(
    r"""
    \b(?:need|want|prefer|rather|would (?:like|be|suit|work)|i'd like|i'd take|make it (?:a|an|
    the|\d)|change (?:it )?to|swap|exchange|switch|take|works?|suits?|best|(?:can|could|may) (?:i|
    we|you|someone)|please|pls|instead|possible|is fine|would be|question about|sign me up|move|
    moving|pueden?|podrian?|konnen sie|konnten sie|pouvez|pourriez|brauche|mochte|lieber|statt|
    quiero|quisiera|necesito|voudrais|besoin)\b
"""
)
"""A sentence that says what is to be."""

_DESCRIBES = pattern(
    r"""
    \b(?:happens?|happened|happen|wrong|problem|issue|trouble|matter|symptoms?|describe|kind of|
    what is the|what's the|broken|damaged|lost|reason|complaint|what does .* do|noise|not work\w*|
    should be done|to be done|repaired?|fixed)\b|\bwhat is \w+ \w+ for\b
"""
)
"""A need that asks what happened or what is wrong."""

_NO_SUCH = re.compile(r"\b(?:no|don't have|not needed|doesn't need|without|none|nothing)\b")
"""Says that there is nothing to give."""


def topic(part: Part) -> frozenset[str]:
    """What the words of a part mean."""
    return concepts(" ".join(part.options) if part.options else part.text) - COMMON


def values_in(
    part: Part, kind: str, sentence: str, known: Known, *, asked: bool
) -> tuple[str, ...]:
    """The values of a kind in a sentence, those that are to be replaced left out."""
    values = find_values(kind, without_old(sentence), known)
    if kind == "room" and "number" in part.text:
        return tuple(value for value in values if any(map(str.isdigit, value)))
    if kind == "date" and re.search(r"\bday\b", plain(part.text)) and not asked:
        return tuple(value for value in values if not _WHOLE_WEEK.fullmatch(plain(value)))
    if kind == "address" and not _is_complete(values, part, asked=asked):
        return ()
    return values


_WHOLE_WEEK = re.compile(r"(?:this|next|the|in a)? ?(?:week|month|weeks|months)")
"""Several days, of which none is chosen."""


def is_by_itself(
    kind: str, form: NeedForm, sentence: str, theme: Collection[str], *, among: bool
) -> bool:
    """Whether a value that nobody asked for belongs to a need, by its kind or its sentence.

    ``among`` says that the message has met another need: several things are told at once then.
    """
    if kind in STRONG or kind in _SEEN:
        return True
    if kind == "name" and _NAMED.search(sentence):
        return True
    need, spoken = plain(form.need), concepts(sentence)
    if _WANTED.search(need) and _WANTS.search(plain(sentence)) and not answers.is_unsure(sentence):
        return True
    if (form.concepts - COMMON) & spoken:
        return True
    if kind in _TIMELY and among:
        return True
    return kind in _TIMELY and not _WANTED.search(need) and bool(set(theme) & spoken)


_NAMED = re.compile(
    r"\b(?:under|name(?:'s| is|:)?|(?:bell|door|sign|plate|mailbox) (?:says|reads|is))\s+[A-Z]"
)
"""Gives a name as such."""


def states_case(kind: str, form: NeedForm, sentence: str) -> bool:
    """Whether a customer who opens the chat says with it when or where their case happened.

    Before anybody has asked, a day or a place is that of what they write about, unless the need
    asks what is to be.
    """
    return kind in ("date", "place") and not (
        _WANTED.search(plain(form.need)) or is_question(sentence) or form.condition
    )


def answers_loosely(kind: str, sentence: str, known: Known) -> bool:
    """Whether a sentence that follows the question has what could be a value of the kind."""
    if is_question(sentence) or not answers.informs(sentence):
        return False
    if kind in _LENIENT:
        bare = sentence
        for order in known.orders if kind == "code" else ():
            bare = bare.replace(order, "")
        return bool(_LENIENT[kind].search(bare if kind == "code" else plain(bare)))
    return kind in VARIOUS and not answers.says_no(sentence)


def has_none(sentence: str) -> bool:
    """Whether the customer says that there is nothing to give."""
    return not answers.is_unsure(sentence) and (
        answers.says_no(sentence) or bool(_NO_SUCH.search(plain(sentence)))
    )


def tells_polar(
    sentence: str, part: Part, theme: Collection[str], common: Collection[str] = ()
) -> bool:
    """Whether a sentence answers a yes-or-no question that nobody asked.

    ``common`` are concepts that several needs share. One concept of the question is enough where
    the sentence says how far something is so: *not with the neighbors*, *asked them already*.
    """
    spoken, folded = concepts(sentence), plain(sentence)
    about = topic(part) - VAGUE
    if _ASKS_SCOPE.search(plain(part.text)) and scope(sentence):
        return True
    if _STATE.search(folded) and (about - set(theme)) & spoken:
        return True
    about = about - set(theme) - set(common) or about - set(theme) or about
    shared = about & spoken
    if shared and _SETTLES.search(folded):
        return True
    return len(shared) >= 2 or (bool(shared) and len(shared) * 2 >= len(about))


_ASKS_SCOPE = re.compile(r"\bonly\b|\b(?:too|also|as well)\b|\bothers\b|\beveryone\b")
"""Asks how many are concerned."""

_STATE = pattern(
    r"""
    \b(?:was|is|were|are|looks?|looked|seems?|seemed|came|arrived)\b.{0,30}\b(?:ok(?:ay)?|fine|intact|
    undamaged|unharmed|perfect|torn|crushed|dented|wet|open|ripped|damaged|broken)\b|
    \b[a-z]+ (?:intact|undamaged|unharmed|torn|crushed|dented|ripped)\b
"""
)
"""Says in which state something was."""

_SETTLES = re.compile(
    r"\b(?:no|not|none|nobody|never|nothing|neither|already|all|both|everyone|everybody)\b|n't\b"
)
"""Says how far something is so."""


def tells_open(sentence: str, part: Part, *, continues: bool, depends: bool) -> float:
    """How sure a sentence describes what nobody asked for; 0 if it does not.

    ``continues`` says that the message has already met another part of the same need, ``depends``
    that the need has a condition.
    """
    sentence = _without_tail(sentence)
    about, spoken = topic(part), concepts(sentence)
    new = {term for term in spoken - about - VAGUE - COMMON if not any(map(str.isdigit, term))}
    if _ASKS_BACK.match(plain(sentence)):
        return 0.0
    if _has_same_preposition(sentence, part):
        return 0.7
    described = None if is_question(sentence) else describes(sentence, part.text)
    if described is not None and not continues:
        return described
    if not new or (is_question(sentence) and not (about & spoken) and not continues):
        return 0.0
    if about & spoken or continues:
        return 0.7
    return 0.0 if depends else _tells_by_form(sentence, part, len(new))


def _tells_by_form(sentence: str, part: Part, new: int) -> float:
    """How sure a sentence with ``new`` words is a wish or a description that the part asks for."""
    wanted = plain(part.text)
    if new < 2:
        return 0.0
    if _OFFERED.search(wanted) and _WANTS.search(plain(sentence)):
        return 0.65
    if _DESCRIBES.search(wanted) and is_english(sentence):
        return 0.65 if new > 2 else 0.6
    return 0.0


def _has_same_preposition(sentence: str, part: Part) -> bool:
    """Whether *on my phone* stands in it where *on which device* is asked."""
    asked = _WITH.match(plain(part.text))
    if asked is None:
        return False
    owned = rf"\b{asked[1]} (?:my|the|our|an?|this|your) \w"
    return bool(re.search(owned, plain(sentence)))


_WITH = pattern(r"(on|in|at|with|from) (?:which|what)\b")
"""A question with a preposition, which the answer takes up."""

_ASKS_BACK = re.compile(r"^(?:and |but |so |ok )*(?:which|what|how|why|when|who)\b")
"""A question in return."""

_OFFERED = re.compile(
    r"^which \w+$|^(?:which|what)\b.*\b(?:want|like|need|prefer|to be|should|would|choose)\b"
)
"""A need that asks which of several the customer wants."""


def _without_tail(sentence: str) -> str:
    """A sentence without the question that it ends with: *it hurts, can I come?*."""
    head, _, tail = sentence.rpartition(",")
    return head if head and is_question(tail) and not is_question(head) else sentence


def tells_choice(
    sentence: str, part: Part, agent: Sequence[str], known: Known, *, asked: bool
) -> bool:
    """Whether a sentence chooses one of the options, with the value that it needs."""
    if answers.postpones(sentence) or (answers.is_unsure(sentence)):
        return False
    if not asked and (_is_hypothetical(sentence) or _asks_about(sentence)):
        return False
    chosen = options_in(sentence, part)
    plainly = [o for o in chosen if not (part.detailed and kinds_asked(o))]
    if plainly:
        return True
    return bool(part.kinds) and _tells_new_value(sentence, part, agent, known, bool(chosen))


def options_in(sentence: str, part: Part) -> set[str]:
    """The options of a choice that a sentence speaks of."""
    folded, spoken = plain(sentence), concepts(sentence)
    return {o for o in part.options if (concepts(o) - COMMON) & spoken or plain(o) in folded}


def _tells_new_value(
    sentence: str, part: Part, agent: Sequence[str], known: Known, chosen: bool
) -> bool:
    sources = [without_old(sentence)]
    moved = chosen or "change" in concepts(sentence) or "instead" in plain(sentence)
    if agent and answers.says_yes(sentence):
        sources += [question for question in agent if not answers.leaves_choice(question)]
        moved = True
    values = [v for s in sources for kind in part.kinds for v in find_values(kind, s, known)]
    return moved and any(re.search(r"\d|day\b|tomorrow|week", value) for value in values)


def without_old(sentence: str) -> str:
    """A sentence without what is to be replaced, or can't be: *instead of the 20th*, *not now*."""
    return _OLD.sub("", _NOT_NOW.sub("", sentence))


_OLD = re.compile(
    r"\b(?:instead of|rather than|not)\s+(?:the\s+)?[\w-]+(?:\s(?:to|and|until)\s[\w-]+)?"
)
_NOT_NOW = pattern(
    r"""
    \b(?:can['’]?t|cannot|not able|unable|won['’]?t|don['’]?t|haven['’]?t|didn['’]?t)\b[^,;.]{0,60}?
    \b(?:right now|now|today|tonight|at the moment|yet|this (?:week|month|year))\b
""",
    re.IGNORECASE,
)
"""Says that something can't be had now, which is no answer to when it can."""


def _is_complete(values: Sequence[str], part: Part, *, asked: bool) -> bool:
    if asked or not re.search(r"\b(?:complete|full|exact|whole)\b", plain(part.text)):
        return any(re.search(r"\d", value) and length(value) > 1 for value in values)
    return any(re.search(r"\d{4,}|,[^,\n]{0,80}[a-z]{3}", value, re.IGNORECASE) for value in values)


def _is_hypothetical(sentence: str) -> bool:
    return bool(
        re.search(
            r"\b(?:if i|if we|in case|before i decide|thinking (?:of|about)|wenn ich|falls ich)\b",
            plain(sentence),
        )
    )


def _asks_about(sentence: str) -> bool:
    """Whether it asks under what terms something is done, rather than for it to be done."""
    return is_question(sentence) and bool(_TERMS.search(plain(sentence)))


_TERMS = pattern(
    r"""
    \b(?:how (?:long|much|late)|what'?s?|when|is it possible to|latest|wie|bis wann|cuando|cuanto|
    quand|combien)\b
"""
)
"""Asks under what terms something is done."""
