"""Brings a text into one spelling, so that it can't say the same thing in a hundred disguises.

``folded`` is for comparing facts. ``unmasked`` goes further and is for finding links only: it takes
letters for those they look like, and words for the marks they stand for.
"""

import re
import unicodedata

_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_MARKUP = re.compile(r"[*#`]")

_LOOKALIKES = str.maketrans(
    "аеорсухіјѕԁһԛԝвкмнтАВЕКМНОРСТХЅІЈαορνικτυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ․‧∙·ꓸ⁄∕：ː",
    "aeopcyxijsdhqwbkmhtABEKMHOPCTXSIJaopviktuxABEZHIKMNOPTYX.....//::",
)
_IDEOGRAPHIC_DOT = re.compile(r"(?<=[A-Za-z0-9])[。｡](?=[A-Za-z0-9])")
_APART = re.compile(r"(?<!\S)(?:\S (?=\S(?!\S))){4,}+\S")
_SCHEME = re.compile(r"\b(h[tx]{2}ps?)\s?:\s?[\\/]{1,3}\s?", re.IGNORECASE)
_SPOKEN_SCHEME = re.compile(
    r"\b(https?) (?:colon|doppelpunkt|dos puntos) (?:slash|barra) (?:slash|barra) ", re.IGNORECASE
)
_DOT_WORD = "dot|punkt|punto|ponto|point|punt|kropka"
_AT_WORD = "at|arroba|arobase|klammeraffe|chiocciola|apenstaartje"
_ENDING = "(?:com|net|org|io|info|biz|shop|store|app|site|online|link)"
_BRACKETED = re.compile(
    rf" ?[\[({{] ?(?:(?P<dot>{_DOT_WORD}|\.)|(?:{_AT_WORD}|@)) ?[\])}}] ?", re.IGNORECASE
)
_AT = re.compile(rf"(?<=\w) (?:{_AT_WORD}) (?=[\w-]+(?: (?:{_DOT_WORD}) |\.[a-z]))", re.IGNORECASE)
_DOT = re.compile(
    rf"(?<=\w) (?:dot (?=[a-z]{{2,}})|(?:{_DOT_WORD}) (?={_ENDING}\b))", re.IGNORECASE
)
_LOOSE_DOT = re.compile(rf"(?<=\w)(?: \. ?|\. )(?={_ENDING}\b)")


def folded(text: str) -> str:
    """The text in one spelling: plain digits, dashes, spaces and letters; case is kept."""
    plain = text
    if not text.isascii():
        plain = "".join(_plain(char) for char in unicodedata.normalize("NFKC", text))
    return " ".join(_THOUSANDS.sub("", _MARKUP.sub("", plain)).split())


def _plain(char: str) -> str:
    if char.isascii():
        return char
    category = unicodedata.category(char)
    if category == "Nd":
        return str(unicodedata.decimal(char))
    if category == "Cf":
        return ""
    return "-" if category == "Pd" or char == "−" else "%" if char == "٪" else char


def unmasked(plain: str) -> str:
    """A folded text with links in it as they are meant.

    "h t t p", "example (dot) com", "example . com", a Cyrillic a and a raised dot are all read.
    """
    text = _IDEOGRAPHIC_DOT.sub(".", plain.translate(_LOOKALIKES))
    text = _APART.sub(lambda match: match[0].replace(" ", ""), text)
    text = _SCHEME.sub(r"\1://", _SPOKEN_SCHEME.sub(r"\1://", text))
    text = _BRACKETED.sub(lambda match: "." if match["dot"] else "@", text)
    text = _AT.sub(_an_address, text)
    return _LOOSE_DOT.sub(".", _DOT.sub(".", text))


def _an_address(match: re.Match[str]) -> str:
    """The mark, unless plain words lead to a plain link: "look at shop.example"."""
    after = match.string[match.end() :].split(" ", 1)[0]
    return match[0] if "." in after and match[0].casefold() == " at " else "@"
