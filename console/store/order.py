"""What can't have happened in the order a log has it, whoever wrote it."""

from collections.abc import Iterator

from console.domain import events as ev


class EventOrder:
    """Given every event of a log in turn, it says what is impossible after those before it."""

    def __init__(self) -> None:
        self._session: str | None = None
        self._sessions: set[str] = set()
        self._chats: dict[str, str] = {}
        self._suggestions: set[tuple[str, str]] = set()
        self._messages: set[tuple[str, str]] = set()

    def problems(self, event: ev.Event) -> Iterator[str]:
        """What this event can't follow, a sentence each."""
        fact = event.fact
        if event.session != self._session and event.session in self._sessions:
            yield f"event {event.seq}: session {event.session} goes on after another has started"
        elif isinstance(fact, ev.SessionStarted) and event.session in self._sessions:
            yield f"event {event.seq}: session {event.session} starts again"
        self._session = event.session
        self._sessions.add(event.session)
        if isinstance(fact, ev.ChatFact):
            yield from self._of_chat(event.seq, fact)
            yield from self._of_message(event.seq, fact)

    def _of_chat(self, seq: int, fact: ev.ChatFact) -> Iterator[str]:
        known = self._chats.get(fact.chat)
        match fact:
            case ev.ChatQueued():
                if known is not None:
                    yield f"event {seq}: chat {fact.chat} is queued twice"
                self._chats[fact.chat] = "queued"
            case _ if known is None:
                yield f"event {seq}: chat {fact.chat} was never queued"
            case ev.ChatAccepted():
                if known != "queued":
                    yield f"event {seq}: chat {fact.chat} is accepted, but was {known} already"
                self._chats[fact.chat] = "accepted"
            case ev.MessageSent() if known == "queued":
                yield f"event {seq}: a message is sent in chat {fact.chat}, which nobody had taken"
            case ev.SuggestionRequested():
                self._suggestions.add((fact.chat, fact.suggestion))
            case ev.SuggestionFact() if (fact.chat, fact.suggestion) not in self._suggestions:
                yield f"event {seq}: suggestion {fact.suggestion} was never requested"
            case ev.ChatClosed() | ev.ChatDropped() | ev.ChatAbandoned():
                self._chats[fact.chat] = "over"
            case _:
                pass

    def _of_message(self, seq: int, fact: ev.ChatFact) -> Iterator[str]:
        match fact:
            case ev.MessageSent() | ev.MessageReceived():
                self._messages.add((fact.chat, fact.message))
            case ev.MessageDelivered() | ev.MessageFailed() | ev.MessageRead():
                if (fact.chat, fact.message) not in self._messages:
                    yield f"event {seq}: message {fact.message} was never sent"
            case _:
                pass
