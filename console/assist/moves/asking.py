"""Questions for what the customer has not told yet, from an article's own words."""

import re
from collections.abc import Sequence

from console.assist.moves.calendar import days_in
from console.assist.moves.glossary import named_in_english
from console.assist.moves.grammar import to_customer
from console.assist.moves.situation import Need, Situation, spoken_name
from console.assist.moves.verbs import VERBS, first_word
from console.assist.moves.words import (
    capitalized,
    content_words,
    joined,
    meanings,
    overlap,
    sentences,
    uncapitalized,
)
from console.assist.reading.answers import inability
from console.assist.reading.descriptions import describes
from console.assist.reading.patterns import any_of, pattern
from console.assist.reading.slot_mentions import noun_of_order
from console.domain.customers import Order
from console.domain.events import Stance
from console.domain.slots import slots_in, worded

_WH = r"(?:which|what|where|when|how|who|whose|why)"
_ASKS_DIRECTLY = pattern(
    rf"""
    ^(?:(?:about|in|at|on|since|for|from|by|with|to) )?{_WH}\b|
    ^(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|may|should)\b
""",
    re.IGNORECASE,
)
"""An entry that is a question already."""
_HAS_VERB = any_of(
    "is|are|was|were|do|does|did|has|have|had|can|could|will|would|may|should|must",
    "happens?|looks?|shows?|says?|works?|goes|went|comes?|came|caused|hurts?",
    "makes?|fails?|failed|broke",
)
"""A question with a verb of its own; "which code" has none."""
_DETERMINER = re.compile(r"^(?:the|an?|your|their|one|any|all|two|both|some)\b", re.IGNORECASE)
"""A thing that is named with its article already."""

_SENT = any_of(
    "photos?|pictures?|videos?|screenshots?|images?|scans?|cop(?:y|ies)",
    "receipts?|documents?|statements?|proofs?|files?|notes?",
)
"""What is sent rather than told."""
_QUANTITY_ASKED = any_of("how many (?P<what>[a-z]+)|how (?P<long>long)")
_QUANTITY_TOLD = pattern(
    r"""
    \d|\b(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|dozen|half|couple|few|
    until|till|january|february|march|april|may|june|july|august|september|october|november|
    december|summer|autumn|winter|spring|forever|week|month|year)\b
""",
    re.IGNORECASE,
)
"""Tells how many or how long, roughly at least."""
_DAY_ASKED = any_of(
    "(?:from|until|till|since|by|and|or|exactly) when|tell me .{0,40}when",
    r"when(?=\?)|when's\b.*|"
    r"when (?:do|does|did|would|will|can|could|should|shall|is|are|was|were|exactly)\b.*",
    "(?:which|what) (?:days?|dates?)|dates?",
)
"""A question for a day; "when" may also begin what goes with another question."""

_HEDGES = any_of(
    "something like|depends|not sure|maybe|or so|don'?t know yet|sometime|some time|roughly"
)
"""Leaves a day open."""
_NEVER_WHOLE = re.compile(
    r",? (?P<rule>never (?:the|your|a) [a-z ]{1,400}+)(?=[.,;]|$)", re.IGNORECASE
)
"""A rule that only a part of something is to be told: "never the complete number"."""

_FINISHED = any_of(
    "delivered|cancel+ed|returned|refunded|departed|completed|closed|ended|expired|checked out|"
    "attended|used",
)
"""A status after which there is little left to do for an order."""
_IDENTITY = any_of(r"identity|identification|verif\w+|date of birth|account(?! number)")
"""Has to do with who the customer is."""

_REASONS: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        _IDENTITY,
        "It's only to make sure that it's really you, so that nobody else can change anything.",
    ),
    (
        _SENT,
        "It lets us see for ourselves, so that I can put it right without going back and forth.",
    ),
)
_MOST_QUESTIONS = 3


def questions_for(situation: Situation, needs: Sequence[Need]) -> str:
    """One message's worth of questions for the needs, the first in a chat or asked again."""
    if situation.stance is Stance.REFUSING:
        return _for_refused(situation, needs)
    if situation.is_first_contact:
        return _for_first_contact(situation, needs)
    if another_way := _for_unable(situation, needs):
        return another_way
    again = [need for need in needs if need.asked]
    fresh = [need for need in needs if not need.asked]
    texts = [*_asked_again(situation, again), *_asked_first(situation, fresh)]
    return " ".join(texts[:_MOST_QUESTIONS])


def reason_for(needs: Sequence[Need], situation: Situation) -> str:
    """Why something is needed, for a customer who wonders; empty if no common reason is known."""
    article = situation.article
    about = " ".join(need.entry for need in needs)
    if article is not None and any(
        overlap(about, s) > 0.6 and _IDENTITY.search(s) for s in article.steps
    ):
        about += " identity"
    return next((reason for pattern, reason in _REASONS if pattern.search(about)), "")


# --- the first message -----------------------------------------------------------------------


def _for_first_contact(situation: Situation, needs: Sequence[Need]) -> str:
    """The diagnosis puts the issue and asks for everything; it is kept to what is missing."""
    article = situation.article
    if article is None or not article.diagnosis:
        return " ".join(_asked_first(situation, needs)[:_MOST_QUESTIONS])
    filled = [worded(s, situation.slots) for s in sentences(article.diagnosis)]
    known = [s for s in filled if "{" not in s]
    whole = len(needs) == len([n for n in situation.needs if n.needed]) and len(known) == len(
        filled
    )
    asks_told = any(_is_described(s, situation) for s in known if s.endswith("?"))
    if whole and not asks_told and not any(need.part_told or need.is_subject for need in needs):
        return _with_order(known, situation)
    statements = [s for s in known if not s.endswith("?") and not s.startswith(("To ", "So that"))]
    questions = _asked_first(situation, needs)
    if any(need.is_subject for need in needs) or not (
        order_question(situation) or _item_question(situation)
    ):
        return " ".join([*statements[:1], *questions[:_MOST_QUESTIONS]])
    return _with_order([*statements[:1], *questions[: _MOST_QUESTIONS - 1]], situation)


def _with_order(texts: Sequence[str], situation: Situation) -> str:
    """The texts, and the question for the order behind the others."""
    question = order_question(situation) or _item_question(situation)
    if question and any("?" in text for text in texts):
        question = f"And {uncapitalized(question)}"
    return " ".join([*texts, question]).strip()


def order_question(situation: Situation) -> str:
    """Asks which order it is, where only the customer can say so; empty if it was told or asked.

    That is so where no order of theirs is on record, and the article speaks of one by its number.
    """
    article = situation.article
    if article is None:
        return ""
    if situation.customer.orders or "order_id" in situation.slots:
        return ""
    noun = noun_of_order(article)
    asked = any(f"your {noun} number?" in text for text in situation.agent_texts)
    return "" if noun is None or asked else f"What is your {noun} number?"


def _item_question(situation: Situation) -> str:
    """Asks which item of several it is, where the article speaks of one; empty if that is known."""
    article = situation.article
    if article is None or situation.order is None or situation.item is not None:
        return ""
    names = _items(situation)
    speaks_of_it = "item" in slots_in(f"{article.diagnosis} {article.reply}") and any(
        _OF_ITEM.search(line) for line in (*article.ask, *article.steps)
    )
    asked = any(_WHICH_ITEM.search(text) for text in situation.agent_texts)
    if asked or not speaks_of_it or any(need.is_subject for need in situation.needs):
        return ""
    return f"Which item is it: {joined(names, 'or')}?" if 1 < len(names) <= _MOST_NAMED else ""


_OF_ITEM = re.compile(r"\bitems?\b|\bdamaged?\b", re.IGNORECASE)
"""Does something with an item, rather than with the whole order."""

_MOST_NAMED = 4
"""Items that are named in a question; of more the customer had rather be asked openly."""

_DESCRIPTION = re.compile(
    r"\bwhat (?:exactly )?(?:is|was|happen\w*|went|\w+s) ?[^,?]*", re.IGNORECASE
)
"""The part of a question that wants a description."""


def _is_described(question: str, situation: Situation) -> bool:
    """Whether a question wants a description that the customer has given with their first words."""
    wanted = _DESCRIPTION.search(question)
    if wanted is None:
        return False
    said = [s for text in situation.latest for s in sentences(text)]
    return any(describes(s, re.split(r" and ", wanted[0])[0]) for s in said)


def _asked_first(situation: Situation, needs: Sequence[Need]) -> list[str]:
    """A question for each need; what is simply to be given is asked for in one sentence."""
    things: list[str] = []
    questions: list[str] = []
    for need in needs:
        approved = _approved(situation, need, "question")
        bare = need.is_subject and not _HAS_VERB.search(need.wanted)
        named = _which(situation, need) if bare else ""
        if approved and ":" not in named:
            questions.append(approved)
        elif bare:
            questions.append(named)
        elif _is_question(need.wanted, need):
            questions.append(_direct(situation, need))
        else:
            things.append(_thing(need))
    return ([_request(things)] if things else []) + questions


def _request(things: Sequence[str]) -> str:
    sent = [thing for thing in things if _SENT.search(thing)]
    answered = [thing for thing in things if thing not in sent]
    parts = []
    if answered:
        verb = "tell me" if re.match(rf"{_WH}\b", answered[0]) else "give me"
        parts.append(f"{verb} {joined(answered)}")
    if sent:
        parts.append(f"send me {joined(sent)}")
    return f"Could you {', and '.join(parts)}, please?"


def _thing(need: Need) -> str:
    text = re.sub(r"^(?:with|including) ", "", to_customer(uncapitalized(need.wanted)))
    return text if _DETERMINER.match(text) or re.match(rf"{_WH}\b", text) else f"the {text}"


def _is_question(text: str, need: Need) -> bool:
    return need.entry.rstrip().endswith("?") or (
        _ASKS_DIRECTLY.match(text) is not None and not _is_indirect(text)
    )


def _is_indirect(text: str) -> bool:
    """As "When and where it was bought" is told, not asked."""
    return (
        re.match(rf"{_WH}(?: and {_WH})* (?:it|they|the|you|your)\b", text, re.IGNORECASE)
        is not None
    )


def _direct(situation: Situation, need: Need) -> str:
    """An entry in the form of a question, asked of the customer."""
    text = to_customer(need.wanted).rstrip("? ")
    if situation.item and not _WHICH_ITEM.search(text):
        text = re.sub(r"\b(?:the )?item\b", _item(situation), text)
    if need.is_choice and not _ASKS_DIRECTLY.match(text):
        return _choice(situation, text)
    if not _ASKS_DIRECTLY.match(text):
        return f"Could you tell me {_thing(need)}?"
    return f"{capitalized(text)}?" if _HAS_VERB.search(text) else _completed(text)


_WHICH_ITEM = re.compile(r"\b(?:which|what) items?\b", re.IGNORECASE)
"""Asks for the item, so that it can't be named in the question."""


def _choice(situation: Situation, options: str) -> str:
    """Options without a question around them: "Pause, change or cancel"."""
    if _day_was_asked(situation):
        return "Which day exactly should it be?"
    if first_word(options.split(",", maxsplit=1)[0]) in VERBS:
        return f"Would you like to {uncapitalized(options)}?"
    return f"Which would you like: {uncapitalized(options)}?"


_TWO_ASKED = re.compile(
    rf"(?:in |at |on |since |for )*{_WH}\b[^,]*(?:,| and) (?:and )?{_WH}\b", re.IGNORECASE
)
"""Two questions in one: "in which room, and when"."""

_ASKS_WHEN = re.compile(r"(?:since )?when\b|where\b|how\b|in\b|at\b", re.IGNORECASE)
"""Asks for a circumstance rather than for a thing."""


def _completed(text: str) -> str:
    """A question without a verb, with one: "Which code" asks "Which code is it?"."""
    head, colon, details = text.partition(": ")
    if colon:
        return f"{capitalized(head)} is it, by {details}?"
    if text.endswith(" instead"):
        return f"{capitalized(text.removesuffix(' instead'))} would you like instead?"
    if _TWO_ASKED.match(text):
        return f"Could you tell me {uncapitalized(text)}?"
    return f"{capitalized(text)} {'was that' if _ASKS_WHEN.match(text) else 'is it'}?"


def _item(situation: Situation) -> str:
    return f"the {spoken_name(situation.item.name)}" if situation.item else "the item"


# --- again -----------------------------------------------------------------------------------


def _asked_again(situation: Situation, needs: Sequence[Need]) -> list[str]:
    """What was asked and not answered, in other words and with the reason."""
    if not needs:
        return []
    approved = [
        t
        for need in needs
        if not need.part_told
        for t in [_approved(situation, need, "again")]
        if t
    ]
    if len(approved) == len(needs):
        return approved
    things = [_thing(n) for n in needs if not n.is_subject and not _is_question(n.wanted, n)]
    direct = [
        _direct(situation, n) for n in needs if not n.is_subject and _is_question(n.wanted, n)
    ]
    which = [_which(situation, n) for n in needs if n.is_subject]
    texts = [_still_needed(situation, things)] if things else []
    texts += [f"One thing I still need to know: {uncapitalized(it)}" for it in direct[:1]]
    texts += [*direct[1:], *which]
    if not any(need.part_told for need in needs):
        texts.append(reason_for(needs, situation))
    return [text for text in texts if text]


def _still_needed(situation: Situation, things: Sequence[str]) -> str:
    never = _never_whole(situation, " ".join(things))
    text = f"What I still need is {joined(things)}, please"
    return f"{text}, {never}." if never else f"{text}."


def _never_whole(situation: Situation, about: str) -> str:
    """A rule of the procedure about what is asked for: "never the whole code"."""
    for step in situation.article.steps if situation.article else ():
        rule = _NEVER_WHOLE.search(step)
        if rule and set(content_words(rule["rule"])) & set(content_words(about)):
            return rule["rule"]
    return ""


def _for_refused(situation: Situation, needs: Sequence[Need]) -> str:
    """Another way to tell the same, or the reason if there is none."""
    for need in needs:
        options = _options(need.wanted)
        refused = set(meanings(" ".join(situation.latest)))
        left = [option for option in options if not (set(meanings(option)) & refused)]
        if len(options) > 1 and left and len(left) < len(options):
            thing = uncapitalized(left[0])
            thing = thing if _DETERMINER.match(thing) else f"the {thing}"
            return f"That's fine, {thing} does as well. Could you give me that instead?"
        approved = _approved(situation, need, "instead")
        if approved:
            return f"That's fine. {approved}"
    doubts = any(
        re.search(r"\b(?:why|what for)\b", text, re.IGNORECASE) for text in situation.latest
    )
    opening = "That's a fair question." if doubts else "I understand that you'd rather not."
    reason = reason_for(needs, situation) or "I need it to get this done for you."
    things = [need for need in needs if not _is_question(need.wanted, need)]
    asked = [_direct(situation, need) for need in needs if need not in things]
    asked += [f"Could you give me {joined([_thing(need) for need in things])}?"] if things else []
    return " ".join([opening, reason, *asked[:_MOST_QUESTIONS]])


_PICTURES = any_of(
    "photos?|pictures?|pics?|videos?|screenshots?|phone|camera|mobile|scanner",
    "fotos?|bild(?:er)?|bildschirmfotos?|kamera|handy|telefon|smartphone",
    "camara|movil|telefono|imagen|telephone|portable|appareil|fotocamera|cellulare|camera"
    "|telemovel|celular|telefone|telefoon|mobiel",
)
"""Pictures, and what they are taken with."""


def _for_unable(situation: Situation, needs: Sequence[Need]) -> str:
    """The article's other way, for a customer who can't give what they were asked for."""
    said = [inability(s) for text in situation.latest for s in sentences(text)]
    language = (situation.customer.language or "en").lower()[:2]

    def named(text: str) -> frozenset[str]:
        return meanings(text) | named_in_english(text, language)

    for need in needs:
        is_sent, wanted = _SENT.search(need.wanted) is not None, meanings(need.wanted)
        unable = (_PICTURES.search(it) if is_sent else wanted & named(it) for it in said if it)
        if need.asked and any(unable):
            approved = _approved(situation, need, "instead")
            if approved:
                return f"That's fine. {approved}"
    return ""


def _options(text: str) -> list[str]:
    return [part.strip() for part in re.split(r",? or ", text) if part.strip()]


# --- what was asked but is no need --------------------------------------------------------------


def unanswered_quantity(situation: Situation) -> str:
    """Asks again for a number that the agent asked for and didn't get; empty if there is none."""
    if not situation.agent_texts or not situation.latest or situation.open_questions:
        return ""
    if _day_was_asked(situation) and _is_vague(situation):
        return "Which day exactly should it be?"
    asked = _QUANTITY_ASKED.search(situation.agent_texts[-1])
    reply = re.sub(r"\b(?:a|an) (?=lot|bit|moment)|all of", "", " ".join(situation.latest))
    if asked is None or _QUANTITY_TOLD.search(reply):
        return ""
    what = asked["what"] or "long"
    policy = situation.policy_text
    allowed = re.search(rf"\b(\w+ to \w+) {what}\b", policy) if asked["what"] else None
    question = f"how many {what} should it be" if asked["what"] else "how long should it be"
    if allowed is None:
        return f"{capitalized(question)}, roughly? Then I'll enter it."
    return f"It can be {allowed[1]} {what}: {question}, roughly?"


def _is_vague(situation: Situation) -> bool:
    latest = " ".join(situation.latest)
    return _HEDGES.search(latest) is not None and not days_in(latest, situation.today)


def _day_was_asked(situation: Situation) -> bool:
    asked = [s for text in situation.agent_texts[-1:] for s in sentences(text) if "?" in s]
    return any(_DAY_ASKED.search(question) for question in asked)


# --- which order -----------------------------------------------------------------------------


def _which(situation: Situation, need: Need) -> str:
    """Asks which of several orders, or which item of an order, by naming them."""
    noun = next(iter(re.findall(rf"^{_WH} (\w+)", need.wanted, re.IGNORECASE)), "order").lower()
    action = _wanted_action(situation)
    asks = f"Which {noun} should I {action}" if action else f"Which {noun} is it about"
    named = _candidates(situation) if noun != "item" else _items(situation)
    if len(named) < 2 or len(named) > _MOST_NAMED:
        return f"{asks}?"
    return f"{asks}: {joined(named, 'or')}?"


def _wanted_action(situation: Situation) -> str:
    """What the customer wants done with it, from the article's title: "cancel"."""
    title = situation.article.title.lower() if situation.article else ""
    leading = re.match(r"[a-z]+(?:(?:, | or |, or )[a-z]+)*(?= (?:an?|the|your|my)\b)", title)
    verbs = [word for word in re.findall(r"[a-z]+", leading[0]) if word in VERBS] if leading else []
    if not verbs or first_word(title) != verbs[0]:
        return ""
    wished = situation.evidence.customer_meanings
    return next(
        (verb for verb in verbs if meanings(verb) & wished), "" if len(verbs) > 1 else verbs[0]
    )


def _candidates(situation: Situation) -> list[str]:
    orders = [o for o in situation.customer.orders if not _FINISHED.search(o.status)]
    return [_named(order) for order in orders or situation.customer.orders]


def _named(order: Order) -> str:
    name = order.items[0].name if order.items else ""
    return f"{order.id} ({name})" if name else order.id


def _items(situation: Situation) -> list[str]:
    items = situation.order.items if situation.order else ()
    names = [
        i.name
        for i in items
        if not re.search(r"\b(?:shipping|discount|tax|fee)\b", i.name, re.IGNORECASE)
    ]
    spoken = [spoken_name(name) for name in names]
    return [
        f"the {short if spoken.count(short) == 1 else name}"
        for name, short in zip(names, spoken, strict=True)
    ]


def _approved(situation: Situation, need: Need, which: str) -> str:
    wording = situation.article.need(need.entry) if situation.article else None
    if wording is None or (need.part_told and which != "instead"):
        return ""
    text: str = getattr(wording, which)
    filled = worded(text, situation.slots)
    return "" if "{" in filled else filled
