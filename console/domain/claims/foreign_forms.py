"""The forms of speech of German, French, Spanish, Italian, Portuguese and Dutch.

Like those of English in ``forms``. A form is only tried where one of its language's past forms
occurs, and only these are its verbs.
"""

import re
from typing import Final

from console.domain.claims import translations as tr
from console.domain.claims.parts import Form, Voice, form, states

_VERB: Final = r"(?P<verb>[^\W\d_][\w-]+)"


def _verbal(voice: Voice, verbs: dict[str, str], pattern: str) -> Form:
    return form(voice, " ".join(verbs), pattern, only=True)


# --- German and Dutch: the participle ends the clause ----------------------------------------


CLAUSE_END: Final = re.compile(
    r";|[,.](?!\d)|\b(?:nichts?|kein\w*|nie|erst|noch(?! (?:rechtzeitig|heute|einmal|am))"
    r"|niets?|geen|nooit|pas|nog(?! (?:eens|vandaag|net)))\b",
    re.IGNORECASE,
)
"""Where a German or Dutch clause ends, or is denied; up to there a form's verb is looked for."""

_GERMAN: Final = (
    _verbal(
        Voice.ACTIVE,
        tr.GERMAN,
        r"\b(?:(?:ich|wir) hab(?:e|en)|hab(?:e|en) (?:ich|wir))\b",
    ),
    _verbal(
        Voice.OTHERS,
        tr.GERMAN,
        r"(?<!\bsie )(?<!\bihr )\b(?:hat|haben)\b(?! (?:sie|ich|wir)\b)",
    ),
    _verbal(
        Voice.PASSIVE,
        tr.GERMAN,
        r"\b(?:ist|sind|wurden?|(?:wird|werden) (?:gerade|soeben|bereits|schon|aktuell|derzeit))\b",
    ),
)
_DUTCH: Final = (
    _verbal(
        Voice.ACTIVE,
        tr.DUTCH,
        r"\b(?:(?:ik|we|wij) heb(?:ben)?|heb(?:ben)? (?:ik|we|wij))\b",
    ),
    _verbal(
        Voice.OTHERS,
        tr.DUTCH,
        r"(?<!\bu )\b(?:heeft|hebben)\b(?! (?:u|ik|we|wij)\b)",
    ),
    _verbal(
        Voice.PASSIVE,
        tr.DUTCH,
        r"\b(?:is|zijn|werd(?:en)?|(?:wordt|worden) (?:nu|momenteel|net|al|op dit moment))\b",
    ),
)

# --- French, Spanish, Italian, Portuguese: the participle follows the auxiliary ---------------

_TO_YOU = r"(?:(?:vous|te|lui|leur|le|la|les|y|en) |[tl]')*"
_FRENCH_ADVERB = (
    r"(?: (?:bien|déjà|maintenant|aussi|tout juste|juste|également|immédiatement|désormais"
    r"|donc|aussitôt|entièrement|ainsi|tous?|toutes?|en cours d'être))*"
)
_FRENCH: Final = (
    _verbal(
        Voice.ACTIVE,
        tr.FRENCH,
        rf"\b(?:j'|je |nous |on ){_TO_YOU}(?:ai|avons|a){_FRENCH_ADVERB} {_VERB}",
    ),
    _verbal(
        Voice.PASSIVE,
        tr.FRENCH,
        rf"\b(?:est|sont|(?:a|ont) été|vien(?:t|nent) d'être){_FRENCH_ADVERB} {_VERB}",
    ),
    _verbal(Voice.OTHERS, tr.FRENCH, rf"(?<!\bvous )\b(?:a|ont){_FRENCH_ADVERB} {_VERB}"),
)
_SPANISH_ADVERB = r"(?: (?:ya|recién|también|hoy|ahora|todo|correctamente|debidamente))*"
_SPANISH: Final = (
    _verbal(Voice.ACTIVE, tr.SPANISH, rf"(?<!\bno )\b(?:he|hemos){_SPANISH_ADVERB} {_VERB}"),
    _verbal(
        Voice.PASSIVE,
        tr.SPANISH,
        r"(?<!\bno )\b(?:(?:ha|han) sido|fue|fueron|está|están|queda|quedó|quedan|se (?:ha|han)"
        rf"|está siendo){_SPANISH_ADVERB} {_VERB}",
    ),
    _verbal(
        Voice.OTHERS, tr.SPANISH, rf"(?<!\bno )(?<!\busted )\b(?:ha|han){_SPANISH_ADVERB} {_VERB}"
    ),
    _verbal(Voice.ACTIVE, tr.PRETERITES, r"(?<!\bno )(?<!\bnão )\b(?P<verb>\w+)\b"),
    _verbal(
        Voice.OTHERS,
        tr.THIRD_PERSONS,
        r"\b(?:el|la|los|las|o|a|os|as|nuestr[oa]|noss[oa]|mi|un|uma?) [\w-]+(?: ya| já)? "
        r"(?P<verb>\w+)\b",
    ),
    form(
        Voice.ACTIVE,
        "acabo acabamos acabei",
        r"(?<!\bno )\bacab(?:o|amos|ei) de (?P<verb>\w+[aei]r)(?:-?l[aeo]s?|se)*\b",
    ),
)
_ITALIAN_ADVERB = (
    r"(?: (?:già|appena|anche|ora|adesso|oggi|subito|tutto|stato|stata|stati|state|ormai|quindi"
    r"|correttamente|regolarmente|immediatamente))*"
)
_ITALIAN: Final = (
    _verbal(Voice.ACTIVE, tr.ITALIAN, rf"(?:\b(?:ho|abbiamo)|\bl'ho){_ITALIAN_ADVERB} {_VERB}"),
    _verbal(
        Voice.PASSIVE,
        tr.ITALIAN,
        rf"(?:\b(?:è|sono|risulta|risultano)|\bè in corso di essere){_ITALIAN_ADVERB} {_VERB}",
    ),
    _verbal(Voice.OTHERS, tr.ITALIAN, rf"(?<!\blei )\b(?:ha|hanno){_ITALIAN_ADVERB} {_VERB}"),
)
_PORTUGUESE_ADVERB = (
    r"(?: (?:já|também|agora|hoje|tudo|devidamente|imediatamente|sendo|acabado de ser))*"
)
_PORTUGUESE: Final = (
    _verbal(
        Voice.PASSIVE,
        tr.PORTUGUESE,
        r"(?<!\bnão )\b(?:foi|foram|está|estão|ficou|(?:tem|têm) sido|acab(?:ou|aram) de ser)"
        rf"{_PORTUGUESE_ADVERB} {_VERB}",
    ),
    _verbal(
        Voice.ACTIVE,
        tr.PORTUGUESE,
        rf"(?<!\bnão )\b(?:tenho|temos|tinha){_PORTUGUESE_ADVERB} {_VERB}",
    ),
)

# --- states ----------------------------------------------------------------------------------

_SOON = "heute morgen gerade jetzt schon bereits nun"
_STATES: Final = (
    *states(
        "done",
        (
            "erledigt geregelt fertig listo lista hecho resuelto arreglado está quedó",
            r"\balles (?:ist )?(?:erledigt|geregelt)|\b(?:ist|schon) (?:erledigt|geregelt)"
            r"|^\W*+(?:todo )?(?:erledigt|fertig|listo|lista|hecho|ya está|ya quedó)\b"
            r"|\b(?:está|ya está|quedó|queda) (?:todo )?(?:listo|hecho|resuelto|arreglado)",
        ),
        (
            "viens venons",
            r"\b(?:je|nous) (?:viens|venons) (?:de |d')(?!vous (?:lire|écrire)|lire|voir)"
            r"(?:(?:vous|te|lui|leur|le|la|les) |[tl]')?\w+(?:er|ir|re)\b",
        ),
        (
            "fait réglé réglée bon ordre",
            r"^\W*+(?:c'est|voilà,? c'est) (?:fait|réglé|bon)\b|\b(?:tout est|c'est) (?:fait|réglé"
            r"|en ordre)\b",
        ),
        (
            "fatto posto risolto sistemato",
            r"^\W*+fatto\b|\btutto (?:a posto|fatto|risolto|sistemato)|\bè (?:tutto )?(?:a posto"
            r"|fatto|risolto|sistemato)",
        ),
        (
            "feito pronto certo resolvido tratado",
            r"^\W*+(?:feito|pronto)\b|\b(?:está|já está|ficou) (?:tudo )?(?:feito|pronto|certo"
            r"|resolvido|tratado)\b|\btudo (?:certo|resolvido|pronto)\b",
        ),
        (
            "geregeld klaar gelukt orde",
            r"^\W*+(?:geregeld|gelukt)\b|\b(?:het is|alles is|dat is|is (?:al|nu)) (?:geregeld"
            r"|klaar|gelukt|in orde)\b",
        ),
    ),
    *states(
        "open case",
        (
            "läuft laufen cours curso corso gange loopt",
            r"\bl(?:äuft|aufen) (?:bereits|schon|jetzt)\b|\best (?:déjà |bien )?en cours (?!de)"
            r"|\bestá (?:ya )?en curso\b|\bè (?:già )?in corso\b|\bist (?:bereits|schon) im gange\b"
            r"|\bloopt (?:al|nu)\b",
        ),
    ),
    *states(
        "change",
        (
            "prise pris compte registrada registrado aparece appare durch tisch gültig aktiv frei",
            r"\b(?:est|sont|été)(?: bien| déjà)? prise?s? en (?:compte|charge)\b"
            r"|\btenemos (?:[\wáéíóúñ]+ ){1,4}(?:registrad|anotad|guardad)[oa]s?\b"
            r"|\bya (?:aparece|figura)\b|\bè già visibile\b"
            r"|\b(?P<subject>stornierung|änderung|umleitung|umbuchung|kündigung)(?: ist| geht)"
            r"(?: schon| bereits| jetzt| nun)* (?:durch|raus)\b"
            r"|\bist (?:bereits |schon )?vom tisch\b"
            r"|\bist (?:jetzt |nun )?wieder (?:gültig|aktiv|frei)\b",
        ),
    ),
    *states(
        "send",
        (
            "unterwegs weg camino onderweg viaggio arrivo caminho route chemin",
            r"\b(?:unterwegs|auf dem weg|onderweg|in viaggio|in arrivo)\b|\b(?:en|a) camino\b"
            r"|\ba caminho\b|\best (?:déjà |bien )?en (?:route|chemin)\b",
        ),
        (
            "raus draußen rausgegangen verlassen hinaus",
            r"\b(?:ist|sind|ging|gingen)\b(?: \w+){0,3} (?:raus|draußen|rausgegangen|hinaus)\b"
            r"|\b(?:hat|haben) (?:unser|das) lager(?: \w+)? verlassen\b",
        ),
        (
            "parti partie partis parties partito partita salió saiu vertrokken buiten deur uit",
            r"\best (?:déjà |bien )?partie?s?\b|\bè (?:già )?(?:partit[oa]|uscit[oa])\b"
            r"|\bya salió\b|\b(?:já )?saiu (?:do|hoje|para|esta)\b|\bis (?:al |net )?vertrokken\b"
            r"|\bis (?:al |net )?de deur uit\b",
        ),
        (
            "postfach posteingang",
            r"\b(?:ist|sind|liegt|liegen)\b(?: \w+){0,3} in ihrem (?:post(?:fach|eingang)"
            r"|e-?mail-?postfach)\b",
        ),
        (
            "boîte boite bandeja buzón correo",
            r"\best (?:déjà |bien )?dans (?:votre|ta) bo[iî]te\b"
            r"|\bestá (?:ya )?en (?:su|tu) (?:bandeja|buzón|correo)\b",
        ),
        (
            "inbox casella posta caixa mailbox",
            r"\b(?:staat|zit|ligt)(?: al| nu)? in (?:uw|je) (?:inbox|mailbox|mail)\b"
            r"|\bè (?:già )?nella (?:sua|tua) (?:casella|posta)\b"
            r"|\bestá (?:já )?na (?:sua|tua) caixa\b",
        ),
    ),
    *states(
        "refund",
        (
            "durch rück zurück angekommen konto",
            r"\b(?P<subject>erstattung|geld|betrag|gutschrift|rückzahlung|korrektur) (?:ist|geht)"
            rf"(?: (?:{'|'.join(_SOON.split())}))* (?:durch|zurück|wieder (?:da|auf)|auf ihrem)\b",
        ),
        (
            "rekening conta conto cuenta compte tarjeta carte carta kaart",
            r"\b(?P<subject>geld|bedrag|dinheiro|valor|importo|rimborso|dinero|importe|reembolso"
            r"|montant|argent|remboursement)\b(?: \w+){0,2} (?:staat|está|è|est)(?: \w+){0,3}"
            r" (?:rekening|kaart|conta|cartão|conto|carta|cuenta|tarjeta|compte|carte)\b",
        ),
    ),
)

FOREIGN_FORMS: Final = (*_GERMAN, *_DUTCH, *_FRENCH, *_SPANISH, *_ITALIAN, *_PORTUGUESE)
FOREIGN_STATES: Final = _STATES
