"""What becomes of scripted customers whose agent sends every suggestion as it is."""

import json

import pytest
from click.testing import CliRunner

from console.channels.scripted.pack import load_pack
from console.cli import main
from console.domain.errors import UsageError
from console.evaluate.conversations import evaluate_conversations, transcript
from console.paths import resources

PACK = load_pack(resources() / "shop")


@pytest.mark.slow
def test_cards_help_where_fixed_wordings_lie() -> None:
    """Nothing is claimed that was not done; whoever is only told so is not helped and is back."""
    served = evaluate_conversations(PACK, customers=12, seed=3)
    assert served.cards.customers == served.fixed.customers == 12
    assert served.cards.false_claims == 0
    assert served.cards.resolved > 0.5
    assert served.fixed.false_claims > 12
    assert served.fixed.resolved == 0
    assert served.fixed.came_back == 1
    assert served.fixed.rating_mean < served.cards.rating_mean
    assert "customer" in transcript(served.chats[0])


@pytest.mark.slow
def test_the_same_seed_makes_the_same_conversations() -> None:
    """Nothing depends on the clock of the machine."""
    first, second = (evaluate_conversations(PACK, customers=5, seed=7) for _ in range(2))
    assert first.cards == second.cards
    assert [transcript(c) for c in first.chats] == [transcript(c) for c in second.chats]


def test_a_site_without_scripted_customers_is_refused() -> None:
    """One clear line instead of figures about nobody."""
    with pytest.raises(UsageError, match="no scripted customers"):
        evaluate_conversations(PACK.model_copy(update={"scenarios": ()}), customers=5, seed=1)


def test_the_command_prints_json_with_the_baseline_beside_it() -> None:
    """The keys that scripts rely on, for both."""
    result = CliRunner().invoke(main, ["eval", "conversations", "--customers", "3", "--json"])
    assert result.exit_code == 0, result.output
    figures = json.loads(result.output)
    keys = {"customers", "resolved", "false_claims", "repeated_questions", "complaints"}
    for part in (figures, figures["fixed"]):
        assert keys | {"turns_mean"} <= part.keys()
