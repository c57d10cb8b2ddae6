"""What a draft may cite: pieces of articles with a number each, and which of them it cited.

The model sees and writes numbers only. Titles come from the number here, so that it can't make up a
source.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from console.assist.knowledge.search import ArticleMatch, content_words
from console.domain.knowledge import Article

_MOST_CHARACTERS = 400
"""Of a paragraph; the rest of a longer one is left out at the end of a sentence or word."""

_MARK = re.compile(r"\s?\[(\d{1,3})\]")


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of an article. ``number`` is what it is cited by."""

    number: int
    article: str
    title: str
    text: str

    def __str__(self) -> str:
        return f"[{self.number}] {self.title}: {self.text}"


def snippets(match: ArticleMatch, words: str) -> tuple[Snippet, ...]:
    """The best-fitting paragraph of each matching article, numbered from 1."""
    articles = (*((match.article,) if match.article else ()), *match.others)
    return tuple(
        Snippet(number, article.id, article.title, _paragraph(article, words))
        for number, article in enumerate(articles, start=1)
    )


def cited(draft: str, given: Sequence[Snippet]) -> tuple[str, ...]:
    """The ids of the articles that a draft cites, in the order of its citations."""
    known = {snippet.number: snippet.article for snippet in given}
    numbers = (int(mark[1]) for mark in _MARK.finditer(draft))
    return tuple(dict.fromkeys(known[number] for number in numbers if number in known))


def _paragraph(article: Article, words: str) -> str:
    """The paragraph that has most of the customer's content words; the first if none has any."""
    wanted = set(content_words(words))
    paragraphs = [" ".join(part.split()) for part in re.split(r"\n\s*\n", article.body)]
    best = max(paragraphs, key=lambda text: len(wanted.intersection(content_words(text))))
    if len(best) <= _MOST_CHARACTERS:
        return best
    cut = best[:_MOST_CHARACTERS]
    end = max(cut.rfind(". ") + 1, 0) or cut.rfind(" ")
    return cut[:end].rstrip() if end > 0 else cut
