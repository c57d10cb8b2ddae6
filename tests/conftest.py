"""Fixtures that many tests share."""

import csv
import gc
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from shallow_model import write_shallow_model
from strategies import Workplace

from console import paths
from console.channels.scripted.pack import Pack, load_pack
from console.cli.progress import ProgressLine
from console.inference.models.fetch import get_model

pytest_plugins = ["quick"]

# Windows of tests are never seen; set before anything imports Qt.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Keep what is imported out of the garbage collector, which would look through it each time.

    It stays till the end anyhow. The tests of the window look through all objects for what was
    left behind, which takes a second each with everything that the tests import.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol() -> Iterator[None]:
    """Put back what a test changes of its process, so that no order of tests matters.

    A command closes the process's files to others, and a reader of another project's takes CSV
    fields of any length from then on.
    """
    umask, longest = os.umask(0o022), csv.field_size_limit()
    os.umask(umask)
    try:
        return (yield)
    finally:
        os.umask(umask)
        csv.field_size_limit(longest)


@pytest.fixture(scope="session")
def small_model() -> Path:
    """The weights of a real language model that is small enough for tests, fetched once."""
    return get_model("smollm2-135m-instruct", ProgressLine(sys.stderr))


@pytest.fixture(scope="session")
def shallow_model(small_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A few layers of the small model: for what the engine does, not for what the model says.

    Written once for all workers of a run.
    """
    place = tmp_path_factory.getbasetemp()
    place = place.parent if "PYTEST_XDIST_WORKER" in os.environ else place
    path = place / "shallow.gguf"
    with FileLock(place / "shallow.lock"):
        if not path.exists():
            half = path.with_suffix(".half")
            write_shallow_model(small_model, half)
            half.rename(path)
    return path


@pytest.fixture(scope="session")
def embedding_model() -> Path:
    """The model that turns sentences into vectors, fetched and built once."""
    return get_model("all-minilm-l6-v2", ProgressLine(sys.stderr))


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
