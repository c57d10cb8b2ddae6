"""Words of messages: plain spelling, sentences, stems, and which words mean the same."""

import re
import unicodedata
from functools import lru_cache

from console.assist.reading.patterns import pattern

_SENTENCE = pattern(
    r"""
    (?<=[.!?…])(?<![.\s]\w\.)(?<!\d[ap]\.)(?<!\b(?:St|No|Dr|Mr|no|nr)\.)(?<!\b(?:Apt|Mrs|Str|
    Ave)\.)[)"']?\s+|(?<=[。！？])|\n+|;\s
"""
)
"""Where a sentence ends; an abbreviation or "p.m." ends none."""

_WORD = re.compile(r"[^\W_]+(?:'[^\W\d_]+)?")
_JOINED = re.compile(r"(?<=[a-z])-(?=[a-z])")
"""A hyphen inside a word."""

_CJK = re.compile(r"[぀-ヿ㐀-鿿가-힯]")
"""A sign of a script that has no blanks."""


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Lower case, without accents, with straight apostrophes and single blanks."""
    folded = unicodedata.normalize("NFKD", text.replace("’", "'").replace("ß", "ss").casefold())
    bare = "".join(c for c in folded if not "̀" <= c <= "ͯ")
    return " ".join(unicodedata.normalize("NFC", bare).split())


@lru_cache(maxsize=4096)
def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text, as they stand there."""
    parts = (part.strip() for part in _SENTENCE.split(text.replace("’", "'")) if part)
    return tuple(part for part in parts if part)


def words(text: str) -> list[str]:
    """The words of a text in plain spelling."""
    folded = plain(text)
    return _WORD.findall(f"{folded} {_JOINED.sub('', folded)}" if "-" in folded else folded)


def stem(word: str) -> str:
    """A word without the endings of English; words that differ only in those become equal."""
    bare = word.removesuffix("'s")
    if bare in _IRREGULAR:
        return _IRREGULAR[bare]
    for ending, instead in _ENDINGS:
        if bare.endswith(ending) and len(bare) - len(ending) >= 3 and not bare.endswith("ss"):
            bare = bare.removesuffix(ending) + instead
            break
    if len(bare) > 3 and bare[-1] == bare[-2] and bare[-1] not in "aeioulsz":
        bare = bare[:-1]
    return bare.removesuffix("e") if len(bare) > 3 else bare


@lru_cache(maxsize=4096)
def terms(text: str) -> frozenset[str]:
    """The stems of a text's words that carry meaning."""
    return frozenset(stem(word) for word in words(text) if word not in _EMPTY)


@lru_cache(maxsize=4096)
def concepts(text: str) -> frozenset[str]:
    """Like ``terms``, with one name for all words that mean about the same."""
    names = {_CONCEPT_OF.get(term, term) for term in terms(text)}
    folded = plain(text)
    names.update(name for name, pattern in _PHRASES if pattern.search(folded))
    return frozenset(names)


def is_english(text: str) -> bool:
    """Whether a text has one of the small words that nearly every English sentence has."""
    return not _ENGLISH.isdisjoint(words(text))


def length(text: str) -> int:
    """Roughly the number of words, also of a text without blanks."""
    return len(words(_CJK.sub(" ", text))) + len(_CJK.findall(text)) // 2


_ENGLISH = frozenset(
    """the a an is are was were my your it its it's i i'm i've to of on with and this that there's
    there for from has have had got when we our""".split()
)
_ENDINGS = (
    ("ies", "y"),
    ("ation", ""),
    ("ion", ""),
    ("ment", ""),
    ("ing", ""),
    ("ed", ""),
    ("ly", ""),
    ("s", ""),
)
_IRREGULAR = dict(
    entry.split("=")
    for entry in """
    paid=pay bought=buy sent=send went=go gone=go left=leav leave=leav leaving=leav lost=los
    lose=los forgot=forget forgotten=forget wore=wear worn=wear unworn=unwear took=take
    taken=take broke=break broken=break came=com come=com got=get gotten=get seen=see saw=see
    found=find told=tell gave=give given=give began=begin begun=begin tried=try used=us use=us
    using=us unused=unus these=this men=man children=child driven=driv drove=driv color=colour
    colors=colour colored=colour tyre=tire grey=gray kids=child shelves=shelf""".split()
)

_EMPTY = frozenset(
    """a an the this that these those it its it's i i'm i've i'd i'll me my mine we we're our us
    you your he she they them their his her is are was were be been being am do does did done
    have has had having will would can could shall should may might must to of in on at by for
    from with as into about than then so and or but if not no yes ok okay please pls hi hello
    hey thanks thank just only also too very really still already another other even again there
    here what which who whom whose when where why how any some all both one two up down out off
    over s t d m ll re ve im ive id ill u ur me please got get exactly exact der die das ein
    eine und oder ist ich mein meine el la los las un una y o es mi le les des une et ou est je
    mon ma de en""".split()
)

_CONCEPTS: dict[str, str] = {
    "cancel": """cancel cancellation drop terminate termination quit end stop close kundigen
        kundigung stornieren absagen cancelar anular annuler resilier""",
    "pause": "pause suspend freeze hold skip pausieren pausar suspender suspendre",
    "change": """change swap switch exchange modify alter update move reschedule rebook push
        postpone wechseln andern umbuchen verschieben cambiar mover changer modifier deplacer""",
    "return": "return zuruckschicken zuruckgeben devolver renvoyer retourner",
    "unused": "unus unopen unwear new boxed sealed mint tag packag original",
    "outdoors": "outdoor outside indoor inside kitchen living carpet street mirror hous hallway",
    "right": "right correct accurate valid stimmt richtig correcta correcto",
    "finished": "complet post clear settl finish final booked",
    "pending": "pend reserv authoriz authoris open waiting temporary",
    "neighbour": "neighbor neighbour household nachbar vecino voisin",
    "missing": "miss lack without absent fehlt fehlen falta faltan manque",
    "lost": "leav los forget behind misplac vergessen olvid oubli find",
    "buy": "buy order purchas bestellt gekauft compr achet",
    "send": "send ship post mail dropoff",
    "receive": "receiv get contain box",
    "arrive": "arriv land reach com checkin deliver come here",
    "restart": "restart reboot reset unplug unplugg",
    "slow": "slow lag speed",
    "down": "offlin outage dead disconnect",
    "drive": "drive driven driveabl drivabl drivable driveable roadworthy",
    "hurt": "pain hurt ache sore toothache headache backache",
    "damage": "damag ruin break smash burst crack destroy scratch dent leak tear torn stain",
    "address": "address adress anschrift direccion domicilio adresse",
    "reason": "reason why because purpos",
    "strength": "strength dose dosage",
    "appointment": "appointment visit slot termin cita rendezvous",
    "doctor": "doctor dr physician dentist",
    "before": "befor after during once",
    "pay": "pay checkout",
    "message": "messag error say said show shown display read",
    "open": "open opened unpack unbox",
    "elevator": "elevator lift stairs staircase",
    "steal": "stolen stole steal nick rob take theft",
    "bike": "bike bicycle cycle",
    "noise": "nois sound loud ruido larm bruit",
}
_CONCEPT_OF = {stem(word): name for name, members in _CONCEPTS.items() for word in members.split()}

_PHRASES = tuple(
    (name, pattern(text))
    for name, text in (
        ("cancel", r"get(ting)? rid of|call (it|that) off|取消|don't (want|need) (it|this|the)"),
        (
            "unused",
            r"never (even )?(open|us|wor|wear|touch|unpack|tried)\w*|as new|in (its|the) box",
        ),
        (
            "outdoors",
            r"\bin (the |my )?(hous|room|hall|flat|apartment)\w*|at home|tried (them |it )?on\b",
        ),
        (
            "restart",
            r"turn\w* .{0,20}off and (back )?on|off and on again|power.?cycl|pulled the plug",
        ),
        ("arrive", r"be (there|here|in|with you|at yours)\b|get (in|there)\b|check(ing)? in"),
        (
            "missing",
            r"\b(no|not (a|one|any|the|inside|included|there|in)|(isn't|aren't) (there|in))\b",
        ),
        (
            "neighbour",
            r"""
            (whole|entire) (house|building|block|street)|asked around|next ?door|
            on (my|our|the same) floor|downstairs|upstairs|across the hall
        """,
        ),
        (
            "still",
            r"""
            on and on|all the time|right now|non-?stop|constantly|still (going|there|happening|
            on)|keeps? \w+ing|stopped|\b(is|are|has been|have been) \w+ing\b
        """,
        ),
        (
            "reason",
            r"""
            because|due to|too (expensive|slow|small|big|far)|cheaper|no longer|found (another|
            some|a b)|don't (need|use) (it|this|them)|what('s| is| are)? (it|this|that|the \w+|
            your \w+)( is)? (about|for)\b
        """,
        ),
        ("hurt", r"killing me"),
    )
)
"""Concepts that are named by phrases rather than by words."""
