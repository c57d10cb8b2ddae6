"""The peer that is llama.cpp's server, through ``xllamacpp`` without a network; run as a process.

Every chat has a slot of its own that keeps what was read, which is as good as the server gets.
"""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import xllamacpp

from console.bench.drafts.serving import Orders, serve
from console.bench.drafts.sides import BenchLoad, Pass, messages, server_pass
from console.bench.drafts.workload import WorkloadDraft
from console.domain.errors import ModelError
from console.domain.json_objects import JsonObject

_ERRORS_ONLY = 1


class LlamaServer:
    """A server with a slot for every chat."""

    def __init__(self, job: BenchLoad) -> None:
        params = xllamacpp.CommonParams()
        params.model.path = job.path
        params.n_parallel = job.chats
        params.n_ctx = job.chats * job.room
        params.cpuparams.n_threads = params.cpuparams_batch.n_threads = job.threads
        params.verbosity = _ERRORS_ONLY
        # Its own guess is slower on processors such as this; all sides do without.
        params.flash_attn_type = xllamacpp.llama_flash_attn_type.LLAMA_FLASH_ATTN_TYPE_DISABLED
        self._server = xllamacpp.Server(params)
        self._threads = ThreadPoolExecutor(job.chats)

    def one_by_one(self, requests: Sequence[WorkloadDraft]) -> Pass:
        """Have drafts written one after the other."""
        started = time.perf_counter()
        drafts = [self._draft(request) for request in requests]
        return server_pass(drafts, time.perf_counter() - started)

    def together(self, requests: Sequence[WorkloadDraft]) -> Pass:
        """Have drafts written all at once."""
        started = time.perf_counter()
        drafts = list(self._threads.map(self._draft, requests))
        return server_pass(drafts, time.perf_counter() - started)

    def _draft(self, request: WorkloadDraft) -> tuple[float, dict[str, int]]:
        """Seconds to the first text, and what the server says of the tokens."""
        first_s: list[float] = []
        counts: dict[str, int] = {}
        wrong: list[object] = []
        started = time.perf_counter()

        def on_chunk(chunk: JsonObject) -> None:
            choices = chunk.get("choices")
            if not choices:
                wrong.append(chunk)
            elif not first_s and choices[0]["delta"].get("content"):
                first_s.append(time.perf_counter() - started)
            counts.update(chunk.get("timings", {}))

        self._server.handle_chat_completions(
            {
                "messages": messages(request),
                "max_tokens": request.out,
                "temperature": 0,
                "stream": True,
                "id_slot": request.chat,
                "cache_prompt": True,
            },
            on_chunk,
        )
        if not first_s or not counts:
            raise ModelError(f"llama-server wrote nothing: {wrong}")
        return first_s[0], counts


def _start(job: BenchLoad) -> tuple[dict[str, str], Orders]:
    side = LlamaServer(job)
    about = {"version": xllamacpp.__version__, "system": xllamacpp.get_system_info()}
    return about, {"one_by_one": side.one_by_one, "together": side.together}


if __name__ == "__main__":
    serve(_start)
