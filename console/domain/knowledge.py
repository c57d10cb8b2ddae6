"""Articles of the knowledge base: policy as Markdown, procedure and approved texts in front."""

import tomllib
from collections.abc import Iterator
from datetime import date
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from console.domain.errors import SwitchboardError
from console.domain.structured_text import parse_toml

_FENCE = "+++"


class ArticleError(SwitchboardError):
    """A text is not an article; the line names its source and the field."""


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class NeedWording(_Table):
    """How to ask for one entry of ``ask``: a ``[[need]]`` of the front matter.

    ``question`` is a whole question to the customer; ``again`` asks in other words and gives the
    reason, for when the first question was passed over; ``instead`` is what else would do, for a
    customer who won't or can't give it. ``reads`` names the readers that tell whether a message
    meets the need ("email", "order", "date" …).
    """

    of: str
    question: str = ""
    again: str = ""
    instead: str = ""
    reads: tuple[str, ...] = ()


class StepWording(_Table):
    """What to say of one entry of ``steps``: a ``[[step]]`` of the front matter.

    ``announce`` says that it will be done ("I'll …"), ``report`` that it has been ("I've …", and
    what follows from it), ``failed`` that it could not be. ``operation`` is what the back office
    calls it. ``kind`` says what the agent does: asks the customer, looks something up, does
    something, tells the customer something, or keeps to a rule; it is derived where it is null.
    """

    of: str
    announce: str = ""
    report: str = ""
    failed: str = ""
    operation: str | None = None
    kind: Literal["ask", "look", "do", "tell", "rule"] | None = None


class PreparedText(_Table):
    """An approved text for when the customer asks something: ``[[answer]]`` or ``[[decline]]``.

    ``asked`` are phrases of such questions, as customers write them.
    """

    asked: tuple[str, ...] = Field(min_length=1)
    text: str = Field(min_length=1)


class Article(BaseModel):
    """One article.

    ``issues`` are the ids of the issues it is about. ``ask`` is what policy requires from the
    customer before anything is done, ``steps`` the procedure in order. ``diagnosis`` puts the issue
    to the customer and ``reply`` gives the solution; both are approved texts with slots
    (``console.domain.slots``). ``body`` is the policy itself, in Markdown.

    The tables ``[[need]]``, ``[[step]]``, ``[[answer]]`` and ``[[decline]]`` are optional: they
    give approved wordings for single moves, which are derived from the rest where there are none.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    title: str = Field(min_length=1)
    issues: tuple[str, ...] = ()
    updated: date
    ask: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    diagnosis: str = ""
    reply: str = ""
    needs: tuple[NeedWording, ...] = Field((), alias="need")
    step_wordings: tuple[StepWording, ...] = Field((), alias="step")
    answers: tuple[PreparedText, ...] = Field((), alias="answer")
    declines: tuple[PreparedText, ...] = Field((), alias="decline")
    body: str = Field(min_length=1)

    @model_validator(mode="after")
    def _refer_to_entries(self) -> Self:
        for table, entries, known in (
            ("need", [need.of for need in self.needs], self.ask),
            ("step", [step.of for step in self.step_wordings], self.steps),
        ):
            for entry in entries:
                if entry not in known:
                    field = "ask" if table == "need" else "steps"
                    raise ValueError(f"[[{table}]] of {entry!r}: no such entry in {field}")
                if entries.count(entry) > 1:
                    raise ValueError(f"[[{table}]] of {entry!r} exists twice")
        return self

    def need(self, entry: str) -> NeedWording | None:
        """How to ask for an entry of ``ask``; null in an article that doesn't say."""
        return next((need for need in self.needs if need.of == entry), None)

    def step(self, entry: str) -> StepWording | None:
        """What to say of an entry of ``steps``; null in an article that doesn't say."""
        return next((step for step in self.step_wordings if step.of == entry), None)

    def approved_texts(self) -> Iterator[tuple[str, str]]:
        """Every text that a customer may be sent, with its place in the front matter."""
        yield from (("diagnosis", self.diagnosis), ("reply", self.reply))
        for need in self.needs:
            for text in (need.question, need.again, need.instead):
                yield f"need of {need.of!r}", text
        for step in self.step_wordings:
            for text in (step.announce, step.report, step.failed):
                yield f"step of {step.of!r}", text
        yield from (("answer", answer.text) for answer in self.answers)
        yield from (("decline", decline.text) for decline in self.declines)


def parse_article(text: str, source: str) -> Article:
    """Read an article: TOML between two ``+++`` lines, then Markdown.

    Raises ArticleError naming ``source`` and what is wrong.
    """
    front, body = _split(text.removeprefix("\ufeff"), source)
    try:
        fields = parse_toml(front)
    except tomllib.TOMLDecodeError as error:
        raise ArticleError(f"{source}: the front matter is not TOML: {error}") from error
    if "body" in fields:
        raise ArticleError(f"{source}: body belongs below the front matter, not into it")
    try:
        return Article.model_validate({**fields, "body": body.strip()})
    except ValidationError as error:
        first = error.errors()[0]
        where = "".join(f"{part}." for part in first["loc"])[:-1]
        told = first["msg"].removeprefix("Value error, ")
        raise ArticleError(": ".join(part for part in (source, where, told) if part)) from error


def _split(text: str, source: str) -> tuple[str, str]:
    lines = text.splitlines()
    if not lines or lines[0].strip() != _FENCE:
        raise ArticleError(f"{source}: the first line must be {_FENCE}")
    for number, line in enumerate(lines[1:], start=1):
        if line.strip() == _FENCE:
            return "\n".join(lines[1:number]), "\n".join(lines[number + 1 :])
    raise ArticleError(f"{source}: the front matter has no closing {_FENCE} line")
