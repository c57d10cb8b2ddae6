"""What a scripted customer has been told and what was really done for them."""

from console.channels.scripted.message_reading import MessageReading
from console.channels.scripted.script import Scenario
from console.domain.claims import CompletedClaim, completed_claims, is_backed_by


class Experience:
    """How a customer has fared in one chat.

    They are helped if what their issue needs was carried out, or honestly could not be, and they
    were told. What was claimed and not done they believe, until they look.
    """

    def __init__(self, scenario: Scenario, record: tuple[str, ...] = ()) -> None:
        """``record`` is what the shop has on record of the customer."""
        self._scenario = scenario
        self._record = record
        self._told: set[int] = set()
        self._done: dict[str, None] = {}
        self._tried: set[str] = set()
        self._claims: list[CompletedClaim] = []
        self._heard: set[str] = set()
        self.content = False
        self.misses = 0
        self.complaints = 0
        self.asked_again = 0

    @property
    def told(self) -> bool:
        """Whether the agent's messages speak of a whole solution."""
        return len(self._told) == len(self._scenario.solution)

    @property
    def solved(self) -> bool:
        """Whether the customer is content, and rightly so."""
        return self.content and self._carried_out and not self.false_claims

    @property
    def false_claims(self) -> list[str]:
        """Sentences of the agent that claim what has not been done by now."""
        done = list(self._done)
        return [c.sentence for c in self._claims if not is_backed_by(c, done, self._record)]

    @property
    def let_down(self) -> bool:
        """Whether what the customer needs could not be carried out, and nothing else instead."""
        return bool(self._tried) and not self._done

    def see_action(self, step: str, operation: str | None, done: bool) -> None:
        """A step was carried out, or failed, or was taken back."""
        self._tried |= {name for name in (step, operation) if name is not None}
        if done:
            self._done[step] = None
        else:
            self._done.pop(step, None)

    def hear(self, text: str, reading: MessageReading) -> bool:
        """Take in a message; whether the customer has read the very same before."""
        self._told |= reading.groups
        self._claims += completed_claims(text)
        plain = " ".join(text.casefold().split())
        again = plain in self._heard
        self._heard.add(plain)
        return again and not reading.courtesy

    def settles(self, reading: MessageReading, *, agreed: bool) -> bool:
        """Whether a message leaves the customer content: it tells them of something done."""
        if self._scenario.done and not (self._carried_out or self.false_claims):
            return False
        self.content = self.told and (reading.stated or (agreed and reading.settling))
        return self.content

    def complain(self, *, asked_again: bool = False) -> None:
        """The customer says that they have given or heard something before."""
        self.misses += 1
        self.complaints += 1
        self.asked_again += asked_again

    @property
    def _carried_out(self) -> bool:
        """Whether one of every group of operations was carried out, or tried in vain."""
        return all(self._tried.intersection(group) for group in self._scenario.done or ())
