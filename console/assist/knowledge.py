"""What the assistant knows: the issue a customer's words point to, and the article on it."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from console.domain.issues import Issue
from console.domain.knowledge import Article


class Search(Protocol):
    """A full-text index (``console.store.search.TextIndex``)."""

    def search(self, query: str, limit: int = 5) -> list[tuple[str, float]]:
        """Ids with scores, best first."""
        ...


@dataclass(frozen=True, slots=True)
class Finding:
    """What a customer's words point to; ``issue`` is null when they point nowhere in particular."""

    issue: Issue | None
    article: Article | None


# Words that say nothing about what somebody needs; they would make everything look alike.
_EMPTY_WORDS = frozenset(
    "a about all am an and any are as at be been but by can could did do does for from get got had "
    "has have hello help hey hi how i if im in is it its just know me my need no not now of on or "
    "order ordered please so some tell thank thanks that the their them there they this to up us "
    "want was we what when where which who why will with would yes you your".split()
)


class Knowledge:
    """Issues and articles of a shop, searchable by what a customer wrote."""

    def __init__(
        self,
        issues: Iterable[Issue],
        articles: Iterable[Article],
        index: Callable[[Mapping[str, str]], Search],
    ) -> None:
        self.issues = {issue.id: issue for issue in issues}
        self.articles = {article.id: article for article in articles}
        self._by_issue = index(
            {i.id: " ".join((i.name, i.summary, *i.examples)) for i in self.issues.values()}
        )

    def diagnose(self, customer_words: str) -> Finding:
        """The likeliest issue for what the customer has written so far.

        BM25 over each issue's name, summary and examples; no issue if none of the words that carry
        meaning occurs in any of them.
        """
        words = [w for w in re.findall(r"\w+", customer_words.lower()) if w not in _EMPTY_WORDS]
        found = self._by_issue.search(" ".join(words), limit=1)
        return self.about(found[0][0]) if found else Finding(None, None)

    def about(self, issue: str) -> Finding:
        """What there is on a settled issue; raises KeyError if the taxonomy does not have it."""
        known = self.issues[issue]
        return Finding(known, self.articles.get(known.article))
