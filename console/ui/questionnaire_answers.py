"""Records answers at once; one that can't be written is kept and tried again with the next."""

from console.session import Session
from console.ui.attempts import Attempts


class Answers:
    """The answers to the questionnaire that lies before the agent."""

    def __init__(self, session: Session, attempts: Attempts) -> None:
        self._session, self._attempts = session, attempts
        self._unsaved: dict[str, tuple[float | None, str | None]] = {}

    def take(self, item: str, value: float | None, text: str | None) -> None:
        """The agent answered, with a number or in words."""
        self._unsaved[item] = (value, text)
        self.save()

    def save(self) -> bool:
        """Record what is not recorded; whether all is now."""
        for item in list(self._unsaved):
            self._save(item)
        return not self._unsaved

    def finish(self, *, complete: bool) -> bool:
        """The questionnaire is handed in, or put away; whether that could be recorded."""
        self.save()
        done = self._attempts(lambda: self._session.finish_questionnaire(complete=complete))
        if done:
            self._unsaved.clear()
        return done

    def _save(self, item: str) -> None:
        value, text = self._unsaved[item]
        if self._attempts(lambda: self._session.answer(item, value, text)):
            del self._unsaved[item]
