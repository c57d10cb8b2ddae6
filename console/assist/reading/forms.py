"""What a need asks for, read from its own words: values, a choice, a yes or no, a description."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from console.assist.reading.patterns import pattern
from console.assist.reading.values import STRONG
from console.assist.reading.wording import concepts, plain
from console.domain.alternatives import in_order

Shape = Literal["value", "choice", "polar", "open", "subject"]


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that a need asks for.

    A ``value`` is met by any of ``kinds``, the names of readers, found ``count`` times. A
    ``choice`` is among ``options``, of which those with ``kinds`` need a value too if it is
    ``detailed``; ``polar`` is yes or no; ``subject`` asks which order or item.
    """

    text: str
    shape: Shape
    kinds: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    count: int = 1
    optional: bool = False
    detailed: bool = False


@dataclass(frozen=True, slots=True)
class NeedForm:
    """The parts of a need, all of which have to be met, and when it is needed at all."""

    need: str
    parts: tuple[Part, ...]
    condition: str = ""

    @property
    def concepts(self) -> frozenset[str]:
        """What its words mean."""
        return concepts(re.sub(r"\([^()]{0,400}\)", " ", self.need))


_NUMBERED = r"order|booking|reservation|confirmation|purchase|pedido|bestell"
ASKING: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (pattern(text), kind)
    for text, kind in (
        (r"\be-?mails?\b(?! it| you)|\bcorreo\b", "email"),
        (r"\b(?:zip|postal|post ?code|postcode|plz|postleitzahl)\b", "postal"),
        (r"\b(?:date of birth|birth ?day|birth ?date|dob|born|geburtsdatum)\b", "birth"),
        (
            rf"\b(?:{_NUMBERED})(?:'s)? (?:number|no\b|id\b|nr|reference|code)|"
            r"\bbestellnummer|\bnumero de pedido|\bkundennummer",
            "order",
        ),
        (r"\b(?:tax|vat|cost cent(?:er|re)|po number|purchase order)\b", "reference"),
        (
            r"(?<!which )\b(?:phone|mobile|cell|telephone|call ?back)\b|\bhandynummer|\btelefon|"
            r"\bwhich (?:phone|mobile|cell)(?: number| can| may| should| shall)|"
            r"\bnumber\b.*\b(?:call|text|reach)\b",
            "phone",
        ),
        (
            r"\b(?:photos?|pictures?|pics?|videos?|screenshots?|images?|scans?|fotos?|bild)\b",
            "picture",
        ),
        (r"\berror (?:message|code|number|text)\b|\bwhich (?:error|message)\b", "error"),
        (
            r"\b(?:codes?|characters?|voucher|coupon|serial|iban|digits?|seriennummer)\b(?! for)|"
            r"\b(?:model|part|article|flight|train|tracking|imei) (?:number|no|id)\b",
            "code",
        ),
        (r"(?<!mail )\baddress\b|\badresse|\bdireccion|\bstreet\b|\bhouse number\b", "address"),
        (
            in_order(
                r"\b(?:company|firm|business|employer|legal|invoice|exact|organi[sz]ation)\b",
                r"\bname\b",
            ),
            "company",
        ),
        (r"\b(?:user ?name|login|nickname)\b", "username"),
        (r"\bname\b(?! it)|^(?:and )?who\b", "name"),
        (r"(?<!room )(?<!house )\b(?:number|no|id)\b(?! of\b)(?! (?:\w+ )?problem)", "identifier"),
        (r"\b(?:licen[cs]e|number) plate\b", "identifier"),
        (r"^(?:and )?(?:which |the )?(?:train|flight|bus|ferry|tram)$", "trip"),
        (r"\byear\b(?! old)", "year"),
        (r"\bhow often\b|\bfrequency\b", "frequency"),
        (r"\bhow old\b|^(?:the )?age\b", "age"),
        (r"\broom\b|\bzimmer\b|\bhabitacion\b", "room"),
        (
            r"\b(?:what|which) time\b|\btime of day\b|\bwhat hour|^time$|"
            r"\b(?:day|date) and time\b|\b(?:arrival|departure|desired|preferred) time\b",
            "time",
        ),
        (
            r"""
            \bsince when\b|\bhow long (?:has|have|is|did)\b|\bwhen did (?:it|this|that) start|
            seit wann
        """,
            "since",
        ),
        (r"\b(?:dates?|days?|months?|when|wann|cuando|quand)\b", "date"),
        (r"\b(?:place|location)\b|\bwhere\b", "place"),
        (r"\b(?:amount|price|how much)\b(?! of)", "money"),
        (
            r"""
            \bhow many (?:people|persons|guests|adults|of you|will|would|are|seats|places|tickets|
            travell?ers)|\bnumber of (?:people|persons|guests)|\bfor how many\b(?! \w+s\b)|
            \bfor how many people
        """,
            "people",
        ),
        (
            r"\bhow long\b(?! has| have| is| did| ago)|\bfor how (?:long|many)\b|\bduration\b",
            "duration",
        ),
        (r"\bsizes?\b", "size"),
        (r"\bcolou?rs?\b", "colour"),
        (r"\b(?:brand|make)\b(?! it| sure)", "brand"),
        (r"\b(?:strength|dose|dosage|weight|height|length|width|speed|temperature)\b", "measure"),
        (
            r"\b(?:how many|how much of|how strong|how bad|number of|quantity)\b|"
            r"\bfrom 1 to 10\b|\bscale\b",
            "number",
        ),
        (
            r"""
            \bhow (?:was|were|is|are|did|do|will|would)\b.*\b(?:sent|send|return|paid|pay|ship|
            deliver|travel|order|get|mail|drop|contact)|^how$|\bhow\?|,? and how\b|, how,|
            wie wurde
        """,
            "manner",
        ),
    )
)
"""The words that ask for each kind of value, in needs and in agents' questions."""

_SPLIT = re.compile(
    r"(?:(?<!\s)\s++)?(?:([,;?/])\s*+(and|or|und|oder)?\b\s*+|(?<=\s)(and|or|und|oder)\s|"
    r"\?\s*+$|\.\s*+$)",
    re.IGNORECASE,
)
"""Where one part of a need ends and the next begins."""

_POLAR = re.compile(
    r"^(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|may|should|any) ",
    re.IGNORECASE,
)
"""Begins a question that wants a yes or no."""

_WH = pattern(
    r"""
    ^(?:about |in |at |on |since |for |from |by |with |to )?(?:which|what|where|when|how|who|
    whose|why)\b
""",
    re.IGNORECASE,
)
"""Begins a question that wants a value or a description."""

_CONDITION = re.compile(
    r"\b(?:if|when|unless|in case|only for|for those|where applicable)\b.*$", re.IGNORECASE
)
"""The condition at the end of a part."""

_SUBJECT = pattern(
    r"""
    ^(?:which|what) (?:one |exact )?(?:item|product|article|order|booking|reservation|piece|
    contract|appointment|subscription|connection|line|device|account|policy|trip|flight|ticket|
    visit)s?\b
    (?! (?:of|on|in) (?:it\b|(?:the|your|their) (?:bill|invoice|statement))| is missing| number)
""",
    re.IGNORECASE,
)
"""Asks which of the customer's orders or items it is."""

_DETAIL = re.compile(r"\(([^()]{0,400})\)")

_WITH_CODE = re.compile(
    r",? (?:with|including|incl\.?) (?:the |a )?(?=(?:zip|postal|post ?code)\b)", re.IGNORECASE
)
"""Joins the postal code to an address; both are asked for."""

_SPECIFIED = re.compile(r"^(?:which|what)\b[^:,?]*: (?P<what>.+)$", re.IGNORECASE)
"""What tells which one it is stands behind a colon: "Which payment: date and amount?"."""


@lru_cache(maxsize=8192)
def kinds_asked(text: str) -> tuple[str, ...]:
    """The kinds of value that a question or a need asks for by its words."""
    folded = plain(text)
    return tuple(kind for pattern, kind in ASKING if pattern.search(folded))


@lru_cache(maxsize=1024)
def read_need(need: str, reads: tuple[str, ...] = ()) -> NeedForm:
    """Take a need apart; ``reads`` are names of readers that its article gives it.

    Those count for a need that asks for one description; else its own words say more, except that
    a single reader which the first part asks for is enough.
    """
    form = _read_need(need)
    known = tuple(kind for kind in (_READS.get(name, name) for name in reads) if kind in STRONG)
    if len(form.parts) == 1 and form.parts[0].shape == "open" and known:
        return replace(form, parts=(replace(form.parts[0], kinds=known),))
    if known and len(reads) == 1 and known[0] in form.parts[0].kinds:
        return replace(form, parts=form.parts[:1])
    return form


_READS = {"postal_code": "postal", "color": "colour", "discount_code": "code"}
"""Other names of readers."""


def _read_need(need: str) -> NeedForm:
    details = _DETAIL.findall(need)
    main = _DETAIL.sub("", need).strip()
    main = _WITH_CODE.sub(" and the ", main)
    if specified := _SPECIFIED.match(main):
        main = specified["what"]
    condition = next(
        (d for d in details if re.search(r"\bnot (?:needed|required)|optional", d)), ""
    )
    pieces = _pieces(main)
    if _is_choice(main, pieces):
        return NeedForm(need, (_choice(main, [text for _, text in pieces], details),), condition)
    parts: list[Part] = []
    for joined, text in pieces:
        if _starts_condition(text):
            condition = condition or text
            if len(parts) > 1:
                parts[-1] = replace(parts[-1], optional=True)
                condition = ""
            continue
        bare = _CONDITION.sub("", text).strip() if not _WH.match(text) else text
        part = _part(bare or text, main)
        if bare and bare != text:
            part = replace(part, optional=bool(parts))
            condition = condition or ("" if parts else text)
        _add(parts, part, joined)
    hints = " ".join(detail for detail in details if detail != condition)
    if hints and parts and parts[-1].shape == "open":
        extra = ("picture",) if "picture" in kinds_asked(hints) else ()
        parts[-1] = replace(parts[-1], text=f"{parts[-1].text} ({hints})", kinds=extra)
    return NeedForm(need, tuple(parts), condition)


def _pieces(text: str) -> list[tuple[str, str]]:
    """The pieces between *and*, *or* and commas, each with what joins it to the one before."""
    pieces: list[tuple[str, str]] = []
    at, joined = 0, ""
    for match in _SPLIT.finditer(text):
        if piece := text[at : match.start()].strip():
            pieces.append((joined, piece))
        joined = (match[2] or match[3] or ",").lower()
        at = match.end()
    if piece := text[at:].strip():
        pieces.append((joined, piece))
    return pieces


def _is_choice(text: str, pieces: list[tuple[str, str]]) -> bool:
    if not text.endswith("?") or len(pieces) < 2 or _WH.match(text):
        return False
    if not any(joined == "or" for joined, _ in pieces):
        return False
    last = pieces[-1][1]
    if _POLAR.match(text):
        return bool(_POLAR.match(last) or _ALL.match(last))
    return not all(kinds_asked(piece) for _, piece in pieces)


_ALL = re.compile(r"(?:both|neither|none|all|either)\b", re.IGNORECASE)
"""The last option of a choice that takes in the others."""


def _choice(text: str, options: list[str], details: list[str]) -> Part:
    """A choice; of whole questions only the last word tells one option from the other."""
    named = tuple(option.split()[-1] if _POLAR.match(option) else option for option in options)
    if _POLAR.match(text) and not _POLAR.match(options[-1]):
        named = (re.sub(r"^.* (?:over|by|with|on|for|to) ", "", options[0]), *options[1:])
    detailed = any("which" in detail for detail in details)
    return Part(text, "choice", kinds_asked(" ".join(options)), named, detailed=detailed)


def _starts_condition(text: str) -> bool:
    return bool(
        re.match(
            r"(?:if|unless|in case|only (?:if|when|for|needed)|when (?:it|they|there|the))\b",
            text,
            re.IGNORECASE,
        )
    )


def _continues(text: str) -> bool:
    """Whether a piece has no verb of its own, or only says *and which*."""
    bare = re.fullmatch(r"(?:which|what)(?: ones?)?", text, re.IGNORECASE)
    return bool(bare) or not (_WH.match(text) or _POLAR.match(text))


def _part(text: str, need: str) -> Part:
    if _POLAR.match(text):
        return Part(text, "polar")
    if _SUBJECT.match(text):
        return Part(text, "subject")
    kinds = _kinds_of_part(text, need)
    if kinds in (("body",), ("error",)):
        return Part(text, "open", kinds)
    return Part(text, "value", kinds) if kinds else Part(text, "open")


def _kinds_of_part(text: str, need: str) -> tuple[str, ...]:
    """The kinds any of which meets a part; none if it asks for a description."""
    folded = plain(text)
    if re.match(r"when (?:do|does)\b", folded) or "look like" in folded:
        return ()
    if re.search(r"\b(?:hurt|pain|ache)", folded):
        return ("body",)
    if re.match(r"(?:about |by )?when (?:will|would|can|could|do|should)\b", folded):
        return ("date", "time")
    kinds = kinds_asked(_head(text))[:1]
    if kinds == ("name",):
        of_thing = re.search(r"\bof (?:the|a|your|their) \w+", need)
        return () if of_thing and not _PERSONS.search(plain(need)) else ("name", "company")
    return kinds


def _head(text: str) -> str:
    """What a question asks for, without the clause that says of what."""
    asks_when = r"(?:since |from |until |by |for |about )?(?:when|where|how)\b"
    if not _WH.match(text) or re.match(asks_when, text, re.IGNORECASE):
        return text
    return re.split(r" (?:when|where|if|while|how)\b", text)[0][:40]


_PERSONS = re.compile(
    r"\b(?:person|guest|patient|passenger|travell?er|holder|owner|company|firm|employer|recipient|"
    r"contact|customer|child|driver|insured|student|doctor|tenant)"
)
"""Those whose name may be asked for; of a thing it is a description."""


def _add(parts: list[Part], part: Part, joined: str) -> None:
    """Add a part, or join it to the one before if it continues or replaces that."""
    if not parts:
        parts.append(part)
        return
    last = parts[-1]
    continues = part.shape == "open" and not _WH.match(part.text)
    if last.kinds[:1] == ("picture",) and re.match(r"(?:one )?of\b", part.text):
        parts[-1] = replace(last, count=last.count + 1, text=f"{last.text} {joined} {part.text}")
    elif last.shape in ("polar", "choice") and _continues(part.text):
        parts[-1] = replace(last, text=f"{last.text} {joined} {part.text}")
    elif joined == "or" and (continues or (part.kinds and last.shape != "polar")):
        shape: Shape = "value" if last.kinds or part.kinds else last.shape
        merged = f"{last.text} or {part.text}"
        parts[-1] = replace(last, text=merged, kinds=last.kinds + part.kinds, shape=shape)
    else:
        parts.append(part)
