"""Which models fit a machine."""

from console.inference.models.catalog import ModelStatus, Presence, load_catalog
from console.inference.models.recommend import MachineSpeed, Recommendation, recommend

CATALOG = load_catalog()
STATUSES = [
    ModelStatus(model, Presence.ABSENT, default=model.id == CATALOG.default)
    for model in CATALOG.model
]
DEFAULT = CATALOG.named(CATALOG.default)


def advice(reads: float, writes: float, memory_gb: float) -> Recommendation:
    """What is recommended where the default model has this speed."""
    return recommend(STATUSES, MachineSpeed(DEFAULT.id, DEFAULT.size, reads, writes), memory_gb)


def test_a_fast_machine_with_much_memory_gets_the_largest_model() -> None:
    """What writes best is chosen among those that are fast enough."""
    best = advice(reads=20_000, writes=1_000, memory_gb=64).best
    assert best is not None
    assert best.size == max(m.size for m in CATALOG.model)


def test_memory_sets_a_limit() -> None:
    """A model that would take most of the memory is not recommended, and the reason says so."""
    given = advice(reads=20_000, writes=1_000, memory_gb=6)
    assert given.best is not None
    assert (given.best.memory or 0) <= 3
    assert any("GB of memory" in (fit.reason or "") for fit in given.fits)


def test_a_slow_machine_keeps_to_small_models_or_none() -> None:
    """Drafts that would come too late are no help."""
    slow = advice(reads=150, writes=20, memory_gb=64)
    assert slow.best is not None
    assert slow.best.id == DEFAULT.id
    assert advice(reads=10, writes=2, memory_gb=64).best is None


def test_models_for_tests_and_embeddings_are_never_recommended() -> None:
    """A model that only tests use does not fit, however small it is."""
    fits = {fit.model.id: fit.reason for fit in advice(1e6, 1e6, 1_000).fits}
    assert "all-minilm-l6-v2" not in fits
    assert "for tests" in (fits["smollm2-135m-instruct"] or "")
