"""Finds names that a text itself announces: after a greeting or a title, or stated by their owner.

Patterns are for folded texts. A name is group ``it``.
"""

import re
from collections.abc import Callable, Iterator

from console.domain.alternatives import by_initial
from console.export.redaction.word_lists import NO_NAMES, PARTICLES

UPPER = "A-ZÆÐØÞĐŁŒА-ЯΑ-Ω"
_WORD = r"[^\W\d_][^\W\d_'-]{0,30}(?:['-][^\W\d_]{1,30}){0,2}"
_CAP = rf"(?=[{UPPER}]){_WORD}"
TITLE = r"mr|mrs|ms|miss|mister|dr|prof|sir|herrn?|frau|senora?|sra?|don|dona|monsieur|madame|mme"
_NO_TITLE = rf"(?!(?i:{TITLE})\b)"
_MORE = rf"(?: (?:(?:de|del|la|van|von|der|den|al|bin|da|di) ){{0,2}}(?:{_CAP}|[{UPPER}]\.))"
GREETING = (
    r"hi|hiya|hello|hey|dear|thanks|thank you|many thanks|welcome|sorry|bye|goodbye|no problem|"
    r"no worries|of course|good (?:morning|afternoon|evening|"
    r"day)|hallo|liebe[rs]?|guten (?:tag|morgen|abend)|danke|vielen dank|hola|gracias|"
    r"muchas gracias|querid[oa]|estimad[oa]|buenos dias|buenas (?:tardes|noches)|bonjour|merci|"
    r"salut|ciao|moin|servus"
)
NAME_INTRODUCTION = (
    r"(?:my|my (?:full|first|last|family) |first |last |full |family |sur) ?name"
    r"(?:'s| is|:| on the (?:account|order) is)?|(?:the|account|billing|whose) name(?: is|:)|"
    r"names? ?:|name's|call me|mein name (?:ist|"
    r"lautet)|(?:vor|nach)name(?: ist|:)|ich hei(?:ß|ss)e|me llamo|mi nombre(?: completo)? es|"
    r"(?:nombre|apellidos?)(?: es|:)|je m'appelle|mon nom est|under the name(?: of)?|"
    r"(?:addressed|registered|made out) to|recipient(?: is|:)|ausgestellt auf|auf den namen"
)
_OWN = (
    rf"(?i:\b{by_initial(NAME_INTRODUCTION)})[:* ]{{1,4}}(?P<said>{_NO_TITLE}{_CAP}{_MORE}{{0,3}}"
    rf"|(?!not\b)[^\W\d_]{{2,30}}(?: [^\W\d_]\b)?(?: [^\W\d_]{{3,30}})?)"
)
_NEXT = "and|from|here|speaking|with|my|und|aus|y|de|again|calling|at|zip|email"
_PRESENT = "speaking|here|again|calling|hier|am apparat|from|and my|aus|y mi|und meine?"
_AM = (
    rf"(?i:\b(?:i'm|i am|im|this is|it's|it is|here is|ich bin|hier ist|hier spricht|soy|je suis))"
    rf" (?P<am>{_NO_TITLE}{_CAP}(?:{_MORE}{{1,3}}(?=[.,!?;\n]|$| (?:{_NEXT})\b)"
    rf"|(?=,? (?i:{_PRESENT})\b)))"
)
_WELCOMING = by_initial(f"{GREETING}|you're (?:very )?welcome")
_SALUTED = (
    rf"(?:^|[\n.!?] {{0,2}}|, )(?i:{_WELCOMING}),? "
    rf"(?P<saluted>{_NO_TITLE}{_CAP}{_MORE}{{0,2}})(?= ?(?:[.,!?;:\n]|$|-))"
)
_TITLED = rf"\b(?i:{by_initial(TITLE)})\b\.? (?P<titled>{_CAP}{_MORE}{{0,2}})"
_KIN = "husband|wife|son|daughter|brother|sister|mother|father|mum|mom|dad|friend|partner|colleague"
_RELATED = rf"\b(?i:(?:my|his|her) (?:{_KIN})|mein mann|meine frau|mi (?:esposa|marido|hij[oa])),? "
_RELATED += rf"(?P<related>{_CAP}{_MORE}{{0,2}})"
_SIGNED = (
    r"(?i:regards|best wishes|best|sincerely|cheers|yours|thanks|thank you|gruße|gruß|grusse|gruss|"
    rf"saludos|cordialement|谢谢),? ?\n\s{{0,4}}(?P<signed>{_CAP}{_MORE}{{0,2}})\s*$"
)
_SPEAKING = (
    rf"(?:^|[\n.!] ?)(?P<speaking>{_CAP}{_MORE}{{0,2}}),? (?i:speaking|here|hier)(?=[.,!:\n]|$)"
)
_EXPECTED = tuple(
    re.compile(pattern) for pattern in (_OWN, _AM, _SALUTED, _TITLED, _RELATED, _SPEAKING)
)
_SIGNATURE = re.compile(_SIGNED)
_NOT_PEOPLE = frozenset("martens pepper dre oetker dior meyer universe world america".split())


def stated_names(text: str, known: Callable[[str], bool]) -> Iterator[tuple[int, int]]:
    """The passages in which a text states a name, whether or not the name is on record.

    Args:
        text: folded.
        known: whether a word is something else here, such as part of an ordered product's name.
    """
    for pattern in (*_EXPECTED, _SIGNATURE) if "\n" in text else _EXPECTED:
        for match in pattern.finditer(text):
            kind = match.lastgroup or ""
            if end := _end(match[kind], known):
                yield match.start(kind), match.start(kind) + end


def _end(name: str, known: Callable[[str], bool]) -> int:
    """How long the name is before the first word that is none; 0 if there is none."""
    end = 0
    for word in re.finditer(r"[^\s.]+\.?", name):
        plain = word[0].casefold().rstrip(".")
        if plain in PARTICLES and end:
            continue
        if plain in NO_NAMES or plain in _NOT_PEOPLE or known(plain):
            break
        end = word.end() - word[0].endswith(".") * (len(word[0]) > 2)
    return end
