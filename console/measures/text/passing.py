"""Measures texts as they pass, for a log that does not hold them.

It sees every fact on its way into the log and gives it back without its texts, with what measures
need of them. The results are those that an export computes from stored texts.
"""

from collections import defaultdict
from dataclasses import asdict, dataclass, field, replace
from threading import Thread

from console.domain import events as ev
from console.domain.unkept import without_texts
from console.measures.text.agreement import agrees
from console.measures.text.chat_side import RunningSide
from console.measures.text.claims import ClaimCounter
from console.measures.text.similarity import edit, is_retyped


@dataclass(slots=True)
class _PassingSuggestion:
    """The texts of one suggestion, each with its place in the log, and what was made of them.

    A text is null where it was not stored and is not known here. ``is_unsure`` says that a message
    was typed since it was shown that could not be compared with it.
    """

    ready: tuple[int, str | None] | None = None
    revised: tuple[int, str | None] | None = None
    taken: tuple[int, str | None] | None = None
    shown: int | None = None
    sent: tuple[str | None, ev.Origin] | None = None
    retyped: bool | None = None
    is_unsure: bool = False
    told: ev.EditMeasures | None = None

    @property
    def text(self) -> str | None:
        """What its card shows; null if that is not known."""
        versions = [each for each in (self.ready, self.taken) if each is not None]
        return max(versions, key=lambda each: each[0])[1] if versions else None


@dataclass(slots=True)
class _PassingChat:
    """One chat's texts; a side is null where some of its messages are not known."""

    sides: dict[str, RunningSide | None] = field(
        default_factory=lambda: {"agent": RunningSide(), "customer": RunningSide()}
    )
    suggestions: dict[str, _PassingSuggestion] = field(
        default_factory=lambda: defaultdict(_PassingSuggestion)
    )
    typed: list[tuple[int, str | None]] = field(default_factory=list)


class PassingTexts:
    """Follows the facts of one log; used by one thread at a time."""

    def __init__(self) -> None:
        self._chats: dict[str, _PassingChat] = defaultdict(_PassingChat)
        self._claims = ClaimCounter()
        self._warming: Thread | None = None

    @classmethod
    def warming_up(cls) -> "PassingTexts":
        """One that loads on a thread of its own, from now on, what measuring the first text needs.

        That takes seconds, for which the first message would hold up the log's writer.
        """
        made = cls()
        made._warming = Thread(target=_load, name="text measures", daemon=True)
        made._warming.start()
        return made

    def follow(self, event: ev.Event) -> None:
        """Take in a fact that is in the log already, with its texts or without."""
        self._measured(event)
        measured: ev.TextMeasures | None = getattr(event.fact, "measured", None)
        if measured is not None and event.chat is not None:
            self._recall(measured, self._chats[event.chat].suggestions)

    def _recall(
        self, measured: ev.TextMeasures, suggestions: dict[str, _PassingSuggestion]
    ) -> None:
        """Go by what was told of suggestions when their texts were known."""
        for each in measured.edits:
            suggestions[each.suggestion].told = each
        for suggestion in suggestions.values():
            suggestion.retyped = suggestion.told.retyped if suggestion.told else None
            suggestion.is_unsure = suggestion.retyped is None

    def stored(self, event: ev.Event) -> ev.Event:
        """The event as it goes into the log: without texts, with what was measured of them."""
        measured = self._measured(event)
        return replace(event, fact=without_texts(event.fact, measured))

    def _measured(self, event: ev.Event) -> ev.TextMeasures | None:
        fact, counted = event.fact, self._claims.count(event)
        match fact:
            case ev.MessageReceived():
                return ev.TextMeasures(
                    characters=len(fact.text),
                    agrees=agrees(fact.text),
                    side=self._side(fact, "customer"),
                )
            case ev.MessageSent():
                return ev.TextMeasures(
                    characters=len(fact.text),
                    claims=counted.claims if counted else None,
                    unfounded_claims=counted.unfounded_claims if counted else None,
                    side=self._side(fact, "agent"),
                    edits=self._sent(fact, event.seq),
                )
            case ev.SendHeld() | ev.DraftChanged():
                return ev.TextMeasures(characters=len(fact.text))
            case ev.SuggestionReady() | ev.SuggestionRevised():
                edits = self._written(fact, event.seq)
                return ev.TextMeasures(characters=len(fact.text), edits=edits)
            case ev.SuggestionUpdated():
                suggestion = self._chats[fact.chat].suggestions[fact.suggestion]
                suggestion.taken = suggestion.revised or suggestion.taken
                self._compare_again(fact.chat, suggestion)
                return ev.TextMeasures(edits=self._news(fact.chat, fact.suggestion))
            case ev.SuggestionShown():
                suggestion = self._chats[fact.chat].suggestions[fact.suggestion]
                suggestion.shown = suggestion.shown or event.seq
        return None

    def _side(
        self, fact: ev.MessageReceived | ev.MessageSent, sender: str
    ) -> ev.SideMeasures | None:
        sides = self._chats[fact.chat].sides
        if fact.measured is not None:
            sides[sender] = None
        running = sides[sender]
        if running is not None and self._warming is not None:
            self._warming.join()
            self._warming = None
        return None if running is None else ev.SideMeasures(**asdict(running.add(fact.text)))

    def _written(
        self, fact: ev.SuggestionReady | ev.SuggestionRevised, seq: int
    ) -> tuple[ev.EditMeasures, ...]:
        suggestion = self._chats[fact.chat].suggestions[fact.suggestion]
        version = (seq, fact.text if fact.measured is None else None)
        if isinstance(fact, ev.SuggestionRevised):
            suggestion.revised = version
            return ()
        suggestion.ready = version
        self._compare_again(fact.chat, suggestion)
        return self._news(fact.chat, fact.suggestion)

    def _sent(self, fact: ev.MessageSent, seq: int) -> tuple[ev.EditMeasures, ...]:
        chat = self._chats[fact.chat]
        text = fact.text if fact.measured is None else None
        compared = set[str]()
        if fact.suggestion is not None:
            made_from = chat.suggestions[fact.suggestion]
            made_from.sent = made_from.sent or (text, fact.origin)
            compared.add(fact.suggestion)
        if fact.origin is ev.Origin.TYPED:
            chat.typed.append((seq, text))
            for name, each in chat.suggestions.items():
                if each.shown is not None and not each.retyped:
                    alike = _alike(each.text, text)
                    each.is_unsure |= alike is None
                    each.retyped = alike or (None if each.is_unsure else False)
                    compared.add(name)
        return tuple(each for name in sorted(compared) for each in self._news(fact.chat, name))

    def _compare_again(self, chat_id: str, suggestion: _PassingSuggestion) -> None:
        """Compare all that was typed since a suggestion was shown with its text as it is now."""
        text, shown = suggestion.text, suggestion.shown
        if shown is None:
            return
        since = [words for seq, words in self._chats[chat_id].typed if seq > shown]
        alike = [_alike(text, words) for words in since]
        suggestion.is_unsure = None in alike
        suggestion.retyped = any(alike) or (None if suggestion.is_unsure or not since else False)

    def _news(self, chat_id: str, name: str) -> tuple[ev.EditMeasures, ...]:
        """What is made of a suggestion, if that is not what was last said of it."""
        suggestion = self._chats[chat_id].suggestions[name]
        before = suggestion.told or ev.EditMeasures(suggestion=name)
        told = before.model_copy(update={"retyped": suggestion.retyped})
        sent, origin = suggestion.sent or (None, None)
        if suggestion.text is not None and sent is not None and origin is ev.Origin.MODIFIED:
            distance, similarity = edit(suggestion.text, sent)
            told = told.model_copy(update={"distance": distance, "similarity": similarity})
        suggestion.told = told
        return () if told == before else (told,)


def _load() -> None:
    RunningSide().add(_ANY)


_ANY = "Where is my parcel? I ordered it last week."
"""Long enough that its language is identified and its words are counted."""


def _alike(suggested: str | None, typed: str | None) -> bool | None:
    """Whether a suggestion was typed again; null where either text is not known."""
    return None if suggested is None or typed is None else is_retyped(suggested, typed)
