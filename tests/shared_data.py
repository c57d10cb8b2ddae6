"""Where the recorded chats and labelled messages that several tests read are."""

from pathlib import Path

import pytest

# The folder stands beside the project, and not on every machine.
SHARED_DATA = Path(__file__).parents[2] / "shared" / "data"

needs_shared_data = pytest.mark.skipif(
    not SHARED_DATA.is_dir(), reason="the folder shared/data is not beside the project"
)
