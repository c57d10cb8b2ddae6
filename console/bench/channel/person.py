"""Somebody with a Matrix client: a customer, who invites agents into a room."""

from console.channels.matrix.client import Account, MatrixClient, path_of
from console.domain.json_objects import JsonObject

_PATIENT_S = 180.0
"""A customer waits longer for a busy server than a console does."""


class MatrixCustomer:
    """A customer at a server. What they do raises ``Refused`` or ``ServerUnreachable``."""

    def __init__(self, url: str, account: Account) -> None:
        self.account = account
        self.user = account.user
        self.client = MatrixClient(url, account, _PATIENT_S)
        self._sent = 0

    def invite(self, *agents: str, encrypted: bool = False) -> str:
        """A new room with these agents invited into it; the room's id."""
        state = {"type": "m.room.encryption", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}
        room: str = self.client.request(
            "POST",
            "/createRoom",
            {
                "preset": "trusted_private_chat",
                "invite": list(agents),
                "initial_state": [state] if encrypted else [],
            },
        )["room_id"]
        return room

    def write(
        self, room: str, text: str, kind: str = "m.text", *, name: str = "", **more: object
    ) -> str:
        """Send a message; the event's id. A ``name`` makes sending it again harmless."""
        return self.send(room, "m.room.message", {"msgtype": kind, "body": text, **more}, name)

    def send(self, room: str, kind: str, content: JsonObject, name: str = "") -> str:
        """Send an event; the event's id."""
        self._sent += 1
        path = path_of("rooms", room, "send", kind, name or f"{self.user}-{self._sent}")
        event: str = self.client.request("PUT", path, content)["event_id"]
        return event

    def post(self, room: str, *path: str, body: JsonObject | None = None) -> JsonObject:
        """A request about a room."""
        return self.client.request("POST", path_of("rooms", room, *path), body or {})

    def type(self, room: str, active: bool) -> None:
        """Begin or stop typing."""
        path = path_of("rooms", room, "typing", self.user)
        self.client.request("PUT", path, {"typing": active, "timeout": 20_000})

    def events(self, room: str) -> list[JsonObject]:
        """All that there is in a room, oldest first."""
        path = path_of("rooms", room, "messages")
        told = self.client.request("GET", path, params={"dir": "b", "limit": "1000"})
        return list(reversed(told["chunk"]))

    def hears(self, room: str) -> list[str]:
        """The texts of others in a room."""
        return [
            event["content"]["body"]
            for event in self.events(room)
            if event["type"] == "m.room.message" and event["sender"] != self.user
        ]
