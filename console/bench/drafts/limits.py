"""What the machine could do at best: the bare library in a loop, and its memory; run as a process.

The same weights, threads and contexts as the sides have, with nothing around ``llama_decode``.
"""

import ctypes
import statistics
import time
from concurrent.futures import ThreadPoolExecutor

import llama_cpp
import numpy as np

from console.bench.drafts.serving import Orders, serve
from console.bench.drafts.sides import BenchLoad
from console.domain.errors import ModelError

BATCH = 256
_ARRAY_BYTES = 1 << 28
_COPIES = 3
_FIRST_WORD = 1000
"""Token numbers of ordinary words begin below this in every vocabulary; which ones is no matter."""


class Bare:
    """The library's context with one sequence, and another with one for every chat."""

    def __init__(self, job: BenchLoad) -> None:
        params = llama_cpp.llama_model_default_params()
        params.use_extra_bufts = not job.plain
        self._model = llama_cpp.llama_model_load_from_file(job.path.encode(), params)
        if not self._model:
            raise ModelError(f"{job.path}: the model can't be loaded")
        self._threads = job.threads
        self._chats = job.chats
        self._sizes = job.sizes
        self._one = self._context(job.room, 1)
        self._all = self._context(job.chats * (job.sizes.prompt + 2 * job.sizes.out), job.chats)
        self._batch = llama_cpp.llama_batch_init(BATCH, 0, 1)
        self._fill()

    def rates(self, size: int) -> dict[str, float]:
        """Tokens per second: reading ``size``, writing one draft, and writing one for each chat."""
        memory = llama_cpp.llama_get_memory(self._one)
        llama_cpp.llama_memory_clear(memory, True)
        started = time.perf_counter()
        self._read(self._one, 0, 0, size)
        reading_s = time.perf_counter() - started
        written = min(size, self._sizes.prompt)
        llama_cpp.llama_memory_seq_rm(memory, 0, written, -1)
        return {
            "prefill_tps": size / reading_s,
            "decode_tps": 1 / self._write(self._one, 1, written),
            "decode_all_tps": self._chats / self._write(self._all, self._chats, self._sizes.prompt),
        }

    def memory_gbps(self) -> float:
        """Gigabytes moved to and from memory in a second, by copying with all threads."""
        source = np.ones(_ARRAY_BYTES // 8)
        target = np.zeros_like(source)
        pieces = list(
            zip(
                np.array_split(target, self._threads),
                np.array_split(source, self._threads),
                strict=True,
            )
        )
        times = []
        with ThreadPoolExecutor(self._threads) as pool:
            for _ in range(_COPIES):
                started = time.perf_counter()
                list(pool.map(lambda pair: np.copyto(*pair), pieces))
                times.append(time.perf_counter() - started)
        return 2 * _ARRAY_BYTES / min(times) / 1e9

    def _context(self, cells: int, sequences: int) -> "llama_cpp.llama_context_p":
        params = llama_cpp.llama_context_default_params()
        params.n_ctx = cells
        params.n_batch = params.n_ubatch = BATCH
        # As the engine has it, since it is faster than the library's own guesses.
        params.flash_attn_type = llama_cpp.LLAMA_FLASH_ATTN_TYPE_DISABLED
        params.n_seq_max = sequences
        params.kv_unified = False
        params.n_threads = params.n_threads_batch = self._threads
        context: llama_cpp.llama_context_p | None = llama_cpp.llama_init_from_model(
            self._model, params
        )
        if not context:
            raise ModelError(f"no memory for a context of {cells} tokens")
        return context

    def _fill(self) -> None:
        """Let every chat's sequence hold what it does when a draft begins."""
        memory = llama_cpp.llama_get_memory(self._all)
        self._read(self._all, 0, 0, self._sizes.shared)
        for chat in range(1, self._chats):
            llama_cpp.llama_memory_seq_cp(memory, 0, chat, -1, -1)
        for chat in range(self._chats):
            self._read(self._all, chat, self._sizes.shared, self._sizes.own + self._sizes.new)

    def _read(
        self, context: "llama_cpp.llama_context_p", sequence: int, start: int, size: int
    ) -> None:
        for first in range(0, size, BATCH):
            places = range(start + first, start + min(first + BATCH, size))
            self._decode(context, [(sequence, place) for place in places], wanted=False)

    def _write(self, context: "llama_cpp.llama_context_p", sequences: int, start: int) -> float:
        """The median of the seconds that a token for each of the sequences takes."""
        times = []
        for place in range(start, start + self._sizes.out):
            started = time.perf_counter()
            self._decode(context, [(each, place) for each in range(sequences)], wanted=True)
            times.append(time.perf_counter() - started)
        memory = llama_cpp.llama_get_memory(context)
        for each in range(sequences):
            llama_cpp.llama_memory_seq_rm(memory, each, start, -1)
        return statistics.median(times)

    def _decode(
        self, context: "llama_cpp.llama_context_p", places: list[tuple[int, int]], wanted: bool
    ) -> None:
        batch = self._batch
        batch.n_tokens = len(places)
        for index, (sequence, place) in enumerate(places):
            batch.token[index] = _FIRST_WORD + (7 * sequence + place) % _FIRST_WORD
            batch.pos[index] = place
            batch.n_seq_id[index] = 1
            batch.seq_id[index][0] = sequence
            batch.logits[index] = wanted or index == len(places) - 1
        if llama_cpp.llama_decode(context, batch) != 0:
            raise ModelError("the bare library could not read a batch")
        llama_cpp.llama_synchronize(context)


def _start(job: BenchLoad) -> tuple[dict[str, str], Orders]:
    llama_cpp.llama_log_set(_SILENT, ctypes.c_void_p(0))
    llama_cpp.llama_backend_init()
    bare = Bare(job)
    return {}, {"rates": bare.rates, "memory_gbps": bare.memory_gbps}


_SILENT = llama_cpp.llama_log_callback(lambda *_: None)

if __name__ == "__main__":
    serve(_start)
