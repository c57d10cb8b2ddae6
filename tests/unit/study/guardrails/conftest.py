"""Watched consoles for these tests."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from guarded import Guarded

from console.study.guardrails.settings import GuardrailRule

Watched = Callable[..., Guarded]


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    """Makes consoles whose agents are watched by these rules."""
    made: list[Guarded] = []

    def make(*rules: GuardrailRule) -> Guarded:
        folder = tmp_path / str(len(made))
        folder.mkdir()
        made.append(Guarded(folder, rules))
        return made[-1]

    yield make
    for each in made:
        each.close()
