"""Embeds sentences: vectors of similar meanings are close together.

Uses the library that runs the language models. An embedder is not safe for threads.
"""

import ctypes
from collections.abc import Iterator, Sequence
from pathlib import Path

import llama_cpp.llama_cpp as api
import numpy as np
from numpy.typing import NDArray

from console.domain.errors import ModelError
from console.inference.engine.llama_binding import Model

POSITIONS = 256
"""Tokens of a text that are read; the model was trained on no more."""

_BATCH = 512
"""Tokens read at once. Each attends to all others, so more of them would not be faster."""

_TEXTS = 64
_CHARACTERS = POSITIONS * 16

Vectors = NDArray[np.float32]


class Embedder:
    """A loaded model that turns texts into vectors of unit length."""

    def __init__(self, path: Path, threads: int = 1) -> None:
        """Load the model; raises ``ModelError`` if it can't be, or embeds nothing."""
        self._model = Model(path)
        pointer = self._model.pointer
        vocabulary = api.llama_model_get_vocab(pointer)
        self._ends = (api.llama_vocab_bos(vocabulary), api.llama_vocab_sep(vocabulary))
        self.dimensions: int = api.llama_model_n_embd(pointer)
        self._context = self._make_context(threads)
        self._batch = api.llama_batch_init(_BATCH, 0, 1)
        if api.llama_pooling_type(self._context) != api.LLAMA_POOLING_TYPE_MEAN:
            self.close()
            raise ModelError(f"{path}: this model writes text; it is not made for embeddings")

    def _make_context(self, threads: int) -> int:
        params = api.llama_context_default_params()
        params.n_ctx = params.n_batch = params.n_ubatch = _BATCH
        params.n_seq_max = _TEXTS
        params.n_threads = params.n_threads_batch = threads
        params.embeddings = True
        params.kv_unified = True
        context: int | None = api.llama_init_from_model(self._model.pointer, params)
        if context is None:
            raise ModelError("there is not enough memory for embeddings")
        return context

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row per text, of unit length; of a long text, its beginning counts."""
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        at = 0
        for batch in _batches([self._tokens(text) for text in texts]):
            rows[at : at + len(batch)] = self._decode(batch)
            at += len(batch)
        norms = np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
        unit: Vectors = (rows / norms).astype(np.float32)
        return unit

    def close(self) -> None:
        """Give the memory back."""
        api.llama_batch_free(self._batch)
        api.llama_free(self._context)
        self._model.close()

    def _tokens(self, text: str) -> list[int]:
        first, last = self._ends
        words = self._model.tokenize(text[:_CHARACTERS].replace("\0", " "), marks=False)
        return [first, *words[: POSITIONS - 2], last]

    def _decode(self, texts: Sequence[Sequence[int]]) -> Vectors:
        batch = self._batch
        batch.n_tokens = sum(map(len, texts))
        at = 0
        for sequence, tokens in enumerate(texts):
            for position, token in enumerate(tokens):
                batch.token[at] = token
                batch.pos[at] = position
                batch.n_seq_id[at] = 1
                batch.seq_id[at][0] = sequence
                batch.logits[at] = 1
                at += 1
        api.llama_memory_clear(api.llama_get_memory(self._context), True)
        result = api.llama_encode(self._context, batch)
        if result != 0:
            raise ModelError(f"the model for embeddings gave up with code {result}")
        return np.stack([self._row(sequence) for sequence in range(len(texts))])

    def _row(self, sequence: int) -> Vectors:
        pointer = api.llama_get_embeddings_seq(self._context, sequence)
        if not pointer:
            raise ModelError("the model for embeddings gave no answer")
        floats = ctypes.cast(pointer, ctypes.POINTER(ctypes.c_float))
        return np.ctypeslib.as_array(floats, (self.dimensions,)).copy()


def _batches(texts: Sequence[list[int]]) -> Iterator[list[list[int]]]:
    """As many texts at a time as fit."""
    batch: list[list[int]] = []
    for tokens in texts:
        if len(batch) == _TEXTS or sum(map(len, batch)) + len(tokens) > _BATCH:
            yield batch
            batch = []
        batch.append(tokens)
    if batch:
        yield batch
