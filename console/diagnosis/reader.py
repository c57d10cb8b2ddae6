"""Learns from examples, and finds out what a text is about: issue, evidence, passages, language."""

import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from console.diagnosis.classifier import Classifier
from console.diagnosis.features import Numbers
from console.diagnosis.protocol import (
    DiagnosisAnswer,
    DiagnosisQuestion,
    Guess,
    Learn,
    Learnt,
    Passage,
)
from console.domain.errors import ModelError
from console.domain.sinks import visible
from console.inference.embedding.embedder import Embedder
from console.inference.models.catalog import load_catalog, verify
from console.language import Languages

MODEL = "all-minilm-l6-v2"

MOST_GUESSES = 5
MOST_PASSAGES = 5
_LONGEST_EVIDENCE = 200
"""Characters of one piece of evidence; a pasted "word" of a megabyte is cut off."""

_WINDOW = 900
"""Characters that are embedded at once: about what the model reads of a text."""

_MOST_WINDOWS = 3
"""Windows of a long text that are embedded: its beginning, and the last ones."""

_AT_ONCE = 16
"""Texts that are embedded together; between two such batches a question can be answered."""


@dataclass(frozen=True, slots=True)
class _Knowledge:
    classifier: Classifier
    passages: tuple[str, ...] = ()
    vectors: Numbers | None = None


class EmbeddingCache:
    """Embeds texts and keeps the results, so that learning one more example is quick."""

    def __init__(self, embed: Callable[[Sequence[str]], Numbers]) -> None:
        self._embed = embed
        self._known: dict[str, Numbers] = {}
        # One text is read while others are learnt.
        self._lock = threading.Lock()

    @classmethod
    def load(cls, path: Path) -> "EmbeddingCache":
        """Load the model; raises ``ModelError`` if it can't be."""
        # Beside a busy language model, a second thread makes it slower.
        return cls(Embedder(path).embed)

    def embed_one(self, text: str) -> Numbers:
        """The embedding of a text that is not kept, as one row.

        Of a long text, the mean over its beginning and its end, so that what a customer wrote last
        counts as well.
        """
        rows = self._locked(windows(text))
        mean: Numbers = rows.mean(axis=0, keepdims=True)
        length = max(float(np.linalg.norm(mean)), 1e-12)
        return np.asarray(mean / length, dtype=np.float32) if len(rows) > 1 else rows

    def embed_all(self, texts: Sequence[str]) -> Numbers | None:
        """The embeddings of texts, row by row; none for no texts. Forgets all others."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        for at in range(0, len(new), _AT_ONCE):
            some = new[at : at + _AT_ONCE]
            self._known.update(zip(some, self._locked(some), strict=True))
        self._known = {text: self._known[text] for text in texts}
        return np.stack([self._known[text] for text in texts]) if texts else None

    def _locked(self, texts: Sequence[str]) -> Numbers:
        with self._lock:
            return self._embed(texts)


def windows(text: str) -> list[str]:
    """The parts of a text that are embedded: whole lines as far as they fit, or parts of a line."""
    parts = [line[at : at + _WINDOW] for line in text.split("\n") for at in _starts(line)]
    joined = [parts[0]]
    for part in parts[1:]:
        if len(joined[-1]) + 1 + len(part) <= _WINDOW:
            joined[-1] += f"\n{part}"
        else:
            joined.append(part)
    if len(joined) <= _MOST_WINDOWS:
        return joined
    return [joined[0], *joined[1 - _MOST_WINDOWS :]]


def _starts(line: str) -> range:
    return range(0, max(len(line), 1), _WINDOW)


class DiagnosisModel:
    """Answers questions from what it has learnt, with embeddings or from words alone.

    ``learn`` and ``read`` may be called from two threads: until ``learn`` returns, ``read`` answers
    from what was learnt before.
    """

    def __init__(self, embeddings: EmbeddingCache | None = None) -> None:
        self._embeddings = embeddings
        self._languages = Languages()
        self._knowledge = _Knowledge(Classifier(()))

    def learn(self, learn: Learn) -> Learnt:
        """Learn anew from these examples and passages."""
        started = time.monotonic()
        texts = [example.text for example in learn.examples]
        vectors = self._vectors(texts, learn.passages)
        examples = None if vectors is None else vectors[: len(texts)]
        self._knowledge = _Knowledge(
            Classifier(learn.examples, examples),
            tuple(passage.id for passage in learn.passages),
            None if vectors is None else vectors[len(texts) :],
        )
        return Learnt(
            request=learn.request,
            examples=len(texts),
            issues=len(self._knowledge.classifier.issues),
            embeddings=self._embeddings is not None,
            ms=(time.monotonic() - started) * 1e3,
        )

    def _vectors(self, texts: list[str], passages: Sequence[Passage]) -> Numbers | None:
        if self._embeddings is None:
            return None
        return self._embeddings.embed_all([*texts, *(passage.text for passage in passages)])

    def read(self, ask: DiagnosisQuestion) -> DiagnosisAnswer:
        """What a text is about."""
        started = time.monotonic()
        known = self._knowledge
        vector = self._embeddings.embed_one(ask.text) if self._embeddings else None
        verdict = known.classifier.read(ask.text, vector, MOST_GUESSES)
        return DiagnosisAnswer(
            request=ask.request,
            guesses=tuple(Guess(issue=issue, probability=p) for issue, p in verdict.guesses),
            sure=verdict.sure,
            evidence=tuple(words[:_LONGEST_EVIDENCE] for words in verdict.evidence),
            passages=_nearest(known, vector) if ask.text.strip() else (),
            language=self._languages.of(ask.text),
            ms=(time.monotonic() - started) * 1e3,
        )


def _nearest(known: _Knowledge, vector: Numbers | None) -> tuple[tuple[str, float], ...]:
    """The nearest passages, with the cosine of their embeddings."""
    if vector is None or known.vectors is None or not known.passages:
        return ()
    near = known.vectors @ vector[0]
    order = np.argsort(-near, kind="stable")[:MOST_PASSAGES]
    return tuple((known.passages[at], float(near[at])) for at in order)


def load_diagnosis_model() -> DiagnosisModel:
    """The model with embeddings, or without them if that is not on this machine.

    Standard error then says what is missing and what to do.
    """
    model = load_catalog().named(MODEL)
    try:
        verify(model)
        return DiagnosisModel(EmbeddingCache.load(model.path))
    except ModelError as error:
        sys.stderr.write(f"{visible(str(error))}\n")
        return DiagnosisModel()
