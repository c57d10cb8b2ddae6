"""The library that runs the model, behind a few typed calls. The only module that imports it.

A context is not safe for threads: all of this belongs to one thread.
"""

import ctypes
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import llama_cpp.llama_cpp as api

from console.domain.errors import ModelError
from console.inference.protocol import Sampling

_LOG_ERROR = 4
_errors: list[str] = []


def _keep_errors(level: int, text: bytes, _data: ctypes.c_void_p) -> None:
    """Keep what the library says went wrong; the rest of its talk helps nobody here."""
    if level == _LOG_ERROR:
        _errors.append(text.decode("utf-8", "replace").strip())


# Kept here because the library holds no reference of its own.
_LOG_CALLBACK = api.llama_log_callback(_keep_errors)


def _last_error() -> str:
    return _errors[-1] if _errors else "no reason given"


def _model_params() -> api.llama_model_params:
    params: api.llama_model_params = api.llama_model_default_params()
    # GCC 12 drops most of the tile configuration in the library's AMX code, and the first prompt
    # ends the process. Weights that are not repacked never get there.
    params.use_extra_bufts = b"AMX_INT8 = 1" not in api.llama_print_system_info()
    return params


class NoRoom(Exception):
    """The cache has no cells left for this batch; nothing was changed."""


class Entry(NamedTuple):
    """One token of a batch: what, where, of which sequence, and whether to predict the next."""

    token: int
    position: int
    sequence: int
    wanted: bool


class Model:
    """Loaded weights and their vocabulary."""

    def __init__(self, path: Path) -> None:
        """Load ``path``; raises ``ModelError`` with the library's reason if it can't be."""
        api.llama_log_set(_LOG_CALLBACK, ctypes.c_void_p(0))
        api.llama_backend_init()
        pointer = api.llama_model_load_from_file(str(path).encode(), _model_params())
        if pointer is None:
            raise ModelError(f"{path}: the model can't be loaded: {_last_error()}")
        self.pointer = pointer
        self._vocabulary = api.llama_model_get_vocab(pointer)
        self.trained_context = api.llama_model_n_ctx_train(pointer)
        self._piece = ctypes.create_string_buffer(256)

    @property
    def beginning(self) -> list[int]:
        """The tokens that every prompt starts with: one, or none."""
        if not api.llama_vocab_get_add_bos(self._vocabulary):
            return []
        return [api.llama_vocab_bos(self._vocabulary)]

    def tokenize(self, text: str, *, marks: bool) -> list[int]:
        """The tokens of ``text``; only with ``marks`` are special tokens recognised in it."""
        data = text.encode()
        room = len(data) + 8
        tokens = (api.llama_token * room)()
        count = api.llama_tokenize(self._vocabulary, data, len(data), tokens, room, False, marks)
        if count < 0:
            raise ModelError(f"a text of {len(data)} bytes has more tokens than bytes")
        return list(tokens[:count])

    def piece(self, token: int) -> bytes:
        """The bytes a token stands for: part of a character at times, none if it is special."""
        size = api.llama_token_to_piece(
            self._vocabulary, token, self._piece, len(self._piece), 0, False
        )
        return self._piece.raw[: max(size, 0)]

    def ends(self, token: int) -> bool:
        """Whether the model means by this token that it has finished."""
        return bool(api.llama_vocab_is_eog(self._vocabulary, token))

    def close(self) -> None:
        """Give the memory back."""
        api.llama_model_free(self.pointer)


class Sampler:
    """Chooses the next token of one draft."""

    def __init__(self, sampling: Sampling) -> None:
        self._chain = api.llama_sampler_chain_init(api.llama_sampler_chain_default_params())
        for step in self._steps(sampling):
            api.llama_sampler_chain_add(self._chain, step)

    @staticmethod
    def _steps(sampling: Sampling) -> "list[api.llama_sampler_p]":
        if sampling.temperature == 0:
            return [api.llama_sampler_init_greedy()]
        return [
            api.llama_sampler_init_top_k(sampling.top_k),
            api.llama_sampler_init_min_p(sampling.min_p, 1),
            api.llama_sampler_init_temp(sampling.temperature),
            api.llama_sampler_init_dist(sampling.seed),
        ]

    def choose(self, context: "Context", index: int) -> int:
        """The token that follows entry ``index`` of the last batch."""
        return int(api.llama_sampler_sample(self._chain, context.pointer, index))

    def close(self) -> None:
        """Give the memory back."""
        api.llama_sampler_free(self._chain)


class Context:
    """The cache of everything read, as numbered sequences in one pool of cells."""

    def __init__(
        self, model: Model, *, cells: int, batch: int, sequences: int, threads: int
    ) -> None:
        """Set the pool up; raises ``ModelError`` if there is not enough memory for it."""
        params = api.llama_context_default_params()
        params.n_ctx = cells
        params.n_batch = params.n_ubatch = batch
        params.n_seq_max = sequences
        # The library reserves one output for each sequence, whether it is ever used or not.
        params.n_outputs_max = sequences
        params.n_threads = params.n_threads_batch = threads
        params.kv_unified = True
        pointer = api.llama_init_from_model(model.pointer, params)
        if pointer is None:
            raise ModelError(f"no memory for {cells} tokens beside the model: {_last_error()}")
        self.pointer = pointer
        self.cells = api.llama_n_ctx(pointer)
        self._memory = api.llama_get_memory(pointer)
        self._room = batch
        self._batch = api.llama_batch_init(batch, 0, 1)

    def decode(self, entries: Sequence[Entry]) -> None:
        """Read these tokens; raises ``NoRoom``, or ``ModelError`` if the library gives up."""
        if len(entries) > self._room:
            # The library would end the process.
            raise ValueError(f"{len(entries)} tokens in a batch for {self._room}")
        batch = self._batch
        batch.n_tokens = len(entries)
        for index, entry in enumerate(entries):
            batch.token[index] = entry.token
            batch.pos[index] = entry.position
            batch.n_seq_id[index] = 1
            batch.seq_id[index][0] = entry.sequence
            batch.logits[index] = entry.wanted
        result = api.llama_decode(self.pointer, batch)
        if result == 1:
            raise NoRoom
        if result != 0:
            raise ModelError(f"the model gave up with code {result}: {_last_error()}")

    def copy(self, source: int, target: int, length: int) -> None:
        """Let the empty ``target`` hold the ``length`` tokens of ``source`` in the same cells."""
        api.llama_memory_seq_cp(self._memory, source, target, 0, length)

    def cut(self, sequence: int, length: int) -> bool:
        """Keep the first ``length`` tokens of a sequence; 0 drops it.

        False if this kind of model can only drop a sequence as a whole; nothing is changed then.
        """
        return bool(api.llama_memory_seq_rm(self._memory, sequence, length, -1))

    def close(self) -> None:
        """Give the memory back."""
        api.llama_batch_free(self._batch)
        api.llama_free(self.pointer)
