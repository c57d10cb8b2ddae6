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


class Phrases(_Record):
    """Everyday lines of one language, for whatever a scenario has no line of its own.

    ``again`` answers a question for what was given and ``deceived`` begins a return after a false
    claim; ``{said}`` is what was said before. ``heard`` answers a message that came before, and
    ``noted`` an answer to a question of the customer's own.
    """

    confirm: Lines = Field(min_length=1)
    agree: Lines = Field(min_length=1)
    doubt: Lines = Field(min_length=1)
    nudge: Lines = Field(min_length=1)
    thanks: Lines = Field(min_length=1)
    bye: Lines = Field(min_length=1)
    back: Lines = Field(min_length=1)
    praise: Lines = Field(min_length=1)
    complaint: Lines = Field(min_length=1)
    again: Lines = Field(default=("I've told you that already: {said}",), min_length=1)
    heard: Lines = Field(default=("You've just written that.",), min_length=1)
    noted: Lines = Field(default=("Okay, I see.",), min_length=1)
    deceived: Lines = Field(default=('You wrote: "{said}" It isn\'t so.',), min_length=1)
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
