"""Fetching media from a server that may send anything."""

import gzip
import threading
import tracemalloc
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from console.channels.matrix import client as client_module
from console.channels.matrix.client import Account, MatrixClient, Refused, ServerUnreachable
from console.channels.matrix.room import attachments_of

DATA = b"picture" * 1000
SPACES = b" " * 10_000_000
PACKED = gzip.compress(SPACES)


class Media(BaseHTTPRequestHandler):
    """A server whose media are named by what it does with them."""

    def do_GET(self) -> None:
        what = self.path.rpartition("/")[2]
        wanted = self.path == f"/_matrix/client/v1/media/download/here.org/{what}"
        if not wanted or self.headers["Authorization"] != "Bearer t":
            what = "gone"
        if what == "gone":
            self._answer(404, b'{"errcode": "M_NOT_FOUND", "error": "gone"}')
        elif what in ("long-no", "packed-no"):
            packed = what == "packed-no"
            self._answer(404, PACKED if packed else SPACES, packed=packed)
        elif what == "away":
            self.send_response(302)
            self.send_header("Location", "http://127.0.0.1:1/")
            self.end_headers()
        elif what == "packed":
            self._answer(200, PACKED, packed=True)
        elif what == "endless":
            self.send_response(200)
            self.end_headers()
            try:
                while True:
                    self.wfile.write(b"\0" * 65_536)
            except OSError:
                return
        else:
            self._answer(200, DATA)

    def _answer(self, status: int, data: bytes, *, packed: bool = False) -> None:
        self.send_response(status)
        if packed:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        with suppress(OSError):
            self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def client() -> Iterator[MatrixClient]:
    """A client of that server."""
    server = HTTPServer(("127.0.0.1", 0), Media)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    client = MatrixClient(f"http://127.0.0.1:{server.server_port}", Account("u", "d", "t"))
    yield client
    client.close()
    server.shutdown()
    thread.join()
    server.server_close()


def test_what_is_there_comes_as_it_is(client: MatrixClient) -> None:
    """With the account's token, up to exactly the limit."""
    assert client.download("mxc://here.org/whole", len(DATA)) == DATA


@pytest.mark.parametrize(
    ("what", "most", "code"),
    [
        ("whole", len(DATA) - 1, "TOO_LONG"),
        ("endless", 1_000_000, "TOO_LONG"),
        ("packed", 1_000_000, "PACKED"),
        ("gone", 1_000_000, "M_NOT_FOUND"),
    ],
)
def test_what_is_too_long_packed_or_gone_is_refused(
    client: MatrixClient, what: str, most: int, code: str
) -> None:
    """Reading stops at the limit, and nothing is unpacked."""
    with pytest.raises(Refused) as refused:
        client.download(f"mxc://here.org/{what}", most)
    assert refused.value.code == code


@pytest.mark.parametrize("what", ["long-no", "packed-no"])
def test_a_refusal_without_end_is_not_read(client: MatrixClient, what: str) -> None:
    """Nor unpacked: it takes no more memory than a short one."""
    tracemalloc.start()
    try:
        with pytest.raises(ServerUnreachable):
            client.download(f"mxc://here.org/{what}", 1_000)
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()


def test_no_other_place_is_asked(client: MatrixClient) -> None:
    """A server that sends the console elsewhere is not followed."""
    with pytest.raises(ServerUnreachable):
        client.download("mxc://here.org/away", 1_000)


def test_what_takes_too_long_is_given_up(
    client: MatrixClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that sends on and on, slowly, does not hold a thread for ever."""
    monkeypatch.setattr(client_module, "_DOWNLOAD_S", -1.0)
    with pytest.raises(ServerUnreachable):
        client.download("mxc://here.org/endless", 10**9)


@pytest.mark.parametrize(
    "url",
    ["http://x/y", "mxc://x", "mxc://a b/c", "mxc://x/../../etc", 5, None, "mxc://x/" + "y" * 999],
)
def test_an_address_that_is_none_of_the_servers_is_no_attachment(url: object) -> None:
    """The line still says that something came."""
    assert attachments_of({"msgtype": "m.image", "body": "x", "url": url}) == ()


def test_an_attachment_has_its_name_and_size() -> None:
    """As the customer's client tells them; a size that is none is not known."""
    content = {"msgtype": "m.file", "body": "see this", "filename": "a.pdf", "url": "mxc://x/y"}
    (found,) = attachments_of(content | {"info": {"size": 12}})
    assert (found.name, found.picture, found.size, found.address) == (
        "a.pdf",
        False,
        12,
        "mxc://x/y",
    )
    for odd in (True, -1, 10**400):
        (found,) = attachments_of(content | {"info": {"size": odd}})
        assert found.size is None
