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
    """Answers what lies before the agent; opinions follow the profile, with seeded luck."""

    def __init__(self, hands: WidgetDriver, profile: AgentProfile, luck: Random) -> None:
        self._hands, self._profile, self._luck = hands, profile, luck
        self._minded: dict[str, bool] = {}
        self._written: set[str] = set()

    def act(self) -> bool:
        """Do the next thing with the questionnaire; false if none lies there."""
        sheet = self._hands.find(object_names.QUESTIONNAIRE)
        if not isinstance(sheet, QuestionnaireSheet):
            return False
        missing = [box.item for box in sheet.missing]
        words = [i for i in sheet.questionnaire.items if i.kind == "words"]
        unwritten = [i for i in words if i.id not in self._written]
        if not self._wants_to_answer(sheet):
            self._hands.click(object_names.QUESTIONNAIRE_DECLINE)
        elif missing:
            self._mark(sheet.questionnaire, missing[0])
        elif unwritten:
            self._write(unwritten[0])
        else:
            self._written.clear()
            self._hands.click(object_names.QUESTIONNAIRE_HAND_IN)
        return True

    def _wants_to_answer(self, sheet: QuestionnaireSheet) -> bool:
        """Made up once for each questionnaire; who has begun goes on."""
        name = sheet.questionnaire.id
        if name not in self._minded:
            self._minded[name] = self._luck.random() >= self._profile.declines
        return self._minded[name]

    def _write(self, item: Item) -> None:
        self._written.add(item.id)
        self._hands.start_typing(object_names.answer_words(item.id), self._luck.choice(_REMARKS))

    def _mark(self, questionnaire: Questionnaire, item: Item) -> None:
        share = min(1.0, max(0.0, self._luck.gauss(self._opinion(questionnaire, item), _SPREAD)))
        value = item.values[round(share * (len(item.values) - 1))]
        if not self._hands.click(object_names.answer(item.id, value)):
            self._hands.mark(object_names.answer_line(item.id), value)

    def _opinion(self, questionnaire: Questionnaire, item: Item) -> float:
        """How far up the scale the agent's opinion lies; nothing speaks for either of a pair."""
        if item.kind == "choice":
            return 0.5
        lower = {i for s in questionnaire.scores if s.better == "lower" for i in s.items}
        is_praise = (item.id in lower) == item.reversed
        return self._profile.content if is_praise else 1 - self._profile.content
