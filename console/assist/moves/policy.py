"""Finds the sentences of the articles that answer a customer's question.

Old articles hold answers in their policy only, written for agents: sentences, lists and tables in
Markdown. Each becomes a piece that can be said to a customer, and the pieces are ranked by the
words they share with the question and by what kind of thing it asks for.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from console.assist.moves.grammar import plain, to_customer
from console.assist.moves.verbs import VERBS, kind_of
from console.assist.moves.words import capitalized, meanings, sentences, uncapitalized
from console.assist.reading.patterns import any_of, pattern
from console.domain.knowledge import Article

_RUN_IN = re.compile(r"^\*\*(?P<heading>[^*]+)\*\*[.:]? *(?P<rest>.*)$", re.DOTALL)
"""A paragraph that begins with its topic in bold."""

_ROW = re.compile(r"^\|(.+)\|\s*$")
_RULE = re.compile(r"^\|[\s:|-]+\|\s*$")
_BULLET = re.compile(r"^\s*[-*] +")
_FINITE = any_of(
    "is|are|was|were|isn't|aren't|has|have|do|does|don't|doesn't",
    "can|can't|cannot|may|will|won't|must|should",
    "accepts?|apply|applies|arrives?|asks?|begins?|belongs?|brings?|charges|checks?|closes?|comes?",
    "costs|counts?|covers?|decides?|delivers?|disappears?|ends?|exchange|expires?|finds?|follows?",
    "gets?|gives?|go|goes|includes?|keeps?|lasts?|leaves?|looks|move|needs?|offers?|opens?|pays?",
    "refunds?|releases?|repair|replaces?|runs?|sends?|settle|ships?|starts?|stays?|takes?|treat",
    "use|works?|writes?",
)
"""Verbs that make a clause a sentence of its own."""
_INTERNAL = pattern(
    r"""
    \b(?:without (?:asking|approval)|agents? (?:may|can) decide|decides? alone|(?:is|are) decided|
    escalat\w+|specialist team|
    say so|never ask|articles?\b|ask the customer|the agent sends|(?:don['’]t|do not) read out|
    see \*)
""",
    re.IGNORECASE,
)
"""For the agent only: who in the house decides, how to speak with customers, where to read on."""

_TIME_SPAN = r"\d+ (?:to \d+ )?(?:business |working )?(?:minute|hour|day|week|month|year)s?"
_ASKS: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = (
    (  # how long
        any_of(
            r"how (?:long|many|soon|quick\w*|fast)|how much time|till when|until when|deadline",
            r"latest|expir\w+|duration|wie lange?|bis wann|cuánto tiempo",
        ),
        any_of(rf"{_TIME_SPAN}|until|within"),
    ),
    (  # when
        any_of("when|what (?:time|day|date)|how soon|wann|cuándo"),
        any_of(
            rf"{_TIME_SPAN}|\d{{1,2}}(?:st|nd|rd|th)|at once|same day|until|from|within|day",
            r"[ap]\.m\.",
        ),
    ),
    (  # for what price
        any_of(
            "how much|costs?|price|fees?|pay(?:s|ing)?|postage|charged?|free|extra",
            "was kostet|kosten|cuánto cuesta",
        ),
        pattern(
            r"""
            [$€£]\d|\d%|\b(?:free|on us|no (?:charge|fee|cost)|costs? nothing|
            at our (?:cost|expense))\b
            """,
            re.IGNORECASE,
        ),
    ),
    (  # whether it is possible
        any_of("any chance|(?:can|could|may) (?:i|we|they|it|she|he|both|a)|possible"),
        any_of("can|may|possible|up to"),
    ),
    (  # where
        any_of("where|wo|dónde"),
        any_of("under|at the|in the|on the|behind|beside|next to|desk|page"),
    ),
    (  # why
        any_of("why|warum|por qué"),
        any_of("because|since|therefore|so that|when|as"),
    ),
)
"""What kind of thing a question asks for, and how a sentence shows that it tells it."""

_KIND_BONUS = 0.35
_HEADING_WEIGHT = 0.5
_CONTEXT_WEIGHT = 0.35
_OWN_ARTICLE = 0.25
_LEAST_TOTAL = 0.8


@dataclass(frozen=True, slots=True)
class Piece:
    """Something an article says: a ``sentence`` to the customer, found by what its words mean.

    ``heading`` is the topic of its paragraph; ``place`` counts pieces in the article, so that what
    stands together can be told. ``row`` is set for a row of a table. ``before`` is the sentence
    that a pronoun at its beginning refers to.
    """

    article: str
    text: str
    heading: str
    place: int
    row: bool = False
    cells: tuple[str, ...] = ()
    before: str = ""

    @property
    def sentence(self) -> str:
        """The piece as a sentence to the customer."""
        return _sentence(self.text, self.heading)


@lru_cache(maxsize=512)
def _sentence(text: str, heading: str) -> str:
    text = happening(to_customer(plain(text), instruction=False))
    text = re.sub(r"^(?:or|and|but) ", "", text, flags=re.IGNORECASE)
    passive = re.match(r"(?:\w+ed)(?: or \w+ed)?\b", text)
    if heading and passive:
        return f"{plain(heading)}: it can be {uncapitalized(text)}"
    clause = re.split(r"[,;:(]", text)[0]
    if (
        heading
        and not _is_finite(clause)
        and not re.match(
            r"(?:if|when|once|for|after|before|with|in|on|from|until|up to) ", text.lower()
        )
    ) or (heading and not _is_finite(text)):
        text = f"{plain(heading)}: {uncapitalized(text)}"
    return capitalized(text if text.endswith((".", "!", "?")) else f"{text.rstrip(';,')}.")


def _is_finite(text: str) -> bool:
    """Whether a clause has a verb of its own."""
    subject = re.search(r"\b(?:we|you|i|they|it) ([a-z]+)\b", text, re.IGNORECASE)
    return _FINITE.search(text) is not None or (subject is not None and subject[1] in VERBS)


def happening(text: str) -> str:
    """What is done as a rule, in words that don't sound as if it had been done already."""
    return _DONE_AS_RULE.sub(lambda match: f"will be {match[2]}", text)


_DONE_AS_RULE = pattern(
    r"""
    \b(is|are) (sent|e-mailed|texted|mailed|posted|refunded|released|credited|paid back|reissued|
    shipped)\b
"""
)
"""A passive in the present, which sounds as if it had just been done."""


@lru_cache(maxsize=128)
def pieces(article: Article) -> tuple[Piece, ...]:
    """All pieces of an article's policy, and the facts of its steps come from elsewhere."""
    parts = [
        (text, heading, cells)
        for paragraph in re.split(r"\n\s*\n", article.body)
        for text, heading, cells in _paragraph(paragraph.strip())
        if not _INTERNAL.search(text)
        and (_HEADS_NOS.match(heading) or not _is_for_agents(text))
        and len(text) > 8
    ]
    return tuple(
        Piece(
            article.id,
            text,
            heading,
            place,
            bool(cells),
            cells,
            parts[place - 1][0] if place and _REFERS_BACK.match(text) else "",
        )
        for place, (text, heading, cells) in enumerate(parts)
    )


_REFERS_BACK = re.compile(r"(?:it|they|this|these|that|both)\b", re.IGNORECASE)
"""Begins a sentence about what the one before names."""


_HEADS_NOS = re.compile(r"what we|not |never ", re.IGNORECASE)
"""The heading of a list of what is not possible."""
_AFTER_IF = re.compile(
    r"^(?:if|when|for|in|after|before|with) [^,]+, (?P<rest>\w.*)$", re.IGNORECASE
)
"""What stands behind a condition or a circumstance."""


def _is_for_agents(text: str) -> bool:
    """Whether a sentence tells an agent what to do: "offer a refund", "ask them to wait"."""
    bare = plain(text)
    behind_condition = _AFTER_IF.match(bare)
    clause = behind_condition["rest"] if behind_condition else bare
    kind = kind_of(clause)
    return kind in ("ask", "tell") or (
        kind is not None and re.match(r"\w+ (?:the|a|an|it|them|to|for)\b", clause) is not None
    )


def _paragraph(paragraph: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    lines = paragraph.splitlines()
    if len(lines) > 1 and _ROW.match(lines[0]) and _RULE.match(lines[1]):
        yield from _table(lines)
        return
    if lines and _BULLET.match(lines[0]):
        for line in lines:
            yield from ((s, "", ()) for s in sentences(_BULLET.sub("", line)))
        return
    run_in = _RUN_IN.match(paragraph)
    heading, rest = (run_in["heading"].rstrip(".:"), run_in["rest"]) if run_in else ("", paragraph)
    if run_in and rest[:1].islower() and not run_in["heading"].endswith(":"):
        heading, rest = "", f"{_as_option(run_in['heading'])} {rest}"
    for sentence in sentences(" ".join(rest.split())):
        yield sentence, heading, ()


def _as_option(heading: str) -> str:
    """A verb in bold that begins a sentence is something that customers can do."""
    return (
        f"You can {heading.lower()}" if kind_of(heading) == "do" and " " not in heading else heading
    )


def _table(lines: Sequence[str]) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    heads = [plain(cell.strip()) for cell in lines[0].strip().strip("|").split("|")]
    for line in lines[2:]:
        cells = [plain(cell.strip()) for cell in line.strip().strip("|").split("|")]
        named = zip(heads[1:], cells[1:], strict=False)
        values = [_cell(head, cell) for head, cell in named if cell]
        yield f"{cells[0]}: {', '.join(values)}", "", (cells[0], *values)


def _cell(head: str, cell: str) -> str:
    return f"{uncapitalized(head)} {cell}" if head else cell


@dataclass(frozen=True, slots=True)
class RankedPiece:
    """A piece and how well it answers, from 0; ``share`` is that of the question's own words."""

    piece: Piece
    score: float
    share: float


def rank_pieces(
    question: str, articles: Sequence[Article], context: str = "", *, most: int = 5
) -> tuple[RankedPiece, ...]:
    """The pieces that answer a question best, best first.

    ``context`` are words that the question leaves out because the chat is about them: the item, the
    issue. The first article counts a little more.
    """
    every = [piece for article in articles for piece in pieces(article)]
    if not every:
        return ()
    rarity = _rarity(every)
    asked, about = meanings(question), meanings(context)
    own = articles[0].id
    total = max(sum(_weight(word, rarity) for word in asked if rarity[word]), _LEAST_TOTAL)
    scored = [
        RankedPiece(
            piece,
            _score(piece, asked, about, rarity, total, question, own),
            _hits(piece, asked, rarity) / total,
        )
        for piece in every
    ]
    return tuple(sorted(scored, key=lambda it: -it.score)[:most])


def _score(
    piece: Piece,
    asked: frozenset[str],
    about: frozenset[str],
    rarity: Counter[str],
    total: float,
    question: str,
    own: str,
) -> float:
    words, heading = meanings(plain(piece.text)), _named_with(piece)
    hits = _hits(piece, asked, rarity)
    near = sum(_weight(w, rarity) for w in (about - asked) & (words | heading))
    score = (hits + _CONTEXT_WEIGHT * min(near, 2.0)) / total
    if hits or near > 0.5:
        score += sum(
            _KIND_BONUS
            for wants, tells in _ASKS
            if wants.search(question) and tells.search(piece.text)
        )
    return score + (_OWN_ARTICLE if piece.article == own and score else 0.0)


def _hits(piece: Piece, asked: frozenset[str], rarity: Counter[str]) -> float:
    words, heading = meanings(plain(piece.text)), _named_with(piece)
    hits = sum(_weight(word, rarity) for word in asked & words)
    return hits + _HEADING_WEIGHT * sum(_weight(w, rarity) for w in (asked & heading) - words)


def _named_with(piece: Piece) -> frozenset[str]:
    """What a piece is about without saying it: its heading, and what its pronoun stands for."""
    return meanings(plain(f"{piece.heading} {piece.before}"))


def _rarity(every: Iterable[Piece]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for piece in every:
        counts.update(meanings(plain(piece.text)))
    counts[""] = max(counts.values(), default=1)
    return counts


def _weight(word: str, rarity: Counter[str]) -> float:
    """Rare words tell more than those that stand everywhere in the articles."""
    return 1.0 / (1.0 + math.log1p(rarity[word]))


def row_for(piece: Piece, question: str) -> str:
    """A row of a table, with those of its cells that the question asks for."""
    first, *cells = piece.cells
    wanted = [cell for cell in cells if tells(cell, question)]
    return f"{first}: {', '.join(wanted or cells)}."


def asks_a_kind(question: str) -> bool:
    """Whether a question asks for a time, a price, a place or a reason."""
    return any(wants.search(question) for wants, _ in _ASKS)


def tells(text: str, question: str) -> bool:
    """Whether a text tells the kind of thing that a question asks for: a time, a price, a place."""
    return any(wants.search(question) and shows.search(text) for wants, shows in _ASKS)
