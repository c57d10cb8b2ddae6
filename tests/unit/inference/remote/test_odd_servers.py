"""Proxies, refused parameters and models that think: the draft comes, or one line says why not."""

import asyncio
import json
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler

import pytest
from remote_stub import GOOD, KEY_VARIABLE, Answer, Stub, chunk, draft, plain, streamed

from console.domain.errors import ModelError
from console.domain.hosts import is_near
from console.inference.protocol import Done, FromWorker, RemoteServer
from console.inference.remote.api import Api
from console.inference.remote.check import check_server
from console.inference.remote.writing import Writing

PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start from an environment that names none."""
    for name in (*PROXIES, *(each.lower() for each in PROXIES)):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def stub() -> Iterator[Callable[..., Stub]]:
    """Starts servers on loopback, and stops them."""
    stubs: list[Stub] = []

    def start(answer: Answer) -> Stub:
        stubs.append(Stub(answer))
        return stubs[-1]

    yield start
    for each in stubs:
        each.close()


def written(server: Stub, count: int = 1) -> list[str]:
    """The texts of so many drafts, one after the other, over one connection pool."""

    async def write() -> list[str]:
        api, texts = Api(RemoteServer(url=server.url, model="m")), []
        for _ in range(count):
            sent: list[FromWorker] = []
            await Writing(draft("r"), api, sent.append).run()
            texts += [each.text for each in sent if isinstance(each, Done)]
        await api.aclose()
        return texts

    return asyncio.run(write())


@pytest.mark.parametrize("proxy", ["socks://127.0.0.1:9", "socks5://127.0.0.1:9", "nonsense"])
def test_an_odd_proxy_is_no_matter_for_this_machine(
    proxy: str, stub: Callable[..., Stub], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server on loopback is reached whatever proxy the desktop has set."""
    monkeypatch.setenv("ALL_PROXY", proxy)
    server = stub(GOOD)
    assert written(server) == ["Hello there."]
    assert server.host in check_server(RemoteServer(url=server.url, model="m"))


@pytest.mark.parametrize("proxy", ["socks://127.0.0.1:9", "nonsense://127.0.0.1:9"])
def test_an_odd_proxy_for_another_machine_is_one_line(
    proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The variable is named, and what to do."""
    monkeypatch.setenv("ALL_PROXY", proxy)
    with pytest.raises(ModelError, match="NO_PROXY"):
        check_server(RemoteServer(url="https://models.example/v1", model="m"))


def test_nothing_for_this_machine_goes_to_a_proxy(
    stub: Callable[..., Stub], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A company's proxy sees no prompt that is meant for a server on loopback."""
    proxy, server = stub(GOOD), stub(GOOD)
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://{proxy.host}")
    assert written(server) == ["Hello there."]
    assert (len(server.questions), len(proxy.questions)) == (1, 0)


@pytest.mark.parametrize(
    ("host", "near"),
    [
        *(("localhost", True), ("127.0.0.9", True), ("::1", True), ("192.168.4.2", True)),
        *(("desk.local", True), ("models.example", False), ("93.184.216.34", False)),
        ("localhost.example", False),
        ("127.example.com", False),
    ],
)
def test_which_hosts_are_near(host: str, near: bool) -> None:
    """This machine and its private network, by address or by a name that means one."""
    assert is_near(host) is near


def test_a_key_is_not_sent_in_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    """To another machine it takes https."""
    monkeypatch.setenv(KEY_VARIABLE, "sk-secret")
    server = RemoteServer(url="http://models.example/v1", model="m", key_variable=KEY_VARIABLE)
    with pytest.raises(ModelError, match="https://"):
        check_server(server)


def refusing(*parameters: str) -> Callable[[BaseHTTPRequestHandler, bytes], None]:
    """Answers well once a question has none of these parameters."""

    def answer(handler: BaseHTTPRequestHandler, question: bytes) -> None:
        asked = json.loads(question)
        for name in parameters:
            if name in asked:
                message = f"Unsupported parameter: '{name}'. Use 'max_completion_tokens' instead."
                error = {"message": message, "code": "unsupported_parameter", "param": name}
                plain(json.dumps({"error": error}).encode(), 400)(handler, question)
                return
        GOOD(handler, question)

    return answer


@pytest.mark.parametrize(
    "refused",
    [("max_tokens",), ("temperature",), ("max_tokens", "temperature", "seed"), ("stop",)],
)
def test_refused_parameters_are_left_out_from_then_on(
    refused: tuple[str, ...], stub: Callable[..., Stub]
) -> None:
    """The first draft finds out, the second asks rightly; the limit has its other name."""
    server = stub(refusing(*refused))
    assert written(server, 2) == ["Hello there.", "Hello there."]
    asked = [json.loads(question) for question in server.questions]
    assert len(asked) == len(refused) + 2
    assert not set(refused) & set(asked[-1])
    assert asked[-1].get("max_completion_tokens") == (8 if "max_tokens" in refused else None)


def test_a_server_that_refuses_everything_is_one_line(stub: Callable[..., Stub]) -> None:
    """What can't be left out is told as the server says it."""
    body = json.dumps({"error": {"message": "No such model", "param": "model"}}).encode()
    with pytest.raises(ModelError, match="No such model"):
        written(stub(plain(body, 400)))


def thought(text: str, finish: str | None = None) -> bytes:
    """A piece of thinking as servers report it beside the answer."""
    choice = {"index": 0, "delta": {"reasoning_content": text}, "finish_reason": finish}
    return b"data: " + json.dumps({"choices": [choice]}).encode() + b"\n\n"


@pytest.mark.parametrize(
    "pieces",
    [
        (chunk("<think>The customer is angry.</think>\n\n"), chunk("We trace it.", "stop")),
        (chunk("<thi"), chunk("nk>Hm.</th"), chunk("ink>\nWe trace it.", "stop")),
        (thought("The customer is angry."), chunk("We trace it.", "stop")),
        (chunk("Hm, angry.</think>"), chunk("We trace it.", "stop")),
    ],
)
def test_thoughts_are_no_part_of_the_answer(
    pieces: tuple[bytes, ...], stub: Callable[..., Stub]
) -> None:
    """However a server sends them, the draft is the answer alone."""
    assert written(stub(streamed(*pieces, b"data: [DONE]\n\n"))) == ["We trace it."]


@pytest.mark.parametrize(
    "pieces",
    [
        (*(thought("hm ") for _ in range(64)), thought("hm", "length")),
        (chunk("<think>hm "), chunk("hm", "length")),
    ],
)
def test_a_model_that_only_thinks_is_told(
    pieces: tuple[bytes, ...], stub: Callable[..., Stub]
) -> None:
    """With no answer left at the limit, the reason says that it thinks and what to do."""
    server = stub(streamed(*pieces, b"data: [DONE]\n\n"))
    with pytest.raises(ModelError, match="thinks aloud"):
        written(server)
    assert json.loads(server.questions[0])["chat_template_kwargs"] == {"enable_thinking": False}
