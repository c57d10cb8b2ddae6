"""What has been told, refused, asked, looked up and said so far in a dialogue of STAR."""

import re
from dataclasses import dataclass, field

from console.domain.json_objects import JsonObject
from console.evaluate.star import CUSTOM, CustomerText, Event, FreeText, Query, QueryResult, Reply
from console.evaluate.star_flow import Flow
from console.evaluate.star_reading import hear

_REASON = re.compile(
    r"\b(?:cannot|can't|must|not|unable|fail\w*|invalid|error|unavailable|no)\b", re.I
)
_API = "APIName"


def failed(item: JsonObject) -> bool:
    """Whether the database found nothing, or returned only a message that says why not."""
    values = [value for key, value in item.items() if key != _API]
    alone = values[0] if len(values) == 1 else None
    return not values or (isinstance(alone, str) and bool(_REASON.search(alone)))


@dataclass(slots=True)
class State:
    """Everything that is known before the agent's next action."""

    told: dict[str, str] = field(default_factory=dict)
    """What was asked for and is answered, with the message that answers it."""
    refused: set[str] = field(default_factory=set)
    """What the customer can't answer."""
    asked: set[str] = field(default_factory=set)
    opened: set[str] = field(default_factory=set)
    """What the agent asked for last, and has got no answer to."""
    fresh: bool = False
    """Whether something was told since the last query and what was said about it."""
    query: Query | None = None
    item: JsonObject = field(default_factory=dict)
    """The last query and its result."""
    result_is_last: bool = False
    """Whether the result is the last event."""
    said: str | None = None
    """What the agent said about the result."""
    outcome: str | None = None
    """The last reply that told a result."""
    customer: str = ""
    """What the customer wrote since the agent's last turn."""
    last: str | None = None
    """The agent's last action."""
    stage: str | None = None
    """Where the graph is entered: at the greeting, or where the last successful query leads."""


class DialogueTracker:
    """Follows a dialogue, one event after the other."""

    def __init__(self, flow: Flow) -> None:
        """Begin with nothing known."""
        self.flow = flow
        self.state = State(stage=flow.start)

    def take(self, event: Event) -> None:
        """Take in the next event."""
        state = self.state
        match event:
            case CustomerText(text):
                state.result_is_last = False
                self._hear(text)
            case Query():
                state.query, state.said, state.fresh = event, None, False
                state.last = event.action
            case QueryResult(item):
                state.item, state.result_is_last = item, True
                if state.query and not failed(item):
                    state.stage = self.flow.after_query(state.query.action, True) or state.stage
            case Reply(action, text) if action in self.flow.replies:
                self._reply(action)
            case Reply(_, text) | FreeText(text):
                self._write(text)

    def _hear(self, text: str) -> None:
        state = self.state
        state.customer = f"{state.customer} {text}".strip()
        heard = hear(text, self.flow, state.opened, state.refused)
        state.fresh |= bool(heard.told - state.told.keys())
        state.refused = (state.refused - heard.told) | heard.refused
        for action in heard.refused:
            state.told.pop(action, None)
        state.told.update(dict.fromkeys(heard.told, text))

    def _reply(self, action: str) -> None:
        state = self.state
        if action in self.flow.asks:
            self._turn(action, {action})
        elif action == self.flow.out_of_scope:
            self._turn(action, state.opened)
        else:
            self._turn(action, set())
            if action != self.flow.hello and (state.query or action != self.flow.anything_else):
                state.said, state.fresh = action, False
                if action not in (self.flow.bye, self.flow.anything_else):
                    state.outcome = action

    def _write(self, text: str) -> None:
        """The agent wrote something by hand: it asks, or tells the result, or is just polite."""
        state = self.state
        asked = set(self.flow.asked_in(text))
        if not asked and state.result_is_last:
            state.said, state.fresh = CUSTOM, False
        self._turn(CUSTOM, asked)

    def _turn(self, action: str, opened: set[str]) -> None:
        state = self.state
        state.asked |= opened
        state.opened = set(opened)
        if opened and action != self.flow.out_of_scope:
            state.said = None
        state.customer = ""
        state.result_is_last = False
        state.last = action
