"""Finds telephone numbers, and other numbers that are written in groups."""

import re
from collections.abc import Iterator

from phonenumbers import NumberParseException, is_possible_number, is_valid_number, parse

from console.export.redaction.languages import KEEP
from console.export.redaction.number_cues import Cue, Cues
from console.export.redaction.spans import Span

REGIONS = (
    *("US", "GB", "DE", "ES", "FR", "CN", "IT", "AT", "CH", "NL", "IN", "MX", "AU", "PL", "RU"),
    *("BR", "PT", "SE", "JP", "KR", "TR", "BE", "NO", "DK", "FI", "SA", "EG", "AE", "AR", "TW"),
)
"""Where a number without a country's code may be from."""

_GROUPS = re.compile(
    r"(?<![A-Za-z0-9_.,$€£¥#/+-])(?:\+ ?|\()?\d{1,15}+(?:[ )(./-]{1,3}\d{1,15}+){0,9}"
    r"(?![A-Za-z0-9_]|[.,]\d)"
)
_PARTS = re.compile(r"\d+")
_GROUPINGS = frozenset(
    {
        *((3, 3, 4), (1, 3, 3, 4), (3, 4, 4), (3, 2, 2, 2), (3, 7), (5, 6), (5, 5)),
        *((1, 3, 3, 2, 2), (3, 3, 2, 2), (2, 5, 4), (2, 4, 4), (4, 3, 2, 2), (2, 3, 3, 3)),
    }
)
"""How many digits stand together in the countries' numbers, without the 0 of an area."""
_IDS = frozenset({"ORDER", "TRACKING", "PAYMENT", "ACCOUNT", "NUMBER", "CARD"})


def grouped(text: str) -> Iterator[Span]:
    """Telephone numbers, and ids that are spaced or dashed."""
    cues = Cues(text)
    for match in _GROUPS.finditer(text):
        parts = _PARTS.findall(match[0])
        digits = sum(map(len, parts))
        if digits < 6:
            continue
        if len(parts) > 1 or match[0][0] in "+(":
            if label := _label(cues, match, parts, digits):
                yield Span(*match.span(), label)
        elif digits >= 9 and match[0][0] == "0" and _is_phone(match[0]):
            yield Span(*match.span(), "PHONE")


def _label(cues: Cues, match: re.Match[str], parts: list[str], digits: int) -> str | None:
    cue = cues.before(match.start())
    is_announced = cue is not None and cue.close
    if digits > 24 or (cue is not None and cue.kind == KEEP and cue.close):
        return None
    if cue is not None and is_announced and (cue.kind in _IDS) and (cue.asked or len(parts) <= 4):
        return cue.kind if _is_one_number(match[0], parts, cue) else None
    if cue is not None and is_announced and cue.kind == "PHONE":
        return "PHONE"
    if _is_phone(match[0]):
        return "PHONE"
    return "NUMBER" if _is_in_groups(match[0], parts, digits) else None


def _is_in_groups(written: str, parts: list[str], digits: int) -> bool:
    """Whether this is somebody's number by its groups alone: not a list of sizes or a range."""
    same = len(set(re.findall(r"[^\d]+", written.strip("+()")))) == 1
    longest = max(map(len, parts))
    return digits >= 7 and len(parts) >= 3 and longest >= 3 and (same or "-" in written)


def _is_one_number(written: str, parts: list[str], cue: Cue) -> bool:
    """Whether groups belong together: a list of small numbers doesn't."""
    return cue.asked or max(map(len, parts)) >= 4 or "-" in written


def _is_phone(written: str) -> bool:
    if written.startswith(("+", "00")):
        return _possible("+" + re.sub(r"\D", "", written).lstrip("0"))
    parts = _PARTS.findall(written)
    if not 7 <= sum(map(len, parts)) <= 15 or not _dialled(parts):
        return False
    return any(_valid(written, region) for region in REGIONS)


def _dialled(parts: list[str]) -> bool:
    """Whether the groups are a number's: with the 0 of an area, or grouped as in some country."""
    lengths = tuple(map(len, parts))
    if parts[0].startswith("0"):
        return True
    if lengths in _GROUPINGS:
        return True
    return lengths == (3, 3, 3) and parts[0][0] in "456789"


def _valid(written: str, region: str) -> bool:
    try:
        return is_valid_number(parse(written, region))
    except NumberParseException:
        return False


def _possible(written: str) -> bool:
    try:
        return is_possible_number(parse(written))
    except NumberParseException:
        return False
