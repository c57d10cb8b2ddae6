"""How much of what comes from outside is taken in, and what happens beyond.

Texts are shortened and end with ``CUT``; what can't be shortened is set aside.
"""

MOST_ITEMS_A_POLL = 50
"""Items of a channel taken in at one poll; the others wait for the next, 30 ms later."""

MESSAGE_CHARACTERS = 100_000
"""Of one message."""

COMMENT_CHARACTERS = 10_000
"""Of a customer's comment on the rating, and of a reason."""

NAME_CHARACTERS = 200
"""Of a customer's name, and of each id."""

FIELD_CHARACTERS = 2_000
"""Of any other field of a customer's record."""

MOST_ORDERS = 200
"""Orders of one customer, newest first; and items of one order."""

MOST_PICTURES = 1_000
"""Pictures with one message."""

RECORDINGS_BYTES = 1_000_000_000
"""Of one file with recordings, unpacked; more is refused."""

CUT = " […]"


def shortened(text: str, most: int) -> str:
    """The text, or as much of it as is taken, with a mark that it goes on."""
    return text if len(text) <= most else text[: most - len(CUT)] + CUT
