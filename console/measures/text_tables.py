"""The tables of what is measured of texts: a row a suggestion, and a row a chat and side.

A bundle may have to leave texts out. What was measured of them is kept in these tables, from which
every other measure can be computed again without the texts.
"""

from dataclasses import replace

from console.measures.expressions import where
from console.measures.schema import PAPER, Column, Measure, Privacy, Table

SIDES = ("agent", "customer")

TEXTS = Table(
    name="texts",
    description="Every text with its place in the log. Not part of a bundle.",
    key=("log", "seq"),
    columns=(
        Column(name="log", type="string", description="The log.", nullable=False),
        Column(name="seq", type="integer", description="Place in the log.", nullable=False),
        Column(name="chat", type="string", description="The chat; null of an agent's answer."),
        Column(name="kind", type="string", description="The kind of fact.", nullable=False),
        Column(name="origin", type="string", description="message_sent: how it came to be."),
        Column(name="suggestion", type="string", description="The suggestion, if any."),
        Column(name="text", type="string", description="As written.", nullable=False,
               privacy=Privacy.TEXT),
        Column(name="shared", type="string", description="As far as it may be shared."),
    ),
)  # fmt: skip

EDITS = Table(
    name="edits",
    description="What became of each suggestion's words; kept so that measures can be computed "
    "again without texts.",
    key=("log", "chat", "suggestion"),
    columns=(
        Column(name="log", type="string", description="The log.", nullable=False),
        Column(name="chat", type="string", description="The chat.", nullable=False),
        Column(name="suggestion", type="string", description="The suggestion.", nullable=False),
        Column(
            name="edit_distance",
            type="integer",
            description="Levenshtein distance from the suggestion to the first message made of it.",
            unit="characters",
        ),
        Column(
            name="similarity",
            type="number",
            description="How alike they are: 1 - edit_distance / length of the longer text.",
        ),
        Column(
            name="retyped",
            type="integer",
            description="Whether a message typed by hand after it was shown is near-identical.",
            unit="0 or 1",
        ),
    ),
)

CHAT_TEXTS = Table(
    name="chat_texts",
    description="What was measured of the words of each side of a chat; kept so that measures can "
    "be computed again without texts.",
    key=("log", "chat", "sender"),
    columns=(
        Column(name="log", type="string", description="The log.", nullable=False),
        Column(name="chat", type="string", description="The chat.", nullable=False),
        Column(name="sender", type="string", description="Agent or customer.", nullable=False),
        Column(name="language", type="string", description="ISO 639-1; null if unsure."),
        Column(name="messages", type="integer", description="Messages with a text.",
               unit="messages", nullable=False),
        Column(name="characters", type="integer", description="Their length.",
               unit="characters", nullable=False),
        Column(name="words", type="integer", description="Words; null in other languages than "
               "English and Chinese.", unit="words"),
        Column(name="content_words", type="integer", description="Nouns, verbs, adjectives and "
               "adverbs among them.", unit="words"),
        Column(name="diversity", type="number", description="Entropy of the content words, "
               "natural logarithm."),
    ),
)  # fmt: skip


CLAIMS = Table(
    name="claims",
    description="What each sent message claims to have been done for the customer; kept so that "
    "measures can be computed again without texts. Without rows for logs that knew no actions.",
    key=("log", "chat", "message"),
    columns=(
        Column(name="log", type="string", description="The log.", nullable=False),
        Column(name="chat", type="string", description="The chat.", nullable=False),
        Column(name="message", type="string", description="The message.", nullable=False),
        Column(name="claims", type="integer", description="Claims that something was done.",
               unit="claims", nullable=False),
        Column(name="unfounded_claims", type="integer", description="Those among them that neither "
               "a step carried out by then nor the customer's record bears out.",
               unit="claims", nullable=False),
    ),
)  # fmt: skip


PASSED_EDITS = Table(
    name="passed_edits",
    description="Rows of edits of which the texts were not stored. Not part of a bundle.",
    key=EDITS.key,
    columns=EDITS.columns,
)

PASSED_SIDES = Table(
    name="passed_sides",
    description="Rows of chat_texts of which texts were not stored; without measures where what "
    "was written before a restart is missing. Not part of a bundle.",
    key=CHAT_TEXTS.key,
    columns=tuple(replace(column, nullable=True) for column in CHAT_TEXTS.columns),
)

_SUMS = ("messages", "characters", "words", "content_words")


def _side_total(side: str, column: str) -> Measure:
    """A column of one side's row beside the chat, as ``agent_text_words``."""
    return Measure(
        name=f"{side}_text_{column}",
        type="number",
        description=f"{column} of the {side}'s texts.",
        expression=lambda texts: where(texts[column], texts.sender == side).max(),
    )


def _language(side: str) -> Measure:
    return Measure(
        name=f"{side}_language",
        type="string",
        description=f"The language the {side} wrote in (ISO 639-1), as detected; null if unsure.",
        expression=lambda texts: where(texts.language, texts.sender == side).max(),
    )


def _diversity(side: str) -> Measure:
    return Measure(
        name=f"{side}_lexical_diversity",
        type="number",
        description=f"Entropy of the {side}'s content words, natural logarithm: the more different "
        "words, and the more evenly used, the higher. Null in other languages than English and "
        "Chinese, or without content words.",
        unit="nats",
        formula="-sum of p ln p over the distinct content words",
        source=PAPER,
        expression=lambda texts: where(texts.diversity, texts.sender == side).max(),
    )


SIDE_MEASURES = tuple(
    part
    for side in SIDES
    for part in (
        *(_side_total(side, column) for column in _SUMS),
        _language(side),
        _diversity(side),
    )
)
"""Over the rows of a chat's two sides."""


def _density(side: str) -> Measure:
    return Measure(
        name=f"{side}_lexical_density",
        type="number",
        description=f"Content words over words of the {side}. Content words are nouns, verbs, "
        "adjectives and adverbs. Null in other languages than English and Chinese.",
        formula="content words / words",
        source=PAPER,
        expression=lambda chat: (
            chat[f"{side}_text_content_words"] / chat[f"{side}_text_words"].nullif(0)
        ),
    )


def _clarity(side: str) -> Measure:
    return Measure(
        name=f"{side}_clarity",
        type="number",
        description=f"Mean characters a message of the {side}.",
        unit="characters",
        formula="characters / messages with a text",
        source=PAPER,
        expression=lambda chat: (
            chat[f"{side}_text_characters"] / chat[f"{side}_text_messages"].nullif(0)
        ),
    )


def _side_columns(side: str) -> tuple[Measure, ...]:
    return _language(side), _density(side), _clarity(side), _diversity(side)


CHAT_TEXT_COLUMNS = (*_side_columns("agent"), *_side_columns("customer"))
"""The columns of the table of chats that are about texts."""
