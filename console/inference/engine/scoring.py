"""How likely the model is to answer questions about a chat with one of two words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from console.domain.errors import ModelError
from console.inference.engine.job import PrefillJob, Standing
from console.inference.engine.kv_sequences import common_prefix_length
from console.inference.engine.prompt_tokens import PromptTokens, Tokens
from console.inference.protocol import Prompt, Scored, ScoreRequest, WordScores

_ROOM = 128
"""Tokens that are left for an answer, as for a draft, so that both leave out the same messages."""

Words = tuple[list[int], list[int]]
"""The tokens that each of two words may begin with."""


@dataclass(slots=True, eq=False, kw_only=True)
class ScoreJob(PrefillJob):
    """A request for scores: one question after the other is read behind the chat."""

    scoring: ScoreRequest
    words: Words
    later: list[Tokens]
    scores: list[WordScores] = field(default_factory=list)
    notes: tuple[str, ...] = ()

    @property
    def request(self) -> str:
        return self.scoring.request

    @property
    def standing(self) -> Standing:
        return Standing.SCORE

    def take(self, log_probability: Callable[[Sequence[int]], float]) -> bool:
        """Score the question that was read; True if it was the last one."""
        first, second = map(log_probability, self.words)
        self.scores.append(WordScores(first=first, second=second))
        if not self.later:
            return True
        self.prompt = self.later.pop(0)
        return False

    def scored(self) -> Scored:
        """The answer, now that all questions were read."""
        return Scored(
            request=self.request,
            scores=tuple(self.scores),
            read_tokens=self.read,
            total_ms=self.elapsed_ms(),
            notes=self.notes,
        )


def score_job(request: ScoreRequest, tokens: PromptTokens, room: int, arrival: int) -> ScoreJob:
    """The work for a request.

    Raises:
        ModelError: a question doesn't fit, or both words begin alike.
    """
    first, *later = _prompts(request, tokens, room - _ROOM)
    words = _beginnings(request.words, tokens)
    return ScoreJob(
        request.chat, first, arrival, scoring=request, words=words, later=later, notes=first.notes
    )


def _prompts(request: ScoreRequest, tokens: PromptTokens, room: int) -> list[Tokens]:
    """The chat with each question, of which the beginning they have in common is kept between."""
    prompts = [
        tokens.lay_out(
            Prompt(
                prefix=request.prefix,
                transcript=request.transcript,
                tail=(question,),
                opening=request.opening,
            ),
            room,
        )
        for question in request.questions
    ]
    shared = min(common_prefix_length(prompts[0].tail, each.tail) for each in prompts)
    size = min(shared, min(len(each.tail) for each in prompts) - 1)
    return [
        Tokens(each.prefix, each.transcript + each.tail[:size], each.tail[size:], each.notes)
        for each in prompts
    ]


def _beginnings(words: tuple[str, str], tokens: PromptTokens) -> Words:
    """The first tokens of both words, however they are written, without those they share."""
    first, second = (
        {
            tokens.plain_tokens(f"{space}{written}")[0]
            for space in ("", " ")
            for written in (word, word.capitalize(), word.upper())
        }
        for word in words
    )
    if not first - second or not second - first:
        raise ModelError(f"{words[0]} and {words[1]} begin with the same tokens")
    return sorted(first - second), sorted(second - first)
