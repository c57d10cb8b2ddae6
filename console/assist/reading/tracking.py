"""Follows which parts of the needs a chat has met, message by message."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from console.assist.reading import answers
from console.assist.reading.conditions import rules_out
from console.assist.reading.forms import NeedForm, Part, kinds_asked
from console.assist.reading.questions import is_question, is_request
from console.assist.reading.subject import Subject
from console.assist.reading.telling import (
    COMMON,
    VARIOUS,
    answers_loosely,
    has_none,
    is_by_itself,
    options_in,
    states_case,
    tells_choice,
    tells_open,
    tells_polar,
    topic,
    values_in,
)
from console.assist.reading.values import STRONG, Known, find_values
from console.assist.reading.wording import concepts, length, plain, sentences
from console.domain.chat import Message

Nearness = Callable[[str, str], float]
"""How near the meanings of two texts are, the cosine of their embeddings."""

Key = tuple[int, int]
"""The place of a need among the needs, and of a part in the need."""

NEAR_QUESTION = 0.55
NEAR_ANSWER = 0.55
MET = 0.5

_GUESS = 0.6
"""What is no surer than this says nothing of the need's other parts."""

_SHORT = 6
"""Words of an answer that tells one thing only."""

_LOOSE = frozenset(("polar", "open", "choice"))


@dataclass(slots=True)
class Evidence:
    """What speaks for a part: how sure it is, by what, and in which message.

    ``counts`` says how often each sentence named it, ``order`` which message of the chat it was.
    """

    sure: float = 0.0
    by_nearness: bool = False
    message: str | None = None
    counts: dict[tuple[str, str], int] = field(default_factory=dict)
    order: int = 0


@dataclass(slots=True)
class _Heard:
    """One sentence of the customer's, and what its message has met so far."""

    sentence: str
    message: str
    met: set[int]


@dataclass(slots=True)
class Tracker:
    """Reads one message after the other; ``evidence`` has an entry for each part of each need.

    ``theme`` is what the article is about; ``asked_with`` are the approved questions for each need,
    by sentence; ``other_ways`` those of them that ask for something to be told instead.
    """

    forms: Sequence[NeedForm]
    known: Known
    subject: Subject
    nearness: Nearness | None = None
    theme: frozenset[str] = frozenset()
    asked_with: Sequence[frozenset[str]] = ()
    other_ways: Sequence[frozenset[str]] = ()
    evidence: dict[Key, Evidence] = field(default_factory=dict)
    _asked: set[Key] = field(default_factory=set)
    _asked_before: set[Key] = field(default_factory=set)
    _agent: list[str] = field(default_factory=list)
    _offered: dict[int, frozenset[str]] = field(default_factory=dict)
    _agent_was_last: bool = False
    _agent_spoke: bool = False
    _messages: int = 0
    _chosen: set[str] = field(default_factory=set)
    _just_met: list[Key] = field(default_factory=list)
    _common: frozenset[str] = frozenset()
    _recorded: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """Begin with nothing known."""
        self.evidence = {key: Evidence() for key, _ in self._parts()}
        counts = Counter(c for form in self.forms for c in form.concepts)
        heads = (_HEAD_OF_NAME.match(item) for item in self.known.items)
        self._recorded = frozenset(c for head in heads if head for c in concepts(head[1]))
        self._common = COMMON | {c for c, n in counts.items() if n > 1}

    def read(self, message: Message) -> None:
        """Take one message into account."""
        self._messages += 1
        if message.by_agent:
            self._hear_agent(message.text)
        else:
            self._hear_customer(message)
        self._agent_was_last = message.by_agent

    # --- the agent ---------------------------------------------------------------------------

    def _hear_agent(self, text: str) -> None:
        self._agent_spoke = True
        if not self._agent_was_last:
            self._asked_before |= self._asked
            self._asked, self._agent, self._offered = set(), [], {}
        unclear = False
        before = ""
        for sentence in sentences(text):
            folded = plain(sentence)
            self._offered |= {
                at: concepts(sentence)
                for at, other in enumerate(self.other_ways)
                if folded in other
            }
            if _asks_for(sentence):
                whole = f"{before} {sentence}" if _refers_back(sentence) else sentence
                self._agent.append(whole)
                asked = {key for key, part in self._parts() if self._asks_part(whole, part)}
                asked |= self._asked_as_approved(sentence)
                self._asked |= asked
                unclear = unclear or not asked
            before = sentence
        loose = [
            key
            for key, part in self._parts()
            if part.shape in _LOOSE and not self._is_met(key) and key not in self._asked
        ]
        if unclear and len(loose) == 1:
            self._asked.update(loose)

    def _asked_as_approved(self, sentence: str) -> set[Key]:
        folded = plain(sentence)
        needs = {at for at, questions in enumerate(self.asked_with) if folded in questions}
        return {key for key, _ in self._parts() if key[0] in needs}

    def _asks_part(self, sentence: str, part: Part) -> bool:
        if any(kind in kinds_asked(sentence) for kind in part.kinds):
            return True
        if any(k in STRONG and find_values(k, sentence, self.known) for k in part.kinds):
            return True
        if part.shape == "subject":
            return self._asks_subject(sentence, part)
        if part.shape == "value":
            about = _refers_back(sentence) or bool(topic(part) & concepts(sentence))
            return about and any(find_values(kind, sentence, self.known) for kind in part.kinds)
        return self._is_about(sentence, part)

    def _is_about(self, sentence: str, part: Part) -> bool:
        wanted = concepts(part.text)
        if concepts(sentence) & ((wanted - self._common) or wanted):
            return True
        if _WHICH_ONE.search(plain(sentence)) and _WHICH.match(plain(part.text)):
            return True
        if "address" in wanted and find_values("address", sentence, self.known):
            return True
        return self._near(sentence, part.text, NEAR_QUESTION)

    def _asks_subject(self, sentence: str, part: Part) -> bool:
        which = r"\b(?:which|what) (?:one|order|item|booking|product|article|of)\b|\bwhich\b"
        if re.search(which, plain(sentence)) and not kinds_asked(sentence):
            return True
        return self._proposes(sentence, part)

    def _proposes(self, sentence: str, part: Part) -> bool:
        """Whether a sentence of the agent's names an order or an item of the customer's."""
        if any(order in sentence for order in self.known.orders):
            return True
        if not _is_of_item(part) and len(self.subject.candidates) < 2:
            return False
        spoken = concepts(sentence)
        return any(concepts(item) & spoken for item in self.known.items)

    def _near(self, text: str, other: str, least: float) -> bool:
        return self.nearness is not None and self.nearness(text, other) >= least

    # --- the customer ------------------------------------------------------------------------

    def _hear_customer(self, message: Message) -> None:
        if self._agent_was_last:
            self._just_met = []
        met: set[int] = set()
        if message.pictures:
            heard = _Heard("", message.id, met)
            for key, part in self._parts():
                if "picture" in part.kinds:
                    self._meet(key, 0.95, heard, count=message.pictures)
        for sentence in sentences(message.text):
            if not answers.refuses(sentence):
                self._hear_sentence(_Heard(sentence, message.id, met))

    def _hear_sentence(self, heard: _Heard) -> None:
        if answers.retracts(heard.sentence):
            for key in self._just_met[-1:]:
                self.evidence[key] = Evidence()
        before = {key for key in self.evidence if self._is_met(key)}
        self._read_values(heard)
        typed = {key for key in self.evidence if self._is_met(key)} - before
        self._read_subjects(heard)
        self._read_choices(heard)
        self._read_answer(heard, consumed=bool(typed & self._asked))
        self._read_told(heard)
        self._read_values(heard)
        self._read_other_way(heard)

    def _read_other_way(self, heard: _Heard) -> None:
        """Who was asked to tell something else instead, and speaks of that, has told it."""
        if not self._offered:
            return
        sentence = heard.sentence
        is_told = answers.informs(sentence) and not is_question(sentence)
        is_withheld = answers.is_unable(sentence) or answers.says_no(sentence)
        if not is_told or is_withheld or _ALREADY.search(plain(sentence)):
            return
        spoken = concepts(sentence) - _NOT_TOLD
        for key, part in self._parts():
            if self._offered.get(key[0], frozenset()) & spoken:
                self._meet(key, 0.8, heard, count=part.count)

    def _read_values(self, heard: _Heard) -> None:
        for key, part in self._parts():
            if part.shape == "choice" or not part.kinds:
                continue
            for kind in part.kinds:
                self._read_value(key, part, kind, heard)
            depends = part.optional or (
                bool(self.forms[key[0]].condition) and "picture" not in part.kinds
            )
            if depends and key in self._asked and has_none(heard.sentence):
                self._meet(key, 0.85, heard)

    def _read_value(self, key: Key, part: Part, kind: str, heard: _Heard) -> None:
        now = key in self._asked
        asked = now or key in self._asked_before
        sentence = heard.sentence
        values = values_in(part, kind, sentence, self.known, asked=now)
        if answers.is_unsure(sentence) and kind not in STRONG:
            return
        form = self.forms[key[0]]
        among = not form.condition and any(need != key[0] for need in heard.met)
        fits = (
            key[0] in heard.met
            or is_by_itself(kind, form, sentence, self.theme, among=among)
            or (not self._agent_spoke and states_case(kind, form, sentence))
        )
        if values and (asked or fits):
            self._meet(key, 0.95 if asked else 0.85, heard, count=len(values))
        elif now and answers.says_yes(sentence) and self._proposed(kind):
            self._meet(key, 0.9, heard, count=part.count)
        elif (
            now
            and answers_loosely(kind, sentence, self.known)
            and not (kind in VARIOUS and self._answers_another(key, sentence))
        ):
            self._meet(key, 0.8, heard)

    def _answers_another(self, key: Key, sentence: str) -> bool:
        """Whether a short answer is the value that another part was asked for."""
        return length(sentence) < _SHORT and any(
            other != key
            and other in self._asked
            and values_in(part, kind, sentence, self.known, asked=True)
            for other, part in self._parts()
            for kind in part.kinds
            if kind not in VARIOUS
        )

    def _proposed(self, kind: str) -> bool:
        clear = (question for question in self._agent if not answers.leaves_choice(question))
        proposed = (find_values(kind, question, self.known) for question in clear)
        return kind != "picture" and any(proposed)

    def _read_subjects(self, heard: _Heard) -> None:
        for key, part in self._parts():
            if part.shape == "subject" or self._is_on_record(part):
                sure = self._subject_sure(key, part, heard.sentence)
                if sure:
                    self._meet(key, sure, heard)

    def _is_on_record(self, part: Part) -> bool:
        """Whether it asks which of the things the record lists: "Which bill is it?"."""
        which = _WHICH_THING.match(plain(part.text))
        return which is not None and bool(concepts(which[1]) & self._recorded)

    def _subject_sure(self, key: Key, part: Part, sentence: str) -> float:
        asked = key in self._asked
        item = _is_of_item(part)
        ids = find_values("order", sentence, self.known)
        on_record = any(order in self.known.orders for order in ids)
        if (
            asked
            and answers.says_yes(sentence)
            and any(self._proposes(s, part) for s in self._agent if not answers.leaves_choice(s))
        ):
            return 0.9
        if not item and (on_record or (ids and not self.known.orders)):
            return 0.95
        if self.subject.item_named if item else self._chose_order():
            return 0.9
        if part.shape != "subject" and self.subject.names_amount(sentence):
            return 0.9
        answered = asked and answers.informs(sentence) and not is_question(sentence)
        return 0.75 if answered and not answers.says_yes(sentence) else 0.0

    def _chose_order(self) -> bool:
        return len(self.subject.candidates) > 1 and self.subject.named

    def _read_choices(self, heard: _Heard) -> None:
        for key, part in self._parts():
            if part.shape == "choice":
                asked = key in self._asked
                agent = self._agent if asked else ()
                if tells_choice(heard.sentence, part, agent, self.known, asked=asked):
                    self._meet(key, 0.9 if asked else 0.8, heard)
                    self._chosen |= options_in(heard.sentence, part)

    def _read_answer(self, heard: _Heard, *, consumed: bool) -> None:
        """An answer to the agent's last question meets what that asked for."""
        sentence = heard.sentence
        if is_question(sentence):
            sentence = re.split(r"[,;:–]", sentence)[0]
            if "?" in sentence or length(sentence) > 3:
                return
            if not (answers.says_yes(sentence) or answers.says_no(sentence)):
                return
        clear = answers.says_yes(sentence) or answers.says_no(sentence)
        if not answers.informs(sentence):
            return
        loose = [
            (key, part)
            for key, part in self._parts()
            if key in self._asked and part.shape in _LOOSE and not part.detailed
        ]
        spoken = concepts(sentence)
        about = [(key, part) for key, part in loose if self._is_topic(part, sentence, spoken)]
        if not about and consumed and length(sentence) < 9:
            return
        for key, part in about or self._next_asked(loose, clear=clear):
            if part.shape == "choice" and clear and not (topic(part) & spoken):
                continue
            self._meet(key, 0.9 if about else 0.75, heard)

    def _is_topic(self, part: Part, sentence: str, spoken: frozenset[str]) -> bool:
        about = topic(part)
        if about & spoken:
            return True
        return "address" in about and bool(find_values("address", sentence, self.known))

    def _next_asked(
        self, loose: Sequence[tuple[Key, Part]], *, clear: bool
    ) -> list[tuple[Key, Part]]:
        """The need that an answer without its words is to: the first that waits for one.

        A yes or no is rather to a question of that kind.
        """
        waiting = [(key, part) for key, part in loose if not self._is_met(key)]
        waiting.sort(key=lambda entry: (entry[1].shape == "polar") != clear)
        return [entry for entry in waiting if entry[0][0] == waiting[0][0][0]]

    def _read_told(self, heard: _Heard) -> None:
        """What the customer says without having been asked."""
        sentence = heard.sentence
        if answers.is_unsure(sentence) or answers.postpones(sentence):
            return
        asks = is_question(sentence) and not is_request(sentence)
        for key, part in self._parts():
            if part.shape == "polar" and not asks and self._tells_polar(sentence, part):
                self._meet(key, 0.75, heard, by_nearness=True)
        opens = [(key, part) for key, part in self._parts() if part.shape == "open"]
        for key, part in [*opens, *opens]:
            continues = key[0] in heard.met and self._is_composite(key)
            depends = bool(self.forms[key[0]].condition)
            sure = tells_open(sentence, part, continues=continues, depends=depends)
            if sure:
                self._meet(key, sure, heard, by_nearness=True)

    def _tells_polar(self, sentence: str, part: Part) -> bool:
        return tells_polar(sentence, part, self.theme, self._common) or self._near(
            sentence, part.text, NEAR_ANSWER
        )

    # --- the outcome -------------------------------------------------------------------------

    def is_ruled_out(self, form: NeedForm) -> bool:
        """Whether a need's condition is an option of a choice of which another was chosen."""
        options = {o for other in self.forms for part in other.parts for o in part.options}
        chosen = self._chosen & options
        return bool(form.condition and chosen) and rules_out(form.condition, options, chosen)

    # --- both --------------------------------------------------------------------------------

    def _parts(self) -> Iterator[tuple[Key, Part]]:
        for at, form in enumerate(self.forms):
            for number, part in enumerate(form.parts):
                yield (at, number), part

    def _is_composite(self, key: Key) -> bool:
        return len(self.forms[key[0]].parts) > 1

    def _is_met(self, key: Key) -> bool:
        return self.evidence[key].sure >= MET

    def _meet(
        self, key: Key, sure: float, heard: _Heard, *, count: int = 1, by_nearness: bool = False
    ) -> None:
        evidence = self.evidence[key]
        part = self.forms[key[0]].parts[key[1]]
        evidence.counts[heard.message, heard.sentence] = count
        if sum(evidence.counts.values()) < part.count:
            return
        if sure > _GUESS:
            heard.met.add(key[0])
        if sure > evidence.sure:
            evidence.sure, evidence.by_nearness, evidence.message = sure, by_nearness, heard.message
            evidence.order = self._messages
            self._just_met.append(key)


_WHICH_ONE = re.compile(r"\bwhich (?:one|of)\b")
"""Asks which of those that were named."""

_WHICH = re.compile(r"(?:in |at |on |for )?which\b")
"""A part that asks which."""


_WHICH_THING = re.compile(r"(?:which|what) ([a-z]+)\b(?! (?:number|in\b))")
"""Asks which of several, and of what."""

_HEAD_OF_NAME = re.compile(
    r"(?:[A-Z][a-z]+ )??([A-Za-z][a-z]+)(?= (?:to|from|of|for|in|by)\b| [A-Z0-9]|,|$)"
)
"""What a thing on record is, at the beginning of its name: "Bill April", "Transfer to A. Brand"."""


def _is_of_item(part: Part) -> bool:
    return bool(re.search(r"\b(?:item|product|article|piece|device)\b", plain(part.text)))


_NOT_TOLD = concepts("photo picture video screenshot possible tell describe exactly")
"""What an approved text that asks for words instead has besides the things to be told."""

_ALREADY = re.compile(r"\balready (?:told|said|wrote|sent)\b")
"""Speaks of what was told before."""


def _asks_for(sentence: str) -> bool:
    return is_question(sentence) or bool(_ASKING_WORDS.search(plain(sentence)))


_ASKING_WORDS = re.compile(
    r"\b(?:please|could you|can you|i(?:'d|'ll)? need|we need|tell me|send me|let me know|"
    r"would help|may i have|just need|give me|bitte|por favor|s'il vous plait)\b|请"
)
"""Wants something of the customer, without a question mark."""


def _refers_back(sentence: str) -> bool:
    """Whether a question is about what the sentence before says: whether *that* would suit, say."""
    return bool(re.search(r"\b(?:that|this|it|those|all right|okay)\b", plain(sentence)))
