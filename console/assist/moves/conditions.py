"""Whether the condition of a step holds, from the record, the day and what was said.

Each kind of condition has a reader; the first that knows the kind decides. What no reader knows is
compared by its words.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from console.assist.moves.calendar import TimeSpan, business_days_between, days_in, spans
from console.assist.moves.evidence import ChatEvidence
from console.assist.moves.periods import is_in_period
from console.assist.moves.words import content_words, meanings, sentences, stem
from console.assist.reading.answers import says_no, says_yes
from console.assist.reading.descriptions import scope
from console.assist.reading.patterns import any_of, pattern
from console.assist.reading.wording import plain

HOLDS = 1.0
UNKNOWN = 0.0
FAILS = -1.0

_AMOUNT = re.compile(
    r"\b(?P<how>below|under|less than|up to|at most|above|over|more than|at least|from)? ?"
    r"[$€£](?P<amount>\d[\d,]*(?:\.\d+)?)",
    re.IGNORECASE,
)
"""A sum and how it is compared: "below $25"."""

_CLOCK = re.compile(
    r"\b(?P<how>before|until|till|by|after|from) (?P<hour>\d{1,2})(?::(?P<minute>\d\d))? ?"
    r"(?P<half>[ap])\.?m",
    re.IGNORECASE,
)
"""A time of day and how it is compared: "until 6 p.m."."""

_DAY_OF_MONTH = re.compile(
    r"\b(?P<how>before|until|by|after|from) the (?P<day>\d{1,2})(?:st|nd|rd|th)\b", re.IGNORECASE
)
"""A day of every month and how it is compared: "before the 25th"."""

_TIME_OF_DAY = pattern(
    r"""
    (?<![\d.$])(?P<hour>[01]?\d|2[0-3])(?:[:.h](?P<minute>[0-5]\d))?
    \s?(?P<half>[ap]\.?m\.?)?(?![\d%])
""",
    re.IGNORECASE,
)
"""A time of day as people write it in a chat; a bare number counts for none."""

_MIDNIGHT = re.compile(r"\bmidnight\b", re.IGNORECASE)
_AT_NIGHT = any_of("tonight|night|midnight|late|delayed|evening|dark")
"""Speaks of the night, so that "11:30" is before midnight and "1:15" after it."""
_NEGATED = pattern(
    r"""
    ^(?:not?|never|without|nothing|nobody|none|(?:is|was|has|can|could|do|does|did)n?['’]t|cannot)\b|
    \bnot\b|\bunavailable\b
""",
    re.IGNORECASE,
)
"""A condition that something is not so."""
_NEGATION = any_of(
    "no|not|never|nothing|nobody|none|without|sold out|there'?s no",
    "(?:is|was|has|have|do|does|did|could)n'?t|can'?t|ain'?t",
)
"""Says in a chat that something is not so."""
_STATUS_WORDS = frozenset(
    stem(word)
    for word in """processing packed shipped delivered sent received checked released booked
    departed confirmed cancelled canceled returned paid open closed pending completed scheduled
    active suspended expired reserved collected transit workshop stay departure arrival after
    during status order before shipping""".split()
)
"""Stems of the words that records use for where an order or a booking stands."""
_DURING = any_of(r"during (?:the|a|their|your) \w+|in the house|still here")
"""A condition that what was booked is going on."""
_PRESENT = re.compile(r"\b(?:checked in|in house|active|running|in progress|ongoing|started)\b")
"""A status of what is going on."""
_PAST = re.compile(
    r"\b(?:departed|checked out|ended|finished|completed|closed|over|expired|attended)\b"
)
"""A status of what is over."""
_AFTERWARDS = any_of(
    "after (?:the |a |their |your )?"
    "(?:stay|departure|check-?out|end|course|visit|event|appointment)"
)
"""A condition that what was booked is over."""


def holds(condition: str, context: str | None, evidence: ChatEvidence) -> float:
    """How far a condition holds: 1 surely, -1 surely not, 0 unknown.

    ``context`` is the condition before it, which says what a bare span of time counts from.
    """
    denied = _NOT.match(condition)
    if denied and (denied[0].islower() or _answered(condition[denied.end() :], evidence)):
        return -holds(condition[denied.end() :], context, evidence)
    scores = [_part(part, context, evidence) for part in _parts(condition)]
    if min(scores) <= -0.5:
        return min(scores)
    return sum(scores) / len(scores)


_NOT = re.compile(r"not ", re.IGNORECASE)
"""Denies what follows. A capital begins a step, whose words are compared as they stand."""


def is_denied(condition: str) -> bool:
    """Whether it is the condition that something is not so."""
    return _NEGATED.search(condition) is not None


def is_by_words(condition: str, context: str | None, evidence: ChatEvidence) -> bool:
    """Whether only the condition's words tell whether it holds."""
    return all(
        _answered(part, evidence) is None
        and all(reader(part, context, evidence) is None for reader in _READERS)
        for part in _parts(condition)
    )


def _parts(condition: str) -> list[str]:
    """What has to hold together: "Both completed, one order" are two."""
    parts = re.split(r", (?!\d)| and (?=not |no )", condition)
    if len(parts) > 1 and " or " in parts[-1]:
        return [condition]
    return [part.strip() for part in parts if part.strip()] or [condition]


def _part(part: str, context: str | None, evidence: ChatEvidence) -> float:
    answered = _answered(part, evidence)
    if answered is not None:
        return answered
    for reader in _READERS:
        score = reader(part, context, evidence)
        if score is not None:
            return score
    return _by_words(part, evidence)


# --- readers: a score, or null for a condition of another kind -----------------------------------


def _amount(part: str, _context: str | None, evidence: ChatEvidence) -> float | None:
    amount = _AMOUNT.search(part)
    if amount is None or amount["how"] is None:
        return None
    price = evidence.price(part)
    if price is None:
        return UNKNOWN
    limit = float(amount["amount"].replace(",", ""))
    how = amount["how"].lower()
    if how in ("below", "under", "less than"):
        return _sure(price < limit)
    if how in ("up to", "at most"):
        return _sure(price <= limit)
    return _sure(price > limit if how in ("above", "over", "more than") else price >= limit)


def _lead_time(part: str, _context: str | None, evidence: ChatEvidence) -> float | None:
    """As "Until 6 p.m. two days before arrival" against the day that the item begins."""
    event = re.search(
        r"\bbefore (?:the )?(?:arrival|start|event|appointment|departure|visit)", part
    )
    length = spans(part)
    if event is None or not length:
        return None
    if evidence.starts is None:
        return UNKNOWN
    limit = evidence.starts - timedelta(days=round(length[-1].days(length[-1].low)))
    is_later = re.match(r"(?:after|later|less)", part, re.IGNORECASE) is not None
    return _sure((evidence.today > limit) if is_later else (evidence.today <= limit))


def _elapsed(part: str, context: str | None, evidence: ChatEvidence) -> float | None:
    """As "Received more than 3 business days ago" against the day it was received."""
    lengths = [
        it for it in spans(part) if it.unit != "month" or re.search("ago|within|older", part)
    ]
    if (
        not lengths
        or _NEGATED.search(part)
        or not re.search(
            r"\bago\b|\bolder than\b|\bor more\b|\bfor \w+ (?:business )?\w+\b|\bwithin\b|\blast\b|"
            r"\bafter \d|^\d",
            part,
            re.IGNORECASE,
        )
    ):
        return None
    about = part if meanings(part[: lengths[0].start]) else context or part
    day = evidence.day_of(about)
    if day is None:
        return UNKNOWN
    return _sure(_is_within(part, lengths[0], day, evidence.today))


def _is_within(part: str, length: TimeSpan, day: date, today: date) -> bool:
    passed = float((today - day).days)
    if length.business:
        passed = float(business_days_between(day, today))
    low, high = length.days(length.low), length.days(length.high)
    if length.high != length.low:
        return low <= passed <= high
    text = part.lower()
    if re.search(r"\bless than\b|\bwithin\b|\blast \d|\bup to\b|\bin the last\b", text):
        return passed < low if "less than" in text else passed <= low
    if re.search(r"\b(?:more|older) than\b|\bover\b", text):
        return passed > low
    return passed >= low


def _clock(part: str, _context: str | None, evidence: ChatEvidence) -> float | None:
    """As "After 10:30 p.m." against the time that the customer named."""
    clock = _CLOCK.search(part)
    if clock is None:
        return None
    time = named_time(evidence.by_customer)
    if time is None:
        return UNKNOWN
    limit = _minutes(int(clock["hour"]), int(clock["minute"] or 0), clock["half"])
    if time < 6 * 60 and limit > 12 * 60:
        time += 24 * 60
    before = clock["how"].lower() in ("before", "until", "till", "by")
    return _sure(time <= limit if before else time > limit)


def named_time(text: str) -> int | None:
    """The last time of day that a text names, in minutes; "12:45" is at night if the talk is."""
    if _MIDNIGHT.search(text) and not re.search(r"\d{1,2}:\d\d", text):
        return 24 * 60 + (30 if "half past" in text.lower() else 0)
    for match in reversed(list(_TIME_OF_DAY.finditer(text))):
        if match["half"] is None and match["minute"] is None:
            continue
        half = (match["half"] or "")[:1].lower()
        hour = int(match["hour"])
        if not half and hour <= 12 and _AT_NIGHT.search(text):
            half = "a" if hour in (12, 1, 2, 3, 4) else "p"
        return _minutes(hour, int(match["minute"] or 0), half)
    return None


def _minutes(hour: int, minute: int, half: str | None) -> int:
    if half and half.lower().startswith("p") and hour < 12:
        hour += 12
    if half and half.lower().startswith("a") and hour == 12:
        hour = 0
    return hour * 60 + minute


def _day_of_month(part: str, _context: str | None, evidence: ChatEvidence) -> float | None:
    match = _DAY_OF_MONTH.search(part)
    if match is None:
        return None
    day = int(match["day"])
    before = match["how"].lower() in ("before", "until", "by")
    return _sure(evidence.today.day < day if before else evidence.today.day >= day)


def _status(part: str, _context: str | None, evidence: ChatEvidence) -> float | None:
    """As "Packed or shipped" or "during the stay" against the order's status."""
    status = evidence.status
    if not status:
        return None
    for asked, now in ((_DURING, _PRESENT), (_AFTERWARDS, _PAST)):
        if asked.search(part):
            return _sure(now.search(status) is not None)
    words, own = content_words(part), frozenset(content_words(status))
    is_negated = _NEGATED.search(part) is not None
    if words and set(words) <= _STATUS_WORDS:
        return _by_status_words(part, own & frozenset(words), evidence, is_negated=is_negated)
    if not own & _STATUS_WORDS & frozenset(words[:1]):
        return None
    return FAILS if is_negated else 0.6


def _by_status_words(
    part: str, shared: frozenset[str], evidence: ChatEvidence, *, is_negated: bool
) -> float | None:
    """A condition of status words only: by the record, unless the chat speaks of it too."""
    if shared:
        return _sure(not is_negated)
    if _said_otherwise(part, evidence):
        return 0.8
    spoken = meanings(f"{evidence.by_customer} {evidence.by_agent}")
    return None if meanings(part) & spoken else _sure(is_negated)


def _said_otherwise(part: str, evidence: ChatEvidence) -> bool:
    """Whether the agent has just said that it is as the condition says: newer than the record."""
    last = [text for by_agent, text in evidence.utterances if by_agent][-2:]
    wanted = frozenset(content_words(part)) - {"status", "order"}
    return any(wanted & frozenset(content_words(text)) for text in last) and not _NEGATED.search(
        part
    )


Reader = Callable[[str, str | None, ChatEvidence], float | None]


def _count(part: str, _context: str | None, evidence: ChatEvidence) -> float | None:
    """How many of something there are, as the customer says it: "two orders" are no two charges."""
    counted = _COUNTED.fullmatch(part.strip())
    if counted is None:
        return None
    stems = stem(counted["what"])
    said = [text.lower() for by_agent, text in evidence.utterances if not by_agent]
    named = [
        match["how_many"]
        for text in said
        for match in _NUMBER_OF.finditer(text)
        if stem(match["what"]) == stems
    ]
    if not named:
        return UNKNOWN
    return _sure(counted["how_many"].lower() in named[-1:])


_HOW_MANY = r"(?P<how_many>one|two|both|three|several|no)"
_COUNTED = re.compile(rf"{_HOW_MANY} (?P<what>[a-z]+)", re.IGNORECASE)
_NUMBER_OF = re.compile(rf"\b{_HOW_MANY}(?: (?!charge|payment)[a-z]+)? (?P<what>[a-z]+)\b")


def _scope(part: str, _context: str | None, evidence: ChatEvidence) -> float | None:
    """As "Only this home" against whether the customer says that they alone are concerned."""
    asked = "one" if _OF_ONE.match(part) else "all" if _OF_ALL.match(part) else None
    said = [it for text in evidence.by_customer.split("\n") if (it := scope(text)) is not None]
    return _sure(said[-1] == asked) if asked and said else None


_OF_ONE = re.compile(r"(?:only|just) (?:this|the|one|their|a)\b|a single\b", re.IGNORECASE)
_OF_ALL = re.compile(
    r"(?:the )?(?:whole|entire) (?:street|building|house|area|town|block|team|office|family)\b|"
    r"(?:all|several|many) (?:neighbors|people|users|customers|homes|colleagues)\b",
    re.IGNORECASE,
)


def _period(part: str, _context: str | None, evidence: ChatEvidence) -> float | None:
    """As "Within the minimum term" against the end of the minimum term on the record."""
    is_so = is_in_period(part, evidence.record, evidence.today)
    return None if is_so is None else _sure(is_so)


def _later(part: str, _context: str | None, evidence: ChatEvidence) -> float | None:
    """As "More than 14 days later" against the day that the customer names, from the due date."""
    length = spans(part)
    if not length or not _LATER.search(part):
        return None
    days = days_in(evidence.by_customer, evidence.today, future=True, months=True)
    if not days:
        return UNKNOWN
    return _sure(_is_within(part, length[0], evidence.due or evidence.today, days[-1]))


_LATER = any_of("later|ahead|from now|in the future")
"""Counts forward."""


def _abroad(part: str, _context: str | None, evidence: ChatEvidence) -> float | None:
    """As "Abroad" against the countries that the customer names."""
    if not _ABROAD.search(part):
        return None
    if _ABROAD.search(evidence.by_customer) or _COUNTRIES.search(evidence.by_customer):
        return FAILS if _NEGATED.search(part) else HOLDS
    return UNKNOWN


_ABROAD = any_of("abroad|overseas|outside (?:of )?the country|(?:another|foreign) country")
_COUNTRIES = any_of(
    "canada|mexico|france|germany|spain|italy|portugal|austria|switzerland|belgium|netherlands",
    "england|scotland|wales|ireland|united kingdom|uk|denmark|sweden|norway|finland|poland",
    "greece|turkey|japan|china|india|korea|thailand|vietnam|philippines|indonesia|australia",
    "new zealand|brazil|argentina|chile|colombia|peru|egypt|morocco|south africa|kenya|nigeria",
    "israel|dubai|emirates|saudi arabia|ukraine|romania|hungary|croatia|iceland|russia|europe|asia",
    "czech republic|czechia|singapore|malaysia|taiwan|hong kong|pakistan|bangladesh|africa",
)
"""Names of countries; a site is in one, but customers don't name that."""

_READERS: Sequence[Reader] = (
    *(_scope, _abroad, _period, _later, _lead_time, _amount, _elapsed, _day_of_month),
    *(_clock, _status, _count),
)


def _sure(is_so: bool) -> float:
    return HOLDS if is_so else FAILS


def _answered(part: str, evidence: ChatEvidence) -> float | None:
    """What the customer answered if the agent asked in the condition's words."""
    wanted = _stems(part) - {"the", "a", "is", "it"}
    asked = ""
    result: float | None = None
    for by_agent, text in evidence.utterances:
        if by_agent:
            asked = text if any(_asks_in_words(s, wanted) for s in sentences(text)) else ""
        elif asked and len(wanted) > 1:
            reply = plain(text)
            result = HOLDS if says_yes(reply) else FAILS if says_no(reply) else result
            asked = ""
    return result


def _asks_in_words(sentence: str, wanted: set[str]) -> bool:
    return "?" in sentence and " or " not in sentence and wanted <= _stems(sentence)


def _stems(text: str) -> set[str]:
    return {stem(word) for word in re.findall(r"[a-z']+", text.lower())}


_OTHER_WORDS = (
    (
        re.compile(r"\bout of stock|not in stock\b", re.IGNORECASE),
        re.compile(r"\bsold out\b|\bnone left\b|\bout of stock\b", re.IGNORECASE),
    ),
    (
        re.compile(r"^in stock\b", re.IGNORECASE),
        re.compile(r"\bin stock\b|\bwe have (?:it|them|one)\b|\bis here\b", re.IGNORECASE),
    ),
    (
        re.compile(r"^no \w+ free\b|^fully booked\b|^not available\b", re.IGNORECASE),
        re.compile(
            r"\b(?:every|all) \w+ (?:is|are) taken\b|\bfully booked\b|\bno \w+ free\b",
            re.IGNORECASE,
        ),
    ),
)
"""Conditions that are usually put into other words in a chat."""


# --- by words --------------------------------------------------------------------------------


def _by_words(part: str, evidence: ChatEvidence) -> float:
    """How many of the condition's words were said, with or without a negation as it has one."""
    spoken = f"{evidence.by_agent}\n{evidence.by_customer}"
    if any(asked.search(part) and paraphrase.search(spoken) for asked, paraphrase in _OTHER_WORDS):
        return 0.9
    if _only_in_other_items(part, evidence):
        return FAILS
    wanted = meanings(re.sub(r"^(?:not?|never|without) ", "", part, flags=re.IGNORECASE))
    share = len(wanted & evidence.meanings) / len(wanted) if wanted else 0.0
    if _is_unsaid_event(part, evidence):
        share = min(share, _CIRCUMSTANCES)
    return _weighed(wanted, share, evidence, is_negated=_NEGATED.search(part) is not None)


_CIRCUMSTANCES = 0.2
"""What the words around an event count for as long as the event itself was not spoken of."""

_EVENT = re.compile(
    r"^(?P<what>[a-z]+ed|sent|lost|paid|sold|stolen|broken|taken) \w", re.IGNORECASE
)
"""Begins a condition that something has happened: "Charged after a confirmed cancellation"."""


def _is_unsaid_event(part: str, evidence: ChatEvidence) -> bool:
    """Whether it is the condition that something has happened, which nobody has said."""
    event = _EVENT.match(part)
    return event is not None and not meanings(event["what"]) & evidence.meanings


def _weighed(
    wanted: frozenset[str], share: float, evidence: ChatEvidence, *, is_negated: bool
) -> float:
    """The share of words as a score: less if only the agent said them, below 0 if denied."""
    if share == 0:
        return UNKNOWN
    speaks = [s for _, text in evidence.utterances for s in sentences(text) if wanted & meanings(s)]
    negated = [s for s in speaks if _NEGATION.search(s)]
    if is_negated:
        return 0.9 * share if negated else -0.6 * share
    if speaks and len(negated) == len(speaks) and len(wanted) == 1:
        return -0.6
    by_customer = len(wanted & evidence.customer_meanings) / len(wanted)
    return 0.7 * share + 0.2 * by_customer


def _only_in_other_items(part: str, evidence: ChatEvidence) -> bool:
    """As "Saver rate" fails for an item that is named with another rate."""
    words = re.findall(r"[A-Za-z]+", part)
    if len(words) != 2 or evidence.item is None:
        return False
    kind = words[1].lower()
    name = evidence.item.name.lower()
    return re.search(rf"\b\w+ {kind}\b", name) is not None and part.lower() not in name
