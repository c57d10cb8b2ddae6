"""Effects: estimators that take a table and column names, and the report of a study's results.

``itt`` and ``late`` load with pandas and SciPy when they are first asked for.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from console.effects.estimators.itt_late import itt, late

__all__ = ["itt", "late"]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from console.effects.estimators import itt_late  # noqa: PLC0415 # pandas takes half a second

    estimator: object = getattr(itt_late, name)
    return estimator
