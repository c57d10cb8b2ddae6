"""What a scripted customer wants, knows and says, as the scenario pack has it."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

Lines = tuple[str, ...]
Words = tuple[str, ...]
"""Beginnings of words or phrases, in lower case; ``refund`` also finds "Refunded"."""


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Mood(StrEnum):
    """How the customer comes in; it decides how many useless answers they accept."""

    CHEERFUL = "cheerful"
    CALM = "calm"
    WORRIED = "worried"
    ANNOYED = "annoyed"
    ANGRY = "angry"


class ScriptedAnswer(_Record):
    """Something the customer knows: said when a question has one of the ``asked`` words.

    ``given`` says that the opening holds it already, so that a question for it annoys.
    """

    asked: Words = Field(min_length=1)
    reply: str = Field(min_length=1)
    pictures: int = Field(default=0, ge=0)
    given: bool = False


class Expectation(_Record):
    """What resolves one kind of issue.

    ``about`` are words of a right diagnosis. ``solution`` has groups of words; the customer has
    been told once the agent's messages contain a word of every group. ``done`` has groups of
    operations (or steps, as the article has them); they are helped once one of every group was
    carried out, too. Without ``done`` nothing need be done, but what is claimed must be.
    """

    about: Words = Field(min_length=1)
    solution: tuple[Words, ...] = Field(min_length=1)
    done: tuple[Words, ...] = ()


def _lines(description: str, default: Lines | None = None) -> Lines:
    """A field of lines, one of which is said; required unless it has a default."""
    if default is None:
        field: Lines = Field(min_length=1, description=description)
        return field
    lines: Lines = Field(default=default, min_length=1, description=description)
    return lines


class Phrases(_Record):
    """Everyday lines of one language, for whatever a scenario has no line of its own.

    In ``again`` and ``deceived``, ``{said}`` is what was said before.
    """

    confirm: Lines = _lines("a yes to the agent who has put the issue in a question")
    agree: Lines = _lines("a yes to a solution that the agent proposes")
    doubt: Lines = _lines("to a message that doesn't help")
    nudge: Lines = _lines("when no answer has come for long")
    thanks: Lines = _lines("when the problem is solved")
    bye: Lines = _lines("to the question whether there is anything else")
    back: Lines = _lines("the first words of a customer who comes back unhelped")
    praise: Lines = _lines("a comment with a good rating")
    complaint: Lines = _lines("a comment with a bad rating")
    again: Lines = _lines(
        "to a question for what was given already", ("I've told you that already: {said}",)
    )
    heard: Lines = _lines("to the same message a second time", ("You've just written that.",))
    noted: Lines = _lines("to the answer to a question of their own", ("Okay, I see.",))
    deceived: Lines = _lines(
        "the first words of a return after a claim that was false",
        ('You wrote: "{said}" It isn\'t so.',),
    )
    answers: tuple[ScriptedAnswer, ...] = ()


class Scenario(_Record):
    """One customer's story. Lines may have slots (``console.domain.slots``).

    ``followups`` are sent in turn as long as the agent's messages are irrelevant; ``unsolved`` when
    they are used up; ``back`` on a return. ``item`` is the piece the story is about, the order's
    first if unset. ``about``, ``solution`` and ``done`` replace those of the issue if given.
    ``patience_s`` is the wait for an answer that makes the customer nudge; ``typing_cps`` is in
    characters per second.
    """

    id: str
    customer: str
    issue: str
    order: str | None = None
    item: str | None = None
    language: str = "en"
    mood: Mood = Mood.CALM
    patience_s: float = Field(default=150.0, gt=0)
    typing_cps: float = Field(default=6.0, gt=0)
    opening: Lines = Field(min_length=1)
    answers: tuple[ScriptedAnswer, ...] = ()
    followups: Lines = ()
    unsolved: str | None = None
    thanks: str | None = None
    back: str | None = None
    about: Words = ()
    solution: tuple[Words, ...] = ()
    done: tuple[Words, ...] | None = None
