"""What to do where nothing tells which case of a procedure applies: the likeliest that is left."""

from console.assist.moves.doing import Open, kind, open_branches
from console.assist.moves.situation import Situation
from console.assist.moves.steps import Branch, branches_of

_RULED_OUT = -0.3
_GRAIN = 4
"""Scores are compared in quarters: a word in common is no reason to leave the procedure's order."""


def likeliest_action(situation: Situation) -> tuple[Branch, ...]:
    """The step to try next, if none of the procedure has been carried out yet; else nothing.

    One that failed doesn't count: the next case is tried. Among equally likely cases the
    procedure's order decides.
    """
    article = situation.article
    if article is None or any(_did_something(situation, step) for step in situation.done):
        return ()
    left = [
        it
        for it in open_branches(situation)
        if kind(situation, it.branch) == "do" and it.branch.action and it.score > _RULED_OUT
    ]
    best = max(left, key=_likelihood, default=None)
    return (best.branch,) if best is not None else ()


def _likelihood(it: Open) -> int:
    return int(it.score * _GRAIN)


def _did_something(situation: Situation, step: str) -> bool:
    steps = situation.article.steps if situation.article else ()
    return all(kind(situation, branch) == "do" for branch in branches_of(steps, step))
