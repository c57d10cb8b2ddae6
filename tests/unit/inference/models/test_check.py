"""``switchboard models check`` on a model as it lies in the cache."""

import json

import pytest
from click.testing import CliRunner

from console.cli import main


@pytest.mark.usefixtures("embedding_model")
def test_a_model_for_embeddings_is_checked_by_what_it_is_for() -> None:
    """Two ways to say the same are more alike than two different things."""
    result = CliRunner().invoke(main, ["models", "check", "all-minilm-l6-v2", "--json"])
    assert result.exit_code == 0, result.output
    output = json.loads(result.output)
    assert output["dimensions"] == 384
    assert output["other"] < 0.5 < output["same"]
