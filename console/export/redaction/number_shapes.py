"""Finds the numbers that states give to people by how they are written and by their check digits.

A number with wrong check digits counts too, since people mistype their own, unless the words before
it say that it is an article's or the like.
"""

import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module

from console.export.redaction.languages import KEEP, NumberShape, languages
from console.export.redaction.number_cues import Cues
from console.export.redaction.spans import Span

_PARTS = {"9": r"\d", "A": "[A-Za-z]", "-": " ?- ?"}


def shaped_numbers(text: str) -> Iterator[Span]:
    """Numbers such as 123.456.789-09 and QQ 12 34 56 C; a checked one whatever is before it."""
    pattern, shapes = _shapes()
    cues = Cues(text)
    for match in pattern.finditer(text):
        shape = shapes[(match.lastindex or 1) - 1]
        cue = cues.before(match.start())
        is_harmless = cue is not None and cue.close and cue.kind == KEEP
        if (is_harmless and not _checks(shape, match[0])) or _is_date(match[0]):
            continue
        said = cue.kind if cue is not None and cue.close and cue.kind != KEEP else shape.label
        yield Span(*match.span(), said)


@cache
def _shapes() -> tuple[re.Pattern[str], tuple[NumberShape, ...]]:
    """One pattern with a group for each shape, the longest first."""
    shapes = tuple(sorted(languages().shapes, key=lambda shape: -len(shape.shape)))
    patterns = "|".join(f"({_pattern(shape)})" for shape in shapes)
    return re.compile(rf"(?<![\w.,/+-])(?<![$€£¥₹\d] )(?:{patterns})(?![\w-]|[ .,/]\d)"), shapes


def _pattern(shape: NumberShape) -> str:
    begins = f"(?={shape.begins})" if shape.begins else ""
    parts = (_PARTS.get(char, re.escape(char)) for char in shape.shape)
    letters = (part.replace("a-z", "") if shape.capitals else part for part in parts)
    return begins + "".join(letters)


def _checks(shape: NumberShape, written: str) -> bool:
    """Whether the check digits are known and right."""
    if shape.check is None:
        return False
    return bool(import_module(f"stdnum.{shape.check}").is_valid(written.replace(" ", "")))


def _is_date(written: str) -> bool:
    return re.fullmatch(r"(?:19|20)\d\d-(?:0\d|1[0-2])-(?:[0-2]\d|3[01])", written) is not None
