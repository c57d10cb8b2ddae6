"""How a scripted agent fills in a questionnaire: question by question, with the real widgets."""

from random import Random

from console.study.questionnaires.form import Item, Questionnaire
from console.ui.kit import object_names
from console.ui.questionnaire.sheet import QuestionnaireSheet
from console.ui.scripted_agent.driver import WidgetDriver
from console.ui.scripted_agent.profiles import AgentProfile

_REMARKS = (
    "They should be shorter.",
    "Fine as they are.",
    "I would like to see the article that they come from first.",
)
_SPREAD = 0.18


class QuestionnaireBehaviour:
    """Answers the open questionnaire; opinions follow the profile, with seeded noise."""

    def __init__(self, driver: WidgetDriver, profile: AgentProfile, rng: Random) -> None:
        self._driver, self._profile, self._rng = driver, profile, rng
        self._decisions: dict[str, bool] = {}
        self._answered_in_words: set[str] = set()

    def act(self) -> bool:
        """Take the next step in the questionnaire; false if none is open."""
        sheet = self._driver.find(object_names.QUESTIONNAIRE)
        if not isinstance(sheet, QuestionnaireSheet):
            return False
        missing = [box.item for box in sheet.missing]
        in_words = [i for i in sheet.questionnaire.items if i.kind == "words"]
        unwritten = [i for i in in_words if i.id not in self._answered_in_words]
        if not self._wants_to_answer(sheet):
            self._driver.click(object_names.QUESTIONNAIRE_DECLINE)
        elif missing:
            self._mark(sheet.questionnaire, missing[0])
        elif unwritten:
            self._write(unwritten[0])
        else:
            self._answered_in_words.clear()
            self._driver.click(object_names.QUESTIONNAIRE_HAND_IN)
        return True

    def _wants_to_answer(self, sheet: QuestionnaireSheet) -> bool:
        """Decided once for each questionnaire."""
        name = sheet.questionnaire.id
        if name not in self._decisions:
            self._decisions[name] = self._rng.random() >= self._profile.declines
        return self._decisions[name]

    def _write(self, item: Item) -> None:
        self._answered_in_words.add(item.id)
        self._driver.start_typing(object_names.answer_words(item.id), self._rng.choice(_REMARKS))

    def _mark(self, questionnaire: Questionnaire, item: Item) -> None:
        share = min(1.0, max(0.0, self._rng.gauss(self._opinion(questionnaire, item), _SPREAD)))
        value = item.values[round(share * (len(item.values) - 1))]
        if not self._driver.click(object_names.answer(item.id, value)):
            self._driver.mark(object_names.answer_line(item.id), value)

    def _opinion(self, questionnaire: Questionnaire, item: Item) -> float:
        """Where on the scale the agent's opinion lies; in the middle for a choice."""
        if item.kind == "choice":
            return 0.5
        lower = {i for s in questionnaire.scores if s.better == "lower" for i in s.items}
        is_praise = (item.id in lower) == item.reversed
        return self._profile.satisfaction if is_praise else 1 - self._profile.satisfaction
