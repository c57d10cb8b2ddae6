"""Redacts the fields of facts that hold what people wrote, single texts and lists of them."""

from collections.abc import Callable
from typing import Any


def redact_value(value: Any, redact: Callable[[str], str]) -> Any:  # noqa: ANN401 - any JSON
    """The same JSON value, with placeholders in its texts."""
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, (list, tuple)):
        return [redact_value(each, redact) for each in value]
    if isinstance(value, dict):
        return {name: redact_value(each, redact) for name, each in value.items()}
    return value
