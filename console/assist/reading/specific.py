"""Words that name something in particular, as an answer to "which one?" does.

Customers say *pilates*, *Meridian* or *Sven* without the article's word for what that is. Such a
word is a name that the site's articles have, a name by its capital letter, or no everyday word.
"""

import re
from collections.abc import Collection, Sequence
from functools import lru_cache

from console.assist.reading.descriptions import VAGUE
from console.assist.reading.patterns import pattern
from console.assist.reading.wording import concepts, length, plain, terms
from console.domain.knowledge import Article

_NAME = re.compile(r"(?<=[a-z,:(] )[A-Z][a-z]{2,}(?: [A-Z][a-z]+)*")
"""A name within a sentence."""

_ROW = re.compile(r"^\|\s*([A-Z][^|,]{2,30}?)\s*[,|]", re.MULTILINE)
"""What a row of a table is about."""

_CALENDAR = pattern(
    r"""
    (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun)[a-z]*|
    english|german|french|spanish
"""
)
"""Names that are no thing of the site's."""

_EVERYDAY_WORDS = """
    able about accept account actually add afraid after again ago ahead allow alone already
    always amount annoy answer apply arrive ask available away back bad because become before begin
    behind believe best better between big bring busy buy call care case chance change charge check
    choose class clear close come complain complete confirm contact continue contract correct cost
    couple cover current customer daily date day deal decide deliver different difficult do double
    during early easy either email end enough ever every exact expect explain extra face fact fail
    family far fast feel few fill final find fine finish first fix follow forget form free friend
    full further get give glad go gone good great guess guy half hand happen happy hard hate head
    hear help high hold home hope hour house however idea important inform instead interest issue
    job join keep kind know last late later learn leave less let letter life like line list little
    live long look lose lot love low make man manage matter maybe mean meet member mention message
    mind minute miss mistake moment money month more morning most move much must name near nearly
    need never new next nice night normal note nothing notice now number offer office often old once
    open option order other own paper part past patient pay people perhaps person phone pick place
    plan please point possible post prefer price probably problem promise put question quick quite
    rather reach read ready real really reason receive refuse remember reply request rest return
    right run same save say second see seem sell send serious service set several short should show
    side simple since sit situation small something soon sorry sort speak spend stand start stay
    still stop stuff stupid sudden suggest suppose sure take talk tell terrible test thank thing
    think though today together told tomorrow tonight total touch true trust try turn type
    understand until update use usual wait walk want watch way week welcome well whole why wife
    wonder word work world worry write wrong year yesterday young husband wife mother father mom dad
    sister brother colleague neighbor partner space somewhere anyway earlier sooner lately recently
    month afternoon evening noon weekend january february march april may june july august september
    october november december monday tuesday wednesday thursday friday saturday sunday one two three
    four five six seven eight nine ten twice third luck hurry reach guy moved moving urgent"""
_EVERYDAY = terms(_EVERYDAY_WORDS) | concepts(_EVERYDAY_WORDS)
"""Stems of words that name nothing in particular."""


@lru_cache(maxsize=16)
def names_of(articles: tuple[Article, ...]) -> frozenset[str]:
    """The names that a site's articles have within their sentences and before their tables' rows.

    In plain spelling; the parts of a name of several words stand for it, too.
    """
    found: set[str] = set()
    for article in articles:
        text = "\n".join((*article.steps, article.body)).replace("**", "")
        for name in (*_NAME.findall(text), *_ROW.findall(text)):
            found |= {plain(name), *(word for word in plain(name).split() if len(word) > 3)}
    return frozenset(name for name in found if not _CALENDAR.fullmatch(name))


def names_in(
    sentence: str, beside: Collection[str], names: frozenset[str] = frozenset()
) -> frozenset[str]:
    """What a sentence names in particular.

    ``beside`` are concepts that everybody who writes about this has; ``names`` those of the site.
    A word without a capital letter counts where something is wished for, or nearly alone.
    """
    folded = plain(sentence)
    found = {name for name in names if re.search(rf"\b{re.escape(name)}\b", folded)}
    found |= {plain(it) for it in _NAME.findall(sentence)}
    found = {it for it in found if not _CALENDAR.fullmatch(it.split()[0])}
    few = length(sentence) <= _FEW and not _CLAUSE.search(folded)
    pieces = [it for it in re.split(r"[,;:–]", folded) if len(it.split()) <= _PIECE]
    listed = [it for it in pieces if not _CLAUSE.search(it)]
    wished = [match[1] for match in _WISHED.finditer(folded)]
    said = folded if few else " . ".join([*listed, *wished])
    rest = concepts(said) - set(beside) - {w for it in found for w in concepts(it)}
    found |= {word for word in rest if _is_specific(word)}
    return frozenset(it for it in found if not any(it != other and it in other for other in found))


_FEW = 8
_PIECE = 3
_CLAUSE = pattern(
    r"\b(?:no|not|nothing|never|without|is|are|was|were|has|have|had|does|do|did|what|how|why)\b|'"
)
"""A denial, or a verb of a clause, which a list of things has none of."""

_WISHED = pattern(
    r"""
    \b(?:need|want|like|into|go to|get|out of|gave me|bought|have|take|taking|use|using|borrow\w*|
    try|trying|learn|play|join|start|book\w*|looking for|(?:copy|refill|reading|results?|
    number) of|about) ((?:(?:to|a|an|the|my|some|more|another|your|go|me|see|have) )*[a-z]+
    (?: [a-z]+)?)
    """
)
"""What a wish is for."""


def _is_specific(word: str) -> bool:
    return len(word) >= _SHORTEST and word.isalpha() and word not in VAGUE and word not in _EVERYDAY


_SHORTEST = 3


def ordinary(texts: Sequence[str]) -> frozenset[str]:
    """The concepts of texts that everybody who writes about them has."""
    return frozenset().union(*(concepts(text) for text in texts))
