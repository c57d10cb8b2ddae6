"""Fixtures that many tests share."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from strategies import Workplace

from console import paths
from console.channels.scripted.pack import Pack, load_pack
from console.cli.progress import ProgressLine
from console.inference.models.fetch import get_model

# Windows of tests are never seen; set before anything imports Qt.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(scope="session")
def small_model() -> Path:
    """The weights of a real language model that is small enough for tests, fetched once."""
    return get_model("smollm2-135m-instruct", ProgressLine(sys.stderr))


@pytest.fixture(scope="session")
def pack() -> Pack:
    """The shop that ships with the program."""
    return load_pack(paths.resources() / "shop")


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Workplace]:
    """A console without a window, on a fresh log."""
    place = Workplace(tmp_path)
    yield place
    place.close()
