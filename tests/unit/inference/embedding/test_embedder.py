"""Meanings from the runtime, compared with the same network written out in numpy."""

from pathlib import Path

import gguf
import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import erf

from console.inference.embedding.embedder import Embedder

Numbers = NDArray[np.float64]
SENTENCES = [
    "where is my order",
    "my parcel has not arrived",
    "the lantern came with broken glass",
    "please send me a receipt for my taxes",
]


@pytest.fixture(scope="module")
def embedder(embedding_model: Path) -> Embedder:
    """The model, loaded."""
    return Embedder(embedding_model)


class Reference:
    """The network, step by step; for lower-case sentences whose words are all in its vocabulary."""

    def __init__(self, path: Path) -> None:
        reader = gguf.GGUFReader(path)
        self._tensors = {
            t.name: gguf.dequantize(t.data, t.tensor_type).astype(np.float64)
            for t in reader.tensors
        }
        field = reader.fields["tokenizer.ggml.tokens"]
        self._tokens = {bytes(field.parts[at]).decode(): n for n, at in enumerate(field.data)}

    def embed(self, text: str) -> Numbers:
        """The vector of a sentence."""
        names = ["[CLS]", *(f"▁{word}" for word in text.split()), "[SEP]"]
        tokens = [self._tokens[name] for name in names]
        x = self["token_embd.weight"][tokens] + self["position_embd.weight"][: len(tokens)]
        x = self._norm(x + self["token_types.weight"][0], "token_embd_norm")
        for layer in range(6):
            x = self._layer(x, f"blk.{layer}.")
        mean = x.mean(axis=0)
        unit: Numbers = mean / np.linalg.norm(mean)
        return unit

    def __getitem__(self, name: str) -> Numbers:
        return self._tensors[name]

    def _linear(self, x: Numbers, name: str) -> Numbers:
        result: Numbers = x @ self[f"{name}.weight"].T + self[f"{name}.bias"]
        return result

    def _norm(self, x: Numbers, name: str) -> Numbers:
        x = (x - x.mean(axis=-1, keepdims=True)) / np.sqrt(x.var(axis=-1, keepdims=True) + 1e-12)
        result: Numbers = x * self[f"{name}.weight"] + self[f"{name}.bias"]
        return result

    def _layer(self, x: Numbers, name: str) -> Numbers:
        q, k, v = (
            self._linear(x, f"{name}attn_{part}").reshape(len(x), 12, 32).swapaxes(0, 1)
            for part in "qkv"
        )
        weights = np.exp(q @ k.swapaxes(1, 2) / np.sqrt(32))
        weights /= weights.sum(axis=-1, keepdims=True)
        heads = (weights @ v).swapaxes(0, 1).reshape(len(x), 384)
        x = self._norm(x + self._linear(heads, f"{name}attn_output"), f"{name}attn_output_norm")
        inner = self._linear(x, f"{name}ffn_up")
        inner = inner * (1 + erf(inner / np.sqrt(2))) / 2
        return self._norm(x + self._linear(inner, f"{name}ffn_down"), f"{name}layer_output_norm")


def test_the_runtime_computes_what_the_network_is(
    embedding_model: Path, embedder: Embedder
) -> None:
    """Its vectors point where those of the network written out do."""
    reference = Reference(embedding_model)
    for sentence, vector in zip(SENTENCES, embedder.embed(SENTENCES), strict=True):
        assert float(vector @ reference.embed(sentence)) > 0.999


def test_vectors_have_unit_length(embedder: Embedder) -> None:
    """Also those of empty, long, foreign and broken texts."""
    vectors = embedder.embed(["", "a" * 5000, "parcel " * 2000, "包裹 😀", "\0", "[SEP] <div>"])
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-4)


def test_what_means_the_same_lies_close(embedder: Embedder) -> None:
    """Two ways to ask for a parcel are closer than either is to a receipt."""
    order, parcel, _, receipt = embedder.embed(SENTENCES)
    assert order @ parcel > max(order @ receipt, parcel @ receipt)


def test_many_at_once_are_as_one_by_one(embedder: Embedder) -> None:
    """A text's meaning does not depend on what is embedded beside it."""
    many = embedder.embed(SENTENCES * 40)
    alone = np.concatenate([embedder.embed([sentence]) for sentence in SENTENCES])
    assert np.abs(many[-4:] - alone).max() < 0.01
