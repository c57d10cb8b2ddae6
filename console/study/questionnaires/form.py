"""The form of a questionnaire: items, scales, and what is made of the answers."""

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

_MOST = 1_000_000
_ID = r"^[a-z][a-z0-9_-]{0,39}$"


class _Part(BaseModel):
    """A table of the file; what it does not know is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class AnswerScale(_Part):
    """The whole numbers from ``low`` to ``high`` in steps, with the words at both ends."""

    low: int = Field(ge=-_MOST, le=_MOST)
    high: int = Field(ge=-_MOST, le=_MOST)
    step: int = Field(default=1, ge=1)
    left: str = Field(min_length=1)
    right: str = Field(min_length=1)

    @model_validator(mode="after")
    def _has_steps(self) -> Self:
        if self.high <= self.low or (self.high - self.low) % self.step:
            raise ValueError("high must be a whole number of steps above low")
        if (self.high - self.low) // self.step > 100:
            raise ValueError("a scale has 101 points at most; make the step larger")
        return self

    @property
    def values(self) -> range:
        """All that can be answered, in order."""
        return range(self.low, self.high + 1, self.step)


class Item(_Part):
    """One question or statement.

    A ``scale`` item takes a number of its scale, a ``choice`` the number of one of its ``options``
    (counted from 1), and ``words`` a text. ``reversed`` turns the scale round before scoring. A
    ``pair`` are the two items that a choice weighs against each other, in the order of its options.
    """

    id: str = Field(pattern=_ID)
    title: str | None = None
    text: str = Field(min_length=1)
    kind: Literal["scale", "choice", "words"] = "scale"
    scale: AnswerScale | None = None
    options: tuple[str, ...] = Field(default=(), max_length=9)
    pair: tuple[str, str] | None = None
    reversed: bool = False

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        if (self.kind == "choice") != (len(self.options) >= 2):
            raise ValueError("a choice has two options or more, other kinds have none")
        if self.pair is not None and len(self.options) != 2:
            raise ValueError("a pair is weighed by a choice of two options")
        if self.kind != "scale" and (self.scale is not None or self.reversed):
            raise ValueError("only a scale item has a scale and can be reversed")
        return self

    @property
    def values(self) -> range:
        """The numbers that can be answered, none for words."""
        return self.scale.values if self.scale else range(1, len(self.options) + 1)


class Score(_Part):
    """A number made of answers; null unless ``least`` of its items are answered (default: all).

    ``mean``: the mean of the answers, on their own scale. ``percent``: the mean of each answer's
    place on its scale, 0 (low) to 100 (high). ``weighted``: each answer counts as often as its item
    won a pair; every pair must be answered. ``better`` is the direction that is good, if one is.
    """

    id: str = Field(pattern=_ID)
    title: str = Field(min_length=1)
    method: Literal["mean", "percent", "weighted"]
    items: tuple[str, ...] = Field(min_length=1)
    least: int | None = Field(default=None, ge=1)
    better: Literal["higher", "lower"] | None = None


class Questionnaire(_Part):
    """A questionnaire as its file has it.

    ``source`` is where it was published, ``language`` (ISO 639-1) what it is written in.
    ``needs_access`` leaves out agents who have no suggestions to be asked about. ``scale`` is that
    of every scale item without one of its own.
    """

    id: str = Field(pattern=_ID)
    title: str = Field(min_length=1)
    source: str = Field(min_length=1)
    language: str = Field(pattern=r"^[a-z]{2}$")
    instruction: str = ""
    needs_access: bool = False
    scale: AnswerScale | None = None
    items: tuple[Item, ...] = Field(alias="item", min_length=1)
    scores: tuple[Score, ...] = Field(default=(), alias="score")

    @model_validator(mode="before")
    @classmethod
    def _give_scale(cls, table: object) -> object:
        """Scale items take the common scale where they have none of their own."""
        if not isinstance(table, Mapping) or not isinstance(table.get("item"), list | tuple):
            return table
        return {**table, "item": [_with_scale(item, table.get("scale")) for item in table["item"]]}

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        problem = next(_contradictions(self), None)
        if problem is not None:
            raise ValueError(problem)
        return self

    def item(self, item: str) -> Item:
        """The item with this id; KeyError if there is none."""
        for candidate in self.items:
            if candidate.id == item:
                return candidate
        raise KeyError(item)

    @property
    def closed_items(self) -> tuple[Item, ...]:
        """The items that are answered with a number; without all of them it is not complete."""
        return tuple(item for item in self.items if item.kind != "words")


def _with_scale(item: object, scale: object) -> object:
    if not isinstance(item, Mapping) or item.get("kind", "scale") != "scale":
        return item
    return {"scale": scale, **item}


# --- what must fit together ------------------------------------------------------------------


def _contradictions(whole: Questionnaire) -> Iterator[str]:
    yield from _doubles("item", [item.id for item in whole.items])
    yield from _doubles("score", [score.id for score in whole.scores])
    for item in whole.items:
        if item.kind == "scale" and item.scale is None:
            yield f"item {item.id!r} has no scale; give it one, or give one for all as [scale]"
    for score in whole.scores:
        yield from (f"score {score.id!r}: {problem}" for problem in _score_problems(whole, score))


def _doubles(kind: str, ids: list[str]) -> Iterator[str]:
    yield from (f"{kind} {name!r} exists twice" for name, n in Counter(ids).items() if n > 1)


def _score_problems(whole: Questionnaire, score: Score) -> Iterator[str]:
    scales = {item.id for item in whole.items if item.kind == "scale"}
    for name in score.items:
        if name not in scales:
            yield f"{name!r} is no scale item; only scale items are scored"
    yield from _doubles("item", list(score.items))
    if score.least is not None and score.least > len(score.items):
        yield f"least is {score.least}, but it has {len(score.items)} items"
    if score.method == "weighted":
        yield from _missing_pairs(whole, score)


def _missing_pairs(whole: Questionnaire, score: Score) -> Iterator[str]:
    if score.least is not None:
        yield "a weighted score needs all its items; leave least out"
    given = Counter(frozenset(item.pair) for item in whole.items if item.pair)
    for pair in combinations(score.items, 2):
        if given[frozenset(pair)] != 1:
            yield f"{pair[0]!r} and {pair[1]!r} must be weighed against each other once"
