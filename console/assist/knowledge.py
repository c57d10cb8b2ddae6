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

_MOST_SAYINGS = 200
_BEST_SAYINGS = 3


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
        self._sayings = index(
            {
                f"{issue.id}/{n}": saying
                for issue in self.issues.values()
                for n, saying in enumerate((f"{issue.name} {issue.summary}", *issue.examples))
            }
        )

    def diagnose(self, customer_words: str) -> Finding:
        """The likeliest issue for what the customer has written so far.

        Each thing that customers say when they have an issue is scored by BM25; an issue counts
        with its three best. No issue if no word that carries meaning occurs in any of them.
        """
        words = [w for w in re.findall(r"\w+", customer_words.lower()) if w not in _EMPTY_WORDS]
        scores: dict[str, list[float]] = {}
        for saying, score in self._sayings.search(" ".join(words), limit=_MOST_SAYINGS):
            scores.setdefault(saying.rpartition("/")[0], []).append(score)
        if not scores:
            return Finding(None, None)
        return self.about(max(scores, key=lambda issue: sum(scores[issue][:_BEST_SAYINGS])))

    def about(self, issue: str) -> Finding:
        """What there is on a settled issue; raises KeyError if the taxonomy does not have it."""
        known = self.issues[issue]
        return Finding(known, self.articles.get(known.article))
