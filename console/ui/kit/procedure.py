"""The procedure of a chat as the window needs it: its article, its rules, and what is next."""

from collections.abc import Mapping

from console.domain.chat import Chat
from console.domain.issues import Issue
from console.domain.knowledge import Article
from console.ui.kit.interfaces import ShopTexts


def article_of(shop: ShopTexts, issue: str | None) -> Article | None:
    """The article with the procedure for an issue; null if there is none."""
    issues: Mapping[str, Issue] = shop.issues
    known = issues.get(issue or "")
    return shop.articles.get(known.article) if known else None


def kind_of(article: Article, step: str) -> str:
    """What the agent does in a step: "ask", "look", "do", "tell" or "rule"."""
    wording = article.step(step)
    return (wording.kind if wording else None) or "do"


def rules_of(article: Article) -> frozenset[str]:
    """The steps that are kept to rather than carried out."""
    return frozenset(step for step in article.steps if kind_of(article, step) == "rule")


def next_step(chat: Chat, article: Article) -> str | None:
    """The step to be carried out next; null if all are done or it is not the agent's turn."""
    done = chat.procedure.done_steps(article.id)
    to_do = (s for s in article.steps if kind_of(article, s) in ("look", "do") and s not in done)
    return next(to_do, None)


def asked_needs(chat: Chat, article: Article) -> frozenset[str]:
    """The needs that the agent has asked for."""
    return frozenset()
