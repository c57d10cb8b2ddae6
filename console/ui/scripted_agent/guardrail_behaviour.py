"""What a scripted agent makes of guardrails: some do as they are told, some go on regardless."""

from console.domain.chat import Chat
from console.domain.desk import Desk
from console.domain.events import SuggestionKind
from console.ui.kit import object_names
from console.ui.scripted_agent.driver import WidgetDriver
from console.ui.scripted_agent.profiles import AgentChoice, AgentProfile


class GuardrailBehaviour:
    """Answers notices and questions with the real widgets, as the profile would."""

    def __init__(self, hands: WidgetDriver, profile: AgentProfile) -> None:
        self._hands, self._profile = hands, profile

    def act(self) -> bool:
        """Deal with the notices below the queue; false if there is nothing to be done about one.

        Who heeds them leaves them where they are until they go.
        """
        if self._profile.heeds:
            return False
        return self._hands.click(object_names.TAKE_ANYWAY) or self._hands.click(
            object_names.NUDGE_PUT_AWAY
        )

    @property
    def is_held_back(self) -> bool:
        """Whether a notice says not to take another customer, to one who heeds it."""
        return self._profile.heeds and self._hands.find(object_names.HOLD_NOTICE) is not None

    @property
    def is_nudged(self) -> bool:
        """Whether advice says to stay with one chat, to one who heeds it."""
        return self._profile.heeds and self._hands.find(object_names.NUDGE) is not None

    def ask(self, chat: Chat, choice: AgentChoice) -> bool:
        """Ask for suggestions, if there are none until then and the agent wants one."""
        wanted = self._profile.asks and choice is not AgentChoice.IGNORE
        return wanted and self._hands.click(object_names.ask(chat.id))

    def send(self, desk: Desk, chat: Chat, about: SuggestionKind) -> bool:
        """Send a suggestion as it is; true if the agent edits it instead, having been asked.

        Who heeds a hold reads on; another presses once more.
        """
        said = {t.action for t in desk.triggers.values() if t.chat == chat.id}
        if self._profile.heeds and "ask" in said:
            return True
        if not self._profile.heeds or "hold" not in said:
            self._hands.click(object_names.suggestion_send(chat.id, about))
        return False

    def confirm_closing(self) -> bool:
        """Close the chat in the dialog; false if it is asked first whether it is resolved."""
        self._hands.click(object_names.CLOSE_CONFIRM)
        if self._hands.find(object_names.RESOLVED_QUESTION) is None:
            return True
        if self._profile.heeds:
            self._hands.click(object_names.resolved(False))
        return False
