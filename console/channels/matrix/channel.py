"""The channel of live customers on a Matrix server, as the session sees it."""

from collections.abc import Iterable, Sequence
from concurrent.futures import Future

from console.channels.base import Arrived, Incoming, Resumed
from console.channels.matrix.client import Account, MatrixClient
from console.channels.matrix.link import Link
from console.channels.matrix.rooms import Rooms
from console.domain.events import Attachment
from console.domain.issues import Disposition

_MOST_AT_ONCE = 500


class MatrixChannel:
    """Customers who invite the agents of a site into rooms; several consoles share the queue.

    Nothing but the agent's own words goes into a room: no suggestion, no issue, no disposition.
    """

    persistent = True
    exhausted = False

    def __init__(
        self,
        server: str,
        account: Account,
        *,
        colleagues: Sequence[str] = (),
        customers_from: Sequence[str] = (),
    ) -> None:
        """Nothing is connected before ``start``.

        Args:
            server: the address of the client API.
            account: who works here; the device must stay the same, or what was under way when
                the console was killed is sent again.
            colleagues: user ids of the other agents.
            customers_from: names of servers whose users may invite; without any, the account's.
        """
        self._colleagues = tuple(user for user in colleagues if user != account.user)
        self._rooms = Rooms(account.user, self._colleagues, customers_from)
        self._link = Link(MatrixClient(server, account), account, self._rooms)

    @property
    def name(self) -> str:
        return "matrix"

    @property
    def colleagues(self) -> Sequence[str]:
        """Whom a chat can be passed on to."""
        return self._colleagues

    def start(self, resumed: Sequence[Resumed]) -> None:
        self._rooms.restore(resumed)
        self._link.start()

    def poll(self) -> Iterable[Incoming]:
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
        self._link.put(lambda: self._link.read(chat, message))

    def action_taken(self, chat: str, step: str, operation: str | None, done: bool) -> None:
        """Nothing: what is done for customers is told to them by the agent."""

    def close(self, chat: str, disposition: Disposition, resolved: bool) -> None:
        self._link.put(lambda: self._link.close(chat))

    def next_chat(self, chat: str) -> Arrived | None:
        return self._link.next_chat(chat)

    def transfer(self, chat: str, to: str, note: str) -> None:
        self._link.put(lambda: self._link.transfer(chat, (to,), note))

    def hand_back(self, chat: str) -> None:
        """The agent leaves: the chat waits in the colleagues' queues again."""
        if self._colleagues:
            self._link.put(lambda: self._link.transfer(chat, self._colleagues, ""))

    def fetch(self, attachment: Attachment, most_bytes: int) -> Future[bytes]:
        return self._link.fetch(attachment, most_bytes)

    def stop(self) -> None:
        self._link.stop()
