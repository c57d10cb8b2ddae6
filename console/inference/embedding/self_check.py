"""Checks that an embedding model works on this machine."""

import statistics
import time
from dataclasses import dataclass

from console.domain.errors import ModelError
from console.inference.embedding.embedder import Embedder
from console.inference.models.catalog import CatalogModel, verify

_SAME = ("Where is my parcel?", "My package has not arrived yet.")
_OTHER = "Which sizes does this jacket come in?"
_TIMES = 20


@dataclass(frozen=True, slots=True)
class EmbeddingReport:
    """The result. ``same`` and ``other`` are cosines, ``ms`` the median for one message."""

    model: str
    sha256: str
    dimensions: int
    ms: float
    same: float
    other: float


def check_likeness(model: CatalogModel) -> EmbeddingReport:
    """Embed three sentences; raises ``ModelError`` if the wrong two are the more alike."""
    verify(model)
    embedder = Embedder(model.path)
    try:
        first, second, other = embedder.embed([*_SAME, _OTHER])
        took = []
        for _ in range(_TIMES):
            started = time.perf_counter()
            embedder.embed(_SAME[:1])
            took.append((time.perf_counter() - started) * 1e3)
    finally:
        embedder.close()
    report = EmbeddingReport(
        model=model.id,
        sha256=model.sha256,
        dimensions=len(first),
        ms=statistics.median(took),
        same=float(first @ second),
        other=float(first @ other),
    )
    if report.same <= report.other:
        raise ModelError(f"{model.path}: it finds other things more alike than the same thing")
    return report
