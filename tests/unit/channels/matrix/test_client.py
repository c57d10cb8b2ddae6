"""Ending what waits for a server's answer."""

import socket
import threading
import time

import pytest

from console.channels.matrix.client import MatrixClient, ServerUnreachable, _Connections


def test_closing_ends_a_request_that_waits_for_its_answer() -> None:
    """At once, as a console that closes needs it, though the server says nothing for minutes."""
    ended: list[Exception] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(20)
        client = MatrixClient(f"http://127.0.0.1:{server.getsockname()[1]}", limit_s=60)

        def wait() -> None:
            try:
                client.request("GET", "/sync")
            except ServerUnreachable as error:
                ended.append(error)

        waiting = threading.Thread(target=wait)
        waiting.start()
        connection, _ = server.accept()
        with connection:
            connection.recv(4096)
            begun = time.monotonic()
            client.close()
            waiting.join(20)
            assert len(ended) == 1
            assert time.monotonic() - begun < 10


@pytest.mark.parametrize("way", ["connection", "http_proxy"])
def test_a_connection_that_is_made_after_the_end_is_shut_down_at_once(way: str) -> None:
    """So that a request under way while the console closes waits for nothing."""
    connections = _Connections()
    connections.end()
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.settimeout(5)
        connections.note(f"{way}.connect_tcp.complete", {"return_value": _Stream(ours)})
        assert theirs.recv(1) == b""


class _Stream:
    def __init__(self, sock: socket.socket) -> None:
        self._socket = sock

    def get_extra_info(self, _info: str) -> socket.socket:
        return self._socket
