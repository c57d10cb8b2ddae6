"""What a message consists of, by examples counted by hand."""

import time

import pytest

from console.measures.text.message import MeasuredMessage, analyse, language_of

MEGABYTE = 1_000_000


@pytest.mark.parametrize(
    ("text", "words", "content"),
    [
        ("The refund will be processed within five days.", 8, "refund processed days"),
        ("I'd like to return it", 5, "like return"),
        ("It looks like the parcel is lost", 7, "looks parcel lost"),
        ("Have you already been told?", 5, "already told"),
        ("We have a new policy", 5, "have new policy"),
        ("Don't you know the customer's name?", 6, "know customer name"),
        ("WHERE IS MY ORDER", 4, "order"),
        ("hello, can somebody please help me", 6, "help"),
        ("dont worry, its a follow-up e-mail", 6, "worry follow-up e-mail"),
        ("They’ve shipped it", 3, "shipped"),
    ],
)
def test_english_words_are_told_by_class(text: str, words: int, content: str) -> None:
    """Nouns, verbs, adjectives and adverbs are content; auxiliaries, pronouns, "please" are not."""
    found = analyse(text, "en")
    assert (found.words, found.content) == (words, tuple(content.split()))
    assert found.content_words == len(content.split())


@pytest.mark.parametrize(
    ("text", "words", "content"),
    [
        ("您好，有什么可以帮您？", 6, "有 帮"),
        ("我们已经为您申请退款", 6, "已经 申请 退款"),
        ("这是您的快递", 5, "快递"),
        ("你们的态度不好", 4, "态度 不好"),
        ("退款三天到账", 4, "退款 到 账"),
    ],
)
def test_chinese_words_are_told_by_class(text: str, words: int, content: str) -> None:
    """Cut by the dictionary; the copula, modal verbs, particles, pronouns, numbers don't count."""
    found = analyse(text, "zh")
    assert (found.words, found.content) == (words, tuple(content.split()))


@pytest.mark.parametrize(
    "text",
    [
        "https://shop.example/orders?id=7 www.shop.example",
        "mia.li@shop.example",
        "[EMAIL] [ORDER] [ZIP]",
        "12 $12.50 26/08/2018 10:30am 2nd AB-1234 #W4923227 credit_card_8897 iPhone15",
        "👋🏽 :) ... ?!",
        " \n\t",
        "",
    ],
)
def test_what_is_no_word_is_not_counted(text: str) -> None:
    """Links, addresses, placeholders, what has a digit, emoji, punctuation: characters only."""
    assert analyse(text, "en") == MeasuredMessage("en", len(text), 0, ())


def test_each_script_is_measured_as_its_own() -> None:
    """An English brand in a Chinese message, and a Chinese word in an English one."""
    chinese = analyse("我买了Nike的鞋👍请发到mia@shop.example谢谢", "zh")
    assert chinese.content == ("买", "nike", "鞋", "请", "发到", "谢谢")
    assert chinese.words == 9
    assert analyse("the box says 退款", "en").content == ("box", "says", "退款")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("أين طلبي من فضلك؟", "ar"),
        ("Wo ist mein Paket geblieben?", "de"),
        ("注文が届きません", "ja"),
    ],
)
def test_other_languages_have_no_words(text: str, language: str) -> None:
    """The language is told and the length; words are None, not wrong, right-to-left ones too."""
    assert analyse(text) == MeasuredMessage(language, len(text), None, None)


@pytest.mark.parametrize("text", ["ok", "👍", "", "12.50", "https://the.shop.example/where/is/it"])
def test_too_short_a_message_has_no_language(text: str) -> None:
    """And so no words; a link is no English however English its parts look."""
    assert analyse(text) == MeasuredMessage(None, len(text), None, None)
    assert analyse(text).content_words is None


def test_several_short_messages_tell_the_language_together() -> None:
    """What each alone leaves open."""
    short = ["where is it", "my parcel", "i want it"]
    assert [language_of([text]) for text in short[1:]] == [None, None]
    assert language_of(short) == "en"


@pytest.mark.parametrize("unit", ["a", "退款", "have ", "-", "[A", "a@", "e\u0300\u0316", "ab1-"])
def test_a_megabyte_takes_its_time_once(unit: str) -> None:
    """Five times as long a text takes about five times as long, whatever it is made of."""
    whole, part = (_seconds((unit * size)[:size]) for size in (MEGABYTE, MEGABYTE // 5))
    assert whole < 5 * 3 * part + 0.1


def _seconds(text: str) -> float:
    """The processor's time for a text, however busy the machine is."""
    begun = time.process_time()
    analyse(text, "zh")
    return time.process_time() - begun
