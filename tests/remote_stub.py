"""A chat-completions server on loopback that answers as a test says, and a draft to ask it for."""

import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from console.inference.protocol import DraftRequest, Prompt, PromptTurn, Role, Sampling

KEY_VARIABLE = "SWITCHBOARD_TEST_KEY"
MODELS = b'{"object":"list","data":[{"id":"m","max_model_len":4096}]}'

Answer = Callable[[BaseHTTPRequestHandler, bytes], None]


class Stub:
    """A server on loopback that answers every question with ``answer``."""

    def __init__(self, answer: Answer, models: Answer | None = None) -> None:
        stub = self
        self.keys: list[str | None] = []
        self.questions: list[bytes] = []
        self.stopping = threading.Event()

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                (models or plain(MODELS))(self, b"")

            def do_POST(self) -> None:
                question = self.rfile.read(int(self.headers["Content-Length"]))
                stub.keys.append(self.headers["Authorization"])
                stub.questions.append(question)
                answer(self, question)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()
        self.host = f"127.0.0.1:{self._server.server_port}"
        self.url = f"http://{self.host}/v1"

    def close(self) -> None:
        """Stop serving."""
        self.stopping.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def plain(body: bytes, status: int = 200, **headers: str) -> Answer:
    """Answers with this."""

    def answer(handler: BaseHTTPRequestHandler, _question: bytes) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def chunk(text: str, finish: str | None = None) -> bytes:
    """A piece of a streamed answer."""
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": finish}
    return b"data: " + json.dumps({"choices": [choice]}).encode() + b"\n\n"


def streamed(*pieces: bytes) -> Answer:
    """Streams these."""
    return plain(b"".join(pieces))


def endless(piece: bytes) -> Answer:
    """Streams this for ever."""

    def answer(handler: BaseHTTPRequestHandler, _question: bytes) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            while True:
                handler.wfile.write(piece)
                time.sleep(0.001)
        except OSError:
            return

    return answer


GOOD = streamed(chunk("Hello "), chunk("there."), chunk("", "stop"), b"data: [DONE]\n\n")


def draft(request: str, chat: str = "c", opening: str = "", tokens: int = 8) -> DraftRequest:
    """A short request."""
    turns = (PromptTurn(role=Role.USER, text="Where is my parcel?"),)
    prompt = Prompt(
        prefix=(PromptTurn(role=Role.SYSTEM, text="You are kind."),),
        transcript=turns,
        opening=opening,
    )
    return DraftRequest(
        request=request,
        chat=chat,
        prompt=prompt,
        max_tokens=tokens,
        sampling=Sampling(temperature=0),
        stop=("\n\n",),
    )
