"""Sentences and clauses: what is said to be so in them, and of what."""

import re
from collections.abc import Iterator
from typing import Final

from console.domain.alternatives import by_initial
from console.domain.claims import operations as op

_SENTENCE: Final = re.compile(r"(?:[^.!?\n]|\.(?=\S)|(?<=\b[ap]\.m)\.|(?<=\bno)\.(?= ?\d))+[.!?]*")
_SEGMENT: Final = re.compile(
    r"(?<![;:()\u2013\u2014])[;:()\u2013\u2014]++(?=\s|$)| - |[\u2013\u2014]"
)
_CLAUSE: Final = re.compile(r",|\b(?:and|but|so|because|while|or)\b", re.IGNORECASE)
_JOINT: Final = re.compile(r"(,| and )")
_STATING: Final = re.compile(r"\W*(?:i've|we've|i have|we have)\b", re.IGNORECASE)

_ASKING: Final = re.compile(
    r"\W*(?:and |so |but )?(?:have|has|is|are|was|were|do|does|did|can|could|will|would|should)"
    r" (?:you|it|they|the|your|that|this|there|any\w*)\b",
    re.IGNORECASE,
)
"""How a sentence begins that is a question from its first word."""


def _any_of(*alternatives: str) -> re.Pattern[str]:
    """A pattern of words, one or several, that are written with blanks between them."""
    return re.compile(rf"\b{by_initial('|'.join(alternatives))}\b", re.IGNORECASE)


_CONDITIONS: Final = (
    "if|unless|in case|whether|should (?:you|it|the|your)|otherwise|provided|suppose|had you",
    "wenn|falls|ob|si|s'il",
    "als (?:u|je|jij|het|de|uw|we|wij|ze)|indien|mits",
    "se (?:il|lo|la|l'|i|gli|le (?:va|serve)|vuole|vuoi|preferisce|preferisci|non|è|desidera)",
    "se (?:o|os|a|as|você|quiser|preferir|não|for|desejar)|caso (?:o|a|você|queira|prefira|não)",
)
CONDITIONAL: Final = _any_of(*_CONDITIONS)
SUBORDINATORS: Final = _any_of(
    *_CONDITIONS,
    "once|when|whenever|as soon as|until|till|after|before|by the time|as long as|every time",
    "make sure|ensure|so that|that way|check(?:ing)? that|(?:to|please|let's|and) see that",
    "see to it that|without|why",
    "so you (?:can|may)|who(?:ever)?|you (?:said|told|wrote|mentioned|say)",
    "sobald|nachdem|bevor|bis|ohne",
    "cuando|en cuanto|una vez|después de|hasta|para que|antes de",
    "quand|lorsque?|dès que?|une fois|après|avant|afin|pour que|jusqu'à ce|aussitôt",
    "zodra|nadat|voordat|totdat|wanneer|zolang|zonder",
    "quando|appena (?:sarà|avrò|avremo|è|il|la)|una volta|dopo|prima|affinché|finché",
    "assim que|logo que|depois|antes|até|uma vez",
)
"""Words after which nothing is said to be so until the clause ends."""

_CONDITION_AFTER: Final = re.compile(
    r"^(?: (?!and\b)[\w'-]+){0,3} (?:(?<!this )(?<!at )once|when|as soon as|after|if|unless"
    r"|within|automatically|by itself)\b",
    re.IGNORECASE,
)
_DENYING: Final = by_initial(
    r"no|nothing|none|neither|nobody|never|not|hardly|kein\w*|nicht|nichts|nunca|nada|tampoco"
    r"|pas|jamais|rien|aucune?|non(?!-)|nessun\w*|niente|não|nenhum\w*|niet|niets|geen"
)
NEGATION: Final = re.compile(
    rf"\b{_DENYING}\b(?! (?:problem|worries|longer|only|trouble|need))|n't\b", re.IGNORECASE
)
_VERBS_AND_SUBJECTS: Final = by_initial(
    "is|are|was|were|has|have|had|will|would|can|could|may|should|shall|must|do|does|did|be"
    "|i|we|you|he|she|they|it|let|please|who|stays?|remains?|comes?|costs?|goes|gets?|takes?"
    "|shows?|says|haben?|hat|hast|wird|werden|wurden?|ist|sind|kann|soll|heb|hebben|heeft|wordt"
    "|worden|sie|usted|voy|puedo|puede|ha|hanno|ho|posso|vai|vou|va|vais"
)
FINITE: Final = re.compile(
    rf"\b{_VERBS_AND_SUBJECTS}\b|'(?:s|ll|re|ve|m|d)\b",
    re.IGNORECASE,
)
"""What only a clause with a verb of its own has."""

_MAIN_SUBJECT: Final = re.compile(
    r"^\W*(?:then |so |and )?(?:i|we|j'|je|nous|on|hemos|he \w+[ai]do|ho|abbiamo|haben?|heb|hebben"
    r"|\w+[aei]mos|\w+ei)"
    r"\b",
    re.IGNORECASE,
)


def sentences(text: str) -> Iterator[str]:
    """The sentences of a text, with single blanks and straight apostrophes."""
    for part in _SENTENCE.findall(text.replace("\u2019", "'")):
        if (sentence := " ".join(part.split())).strip(" .!?"):
            yield sentence


def segments(sentence: str) -> list[str]:
    """The parts of a sentence that stand on their own, without what it only asks."""
    parts = [part.strip() for part in _SEGMENT.split(sentence) if part.strip()]
    if sentence.endswith("?") and parts and not _STATING.match(parts[-1]):
        asks = _ASKING.match(parts[-1])
        parts[-1] = "" if asks else parts[-1].rpartition(",")[0]
    return [part for part in parts if part]


def clauses(segment: str) -> Iterator[tuple[int, str]]:
    """The clauses of a segment with their places, but for those that share another's verb."""
    start, before = 0, ""
    for part in _JOINT.split(segment):
        if not (before.endswith(" and ") and FINITE.search(before)) and not _JOINT.fullmatch(part):
            yield start, part.strip()
        start, before = start + len(part), before + part


def is_claimed(segment: str, start: int, end: int) -> bool:
    """Whether what stands at a place of a segment is said to be so, and not of a condition."""
    before, after = segment[:start], segment[end:]
    if NEGATION.search(_CLAUSE.split(before)[-1]) or _CONDITION_AFTER.match(after):
        return False
    if not SUBORDINATORS.search(before + " "):
        return True
    main = before.rpartition(",")[2] if "," in before else " when"
    starts_anew = _MAIN_SUBJECT.match(main + segment[start:end])
    return bool(starts_anew) and not SUBORDINATORS.search(main) and not CONDITIONAL.search(before)


# --- what a clause is about ------------------------------------------------------------------

_ADJUNCT_BEGINS: Final = by_initial(
    "to|by|within|until|because|since|as|so|which|that|but|or|via|using|at|per|is|are|was"
    "|were|has|have|will|takes?"
    "|(?:and|y|und) (?:i|we|you|it|they|he|she|that|this|your|the|a|an|my|our)"
)
_OBJECT_END: Final = re.compile(rf",|\b{_ADJUNCT_BEGINS}\b", re.IGNORECASE)
_AND: Final = re.compile(r" (?:and|y|und) ", re.IGNORECASE)
WORD: Final = re.compile(r"(?<!['\w])[^\W\d_][\w-]*|\$\d|(?<!\d)\d++ ?%")
_SMALL_WORDS: Final = frozenset(
    "a an the your you my our their his her its it this that these those them him us me i we they"
    " he she one ones new old same first second both all every each some any free for of on in into"
    " with from up out off over under back through just now already also then today yesterday"
    " tomorrow here there again too very well so good news yes no ok okay done please thanks thank"
    " sorry hi hello dear right correct prepaid fresh full complete whole other another more is are"
    " was were be been has have had do does did will would can could should not never at once away"
    " moment minute morning afternoon ago time everything something anything what few days day"
    " hours hour business gladly kindly hand and or successfully personally finally charge which"
    " who than everywhere".split()
)


def object_of(after: str) -> str:
    """The words that a verb before them governs, up to its next adjunct."""
    first, *others = _AND.split(_OBJECT_END.split(after)[0])
    for other in others:
        head = other.split(" ")[0].lower()
        is_verb = op.base_verb(head) is not None and head not in op.AMBIGUOUS
        if not things(first) or is_verb or op.past_verb(head):
            break
        first += f" {other}"
    return first


def subject_of(before: str) -> str:
    """The last clause before a verb group; the one before it where only a comma stands between."""
    parts = [clause for clause in _CLAUSE.split(before) if clause.strip()]
    return parts[-1] if parts else ""


def antecedent_of(before: str) -> str:
    """What a relative clause is about: "the label" of "the label I've sent you"."""
    clause = subject_of(before)
    return "" if FINITE.search(clause) else clause


def things(words: str) -> tuple[str, ...]:
    """The kinds of things that words name, or their stems; names of people are left out."""
    names = [_thing(word) for word in WORD.finditer(words.replace("free of charge", ""))]
    return tuple(dict.fromkeys(name for name in names if name))


def _thing(match: re.Match[str]) -> str:
    word = match.group()
    if word.startswith("$"):
        return "money"
    if word.endswith("%"):
        return "discount"
    is_name = not word.islower() and not op.is_thing(word) and match.start() > 0
    return "" if is_name or word.lower() in _SMALL_WORDS else op.thing(word)
