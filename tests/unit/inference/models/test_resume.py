"""Downloads from a hub that break off, from a real server on this machine."""

import hashlib
import http.server
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from console import paths
from console.domain.errors import ModelError
from console.inference.models.catalog import CatalogModel, Hub, Presence, presence
from console.inference.models.fetch import fetch
from console.inference.models.sources import HubSource

CONTENT = random.Random(1).randbytes(6 << 20)
HUB = Hub(repository="a/b", revision="main", file="tiny.gguf")
MODEL = CatalogModel(
    id="tiny",
    title="Tiny",
    about="",
    file="tiny.gguf",
    size=len(CONTENT),
    sha256=hashlib.sha256(CONTENT).hexdigest(),
    licence="CC0-1.0",
    context=1,
    profile="chatml",
    hub=HUB,
)


class Answer(NamedTuple):
    """How the server behaves."""

    content: bytes = CONTENT
    ranges: bool = True
    breaks_after: int | None = None
    stalls_after: int | None = None
    promised: int | None = None


class Server(http.server.ThreadingHTTPServer):
    """A hub with one file, which remembers what it was asked for."""

    answer = Answer()

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[str] = []
        self.sent = 0
        self.let_go = threading.Event()

    @property
    def address(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.server_port}"


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers one request as ``Server.answer`` says."""

    server: Server
    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        """There is such a file."""
        self.send_response(200)
        self.send_header("Content-Length", str(len(CONTENT)))
        self.end_headers()

    def do_GET(self) -> None:
        """The file, or a part of it."""
        how, start = self.server.answer, 0
        self.server.asked.append(self.headers.get("Range", "all"))
        match = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        whole = len(how.content)
        if match and how.ranges:
            start = int(match[1])
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {start}-{whole - 1}/{whole}")
        else:
            self.send_response(200)
        self.send_header("Content-Length", str(how.promised or whole - start))
        self.end_headers()
        self._send(how.content[start:], how)
        self.close_connection = True

    def _send(self, body: bytes, how: Answer) -> None:
        for at in range(0, len(body), 1 << 18):
            if how.breaks_after is not None and at >= how.breaks_after:
                return
            if how.stalls_after is not None and at >= how.stalls_after:
                self.server.let_go.wait(60)
                return
            try:
                self.wfile.write(body[at : at + (1 << 18)])
            except ConnectionError:
                return  # Who asked was killed, as a test wants it.
            self.server.sent += len(body[at : at + (1 << 18)])

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[Server]:
    """A running server."""
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield server
        server.let_go.set()
        server.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder of the test's own."""
    monkeypatch.setattr(paths, "cache_dir", lambda: tmp_path / "switchboard")
    return tmp_path / "switchboard"


def get(server: Server) -> None:
    """Fetch the file from the server."""
    fetch(MODEL, [HubSource(HUB, MODEL.size, server.address)], lambda *_: None)


def test_a_broken_connection_is_gone_on_with(server: Server) -> None:
    """The same call asks for the rest, and no byte comes twice."""
    server.answer = Answer(breaks_after=2 << 20)
    get(server)
    assert presence(MODEL) is Presence.READY
    assert server.asked == ["all", f"bytes={2 << 20}-", f"bytes={4 << 20}-"]
    assert server.sent == len(CONTENT)


def test_a_server_that_only_sends_whole_files_will_do(server: Server) -> None:
    """What is here already is passed over when it comes again."""
    server.answer = Answer(breaks_after=1 << 18)
    with pytest.raises(ModelError, match="bytes came of"):
        get(server)
    server.answer = Answer(ranges=False)
    get(server)
    assert presence(MODEL) is Presence.READY
    assert server.asked == ["all", f"bytes={1 << 18}-"]


def test_a_wrong_length_is_told_before_anything_is_fetched(server: Server) -> None:
    """The file on the server is another one, or the server is broken."""
    server.answer = Answer(promised=len(CONTENT) + 5)
    with pytest.raises(ModelError, match=f"{len(CONTENT) + 5:,} bytes are offered"):
        get(server)


def test_what_is_no_answer_is_told() -> None:
    """Whatever stands between this machine and the hub may answer anything."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(b"what?\r\n\r\n")

        threading.Thread(target=answer, daemon=True).start()
        source = HubSource(HUB, len(CONTENT), f"http://127.0.0.1:{listener.getsockname()[1]}")
        with pytest.raises(ModelError, match="broke off"):
            list(source.pieces(Path(), 0, lambda _: None))


def test_a_tampered_file_is_refused_and_not_kept(server: Server, cache: Path) -> None:
    """Its bytes are gone afterwards; the right ones come whole."""
    server.answer = Answer(content=CONTENT[:-1] + bytes([CONTENT[-1] ^ 1]))
    with pytest.raises(ModelError, match="SHA-256 is"):
        get(server)
    assert not (cache / "models" / "fetching-tiny.gguf").exists()
    server.answer = Answer()
    get(server)
    assert server.asked == ["all", "all"]
    assert presence(MODEL) is Presence.READY


FETCH_IT = """
import sys
from pathlib import Path
from console import paths
from console.inference.models.catalog import CatalogModel
from console.inference.models.fetch import fetch
from console.inference.models.sources import HubSource
model = CatalogModel.model_validate_json(sys.argv[1])
paths.cache_dir = lambda: Path(sys.argv[3])
fetch(model, [HubSource(model.hub, model.size, sys.argv[2])], lambda done, *_: print(done, flush=1))
"""


def in_another_process(server: Server, cache: Path) -> "subprocess.Popen[str]":
    """Begin to fetch the file elsewhere."""
    arguments = (FETCH_IT, MODEL.model_dump_json(), server.address, str(cache))
    return subprocess.Popen([sys.executable, "-c", *arguments], stdout=subprocess.PIPE, text=True)


@pytest.mark.process
@pytest.mark.skipif(os.name == "nt", reason="needs a signal that can't be caught")
def test_a_killed_fetch_is_gone_on_with(server: Server, cache: Path) -> None:
    """A process that ends in the middle leaves what it has, and no lock."""
    server.answer = Answer(stalls_after=3 << 20)
    with in_another_process(server, cache) as child:
        assert child.stdout
        while int(child.stdout.readline()) < 3 << 20:
            pass
        child.send_signal(signal.SIGKILL)
    server.answer = Answer()
    get(server)
    assert presence(MODEL) is Presence.READY
    assert server.asked == ["all", f"bytes={3 << 20}-"]


@pytest.mark.process
def test_two_at_once_fetch_it_once(server: Server, cache: Path) -> None:
    """The second waits for the first and finds it done."""
    server.answer = Answer(stalls_after=5 << 20)
    with in_another_process(server, cache) as child:
        assert child.stdout
        while int(child.stdout.readline()) < 5 << 20:
            pass
        labels: list[str] = []
        waits = threading.Event()

        def notice(done: int, size: int, label: str) -> None:
            labels.append(label)
            waits.set()

        source = HubSource(HUB, MODEL.size, server.address)
        second = threading.Thread(target=fetch, args=(MODEL, [source], notice))
        second.start()
        assert waits.wait(60)
        server.answer = Answer()
        server.let_go.set()
        child.stdout.read()
        assert child.wait(60) == 0
        second.join(60)
    assert labels == ["tiny: waiting for another process that works on it"]
    assert presence(MODEL) is Presence.READY
    assert server.asked == ["all", f"bytes={5 << 20}-"]
