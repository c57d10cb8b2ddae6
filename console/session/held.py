"""Messages that the agent has sent and can still take back: for a few seconds they wait here."""

from collections.abc import Callable, Sequence
from typing import Literal

from console.domain import events as ev
from console.domain.chat import Chat, HeldMessage
from console.domain.clock import Clock
from console.domain.errors import InvalidAction
from console.session.recorder import Recorder

Why = Literal["agent", "chat_ended", "console_stopped"]


class HeldMessages:
    """Holds messages back for ``hold_s`` seconds, then lets them leave in the order they were sent.

    What is held is on the desk. Only when each is due is known here alone: what a killed console
    held goes back into the input box when the next one starts.
    """

    def __init__(
        self,
        recorder: Recorder,
        clock: Clock,
        hold_s: float,
        deliver: Callable[[ev.MessageSent], None],
    ) -> None:
        """``deliver`` hands a message that has left, and is on the disk, to the channel."""
        self._recorder, self._clock, self._deliver = recorder, clock, deliver
        self._hold_s = hold_s
        self._held_ns: dict[tuple[str, str], int] = {}

    def send(self, sent: ev.MessageSent, version: ev.Version | None, *, empties_box: bool) -> None:
        """Send a message, now or after the hold; ``version`` is the suggestion's text it is."""
        emptied = [ev.DraftChanged(chat=sent.chat, text="")] if empties_box else []
        if self._hold_s <= 0:
            self._record_sent(sent, version, emptied)
            return
        held = sent.model_dump(exclude={"kind", "held_s"})
        self._recorder.record(ev.SendHeld(**held, version=version, hold_s=self._hold_s), *emptied)
        self._held_ns[sent.chat, sent.message] = self._clock.mono_ns()

    def take_back(self, chat: Chat, message: str | None = None) -> None:
        """Put a held message, the newest if none is named, before what is in the input box.

        Raises:
            InvalidAction: it has left, or there is none.
        """
        found = [each for each in chat.held if message in (None, each.id)]
        if not found:
            raise InvalidAction("this message has left already")
        self._recorder.record(*withdrawal(chat, found[-1:], "agent"))
        self._held_ns.pop((chat.id, found[-1].id), None)

    def let_go_due(self) -> None:
        """Let what is due leave; what can't, because its chat is over, goes back into the box."""
        now_ns = self._clock.mono_ns()
        for (name, message), held_ns in list(self._held_ns.items()):
            chat = self._recorder.desk.chats[name]
            if not chat.is_open:
                self._recorder.record(*withdrawal(chat, list(chat.held), "chat_ended"))
                self._forget(name)
            elif now_ns - held_ns >= self._hold_s * 1e9:
                self._leave(chat, message)

    def let_go(self, chats: Sequence[Chat]) -> None:
        """Let all that is held in these chats leave now."""
        for chat in chats:
            for held in list(chat.held):
                self._leave(chat, held.id)

    def _leave(self, chat: Chat, message: str) -> None:
        held = next(each for each in chat.held if each.id == message)
        since_ns = self._held_ns.get((chat.id, message), self._clock.mono_ns())
        sent = ev.MessageSent(
            chat=chat.id,
            message=held.id,
            text=held.text,
            origin=held.origin,
            suggestion=held.suggestion,
            canned=held.canned,
            held_s=round((self._clock.mono_ns() - since_ns) / 1e9, 3),
        )
        self._record_sent(sent, held.version, [])
        self._held_ns.pop((chat.id, message), None)

    def _forget(self, chat: str) -> None:
        self._held_ns = {key: ns for key, ns in self._held_ns.items() if key[0] != chat}

    def _record_sent(
        self,
        sent: ev.MessageSent,
        version: ev.Version | None,
        emptied: Sequence[ev.AnyFact],
    ) -> None:
        facts: list[ev.AnyFact] = [*emptied, sent]
        if version is not None and sent.suggestion is not None:
            adopted = ev.SuggestionAdopted(
                chat=sent.chat, suggestion=sent.suggestion, version=version
            )
            facts.insert(0, adopted)
        self._recorder.record(*facts, then=lambda: self._deliver(sent))


def withdrawal(chat: Chat, held: Sequence[HeldMessage], why: Why) -> list[ev.AnyFact]:
    """Facts that put held messages back into the input box, before what has been typed since."""
    if not held:
        return []
    # A text that was not stored brings nothing into the box that something could be made from.
    known = [each for each in held if each.text.strip()]
    words = [text for text in (*(each.text for each in known), chat.draft.text) if text.strip()]
    suggestion = next((each.suggestion for each in known if each.suggestion), chat.draft.suggestion)
    canned = next((each.canned for each in known if each.canned), chat.draft.canned)
    return [
        *(ev.SendWithdrawn(chat=chat.id, message=each.id, why=why) for each in held),
        ev.DraftChanged(chat=chat.id, text="\n".join(words), suggestion=suggestion, canned=canned),
    ]
