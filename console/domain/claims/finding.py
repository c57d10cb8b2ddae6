"""Finds the claims in a text that something has been done."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from console.domain.claims import clauses as cl
from console.domain.claims import operations as op
from console.domain.claims import translations as tr
from console.domain.claims.foreign_forms import CLAUSE_END, FOREIGN_FORMS, FOREIGN_STATES
from console.domain.claims.forms import CLAUSE_FORMS, VERBAL_FORMS
from console.domain.claims.parts import Form, Voice
from console.domain.claims.states import STATES


@dataclass(frozen=True, slots=True)
class CompletedClaim:
    """A claim that something has been done.

    ``sense`` is the operation (``console.domain.claims.operations``), ``done`` where none is named;
    ``verb`` is the verb that says it, or the words that do. ``objects`` are the kinds of things it
    was done to, or their stems; there are none where a pronoun stands for them.
    """

    sentence: str
    sense: str
    verb: str
    objects: tuple[str, ...] = ()


# What an agent notices, says or wishes is no step of a procedure.
_NO_DEEDS: Final = frozenset(
    op.stem(word)
    for word in "receive notice want hope need like love think see hear understand mention offer"
    " say explain suggest assume expect promise try miss apologise apologize appreciate accept"
    " match wonder worry learn realise realize recognise recognize know believe agree sorry concern"
    " interest scare tire please delight relieve excite limit allow require entitle deliver"
    " experience wait stay arrive happen work turn end expire start pass reach bore base suppose"
    " use own list describe attach decide plan consider discuss intend prefer talk speak share"
    " answer reply respond appear seem remain live suspect guess figure gather hurry feed speed"
    " hundred indeed read charge".split()
)
# In the past passive these tell what the record says, unless it was just now.
_RECORDED: Final = frozenset(
    "order place send ship dispatch e-mail email mail post pay charge process request issue return"
    " create deliver scan receive supply text attach submit open start begin raise register".split()
)
_OF_CUSTOMER: Final = frozenset("order place pay charge request return".split())
_DEEDS_OF_OTHERS: Final = frozenset(
    "refund supply send cancel change unlock activate block reserve issue apply release".split()
) | {"take off"}
_NOT_NOW: Final = frozenset("lock hold keep pay charge deliver".split())
# Of an order these tell how far it has come, unless somebody is doing it.
_STAGES: Final = frozenset({"pack", "repack", "box"})
_HABITS: Final = frozenset({"return", "send", "supply"})
_FOUND_OR_TOLD: Final = frozenset({"find", "inform", "notify", "tell"})
_COORDINATES: Final = frozenset({Voice.ACTIVE, Voice.PASSIVE, Voice.OTHERS, Voice.INFINITIVE})
_GOVERNS: Final = frozenset({Voice.ACTIVE, Voice.OTHERS, Voice.INFINITIVE, Voice.BARE, Voice.DOING})

_RECENT: Final = re.compile(
    r"\b(?:just|now|today|already|this (?:morning|afternoon|minute)|(?:moment|minute)s? ago"
    r"|by hand|as we speak|currently|at the moment)\b",
    re.IGNORECASE,
)
_WELCOMED: Final = re.compile(
    r"\b(?:glad|happy|great|good|relieved|hope)(?: that)?(?: it| this)? ?$", re.IGNORECASE
)
_AMISS: Final = re.compile(
    r"\b(?:wrong|falsche?[nrs]?|equivocad[oa]|mauvaise?|errad[oa]|sbagliat[oa]|verkeerde?)\b",
    re.IGNORECASE,
)
_RELATIVE: Final = re.compile(r"\b(?:which|that) (?:is|are)\b|\bwe're\b", re.IGNORECASE)
_DESCRIBES: Final = re.compile(r"\bwhich (?:(?:it|they) )?(?:is|are)\b|\bwhile\b", re.IGNORECASE)
_IN_RECORD: Final = re.compile(
    r"\b(?:in|on|to|for|with) (?:the|your) (?:booking|order|account|file|profile|record|card"
    r"|reservation)\b",
    re.IGNORECASE,
)
_WORDS: Final = re.compile(r"\w+")
_FURTHEST: Final = 120
"""Characters between an auxiliary and its verb."""
_BEFORE_BASE: Final = frozenset({"able", "liberty", "had", "got", "gotten", "acabo", "acabamos"})
_IT_TO: Final = re.compile(
    r"^ (?:it|this|that|them|everything)(?: on| over| along| up| straight| right)* (?:to|with)"
    r" (?P<whom>(?:the|our|my) [^,]*)"
)
_NEXT_VERB: Final = re.compile(
    r"(?:,|\band\b|\bthen\b)(?: (?:and|then|also|just|now|already|even|finally))*"
    r" (?P<verb>[^\W\d_][\w-]+)"
)


def completed_claims(text: str) -> tuple[CompletedClaim, ...]:
    """The claims in an agent's message that something has been done or is in place, in order.

    Announcements, conditions, questions and negations are none, nor is what the customer did.
    """
    claims: dict[CompletedClaim, None] = {}
    for sentence in cl.sentences(text):
        for segment in cl.segments(sentence):
            claims.update(dict.fromkeys(_segment_claims(sentence, segment)))
    return tuple(claims)


def _segment_claims(sentence: str, segment: str) -> Iterator[CompletedClaim]:
    words = {word.lower() for word in _WORDS.findall(segment)}
    names_deed = any(op.past_verb(word) for word in words) or not words.isdisjoint(_BEFORE_BASE)
    for form in _forms_for(words):
        if form.is_no_question and segment.endswith("?"):
            continue
        for match in form.pattern.finditer(segment):
            yield from _form_claims(form, match, sentence)
    if names_deed:
        for start, clause in cl.clauses(segment):
            if cl.is_claimed(segment, start, start):
                yield from _clause_claims(sentence, clause, is_first=not start)


_FORMS: Final = (*VERBAL_FORMS, *FOREIGN_FORMS, *STATES, *FOREIGN_STATES)
_FORMS_OF_WORD: Final[dict[str, list[int]]] = {}
for _place, _form in enumerate(_FORMS):
    for _word in _form.words:
        _FORMS_OF_WORD.setdefault(_word, []).append(_place)
_FORMS_OF_ANY: Final = [place for place, form in enumerate(_FORMS) if not form.words]


def _forms_for(words: set[str]) -> list[Form]:
    """The forms that a segment with these words may have, in their order."""
    places = set(_FORMS_OF_ANY)
    for word in words & _FORMS_OF_WORD.keys():
        places.update(_FORMS_OF_WORD[word])
    return [_FORMS[place] for place in sorted(places)]


def _form_claims(form: Form, match: re.Match[str], sentence: str) -> Iterator[CompletedClaim]:
    before = match.string[: match.start()]
    if form.voice is Voice.STATE:
        if _is_claimed(match):
            yield from _state_claims(form, match, sentence, before)
        return
    word, end = _verb_in(form, match)
    after = match.string[end:]
    verb = _verb(form.voice, word, after)
    if (
        verb is None
        or not _is_claimed(match)
        or (_WELCOMED.search(before) and _family(verb) == "done")
    ):
        return
    objects = _objects(form.voice, _family(verb), before, after)
    # The past forms of other languages are listed, and each names a deed.
    is_deed = form.only and not _is_amiss(_family(verb), match.string)
    if is_deed or (not form.only and _names_deed(form.voice, verb, objects, match.string)):
        yield _claim(sentence, verb, objects)
        if form.voice in _COORDINATES:
            yield from _coordinated(form.voice, sentence, before, after)


def _verb_in(form: Form, match: re.Match[str]) -> tuple[str, int]:
    """The word that is a form's verb, and where it ends; "" if the form has no such verb.

    In German and Dutch the verb is further on in what follows the auxiliary, at the clause's end.
    """
    if "verb" in match.re.groupindex:
        is_verb = not form.only or match["verb"].lower() in form.words
        return (match["verb"] if is_verb else ""), match.end()
    rest = match.string[match.end() : match.end() + _FURTHEST]
    ends = CLAUSE_END.search(rest)
    for word in _WORDS.finditer(rest, 0, ends.start() if ends else len(rest)):
        if word.group().lower() in form.words:
            return word.group(), match.end() + word.end()
    return "", match.end()


def _is_claimed(match: re.Match[str]) -> bool:
    return cl.is_claimed(match.string, match.start(), match.end())


def _state_claims(
    form: Form, match: re.Match[str], sentence: str, before: str
) -> Iterator[CompletedClaim]:
    groups = match.groupdict()
    if (word := groups.get("verb")) is not None:
        if (verb := op.past_verb(word)) is not None:
            yield _claim(sentence, verb, ())
        return
    if form.sense == "done" and _WELCOMED.search(before):
        return
    objects = cl.things(groups.get("subject") or cl.subject_of(before))
    sense = op.operation("send", frozenset(objects)) if form.sense == "send" else form.sense
    yield CompletedClaim(sentence, sense, match.group().strip(), objects)


def _coordinated(voice: Voice, sentence: str, before: str, after: str) -> Iterator[CompletedClaim]:
    """Further participles that share the subject and the auxiliary."""
    for match in _NEXT_VERB.finditer(after):
        verb = op.past_verb(match["verb"])
        if verb is None or not op.is_known(verb):
            continue
        objects = _objects(voice, _family(verb), before, after[match.end() :])
        if _names_deed(voice, verb, objects, after):
            yield _claim(sentence, verb, objects)


def _claim(sentence: str, verb: str, objects: tuple[str, ...]) -> CompletedClaim:
    return CompletedClaim(sentence, op.operation(verb, frozenset(objects)), verb, objects)


def _verb(voice: Voice, word: str, after: str) -> str | None:
    is_base = voice in (Voice.INFINITIVE, Voice.DOING)
    verb = op.base_verb(word) if is_base else op.past_verb(word)
    return None if verb is None else op.phrasal(verb, after)


def _family(verb: str) -> str:
    return op.operation(verb, frozenset())


def _objects(voice: Voice, family: str, before: str, after: str) -> tuple[str, ...]:
    if voice in _GOVERNS:
        recipient = _IT_TO.match(after) if family == "contact" else None
        governed = recipient["whom"] if recipient else cl.object_of(after)
        return cl.things(governed) or cl.things(cl.antecedent_of(before))
    return cl.things(cl.subject_of(before))


# --- which verbs name a deed -----------------------------------------------------------------


def _names_deed(voice: Voice, verb: str, objects: tuple[str, ...], segment: str) -> bool:
    """Whether a verb in this voice says that something was done for the customer."""
    if not op.is_known(verb):
        is_deed = verb not in _NO_DEEDS and (verb != "get" or any(map(op.is_thing, objects)))
        return is_deed and voice in (Voice.ACTIVE, Voice.PASSIVE)
    if verb == "note":
        return bool(_IN_RECORD.search(segment))
    family = _family(verb)
    if family in ("contact", "look"):
        return _names_inquiry(voice, verb, objects, segment)
    allowed = {
        Voice.OTHERS: family in _DEEDS_OF_OTHERS and verb not in _STAGES,
        Voice.PAST: _is_recent_deed(verb, objects, segment),
        Voice.PRESENT: _is_deed_now(verb, family, segment),
        Voice.DOING: family in _DEEDS_OF_OTHERS or bool(_RECENT.search(segment)),
        Voice.BEING: verb not in _NOT_NOW and not _DESCRIBES.search(segment),
    }
    return allowed.get(voice, True) and not _is_amiss(family, segment)


def _is_amiss(family: str, segment: str) -> bool:
    """Whether something wrong was sent, which is the customer's trouble."""
    return family in ("send", "supply") and bool(_AMISS.search(segment))


def _names_inquiry(voice: Voice, verb: str, objects: tuple[str, ...], segment: str) -> bool:
    """Whether asking or looking is a deed: of somebody or something, and not usual."""
    if not objects and not re.search(rf"{verb[:3]}\w+ [A-Z]", segment):
        return False
    if voice in (Voice.PRESENT, Voice.DOING, Voice.BEING):
        return bool(_RECENT.search(segment))
    return voice is not Voice.OTHERS and (voice is not Voice.PAST or verb in _FOUND_OR_TOLD)


def _is_recent_deed(verb: str, objects: tuple[str, ...], segment: str) -> bool:
    if verb not in _RECORDED:
        return True
    is_customers = verb in _OF_CUSTOMER and set(objects) <= {"order", "money"}
    return bool(_RECENT.search(segment)) and not is_customers


def _is_deed_now(verb: str, family: str, segment: str) -> bool:
    """Whether "it is …ed" says that it was done, and not what is usual or wrong."""
    if verb in _NOT_NOW | _STAGES or _RELATIVE.search(segment):
        return False
    return family not in _HABITS or bool(_RECENT.search(segment))


# --- clauses without a finite verb -----------------------------------------------------------

# Alike in the imperative, or questions.
_NOT_ALONE: Final = frozenset({"put", "set", "reset", "read", "did", "packed", "boxed", "pedido"})
_NOT_OWN: Final = tr.INFINITIVES.keys() | tr.THIRD_PERSONS.keys()
_PARTICIPLES: Final = frozenset({"taken", "given", "written", "drawn"})
_EASILY: Final = re.compile(r"\W*(?:easily|well|nicely|soon|no sooner)\b", re.IGNORECASE)


def _clause_claims(sentence: str, clause: str, *, is_first: bool) -> Iterator[CompletedClaim]:
    """Claims of a clause without a finite verb: "Order cancelled!", "Just sent the label."."""
    if _EASILY.match(clause):
        return
    for form in CLAUSE_FORMS:
        match = form.pattern.match(clause)
        if match is None or not _stands_alone(match["verb"].lower(), is_first=is_first):
            continue
        before, after = clause[: match.start("verb")], clause[match.end("verb") :]
        subject = match.groupdict().get("subject")
        if any(p.search(subject or before) for p in (cl.FINITE, cl.NEGATION, cl.SUBORDINATORS)):
            continue
        verb = op.phrasal(op.past_verb(match["verb"]) or "", after)
        objects = cl.things(cl.object_of(after) if subject is None else subject)
        if _family(verb) != "note" and (objects or _family(verb) not in ("look", "contact")):
            yield _claim(sentence, verb, objects)


def _stands_alone(word: str, *, is_first: bool) -> bool:
    verb = op.past_verb(word)
    if verb is None or not op.is_known(verb) or word in _NOT_ALONE or word in _NOT_OWN:
        return False
    return is_first or word not in _PARTICIPLES
