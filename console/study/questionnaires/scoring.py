"""What answers to a questionnaire add up to. An answer that is missing is never made up for."""

from collections.abc import Mapping

from console.domain.errors import UsageError
from console.study.questionnaires.form import Item, Questionnaire, Score
from console.study.questionnaires.library import shipped


def score(
    questionnaire: str,
    answers: Mapping[str, float],
    own: Mapping[str, Questionnaire] | None = None,
) -> dict[str, float | None]:
    """The scores of one sitting, by the score's id; see ``scores``.

    Args:
        questionnaire: the id under which the answers were given.
        answers: the last answer to each item, by the item's id; those in words are not looked at.
        own: the study's own questionnaires, by id.

    Raises:
        UsageError: there is no questionnaire of this id.
    """
    known = {**shipped(), **(own or {})}
    if questionnaire not in known:
        raise UsageError(
            f"no questionnaire {questionnaire!r} to score the answers with; "
            f"there are {', '.join(known)}; name the study whose file has it"
        )
    return scores(known[questionnaire], answers)


def scores(questionnaire: Questionnaire, answers: Mapping[str, float]) -> dict[str, float | None]:
    """Every score of a questionnaire, by id; null where too few of its items are answered.

    The SUS is 2.5 times the sum of ten contributions, answer - 1 for the statements in praise and
    5 - answer for the others: 0 to 100, null unless all ten are answered. The raw TLX is the mean
    of the six scales, 0 to 100; the weighted TLX is the sum of scale times number of pairs won,
    divided by the 15 pairs. Subscales of the survey are means on their scale, 1 to 5. An answer
    that does not lie on its scale makes null of the scores that it belongs to.
    """
    return {each.id: _score(questionnaire, each, answers) for each in questionnaire.scores}


def _score(
    questionnaire: Questionnaire, wanted: Score, answers: Mapping[str, float]
) -> float | None:
    items = [questionnaire.item(name) for name in wanted.items if name in answers]
    if len(items) < (wanted.least or len(wanted.items)):
        return None
    if any(answers[item.id] not in item.values for item in items):
        return None
    if wanted.method == "weighted":
        return _weighted(questionnaire, wanted, answers)
    place = _share if wanted.method == "percent" else _turned
    return sum(place(item, answers[item.id]) for item in items) / len(items)


def _turned(item: Item, answer: float) -> float:
    """The answer, on the scale turned round if the item is a reversed one."""
    return item.values[0] + item.values[-1] - answer if item.reversed else answer


def _share(item: Item, answer: float) -> float:
    """How far up its scale the answer lies, 0 to 100."""
    low, high = item.values[0], item.values[-1]
    return 100 * (_turned(item, answer) - low) / (high - low)


def _weighted(
    questionnaire: Questionnaire, wanted: Score, answers: Mapping[str, float]
) -> float | None:
    pairs = [i for i in questionnaire.items if i.pair and set(i.pair) <= set(wanted.items)]
    total = 0.0
    for item in pairs:
        if item.pair is None or answers.get(item.id) not in item.values:
            return None
        winner = item.pair[int(answers[item.id]) - 1]
        total += _turned(questionnaire.item(winner), answers[winner])
    return total / len(pairs)
