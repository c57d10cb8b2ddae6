"""The library that runs language models, behind a few typed calls.

A context is not safe for threads: all of this belongs to one thread.
"""

import ctypes
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import llama_cpp.llama_cpp as api
import numpy as np

from console.domain.errors import ModelError
from console.inference.engine.abort_flag import AbortFlag
from console.inference.protocol import Sampling

_LOG_ERROR = 4
_FLASH = {False: 0, True: 1}  # the library's third choice is its own guess
_errors: list[str] = []


def _keep_errors(level: int, text: bytes, _data: ctypes.c_void_p) -> None:
    """Keep what the library says went wrong; the rest of its talk helps nobody here."""
    if level == _LOG_ERROR:
        _errors.append(text.decode("utf-8", "replace").strip())


# Kept here because the library holds no reference of its own.
_LOG_CALLBACK = api.llama_log_callback(_keep_errors)


def _last_error() -> str:
    return _errors[-1] if _errors else "no reason given"


class Interrupted(Exception):
    """The abort flag was set; nothing of the batch was kept."""


class BatchEntry(NamedTuple):
    """One token of a batch: what, where, of which sequence, and whether to predict the next."""

    token: int
    position: int
    sequence: int
    wanted: bool


class Model:
    """Loaded weights and their vocabulary."""

    def __init__(self, path: Path, *, plain: bool = False) -> None:
        """Load ``path``; raises ``ModelError`` with the library's reason if it can't be.

        ``plain`` leaves the weights as they are in the file, instead of in the order that the
        processor's special instructions want.
        """
        api.llama_log_set(_LOG_CALLBACK, ctypes.c_void_p(0))
        api.llama_backend_init()
        params = api.llama_model_default_params()
        params.use_extra_bufts = not plain
        pointer = api.llama_model_load_from_file(str(path).encode(), params)
        if pointer is None:
            raise ModelError(f"{path}: the model can't be loaded: {_last_error()}")
        self.pointer = pointer
        self._vocabulary = api.llama_model_get_vocab(pointer)
        self.trained_context = api.llama_model_n_ctx_train(pointer)
        self._piece = ctypes.create_string_buffer(256)

    @property
    def trims(self) -> bool:
        """Whether the end of what was read can be forgotten; some kinds can only forget all."""
        recurrent = api.llama_model_is_recurrent(self.pointer)
        return not (recurrent or api.llama_model_is_hybrid(self.pointer))

    @property
    def kv_bytes(self) -> int:
        """Memory that each token takes, in bytes: keys and values of all layers in 16 bits.

        Where the first layer has no heads, as in many models that can't trim, it is the most that
        it can be.
        """
        width = api.llama_model_n_embd(self.pointer)
        heads = api.llama_model_n_head(self.pointer)
        size = self._number("attention.key_length") or width // max(heads, 1)
        size *= api.llama_model_n_head_kv(self.pointer)
        return int(2 * 2 * api.llama_model_n_layer(self.pointer) * (size or width))

    def _number(self, key: str) -> int:
        """A number of the file's header, 0 if it isn't there."""
        text = self._metadata(f"{self._metadata('general.architecture')}.{key}")
        return int(text) if text.isdigit() else 0

    def _metadata(self, key: str) -> str:
        buffer = ctypes.create_string_buffer(256)
        api.llama_model_meta_val_str(self.pointer, key.encode(), buffer, len(buffer))
        return buffer.value.decode("utf-8", "replace")

    @property
    def beginning(self) -> list[int]:
        """The tokens that every prompt starts with: one, or none."""
        if not api.llama_vocab_get_add_bos(self._vocabulary):
            return []
        return [api.llama_vocab_bos(self._vocabulary)]

    @property
    def vocabulary_size(self) -> int:
        """How many tokens there are."""
        return int(api.llama_vocab_n_tokens(self._vocabulary))

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
        """The bytes of a token: sometimes part of a character, none if it is special."""
        size = api.llama_token_to_piece(
            self._vocabulary, token, self._piece, len(self._piece), 0, False
        )
        return self._piece.raw[: max(size, 0)]

    def ends(self, token: int) -> bool:
        """Whether the model means by this token that it has finished."""
        return bool(api.llama_vocab_is_eog(self._vocabulary, token))

    def sampler(self, sampling: Sampling) -> "Sampler":
        """What chooses the tokens of one draft."""
        return Sampler(sampling)

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
    """What was read, as numbered sequences of the same size that don't touch each other.

    Sequences in one common pool of cells would share their beginning; but then the attention of
    each token looks at the cells of all chats, which with eight of them costs more than it saves.
    """

    def __init__(
        self,
        model: Model,
        abort_flag: AbortFlag,
        *,
        length: int,
        sequences: int,
        batch: int,
        threads: int,
        flash: bool,
        guesses: int = 0,
    ) -> None:
        """Make room for sequences of ``length`` tokens; raises ``ModelError`` without memory.

        A batch may ask for a prediction per sequence, and for ``guesses`` more.
        """
        params = api.llama_context_default_params()
        params.n_ctx = length * sequences
        params.n_batch = params.n_ubatch = batch
        params.n_seq_max = sequences
        # The library reserves that many outputs, whether they are ever used or not.
        params.n_outputs_max = sequences + guesses
        params.n_threads = params.n_threads_batch = threads
        params.kv_unified = False
        params.flash_attn_type = _FLASH[flash]
        # Kept because the library reads its memory.
        self._abort_flag = abort_flag
        self._stop = abort_flag.attach(api.ggml_abort_callback)
        params.abort_callback, params.abort_callback_data = self._stop
        pointer = api.llama_init_from_model(model.pointer, params)
        if pointer is None:
            raise ModelError(
                f"no memory for {sequences} times {length} tokens beside the model: {_last_error()}"
            )
        self.pointer = pointer
        self.length = api.llama_n_ctx_seq(pointer)
        self._vocabulary_size = model.vocabulary_size
        self._memory = api.llama_get_memory(pointer)
        self._room = batch
        self.copying = False
        self._batch = api.llama_batch_init(batch, 0, 1)

    def decode(self, entries: Sequence[BatchEntry]) -> None:
        """Read these tokens; raises ``Interrupted``, or ``ModelError`` if the library fails."""
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
        self.copying = False
        if result == 2:
            self._undo(entries)
            raise Interrupted
        if result != 0:
            raise ModelError(f"the model gave up with code {result}: {_last_error()}")

    def _undo(self, entries: Sequence[BatchEntry]) -> None:
        """Take out what a batch that was given up has left; the library does it part by part."""
        firsts: dict[int, int] = {}
        for entry in entries:
            firsts.setdefault(entry.sequence, entry.position)
        for sequence, position in firsts.items():
            self.cut(sequence, position)

    def log_probability(self, index: int, tokens: Sequence[int]) -> float:
        """How likely one of these follows entry ``index`` of the last batch, as a logarithm."""
        pointer = api.llama_get_logits_ith(self.pointer, index)
        logits = np.ctypeslib.as_array(pointer, (self._vocabulary_size,)).astype(np.float64)
        return float(np.logaddexp.reduce(logits[list(tokens)]) - np.logaddexp.reduce(logits))

    def copy(self, source: int, target: int) -> None:
        """Let the empty ``target`` hold what ``source`` holds.

        The library does it with the next batch, whatever both hold by then (``copying``). Until
        then ``target`` can't be saved, and neither of them restored.
        """
        self.copying = True
        api.llama_memory_seq_cp(self._memory, source, target, -1, -1)

    def cut(self, sequence: int, length: int) -> bool:
        """Keep the first ``length`` tokens of a sequence; 0 drops it.

        False if this kind of model can only drop a sequence as a whole; nothing is changed then.
        """
        return bool(api.llama_memory_seq_rm(self._memory, sequence, length, -1))

    def save(self, sequence: int) -> bytes:
        """A copy of a sequence's state."""
        size = api.llama_state_seq_get_size(self.pointer, sequence)
        state = (ctypes.c_uint8 * size)()
        written = api.llama_state_seq_get_data(self.pointer, state, size, sequence)
        return bytes(memoryview(state)[:written])

    def restore(self, sequence: int, state: bytes) -> bool:
        """Let ``sequence`` hold what was saved; False, and it is empty, if that can't be done."""
        data = (ctypes.c_uint8 * len(state)).from_buffer_copy(state)
        if api.llama_state_seq_set_data(self.pointer, data, len(state), sequence) == len(state):
            return True
        self.cut(sequence, 0)
        return False

    def close(self) -> None:
        """Give the memory back."""
        api.llama_batch_free(self._batch)
        api.llama_free(self.pointer)
