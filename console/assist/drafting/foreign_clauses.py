"""Clauses of drafts in other languages, whose approved wording is in English.

They are not compared word by word. A clause is backed if it asks or announces, and all its words
are in the wording by the glossary; or if it reports what is on record. What else an English wording
says, such as an answer or a refusal, can't be checked in another language and is not kept.
"""

import re
from typing import Final

from console.assist.drafting.spoken_words import Words
from console.assist.moves.glossary import outside_glossary

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
_BEGINNINGS: Final = {
    language: re.compile(rf"\b(?:{_ASKS[language]}|{_ANNOUNCES[language]})(?=[ -]|$)")
    for language in _ASKS
}


def asks_or_announces(words: Words, wording: str, known: frozenset[str], language: str) -> bool:
    """Whether a clause asks or announces no more than the English wording says."""
    begins = _BEGINNINGS.get(language)
    clause = " ".join(words)
    return (
        begins is not None
        and begins.match(clause) is not None
        and not outside_glossary(clause, wording, known, language)
    )


_AUXILIARIES: Final = frozenset(
    """habe haben hat wurde wurden ist sind he hemos ha han sido j ai avons a été ho abbiamo è sono
    stato stata stati tenho temos foi foram heb hebben heeft is werd zijn""".split()
)


def reports_only(words: Words, wording: str, known: frozenset[str], language: str) -> bool:
    """Whether a clause with a claim has no other word that says something than the claim's verb."""
    strange = outside_glossary(" ".join(words), wording, known, language)
    return len([word for word in strange if word not in _AUXILIARIES]) <= 1
