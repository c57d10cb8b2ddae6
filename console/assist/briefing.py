"""Puts together what a suggestion is written from."""

from console.assist.drafting.prompts import Brief
from console.assist.drafting.snippets import snippets
from console.assist.drafting.style import Style
from console.assist.issue_tracker import IssueTracker
from console.assist.needs import customer_words
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

    def brief(self, chat: Chat, about: SuggestionKind) -> Brief:
        """Everything that one suggestion is written from now."""
        solves = about is SuggestionKind.SOLUTION
        match = self._issues.with_articles(chat) if solves else self._issues.issue_of(chat)
        unsure = match.issue is None
        return Brief(
            about,
            chat,
            self._shop,
            match.issue,
            match.article,
            style=self.style,
            likeliest=self._issues.likeliest(chat) if unsure else (),
            language=chat.diagnosed.language if chat.diagnosed else None,
            snippets=snippets(match, customer_words(chat))[:_MOST_SNIPPETS] if solves else (),
        )

    def issue_of(self, chat: Chat) -> str | None:
        """The id of the issue that is confirmed, or else diagnosed."""
        issue = self._issues.issue_of(chat).issue
        return issue.id if issue else None
