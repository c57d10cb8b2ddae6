"""When a language is told, and when not."""

import pytest

from console.language import Languages


@pytest.fixture(scope="module")
def languages() -> Languages:
    """Loaded once."""
    return Languages()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("My parcel should have been here on Friday, where is it?", "en"),
        ("Wo ist mein Paket geblieben?", "de"),
        ("Bonjour, ma commande n'est pas encore arrivée", "fr"),
        ("¿Dónde está mi pedido?", "es"),
        ("Я не получил посылку", "ru"),
        ("我的包裹在哪里", "zh"),
    ],
)
def test_a_sentence_is_enough(languages: Languages, text: str, code: str) -> None:
    """The language of a plain sentence is known."""
    assert languages.of(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("i need veg pizza i need soda ok thank you", "en"),
        ("唔該我想退貨", "zh"),
        ("عايز أعرف الطلب بتاعي فين دلوقتي", "ar"),
    ],
)
def test_what_shares_its_words_does_not_make_it_unclear(
    languages: Languages, text: str, code: str
) -> None:
    """Pidgin is told as English, Cantonese as Chinese, Egyptian as Arabic; so are short texts."""
    assert languages.of(text) == code


@pytest.mark.parametrize("text", ["", "ok", "yes", "thanks", "AB-1234", "Order AB-1234", "👍", "?"])
def test_what_is_too_short_has_no_language(languages: Languages, text: str) -> None:
    """Neither an order number nor a word that several languages know."""
    assert languages.of(text) is None
