"""How well drafts keep to policy and facts, on recorded chats, without a model as a judge."""

import re
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from console.assist.drafting.prompts import Brief, order_facts
from console.assist.drafting.review import ReviewedDraft
from console.assist.drafting.snippets import cited, snippets
from console.assist.drafting.style import Style
from console.assist.knowledge.search import ArticleMatch, Knowledge
from console.domain.events import SuggestionKind
from console.domain.knowledge import Article
from console.domain.progress import CountProgress
from console.evaluate.drafts_asking import asks_for, required
from console.evaluate.drafts_inventions import inventions
from console.evaluate.drafts_points import AnswerPoint
from console.evaluate.drafts_run import Drafted, Drafter, write_drafts
from console.store.search import TextIndex

_SHOP = "the shop"


@dataclass(frozen=True, slots=True)
class DraftsReport:
    """What came out for one model, over ``n`` points of recorded chats.

    ``shown`` drafts got through; of these ``invented`` say something that is in none of their
    sources (``drafts_inventions``; ``examples`` name it). ``held_back`` counts the guard's
    objections to first attempts by kind, ``retried`` the second attempts and ``stopped`` the points
    at which nothing was left to show. ``asks_required`` is the share of shown drafts that ask for
    what policy requires there (``required_at`` of them) and don't act before; ``cites`` the share
    that cite an existing source by its number, ``sourced`` the share that an article was given for.
    ``similarity`` is the mean over shown drafts of F1 of words: of the draft's words and those of
    the agent's real answer, each counted as often as it occurs, twice what they share over their
    number. ``strategy`` are shares of all points, ``none`` where nothing is shown. Null where
    nothing could be counted.
    """

    model: str
    n: int
    shown: int
    invented: int
    examples: tuple[str, ...]
    held_back: dict[str, int]
    retried: int
    stopped: int
    asks_required: float | None
    required_at: int
    cites: float | None
    sourced: float | None
    mean_tokens: float | None
    similarity: float | None
    strategy: dict[str, float]
    seconds: float


def evaluate(
    model: str,
    points: Sequence[AnswerPoint],
    policy: Sequence[Article],
    drafter: Drafter,
    style: Style,
    progress: CountProgress,
) -> DraftsReport:
    """Have the model write at every point and count; raises ModelError if it can't write."""
    knowledge = Knowledge((), policy, TextIndex)
    matches = [_match(point, knowledge, policy) for point in points]
    briefs = [
        Brief(
            SuggestionKind.SOLUTION,
            point.chat,
            _SHOP,
            None,
            match.article,
            style=style,
            snippets=snippets(match, _customer_words(point))[:2],
        )
        for point, match in zip(points, matches, strict=True)
    ]
    started = time.monotonic()
    drafts = write_drafts(briefs, drafter, progress)
    seconds = time.monotonic() - started
    return _count(model, points, matches, drafts, seconds)


def _match(point: AnswerPoint, knowledge: Knowledge, policy: Sequence[Article]) -> ArticleMatch:
    """What holds always, with the section that fits the customer's words as its continuation."""
    words = _customer_words(point)
    sections = [article for article in knowledge.find(words) if article is not policy[0]]
    article = _with(policy[0], sections[0]) if policy and sections else next(iter(policy), None)
    return ArticleMatch(None, article, tuple(sections[1:3]))


def _with(general: Article, section: Article) -> Article:
    """The section, which begins with what has to be asked for in any case."""
    return section.model_copy(
        update={
            "ask": (*general.ask, *section.ask),
            "body": f"{section.body}\n\n{general.body}",
        }
    )


def _count(
    model: str,
    points: Sequence[AnswerPoint],
    matches: Sequence[ArticleMatch],
    drafts: Sequence[Drafted],
    seconds: float,
) -> DraftsReport:
    at = [n for n, draft in enumerate(drafts) if draft.reviewed.text is not None]
    texts = {n: drafts[n].reviewed.text or "" for n in at}
    made_up = {n: inventions(texts[n], _sources(drafts[n].brief)) for n in at}
    needs = {n: required(points[n].chat, _policy(matches[n])) for n in at}
    asked = [asks_for(texts[n], what) for n, what in needs.items() if what]
    given = {n: drafts[n].brief.snippets for n in at}
    strategies = Counter(_strategy_of(draft.reviewed) for draft in drafts)
    return DraftsReport(
        model=model,
        n=len(points),
        shown=len(at),
        invented=sum(bool(each) for each in made_up.values()),
        examples=tuple(it for each in made_up.values() for it in each)[:10],
        held_back=dict(Counter(_kind_of(o) for d in drafts for o in d.first.objections)),
        retried=sum(bool(draft.first.objections) for draft in drafts),
        stopped=strategies["none"],
        asks_required=_mean(asked),
        required_at=len(asked),
        cites=_mean([bool(cited(drafts[n].words, given[n])) for n in at]),
        sourced=_mean([bool(given[n]) for n in at]),
        mean_tokens=_mean([drafts[n].tokens for n in at]),
        similarity=_mean([similarity(texts[n], points[n].answer) for n in at]),
        strategy={
            strategy: strategies[strategy] / len(drafts)
            for strategy in ("generate", "template", "none")
        },
        seconds=round(seconds, 1),
    )


def _strategy_of(reviewed: ReviewedDraft) -> str:
    return "none" if reviewed.text is None else reviewed.strategy


def _kind_of(objection: str) -> str:
    """An objection without the draft's own words."""
    return re.sub(r"(?::| \{| \[| <).*", "", objection, flags=re.DOTALL)


def _customer_words(point: AnswerPoint) -> str:
    return " ".join(m.text for m in point.chat.messages if not m.by_agent)


def _policy(match: ArticleMatch) -> str:
    return match.article.body if match.article else ""


def _sources(brief: Brief) -> list[str]:
    """All that a draft could know: the chat so far, the customer's record, the article."""
    customer, article = brief.chat.customer, brief.article
    texts = [message.text for message in brief.chat.messages]
    texts += [customer.model_dump_json(), *(order_facts(order) for order in customer.orders)]
    texts += [str(snippet) for snippet in brief.further]
    return texts + ([article.title, article.body, *article.steps, *article.ask] if article else [])


def similarity(draft: str, answer: str) -> float:
    """F1 of words: 1 if both have the same words equally often, 0 if they share none."""
    ours = Counter(re.findall(r"\w+", draft.casefold()))
    theirs = Counter(re.findall(r"\w+", answer.casefold()))
    total = ours.total() + theirs.total()
    return 2 * (ours & theirs).total() / total if total else 1.0


def _mean(values: Sequence[float]) -> float | None:
    return fmean(values) if values else None
