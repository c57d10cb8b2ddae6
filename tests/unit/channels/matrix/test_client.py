"""Ending what waits for a server's answer."""

import socket
import threading
import time

from console.channels.matrix.client import MatrixClient, ServerUnreachable


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
