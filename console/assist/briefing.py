"""Puts together what a suggestion is written from."""

from console.assist.drafting.prompts import Brief
from console.assist.drafting.snippets import snippets
from console.assist.drafting.style import Style
from console.assist.issue_tracker import IssueTracker
from console.assist.needs import customer_words
from console.assist.planner import Plan
from console.domain.chat import Chat
from console.domain.events import SuggestionKind

_MOST_SNIPPETS = 2
"""Of articles, the one on the issue included: each takes time to read for every draft."""


class Briefing:
    """Makes the brief of a suggestion from the chat's present state."""

    def __init__(self, issues: IssueTracker, shop: str, style: Style) -> None:
        self._issues = issues
        self._shop = shop
        self.style = style

    def brief(self, chat: Chat, plan: Plan | None = None) -> Brief:
        """Everything that the model's version is written from; without a plan, only to be read."""
        match = self._issues.with_articles(chat)
        return Brief(
            plan.about if plan else SuggestionKind.SOLUTION,
            chat,
            self._shop,
            match.issue,
            match.article,
            style=self.style,
            language=chat.diagnosed.language if chat.diagnosed else None,
            snippets=snippets(match, customer_words(chat))[:_MOST_SNIPPETS],
            plan=plan,
        )
