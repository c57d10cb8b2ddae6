"""What the two child processes, a server and a site's hook may answer."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from random import Random
from typing import Any, cast

from remote_stub import chunk, draft

from console.assist.clients.draft_client import DraftClient
from console.channels.chatwoot.conversation import ChatwootConversation
from console.channels.chatwoot.messages import all_said
from console.channels.web.frames import read_frame
from console.channels.web.protocol import from_gateway
from console.diagnosis.protocol import from_diagnosis, to_diagnosis
from console.domain.clock import SystemClock
from console.inference.protocol import FromWorker, Load, from_worker, to_worker
from console.inference.remote.api import Api
from console.inference.remote.reply import ServedModels, chunks, complaint, refused_parameter
from console.inference.remote.writing import Writing
from console.ipc.messages import received
from console.operations.site import OperationError, result_of
from fuzzing.entry import Entry, FromSamples

_FROM_WORKER = (
    b'{"kind":"hello","version":1,"pid":3}',
    b'{"kind":"ready","request":"load","model":"m","context":2048,"threads":2,"load_ms":3.5}',
    b'{"kind":"token","request":"r1","text":"Hello"}',
    b'{"kind":"done","request":"r1","text":"Hello","tokens":2,"prompt_tokens":9,'
    b'"reused_tokens":0,"first_token_ms":1,"total_ms":2,"stopped_by":"end"}',
    b'{"kind":"scored","request":"r1","scores":[{"first":-1,"second":-2}],"read_tokens":3,'
    b'"total_ms":2}',
    b'{"kind":"failed","request":null,"reason":"x"}',
)
_TO_WORKER = (
    b'{"kind":"draft","request":"r1","chat":"c","prompt":{"prefix":[{"role":"system","text":"x"}],'
    b'"transcript":[{"role":"user","text":"y"}],"opening":""},"max_tokens":8}',
    b'{"kind":"read","chat":"c","prefix":[],"transcript":[]}',
    b'{"kind":"cancel","request":"r1"}',
    b'{"kind":"shutdown"}',
)
_FROM_DIAGNOSIS = (
    b'{"kind":"reading","request":"r1","guesses":[{"issue":"x","probability":0.5}],"sure":true,'
    b'"evidence":["a"],"passages":[["a",0.5]],"language":"en","ms":3}',
    b'{"kind":"hello","version":1,"pid":3}',
)
_STREAM = (
    chunk("Hello ") + chunk("there.") + chunk("", "stop") + b"data: [DONE]\n\n",
    b'data: {"choices":[{"delta":{"reasoning_content":"hm"}}]}\n\n: ping\n\n' + chunk("x", "length")
    + b'data: {"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2,'
    b'"prompt_tokens_details":{"cached_tokens":1}}}\n\n',
)  # fmt: skip
_COMPLAINTS = (
    b'{"error":{"message":"Unsupported parameter: \'max_tokens\' is not supported with this model.'
    b'","code":"unsupported_parameter","param":"max_tokens"}}',
    b'{"error":"model not found"}',
    b'{"object":"list","data":[{"id":"m","max_model_len":4096}]}',
)
_PAGE = (
    b'{"type":"join","key":"k","token":"","name":"Cy","after":3}',
    b'{"type":"message","id":"0123456789abcdef","text":"hello"}',
    b'{"type":"has","line":3,"seen":true}',
    b'{"type":"rate","rating":5,"comment":"x"}',
)
_GATEWAY = (
    b'{"kind":"wrote","visit":"w-1","name":"Cy","message":"m1","text":"hello"}',
    b'{"kind":"has","visit":"w-1","message":"m1","seen":false}',
    b'{"kind":"rated","visit":"w-1","rating":5,"comment":null}',
)
_CHATWOOT = (
    b'[{"status":"open","timestamp":3,"meta":{"sender":{"id":5,"name":"Cy"}}},'
    b'{"id":1,"message_type":0,"private":false,"content":"hello","status":"sent",'
    b'"attachments":[{"file_type":"image","file_size":9}],"content_attributes":{}},'
    b'{"id":2,"message_type":1,"private":true,"content":"x","sender":{"id":1,"type":"user"}},'
    b'{"id":3,"message_type":3,"private":false,"content_type":"input_csat","content_attributes":'
    b'{"submitted_values":{"csat_survey_response":{"rating":5,"feedback_message":"y"}}}}]',
    b'[{"status":"resolved","meta":{"assignee":{"id":2,"name":"Ben"}}}]',
)
_NO_JSON = (ValueError, RecursionError)
_HOOK = (b'{"done": true, "detail": "refunded"}', b'{"done": false}')


def entries() -> Iterator[Entry]:
    """Messages of and to the children, a server's answers, a hook's answers."""
    yield FromSamples("answer of the model's child", 50, _FROM_WORKER, _client_takes)
    yield FromSamples("order to the model's child", 20, _TO_WORKER, _child_takes)
    yield FromSamples("answer of the diagnosis", 30, _FROM_DIAGNOSIS, from_diagnosis, (ValueError,))
    yield FromSamples("order to the diagnosis", 10, _FROM_DIAGNOSIS, to_diagnosis, (ValueError,))
    yield FromSamples("draft of a server", 40, _STREAM, _server_streams)
    yield FromSamples("word of a server", 30, _COMPLAINTS, _server_says)
    yield FromSamples("frame of a page", 30, _PAGE, read_frame, (ValueError,))
    yield FromSamples("answer of Chatwoot", 30, _CHATWOOT, _chatwoot_says, _NO_JSON)
    yield FromSamples("word of the gateway", 20, _GATEWAY, from_gateway, (ValueError,))
    yield FromSamples("answer of a hook", 25, _HOOK, lambda a: result_of("a", a), (OperationError,))


def _chatwoot_says(answer: bytes) -> None:
    """A conversation and its messages, in a list; the same twice."""
    told = json.loads(answer)
    objects = [each for each in told if isinstance(each, dict)] if isinstance(told, list) else []
    known = ChatwootConversation(1, 1)
    for _ in range(2):
        list(known.take(objects[0] if objects else {}, all_said(objects[1:]), 0.0, 0.0))


def _client_takes(line: bytes) -> None:
    """A line that is no message ends the child; one that is must not surprise the client."""
    try:
        message = from_worker(line)
    except ValueError:
        return
    client = DraftClient(Load(path="m.gguf"), SystemClock(), ("no such command",))
    cast(Any, client)._take(message)
    client.poll()


def _child_takes(line: bytes) -> None:
    list(received([line], to_worker))


def _server_streams(body: bytes) -> None:
    """An answer in pieces of any length becomes a draft, or the reason why not."""
    rng = Random(len(body))
    cuts = sorted(rng.randint(0, len(body)) for _ in range(3))
    pieces = [body[a:b] for a, b in zip((0, *cuts), (*cuts, len(body)), strict=True)]
    sent: list[FromWorker] = []
    asyncio.run(Writing(draft("r1"), cast(Api, _Canned(pieces)), sent.append).run())


class _Canned:
    """Stands for the calls to a server: streams what it was given."""

    host = "127.0.0.1:1"

    def __init__(self, pieces: list[bytes]) -> None:
        self._pieces = pieces

    def stream(self, _draft: object) -> AsyncIterator[object]:
        return chunks(self._sent())

    async def _sent(self) -> AsyncIterator[bytes]:
        for piece in self._pieces:
            yield piece


def _server_says(body: bytes) -> None:
    complaint(body, "secret")
    refused_parameter(body, ("max_tokens", "temperature"))
    try:
        ServedModels.model_validate_json(body)
    except ValueError:
        return
