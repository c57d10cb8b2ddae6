"""Finds e-mail addresses, handles, links that lead to one person, and network addresses."""

import re
from collections.abc import Callable, Iterator
from ipaddress import AddressValueError, IPv4Address

from console.export.redaction.spans import Finder, Span, matches

_HOST = r"[\w-]++(?:\.[\w-]++)*+"
_DOT = r"(?: ?[\[({] ?(?:dot|punkt|punto) ?[\])}] ?| (?:dot|punkt|punto) |\.)"
_DOMAIN_ENDING = (
    r"(?:com|net|org|edu|gov|info|io|co|biz|eu|de|uk|cn|es|fr|it|nl|at|ch|us|example)\b"
)
_EMAIL = re.compile(
    r"(?<![\w.+%'-])(?=[\w.+%'-]{0,64}[^\W\d])'?(?P<it>[\w.+%-][\w.+%'-]{0,256}+"
    rf"(?:@(?=[\w-]*[^\W\d]){_HOST}| ?@ ?[\w-]++(?:\.[\w-]++)++))"
)
_SPELLED = re.compile(
    r"(?<![\w.+-])(?!(?:look\w*|shop\w*|order\w*|bought|buy|is|it|them|me|us|online|you|sold) )"
    r"[\w.+-]{1,64}+(?: (?:dot|punkt|punto) [\w-]{1,64}+){0,3}"
    r"(?: ?[\[({] ?(?:at|@|arroba) ?[\])}] ?[\w-]{1,64}"
    rf"(?:{_DOT}[\w-]{{1,64}}){{1,4}}"
    rf"|(?: at | arroba )[\w-]{{1,64}}(?: (?:dot|punkt|punto) [\w-]{{1,64}}){{0,3}}"
    rf" (?:dot|punkt|punto) {_DOMAIN_ENDING})",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?<![\w.@])@[^\W\d][\w.]{1,63}\b")
_LINK = re.compile(
    r"(?<![\w@])(?:[a-z][a-z+]{1,9}://|www\.)[^\s<>\"\x00]++"
    rf"|(?<![\w@./-])(?:[a-z0-9-]{{1,63}}\.){{1,4}}{_DOMAIN_ENDING}/[^\s<>\"\x00]*+",
    re.IGNORECASE,
)
_TAIL = ".,;:!?)]}'*"
_PERSONAL = re.compile(r"@|\d{4}|(?<=[=/])(?=[\w-]{0,80}\d)[\w-]{8,}|[?#&=][^?#&=]*\d")
_NETWORK = re.compile(r"(?<![\w.])(?<!version )(?<!v)\d{1,3}(?:\.\d{1,3}){3}(?![\w]|\.\d)")

emails = matches(_EMAIL, "EMAIL")
spelled_emails = matches(_SPELLED, "EMAIL")
handles = matches(_HANDLE, "ACCOUNT")


def links_of(names_someone: Callable[[str], bool]) -> Finder:
    """Finds links: those with a number, a token, an address or a name in them go, others stay."""

    def links(text: str) -> Iterator[Span]:
        for match in _LINK.finditer(text):
            link = match[0].rstrip(_TAIL)
            personal = _PERSONAL.search(link.partition("://")[2] or link) or names_someone(link)
            yield Span(match.start(), match.start() + len(link), "LINK" if personal else None)

    return links


def network_addresses(text: str) -> Iterator[Span]:
    """Addresses such as 192.0.2.1; a version number looks alike, so the word before it counts."""
    for match in _NETWORK.finditer(text):
        try:
            IPv4Address(match[0])
        except AddressValueError:
            continue
        yield Span(*match.span(), "IP")
