"""What an agent can have done for a customer, and the words that say so: a small vocabulary.

An operation is named by an English verb: ``refund``, ``supply`` (order, replace, ship something),
``send`` (a label, a link, an e-mail). Which one a verb means may depend on what it is done to:
issuing a refund is refunding, opening a trace is opening a case. A verb that is not listed is an
operation of its own, named by its stem, so the vocabulary is open.
"""

import re
from functools import lru_cache
from typing import Final

from console.domain.claims.translations import FOREIGN

_WORDS_KEPT: Final = 20_000

_VERBS: Final = {
    "refund": "refund reimburse credit repay compensate recompense",
    "supply": "order reorder re-order replace ship reship dispatch supply deliver fulfil pack"
    " repack box",
    "send": "send resend e-mail email mail post text forward attach fax shoot",
    "cancel": "cancel void annul scrap",
    "change": "change update correct amend edit modify redirect reroute re-route move rebook adjust"
    " reschedule postpone shift transfer rename upgrade downgrade extend swap exchange fix switch",
    "unlock": "unlock unfreeze restore reinstate",
    "activate": "activate reactivate re-activate enable re-enable validate",
    "block": "block freeze lock deactivate",
    "disable": "disable",
    "reset": "reset",
    "reserve": "reserve hold keep",
    "pause": "pause suspend skip",
    "apply": "apply redeem honor honour",
    "open": "open start file launch initiate raise lodge submit begin register trigger",
    "issue": "issue reissue re-issue create recreate generate prepare make print draft draw",
    "arrange": "arrange organize organise set schedule book settle sort",
    "take off": "take remove deduct subtract waive delete hide clear lift discount reduce lower"
    " pull erase wipe",
    "release": "release process complete approve authorize authorise push finalize finalise",
    "note": "note record enter write log add put save document place",
    "contact": "contact ask inform notify tell call phone ring alert brief instruct request report"
    " escalate hand pass involve message",
    "look": "look check find compare review examine inspect investigate verify search test locate"
    " trace chase",
    "return": "return give pay",
    "do": "do handle finish resolve solve accomplish",
    "stop": "stop halt intercept withdraw revoke retract",
    "confirm": "confirm",
    "repair": "repair mend",
    "sign out": "sign",
}

# Past forms that no rule makes; a verb that is spelled alike throughout is here too.
_IRREGULAR: Final = {
    "send": "sent",
    "resend": "resent",
    "reset": "reset",
    "hold": "held",
    "keep": "kept",
    "make": "made",
    "draw": "drew drawn",
    "set": "set",
    "take": "took taken",
    "write": "wrote written",
    "put": "put",
    "tell": "told",
    "ring": "rang rung",
    "find": "found",
    "read": "read",
    "give": "gave given",
    "pay": "paid",
    "repay": "repaid",
    "do": "did done",
    "begin": "began begun",
    "withdraw": "withdrew withdrawn",
    "freeze": "froze frozen",
    "unfreeze": "unfroze unfrozen",
    "get": "got gotten",
    "buy": "bought",
    "bring": "brought",
    "leave": "left",
    "go": "went gone",
    "undo": "undid undone",
    "redo": "redid redone",
    "rebuild": "rebuilt",
    "overwrite": "overwrote overwritten",
    "hide": "hid hidden",
    "build": "built",
    "throw": "threw thrown",
    "lend": "lent",
    "shoot": "shot",
    "catch": "caught",
    "deal": "dealt",
    "strike": "struck",
    "bend": "bent",
    "slide": "slid",
    "sneak": "snuck",
    "stick": "stuck",
}

_THINGS: Final = {
    "label": "label etikett etiqueta étiquette etichetta retourlabel",
    "link": "link enlace lien",
    "invoice": "invoice bill pdf receipt rechnung factura recibo facture fattura fatura factuur",
    "card": "card voucher gutschein karte tarjeta carte carta cartão kaart buono tegoedbon",
    "confirmation": "confirmation bestätigung confirmación conferma confirmação bevestiging",
    "number": "number reference nummer número referencia numéro numero",
    "code": "code pin",
    "email": "email e-mail inbox message mailbox correo courriel",
    "case": "trace claim investigation inquiry enquiry ticket search nachforschung investigación"
    " enquête dossier indagine pratica reclamação investigação onderzoek",
    "money": "refund money difference fee amount payment reimbursement credit charge deposit"
    " balance dollar geld betrag erstattung dinero reembolso importe remboursement montant argent"
    " rimborso importo dinheiro valor terugbetaling bedrag",
    "cancellation": "cancellation cancelation stornierung cancelación annulation annullamento"
    " cancelamento annulering",
    "replacement": "replacement ersatz reemplazo remplacement sostituzione substituição vervanging",
    "account": "account konto cuenta access sign-in login password compte conto conta",
    "address": "address adresse anschrift dirección indirizzo endereço adres",
    "date": "date stay night booking reservation buchung reserva",
    "discount": "discount promotion coupon rabatt descuento remise réduction sconto desconto"
    " korting",
    "order": "order parcel package shipment bestellung paket pedido paquete commande colis ordine"
    " pacco encomenda bestelling pakket",
    "subscription": "subscription membership club plan box pause abo suscripción abonnement"
    " abbonamento assinatura",
}

DOCUMENTS: Final = frozenset(
    {"label", "link", "invoice", "confirmation", "number", "code", "email"}
)
"""Things that are sent as words or pictures rather than in a parcel."""

SPECIFIC: Final = frozenset(
    {"refund", "supply", "cancel", "unlock", "activate", "block", "disable", "reserve", "pause"}
    | {"open case", "discount", "take off", "done", "reset", "sign out"}
)
"""Operations that are the same whatever they are done to."""

# What a verb that says little becomes by what it is done to.
_BY_THING: Final = (
    ("case", "open issue release note arrange do send", "open case"),
    ("cancellation", "open issue release arrange note do confirm", "cancel"),
    ("replacement", "send release issue open arrange note do", "supply"),
    ("money", "send release issue open arrange return note supply do", "refund"),
    ("discount", "apply note issue open arrange", "discount"),
)

_FAMILY: Final = {verb: name for name, verbs in _VERBS.items() for verb in verbs.split()}
_THING: Final = {word: name for name, words in _THINGS.items() for word in words.split()}

AMBIGUOUS: Final = frozenset(
    "order refund change claim trace post block credit issue reset hold label ship book charge file"
    " look check call test search note record mail text email e-mail message fix lock return report"
    " request ring start transfer upgrade void set place read keep address swap switch".split()
)
"""Verbs whose bare form is as often a noun."""


def _forms(verb: str) -> set[str]:
    """The past forms of a regular verb, in both spellings where there are two."""
    if verb.endswith("e"):
        return {verb + "d"}
    if verb.endswith("y") and verb[-2] not in "aeou":
        return {verb[:-1] + "ied"}
    return {verb + "ed", verb + verb[-1] + "ed"}


def _past_forms() -> dict[str, str]:
    forms = {form: verb for verb, words in _IRREGULAR.items() for form in words.split()}
    for verb in _FAMILY:
        if verb not in _IRREGULAR:
            forms.update(dict.fromkeys(_forms(verb), verb))
    return forms


_PAST: Final = _past_forms()


@lru_cache(_WORDS_KEPT)
def stem(word: str) -> str:
    """A word without its ending, the same for every form of it: ``unlock`` of ``unlocked``."""
    word = word.lower()
    for ending, rest in (
        ("ies", "y"),
        ("ied", "y"),
        ("ing", ""),
        ("ed", ""),
        ("es", ""),
        ("s", ""),
    ):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word.removesuffix(ending) + rest
            break
    word = word.removesuffix("e")
    doubled = len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiousl"
    return word[:-1] if doubled else word


@lru_cache(_WORDS_KEPT)
def past_verb(word: str) -> str | None:
    """The verb that a word is the past form or participle of; null if it isn't one.

    A word in -ed that is not in the vocabulary gives its stem.
    """
    word = word.lower()
    if word in _PAST:
        return _PAST[word]
    if word in FOREIGN:
        return FOREIGN[word]
    return stem(word) if re.fullmatch(r"[a-z][a-z-]{2,}ed", word) else None


def is_known(verb: str) -> bool:
    """Whether the vocabulary has the verb, in its base form."""
    return verb in _FAMILY or verb in _VERBS


@lru_cache(_WORDS_KEPT)
def base_verb(word: str) -> str | None:
    """The verb that a word is the base form or the -ing form of, if the vocabulary has it."""
    word = word.lower()
    if word in _FAMILY:
        return word
    if not word.endswith("ing"):
        return None
    root = word.removesuffix("ing")
    return next((v for v in (root, root + "e", root[:-1]) if v in _FAMILY), None)


def thing(word: str) -> str:
    """The kind of thing that a word names, or its stem."""
    word = word.lower()
    return _THING.get(word) or _THING.get(word.removesuffix("s")) or stem(word)


def is_thing(word: str) -> bool:
    """Whether the vocabulary knows what kind of thing the word names."""
    word = word.lower()
    return word in _THING or word.removesuffix("s") in _THING


def operation(verb: str, objects: frozenset[str]) -> str:
    """The operation that a verb, in its base form, means when it is done to ``objects``."""
    family = verb if verb in _VERBS else _FAMILY.get(verb, stem(verb))
    if family == "send" and objects & DOCUMENTS:
        return family
    for kind, light, name in _BY_THING:
        if kind in objects and family in light.split():
            return name
    if family == "send" and objects:
        return "supply"
    if family == "do" or (family == "arrange" and not objects):
        return "done"
    return family


_PARTICLES: Final = {
    "off": {"switch": "disable", "turn": "disable", "take": "take off", "call": "cancel"},
    "on": {"switch": "activate", "turn": "activate", "pass": "contact"},
    "through": {"put": "release", "push": "release"},
    "in": {"put": "open"},
    "aside": {"put": "reserve", "set": "reserve"},
    "back": {"pay": "refund", "give": "refund"},
    "out": {"make": "issue", "send": "send", "pay": "refund"},
    "up": {"look": "look", "set": "arrange"},
}
"""What a verb becomes with a particle after it or after its object."""


def phrasal(verb: str, after: str) -> str:
    """The verb together with a particle that follows within a few words."""
    for word in after.lower().split()[:5]:
        if verb in (others := _PARTICLES.get(word.strip(".,!"), {})):
            return others[verb]
    return verb
