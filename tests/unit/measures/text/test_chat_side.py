"""What is measured of one side of a chat: by hand, and by law."""

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shared_data import SHARED_DATA, needs_shared_data

from console.channels.recorded.recordings import load_recordings
from console.measures.text.chat_side import ChatText, entropy, measure_side
from console.measures.text.message import analyse

RETAIL = SHARED_DATA / "retail" / "dialogues.jsonl"

WORDS = st.sampled_from(
    "refund refunds Refund the my is order! not would've 5 [NAME] 退款 我的 👍 مرحبا".split()
)
LINES = st.lists(WORDS, max_size=12).map(" ".join)
MESSAGES = st.lists(st.one_of(LINES, st.text(max_size=30)), max_size=12)
LANGUAGES = st.sampled_from(["en", "zh"])


def test_an_english_side_by_hand() -> None:
    """Two messages, nine words, and of the four content words one twice: "refund"."""
    found = measure_side(["Where is my refund?", "I want the refund now", "  "], "en")
    diversity = -(0.5 * math.log(0.5) + 2 * 0.25 * math.log(0.25))
    assert found == ChatText("en", 2, 19 + 21, 9, 4, diversity)
    assert found.density == 4 / 9
    assert found.clarity == 20


def test_a_chinese_side_by_hand() -> None:
    """我 想 退款 / 退款 到 了 吗: seven words, content 想 退款 退款 到."""
    found = measure_side(["我想退款", "退款到了吗"], "zh")
    assert (found.words, found.content_words) == (7, 4)
    assert found.clarity == 4.5
    assert found.diversity == pytest.approx(1.5 * math.log(2))


@pytest.mark.parametrize("texts", [[], [""], [" ", "\n"]])
def test_nothing_written_has_nothing_to_divide_by(texts: list[str]) -> None:
    """Pictures come without words: no message, and neither density nor clarity nor diversity."""
    found = measure_side(texts)
    assert found == ChatText(None, 0, 0, None, None, None)
    assert (found.density, found.clarity) == (None, None)


def test_words_without_content_have_no_diversity() -> None:
    """Their density is nought, but there is nothing of which to tell how different it is."""
    found = measure_side(["it is you", "👍"], "en")
    assert (found.density, found.diversity) == (0, None)
    assert found.messages == 2


def test_only_emoji_have_no_density() -> None:
    """No words, nothing to divide by; they have a length all the same."""
    found = measure_side(["👍👍"], "en")
    assert (found.words, found.density, found.clarity) == (0, None, 2)


def test_an_unmeasured_language_has_its_length_only() -> None:
    """Clarity holds for any language; what depends on words does not."""
    found = measure_side(["Wo ist mein Paket geblieben?", "Ich warte seit Montag"])
    assert (found.language, found.messages, found.characters) == ("de", 2, 49)
    assert (found.words, found.content_words, found.diversity, found.density) == (None,) * 4


def test_the_longest_messages_tell_the_language() -> None:
    """A greeting in another language does not decide."""
    texts = ["Bonjour", "我昨天买的衣服太小了，想换一件大一点的", "ok"]
    assert measure_side(texts).language == "zh"


@settings(deadline=None)
@given(MESSAGES, st.randoms(use_true_random=False))
def test_the_order_of_messages_does_not_matter(texts: list[str], luck: random.Random) -> None:
    """Nor where texts are of any Unicode: every number is the same to the last digit."""
    mixed = texts.copy()
    luck.shuffle(mixed)
    assert measure_side(mixed) == measure_side(texts)


@settings(deadline=None)
@given(MESSAGES, LANGUAGES)
def test_the_numbers_of_a_side_hold_together(texts: list[str], language: str) -> None:
    """Density is a share, entropy at most that of words all different, and lengths add up."""
    found = measure_side(texts, language)
    content = {word for text in texts for word in analyse(text, language).content or ()}
    assert found.density is None or 0 <= found.density <= 1
    assert (found.diversity is None) == (not content)
    assert found.diversity is None or 0 <= found.diversity <= math.log(len(content)) + 1e-9
    assert found.characters == sum(len(text) for text in texts if text.strip())


@settings(deadline=None)
@given(MESSAGES, MESSAGES, LANGUAGES)
def test_counts_add_up_over_parts(first: list[str], rest: list[str], language: str) -> None:
    """Messages, characters, words and content words of two parts are those of the whole."""
    whole, *parts = (measure_side(texts, language) for texts in (first + rest, first, rest))
    for name in ("messages", "characters", "words", "content_words"):
        assert getattr(whole, name) == sum(getattr(part, name) for part in parts)


@settings(deadline=None)
@given(st.lists(st.integers(1, 1000), min_size=1, max_size=50))
def test_entropy_lies_between_one_word_and_all_different(counts: list[int]) -> None:
    """0 for one word however often, the logarithm of their number if all are as frequent."""
    found = entropy(counts)
    assert found is not None
    assert 0 <= found <= math.log(len(counts)) + 1e-9
    assert entropy([counts[0]]) == 0
    assert entropy([counts[0]] * len(counts)) == pytest.approx(math.log(len(counts)))


@needs_shared_data
def test_recorded_chats_are_english_and_in_range() -> None:
    """Every side of real chats has a language and about as many content as function words."""
    chats = load_recordings(RETAIL)
    sides = [
        measure_side(turn.text for turn in chat.turns if turn.by_agent == by_agent)
        for chat in chats
        for by_agent in (True, False)
    ]
    assert {side.language for side in sides} == {"en"}
    densities = [side.density for side in sides if side.density is not None]
    assert len(densities) == len(sides)
    assert 0.3 < min(densities) < max(densities) < 0.7
