"""The benchmark of text measures, small."""

import json
from pathlib import Path

import pytest

from console.bench.measures.text_rates import TextRates, run
from console.domain.errors import UsageError


@pytest.mark.slow
def test_recorded_chats_are_measured_beside_the_tagger(tmp_path: Path) -> None:
    """Both languages, all sides, as many messages as there are."""
    turns = [["agent", "Hello, how can I help you?"], ["customer", "Where is my parcel?"]]
    chat = {"convo_id": 1, "original": turns * 3}
    (tmp_path / "chats.json").write_text(json.dumps([chat]))
    english, chinese = run(tmp_path, messages=30, rounds=1)
    assert (english.language, english.recorded, english.messages) == ("en", True, 6)
    assert (chinese.language, chinese.recorded, chinese.messages) == ("zh", False, 30)
    assert all(rate > 0 for each in (english, chinese) for rate in _rates(each))


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    """In one line, before anything is measured."""
    with pytest.raises(UsageError, match="no such file or folder"):
        run(tmp_path / "nowhere")


def _rates(found: TextRates) -> tuple[float, float, float]:
    return found.tagger, found.ours, found.all_cores
