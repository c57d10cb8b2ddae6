"""Verbs of instructions, with their past participles and what kind of step they begin.

A step such as "Send the reset link" is told to an agent. The same verb announces it to a customer
("I'll send …") and reports it ("I've sent …").
"""

import re
from typing import Literal

Kind = Literal["ask", "look", "do", "tell", "rule"]

_IRREGULAR = dict(
    pair.split("/")
    for pair in """
    bring/brought build/built buy/bought catch/caught choose/chosen come/come cut/cut deal/dealt
    do/done draw/drawn drive/driven fall/fallen feel/felt find/found forget/forgotten get/got
    give/given go/gone hang/hung have/had hear/heard hide/hidden hold/held keep/kept know/known
    lay/laid lead/led leave/left lend/lent let/let lose/lost make/made mean/meant meet/met
    overwrite/overwritten pay/paid put/put read/read redo/redone rebuild/rebuilt resend/resent
    reset/reset rewrite/rewritten run/run say/said see/seen sell/sold send/sent set/set
    show/shown shut/shut split/split spend/spent stick/stuck take/taken teach/taught tell/told
    think/thought undo/undone upset/upset withdraw/withdrawn write/written unfreeze/unfrozen
    freeze/frozen begin/begun break/broken bind/bound""".split()
)

_BY_KIND: dict[Kind, str] = {
    "ask": "ask request get obtain collect",
    "look": """look check compare find see verify count read search review inspect examine confirm
        determine identify locate test measure""",
    "do": """accept activate add adjust allocate apply approve arrange assign authorize bill block
        book bring build buy call cancel change charge clear close collect complete connect copy
        correct create credit cut deactivate deduct delete deliver deposit disable discount dispatch
        double downgrade draw e-mail email enable end enter escalate exchange expedite extend file
        fill fix flag forward free freeze give grant hand hold include increase inform install
        insert invoice issue keep label leave lift limit link list lock log lower mail make mark
        match merge message move note notify open order pack park pass pause pay phone pick place
        port post postpone prepare print process produce provide publish put raise rebook reboot
        recall record redirect reduce refer refill refund register reinstate reissue release remind
        remove renew repair repeat replace report reschedule resend reserve reset restart restore
        resume return reverse rewrite run save schedule sell send set settle shift ship sign skip
        split start stop store submit subtract suspend swap switch take text top transfer trigger
        try turn unblock unfreeze unlock unsubscribe update upgrade upload void waive withdraw wrap
        write""",
    "tell": """tell say explain offer decline advise warn mention apologize promise propose suggest
        recommend answer point describe quote state refuse reject thank""",
    "rule": "never don't keep use count follow stick remember avoid wait let treat mind respect",
}
_KIND: dict[str, Kind] = {
    verb: kind for kind in ("rule", "do", "tell", "look", "ask") for verb in _BY_KIND[kind].split()
}
_KIND |= {"get": "ask", "confirm": "look", "collect": "do", "keep": "do", "let": "tell"}
_PHRASES: tuple[tuple[str, Kind], ...] = (
    (r"do (?:the|an?) (?:\w+[ -]){0,3}check", "look"),
    (
        r"(?:open|note|read|enter|use) (?:the |a )?(?:\w+[ -]){0,2}(?:page|table|list|scan|guide)",
        "look",
    ),
    (r"look .*\bup\b", "look"),
    (
        r"(?:run|do|make|perform|carry out) (?:the|an?) (?:[\w-]+ ){0,3}"
        r"(?:check|test|scan|search|diagnos\w+|inspection)\b",
        "look",
    ),
    (
        r"ask (?:for|whether|if|what|which|when|where|who|how|about|at|to|them|again|"
        r"the (?:customer|guest|client|caller|patient|member|passenger|buyer))\b",
        "ask",
    ),
    (r"have (?:the|an?|our|someone) (?:[\w'’-]+ ){0,4}(?:look|check|test|search)\b", "look"),
    (
        r"have (?:the|an?|it|them|their) (?:[\w'’-]+ ){0,4}(?:\w+ed|written|made|sent|done)"
        r"(?:$|[,.;])",
        "do",
    ),
    (r"ask (?:the|our|a|an|another) \w+", "do"),
    (r"ask \w", "ask"),
    (r"read out", "tell"),
    (r"give (?:the|an?|them) (?:\w+ ){0,3}(?:date|time|estimate|number|reason|price|name)", "tell"),
    (r"(?:find out|get) (?:what|which|where|when|whether|how|the)", "ask"),
    (r"(?:never|don['’]t|do not|no|skip|only|not)\b", "rule"),
    (r"do\b", "do"),
)

VERBS = frozenset(_KIND) | {"do", "find", "have", "point"}
_UNDOUBLED = re.compile(r"(?:^|[^aeiou])[aeiou][bdgklmnprt]$")
"""Ends in a short vowel and one consonant, which is doubled in the past."""

_LAST_SYLLABLE_WEAK = ("en", "er", "el", "it", "et", "on", "or", "om", "in", "op", "al")
_STRESSED_END = "submit permit commit refer transfer defer prefer unzip begin".split()
"""Verbs that double their last letter, as their last syllable is stressed."""


def kind_of(action: str) -> Kind | None:
    """What kind of step an instruction is, by its first words; null if it begins with no verb."""
    text = action.lower().strip()
    for pattern, kind in _PHRASES:
        if re.match(pattern, text):
            return kind
    return _KIND.get(first_word(text))


def first_word(text: str) -> str:
    """The first word in small letters, hyphens kept."""
    word = re.match(r"[a-z][a-z'’-]*", text.strip().lower())
    return word[0] if word else ""


def participle(verb: str) -> str:
    """The past participle: "send" gives "sent", "apply" gives "applied"."""
    if verb in _IRREGULAR:
        return _IRREGULAR[verb]
    if verb in ("cancel", "label"):
        return f"{verb}led"
    if verb.endswith("e"):
        return f"{verb}d"
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        return f"{verb[:-1]}ied"
    if _UNDOUBLED.search(verb) and (
        verb in _STRESSED_END or not (len(verb) > 3 and verb.endswith(_LAST_SYLLABLE_WEAK))
    ):
        return f"{verb}{verb[-1]}ed"
    return f"{verb}ed"


def base_form(verb: str) -> str:
    """The verb that a past participle belongs to: "kept" gives "keep"; other words stay."""
    return _BASE.get(verb) or _FROM_PARTICIPLE.get(verb, verb)


def base_forms(text: str) -> str:
    """A text's words, verbs in their base form: "it was held" gives "it was hold"."""
    return " ".join(base_form(word) for word in re.findall(r"[a-z]+", text.lower()))


def plain_form(verb: str) -> str:
    """The verb without the ending of the third person: "wishes" gives "wish"."""
    special = {"is": "are", "has": "have", "does": "do", "was": "were", "isn't": "aren't"}
    if verb in special:
        return special[verb]
    if verb.endswith("ies") and len(verb) > 4:
        return f"{verb[:-3]}y"
    if verb.endswith(("shes", "ches", "sses", "xes", "zzes", "oes")):
        return verb[:-2]
    return verb[:-1] if verb.endswith("s") and not verb.endswith(("ss", "us", "'s")) else verb


_BASE = {past: verb for verb, past in _IRREGULAR.items()}
_FROM_PARTICIPLE = {participle(verb): verb for verb in VERBS}
"""The verbs of past participles."""
