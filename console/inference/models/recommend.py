"""Which models of the catalogue fit this machine, by its memory and the speed measured on it.

One model has been run here; what another would do is estimated from the sizes of their files, since
both reading and writing take time in proportion to the weights.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import psutil

from console.domain.errors import ModelError
from console.inference.models.catalog import (
    CatalogModel,
    ModelStatus,
    Presence,
    list_models,
    resolve_model,
)
from console.inference.models.check import check_model

READ_TOKENS, WRITTEN_TOKENS = 120, 45
"""What a usual draft takes: the newest messages and the task are read, a short message written."""

PATIENCE_S = 4.0
"""A draft that takes longer comes when the agent has answered already."""

_SHARE = 0.5
"""Of the machine's memory; the rest is for what else runs on it."""


@dataclass(frozen=True, slots=True)
class MachineSpeed:
    """What a model of ``size`` bytes does here, in tokens a second."""

    model: str
    size: int
    reads: float
    writes: float

    def draft_s(self, model: CatalogModel) -> float:
        """How long a draft of another model would take, in seconds."""
        larger = model.size / self.size
        return larger * (READ_TOKENS / self.reads + WRITTEN_TOKENS / self.writes)


@dataclass(frozen=True, slots=True)
class ModelFit:
    """Whether a model fits: ``reason`` says why not, null if it does."""

    model: CatalogModel
    draft_s: float
    reason: str | None


@dataclass(frozen=True, slots=True)
class Recommendation:
    """All models that write drafts with how they fit, and the best of those that do, if any."""

    speed: MachineSpeed
    memory_gb: float
    fits: tuple[ModelFit, ...]
    best: CatalogModel | None


def total_memory_gb() -> float:
    """The machine's memory in GB (10⁹ bytes)."""
    return psutil.virtual_memory().total / 1e9


def measured_speed(statuses: Sequence[ModelStatus]) -> MachineSpeed:
    """The speed that the preparation of a model recorded, else that of a draft written now.

    Raises:
        ModelError: no model that writes is on this machine, or the one that is does not answer.
    """
    present = [s for s in statuses if s.presence is Presence.READY and s.model.use == "drafts"]
    for status in present:
        speed = _recorded(status)
        if speed is not None:
            return speed
    if not present:
        raise ModelError("no model is on this machine to measure with; fetch one: make setup")
    choice = resolve_model(present[0].model.id)
    if choice is None:
        raise ModelError(f"{present[0].model.id} can't be run")
    report = check_model(choice)
    return MachineSpeed(report.model, present[0].model.size, report.read_rate, report.write_rate)


def recommend(
    statuses: Sequence[ModelStatus], speed: MachineSpeed, memory_gb: float
) -> Recommendation:
    """Say of each model whether it fits, and choose the largest that does.

    Larger models write better; of two that fit the one with more weights is the better choice.
    """
    writing = [status.model for status in statuses if status.model.use == "drafts"]
    fits = tuple(_fit(model, speed, memory_gb) for model in writing)
    fitting = [each.model for each in fits if each.reason is None]
    best = max(fitting, key=lambda model: model.size, default=None)
    return Recommendation(speed, memory_gb, fits, best)


def recommend_here() -> Recommendation:
    """The recommendation for this machine; raises ``ModelError`` as ``measured_speed`` does."""
    statuses = list_models()
    return recommend(statuses, measured_speed(statuses), total_memory_gb())


def _recorded(status: ModelStatus) -> MachineSpeed | None:
    if status.prepared is None:
        return None
    for trial in status.prepared.tried:
        runs = trial.variant == status.prepared.variant
        reads = trial.reads if runs else trial.against_reads
        writes = trial.writes if runs else trial.against_writes
        if reads and writes and status.prepared.variant in (trial.variant, trial.against):
            return MachineSpeed(status.model.id, status.model.size, reads, writes)
    return None


def _fit(model: CatalogModel, speed: MachineSpeed, memory_gb: float) -> ModelFit:
    draft_s = speed.draft_s(model)
    needed = model.memory or 0.0
    reason = None
    if model.strategy == "template":
        reason = "its drafts are too weak; it is for tests"
    elif needed > memory_gb * _SHARE:
        reason = f"takes {needed:.1f} GB of memory; {memory_gb * _SHARE:.1f} GB can be spared"
    elif draft_s > PATIENCE_S:
        reason = f"a draft would take about {draft_s:.0f} s"
    return ModelFit(model, draft_s, reason)
