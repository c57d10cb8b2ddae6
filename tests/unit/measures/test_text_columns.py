"""What is measured of a chat's words, from the rows of its two sides."""

import pytest
from stories import at, received, row, rows, sent, started, taken, told

LOG = told(
    [
        *at(0, started(), *taken("a")),
        *at(5, received("a", "1", "My parcel has not arrived yet and I am worried.")),
        *at(6, sent("a", "2", "I am sorry that your parcel is late. It will arrive tomorrow.")),
        *at(7, sent("a", "3", "You can follow the parcel on our site.")),
        *at(8, *taken("b", "bob"), received("b", "4", "?")),
    ]
)


def test_a_chat_has_the_words_of_each_of_its_sides() -> None:
    """Density is content words over words, clarity characters a message."""
    chat = row(LOG, "a")
    sides = {each["sender"]: each for each in rows("chat_texts", LOG) if each["chat"] == "a"}
    assert sides["agent"]["messages"] == 2
    assert sides["agent"]["characters"] == 61 + 38
    for side, measured in sides.items():
        density = measured["content_words"] / measured["words"]
        assert chat[f"{side}_lexical_density"] == density
        assert chat[f"{side}_clarity"] == measured["characters"] / measured["messages"]
        assert chat[f"{side}_lexical_diversity"] == measured["diversity"]
        assert chat[f"{side}_language"] == measured["language"] == "en"
    assert chat["agent_clarity"] == pytest.approx(49.5)


def test_a_side_that_wrote_nothing_has_no_words() -> None:
    """There is nothing to measure, which is not zero."""
    chat = row(LOG, "b")
    names = ("language", "lexical_density", "clarity", "lexical_diversity")
    assert [chat[f"agent_{name}"] for name in names] == [None] * 4
    assert chat["customer_clarity"] == 1
