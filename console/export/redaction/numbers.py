"""Finds numbers and codes that stand for one order, account, parcel, person or payment."""

import re
from collections.abc import Iterator
from datetime import date

from console.export.redaction.languages import KEEP
from console.export.redaction.number_cues import Cue, Cues
from console.export.redaction.spans import Span, matches

_UNDERSCORE = re.compile(r"(?<![A-Za-z0-9_])[^\W_]{1,40}+(?:_[^\W_]{1,40}+){1,4}(?![A-Za-z0-9_])")
_PAYING = re.compile(r"card|pay|wallet|iban|bank", re.IGNORECASE)
_CODE = re.compile(
    r"(?<![A-Za-z0-9_#$€£¥])#?(?:[A-Za-z]{1,12}[-/.]){0,3}[A-Za-z]{0,12}+\d[A-Za-z0-9]*+"
    r"(?:[-/.][A-Za-z0-9]++)*+"
)
_PASSWORD = re.compile(
    r"(?:\b(?:password|passwort|kennwort|contrasena)(?: is| ist| es)?|密码是?)[: ]{1,3}"
    r"(?P<it>(?=[^\s\x00]{0,63}[\d!#$%&])[^\s\x00]{4,64}(?<![.,;]))",
    re.IGNORECASE,
)
_SERIAL = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?=\D*\d)[0-9a-f]{16,}", re.I)


passwords = matches(_PASSWORD, "ACCOUNT")


def user_ids(text: str) -> Iterator[Span]:
    """Ids such as ``mia_li_3668`` and ``credit_card_7815826``."""
    for match in _UNDERSCORE.finditer(text):
        if sum(char.isdigit() for char in match[0]) >= 2:
            yield Span(*match.span(), "PAYMENT" if _PAYING.search(match[0]) else "ACCOUNT")


def codes(text: str) -> Iterator[Span]:
    """Numbers and codes; what the words before say counts, then length and form.

    A number that is all of a message answers a question for one.
    """
    cues, whole = Cues(text), text.strip(" .!*\n")
    for match in _CODE.finditer(text):
        token = match[0].rstrip("-/.")
        digits = sum(map(str.isdigit, token))
        if digits < 3:
            continue
        cue = cues.before(match.start())
        if _identifies(token, digits, cue) or (digits >= 4 and token == whole):
            yield Span(match.start(), match.start() + len(token), _label(token, cue))


def _label(token: str, cue: Cue | None) -> str:
    kind = cue.kind if cue is not None and cue.kind != KEEP else None
    if kind is None or (kind == "ZIP" and len(token) > 10):
        return "ORDER" if token.startswith("#") else "NUMBER"
    return kind


def _identifies(token: str, digits: int, cue: Cue | None) -> bool:
    if cue is None:
        return _looks_it(token, digits)
    if cue.kind == KEEP:
        return token.startswith("#") and not cue.close and _looks_it(token, digits)
    least = (3 if cue.asked else 4) if cue.close else 5
    if cue.kind in ("ZIP", "PHONE", "CARD") and not cue.close:
        least = 5
    is_announced = digits >= least and not (cue.close and not cue.asked and _is_year(token))
    return (is_announced and _plausible(token, cue)) or _looks_it(token, digits)


def _plausible(token: str, cue: Cue) -> bool:
    """Bare words such as "order" may also be followed by a product or a quantity."""
    if cue.asked:
        return True
    run = _longest_run(token)
    return run >= 5 or (run >= 4 and token.isdigit() and cue.close) or token.startswith("#")


def _looks_it(token: str, digits: int) -> bool:
    """Whether the form alone is enough: long, or marked, or shaped like a serial number."""
    run = _longest_run(token)
    if token.startswith("#") and digits >= 4:
        return True
    if token.isdigit():
        return digits >= 6 and not (digits == 8 and _is_day(token))
    if any(char.isalpha() for char in token):
        return digits >= 7 or run >= 6 or _SERIAL.fullmatch(token) is not None
    return run >= 6 or digits >= 12


def _longest_run(token: str) -> int:
    return max(map(len, re.findall(r"\d+", token)), default=0)


def _is_year(token: str) -> bool:
    return re.fullmatch(r"(?:19|20)\d\d", token) is not None


def _is_day(token: str) -> bool:
    try:
        return 1900 <= date.fromisoformat(token).year < 2100
    except ValueError:
        return False
