"""How far a chat's procedure has come: needs met, steps carried out, folded from facts."""

from dataclasses import dataclass, field
from datetime import datetime

from console.domain import events as ev


@dataclass(slots=True)
class Action:
    """One step of a procedure that the agent had carried out.

    ``done`` is null while the result is still to come, false if it failed for the reason in
    ``detail``. ``at`` is when that was known, in UTC.
    """

    id: str
    article: str
    step: str
    operation: str | None = None
    by: str = "agent"
    done: bool | None = None
    detail: str | None = None
    at: datetime | None = None


@dataclass(slots=True)
class ProcedureState:
    """What is known and done in one chat.

    ``read`` is the last reading of the chat; ``corrected`` holds what the agent said of needs, by
    article and need. ``order`` and ``item`` are what the agent said the chat is about.
    """

    read: ev.ChatRead | None = None
    corrected: dict[tuple[str, str], bool] = field(default_factory=dict)
    order: str | None = None
    item: str | None = None
    actions: dict[str, Action] = field(default_factory=dict)

    @property
    def subject(self) -> tuple[str | None, str | None]:
        """The order and item the chat is about: the agent's choice, or else what was read."""
        if self.order is not None or self.item is not None:
            return self.order, self.item
        return (self.read.order, self.read.item) if self.read is not None else (None, None)

    @property
    def pending(self) -> dict[str, Action]:
        """The actions whose result is still to come, by id."""
        return {name: action for name, action in self.actions.items() if action.done is None}

    def is_met(self, article: str, need: str) -> bool:
        """Whether the customer has met a need, by the agent's word or else by the reading."""
        if (article, need) in self.corrected:
            return self.corrected[article, need]
        if self.read is None or self.read.article != article:
            return False
        return any(reading.met for reading in self.read.needs if reading.need == need)

    def done_steps(self, article: str) -> tuple[str, ...]:
        """The steps of an article that were carried out, in the order they were."""
        done = (a.step for a in self.actions.values() if a.article == article and a.done)
        return tuple(dict.fromkeys(done))

    def action_on(self, article: str, step: str) -> Action | None:
        """The latest attempt at a step; null if there was none."""
        for action in reversed(self.actions.values()):
            if action.article == article and action.step == step:
                return action
        return None
