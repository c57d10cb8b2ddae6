"""Clauses of drafts in other languages, whose approved wording is in English.

They are not compared word by word. A clause is backed if it asks or announces, and all its words
are by the glossary in a sentence of the wording that does the same; or if it reports what is on
record. What else an English wording says, such as an answer or a refusal, can't be checked in
another language and is not kept.
"""

import re
from typing import Final

from console.assist.drafting.alignment import clauses
from console.assist.drafting.spoken_words import Words, spoken_words
from console.assist.moves.glossary import outside_glossary
from console.assist.moves.words import sentences

JOINS: Final = frozenset("und sowie aber y pero et mais e ma mas en maar".split())
"""Conjunctions between clauses, beside those of English."""

_ASKS: Final = {
    "de": r"(?:bitte )?(?:wie|was|welche[rsnm]?|wann|wo|wer|warum|könnten|können|kannst|könntest"
    r"|würden|darf ich|nennen|geben|senden|schicken|bestätigen|teilen|sagen|ich brauche"
    r"|ich benötige)",
    "es": r"(?:por favor )?(?:cómo|qué|cuál|cuáles|cuándo|dónde|quién|podría|podrías|puede|puedes"
    r"|me (?:puede|podría)|indíqueme|dígame|envíeme|necesito)",
    "fr": r"(?:s'il vous plaît )?(?:quel(?:le)?s?|quand|où|comment|pourriez|pouvez|indiquez|donnez"
    r"|envoyez|quelle)",
    "it": r"(?:per favore )?(?:qual|quale|quali|quando|dove|come|potrebbe|può|puoi|mi (?:può"
    r"|potrebbe|indichi|dica|mandi))",
    "pt": r"(?:por favor )?(?:qual|quais|quando|onde|como|poderia|pode|podia|indique|diga|envie)",
    "nl": r"(?:alstublieft )?(?:wat|welke?|wanneer|waar|hoe|kunt|kun|zou|mag ik)",
}
_ANNOUNCES: Final = {
    "de": r"(?:(?:dann|jetzt|nun|gleich) )?(?:ich|wir|werde|sehe|prüfe|schaue)",
    "es": r"(?:(?:ahora|enseguida) )?(?:voy a|vamos a|\w++(?<=ré))",
    "fr": r"(?:je|nous) (?:vais|vous|allons|\w++(?<=rai)|\w++(?<=rons)|regarde|vérifie)",
    "it": r"(?:(?:ora|adesso) )?(?:\w++(?<=rò)|\w++(?<=remo)|controllo|verifico|guardo)",
    "pt": r"(?:(?:agora) )?(?:vou|vamos|\w++(?<=rei))",
    "nl": r"(?:(?:dan|nu) )?(?:ik|we|wij) (?:ga|gaan|zal|zullen|kijk|controleer|bekijk)",
}
_ASKING: Final = {
    language: re.compile(rf"\b(?:{form})(?=[ -]|$)") for language, form in _ASKS.items()
}
_ANNOUNCING: Final = {
    language: re.compile(rf"\b(?:{form})(?=[ -]|$)") for language, form in _ANNOUNCES.items()
}
_HARD: Final = frozenset(";:.–—!?")
_REQUEST: Final = re.compile(
    r"(?:please|kindly|(?:could|can|would) you|tell|give|share|send|provide|confirm|let me know"
    r"|(?:i|we) need)\b"
)
_ANNOUNCEMENT: Final = re.compile(r"\b(?:i will|we will|let (?:me|us)(?! know))\b.*")
_DEED: Final = re.compile(
    r"(?:(?:and|but|so|then|i|we|will|let|me|us|now|gladly|also|just|at once|[,;:.–—-]) )*([\w-]+)"
)
_LIMITED: Final = re.compile(
    r"\b(?:not|no|never|nothing|nobody|none|neither|nor|only|until|till|unless|if|once|when|after"
    r"|before|without|except|provided)\b"
)


def asks_or_announces(words: Words, wording: str, known: frozenset[str], language: str) -> bool:
    """Whether a clause asks no more than the English wording asks, or announces as much as it.

    A refusal or a condition backs no announcement: its words are those of what won't be done.
    """
    clause = " ".join(words)
    if language not in _ASKING:
        return False
    if _ASKING[language].match(clause):
        asked = _asked(wording)
        return bool(asked) and not outside_glossary(clause, asked, known, language)
    if not _ANNOUNCING[language].match(clause):
        return False
    announced = _announced(wording)
    return not outside_glossary(clause, announced, known, language) and any(
        len(outside_glossary(clause, deed, known, language))
        < len(outside_glossary(clause, "", known, language))
        for deed in _deeds(announced)
    )


def _asked(wording: str) -> str:
    """What a wording asks, without what it states before it."""
    found: list[str] = []
    for sentence in sentences(wording):
        words = spoken_words(sentence)
        if sentence.rstrip().endswith("?"):
            found += (" ".join(part) for part in clauses(words, _HARD)[-1:])
            continue
        parts = [" ".join(part).lstrip(",;:.–—- ") for part in clauses(words)]
        start = next((n for n, part in enumerate(parts) if _REQUEST.match(part)), len(parts))
        found += parts[start:]
    return " ".join(found)


def _deeds(announced: str) -> list[str]:
    """What is going to be done: "check" of "I'll now check the refund", which refunds nothing."""
    parts = (" ".join(part) for part in clauses(tuple(announced.split())))
    return [match[1] for match in map(_DEED.match, parts) if match is not None]


def _announced(wording: str) -> str:
    """What a wording announces without any condition."""
    plain = (" ".join(spoken_words(sentence)) for sentence in sentences(wording))
    told = (_ANNOUNCEMENT.search(text) for text in plain if not _LIMITED.search(text))
    return " ".join(match[0] for match in told if match is not None)


_AUXILIARIES: Final = frozenset(
    """habe haben hat wurde wurden ist sind he hemos ha han sido j ai avons a été ho abbiamo è sono
    stato stata stati tenho temos foi foram heb hebben heeft is werd zijn""".split()
)


def reports_only(words: Words, wording: str, known: frozenset[str], language: str) -> bool:
    """Whether a clause with a claim has no other word that says something than the claim's verb."""
    strange = outside_glossary(" ".join(words), wording, known, language)
    return len([word for word in strange if word not in _AUXILIARIES]) <= 1
