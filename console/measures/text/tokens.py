"""What a message consists of: words by script, the ends of clauses, and all that is no word."""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple, cast

Kind = Literal["letters", "han", "stop"]

HAN = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_LETTER = rf"[^\W\d_{HAN}]"
_MARK = "\u0300-\u036f"
_APOSTROPHES = str.maketrans("\u2018\u2019\u02bc\uff07", "''''")

_PATTERN = re.compile(
    rf"""
      (?P<link> (?i: https?:// | www\. ) [!-~]+ )
    | (?P<address> [A-Za-z0-9._%+-]{{1,64}}+ @ [A-Za-z0-9-]{{1,63}} (?: \. [A-Za-z0-9-]{{1,63}} )+ )
    | (?P<placeholder> \[ [A-Z][A-Z_]{{1,30}} \] )
    | (?P<code> \#? [A-Za-z_-]{{0,40}}+ \d (?: [.,:/'-]? [A-Za-z\d_] )* )
    | (?P<letters> {_LETTER}+ (?: (?: ['\u2010\u2011-] | [{_MARK}]+ ) {_LETTER}+ )* )
    | (?P<han> [{HAN}]+ )
    | (?P<stop> [.,!?;:\n] )
    """,
    re.VERBOSE,
)
"""Every repeat is bounded or can't be given back, so that a megabyte of anything takes its time
once."""

_KEPT = {"letters", "han", "stop"}


class WordToken(NamedTuple):
    """``letters`` is a word as written, ``han`` a run of Chinese characters, not cut yet."""

    kind: Kind
    text: str


def tokens(text: str) -> Iterator[WordToken]:
    """The words of a text and the ends of its clauses, in order."""
    for match in _PATTERN.finditer(text.translate(_APOSTROPHES)):
        if match.lastgroup in _KEPT:
            yield WordToken(cast(Kind, match.lastgroup), match[0])
