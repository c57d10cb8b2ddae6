"""What tests of texts share."""

import pytest

from console.measures.text.message import analyse


@pytest.fixture(scope="package", autouse=True)
def loaded() -> None:
    """Dictionaries are loaded before anything is timed or generated."""
    analyse("Where is my parcel?")
    analyse("我的包裹在哪里", "zh")
