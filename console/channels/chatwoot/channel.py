"""The channel of live customers on a Chatwoot server, as the session sees it."""

from collections.abc import Iterable, Sequence

from console.channels.base import Arrived, Incoming, Resumed
from console.channels.chatwoot.client import ChatwootClient
from console.channels.chatwoot.link import ChatwootLink, Pace
from console.channels.matrix.client import Account
from console.domain.issues import Disposition

_MOST_AT_ONCE = 500


class ChatwootChannel:
    """Conversations of one account; several consoles, and Chatwoot's own page, share the queue.

    Nothing but the agent's own words goes into a conversation: no suggestion, no issue, no
    disposition.
    """

    name = "chatwoot"
    persistent = True
    exhausted = False

    def __init__(
        self,
        server: str,
        number: int,
        account: Account,
        *,
        inbox: int | None = None,
        pace: Pace = Pace(),  # noqa: B008 - it can't be changed
    ) -> None:
        """Nothing is connected before the first ``poll``.

        Args:
            server: the address of Chatwoot.
            number: which of its accounts.
            account: who works here: the agent's number and access token.
            inbox: the one whose customers come; without it, all that the agent is a member of.
            pace: how often it asks.
        """
        client = ChatwootClient(server, number, account.token)
        self._link = ChatwootLink(client, int(account.user), inbox, pace)

    @property
    def colleagues(self) -> Sequence[str]:
        """Whom a chat can be passed on to; nobody before the server has told."""
        return tuple(self._link.colleagues or ())

    def start(self, resumed: Sequence[Resumed]) -> None:
        """Know the chats. It connects with the first ``poll``, after what was not delivered."""
        self._link.restore(resumed)

    def poll(self) -> Iterable[Incoming]:
        self._link.start()
        for _ in range(_MOST_AT_ONCE):
            if self._link.news.empty():
                return
            yield self._link.news.get_nowait()

    def claim(self, chat: str) -> None:
        self._link.put(lambda: self._link.claim(chat))

    def accept(self, chat: str) -> None:
        """Nothing: the claim has told the server."""

    def send(self, chat: str, message: str, text: str) -> None:
        self._link.put(lambda: self._link.send(chat, message, text))

    def typing(self, chat: str, active: bool) -> None:
        self._link.put(lambda: self._link.typing(chat, active))

    def read(self, chat: str, message: str) -> None:
        self._link.put(lambda: self._link.read(chat))

    def action_taken(self, chat: str, step: str, operation: str | None, done: bool) -> None:
        """Nothing: what is done for customers is told to them by the agent."""

    def close(self, chat: str, disposition: Disposition, resolved: bool) -> None:
        self._link.put(lambda: self._link.close(chat))

    def next_chat(self, chat: str) -> Arrived | None:
        return self._link.next_chat(chat)

    def transfer(self, chat: str, to: str, note: str) -> None:
        self._link.put(lambda: self._link.transfer(chat, to, note))

    def hand_back(self, chat: str) -> None:
        """The chat waits in everybody's queue again."""
        self._link.put(lambda: self._link.hand_back(chat))

    def stop(self) -> None:
        self._link.stop()
