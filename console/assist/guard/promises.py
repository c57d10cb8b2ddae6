"""Finds promises: words that commit the shop to giving something, or to when it happens.

What is denied ("we can't guarantee"), polite ("feel free to ask", "I'll look into it right away")
or merely named ("toll-free") is no promise.
"""

import re

from console.assist.guard.claim import ClaimKind, claim_pattern
from console.domain.alternatives import by_initial

_DENYING = by_initial(
    r"not|no|never|cannot|can't|can’t|won't|don't|isn't|aren't|doesn't|without|unable to|nicht"
    r"|kein\w*|nunca|pas|non|não"
)
_DENIED = (
    rf"{_DENYING}\s(?:be\s|a\s|an\s|any\s|yet\s|get\s|offer\s|give\s|the\s|able\sto\s"
    r"|that\s|for\s){0,4}"
)
_GIVES = (
    r"giv(?:e|es|ing)|refund you|refunded|arriv\w+|delivered|delivers|ships?|shipped|receiv\w+"
    r"|money|you(?:['’]ll| will) (?:get|have)|replaced|credit(?:ed|ing)?|send(?:ing)? (?:you )?an?"
    r"|issu(?:e|ed|ing) (?:an?|the|your)"
)
_PHRASES = {
    "free": r"(?<!-)free|complimentary|at no (?:extra |additional )?(?:cost|charge)"
    r"|free of charge|on us|on the house|no charge|at our (?:own )?expense|no cost to you"
    r"|(?:not|never|won't|won’t) be charged|kostenlos\w*|kostenfrei\w*|gratis"
    r"|gratuit\w*|grátis|umsonst",
    "full refund": r"(?:full|complete|entire) refund|refund(?:ed|s)? (?:\w+ ){0,3}in full"
    r"|fully refund\w*|money back|refund\w* (?:you )?everything|everything you paid"
    r"|refund\w* (?:\w+ ){0,3}(?:full|entire|whole|complete) (?:amount|price|order|sum|purchase)"
    r"|volle (?:rück)?erstattung|reembolso (?:completo|total|íntegro)"
    r"|remboursement (?:complet|intégral|total)|rimborso (?:completo|totale)",
    "at once": r"right away|right now|immediately|instantly|at once|straight away|straightaway"
    r"|within the hour|asap|as soon as possible|sofort|umgehend|inmediatamente|de inmediato"
    r"|immédiatement|tout de suite|immediatamente|subito|imediatamente",
    "today": r"today|heute|hoy|aujourd'hui|oggi|hoje|vandaag",
    "guarantee": r"guarantee[sd]?|i promise|we promise|you have my word|100 ?% sure|garantier\w*"
    r"|garantizamos|garantizo|garantissons|garantiamo|garantimos|we assure|definitely (?:get|be)",
    "discount": r"discount(?:s|ed)?|voucher|coupon|rabatt|gutschein|descuento|remise|sconto"
    r"|desconto|korting",
    "compensation": r"compensat\w+|reimburse\w*|waive[ds]?|goodwill|store credit|bonus"
    r"|entschädig\w+|compensación|dédommag\w+|indennizzo",
    "lifetime": r"lifetime|for life|forever|unlimited",
}
_THING = re.compile(r" (?!of\b|for\b|and\b|to\b|on\b|in\b|from\b|if\b|when\b)([^\W\d_]{3,})")
_SUBJECT = re.compile(
    r"(?<![^\W\d_])([^\W\d_]{3,40}) (?:is|are|will be|would be|comes|ships) (?:\w+ )?\Z"
)
_NEAR = 60
_PLAIN = "|".join(_PHRASES.values())
_PROMISE = by_initial(_PLAIN)
_ANY = "|".join(f"(?P<{name.replace(' ', '_')}>{words})" for name, words in _PHRASES.items())
_BETWEEN = rf"(?:(?!\b{by_initial(f'{_PLAIN}|{_GIVES}')}\b)[^.!?:;\n]){{0,40}}?"
"""What is polite by itself excuses nothing that is promised in the same breath."""
_BACK = r"(?:['’]ll| will|['’]m| am|['’]re| are)? (?:\w+ ){0,2}?(?:back|with you)"
_HELPING = by_initial(
    f"look|looking|check|checking|help|helping|assist|see|start|find out|i{_BACK}|we{_BACK}"
)
_IN_TOUCH = by_initial(r"how|contact\w*|reach\w*|writing|chatting|here|call\w*")
_TODAY = r"\btoday\b"
_SOON = r"\b(?:right away|immediately|at once|straight away|today|as soon as possible)\b"


def _in_the_same_breath(words: str) -> str:
    """The words soon after; to look ahead for them is quicker than to read up to them."""
    return rf"(?=[^.!?:;\n]{{0,40}}?{words}){_BETWEEN}{words}"


_HARMLESS = (
    r"feel free\b|free to\b|free (?:time|up|from)\b"
    rf"|{_HELPING}\b{_in_the_same_breath(_SOON)}"
    rf"|{_IN_TOUCH}\b{_in_the_same_breath(_TODAY)}"
    r"|earlier today\b|promised (?:day|date|delivery)\b"
)


def _promise(match: re.Match[str]) -> tuple[str, ...]:
    """What is promised; of a free thing also which, since a free return is not a free tent."""
    if match.lastgroup is None:
        return ()
    named = f"promise {match.lastgroup}"
    return (f"{named}{_thing(match)}" if match.lastgroup == "free" else named,)


def _thing(match: re.Match[str]) -> str:
    """The thing that is free, where it stands right before or after; else nothing."""
    before = _SUBJECT.search(match.string[max(0, match.start() - _NEAR) : match.start()])
    thing = before or _THING.match(match.string, match.end())
    return f" {thing[1].casefold()}" if thing else ""


_BEGINS = r"\b(?=[^\W\d_]{2}|i\b|100)"
"""How every one of them begins; elsewhere none of the many is tried."""

PATTERNS = (
    claim_pattern(
        ClaimKind.PROMISE,
        rf"{_BEGINS}(?:{_DENIED}{_PROMISE}\b|{_HARMLESS}|(?={_PROMISE}\b)(?:{_ANY})\b)",
        _promise,
    ),
)
