"""The child for a model on a server, over its pipes: with a real server, and with bad ones."""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from child_line import ChildLine
from remote_stub import (
    GOOD,
    KEY_VARIABLE,
    MODELS,
    Answer,
    Stub,
    chunk,
    draft,
    endless,
    plain,
    streamed,
)

from console.domain.errors import ModelError
from console.inference.protocol import (
    Beat,
    Cancel,
    Cancelled,
    Done,
    DraftRequest,
    Forget,
    Load,
    Prioritise,
    Prompt,
    PromptTurn,
    Read,
    Ready,
    RemoteServer,
    Role,
    Token,
    remote_command,
)
from console.inference.remote.check import check_server
from console.ipc.messages import RequestFailed, Shutdown, encode

pytestmark = pytest.mark.process

KEY = "sk-very-secret"

REAL_SERVER = """
import sys, xllamacpp
params = xllamacpp.CommonParams()
params.model.path = sys.argv[1]
params.n_ctx, params.n_parallel, params.verbosity = 2048, 2, 1
params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
server = xllamacpp.Server(params)
print(server.listening_address, flush=True)
sys.stdin.read()
"""


Connect = Callable[..., ChildLine]


@pytest.fixture
def connect() -> Iterator[Connect]:
    """Starts children, and ends them."""
    lines: list[ChildLine] = []

    def start(url: str, key_variable: str | None = None) -> ChildLine:
        line = ChildLine(remote_command(), environment={KEY_VARIABLE: KEY})
        lines.append(line)
        server = RemoteServer(url=url, model="m", key_variable=key_variable)
        line.send(Load(path="", server=server))
        return line

    yield start
    for line in lines:
        line.close()


@pytest.fixture
def stub() -> Iterator[Callable[..., Stub]]:
    """Starts such servers, and stops them."""
    stubs: list[Stub] = []

    def start(answer: Answer, models: Answer | None = None) -> Stub:
        stubs.append(Stub(answer, models))
        return stubs[-1]

    yield start
    for each in stubs:
        each.close()


@pytest.fixture(scope="module")
def real_server(shallow_model: Path) -> Iterator[str]:
    """The address of llama.cpp's server with a real model."""
    pytest.importorskip("xllamacpp", reason="the server is not installed")
    process = subprocess.Popen(
        [sys.executable, "-c", REAL_SERVER, str(shallow_model)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdout
    yield process.stdout.readline().decode().strip() + "/v1"
    process.kill()
    with process:
        pass


def test_a_real_server_answers(real_server: str, connect: Connect) -> None:
    """Tokens, then the whole, with the server's counts and its name."""
    line = connect(real_server)
    ready = line.receive(Ready)
    assert (ready.model, ready.host) == ("m", real_server.split("/")[2])
    line.send(Read(chat="c", prefix=(), transcript=()), draft("r"))
    done = line.receive(Done)
    tokens = [each.text for each in line.received if isinstance(each, Token)]
    assert done.text == "".join(tokens) != ""
    assert 0 < done.tokens <= 8
    assert done.prompt_tokens > 10


def test_a_real_server_is_told_to_stop(real_server: str, connect: Connect) -> None:
    """A cancelled draft is acknowledged, and the next one is written."""
    line = connect(real_server)
    line.send(draft("long", tokens=1024))
    line.receive(Token)
    line.send(Cancel(request="long"), draft("next"))
    line.receive(Cancelled)
    done = line.receive(Done)
    assert done.request == "next"


def test_ready_waits_for_the_server(stub: Callable[..., Stub], connect: Connect) -> None:
    """Before the server has answered once there are only signs of life."""
    up = threading.Event()

    def models(handler: BaseHTTPRequestHandler, question: bytes) -> None:
        (plain(MODELS) if up.is_set() else plain(b"", 503))(handler, question)

    line = connect(stub(GOOD, models).url)
    line.send(draft("r"))
    line.receive(Beat)
    up.set()
    ready = line.receive(Ready)
    assert ready.context == 4096
    line.receive(Done)


@pytest.mark.parametrize(
    ("models", "words"),
    [
        (plain(b"<html>"), "not a list of models"),
        (plain(b'{"error": {"message": "no"}}', 401), "does not accept"),
        (plain(b"", 302, Location="http://127.0.0.1:9/v1/models"), "points elsewhere"),
        (plain(b'{"error": "nothing here"}', 404), "nothing here"),
        (endless(b"[" * 65536), "no end"),
    ],
)
def test_a_server_that_is_none_ends_the_child(
    models: Answer, words: str, stub: Callable[..., Stub], connect: Connect
) -> None:
    """With one line that says what is wrong."""
    line = connect(stub(GOOD, models).url)
    with pytest.raises(EOFError) as ended:
        line.receive(Ready)
    assert words in str(ended.value)
    assert len(str(ended.value).splitlines()) == 1


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (plain(b"", 429), "too much to do"),
        (plain(b"", 500), "error of its own"),
        (
            plain(f'{{"error":{{"message":"bad {KEY}"}}}}'.encode(), 400),
            "refuses the request (400)",
        ),
        (plain(b'{"error":{"message":"too\\nlong"}}', 400), "too long"),
        (plain(b"", 307, Location="http://127.0.0.1:9/"), "points elsewhere"),
        (plain(b"x", 200, **{"Content-Encoding": "gzip"}), "packs"),
        (streamed(b"data: nonsense\n\n"), "not a chat completion"),
        (streamed(b'data: {"choices":[{"delta":{"content":7}}]}\n\n'), "not a chat completion"),
        (streamed(b'data: {"choices":' + b"[" * 100_000 + b"\n\n"), "not a chat completion"),
        (streamed(b'data: {"error":{"message":"x"}}\n\n'), "reports an error"),
        (streamed(chunk("Hello")), "broke the answer off"),
        (plain(b'{"choices":[{"message":{"content":"x"}}]}'), "broke the answer off"),
        (endless(b"data: " + b"x" * 65536), "a line of more than"),
        (endless(chunk("word " * 20)), "more than 8 tokens"),
    ],
)
def test_a_bad_answer_costs_one_draft(
    answer: Answer, words: str, stub: Callable[..., Stub], connect: Connect
) -> None:
    """The draft fails with the reason, without the key, and the child works on."""
    server = stub(answer)
    line = connect(server.url, KEY_VARIABLE)
    line.send(draft("r"))
    failed = line.receive(RequestFailed)
    assert failed.request == "r"
    assert words in failed.reason
    assert KEY not in failed.reason
    assert server.host in failed.reason
    line.send(Cancel(request="unknown"))
    assert line.receive(Cancelled)


def test_the_key_goes_to_the_server_and_nowhere_else(
    stub: Callable[..., Stub], connect: Connect
) -> None:
    """It comes from the environment, into a header."""
    server = stub(GOOD)
    line = connect(server.url, KEY_VARIABLE)
    line.send(draft("r"))
    line.receive(Done)
    assert server.keys == [f"Bearer {KEY}"]
    assert KEY.encode() not in server.questions[0]
    assert all(KEY.encode() not in encode(message) for message in line.received)


def test_a_key_that_is_not_set_is_told(connect: Connect) -> None:
    """By the name of the variable."""
    line = connect("http://127.0.0.1:9/v1", "SWITCHBOARD_NO_SUCH_KEY")
    with pytest.raises(EOFError, match="SWITCHBOARD_NO_SUCH_KEY"):
        line.receive(Ready)


def test_an_examination_tells_which_models_there_are(stub: Callable[..., Stub]) -> None:
    """A wrong name is told beside the right ones."""
    server = stub(GOOD)
    assert server.host in check_server(RemoteServer(url=server.url, model="m"))
    with pytest.raises(ModelError, match="it has: m"):
        check_server(RemoteServer(url=server.url, model="other"))


def test_an_answer_that_only_drips_is_given_up(
    stub: Callable[..., Stub], monkeypatch: pytest.MonkeyPatch
) -> None:
    """However steadily it comes: the console would wait for as long as it goes on."""
    monkeypatch.setattr("console.inference.remote.api.SILENCE_S", 0.5)
    server = RemoteServer(url=stub(GOOD, endless(b" ")).url, model="m")
    with pytest.raises(ModelError, match="does not come to the end"):
        check_server(server)


def test_an_examination_tells_that_nobody_answers() -> None:
    """With the host that was asked."""
    with pytest.raises(ModelError, match="can't be reached"):
        check_server(RemoteServer(url="http://127.0.0.1:9/v1", model="m"))


def test_the_answer_goes_on_from_the_opening(stub: Callable[..., Stub], connect: Connect) -> None:
    """Opening and answer together are one message."""
    line = connect(stub(GOOD).url)
    line.send(draft("r", opening="Hello"))
    done = line.receive(Done)
    assert done.text == " there."
    line.send(draft("r", opening="Thank you"))
    failed = line.receive(RequestFailed)
    assert "did not begin" in failed.reason


def test_text_after_a_stop_is_not_heard(stub: Callable[..., Stub], connect: Connect) -> None:
    """Even if the server does not heed stops."""
    line = connect(stub(streamed(chunk("One.\n"), chunk("\nTwo."), chunk("", "stop"))).url)
    line.send(draft("r"))
    done = line.receive(Done)
    assert (done.text, done.stopped_by) == ("One.", "stop")


def test_the_visible_chat_does_not_wait(stub: Callable[..., Stub], connect: Connect) -> None:
    """Others do, when the server has enough to do; those of a chat that is over are dropped."""
    go = threading.Event()

    def answer(handler: BaseHTTPRequestHandler, question: bytes) -> None:
        while b"visible" not in question and not go.wait(0.05):
            pass
        GOOD(handler, question)

    server = stub(answer)
    line = connect(server.url)
    line.receive(Ready)
    seen = PromptTurn(role=Role.USER, text="visible")
    prompt = Prompt(prefix=(), transcript=(seen,))
    line.send(
        Prioritise(chat="seen"),
        *(draft(f"r{n}", chat=f"c{n}") for n in range(8)),
        DraftRequest(request="now", chat="seen", prompt=prompt),
    )
    done = line.receive(Done)
    assert done.request == "now"
    line.send(Forget(chat="c7"), Forget(chat="c0"))
    line.send(Cancel(request="none"))
    line.receive(Cancelled)
    go.set()
    answered = {
        message.request
        for message in (line.receive(Done) for _ in range(6))
        if isinstance(message, Done)
    }
    assert answered == {f"r{n}" for n in range(1, 7)}


def test_it_ends_with_the_console(stub: Callable[..., Stub], connect: Connect) -> None:
    """Told to, or when the pipe closes; in the middle of an answer too."""
    server = stub(endless(b": waiting\n\n"))
    stopped, left = connect(server.url), connect(server.url)
    for line in (stopped, left):
        line.receive(Ready)
        line.send(draft("r"))
    stopped.send(Shutdown())
    assert stopped.process.wait() == 0
    assert stopped.error_output() == ""
    assert left.process.stdin
    left.process.stdin.close()
    assert left.process.wait() == 0
    assert left.error_output() == ""
