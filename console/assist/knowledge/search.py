"""Searches the shop's issues and articles by what a customer wrote."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from console.diagnosis.protocol import Passage
from console.domain.issues import Issue
from console.domain.knowledge import Article


class Search(Protocol):
    """A full-text index (``console.store.search.TextIndex``)."""

    def search(self, query: str, limit: int = 5) -> list[tuple[str, float]]:
        """Ids with scores, best first."""
        ...


@dataclass(frozen=True, slots=True)
class ArticleMatch:
    """The issue and the articles that match a customer's words; ``issue`` is null if none does.

    ``others`` are further articles that may help, best first.
    """

    issue: Issue | None
    article: Article | None
    others: tuple[Article, ...] = ()


# Words that say nothing about what somebody needs; they would make everything look alike.
_EMPTY_WORDS = frozenset(
    "a about all am an and any are as at be been but by can could did do does for from get got had "
    "has have hello help hey hi how i if im in is it its just know me my need no not now of on or "
    "order ordered please so some tell thank thanks that the their them there they this to up us "
    "want was we what when where which who why will with would yes you your".split()
)

_MOST_SAYINGS = 200
_BEST_SAYINGS = 3

_MOST_OTHERS = 2
_MOST_RANKED = 10
_RRF_K = 60
"""The constant of reciprocal rank fusion: a text's score is the sum of 1 / (k + rank) over the
rankings it is in (Cormack, Clarke and Büttcher, SIGIR 2009, who found 60 to do well)."""


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
        self._issue_of_saying = {
            bare: issue.id
            for issue in self.issues.values()
            for saying in issue.examples
            if (bare := _bare(saying))
        }
        self._texts = index(
            {
                passage.id: "\n".join((passage.text, *self._sayings_on(passage.id)))
                for passage in self.passages()
            }
        )

    def _sayings_on(self, article: str) -> list[str]:
        """What customers say when they have an issue that the article is about.

        Articles are written in the shop's words, and customers search with theirs.
        """
        about = (self.issues.get(issue) for issue in self.articles[article].issues)
        return [saying for issue in about if issue for saying in (issue.summary, *issue.examples)]

    def diagnose(self, customer_words: str, *, lead: float = 1.0) -> ArticleMatch:
        """The likeliest issue for what the customer has written so far.

        Each thing that customers say when they have an issue is scored by BM25; an issue counts
        with its three best. Who says what is an example says it of that issue. No issue if no word
        that carries meaning occurs in any of them, or if the best scores less than ``lead`` times
        as much as the second.
        """
        for said in customer_words.splitlines():
            if (example := self._issue_of_saying.get(_bare(said))) is not None:
                return self.about(example)
        scores: dict[str, list[float]] = {}
        query = " ".join(content_words(customer_words))
        for saying, score in self._sayings.search(query, limit=_MOST_SAYINGS):
            scores.setdefault(saying.rpartition("/")[0], []).append(score)
        totals = {issue: sum(found[:_BEST_SAYINGS]) for issue, found in scores.items()}
        ranked = sorted(totals, key=lambda issue: -totals[issue])
        if not ranked or (len(ranked) > 1 and totals[ranked[0]] < lead * totals[ranked[1]]):
            return ArticleMatch(None, None)
        return self.about(ranked[0])

    def about(self, issue: str, words: str = "", nearest: Sequence[str] = ()) -> ArticleMatch:
        """What there is on an issue; raises KeyError if the taxonomy does not have it.

        With the customer's ``words``, and the ``nearest`` articles by meaning, also what else
        helps.
        """
        known = self.issues[issue]
        others = [it for it in self.find(words, nearest) if it.id != known.article]
        return ArticleMatch(known, self.articles.get(known.article), tuple(others[:_MOST_OTHERS]))

    def find(self, words: str, nearest: Sequence[str] = ()) -> list[Article]:
        """The articles that help with these words, best first.

        The full-text search and the ``nearest`` articles by meaning are fused by their ranks; ids
        that are not in the knowledge base, and none at all, do no harm.
        """
        by_words = [
            key for key, _ in self._texts.search(" ".join(content_words(words)), _MOST_RANKED)
        ]
        return [self.articles[key] for key in fused(by_words, nearest) if key in self.articles]

    def passages(self) -> tuple[Passage, ...]:
        """The articles as texts to search and to embed."""
        return tuple(
            Passage(id=article.id, text="\n".join((article.title, *article.steps, article.body)))
            for article in self.articles.values()
        )


def _bare(text: str) -> str:
    """The words of a text alone, in lower case."""
    return " ".join(re.findall(r"\w+", text.lower()))


def content_words(words: str) -> list[str]:
    """The words, in lower case, that say something about what somebody needs."""
    return [word for word in re.findall(r"\w+", words.lower()) if word not in _EMPTY_WORDS]


def fused(*rankings: Sequence[str]) -> list[str]:
    """Several rankings as one, by reciprocal rank; ties keep the order of first appearance."""
    scores: dict[str, float] = {}
    for ranking in rankings:
        for rank, key in enumerate(dict.fromkeys(ranking), start=1):
            scores[key] = scores.get(key, 0.0) + 1 / (_RRF_K + rank)
    return sorted(scores, key=lambda key: -scores[key])
