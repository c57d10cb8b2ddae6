"""Redacts a fact's fields that hold what people wrote."""

from collections.abc import Callable
from typing import Any

Redact = Callable[[str], str]


def redact_fact(fact: dict[str, Any], private: frozenset[str], redact: Redact) -> dict[str, Any]:
    """A fact as JSON has it, with placeholders in its private fields, lists of texts included."""
    return {
        name: redact_value(value, redact) if name in private else value
        for name, value in fact.items()
    }


def redact_value(value: Any, redact: Redact) -> Any:  # noqa: ANN401 - any JSON
    """The same value, with placeholders in its texts."""
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, (list, tuple)):
        return [redact_value(each, redact) for each in value]
    if isinstance(value, dict):
        return {name: redact_value(each, redact) for name, each in value.items()}
    return value
