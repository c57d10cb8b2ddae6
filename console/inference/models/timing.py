"""How fast two forms of a model make suggestions here: measured in turns, so that noise is shared.

What is measured is what the console does for one message of a customer: read it with what stands
around it, then write the diagnosis and the solution in one batch.
"""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from console.domain.errors import ModelError
from console.inference.models.trial_run import TrialEnded, on_trial
from console.inference.protocol import Done, DraftRequest, Load, Prompt, PromptTurn, Role, Sampling

READ_TOKENS = 150
WRITE_TOKENS = 40

_ROUNDS = 3
_RUNS = 2
_LIMIT_S = 900.0
_FEWEST_TOKENS = 8
_STORY = (
    "my parcel should have come on Monday and it is still not here. The tracking page says that it "
    "left your warehouse on Friday, and since then nothing has changed. I was at home on both days "
    "and nobody rang. My neighbours have not seen it either. I need the shoes for a wedding at the "
    "weekend, so please tell me whether they will be here by then. If not, I would rather have "
    "another pair sent by express, or my money back, so that I can buy them in town. I have bought "
    "from you for years and this is the first time that something has gone wrong, so I hope it can "
    "be settled quickly. What do you suggest that I do now?"
)
_WANTED = ("Explain at length what has probably happened.", "Write a long and detailed reply.")


@dataclass(frozen=True, slots=True)
class Speed:
    """Milliseconds to read ``READ_TOKENS``, and for one more token of two drafts each."""

    read_ms: float
    step_ms: float

    @property
    def cost_ms(self) -> float:
        """What the two drafts for one message take."""
        return self.read_ms + WRITE_TOKENS * self.step_ms

    @property
    def reads(self) -> float:
        """Tokens a second."""
        return READ_TOKENS / self.read_ms * 1e3

    @property
    def writes(self) -> float:
        """Tokens a second, of both drafts together."""
        return len(_WANTED) / self.step_ms * 1e3


@dataclass(frozen=True, slots=True)
class Comparison:
    """The median speeds of two models, and how many times as fast as the first the second is.

    ``spread`` is how many times as long as the shortest the longest run of the same model took.
    """

    first: Speed
    second: Speed
    gain: float
    spread: float


def compare(one: Load, other: Load, advance: Callable[[float], None]) -> Comparison:
    """Measure two models several times, loaded in turns.

    ``advance`` is told the share that is done. Raises ``ModelError`` if one doesn't answer.
    """
    first: list[Speed] = []
    second: list[Speed] = []
    for done in range(_ROUNDS):
        first += _runs(one)
        advance((done + 0.5) / _ROUNDS)
        second += _runs(other)
        advance((done + 1) / _ROUNDS)
    spread = max(_spread(first), _spread(second))
    return Comparison(_middle(first), _middle(second), _gain(first, second), spread)


def works(load: Load) -> Load:
    """``load``, or its ``plain`` form if the other ends the child; raises ``ModelError``."""
    try:
        with on_trial(load, _LIMIT_S) as child:
            child.drafts(_drafts("works", tokens=2))
    except TrialEnded:
        if load.plain:
            raise
        return works(load.model_copy(update={"plain": True}))
    return load


def _runs(load: Load) -> list[Speed]:
    with on_trial(load, _LIMIT_S) as child:
        child.drafts(_drafts("warm", tokens=2))
        return [
            _speed(child.drafts(_drafts(f"run {run}", tokens=WRITE_TOKENS))) for run in range(_RUNS)
        ]


def _drafts(chat: str, tokens: int) -> list[DraftRequest]:
    """Two drafts for a chat that has only its prefix in common with others."""
    system = PromptTurn(role=Role.SYSTEM, text="You help the agents of an online shop.")
    story = PromptTurn(role=Role.USER, text=f"This is {chat}: {_STORY}")
    return [
        DraftRequest(
            request=f"{chat} {number}",
            chat=chat,
            prompt=Prompt(
                prefix=(system,),
                transcript=(story,),
                tail=(PromptTurn(role=Role.USER, text=wanted),),
            ),
            max_tokens=tokens,
            sampling=Sampling(temperature=0),
        )
        for number, wanted in enumerate(_WANTED)
    ]


def _speed(done: list[Done]) -> Speed:
    read = max(each.prompt_tokens - each.reused_tokens for each in done)
    first_ms = max(each.first_token_ms for each in done)
    longest = max(done, key=lambda each: each.tokens)
    if longest.tokens < _FEWEST_TOKENS:
        raise ModelError(f"wrote only {longest.tokens} tokens, too few to measure how fast it is")
    step_ms = (longest.total_ms - longest.first_token_ms) / (longest.tokens - 1)
    return Speed(first_ms * READ_TOKENS / max(read, 1), step_ms)


def _gain(first: list[Speed], second: list[Speed]) -> float:
    """How much faster the second is at least, even if other programs disturbed some of the runs.

    The smaller of two ratios: the median over the rounds, and that of the best runs, which were
    disturbed least.
    """
    rounds = median(a.cost_ms / b.cost_ms for a, b in zip(first, second, strict=True))
    best = min(a.cost_ms for a in first) / min(b.cost_ms for b in second)
    return min(rounds, best)


def _spread(runs: list[Speed]) -> float:
    costs = [run.cost_ms for run in runs]
    return max(costs) / min(costs)


def _middle(runs: list[Speed]) -> Speed:
    return Speed(median(run.read_ms for run in runs), median(run.step_ms for run in runs))
