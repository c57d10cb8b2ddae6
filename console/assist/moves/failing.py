"""What could not be carried out, as the customer is told."""

from console.assist.moves.doing import approved
from console.assist.moves.grammar import announced
from console.assist.moves.situation import Situation
from console.assist.moves.steps import branches_of
from console.assist.moves.words import overlap, sentences

_TOLD = 0.7


def untold_failure(situation: Situation) -> tuple[str, str]:
    """A step that failed and what to say of it, if the agent has not; else two empty texts."""
    for step, reason in situation.failed:
        text = approved(situation, step, "failed") or _derived(situation, step, reason)
        if text and not _was_told(situation, text):
            return step, text
    return "", ""


def _derived(situation: Situation, step: str, reason: str | None) -> str:
    """An apology with the reason, for a step without a wording of its own."""
    steps = situation.article.steps if situation.article else ()
    action = next((branch.action for branch in branches_of(steps, step) if branch.action), "")
    if not action:
        return ""
    what = announced(action).removeprefix("I'll ").rstrip(".")
    because = f": {reason.rstrip('.')}" if reason else ""
    return f"I'm sorry, I couldn't {what}{because}."


def _was_told(situation: Situation, text: str) -> bool:
    first = sentences(text)[0]
    sent = [sentence for message in situation.agent_texts for sentence in sentences(message)]
    return any(overlap(first, sentence) >= _TOLD for sentence in sent)
