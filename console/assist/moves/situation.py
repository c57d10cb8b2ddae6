"""Where a chat stands, as far as it decides what the agent should say next."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from console.assist.moves.conditions import holds
from console.assist.moves.evidence import ChatEvidence
from console.assist.moves.grammar import plain
from console.assist.moves.progress import (
    has_done_behind,
    has_looked_behind,
    is_asked_as_approved,
    is_asking_over,
)
from console.assist.moves.words import joined, meanings, overlap, sentences
from console.assist.reading.answers import is_unable
from console.assist.reading.forms import NeedForm, read_need
from console.assist.reading.patterns import any_of
from console.assist.reading.slot_mentions import named_order, noun_of_order
from console.assist.reading.subject import goods
from console.assist.reading.values import Known
from console.domain.chat import Chat, Message
from console.domain.customers import Customer, Order, OrderItem
from console.domain.events import ChatRead, NeedReading, Stance
from console.domain.issues import Issue
from console.domain.knowledge import Article
from console.domain.names import first_name
from console.domain.slots import money, slot_values

_ENGLISH_WORDS = frozenset("the is my i you and to it not please thanks thank your of we".split())
_OWN_WORDS = {
    "de": frozenset(
        "ich und nicht ist danke bitte das der die wir mein meine sie ein eine".split()
    ),
    "es": frozenset("gracias el la que mi por favor es un una los con para hola".split()),
    "fr": frozenset("merci je est vous le la les mon ma une et bonjour pas nous".split()),
}
"""Frequent words that tell these languages apart."""


_OF_ITEM = ("item", "price")
"""Slots whose value is that of the item."""


@dataclass(frozen=True, slots=True)
class Need:
    """One entry of the article's ``ask``, as far as the chat has come with it.

    ``wanted`` is what is still wanted of it, in its own words; ``part_told`` says that the rest was
    told. ``asked`` is whether the agent has asked for it, ``needed`` whether it applies here.
    ``decides`` is whether its answer is one of a few, which usually decides what is to be done.
    ``passed`` says that the agent has gone on without its having been read.
    """

    entry: str
    wanted: str
    met: bool
    asked: bool
    needed: bool = True
    passed: bool = False
    part_told: bool = False
    is_subject: bool = False
    is_choice: bool = False
    decides: bool = False


@dataclass(frozen=True)
class Situation:
    """One moment of a chat.

    ``further`` are the site's other articles, those of the same issue first. ``needs`` are the
    entries of the article's ``ask``, ``done`` the steps that were carried out, ``failed`` those
    that were tried in vain, each with the reason. ``open_questions`` are the customer's messages
    that ask something nobody has answered.
    """

    messages: tuple[Message, ...]
    customer: Customer
    order: Order | None
    item: OrderItem | None
    article: Article | None
    further: tuple[Article, ...]
    issue: Issue | None
    needs: tuple[Need, ...]
    done: tuple[str, ...]
    failed: tuple[tuple[str, str | None], ...]
    open_questions: tuple[str, ...]
    stance: Stance
    today: date

    @cached_property
    def evidence(self) -> ChatEvidence:
        """What conditions are compared with."""
        utterances = tuple((m.by_agent, m.text) for m in self.messages if m.text.strip())
        return ChatEvidence(utterances, self.customer, self.order, self.item, self.today)

    @cached_property
    def slots(self) -> dict[str, str]:
        """The values of the slots of approved texts."""
        item = self.item
        known = slot_values(
            self.customer, self.order, item=None if item is None else spoken_name(item.name)
        )
        if self.order is not None and item is None:
            known = {slot: value for slot, value in known.items() if slot not in _OF_ITEM}
        if self.order is not None and item is not None and item.price is not None:
            known["price"] = money(item.price, self.order.currency)
        if self.customer.orders:
            return known
        noun = noun_of_order(self.article) if self.article else None
        said = named_order([(m.by_agent, m.text) for m in self.messages], noun or "order")
        return {"order_id": said, **known} if said else known

    @cached_property
    def latest(self) -> tuple[str, ...]:
        """What the customer wrote since the agent's last message."""
        texts: list[str] = []
        for message in reversed(self.messages):
            if message.by_agent:
                break
            texts.append(message.text)
        return tuple(reversed(texts))

    @cached_property
    def agent_texts(self) -> tuple[str, ...]:
        """The agent's messages, oldest first."""
        return tuple(message.text for message in self.messages if message.by_agent)

    @cached_property
    def missing(self) -> tuple[Need, ...]:
        """The needs that apply here, that the customer has not met and the agent has not passed."""
        return tuple(n for n in self.needs if n.needed and not n.met and not n.passed)

    @cached_property
    def is_first_contact(self) -> bool:
        """Whether the agent has said nothing yet but a greeting."""
        return not any("?" in text or len(text.split()) > 25 for text in self.agent_texts)

    @cached_property
    def policy_text(self) -> str:
        """The article's steps and policy in one text."""
        article = self.article
        return "" if article is None else plain("\n".join((*article.steps, article.body)))

    @property
    def language(self) -> str:
        """What the customer writes; English where there are no words for it here.

        The record says it, unless they have written English and nothing of their own language.
        """
        language = (self.customer.language or "en").lower()[:2]
        if language not in _OWN_WORDS:
            return "en"
        texts = (m.text.lower() for m in self.messages if not m.by_agent)
        said = {word for text in texts for word in re.findall(r"[^\W\d_]+", text)}
        is_english = len(said & _ENGLISH_WORDS) > 1 and not said & _OWN_WORDS[language]
        return "en" if is_english else language

    @property
    def first_name(self) -> str:
        """The customer's first name, or the whole where it is in doubt; empty without a name."""
        return first_name(self.customer.name)


def situation(
    chat: Chat,
    article: Article | None,
    issue: Issue | None,
    articles: Sequence[Article],
    today: date,
    read: ChatRead | None = None,
) -> Situation:
    """The situation of a chat, from what was read and recorded in it.

    Args:
        chat: the chat with its procedure.
        article: the article of the issue that the suggestion is for.
        issue: that issue.
        articles: all articles of the site.
        today: the day that deadlines are counted to.
        read: what the chat was read to hold, if it is newer than the chat's own reading.
    """
    state = chat.procedure
    read = read or state.read
    order = _order(chat, state.order or (read.order if read else None))
    texts = {message.id: message.text for message in chat.messages}
    moment = Situation(
        messages=tuple(chat.messages),
        customer=chat.customer,
        order=order,
        item=_item(order, state.item or (read.item if read else None)),
        article=article,
        further=_further(article, issue, articles),
        issue=issue,
        needs=(),
        done=state.done_steps(article.id) if article else (),
        failed=_failed(chat, article),
        open_questions=tuple(texts[m] for m in read.questions if m in texts) if read else (),
        stance=read.stance if read else Stance.TELLING,
        today=today,
    )
    return replace(moment, needs=_needs(moment, chat, article, read))


def spoken_name(item: str) -> str:
    """An item's name as it is said: without the size and color that follow a comma."""
    return item.split(",", maxsplit=1)[0].strip()


def _order(chat: Chat, order: str | None) -> Order | None:
    return next((o for o in chat.customer.orders if o.id == order), None)


def _item(order: Order | None, name: str | None) -> OrderItem | None:
    """The item of that name, or the only one that an order has; of several none is guessed."""
    if order is None or not order.items:
        return None
    named = next((item for item in order.items if item.name == name), None)
    things = goods(order) or order.items
    return things[0] if named is None and len(things) == 1 else named


def _further(
    article: Article | None, issue: Issue | None, articles: Sequence[Article]
) -> tuple[Article, ...]:
    others = [other for other in articles if article is None or other.id != article.id]
    related = [other for other in others if issue is not None and issue.id in other.issues]
    return (*related, *(other for other in others if other not in related and not other.issues))


def _failed(chat: Chat, article: Article | None) -> tuple[tuple[str, str | None], ...]:
    if article is None:
        return ()
    attempts = [(step, chat.procedure.action_on(article.id, step)) for step in article.steps]
    return tuple((step, a.detail) for step, a in attempts if a is not None and a.done is False)


def _needs(
    moment: Situation, chat: Chat, article: Article | None, read: ChatRead | None
) -> tuple[Need, ...]:
    if article is None:
        return ()
    readings = {r.need: r for r in read.needs} if read and read.article == article.id else {}
    corrected = chat.procedure.corrected
    return tuple(
        _need(moment, entry, readings.get(entry), corrected.get((article.id, entry)))
        for entry in article.ask
    )


def _need(
    moment: Situation, entry: str, reading: NeedReading | None, corrected: bool | None
) -> Need:
    form = read_need(entry)
    missing = reading.missing if reading else ()
    part_told = 0 < len(missing) < len(form.parts)
    condition = form.condition
    applies = not condition or _applies(condition, moment)
    met = (reading.met if reading else False) or _is_chosen(form, moment)
    wanted = wanted_words(entry, missing if part_told else ())
    other = None if met else _other_of_two(wanted, moment)
    part_told, wanted = (True, other) if other else (part_told, wanted)
    asked = any(_asks_for(text, wanted) for text in moment.agent_texts)
    return Need(
        entry=entry,
        wanted=wanted,
        met=met if corrected is None else corrected,
        asked=asked,
        needed=(reading is None or reading.needed) and applies,
        passed=not met and corrected is None and _is_passed(entry, asked, moment),
        part_told=part_told,
        is_subject=form.parts[0].shape == "subject" and len(form.parts) == 1,
        is_choice=form.parts[0].shape == "choice",
        decides=any(part.shape in ("choice", "polar") for part in form.parts),
    )


def _is_passed(entry: str, asked: bool, moment: Situation) -> bool:
    """Whether the agent recorded the question for a need as done, and no answer is to come.

    What was asked in so many words and not answered, only a deed passes: an agent looks things up
    while they wait.
    """
    article, done = moment.article, moment.done
    if article is None or not moment.agent_texts:
        return False
    if has_done_behind(article, done, entry):
        return True
    if asked or is_asked_as_approved(article, moment.agent_texts):
        return False
    by_customer = [message.text for message in moment.messages if not message.by_agent]
    known = Known(moment.today)
    return has_looked_behind(article, done, entry) or is_asking_over(
        article, done, entry, by_customer, moment.stance, known
    )


_OF_TWO = re.compile(
    r"^(?=(?>.+? of ).+ and (?:one )?of .+$)"
    r"(?P<head>.+?) of (?P<first>.+?),? and (?:one )?of (?P<second>.+)$",
    re.IGNORECASE,
)
"""Two of a kind: "a photo of the damage and one of the box"."""


def _other_of_two(wanted: str, moment: Situation) -> str | None:
    """The second of two things of a kind where the customer has sent the first one only."""
    two = _OF_TWO.match(wanted)
    if two is None:
        return None
    head, second = meanings(two["head"]), meanings(two["second"])
    latest = [meanings(text) for text in moment.latest if not is_unable(text)]
    if not any(head & words for words in latest) or any(second & words for words in latest):
        return None
    return f"{two['head']} of {two['second']}"


def _is_chosen(form: NeedForm, moment: Situation) -> bool:
    """Whether the customer named one of the options, and no other."""
    part = form.parts[0]
    if part.shape != "choice" or len(form.parts) > 1:
        return False
    named_by_customer = moment.evidence.customer_meanings
    named = [option for option in part.options if meanings(option) & named_by_customer]
    return len(named) == 1 and not re.search(r"\b(?:other|another|new|which)\b", named[0].lower())


_OF_ITSELF = any_of(
    r"there (?:is|are)|one|any|several|have|needed|known|possible|available|needs?|require\w*"
)
"""A condition that only the customer can tell: "if there is one"."""
_LIKELY = 0.3


def _applies(condition: str, moment: Situation) -> bool:
    """Whether a need's condition holds; "if there is one" only the customer can tell."""
    how_sure = holds(re.sub(r"^if ", "", condition), None, moment.evidence)
    return how_sure > -_LIKELY if _OF_ITSELF.search(condition) else how_sure >= _LIKELY


def _asks_for(text: str, wanted: str) -> bool:
    asked = [s for s in sentences(text) if "?" in s or re.search(r"\b(?:please|need)\b", s)]
    return any(overlap(wanted, sentence) >= 0.5 for sentence in asked)


_BRACKETS = re.compile(r"(?<!\s)\s*+\([^()]{0,400}\)")
_CONDITION = re.compile(r",? (?:if|unless|in case|only if)\b.*$", re.IGNORECASE)
"""The condition at the end of an entry."""


def wanted_words(entry: str, missing: Sequence[str]) -> str:
    """What an entry asks for, without brackets and conditions; only ``missing`` parts if some."""
    text = _CONDITION.sub("", _BRACKETS.sub("", plain(entry))).strip().rstrip("?").strip()
    return joined(missing) if missing else text
