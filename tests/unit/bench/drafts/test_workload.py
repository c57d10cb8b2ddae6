"""The texts that benchmarks work with. Words stand in for tokens."""

import random

from hypothesis import given
from hypothesis import strategies as st

from console import paths
from console.bench.drafts.wording import fitted, shop_sentences
from console.bench.drafts.workload import SIZES, Workload
from console.inference.engine.prompt_formats import load_profile


def words(text: str) -> int:
    """A tokenizer of the simplest kind."""
    return len(text.split())


def workload(seed: int) -> Workload:
    """Three chats."""
    return Workload(3, load_profile("chatml", paths.models()), words, seed)


@given(size=st.integers(0, 400), seed=st.integers(0, 1000))
def test_texts_have_the_size_that_is_asked_for(size: int, seed: int) -> None:
    """Exactly, whatever the random numbers."""
    sentences = shop_sentences(paths.resources() / "shop")
    assert words(fitted(sentences, size, words, random.Random(seed))) == size


def test_the_same_seed_gives_the_same_chats() -> None:
    """Runs on different days measure the same work."""
    assert workload(1).news() == workload(1).news()
    assert workload(1).news() != workload(2).news()


def test_chats_share_the_first_turn_and_nothing_else() -> None:
    """Otherwise a side that remembers one chat would know another."""
    news = workload(1).news()
    assert len({request.turns[0] for request in news}) == 1
    assert len({turn for request in news for turn in request.turns[1:]}) == 3 * (
        len(news[0].turns) - 1
    )


def test_what_is_known_is_all_but_the_news() -> None:
    """So a new message is all that has to be read; the word that stood in its place is short."""
    work = workload(1)
    for known, news in zip(work.known(), work.news(), strict=True):
        assert known.turns[:-1] == news.turns[:-1]
        assert known.turns[-1].text == "Hello?"


def test_every_call_brings_other_news() -> None:
    """A message that was read in one round is not known in the next."""
    work = workload(1)
    first, second = work.news(), work.news()
    assert all(one.turns[-1] != other.turns[-1] for one, other in zip(first, second, strict=True))
    assert [request.turns[:-1] for request in first] == [request.turns[:-1] for request in second]


def test_turns_have_the_sizes_of_the_benchmark() -> None:
    """Marks count as they do for the model."""
    profile = load_profile("chatml", paths.models())
    turns = workload(1).news()[0].turns
    sizes = [words("".join(segment.text for segment in profile.turn(turn))) for turn in turns]
    reply = words("".join(segment.text for segment in profile.reply("")))
    assert (sizes[0], sum(sizes[1:-1]), sizes[-1] + reply) == (SIZES.shared, SIZES.own, SIZES.new)
