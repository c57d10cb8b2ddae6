"""The procedure of a chat as the window needs it: its article, what was asked, what is next."""

from dataclasses import dataclass

from console.assist.moves import Situation, next_move, situation
from console.assist.moves.doing import next_actions
from console.assist.moves.steps import branches_of
from console.domain.access import has_access
from console.domain.chat import Chat
from console.domain.events import Move, SuggestionKind
from console.domain.knowledge import Article
from console.ui.kit.context import UiContext
from console.ui.kit.interfaces import ShopTexts

_TO_DO = ("look", "do")


@dataclass(frozen=True, slots=True)
class Outlook:
    """How a procedure goes on.

    ``asked`` are the needs that the agent has asked for or passed, ``unneeded`` those that don't
    apply, ``next_step`` is the step to be carried out next; null if something is to be asked first
    and no suggestion says otherwise, or if nothing is left to do.
    """

    asked: frozenset[str] = frozenset()
    unneeded: frozenset[str] = frozenset()
    next_step: str | None = None


def article_of(shop: ShopTexts, issue: str | None) -> Article | None:
    """The article with the procedure for an issue; null if there is none."""
    known = shop.issues.get(issue or "")
    return shop.articles.get(known.article) if known else None


class ChatProcedure:
    """Looks up and works out what the parts beside one chat show of its procedure."""

    def __init__(self, context: UiContext, chat: Chat) -> None:
        self._context, self._chat = context, chat
        self._article: Article | None = None
        self._seen: object = None
        self._outlook = Outlook()

    @property
    def with_readings(self) -> bool:
        """Whether what was read out of the customer's messages may be shown."""
        return has_access(self._context.desk, self._chat)

    @property
    def article(self) -> Article | None:
        """The article for the issue that was confirmed, or else proposed; null if there is none."""
        proposed = self._chat.proposed_issue if self.with_readings else None
        return article_of(self._context.shop, self._chat.issue or proposed)

    @property
    def outlook(self) -> Outlook:
        """How the procedure goes on; worked out anew only when something has changed for it."""
        article = self.article
        if article is None:
            return Outlook()
        now = self._state(article)
        if now != self._seen:
            self._seen, self._outlook = now, self._look_ahead(article)
        return self._outlook

    def _state(self, article: Article) -> object:
        """What the outlook depends on, to be compared."""
        chat, procedure = self._chat, self._chat.procedure
        done = tuple((action.step, action.done) for action in procedure.actions.values())
        corrected = tuple(procedure.corrected.items())
        subject = (procedure.order, procedure.item)
        read = (len(chat.messages), id(procedure.read), self._acts)
        return article.id, read, corrected, subject, done

    @property
    def _acts(self) -> bool:
        """Whether a suggestion is there that says to carry something out first."""
        current = (self._chat.current(about) for about in SuggestionKind)
        return any(each is not None and each.move is Move.ACT for each in current)

    def _look_ahead(self, article: Article) -> Outlook:
        """Without access to suggestions the next step is the first that was not carried out."""
        if not self.with_readings:
            return Outlook(next_step=next_step(self._chat, article))
        known = self._situation(article)
        return Outlook(
            asked=frozenset(need.entry for need in known.needs if need.asked or need.passed),
            unneeded=frozenset(need.entry for need in known.needs if not need.needed),
            next_step=_next_action(known) if self._acts or not known.missing else None,
        )

    def _situation(self, article: Article) -> Situation:
        shop = self._context.shop
        issue = shop.issues.get(self._chat.issue or self._chat.proposed_issue or "")
        today = shop.today or self._context.clock.wall().astimezone().date()
        return situation(self._chat, article, issue, tuple(shop.articles.values()), today)


def _next_action(known: Situation) -> str | None:
    """The likeliest step; where none is likely, the one that the next message would announce."""
    likely = next((branch.step for branch in next_actions(known)), None)
    if likely is not None:
        return likely
    move = next_move(known)
    return next(iter(move.about), None) if move.move is Move.ACT else None


def next_step(chat: Chat, article: Article) -> str | None:
    """The first step in which something is done or looked up, and that was not carried out."""
    done = chat.procedure.done_steps(article.id)
    open_steps = (step for step in article.steps if step not in done)
    return next((step for step in open_steps if kind_of(article, step) in _TO_DO), None)


def kind_of(article: Article, step: str) -> str:
    """What the agent does in a step: "ask", "look", "do", "tell" or "rule"."""
    wording = article.step(step)
    if wording is not None and wording.kind is not None:
        return wording.kind
    kinds = [branch.kind for branch in branches_of(article.steps, step)]
    return next((kind for kind in kinds if kind != "rule"), "rule" if kinds else "do") or "do"


def rules_of(article: Article) -> frozenset[str]:
    """The steps that are kept to rather than carried out."""
    return frozenset(step for step in article.steps if kind_of(article, step) == "rule")
