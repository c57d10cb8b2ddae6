# ruff: noqa: E501
"""Follows which parts of the needs a chat has met, message by message."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from console.assist.reading import answers
from console.assist.reading.forms import NeedForm, Part, kinds_asked
from console.assist.reading.questions import is_question, is_request
from console.assist.reading.subject import Subject
from console.assist.reading.values import Known, found
from console.assist.reading.wording import concepts, length, plain, sentences
from console.domain.chat import Message

Nearness = Callable[[str, str], float]
"""How near the meanings of two texts are, the cosine of their embeddings."""

STRONG = frozenset(
    "email postal order phone code address picture reference company time money".split()
)
"""Kinds of value that say by themselves what they are, wherever they stand."""

_LENIENT = {
    "postal": r"\b\d{4,6}\b",
    "order": r"\b\w*\d{3,}\b",
    "phone": r"\d[\d ()./-]{5,}\d",
    "code": r"(?<!\w)(?=[\w-]*[A-Z0-9])[A-Za-z0-9][\w-]{2,}(?!\w)",
    "money": r"\d+",
    "time": r"\b\d{1,2}\b|\b(?:evening|morning|afternoon|night|late|early)\b",
    "date": r"\b\d{1,2}\b|\b\d+ ?(?:weeks?|days?|months?|nights?|hours?)\b|\b(?:always|never worked|morning|ages)\b",
    "reference": r"\b[\w-]*\d[\w-]*\b",
    "size": r"\b(?:\d{1,3}|[smlx]{1,3})\b",
    "room": r"\b\d{1,4}[a-z]?\b",
    "number": r"\d+|\b(?:one|two|three|four|five|six|all|only me|just me)\b",
}
"""What counts as a value of a kind where it was just asked for."""

_HARDLY_OPEN = frozenset("company name place manner brand colour size".split())
"""Kinds whose values are too various for a reader: any answer to the question will do."""

NEAR_QUESTION = 0.55
NEAR_ANSWER = 0.5


@dataclass(slots=True)
class Evidence:
    """What speaks for a part: how sure it is, by what, and in which message."""

    sure: float = 0.0
    by: str = "reader"
    message: str | None = None
    count: int = 0


@dataclass(slots=True)
class Tracker:
    """Reads one message after the other; ``evidence`` has an entry for each part of each need."""

    forms: Sequence[NeedForm]
    known: Known
    subject: Subject
    nearness: Nearness | None = None
    evidence: dict[tuple[int, int], Evidence] = field(default_factory=dict)
    _asked: set[tuple[int, int]] = field(default_factory=set)
    _asked_before: set[tuple[int, int]] = field(default_factory=set)
    _agent: list[str] = field(default_factory=list)
    _agent_spoke_last: bool = False

    def __post_init__(self) -> None:
        """Begin with nothing known."""
        for at, form in enumerate(self.forms):
            for number, _ in enumerate(form.parts):
                self.evidence[at, number] = Evidence()

    def read(self, message: Message) -> None:
        """Take one message into account."""
        if message.by_agent:
            self._hear_agent(message.text)
        else:
            self._hear_customer(message)
        self._agent_spoke_last = message.by_agent

    # --- the agent ---------------------------------------------------------------------------

    def _hear_agent(self, text: str) -> None:
        if not self._agent_spoke_last:
            self._asked_before |= self._asked
            self._asked, self._agent = set(), []
        for sentence in sentences(text):
            if not _asks_for(sentence):
                continue
            self._agent.append(sentence)
            for key, part in self._parts():
                if self._asks_part(sentence, part):
                    self._asked.add(key)

    def _asks_part(self, sentence: str, part: Part) -> bool:
        if any(kind in kinds_asked(sentence) for kind in part.kinds):
            return True
        if any(k in STRONG and found(k, sentence, self.known) for k in part.kinds):
            return True
        if part.shape == "subject":
            return _asks_subject(sentence, self.known)
        return part.shape != "value" and self._is_about(sentence, part)

    def _is_about(self, sentence: str, part: Part) -> bool:
        if (concepts(sentence) & concepts(part.text)) - _COMMON:
            return True
        if "address" in concepts(part.text) and found("address", sentence, self.known):
            return True
        return self._near(sentence, part.text, NEAR_QUESTION)

    def _near(self, text: str, other: str, least: float) -> bool:
        return self.nearness is not None and self.nearness(text, other) >= least

    # --- the customer ------------------------------------------------------------------------

    def _hear_customer(self, message: Message) -> None:
        met_here: set[int] = set()
        if message.pictures:
            for key, part in self._parts():
                if "picture" in part.kinds:
                    self._meet(key, 0.95, message.id, met_here, count=message.pictures)
        for sentence in sentences(message.text):
            self._hear_sentence(sentence, message, met_here)

    def _hear_sentence(self, sentence: str, message: Message, met_here: set[int]) -> None:
        if answers.refuses(sentence):
            return
        before = {key for key, evidence in self.evidence.items() if evidence.sure >= 0.5}
        for key, part in self._parts():
            if part.shape == "value" or part.kinds:
                self._read_value(key, part, sentence, message, met_here)
        typed = {key for key, e in self.evidence.items() if e.sure >= 0.5} - before
        for key, part in self._parts():
            if part.shape == "subject":
                self._read_subject(key, part, sentence, message, met_here)
            elif part.shape == "choice":
                self._read_choice(key, part, sentence, message, met_here)
        self._read_answer(sentence, message, met_here, consumed=bool(typed))
        self._read_told(sentence, message, met_here)

    def _read_value(
        self, key: tuple[int, int], part: Part, sentence: str, message: Message, met: set[int]
    ) -> None:
        if part.shape == "choice":
            return
        asked = key in self._asked or key in self._asked_before
        new = _without_old(sentence)
        confirmed = key in self._asked and answers.says_yes(sentence)
        for kind in part.kinds:
            values = found(kind, new, self.known)
            if kind == "address" and not _is_complete(values, part, key in self._asked):
                values = ()
            if values and (asked or kind in STRONG or self._belongs(key, new, message, met)):
                self._meet(key, 0.95 if asked else 0.85, message.id, met, count=len(values))
            elif confirmed and any(found(kind, said, self.known) for said in self._agent):
                self._meet(key, 0.9, message.id, met, count=part.count)
            elif key in self._asked and self._answers_loosely(kind, new):
                self._meet(key, 0.8, message.id, met)
        if part.optional and key in self._asked and answers.says_no(sentence):
            self._meet(key, 0.9, message.id, met)
        depends = bool(self.forms[key[0]].condition) and "picture" not in part.kinds
        if depends and key in self._asked and _denies(sentence, part):
            self._meet(key, 0.85, message.id, met)

    def _answers_loosely(self, kind: str, sentence: str) -> bool:
        if is_question(sentence) or not answers.informs(sentence):
            return False
        if kind in _LENIENT:
            return bool(re.search(_LENIENT[kind], sentence))
        return kind in _HARDLY_OPEN and length(sentence) >= 1 and not answers.says_no(sentence)

    def _belongs(
        self, key: tuple[int, int], sentence: str, message: Message, met: set[int]
    ) -> bool:
        """Whether a value stands in a sentence that is about the need."""
        form = self.forms[key[0]]
        if key[0] in met and len(form.parts) > 1:
            return True
        about = form.concepts - _COMMON
        return bool(about & concepts(message.text)) or form.parts[key[1]].kinds[0] == "colour"

    def _read_subject(
        self, key: tuple[int, int], part: Part, sentence: str, message: Message, met: set[int]
    ) -> None:
        confirmed = key in self._asked and answers.says_yes(sentence)
        about_item = bool(re.search(r"\b(?:item|product|article|piece)\b", plain(part.text)))
        if confirmed and any(_proposes(said, self.known) for said in self._agent):
            self._meet(key, 0.9, message.id, met)
        elif found("order", sentence, self.known) and not about_item:
            self._meet(key, 0.95, message.id, met)
        elif about_item and self.subject.item_named:
            self._meet(key, 0.9, message.id, met)
        elif not about_item and len(self.subject.candidates) > 1 and self.subject.named:
            self._meet(key, 0.85, message.id, met)

    def _read_choice(
        self, key: tuple[int, int], part: Part, sentence: str, message: Message, met: set[int]
    ) -> None:
        spoken = concepts(sentence)
        asked = key in self._asked
        if not asked and (_is_hypothetical(sentence) or _asks_about(sentence)):
            return
        if (asked and answers.is_unsure(sentence)) or answers.postpones(sentence):
            return
        chosen = [o for o in part.options if (concepts(o) - _COMMON) & spoken]
        if any(not kinds_asked(o) or not part.kinds for o in chosen):
            self._meet(key, 0.9 if asked else 0.8, message.id, met)
        elif part.kinds:
            moved = chosen or "change" in spoken or re.search(r"\binstead\b", plain(sentence))
            said = [_without_old(sentence)]
            if answers.says_yes(sentence) and self._agent:
                said += self._agent
                moved = True
            days = [d for s in said for d in found("date", s, self.known)]
            if moved and any(re.search(r"\d|day\b", d) for d in days):
                self._meet(key, 0.85, message.id, met)

    def _read_answer(
        self, sentence: str, message: Message, met: set[int], *, consumed: bool
    ) -> None:
        """An answer to the agent's last question meets what that asked for."""
        if not answers.informs(sentence) or (is_question(sentence) and not _is_tag(sentence)):
            return
        loose = [(k, p) for k, p in self._parts() if k in self._asked and p.shape in _LOOSE]
        about = [(k, p) for k, p in loose if _topic(p, self.forms[k[0]]) & concepts(sentence)]
        if not about and consumed and length(sentence) < 5:
            return
        elsewhere = [
            p
            for k, p in self._parts()
            if k not in self._asked and concepts(p.text) & concepts(sentence)
        ]
        for key, part in about or loose:
            if part.shape == "choice" and answers.says_no(sentence) and length(sentence) < 3:
                continue
            sure = 0.9 if about else 0.6 if elsewhere else 0.8
            self._meet(key, sure, message.id, met, by="reader")

    def _read_told(self, sentence: str, message: Message, met: set[int]) -> None:
        """What the customer says without having been asked."""
        if answers.is_unsure(sentence) or answers.postpones(sentence):
            return
        asks = is_question(sentence) and not is_request(sentence)
        for key, part in self._parts():
            if part.shape == "polar" and not asks and self._tells_polar(sentence, part):
                self._meet(key, 0.75, message.id, met, by="nearness")
            elif part.shape == "open" and self._tells_open(key, sentence, part, met):
                self._meet(key, 0.65, message.id, met, by="nearness")

    def _tells_polar(self, sentence: str, part: Part) -> bool:
        about = _topic(part, None)
        shared = about & concepts(sentence)
        if len(shared) >= 2 or (shared and len(shared) * 2 >= len(about)):
            return True
        return self._near(sentence, part.text, NEAR_ANSWER)

    def _tells_open(self, key: tuple[int, int], sentence: str, part: Part, met: set[int]) -> bool:
        about = _topic(part, None)
        spoken = concepts(sentence)
        new = spoken - about - _VAGUE - _COMMON
        if is_question(sentence) and not (about & spoken):
            return False
        if key[0] in met and len(self.forms[key[0]].parts) > 1 and new:
            return True
        if _DESCRIBES.search(plain(part.text)):
            return len(new) >= 3 and not (about & spoken)
        return bool(about & spoken) and bool(new)

    def _parts(self) -> list[tuple[tuple[int, int], Part]]:
        return [
            ((at, number), part)
            for at, form in enumerate(self.forms)
            for number, part in enumerate(form.parts)
        ]

    def _meet(
        self,
        key: tuple[int, int],
        sure: float,
        message: str,
        met: set[int],
        *,
        count: int = 1,
        by: str = "reader",
    ) -> None:
        evidence = self.evidence[key]
        part = self.forms[key[0]].parts[key[1]]
        evidence.count += count
        if evidence.count < part.count:
            return
        met.add(key[0])
        if sure > evidence.sure:
            evidence.sure, evidence.by, evidence.message = sure, by, message


_LOOSE = frozenset(("polar", "open", "choice"))
_COMMON = frozenset("item order thing account number is it at address".split()) - {"address"}
_VAGUE = frozenset(
    """someth someth thing stuff item order kit whole complet everyth anyth lot bit kind sort day time
    evening morning night hi good buy problem issu help want need know think see say tell get got
    differ wrong""".split()
)
_DESCRIBES = re.compile(
    r"\b(?:happens?|wrong|problem|issue|trouble|matter|symptoms?|describe|kind of|what is the|what's the)\b"
)


def _topic(part: Part, form: NeedForm | None) -> frozenset[str]:
    text = " ".join(part.options) if part.options else part.text
    return concepts(text) - _COMMON


def _asks_for(sentence: str) -> bool:
    folded = plain(sentence)
    return is_question(sentence) or bool(
        re.search(
            r"\b(?:please|could you|can you|i need|i'd need|i'll need|we need|tell me|send me|let me know|would help|may i have|just need|give me|"
            r"bitte|por favor|s'il vous plait)\b|请",
            folded,
        )
    )


def _asks_subject(sentence: str, known: Known) -> bool:
    folded = plain(sentence)
    return bool(
        re.search(r"\b(?:which|what) (?:one|order|item|booking|of)\b", folded)
    ) or _proposes(sentence, known)


def _proposes(sentence: str, known: Known) -> bool:
    """Whether a sentence names an order or an item of the customer's."""
    if found("order", sentence, known):
        return True
    spoken = concepts(sentence)
    return any(len(concepts(item) & spoken) >= 1 for item in known.items)


def _is_complete(values: Sequence[str], part: Part, asked: bool) -> bool:
    if not values:
        return False
    if not re.search(r"\b(?:complete|full|exact|whole|new)\b", plain(part.text)):
        return True
    return any(re.search(r"\d{4,}|,.*[a-z]{3}", value, re.IGNORECASE) for value in values)


def _without_old(sentence: str) -> str:
    """A sentence without what is to be replaced: *instead of the 20th*, *not the blue one*."""
    return re.sub(
        r"\b(?:instead of|rather than|not)\s+(?:the\s+)?[\w-]+(?:\s(?:to|and|until)\s[\w-]+)?",
        "",
        sentence,
    )


def _denies(sentence: str, part: Part) -> bool:
    return answers.says_no(sentence) or bool(
        re.search(r"\b(?:no|don't have|not needed|doesn't need|without|none)\b", plain(sentence))
    )


def _is_hypothetical(sentence: str) -> bool:
    return bool(
        re.search(
            r"\b(?:if i|if we|in case|before i decide|thinking (?:of|about)|wenn ich|si (?:yo )?)\b",
            plain(sentence),
        )
    )


def _asks_about(sentence: str) -> bool:
    """Whether it asks under what terms something is done, rather than for it to be done."""
    return bool(
        re.search(
            r"\b(?:how (?:long|much|late)|what'?s?|when|until when|is it possible to|latest|wie|bis wann|cuando|cuanto|quand|combien)\b.*",
            plain(sentence),
        )
    ) and is_question(sentence)


def _is_tag(sentence: str) -> bool:
    return answers.says_yes(sentence) or answers.says_no(sentence)
