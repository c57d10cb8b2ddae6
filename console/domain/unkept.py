"""What is left of a fact where texts are not stored: all but what people wrote, or what quotes it.

What the site itself wrote stays: its articles' steps and needs, a customer's record (but not what
was said before, which a channel adds to it), reasons that the program or a server gave.
"""

from types import MappingProxyType
from typing import Any, TypeVar

from console.domain import events as ev

_Fact = TypeVar("_Fact", bound=ev.Fact)

_TEXT = {"text": ""}
_NOTED = {"text": "", "notes": ()}

UNKEPT: MappingProxyType[type[ev.Fact], dict[str, Any]] = MappingProxyType(  # Any: field values
    {
        ev.MessageReceived: {"text": "", "attachments": ()},
        ev.MessageSent: _TEXT,
        ev.SendHeld: _TEXT,
        ev.DraftChanged: _TEXT,
        ev.SuggestionReady: _NOTED,
        ev.SuggestionRevised: _NOTED,
        ev.SuggestionFailed: {"reason": "its reason was not kept"},
        ev.SuggestionRated: {"reason": None},
        ev.ChatDiagnosed: {"evidence": ()},
        ev.ChatRated: {"comment": None},
        ev.ChatAbandoned: {"reason": ""},
        ev.ChatTransferred: {"note": ""},
        ev.GuardrailOverridden: {"reason": None},
    }
)
"""The fields that are emptied, by kind of fact, and what stands in them then."""


def without_texts(fact: _Fact, measured: ev.TextMeasures | None = None) -> _Fact:
    """The fact without texts, with what was ``measured`` of them where its kind can say it."""
    emptied = UNKEPT.get(type(fact), {})
    if isinstance(fact, ev.ChatQueued):
        emptied = {"customer": fact.customer.model_copy(update={"told": None})}
    if measured is not None:
        emptied = emptied | {"measured": measured}
    return fact.model_copy(update=emptied) if emptied else fact
