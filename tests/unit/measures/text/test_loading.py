"""What measuring texts loads, and when."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.process

IMPORTED = "import sys, console.measures.text.parallel, console.measures.text.similarity\n"
MEASURED = IMPORTED + (
    "from console.measures.text.message import analyse\n"
    "assert analyse('Where is my parcel now?').content == ('parcel', 'now')\n"
    "assert analyse('我的包裹在哪里').content == ('包裹',)\n"
)


def loaded(program: str) -> set[str]:
    """The modules a program of its own has loaded in the end."""
    command = [sys.executable, "-c", program + "print(*sys.modules)"]
    return set(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split())


def test_dictionaries_are_loaded_when_something_is_measured() -> None:
    """Whoever imports the measures has not paid for them yet."""
    assert not {"py3langid", "numpy", "rjieba", "textblob_tagger"} & loaded(IMPORTED)


def test_the_english_tagger_comes_without_its_package() -> None:
    """TextBlob's imports, which a list of words does not need, are left out of every process."""
    modules = loaded(MEASURED)
    assert {"py3langid", "rjieba"} <= modules
    assert not {"textblob", "nltk", "scipy", "sklearn"} & modules
