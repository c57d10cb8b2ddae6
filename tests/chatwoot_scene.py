"""A small server that speaks the part of Chatwoot's documented API that the console uses.

Its behaviour follows the API reference and the public source: pages of 25 conversations, of 20 or
100 messages; ``echo_id`` is given back and not kept, so that the same request makes two messages; a
later assignment replaces an earlier one; a message of the customer opens what was resolved. The
state survives the server, which can be killed and can lose requests and answers.
"""

import json
import re
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

ANA, BEN = 1, 2
AGENTS = {ANA: "Ana", BEN: "Ben"}
TOKENS = {"ana-token": ANA, "ben-token": BEN}
ACCOUNT = 7

Json = dict[str, Any]


@dataclass
class Helpdesk:
    """What the server knows, and what it is to do wrong.

    ``lose`` says for the next requests that change something: ``"answer"`` does what is asked and
    hangs up, ``"request"`` hangs up. ``requests`` are all of these that were carried out.
    """

    conversations: dict[int, Json] = field(default_factory=dict)
    messages: dict[int, list[Json]] = field(default_factory=dict)
    lose: list[str] = field(default_factory=list)
    refuse: dict[str, int] = field(default_factory=dict)
    requests: list[tuple[int, str, str, Json]] = field(default_factory=list)
    keeps_private: bool = True
    _last: int = 0

    def __post_init__(self) -> None:
        self.lock = threading.RLock()

    def begin(self, name: str = "Cy") -> int:
        """A customer opens a conversation."""
        with self.lock:
            number = len(self.conversations) + 1
            self.conversations[number] = {
                "id": number, "account_id": ACCOUNT, "inbox_id": 3, "status": "open",
                "timestamp": 0, "meta": {"sender": {"id": 500 + number, "name": name}},
            }  # fmt: skip
            self.messages[number] = []
            return number

    def write(self, number: int, text: str, **more: object) -> int:
        """The customer writes; what was resolved is open again."""
        if self.conversations[number]["status"] == "resolved":
            self.conversations[number]["status"] = "open"
        sender = {"id": 500 + number, "name": "Cy", "type": "contact"}
        told = {"content": text, "message_type": 0, "private": False, "sender": sender}
        return self.add(number, {**told, **more})

    def add(self, number: int, told: Json) -> int:
        """A message; its number."""
        with self.lock:
            self._last += 1
            known = {"content_type": "text", "content_attributes": {}, "status": "sent"}
            self.messages[number].append({**known, **told, "id": self._last})
            if told["message_type"] != 2:
                self.conversations[number]["last_non_activity_message"] = {"id": self._last}
            self.conversations[number]["timestamp"] = self._last
            return self._last

    def assign(self, number: int, agent: int | None) -> None:
        """Somebody assigns the conversation."""
        meta = self.conversations[number]["meta"]
        meta.pop("assignee", None)
        if agent in AGENTS:
            meta["assignee"] = {"id": agent, "name": AGENTS[agent]}

    def assignee(self, number: int) -> int | None:
        """Who has the conversation."""
        told = self.conversations[number]["meta"].get("assignee")
        return None if told is None else int(told["id"])

    def public(self, number: int) -> list[str]:
        """What agents have said to the customer."""
        return [m["content"] for m in self.messages[number]
                if m["message_type"] == 1 and not m["private"]]  # fmt: skip

    def notes(self, number: int) -> list[str]:
        """What agents have said among themselves."""
        return [m["content"] for m in self.messages[number] if m["private"]]

    # --- the API -------------------------------------------------------------------------------

    def answer(self, agent: int, method: str, path: str, query: Json, body: Json) -> object:
        """What the API answers; a number is a status without content."""
        if path == "/api/v1/profile":
            return {
                "id": agent,
                "name": AGENTS[agent],
                "email": f"{AGENTS[agent].lower()}@a.example",
            }
        match = re.fullmatch(
            rf"/api/v1/accounts/{ACCOUNT}/(\w+)(?:/(\d+)(?:/(\w+)(?:/(\d+))?)?)?", path
        )
        if match is None:
            return 404
        kind, number, what, which = match.groups()
        if kind == "agents":
            return [{"id": n, "name": name} for n, name in AGENTS.items()]
        if number is None:
            return self._listed(agent, query)
        if int(number) not in self.conversations:
            return 404
        return self._about(agent, method, int(number), what, which, query, body)

    def _listed(self, agent: int, query: Json) -> Json:
        whose = {"me": agent, "unassigned": None}[query["assignee_type"]]
        found = [c for n, c in self.conversations.items()
                 if c["status"] == query["status"] and self.assignee(n) == whose]  # fmt: skip
        found.sort(key=lambda c: -c["timestamp"])
        start = 25 * (int(query["page"]) - 1)
        return {"data": {"meta": {}, "payload": found[start : start + 25]}}

    def _about(  # noqa: PLR0911 - one for each request
        self, agent: int, method: str, number: int, what: str | None, which: str | None,
               query: Json, body: Json) -> object:  # fmt: skip
        known = self.conversations[number]
        match method, what:
            case "GET", None:
                return known
            case "GET", "messages":
                return {"meta": {}, "payload": self._page(number, query)}
            case "POST", "messages":
                sender = {"id": agent, "name": AGENTS[agent], "type": "user"}
                private = body["private"] is True and self.keeps_private
                told = {"content": body["content"], "message_type": 1, "private": private}
                name = self.add(number, {**told, "sender": sender})
                return {**told, "sender": sender, "id": name, "status": "sent",
                        "echo_id": body.get("echo_id"), "content_attributes": {}}  # fmt: skip
            case "DELETE", "messages":
                self.messages[number] = [
                    m for m in self.messages[number] if m["id"] != int(which or 0)
                ]
                return 200
            case "POST", "assignments":
                self.assign(number, body["assignee_id"])
                return None if body["assignee_id"] is None else {"id": body["assignee_id"]}
            case "POST", "toggle_status":
                known["status"] = body["status"]
                return {"meta": {}, "payload": {"success": True, "current_status": body["status"]}}
            case "POST", "toggle_typing_status" | "update_last_seen":
                return 200
        return 404

    def _page(self, number: int, query: Json) -> list[Json]:
        said = self.messages[number]
        if "after" in query:
            return [m for m in said if m["id"] > int(query["after"])][:100]
        if "before" in query:
            return [m for m in said if m["id"] < int(query["before"])][-20:]
        return said[-20:]


class ChatwootServer:
    """The helpdesk on a port of this machine; it can be killed and come back."""

    def __init__(self, helpdesk: Helpdesk | None = None) -> None:
        self.helpdesk = helpdesk or Helpdesk()
        self._port = 0
        self.start()

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Listen, on the same port as before."""
        helpdesk = self.helpdesk

        class Handler(_Handler):
            desk = helpdesk

        self._server = ThreadingHTTPServer(("127.0.0.1", self._port), Handler)
        self._server.daemon_threads = True
        self._port = self._server.server_address[1]
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.01,), daemon=True
        )
        self._thread.start()

    def kill(self) -> None:
        """Stop to listen."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Handler(BaseHTTPRequestHandler):
    desk: Helpdesk
    timeout = 5

    def _serve(self) -> None:
        desk, parts = self.desk, urlsplit(self.path)
        size = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(size) or b"{}")
        agent = TOKENS.get(self.headers.get("Api-Access-Token", ""))
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        with desk.lock:
            refused = next((s for end, s in desk.refuse.items() if parts.path.endswith(end)), None)
            told: object = 401 if agent is None else refused
            lost = desk.lose.pop(0) if desk.lose and self.command == "POST" and not told else None
            if lost == "request":
                return
            if told is None and agent is not None:
                if self.command != "GET":
                    desk.requests.append((agent, self.command, parts.path, body))
                told = desk.answer(agent, self.command, parts.path, query, body)
            status, content = (
                (told, b"") if isinstance(told, int) else (200, json.dumps(told).encode())
            )
        if lost == "answer":
            return
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_DELETE = _serve  # noqa: N815 - names of the library

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""
