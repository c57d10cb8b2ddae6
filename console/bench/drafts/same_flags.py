"""The peer that is llama.cpp's server, compiled like the library; a process that speaks HTTP.

Every chat has a slot of its own that keeps what was read, which is as good as the server gets.
"""

import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

from console.bench.drafts.serving import NICENESS
from console.bench.drafts.sides import BenchLoad, Pass, messages, server_pass
from console.bench.drafts.workload import WorkloadDraft
from console.domain.errors import ModelError
from console.inference.processor import WAITING

_LOADING_S = 300.0
_SILENCE_S = 300.0


class SameFlagsServer:
    """A server with a slot for every chat."""

    def __init__(self, program: Path, version: str, job: BenchLoad) -> None:
        """Start it and wait until it has loaded; raises ``ModelError`` if it can't."""
        port = _free_port()
        # A file takes what the server prints, however much it is, without anybody reading it.
        self._output = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
        self._process = subprocess.Popen(  # noqa: S603 - the program that was compiled for this
            _command(program, job, port),
            stdin=subprocess.DEVNULL,
            stdout=self._output,
            stderr=subprocess.STDOUT,
            env={**os.environ, **WAITING},
        )
        self._http = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=_SILENCE_S)
        self._threads = ThreadPoolExecutor(job.chats)
        self.about = {"version": version}
        try:
            self._await_model()
        except ModelError:
            self.close()
            raise

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

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._threads.shutdown()
        self._http.close()
        with self._process, self._output:
            pass

    def _await_model(self) -> None:
        deadline = time.monotonic() + _LOADING_S
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                if self._http.get("/health").is_success:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.1)
        raise ModelError(f"llama-server did not load the model: {self._last_words()}")

    def _draft(self, request: WorkloadDraft) -> tuple[float, dict[str, int]]:
        """Seconds to the first text, and what the server says of the tokens."""
        first_s = None
        counts: dict[str, int] = {}
        body = {
            "messages": messages(request),
            "max_tokens": request.out,
            "temperature": 0,
            "stream": True,
            "id_slot": request.chat,
            "cache_prompt": True,
        }
        started = time.perf_counter()
        try:
            with self._http.stream("POST", "/v1/chat/completions", json=body) as answer:
                for line in answer.iter_lines():
                    if not line.startswith("data: {"):
                        continue
                    chunk = json.loads(line.removeprefix("data: "))
                    choices = chunk.get("choices")
                    if first_s is None and choices and choices[0]["delta"].get("content"):
                        first_s = time.perf_counter() - started
                    counts.update(chunk.get("timings", {}))
        except httpx.HTTPError as error:
            raise ModelError(f"llama-server: {error}; {self._last_words()}") from error
        if first_s is None or not counts:
            raise ModelError(f"llama-server wrote nothing: {self._last_words()}")
        return first_s, counts

    def _last_words(self) -> str:
        self._output.seek(0)
        lines = self._output.read().decode("utf-8", "replace").split("\n")
        return next((line for line in reversed(lines) if line.strip()), "it ended")


def _command(program: Path, job: BenchLoad, port: int) -> list[str]:
    """As the other sides: threads, priority, no flash attention, a memory for each chat."""
    polite = ["nice", "-n", str(NICENESS)] if shutil.which("nice") else []
    threads = str(job.threads)
    options = {
        "--model": job.path,
        "--parallel": str(job.chats),
        "--ctx-size": str(job.chats * job.room),
        "--threads": threads,
        "--threads-batch": threads,
        "--flash-attn": "off",
        "--host": "127.0.0.1",
        "--port": str(port),
    }
    plain = ["--no-repack"] if job.plain else []
    words = [word for option in options.items() for word in option]
    return [*polite, str(program), *words, "--no-kv-unified", "--no-webui", "--offline", *plain]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
