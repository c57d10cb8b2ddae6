"""A scripted agent settles by hand what a customer needs, where no suggestion has done it."""

from collections.abc import Callable, Mapping

from console.domain.chat import Chat
from console.domain.issues import Issue
from console.ui import names
from console.ui.hands import Hands

_HEARD = 2
"""After so many of the customer's messages an agent knows what they are about."""


class IssuePicker:
    """Searches the list of issues. Unlike the model, the scripted agent understands customers."""

    def __init__(self, hands: Hands, issues: Mapping[str, Issue]) -> None:
        self._hands, self._issues = hands, issues

    def pick(self, chat: Chat, then: Callable[[Callable[[], object]], None]) -> bool:
        """Open the list if the issue is clear; ``then`` is given what is to be done next.

        False if it is not clear, settled already, or not on the list.
        """
        issue = self._issues.get(chat.known_issue or "")
        heard = sum(not message.by_agent for message in chat.messages)
        if issue is None or chat.issue is not None or heard < _HEARD:
            return False
        if not self._hands.click(names.choose_issue(chat.id)):
            return False
        then(lambda: self._search(chat.id, issue.name, then))
        return True

    def _search(self, chat: str, name: str, then: Callable[[Callable[[], object]], None]) -> None:
        if self._hands.start_typing(names.issue_search(chat), name):
            then(lambda: self._hands.press_enter(names.issue_search(chat)))
