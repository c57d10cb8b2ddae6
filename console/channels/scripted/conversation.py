"""What a scripted customer says and when they are satisfied; knows no time.

It is a fold over the agent's messages and the steps that were carried out, so that a restarted
console gets the customer back by going through the chat again.
"""

from collections.abc import Iterable, Mapping, Sequence
from random import Random

from console.channels.base import ActionNews, Line
from console.channels.scripted.experience import Experience
from console.channels.scripted.message_reading import MessageReading, read_message, speaks_of
from console.channels.scripted.script import Mood, Phrases, Scenario, ScriptedAnswer
from console.domain.slots import fill

_MAX_IRRELEVANT = {Mood.CHEERFUL: 7, Mood.CALM: 6, Mood.WORRIED: 6, Mood.ANNOYED: 5, Mood.ANGRY: 4}
"""How many irrelevant messages a customer accepts before they leave."""

_ANSWERS_AT_ONCE = 3

_CURIOSITY = 0.4
"""Share of customers who ask something of their own while they answer."""


class Conversation:
    """One customer's side of one chat.

    ``rng`` chooses among everyday phrases, all at once, so that reading a transcript again makes
    the same choices. ``believed`` is what the agent of an earlier chat claimed to have done and had
    not: the customer begins with it. ``record`` is what the shop has on record of the customer.
    """

    def __init__(
        self,
        scenario: Scenario,
        phrases: Phrases,
        values: Mapping[str, str],
        rng: Random,
        *,
        back: bool = False,
        believed: str | None = None,
        record: tuple[str, ...] = (),
    ) -> None:
        self._scenario = scenario.model_copy(update={"answers": _knows(scenario, phrases)})
        self._values = values
        stock = {name: rng.choice(getattr(phrases, name)) for name in _STOCK}
        self._curious = rng.random() < _CURIOSITY
        self._lines = stock
        self._doubt = scenario.unsolved or stock["doubt"]
        self._thanks = scenario.thanks or stock["thanks"]
        self.nudge = self._say(stock["nudge"])
        self.praise, self.complaint = stock["praise"], stock["complaint"]
        opening = (scenario.back or stock["back"],) if back else scenario.opening
        self.opening = [self._say(line) for line in opening]
        if back and believed:
            self.opening = [self._say(stock["deceived"], said=believed)]
        self.pictures = {self._say(a.reply): a.pictures for a in scenario.answers if a.pictures}
        self._followups = list(scenario.followups)
        self._given = set() if back else {answer for answer in scenario.answers if answer.given}
        self._asked = ""
        self._confirmed = False
        self._agreed = False
        self._said_bye = False
        self.experience = Experience(scenario, record)

    @property
    def content(self) -> bool:
        """Whether the customer thinks that they have been helped."""
        return self.experience.content

    @property
    def solved(self) -> bool:
        """Whether the customer has been helped: it was done, and they were told."""
        return self.experience.solved

    @property
    def misses(self) -> int:
        """How many messages were beside the point, or asked or said a thing twice."""
        return self.experience.misses

    @property
    def fed_up(self) -> bool:
        """Whether the customer has received too many irrelevant messages."""
        return not self.content and self.misses >= _MAX_IRRELEVANT[self._scenario.mood]

    def see_action(self, step: str, operation: str | None, done: bool) -> None:
        """Something was carried out for the customer, or could not be."""
        self.experience.see_action(step, operation, done)

    def reply_to(self, text: str) -> list[str]:
        """Read a message of the agent; the lines the customer wants to say to it."""
        lines = self._reply_to(text)
        self._asked = next((line for line in reversed(lines) if line.endswith("?")), "")
        return lines

    def resume(self, lines: Sequence[Line], actions: Iterable[ActionNews] = ()) -> list[str]:
        """Go through a chat from the start; the lines that were still to be said.

        Of a line whose text is not known it counts that the customer said something; what was said
        to such a line of the agent's is not known either.
        """
        unsaid = list(self.opening)
        coming = list(actions)
        for number, line in enumerate(lines):
            while coming and coming[0].lines_before <= number:
                self._see(coming.pop(0))
            if not line.known:
                del unsaid[: 0 if line.by_agent else 1]
            elif line.by_agent:
                unsaid += self.reply_to(line.text)
            elif line.text in unsaid:
                del unsaid[: unsaid.index(line.text) + 1]
        for action in coming:
            self._see(action)
        return unsaid

    def _see(self, action: ActionNews) -> None:
        self.see_action(action.step, action.operation, action.done)

    # --- what to say -------------------------------------------------------------------------

    def _reply_to(self, text: str) -> list[str]:
        reading = read_message(self._scenario, text)
        heard_before = self.experience.hear(text, reading)
        if self.content:
            return self._farewell(reading)
        if self.experience.settles(reading, agreed=self._agreed):
            return [self._say(self._thanks)]
        if reading.courtesy:
            return []
        if heard_before:
            self.experience.complain()
            return [self._say(self._lines["heard"])]
        return self._reply_unresolved(text, reading)

    def _reply_unresolved(self, text: str, reading: MessageReading) -> list[str]:
        again = [answer for answer in reading.firmly if answer in self._given]
        if again:
            self.experience.complain(asked_again=True)
            said = self._say(self._lines["again"], said=self._say(again[0].reply))
            return [said, *self._answers(reading.answers)]
        if self.experience.told and not reading.holding and not self._agreed:
            self._agreed = True
            return [*self._answers(reading.answers), self._say(self._lines["agree"])]
        answers = self._answers(reading.answers)
        if answers:
            return [*answers, *self._own_question()]
        if reading.holding:
            return []
        return self._react(text, reading)

    def _react(self, text: str, reading: MessageReading) -> list[str]:
        """What to say to a message that asks for nothing the customer has still to give."""
        if reading.question and (reading.about or reading.groups) and not self._confirmed:
            self._confirmed = True
            return [self._say(self._lines["confirm"])]
        if self._asked and speaks_of(self._asked, text):
            return [self._say(self._lines["noted"])]
        if not reading.groups:
            self.experience.misses += 1
        elif self._agreed:
            return []
        return [self._say(self._followups.pop(0) if self._followups else self._doubt)]

    def _farewell(self, reading: MessageReading) -> list[str]:
        if not reading.question or self._said_bye:
            return []
        self._said_bye = True
        return [self._say(self._lines["bye"])]

    def _own_question(self) -> list[str]:
        if not self._curious:
            return []
        self._curious = False
        asked = next((line for line in self._followups if line.endswith("?")), None)
        if asked is None:
            return []
        self._followups.remove(asked)
        return [self._say(asked)]

    def _answers(self, answers: Iterable[ScriptedAnswer]) -> list[str]:
        new = [answer for answer in answers if answer not in self._given][:_ANSWERS_AT_ONCE]
        self._given.update(new)
        return list(dict.fromkeys(self._say(answer.reply) for answer in new))

    def _say(self, line: str, **more: str) -> str:
        return fill(line, {**self._values, **more})


_STOCK = (
    "confirm", "agree", "doubt", "nudge", "thanks", "bye", "back", "praise", "complaint",
    "again", "heard", "noted", "deceived",
)  # fmt: skip


def _knows(scenario: Scenario, phrases: Phrases) -> tuple[ScriptedAnswer, ...]:
    """The scenario's answers, and the everyday ones to what it has no answer for."""
    own = {word for answer in scenario.answers for word in answer.asked}
    return *scenario.answers, *(a for a in phrases.answers if own.isdisjoint(a.asked))
