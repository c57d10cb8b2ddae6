"""Finds links, e-mail addresses and other places that somebody could be sent to."""

import re

from console.assist.guard.claim import ClaimKind, claim_pattern

_TAIL = r"[^\s\"<>()]"


def _email(match: re.Match[str]) -> tuple[str, ...]:
    return (match[0].casefold(),)


def _link(match: re.Match[str]) -> tuple[str, ...]:
    """An address on the web, and the site it is on."""
    text = match[0].casefold().rstrip(".,;:!?'”’]}*")
    bare = text.partition("://")[2] or text
    bare = bare.removeprefix("www.").rstrip("/")
    site = re.split(r"[/:?]", bare, maxsplit=1)[0]
    ending = site.rpartition(".")[2]
    if "://" not in text and not (len(ending) > 1 and ending[0].isalpha()):
        return ()
    return (f"link {bare}", f"link {site}")


def _other(match: re.Match[str]) -> tuple[str, ...]:
    """What leads somewhere without a host's name: a number for one, an account, a script."""
    return (f"link {match[0].casefold()}",)


def _call(match: re.Match[str]) -> tuple[str, ...]:
    """A telephone number to call: where somebody is sent, and not just a number."""
    return (re.sub(r"\D", "", match[1]),)


PATTERNS = (
    claim_pattern(ClaimKind.EMAIL, r"(?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]++)++", _email),
    claim_pattern(
        ClaimKind.LINK,
        r"\b(?:call|dial|ring|phone|text|whatsapp|llam\w+|appel\w+|chiam\w+)"
        r"(?: (?:us|me|our|the|now|at|on|to|number|hotline|line|desk|refund|service|support|team"
        r"|al|el|au|le|numéro|número)){0,6}:? (\+?\(?\d[\d ()./-]{5,24}\d)",
        _call,
    ),
    claim_pattern(
        ClaimKind.LINK,
        rf"(?:\b(?:javascript|mailto|tel|sms|data):|(?<!\d)(?:\d{{1,3}}\.){{3}}\d{{1,3}}[:/]){_TAIL}++"
        r"|(?<![\w@.])@[a-z_]\w{2,}+",
        _other,
    ),
    claim_pattern(
        ClaimKind.LINK,
        rf"(?<![\w+])[a-z]\w*+://{_TAIL}++|(?<![\w@.-])[\w-]++(?:\.[\w-]++)++(?:[:/?]{_TAIL}*+)?",
        _link,
    ),
)
