"""Typed readers find what a sentence holds of their kind, and nothing else."""

import pytest
from unit.assist.reading.written_chats import KNOWN, TODAY

from console.assist.reading.values import READERS, Known, find_values

HELD = [
    ("email", "you can reach me at ada.moss+shop@example.co.uk, any time"),
    ("postal", "my zip is 30309"),
    ("postal", "the flat is in LS6 2QT"),
    ("order", "it's order no. 48812"),
    ("order", "KD-20391, bought in May"),
    ("phone", "call (312) 555-0144 after five"),
    ("phone", "meine Nummer ist 0171 5550199"),
    ("code", "I typed AUTUMN20 at the till"),
    ("code", "the card ends in 4471"),
    ("money", "they took $39.90 from me"),
    ("money", "it was 12 euros"),
    ("date", "it broke on the 3rd"),
    ("date", "it arrived two weeks ago"),
    ("date", "letzten Montag kam es"),
    ("date", "llegó el lunes"),
    ("since", "no signal since last night"),
    ("time", "we'll be there at half past nine"),
    ("time", "around 7 pm"),
    ("address", "send it to 12 Cobbler Lane, York"),
    ("address", "Lindenallee 3, 04109 Leipzig"),
    ("address", "22 rue des Lilas, Lyon"),
    ("company", "the bill goes to Brook & Sons Ltd"),
    ("reference", "our cost center is 5510"),
    ("picture", "photo is up now"),
    ("picture", "I've attached two pics"),
    ("size", "I need a size 41"),
    ("size", "the XL would be right"),
    ("colour", "rather the dark green one"),
    ("room", "we are in room 23"),
    ("place", "I left it at the pool"),
    ("manner", "sent it by courier"),
    ("people", "a table for six, please"),
    ("duration", "pause it for two months"),
    ("age", "he is 3 years old"),
    ("identifier", "card number 2109 3341 77"),
    ("birth", "born 14 Feb 1988"),
    ("measure", "the 10 mg ones"),
]
NOT_HELD = [
    ("email", "I never got an e-mail"),
    ("postal", "it cost 12345.00 in all"),
    ("phone", "it is only two years old"),
    ("code", "PLEASE HELP, the code is gone"),
    ("money", "I want my money back"),
    ("date", "it took ages"),
    ("time", "much later than planned"),
    ("picture", "shall I send a photo?"),
    ("picture", "I have no camera, no photo from me"),
    ("place", "I saw it in an email"),
    ("address", "the address is right"),
    ("room", "I'd like another room"),
]


@pytest.mark.parametrize(("kind", "sentence"), HELD)
def test_a_reader_finds_its_kind_of_value(kind: str, sentence: str) -> None:
    """In any of the spellings that customers use."""
    assert find_values(kind, sentence, KNOWN)


@pytest.mark.parametrize(("kind", "sentence"), NOT_HELD)
def test_a_reader_does_not_find_what_is_only_spoken_of(kind: str, sentence: str) -> None:
    """Speaking of an address is not giving it."""
    assert not find_values(kind, sentence, KNOWN)


def test_the_digits_of_an_order_are_its_number_and_no_postal_code() -> None:
    """Five digits could be either."""
    known = Known(TODAY, orders=("KD-20391",))
    assert find_values("order", "it's 20391", known) == ("KD-20391",)
    assert find_values("postal", "it's 20391", known) == ()


def test_a_bare_number_is_a_room_if_the_record_says_so() -> None:
    """A number alone could be anything."""
    assert find_values("room", "12 again", Known(TODAY, note="Room 12 since Monday.")) == ("12",)
    assert find_values("room", "12 again", KNOWN) == ()


def test_every_reader_stands_an_empty_and_a_long_text() -> None:
    """Whatever customers paste into a chat."""
    for kind in READERS:
        assert find_values(kind, "", KNOWN) == ()
        find_values(kind, "a 1 " * 5000, KNOWN)
