"""Where the language model's yes or no comes in: which needs to ask it about, and its answers."""

from collections.abc import Mapping

from console.domain import events as ev

SURE_ENOUGH = 0.8
"""A reading that is at least this sure is not put to the model."""


def unsure_needs(read: ev.ChatRead) -> tuple[str, ...]:
    """The needs whose reading is a guess, so that the model's answer could change it.

    These are needs that were told unasked or by an answer without their words, and needs of which
    some part was read. What a typed reader found, or nothing speaks for, is not asked.
    """
    return tuple(
        reading.need for reading in read.needs if reading.needed and reading.sure < SURE_ENOUGH
    )


def with_answers(read: ev.ChatRead, answers: Mapping[str, float]) -> ev.ChatRead:
    """The reading with the model's answers: the probability by need that it is met.

    An answer counts only where the reading itself was not sure enough.
    """
    unsure = unsure_needs(read)
    needs = tuple(
        _with_answer(reading, answers[reading.need])
        if reading.need in unsure and reading.need in answers
        else reading
        for reading in read.needs
    )
    return read.model_copy(update={"needs": needs})


def _with_answer(reading: ev.NeedReading, yes: float) -> ev.NeedReading:
    """The mean of both probabilities decides; the reading's own message stays where it is met."""
    own = reading.sure if reading.met else 1 - reading.sure
    mean = (own + min(max(yes, 0.0), 1.0)) / 2
    met = mean >= 0.5
    return reading.model_copy(
        update={
            "met": met,
            "sure": mean if met else 1 - mean,
            "by": "model",
            "message": reading.message if met else None,
        }
    )
