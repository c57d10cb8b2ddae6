"""What the customer's last messages leave the agent with."""

import pytest
from unit.assist.reading.written_chats import read

from console.domain.events import Stance


@pytest.mark.parametrize(
    ("agent", "said", "stance"),
    [
        ("It's on its way.", "great, thank you so much", Stance.CONTENT),
        ("It's on its way.", "perfect. have a lovely day!", Stance.CONTENT),
        ("It's on its way. Anything else?", "nope, that's all", Stance.CONTENT),
        ("Ist unterwegs.", "super, danke, das war alles", Stance.CONTENT),
        ("Ya va en camino.", "muchas gracias, eso es todo", Stance.CONTENT),
        ("C'est parti.", "merci, bonne journée", Stance.CONTENT),
        ("One moment, I'll look it up.", "ok thanks", Stance.TELLING),
        ("Shall I order it?", "yes please, thank you", Stance.TELLING),
        ("It's on its way.", "thanks. how long does it take?", Stance.TELLING),
        ("It's on its way.", "thanks but it's still not here", Stance.TELLING),
        ("Which one is it?", "the blue one", Stance.TELLING),
        ("Which one is it?", "hang on, let me look", Stance.LEAVING),
        ("Which one is it?", "2 min", Stance.LEAVING),
        ("Which one is it?", "Moment, ich schaue kurz nach", Stance.LEAVING),
        ("¿Cuál es?", "un momento, voy a mirar", Stance.LEAVING),
        ("C'est lequel ?", "un instant, je regarde", Stance.LEAVING),
        ("Which one is it?", "I need to check my balance", Stance.TELLING),
        ("Your ID, please?", "I'm not giving that out here", Stance.REFUSING),
        ("Your ID, please?", "I'd rather not", Stance.REFUSING),
        ("Ihre Adresse, bitte?", "das geht Sie nichts an", Stance.REFUSING),
        ("Your ID, please?", "it was not sent to me", Stance.TELLING),
    ],
)
def test_the_last_messages_say_how_the_customer_stands(
    agent: str, said: str, stance: Stance
) -> None:
    """In the four languages that are known."""
    assert read("hello", f"> {agent}", said).stance is stance


def test_thanks_in_advance_are_no_good_bye() -> None:
    """Nothing was done yet."""
    assert read("please cancel my order, thanks!").stance is Stance.TELLING


def test_a_customer_who_is_back_with_something_is_not_away() -> None:
    """The answer counts, not the pause before it."""
    lines = ("hello", "> Which one?", "one sec", "it says NX 2000 on the back")
    assert read(*lines).stance is Stance.TELLING


def test_good_news_after_bad_news_count() -> None:
    """What was said last counts."""
    lines = ("hello", "> I've sent the link.", "not there", "oh wait, got it. I'm in! thanks")
    assert read(*lines).stance is Stance.CONTENT


def test_a_good_bye_ends_the_chat_whatever_comes_next() -> None:
    """Nobody is told to take their time who has left."""
    lines = ("lost my headphones", "> They're at the desk.", "great, I'll get them tomorrow. bye!")
    assert read(*lines).stance is Stance.CONTENT
