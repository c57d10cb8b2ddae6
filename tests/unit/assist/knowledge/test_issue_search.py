"""The knowledge finds the issue that a customer's words point to."""

from pathlib import Path

import pytest

from console.assist.knowledge.search import Knowledge
from console.channels.scripted.pack import Pack, load_pack
from console.domain.slots import fill, slot_values
from console.store.search import TextIndex


@pytest.fixture(scope="module")
def knowledge(pack: Pack) -> Knowledge:
    """What is known about the shop's issues."""
    return Knowledge(pack.issues, pack.articles, TextIndex)


def test_most_of_the_shops_stories_are_diagnosed_right(pack: Pack, knowledge: Knowledge) -> None:
    """The opening words of nine stories in ten point to the issue that they are about.

    The stories' words are not those that the issues are described by.
    """
    stories = [story for story in pack.scenarios if story.language == "en"]
    right = 0
    for story in stories:
        values = slot_values(pack.customer(story.customer), pack.order(story))
        match = knowledge.diagnose(" ".join(fill(line, values) for line in story.opening))
        right += match.issue is not None and match.issue.id == story.issue
    assert right / len(stories) >= 0.9


@pytest.mark.parametrize("words", ["", "hi", "!!!", "\x00", "مرحبا", '" OR 1=1 --', "NEAR(", "a*"])
def test_words_that_carry_no_meaning_point_nowhere(knowledge: Knowledge, words: str) -> None:
    """A greeting is no issue, and a query can't be broken by what customers type."""
    assert knowledge.diagnose(words).issue is None


def test_a_lead_can_be_asked_of_the_best_issue(knowledge: Knowledge) -> None:
    """An issue that only just comes first is a guess."""
    close = "Express. Paid for it last Friday. Where's my blanket"
    clear = "my gift card code isn't accepted"
    assert knowledge.diagnose(close).issue is not None
    assert knowledge.diagnose(close, lead=1.5).issue is None
    assert knowledge.diagnose(clear, lead=1.5).issue is not None


def test_a_settled_issue_brings_its_article(pack: Pack, knowledge: Knowledge) -> None:
    """Each issue has one article."""
    for issue in pack.issues:
        match = knowledge.about(issue.id)
        assert match.article is not None
        assert match.article.id == issue.article


def test_an_unknown_issue_is_an_error(knowledge: Knowledge) -> None:
    """A name that the taxonomy lacks is a bug, not a shrug."""
    with pytest.raises(KeyError):
        knowledge.about("nothing")


def test_a_megabyte_is_diagnosed_at_once(knowledge: Knowledge) -> None:
    """Only the beginning of a huge message is looked at."""
    match = knowledge.diagnose("my refund has not arrived " * 40_000)
    assert match.issue is not None
    assert match.issue.id == "refund_pending"


def test_who_writes_an_example_has_its_issue() -> None:
    """However many of its words stand in the examples of another, and however it is written."""
    hotel = load_pack(Path(__file__).parents[3] / "sites" / "hotel")
    knowledge = Knowledge(hotel.issues, hotel.articles, TextIndex)
    for issue in hotel.issues:
        for example in issue.examples:
            for said in (example, f"Hello\n{example.upper()}!!"):
                found = knowledge.diagnose(said).issue
                assert found is not None
                assert found.id == issue.id
