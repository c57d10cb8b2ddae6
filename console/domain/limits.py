"""How much of what comes from outside is taken in, and what happens beyond.

Texts are shortened and end with ``CUT``; what can't be shortened is set aside.
"""

LONGEST_DRAFT = 10_000
"""Characters that an agent can put into an input box; in one paragraph more holds typing up."""

MOST_ITEMS_A_POLL = 20
"""Items of a channel taken in at one poll; the others wait for the next, 30 ms later."""

POLL_NS = 12_000_000
"""After this time a poll takes in no further item, so that the window goes on."""

MESSAGES_A_MINUTE = 300
"""Of one chat, whose customer does not type five a second; further ones are set aside and told."""

ITEMS_A_MINUTE = 20_000
"""Of one channel; further ones wait for the next minute."""

MOST_WAITING = 100_000
"""Items of a channel that wait; further ones are set aside, which is told."""

MOST_ROWS = 600
"""Messages that a transcript lays out at once; of more the oldest are shown when asked for."""

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

SHOWN_ORDERS = 10
"""Orders with a card beside the chat, and items on a card; of more their number is told."""

SHOWN_CHARACTERS = 300
"""Of a field of a record that is shown beside the chat."""

SHOWN_ITEM_CHARACTERS = 120
"""Of an item on an order's card, where ten of them are laid out at once."""

ADDRESS_CHARACTERS = 500
"""Of the place where a picture or file lies; one with more can't be fetched here."""

MOST_PICTURES = 1_000
"""Pictures with one message."""

RECORDINGS_BYTES = 1_000_000_000
"""Of one file with recordings, unpacked; more is refused."""

TABLE_CELLS = 400_000_000
"""Rows times columns of a bundle's table that an analysis reads, which holds it in memory."""

TABLE_BYTES = 20_000_000_000
"""Of one table of a bundle."""

MERGED_ROWS = 2_000_000_000
"""Of one table that is measured again, which is done on the disk."""

DESCRIPTION_BYTES = 50_000_000
"""Of what a bundle says of itself."""

CUT = " […]"


def shortened(text: str, most: int) -> str:
    """The text, or as much of it as is taken, with a mark that it goes on."""
    return text if len(text) <= most else text[: most - len(CUT)] + CUT
