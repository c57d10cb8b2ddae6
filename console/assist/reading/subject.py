"""Which order and item a chat is about, by the customer's words and the record."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from console.assist.reading.answers import leaves_choice, says_yes
from console.assist.reading.patterns import pattern
from console.assist.reading.values import Known, find_values
from console.assist.reading.wording import plain, sentences, terms
from console.domain.chat import Chat, Message
from console.domain.customers import Order, OrderItem
from console.domain.knowledge import Article


@dataclass(frozen=True, slots=True)
class Subject:
    """What a chat is about.

    ``candidates`` are the orders that it may be about; ``named`` says whether the customer's own
    words chose among several.
    """

    order: Order | None
    item: str | None
    candidates: tuple[Order, ...]
    named: bool = False
    item_named: bool = False

    def names_amount(self, text: str) -> bool:
        """Whether a text has the sum of the order that the chat is about, with or without cents."""
        sums = (
            [] if self.order is None else [self.order.total, *(i.price for i in self.order.items)]
        )
        known = {f"{amount:.2f}" for amount in sums if amount is not None}
        known |= {amount.partition(".")[0] for amount in known}
        return any(spoken in known for spoken in _AMOUNT.findall(text))


_FEE = pattern(
    r"""
    \b(?:shipping|delivery|discount|tax|fee|deposit|gift wrap|postage|surcharge|tip|
    insurance fee)\b
""",
    re.IGNORECASE,
)
"""A line of an order that is no thing."""

_PAST = re.compile(
    r"deliver|depart|complet|return|cancel|closed|ended|expired|refund|past|attended|fulfilled"
)
"""A status of what the customer has, had or won't get."""

_CURRENT = re.compile(r"checked in|in progress|active|staying|ongoing")
"""A status of what goes on now."""

_ABOUT_OPEN = pattern(
    r"""
    \b(?:cancel|change|late|arriv\w*|reschedul\w*|redirect|not (?:here|come)|where is|delay\w*|
    upcoming|postpone|early)\b
"""
)
"""An article about what is still to come."""

_ABOUT_PAST = pattern(
    r"""
    \b(?:return|damaged?|wrong|missing|lost|left behind|warranty|defect|refund|size|broken|bill|
    charged?|invoice|after the stay|faulty)\b
"""
)
"""An article about what the customer has or should have."""

_ABOUT_LEFT = re.compile(r"\b(?:lost|left behind|after the stay|forgot\w*)\b")
"""An article about what was left behind."""

_NOT_IT = pattern(
    r"""
    \b(?:not|isn't|instead of|rather than|nicht|no) (?:about |for )?(?:the|my|that|those|den|die|
    das|el|la)\s+([\w'-]+(?:\s[\w'-]+)?)|(?<!\w)(\w++) (?:is|are) (?:fine|ok(?:ay)?|grand|good|
    great|here)\b
"""
)
"""Names what the matter is not about: "not the jacket", "the boots are fine"."""


def read_subject(chat: Chat, article: Article | None, known: Known) -> Subject:
    """The order and item that the chat is about; null where several are possible."""
    orders = chat.customer.orders
    statements = _statements(chat.messages)
    candidates = _candidates(orders, article)
    chosen = _by_number(orders, statements, known) or _by_words(candidates, statements)
    if chosen is None:
        chosen = _by_words(orders, statements, _item_terms_of)
    named = chosen is not None
    if chosen is None and len(candidates) == 1:
        chosen = candidates[0]
    among = (chosen,) if chosen else candidates or orders
    item, item_named = _item(among, statements, chat.messages)
    if chosen is None and item_named:
        having = [order for order in among if item in {it.name for it in goods(order)}]
        chosen = having[0] if len(having) == 1 else None
        named = chosen is not None
    return Subject(chosen, item, candidates, named, item_named)


def goods(order: Order) -> tuple[OrderItem, ...]:
    """The lines of an order that are things, not fees or discounts."""
    return tuple(i for i in order.items if not _FEE.search(i.name) and (i.price or 0) >= 0)


def _statements(messages: Sequence[Message]) -> list[str]:
    """What the customer wrote, and what they confirmed of the agent's words."""
    statements: list[str] = []
    before = ""
    for message in messages:
        if message.by_agent:
            before = message.text
            continue
        if before and says_yes(message.text):
            statements += [s for s in sentences(before) if not leaves_choice(s)]
        statements.append(message.text)
        before = ""
    return statements


def _by_number(orders: Sequence[Order], texts: Sequence[str], known: Known) -> Order | None:
    """The order whose number was named last."""
    for text in reversed(texts):
        ids = [order for order in orders if order.id in find_values("order", text, known)]
        if len(ids) == 1:
            return ids[0]
    return None


def _by_words(
    orders: Sequence[Order],
    texts: Sequence[str],
    terms_of: Callable[[Order], frozenset[str]] | None = None,
) -> Order | None:
    """The order of which more was named than of any other: its items, days or amounts."""
    words = [(terms_of or _order_terms)(order) for order in orders]
    spoken = _spoken(texts)
    hits = []
    for at, own in enumerate(words):
        others = frozenset[str]().union(*(w for other, w in enumerate(words) if other != at))
        hits.append(len((own - others) & spoken))
    best = max(hits, default=0)
    return orders[hits.index(best)] if best and hits.count(best) == 1 else None


def _spoken(texts: Iterable[str]) -> frozenset[str]:
    spoken: set[str] = set()
    denied: set[str] = set()
    for text in texts:
        mine = set(terms(text))
        for match in _NOT_IT.finditer(plain(text)):
            denied |= terms(match[1] or match[2])
        spoken |= mine | set(_MONTHS.findall(plain(text)))
        spoken |= {f"day {day}" for match in _DAY.findall(plain(text)) for day in match if day}
        spoken |= {amount.removesuffix(".00") for amount in _AMOUNT.findall(text)}
    return frozenset(spoken - denied)


_DULL = frozenset(
    """set pair pack person regular rate in qt oz l ft cm piece standard new small large big order
    box line plan basic""".split()
)


def _order_terms(order: Order) -> frozenset[str]:
    days = frozenset[str]().union(*(_days(item.name) for item in order.items))
    return _item_terms_of(order) | days


def _item_terms_of(order: Order) -> frozenset[str]:
    terms_of_all = frozenset[str]().union(*(_item_terms(item) for item in goods(order)))
    amounts = {order.total, *(item.price for item in goods(order))} - {None}
    sums = frozenset(f"{amount:.2f}".removesuffix(".00") for amount in amounts)
    return sums | frozenset(term for term in terms_of_all if not _MONTHS.fullmatch(term))


def _days(text: str) -> frozenset[str]:
    """Months and days that a text names, as in *March 27 to 29*."""
    folded = plain(text)
    days = re.findall(r"\b\d{1,2}\b", folded) if _MONTHS.search(folded) else []
    return frozenset([*_MONTHS.findall(folded), *(f"day {day}" for day in days)])


_MONTHS = re.compile(
    r"\b(?:january|february|march|april|may|june|july|august|september|october|november|december)\b"
)
_DAY = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)\b|\b(\d{1,2})\s?(?:-|to)\s?(\d{1,2})\b")
_AMOUNT = re.compile(r"(?<![\w-])\d{2,}(?:\.\d\d)?(?![\w-])")
"""A sum of money, or another number of two digits or more."""


def _item_terms(item: OrderItem) -> frozenset[str]:
    named = terms(f"{item.name} {item.detail}")
    joined = {first + second for first, second in pairwise(plain(item.name).split())}
    all_terms = named | joined | _short_names(item.name)
    return frozenset(t for t in all_terms if not t.isdigit() and t not in _DULL)


def _short_names(name: str) -> frozenset[str]:
    """What the noun of a name may be called for short: the *lamp* of *Pika headlamp, black*."""
    nouns = terms(name.split(",", maxsplit=1)[0].rpartition(" ")[2])
    return frozenset(noun[at:] for noun in nouns for at in range(3, len(noun) - 3))


def _candidates(orders: Sequence[Order], article: Article | None) -> tuple[Order, ...]:
    """The orders whose status fits the article, all of them where none does."""
    about = plain(f"{article.title} {' '.join(article.ask)}") if article else ""
    upcoming = bool(_ABOUT_OPEN.search(about)) and not _ABOUT_PAST.search(about)
    present = [order for order in orders if _CURRENT.search(plain(order.status))]
    if present and not upcoming and not _ABOUT_LEFT.search(about):
        return tuple(present)
    past = [order for order in orders if _PAST.search(plain(order.status))]
    fitting: Sequence[Order] = ()
    if upcoming:
        fitting = [order for order in orders if order not in past]
    elif _ABOUT_PAST.search(about):
        fitting = past
    return tuple(fitting) or tuple(orders)


def _item(
    orders: Sequence[Order], texts: Sequence[str], messages: Sequence[Message]
) -> tuple[str | None, bool]:
    """The item that is meant, and whether the customer named it; null where several may be."""
    items = {item.name: _item_terms(item) for order in orders for item in goods(order)}
    for place in _corrections(messages):
        named, rejects = _named_anew(items, messages, place)
        if named is not None or rejects:
            return named, named is not None
    named, is_named = _most_named(items, texts)
    if is_named:
        return named, named is not None
    return (next(iter(items)), False) if len(items) == 1 else (None, False)


def _most_named(
    items: Mapping[str, frozenset[str]], texts: Sequence[str]
) -> tuple[str | None, bool]:
    """The item of which more was named than of any other, and whether any was named at all."""
    refused = {name for name, own in items.items() if any(d <= own for d in _denied(texts))}
    left = {name: own for name, own in items.items() if name not in refused} or items
    spoken = _spoken(texts)
    if _OTHER.search(plain(" ".join(texts))):
        spoken |= frozenset().union(*_denied(texts))
    scores = {
        name: sum(1 / sum(term in other for other in left.values()) for term in own & spoken)
        for name, own in left.items()
    }
    best = max(scores.values(), default=0.0)
    if not best:
        return None, False
    top = [name for name, score in scores.items() if score == best]
    if len(top) > 1:
        top = _of_size(top, plain(" ".join(texts))) or _in_front(items, top, texts)
    return (top[0] if len(top) == 1 else None), True


def _in_front(
    items: Mapping[str, frozenset[str]], names: Sequence[str], texts: Sequence[str]
) -> list[str]:
    """Those that sentences are about: "The lantern came with oil all over the box"."""
    fronts = [front[1] for text in texts for front in _FRONT.finditer(plain(text))]
    for front in reversed(fronts):
        meant = [name for name in names if items[name] & terms(front)]
        if len(meant) == 1:
            return meant
    return list(names)


_FRONT = re.compile(r"(?:^|[.!?] )(?:the|my|our|this) (\w+)\b(?! (?:and|or)\b)")
"""What a sentence begins with."""


def _of_size(names: Sequence[str], said: str) -> list[str]:
    """Those of alike items that have the size which was said: the *smaller* lamp."""
    for asked, size in _SIZES:
        if asked.search(said):
            return [name for name in names if size.search(plain(name))]
    return []


_SIZES = tuple(
    (re.compile(asked), re.compile(size))
    for asked, size in (
        (r"\b(?:small(?:er|est)?|little|tiny)\b", r"\b(?:small|mini|little)\b"),
        (r"\b(?:large[rst]*|big(?:g?er|gest)?)\b", r"\b(?:large|big|maxi)\b"),
    )
)
"""Sizes as customers say them, and as they stand in names."""


def _corrections(messages: Sequence[Message]) -> list[int]:
    """The places of messages that may correct what the chat is about, the last first."""
    return [
        place
        for place in range(len(messages) - 1, 0, -1)
        if not messages[place].by_agent and _CORRECTS.search(plain(messages[place].text))
    ]


def _named_anew(
    items: Mapping[str, frozenset[str]], messages: Sequence[Message], place: int
) -> tuple[str | None, bool]:
    """What is named since a correction, and whether it rejects the item that was meant before.

    The only item that is left is meant only where the customer says "the other one".
    """
    later = tuple(m.text for m in messages[place:] if not m.by_agent)
    before = (_most_named(items, (m.text,))[0] for m in reversed(messages[:place]))
    rejected = next((name for name in before if name is not None), None)
    if rejected is None or not _rejects(rejected, items, messages, place):
        return _most_named(items, later)[0], False
    left = {name: own for name, own in items.items() if name != rejected}
    named, is_named = _most_named(left, later)
    if len(left) == 1 and not is_named and _THE_OTHER.search(plain(messages[place].text)):
        named = next(iter(left))
    return named, True


def _rejects(
    item: str, items: Mapping[str, frozenset[str]], messages: Sequence[Message], place: int
) -> bool:
    """Whether a message says that it is not about an item.

    "I mean" may begin any explanation, so it counts beside the name of another item only; "not
    that" also where the agent has just named the item.
    """
    said = plain(messages[place].text)
    if _THE_OTHER.search(said):
        return True
    denies = _NOT_THAT.search(said) is not None
    if not denies and not _I_MEAN.search(said):
        return False
    spoken = _spoken((messages[place].text,))
    if any((own - items[item]) & spoken for own in items.values()):
        return True
    agents = next((m.text for m in reversed(messages[:place]) if m.by_agent), "")
    return denies and _most_named(items, (agents,))[0] == item


_THE_OTHER = pattern(
    r"""
    \b(?:the|that) other one\b(?! (?:is|was|looks?|seems?|works?|came|arrived) (?:all )?(?:fine|
    ok(?:ay)?|good|great|perfect\w*|well|right)\b)
"""
)
"""Means the other of two, which is not said to be fine."""

_NOT_THAT = re.compile(r"\bnot (?:that|this)(?: one| item)?(?=[,.;!]|$| but)")
"""May say that another item is meant than was spoken of."""

_I_MEAN = re.compile(r"\bi (?:meant|mean)\b")
"""May say so, too, or explain something else."""

_CORRECTS = re.compile(
    r"^\W*(?:oh |ah |well )?(?:no|sorry|actually)\b|"
    rf"{_THE_OTHER.pattern}|{_NOT_THAT.pattern}|{_I_MEAN.pattern}"
)
"""Corrects something, perhaps which item is meant."""

_OTHER = re.compile(r"\b(?:the|that) other(?: one)?\b")
"""Means the other of two alike."""


def _denied(texts: Iterable[str]) -> list[frozenset[str]]:
    """What the matter is said not to be about."""
    return [
        denied
        for text in texts
        for match in _NOT_IT.finditer(plain(text))
        if (denied := terms(match[1] or match[2]) - _DULL)
    ]
