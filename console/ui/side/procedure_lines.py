"""What the lists beside a chat say: what is known, and how far each step has come."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from console.domain.chat import Chat
from console.domain.events import NeedReading
from console.domain.knowledge import Article
from console.domain.procedure import Action
from console.ui.kit.formatting import clock_time, first_words, sentence
from console.ui.kit.procedure import Outlook

_SURE = 0.8
"""Below this a reading is shown as a probable one."""

_QUOTED = 90


class NeedState(StrEnum):
    """How far one need has come."""

    GIVEN = "given"
    ASKED = "asked"
    MISSING = "missing"
    UNNEEDED = "not needed"


@dataclass(frozen=True, slots=True)
class NeedLine:
    """One need: its state, and in which message the customer met it.

    ``quote`` are that message's first words. ``by_agent`` says that the agent has the last word.
    """

    need: str
    state: NeedState
    message: str | None = None
    quote: str = ""
    probable: bool = False
    by_agent: bool = False


class StepState(StrEnum):
    """How far one step has come; ``RULE`` is nothing to be carried out."""

    OPEN = "open"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    RULE = "rule"


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step. ``number`` counts those that can be carried out, from 1; null for a rule.

    ``note`` says when it was done, or why it failed. ``tick`` is the action that taking the tick
    back withdraws; null where something was really done outside.
    """

    step: str
    state: StepState
    number: int | None = None
    note: str = ""
    tick: str | None = None
    is_next: bool = False


def need_lines(
    chat: Chat, article: Article, outlook: Outlook, *, with_readings: bool
) -> list[NeedLine]:
    """The needs of an article in their order.

    Args:
        chat: the chat.
        article: the article.
        outlook: which needs were asked for, and which don't apply.
        with_readings: whether to show what was read out of the customer's messages; without, only
            what the agent said counts.
    """
    return [_need_line(chat, article, need, outlook, with_readings) for need in article.ask]


def _need_line(
    chat: Chat, article: Article, need: str, outlook: Outlook, with_readings: bool
) -> NeedLine:
    open_state = NeedState.ASKED if need in outlook.asked else NeedState.MISSING
    if need in outlook.unneeded:
        open_state = NeedState.UNNEEDED
    corrected = chat.procedure.corrected.get((article.id, need))
    if corrected is not None:
        return NeedLine(need, NeedState.GIVEN if corrected else open_state, by_agent=True)
    reading = _reading_of(chat, article, need) if with_readings else None
    if reading is None or not reading.met:
        return NeedLine(need, open_state)
    quote = next((m.text for m in chat.messages if m.id == reading.message), "")
    return NeedLine(
        need,
        NeedState.GIVEN,
        message=reading.message,
        quote=first_words(quote, _QUOTED),
        probable=reading.sure < _SURE,
    )


def _reading_of(chat: Chat, article: Article, need: str) -> NeedReading | None:
    read = chat.procedure.read
    if read is None or read.article != article.id:
        return None
    return next((reading for reading in read.needs if reading.need == need), None)


def step_lines(
    chat: Chat, article: Article, rules: Collection[str], next_step: str | None
) -> list[StepLine]:
    """The steps of an article in their order; ``rules`` are those that nobody carries out."""
    lines: list[StepLine] = []
    number = 0
    for step in article.steps:
        if step in rules:
            lines.append(StepLine(step, StepState.RULE))
            continue
        number += 1
        action = chat.procedure.action_on(article.id, step)
        lines.append(_step_line(step, number, action, is_next=step == next_step))
    return lines


def _step_line(step: str, number: int, action: Action | None, *, is_next: bool) -> StepLine:
    if action is None:
        return StepLine(step, StepState.OPEN, number, is_next=is_next)
    if action.done is None:
        return StepLine(step, StepState.RUNNING, number, "In progress…")
    if not action.done:
        return StepLine(step, StepState.FAILED, number, failure(action), is_next=is_next)
    at = f" at {clock_time(action.at)}" if action.at else ""
    detail = f": {sentence(action.detail)}" if action.detail else ""
    tick = action.id if action.by == "agent" else None
    return StepLine(step, StepState.DONE, number, f"Done{at}{detail}", tick)


def failure(action: Action) -> str:
    """Why a step failed, as a sentence."""
    reason = (action.detail or "no reason was given").strip().rstrip(".").replace("_", " ")
    return f"Failed: {reason}."


def done_of(lines: Sequence[StepLine]) -> tuple[int, int]:
    """How many steps are done, and of how many."""
    steps = [line for line in lines if line.state is not StepState.RULE]
    return sum(line.state is StepState.DONE for line in steps), len(steps)
