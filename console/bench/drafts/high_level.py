"""The peer that uses ``llama_cpp.Llama`` as its own documentation shows; run as a process."""

import time
from collections.abc import Sequence
from typing import Any

import llama_cpp

from console.bench.drafts.serving import Orders, serve
from console.bench.drafts.sides import BenchLoad, Pass, messages
from console.bench.drafts.workload import WorkloadDraft
from console.domain.errors import ModelError


class HighLevel:
    """One ``Llama`` for all chats, asked by ``create_chat_completion``."""

    def __init__(self, job: BenchLoad) -> None:
        self._llama = llama_cpp.Llama(
            model_path=job.path,
            n_ctx=job.room,
            n_threads=job.threads,
            n_threads_batch=job.threads,
            verbose=False,
        )

    def tokens(self, text: str) -> int:
        """How many tokens a text has, marks recognised."""
        return len(self._llama.tokenize(text.encode(), add_bos=False, special=True))

    def one_by_one(self, requests: Sequence[WorkloadDraft]) -> Pass:
        """Have drafts written one after the other, the only way there is."""
        started = time.perf_counter()
        drafts = [self._draft(request) for request in requests]
        total_s = time.perf_counter() - started
        first_s, prompt, out = zip(*drafts, strict=True)
        # What is known of the last chat serves the next one only as far as they begin alike, and
        # the library doesn't report how far that was.
        return Pass(first_s=first_s, total_s=total_s, prompt=prompt, read=(), out=out)

    def _draft(self, request: WorkloadDraft) -> tuple[float, int, int]:
        """Seconds to the first text, tokens of the prompt, tokens written."""
        started = time.perf_counter()
        first_s = prompt = None
        chunks: Any = self._llama.create_chat_completion(  # Any: typed as chunks or the whole
            messages(request), max_tokens=request.out, temperature=0, stream=True
        )
        for chunk in chunks:
            prompt = prompt or self._llama.n_tokens
            if first_s is None and chunk["choices"][0]["delta"].get("content"):
                first_s = time.perf_counter() - started
        if first_s is None or prompt is None:
            raise ModelError("the high-level API wrote nothing")
        # The last token that was chosen is not read any more.
        return first_s, prompt, self._llama.n_tokens - prompt + 1


def _start(job: BenchLoad) -> tuple[dict[str, str], Orders]:
    side = HighLevel(job)
    about = {
        "version": llama_cpp.__version__,
        "system": llama_cpp.llama_print_system_info().decode(),
    }
    return about, {"tokens": side.tokens, "one_by_one": side.one_by_one}


if __name__ == "__main__":
    serve(_start)
