"""Past forms of German, French, Spanish, Italian, Portuguese and Dutch verbs, and what they name.

The operations are those of ``console.domain.claims.operations``. Participles that agree with their
noun are listed as one form or stem and inflected here.
"""

from collections.abc import Iterable, Mapping
from typing import Final

_GERMAN: Final = {
    "refund": "erstattet rückerstattet zurückerstattet gutgeschrieben zurückgezahlt überwiesen"
    " zurücküberwiesen rücküberwiesen zurückgebucht ausgezahlt ausbezahlt angewiesen",
    "supply": "bestellt nachbestellt ersetzt versandt verschickt versendet ausgeliefert verpackt"
    " abgeschickt losgeschickt übergeben",
    "load": "verladen geladen",
    "send": "gesendet gesandt geschickt zugeschickt zugesandt zugesendet gemailt übermittelt",
    "cancel": "storniert gekündigt rückgängig annulliert gestrichen zurückgenommen",
    "change": "geändert umgebucht verschoben aktualisiert korrigiert umgeleitet angepasst"
    " getauscht berichtigt verlängert umgestellt ausgetauscht umgetauscht abgeändert",
    "unlock": "entsperrt freigeschaltet",
    "activate": "aktiviert",
    "block": "gesperrt blockiert",
    "disable": "ausgeschaltet abgeschaltet deaktiviert",
    "reset": "zurückgesetzt",
    "reserve": "reserviert zurückgelegt",
    "pause": "pausiert",
    "apply": "eingelöst angewendet angewandt hinzugefügt",
    "open": "eröffnet eingeleitet gestartet eingereicht aufgenommen",
    "issue": "ausgestellt erstellt angelegt",
    "contact": "kontaktiert informiert benachrichtigt gebeten beauftragt weitergeleitet"
    " weitergegeben verständigt durchgegeben mitgeteilt gemeldet",
    "repair": "repariert",
    "take off": "aufgehoben entfernt abgezogen gelöscht erlassen",
    "release": "freigegeben veranlasst bearbeitet genehmigt bewilligt angestoßen angenommen"
    " anerkannt",
    "note": "eingetragen vermerkt hinterlegt gespeichert notiert registriert übernommen vorgemerkt"
    " eingegeben verbucht",
    "do": "erledigt gelöst behoben geregelt erfolgt durchgeführt abgeschlossen ausgeführt",
    "arrange": "arrangiert organisiert gebucht",
    "stop": "gestoppt angehalten zurückgerufen",
}

_DUTCH: Final = {
    "refund": "terugbetaald teruggestort vergoed gecrediteerd bijgeschreven gecompenseerd"
    " overgemaakt uitbetaald",
    "supply": "verzonden verstuurd opgestuurd nagestuurd besteld nabesteld vervangen ingepakt"
    " meegegeven",
    "send": "gestuurd gemaild toegestuurd toegezonden doorgestuurd",
    "cancel": "geannuleerd opgezegd stopgezet geschrapt",
    "change": "gewijzigd aangepast veranderd omgeboekt verplaatst bijgewerkt gecorrigeerd omgeleid"
    " verlengd omgeruild",
    "unlock": "ontgrendeld gedeblokkeerd",
    "activate": "geactiveerd",
    "block": "geblokkeerd",
    "disable": "uitgeschakeld uitgezet gedeactiveerd",
    "reset": "gereset",
    "reserve": "gereserveerd",
    "pause": "gepauzeerd",
    "apply": "toegepast ingewisseld toegevoegd verzilverd",
    "open": "geopend gestart ingediend aangevraagd",
    "issue": "aangemaakt opgesteld uitgegeven",
    "contact": "gecontacteerd geïnformeerd ingelicht doorgegeven gewaarschuwd ingeschakeld",
    "take off": "verwijderd afgetrokken kwijtgescholden afgehaald",
    "release": "verwerkt goedgekeurd vrijgegeven geaccepteerd erkend",
    "note": "genoteerd geregistreerd vastgelegd opgeslagen doorgevoerd ingevoerd",
    "repair": "gerepareerd",
    "do": "geregeld opgelost afgehandeld gedaan uitgevoerd verholpen",
    "arrange": "geboekt ingepland georganiseerd",
    "stop": "tegengehouden gestopt",
}

_FRENCH: Final = {
    "refund": "remboursé crédité recrédité restitué reversé",
    "supply": "commandé remplacé expédié réexpédié emballé livré posté",
    "send": "envoyé transmis",
    "cancel": "annulé résilié",
    "change": "modifié changé corrigé déplacé redirigé rectifié prolongé échangé reporté",
    "unlock": "débloqué déverrouillé rétabli",
    "activate": "activé réactivé",
    "block": "bloqué verrouillé",
    "disable": "désactivé",
    "reset": "réinitialisé",
    "reserve": "réservé",
    "pause": "suspendu",
    "apply": "appliqué ajouté",
    "open": "ouvert lancé déclenché déposé",
    "issue": "émis créé établi généré",
    "contact": "contacté informé prévenu averti signalé",
    "take off": "retiré déduit supprimé",
    "release": "traité validé approuvé accepté",
    "note": "noté enregistré sauvegardé ajusté",
    "repair": "réparé",
    "do": "réglé résolu effectué fait accompli terminé exécuté finalisé",
    "arrange": "organisé planifié",
    "stop": "arrêté intercepté",
}

# Stems of verbs in -ar, -er and -ir, and participles that are irregular.
_SPANISH: Final = {
    "refund": "reembols devolv abon reintegr",
    "supply": "ped encarg reemplaz despach exped empaquet",
    "send": "envi mand",
    "cancel": "cancel anul",
    "change": "cambi actualiz corrig correg modific prolong ampli",
    "unlock": "desbloque",
    "activate": "activ reactiv",
    "block": "bloque",
    "disable": "desactiv",
    "reset": "restablec",
    "reserve": "reserv",
    "pause": "paus",
    "apply": "aplic apliq añad",
    "open": "abr inici present",
    "issue": "emit cre gener",
    "contact": "contact avis inform notific comunic",
    "take off": "quit descont elimin",
    "release": "liber proces tramit gestion aprob autoriz acept",
    "note": "anot registr guard",
    "repair": "repar",
    "do": "solucion resolv arregl efectu realiz complet ejecut finaliz",
    "stop": "deten intercept",
}
_SPANISH_IRREGULAR: Final = {
    "refund": "devuelt",
    "open": "abiert",
    "do": "hech resuelt",
    "supply": "repuest",
}
_PORTUGUESE: Final = {
    "refund": "reembols devolv estorn restitu credit ressarc",
    "supply": "encomend substitu despach exped embal",
    "send": "envi mand encaminh",
    "cancel": "cancel anul",
    "change": "mud alter atualiz corrig modific troc prorrog redirecion",
    "unlock": "desbloque",
    "activate": "ativ reativ",
    "block": "bloque",
    "disable": "desativ",
    "reset": "redefin",
    "reserve": "reserv",
    "pause": "paus",
    "apply": "aplic adicion",
    "open": "abr inici registr",
    "issue": "emit cri ger",
    "contact": "contat avis inform notific comunic",
    "take off": "remov descont retir elimin",
    "release": "liber process aprov autoriz aceit",
    "note": "anot guard salv",
    "repair": "repar",
    "do": "solucion resolv efetu realiz conclu finaliz conclu complet",
    "arrange": "agend organiz",
    "stop": "intercept",
}
_PORTUGUESE_IRREGULAR: Final = {"open": "abert", "do": "feit", "refund": "pag"}
_PORTUGUESE_PAST: Final = {
    "refund": "devolvi restituí restituímos",
    "change": "corrigi",
    "open": "abri",
    "issue": "emiti",
    "supply": "substituí substituímos expedi",
    "do": "fiz fizemos fez resolvi concluí",
    "take off": "removi",
    "arrange": "marquei marcamos",
}
_ITALIAN: Final = {
    "refund": "rimbors accredit riaccredit restitu storn",
    "supply": "ordin riordin sostitu sped imball consegn",
    "send": "invi mand inoltr",
    "cancel": "cancell annull disd",
    "change": "cambi modific aggiorn spost prolung rettific",
    "unlock": "sblocc ripristin",
    "activate": "attiv riattiv",
    "block": "blocc",
    "disable": "disattiv",
    "reset": "reimpost azzer",
    "reserve": "riserv prenot",
    "apply": "applic",
    "open": "avvi inizi present",
    "issue": "gener cre",
    "contact": "contatt avvis inform segnal comunic",
    "take off": "elimin scal detra",
    "release": "approv autorizz elabor process accett",
    "note": "annot registr salv",
    "repair": "ripar",
    "do": "effettu esegu complet sistem concord finalizz",
    "arrange": "organizz fiss",
    "stop": "ferm intercett",
}
_ITALIAN_IRREGULAR: Final = {
    "change": "corrett",
    "release": "accolt",
    "issue": "emess",
    "open": "apert",
    "pause": "sospes",
    "do": "fatt risolt conclus",
    "take off": "tolt rimoss",
    "contact": "chiest trasmess",
    "stop": "blocc",
    "apply": "aggiunt",
}

_SPANISH_PARTICIPLES: Final = "ado ada ados adas ido ida idos idas"
_SPANISH_PAST: Final = "é ué í amos imos"
_PORTUGUESE_PAST_ENDINGS: Final = "ei amos emos imos"
_ITALIAN_PARTICIPLES: Final = "ato ata ati ate ito ita iti ite uto uta uti ute"
_AGREEMENT: Final = "o a os as"


def _inflected(table: Mapping[str, str], endings: str) -> dict[str, str]:
    """Each operation's words with each of the endings; ``-`` is none."""
    ends = ["" if ending == "-" else ending for ending in endings.split()]
    return {
        stem + end: name for name, stems in table.items() for stem in stems.split() for end in ends
    }


def _joined(tables: Iterable[Mapping[str, str]]) -> dict[str, str]:
    return {word: name for table in tables for word, name in table.items()}


GERMAN: Final = _inflected(_GERMAN, "-")
DUTCH: Final = _inflected(_DUTCH, "-")
FRENCH: Final = _inflected(_FRENCH, "- e s es")
SPANISH: Final = _inflected(_SPANISH, _SPANISH_PARTICIPLES) | _inflected(
    _SPANISH_IRREGULAR, _AGREEMENT
)
PORTUGUESE: Final = _inflected(_PORTUGUESE, _SPANISH_PARTICIPLES) | _inflected(
    _PORTUGUESE_IRREGULAR, _AGREEMENT
)
ITALIAN: Final = _inflected(_ITALIAN, _ITALIAN_PARTICIPLES) | _inflected(
    _ITALIAN_IRREGULAR, "o a i e"
)
PRETERITES: Final = (
    _inflected(_SPANISH, _SPANISH_PAST)
    | _inflected(_PORTUGUESE, _PORTUGUESE_PAST_ENDINGS)
    | _inflected(_PORTUGUESE_PAST, "-")
)
"""What a Spanish or Portuguese agent did, in one word: ``cancelé``, ``cancelamos``."""
THIRD_PERSONS: Final = _inflected(_SPANISH, "ó ió") | _inflected(_PORTUGUESE, "ou eu iu")
"""What somebody else did: ``el almacén envió``, ``a contabilidade devolveu``."""
INFINITIVES: Final = _joined(_inflected(table, "ar er ir") for table in (_SPANISH, _PORTUGUESE))

_ENGLISH_TOO: Final = ("create", "generate")
FOREIGN: Final = {
    word: name
    for word, name in _joined(
        (
            INFINITIVES,
            THIRD_PERSONS,
            PRETERITES,
            ITALIAN,
            PORTUGUESE,
            SPANISH,
            FRENCH,
            DUTCH,
            GERMAN,
        )
    ).items()
    if word not in _ENGLISH_TOO
}
"""The operation that a past form or an infinitive of any of these languages names."""
