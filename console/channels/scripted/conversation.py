"""What a scripted customer says and when they are satisfied; knows no time.

It is a fold over the agent's messages, so that a restarted console gets the customer back by
reading the transcript again.
"""

from collections.abc import Iterable, Mapping
from random import Random

from console.channels.base import Line
from console.channels.scripted.message_reading import MessageReading, read_message
from console.channels.scripted.script import Mood, Phrases, Scenario, ScriptedAnswer
from console.domain.slots import fill

_MAX_IRRELEVANT = {Mood.CHEERFUL: 7, Mood.CALM: 6, Mood.WORRIED: 6, Mood.ANNOYED: 5, Mood.ANGRY: 4}
"""How many irrelevant messages a customer accepts before they leave."""

_ANSWERS_AT_ONCE = 3


class Conversation:
    """One customer's side of one chat.

    ``rng`` chooses among everyday phrases, all at once, so that reading a transcript again makes
    the same choices.
    """

    def __init__(
        self,
        scenario: Scenario,
        phrases: Phrases,
        values: Mapping[str, str],
        rng: Random,
        *,
        back: bool = False,
    ) -> None:
        self._scenario = scenario.model_copy(update={"answers": _knows(scenario, phrases)})
        self._values = values
        lines = {name: rng.choice(getattr(phrases, name)) for name in _STOCK}
        self._confirm, self._agree, self._bye = lines["confirm"], lines["agree"], lines["bye"]
        self._doubt = scenario.unsolved or lines["doubt"]
        self._thanks = scenario.thanks or lines["thanks"]
        self.nudge = self._say(lines["nudge"])
        self.praise, self.complaint = lines["praise"], lines["complaint"]
        opening = (scenario.back or lines["back"],) if back else scenario.opening
        self.opening = [self._say(line) for line in opening]
        self._followups = list(scenario.followups)
        self._met: set[int] = set()
        self._confirmed = False
        self._agreed = False
        self._said_bye = False
        self.solved = False
        self.misses = 0

    @property
    def fed_up(self) -> bool:
        """Whether the customer has received too many irrelevant messages."""
        return not self.solved and self.misses >= _MAX_IRRELEVANT[self._scenario.mood]

    def reply_to(self, text: str) -> list[str]:
        """Read a message of the agent; the lines the customer wants to say to it."""
        reading = read_message(self._scenario, text)
        self._met |= reading.groups
        if self.solved:
            return self._farewell(reading)
        if self._resolves(reading):
            self.solved = True
            return [self._say(self._thanks)]
        if reading.courtesy:
            return []
        return self._reply_unresolved(reading)

    def resume(self, lines: Iterable[Line]) -> list[str]:
        """Go through a transcript from the start; the lines that were still to be said."""
        unsaid = list(self.opening)
        for line in lines:
            if line.by_agent:
                unsaid += self.reply_to(line.text)
            elif line.text in unsaid:
                del unsaid[: unsaid.index(line.text) + 1]
        return unsaid

    def _reply_unresolved(self, reading: MessageReading) -> list[str]:
        if self._complete and not reading.holding and not self._agreed:
            self._agreed = True
            return [*self._answers(reading.answers), self._say(self._agree)]
        if reading.answers:
            return self._answers(reading.answers)
        if reading.holding:
            return []
        if reading.question and (reading.about or reading.groups) and not self._confirmed:
            self._confirmed = True
            return [self._say(self._confirm)]
        if not reading.groups:
            self.misses += 1
        return [self._say(self._followups.pop(0) if self._followups else self._doubt)]

    @property
    def _complete(self) -> bool:
        return len(self._met) == len(self._scenario.solution)

    def _resolves(self, reading: MessageReading) -> bool:
        if self._agreed:
            return not (reading.question or reading.holding or reading.courtesy)
        return self._complete and reading.stated

    def _farewell(self, reading: MessageReading) -> list[str]:
        if not reading.question or self._said_bye:
            return []
        self._said_bye = True
        return [self._say(self._bye)]

    def _answers(self, answers: Iterable[ScriptedAnswer]) -> list[str]:
        lines = dict.fromkeys(self._say(answer.reply) for answer in answers)
        return list(lines)[:_ANSWERS_AT_ONCE]

    def _say(self, line: str) -> str:
        return fill(line, self._values)


_STOCK = ("confirm", "agree", "doubt", "nudge", "thanks", "bye", "back", "praise", "complaint")


def _knows(scenario: Scenario, phrases: Phrases) -> tuple[ScriptedAnswer, ...]:
    """The scenario's answers, and the everyday ones to what it has no answer for."""
    own = {word for answer in scenario.answers for word in answer.asked}
    return *scenario.answers, *(a for a in phrases.answers if own.isdisjoint(a.asked))
