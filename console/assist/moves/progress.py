"""Which needs are passed: the agent has recorded the question for them, and it is not open still.

An agent who records "Ask for the club and the day" as done says that the asking is over. They know
more than the readers do: "split in two" told them that the card is broken. So nothing is asked
again that a recorded question covers, unless the chat shows that the answer is still to come.
"""

import re
from collections.abc import Sequence

from console.assist.moves.steps import branches
from console.assist.moves.words import meanings, overlap, sentences
from console.assist.reading.forms import Part, read_need
from console.assist.reading.values import Known, find_values
from console.domain.events import Stance
from console.domain.knowledge import Article

_COVERED = 0.5
"""The share of a need's words that a step has which asks for it."""

_AS_APPROVED = 0.75
"""The share of the approved question's words that an agent's question has which is that one."""

_TYPED = frozenset(
    "email postal order phone code address picture reference money date time birth".split()
)
"""Kinds of value that a reader finds wherever they stand: none found is none given."""

_WORD = re.compile(r"\w+")


def is_asked_as_approved(article: Article, agent_texts: Sequence[str]) -> bool:
    """Whether the agent has asked the article's own question, which is for all needs."""
    approved = [s for s in sentences(article.diagnosis) if s.endswith("?")]
    asked = [s for text in agent_texts for s in sentences(text) if "?" in s]
    return any(overlap(one, other) >= _AS_APPROVED for one in approved for other in asked)


def has_done_behind(article: Article, done: Sequence[str], need: str) -> bool:
    """Whether something was done that stands behind the recorded question for a need."""
    return _furthest(article, done, ("do",)) > _place_asked(article, done, need) >= 0


def has_looked_behind(article: Article, done: Sequence[str], need: str) -> bool:
    """Whether something was looked up that stands behind the recorded question for a need."""
    return _furthest(article, done, ("look",)) > _place_asked(article, done, need) >= 0


def is_asking_over(
    article: Article,
    done: Sequence[str],
    need: str,
    by_customer: Sequence[str],
    stance: Stance,
    known: Known,
) -> bool:
    """Whether the question for a need is recorded, and the customer could have answered it.

    One who leaves or refuses hasn't, and of what readers know well one has to be found: a day.
    """
    if stance in (Stance.LEAVING, Stance.REFUSING) or _place_asked(article, done, need) < 0:
        return False
    return all(_could_be_told(part, by_customer, known) for part in read_need(need).parts)


def _could_be_told(part: Part, by_customer: Sequence[str], known: Known) -> bool:
    typed = [kind for kind in part.kinds if kind in _TYPED]
    return not typed or any(find_values(k, text, known) for k in typed for text in by_customer)


def _place_asked(article: Article, done: Sequence[str], need: str) -> int:
    """The place of the first recorded step that asks for a need, from 0; -1 if there is none."""
    return next(
        (
            article.steps.index(branch.step)
            for branch in branches(article.steps)
            if branch.step in done
            and _kind(article, branch.step, branch.kind) == "ask"
            and _covers(branch.action, need)
        ),
        -1,
    )


def _furthest(article: Article, done: Sequence[str], kinds: Sequence[str]) -> int:
    return max(
        (
            article.steps.index(branch.step)
            for branch in branches(article.steps)
            if branch.step in done and _kind(article, branch.step, branch.kind) in kinds
        ),
        default=-1,
    )


def _covers(question: str, need: str) -> bool:
    """Whether a question asks for a part of a need; "what is it about" is compared whole."""
    return any(
        overlap(text, question) >= _COVERED
        if meanings(text)
        else set(_WORD.findall(text.lower())) <= set(_WORD.findall(question.lower()))
        for part in read_need(need).parts
        for text in re.split(r",? or ", part.text)
    )


def _kind(article: Article, step: str, by_verb: str) -> str:
    wording = article.step(step)
    return wording.kind if wording is not None and wording.kind is not None else by_verb
