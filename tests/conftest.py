"""Fixtures that many tests share."""

import os
import sys
from pathlib import Path

import pytest

from console.inference.fetch import get_model
from console.inference.progress import ProgressLine

# Windows of tests are never seen; set before anything imports Qt.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(scope="session")
def small_model() -> Path:
    """The weights of a real language model that is small enough for tests, fetched once."""
    return get_model("smollm2-135m-instruct", ProgressLine(sys.stderr))
