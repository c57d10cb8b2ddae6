"""How a scripted agent carries out the steps of a procedure, if it does."""

from contextlib import suppress

from console.domain.chat import Chat
from console.domain.errors import StoreError
from console.domain.events import Move
from console.domain.knowledge import Article
from console.domain.suggestions import Suggestion
from console.session.session import Session
from console.ui.kit import object_names
from console.ui.kit.interfaces import ShopTexts
from console.ui.kit.procedure import article_of, kind_of, next_step
from console.ui.scripted_agent.driver import WidgetDriver
from console.ui.scripted_agent.profiles import AgentProfile


class StepsBehaviour:
    """Does what a card says to do first, and what is to be done before the agent's own answer."""

    def __init__(
        self, driver: WidgetDriver, session: Session, shop: ShopTexts, profile: AgentProfile
    ) -> None:
        self._driver, self._session, self._shop = driver, session, shop
        self._profile = profile

    def follow_card(self, chat: Chat, suggestion: Suggestion | None) -> bool:
        """Carry out the step that the card in sight names; false if it names none."""
        if suggestion is None or suggestion.move is not Move.ACT or not self._profile.carries_out:
            return False
        return self._driver.click(object_names.suggestion_step(chat.id, suggestion.about))

    def prepare_own_answer(self, chat: Chat) -> bool:
        """Carry out the next step before reporting; false if nothing is left to be done.

        An agent who writes on their own looks things up and does the first thing that can be done.
        """
        article = article_of(self._shop, chat.issue or chat.known_issue)
        answered = any(message.by_agent for message in chat.messages)
        if article is None or not answered or not self._profile.carries_out:
            return False
        step = self._untried(chat, article)
        if step is None or self._has_done_something(chat, article):
            return False
        # While the disk takes nothing the window has said so; a person tries again later.
        with suppress(StoreError):
            self._session.procedure.carry_out(chat.id, article.id, step)
        return True

    @staticmethod
    def _untried(chat: Chat, article: Article) -> str | None:
        step = next_step(chat, article)
        tried = {a.step for a in chat.procedure.actions.values() if a.article == article.id}
        if step not in tried:
            return step
        to_do = (s for s in article.steps if kind_of(article, s) in ("look", "do"))
        return next((s for s in to_do if s not in tried), None)

    @staticmethod
    def _has_done_something(chat: Chat, article: Article) -> bool:
        return any(kind_of(article, s) == "do" for s in chat.procedure.done_steps(article.id))
