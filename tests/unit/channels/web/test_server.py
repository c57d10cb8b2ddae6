"""Whose pages may open a connection to the gateway."""

from pathlib import Path

import pytest
from websockets.datastructures import Headers
from websockets.http11 import Request

from console.channels.web.protocol import OpenGateway
from console.channels.web.server import Gateway
from console.channels.web.settings import WebPage
from console.channels.web.tokens import secret_of


@pytest.mark.parametrize(
    ("origin", "host", "own"),
    [
        ("https://chat.example", "chat.example", True),
        ("https://chat.example", "127.0.0.1:8440", True),
        ("http://127.0.0.1:8440", "127.0.0.1:8440", True),
        ("https://evil.example", "127.0.0.1:8440", False),
        ("https://chat.example.evil.example", "chat.example", False),
        ("http://[", "chat.example", False),
        ("null", "", False),
    ],
)
def test_behind_a_proxy_the_public_site_is_its_own(
    tmp_path: Path, origin: str, host: str, own: bool
) -> None:
    """Also where the proxy names the gateway's address as the host; no other site is."""
    page = WebPage(public="https://chat.example/", behind_proxy=True)
    opened = OpenGateway(page=page, folder=tmp_path, secret=secret_of(tmp_path / "key"), title="T")
    gateway = Gateway(opened, lambda _: None)
    request = Request("/ws", Headers(Origin=origin, Host=host))
    assert gateway._is_own_origin(request) is own
