"""Puts together what a suggestion is made from."""

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
    """Makes briefs for the shop's chats as they stand."""

    def __init__(self, consulting: IssueTracker, shop: str, style: Style) -> None:
        self._consulting = consulting
        self._shop = shop
        self.style = style

    def brief(self, chat: Chat, about: SuggestionKind) -> Brief:
        """Everything that one suggestion is made from now."""
        solves = about is SuggestionKind.SOLUTION
        finding = self._consulting.finding(chat) if solves else self._consulting.find(chat)
        unsure = finding.issue is None
        return Brief(
            about,
            chat,
            self._shop,
            finding.issue,
            finding.article,
            style=self.style,
            likeliest=self._consulting.likeliest(chat) if unsure else (),
            language=chat.diagnosed.language if chat.diagnosed else None,
            snippets=snippets(finding, customer_words(chat))[:_MOST_SNIPPETS] if solves else (),
        )

    def issue_of(self, chat: Chat) -> str | None:
        """The issue that is settled, or else diagnosed."""
        issue = self._consulting.find(chat).issue
        return issue.id if issue else None
