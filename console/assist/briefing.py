"""Puts together what a suggestion is made from."""

from console.assist.consulting import Consulting
from console.assist.prompts import Brief
from console.assist.style import Style
from console.domain.chat import Chat
from console.domain.events import SuggestionKind


class Briefing:
    """Makes briefs for the shop's chats as they stand."""

    def __init__(self, consulting: Consulting, shop: str, style: Style) -> None:
        self._consulting = consulting
        self._shop = shop
        self.style = style

    def brief(self, chat: Chat, about: SuggestionKind) -> Brief:
        """Everything that one suggestion is made from now."""
        finding = self._consulting.find(chat)
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
        )

    def issue_of(self, chat: Chat) -> str | None:
        """The issue that is settled, or else diagnosed."""
        issue = self._consulting.find(chat).issue
        return issue.id if issue else None
