"""Turns the published files of all-MiniLM-L6-v2 into the one file that llama.cpp reads.

The same files always give the same bytes, so what was built can be verified like what was fetched.
"""

import math
import struct
from collections.abc import Iterator
from pathlib import Path

import gguf
import numpy as np
from numpy.typing import NDArray

from console.domain.errors import ModelError
from console.domain.structured_text import parse_object

WEIGHTS = "model.safetensors"
VOCABULARY = "vocab.txt"

_LAYERS = 6
_NOT_NEEDED = ("embeddings.position_ids", "pooler.")
_SPECIAL = {"[PAD]": "pad", "[UNK]": "unk", "[CLS]": "bos", "[SEP]": "sep", "[MASK]": "mask"}

_NAMES = {
    "embeddings.word_embeddings": "token_embd",
    "embeddings.token_type_embeddings": "token_types",
    "embeddings.position_embeddings": "position_embd",
    "embeddings.LayerNorm": "token_embd_norm",
    "attention.self.query": "attn_q",
    "attention.self.key": "attn_k",
    "attention.self.value": "attn_v",
    "attention.output.dense": "attn_output",
    "attention.output.LayerNorm": "attn_output_norm",
    "intermediate.dense": "ffn_up",
    "output.dense": "ffn_down",
    "output.LayerNorm": "layer_output_norm",
}
"""What the tensors are called there and here; those of a layer come after its number."""

_IN_FULL = ("token_types", "position_embd")
"""Small tables that are added up, where fewer bits would save nothing and cost some."""


def build(folder: Path, target: Path) -> None:
    """Write ``target`` from the weights and the vocabulary in ``folder``.

    Raises:
        ModelError: one of the two is not what it should be.
    """
    tokens = (folder / VOCABULARY).read_text(encoding="utf-8").split("\n")[:-1]
    writer = gguf.GGUFWriter(target, "bert")
    try:
        _describe(writer)
        _add_vocabulary(writer, tokens)
        for name, values in sorted(read_tensors(folder / WEIGHTS)):
            _add_tensor(writer, _renamed(name), values)
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
    finally:
        writer.close()


def read_tensors(path: Path) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """The tensors of a safetensors file that the runtime needs, by their published names.

    Raises ``ModelError`` if the file is damaged or holds numbers of another kind.
    """
    data = path.read_bytes()
    try:
        (size,) = struct.unpack_from("<Q", data)
        header = parse_object(data[8 : 8 + size].decode("utf-8"))
        for name, entry in header.items():
            if name != "__metadata__" and not name.startswith(_NOT_NEEDED):
                yield name, _tensor(data, 8 + size, entry)
    except (struct.error, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{path}: these weights can't be read: {error}") from error


def _tensor(data: bytes, start: int, entry: dict[str, object]) -> NDArray[np.float32]:
    shape, offsets = entry["shape"], entry["data_offsets"]
    if entry["dtype"] != "F32" or not isinstance(shape, list) or not isinstance(offsets, list):
        raise ValueError(f"a tensor is not of 32-bit numbers but {entry['dtype']}")
    count = math.prod(shape)
    return np.frombuffer(data, "<f4", count, start + offsets[0]).reshape(shape)


def _renamed(name: str) -> str:
    """The runtime's name for a published tensor; raises ``ModelError`` for one it doesn't know."""
    stem, _, kind = name.rpartition(".")
    layer = ""
    if stem.startswith("encoder.layer."):
        number, _, stem = stem.removeprefix("encoder.layer.").partition(".")
        layer = f"blk.{number}."
    if stem not in _NAMES:
        raise ModelError(f"{name} is not a tensor of this kind of model")
    return f"{layer}{_NAMES[stem]}.{kind}"


def _describe(writer: gguf.GGUFWriter) -> None:
    writer.add_name("all-MiniLM-L6-v2")
    writer.add_license("apache-2.0")
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_Q8_0)
    writer.add_context_length(512)
    writer.add_embedding_length(384)
    writer.add_feed_forward_length(1536)
    writer.add_block_count(_LAYERS)
    writer.add_head_count(12)
    writer.add_layer_norm_eps(1e-12)
    writer.add_causal_attention(False)
    writer.add_pooling_type(gguf.PoolingType.MEAN)


def _add_vocabulary(writer: gguf.GGUFWriter, tokens: list[str]) -> None:
    """Word pieces, with a mark where a word begins instead of where it goes on."""
    missing = _SPECIAL.keys() - set(tokens)
    if missing:
        raise ModelError(f"{VOCABULARY}: {', '.join(sorted(missing))} is missing from it")
    normal, control = int(gguf.TokenType.NORMAL), int(gguf.TokenType.CONTROL)
    writer.add_tokenizer_model("bert")
    writer.add_token_type_count(2)
    writer.add_token_list([_piece(token) for token in tokens])
    writer.add_token_types([control if token in _SPECIAL else normal for token in tokens])
    for token, use in _SPECIAL.items():
        getattr(writer, f"add_{use}_token_id")(tokens.index(token))


def _piece(token: str) -> str:
    if token.startswith("[") and token.endswith("]"):
        return token
    return token[2:] if token.startswith("##") else f"\u2581{token}"


def _add_tensor(writer: gguf.GGUFWriter, name: str, values: NDArray[np.float32]) -> None:
    """Matrices in 8 bits: twice as fast as in 16 bits, and hardly another direction."""
    if values.ndim == 2 and not name.startswith(_IN_FULL):
        kind = gguf.GGMLQuantizationType.Q8_0
        writer.add_tensor(name, gguf.quantize(values, kind), raw_dtype=kind)
    else:
        writer.add_tensor(name, values)
