"""How a scripted agent reacts to guardrails: some profiles comply, others go on regardless."""

from console.domain.chat import Chat
from console.domain.desk import Desk
from console.domain.events import SuggestionKind
from console.ui.kit import object_names
from console.ui.scripted_agent.driver import WidgetDriver
from console.ui.scripted_agent.profiles import AgentChoice, AgentProfile


class GuardrailBehaviour:
    """Answers notices and questions with the real widgets, as the profile would."""

    def __init__(self, driver: WidgetDriver, profile: AgentProfile) -> None:
        self._driver, self._profile = driver, profile

    def act(self) -> bool:
        """Answer a notice below the queue; false if there is nothing to answer.

        An agent who complies leaves notices where they are until they disappear.
        """
        if self._profile.complies:
            return False
        return self._driver.click(object_names.TAKE_ANYWAY) or self._driver.click(
            object_names.NUDGE_PUT_AWAY
        )

    @property
    def is_held_back(self) -> bool:
        """Whether a notice says not to accept another customer, and the agent complies."""
        return self._profile.complies and self._driver.find(object_names.HOLD_NOTICE) is not None

    @property
    def is_nudged(self) -> bool:
        """Whether a notice advises to stay with one chat, and the agent complies."""
        return self._profile.complies and self._driver.find(object_names.NUDGE) is not None

    def ask(self, chat: Chat, choice: AgentChoice) -> bool:
        """Ask for suggestions, if there are none until then and the agent wants one."""
        wanted = self._profile.asks and choice is not AgentChoice.IGNORE
        return wanted and self._driver.click(object_names.ask(chat.id))

    def send(self, desk: Desk, chat: Chat, about: SuggestionKind) -> bool:
        """Send a suggestion as it is; true if a guardrail's question has the agent edit it instead.

        An agent who complies with a hold reads on; another presses once more.
        """
        actions = {t.action for t in desk.triggers.values() if t.chat == chat.id}
        if self._profile.complies and "ask" in actions:
            return True
        if not self._profile.complies or "hold" not in actions:
            self._driver.click(object_names.suggestion_send(chat.id, about))
        return False

    def confirm_closing(self) -> bool:
        """Close the chat in the dialog; false if it is asked first whether it is resolved."""
        self._driver.click(object_names.CLOSE_CONFIRM)
        if self._driver.find(object_names.RESOLVED_QUESTION) is None:
            return True
        if self._profile.complies:
            self._driver.click(object_names.resolved(False))
        return False
