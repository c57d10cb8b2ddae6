"""Finds people's full names in a text that are not accounted for by what is known."""

import re
from collections.abc import Callable, Iterator

_CAPITALISED = r"[^\W\d_a-zß-öø-ÿ][a-zß-öø-ÿ'’-]*[a-zß-öø-ÿ]"
_NAME = re.compile(
    rf"(?<![\w.'’-])({_CAPITALISED})((?: (?:(?:de|del|van|von|der|da|al) )?{_CAPITALISED})+)"
)
_TITLED = re.compile(
    rf"\b(?:Mr|Mrs|Ms|Miss|Dr|Herrn?|Frau|Señora?|Sra?|Monsieur|Madame|Mme)\b\.? ({_CAPITALISED})"
)
_WORD = re.compile(r"[^\W\d_]+")
_ORDINARY = frozenset(
    "a all an and any are as at best but can care contact could customer customers dear do email "
    "for from good great guten hello herzliche hi hola how i id if in is it item items kind let "
    "liebe lieber many no not number of ok on order orders our phone please price regards returns "
    "welcher welche welches welchen dieser diese dieses diesen können könnten haben ist wo wann "
    "warum bitte wenn falls für leider gerne jetzt kein keine mein meine nach vor bei zu im am "
    "sehr geehrte geehrter service shipping sincerely size so sorry status su sure support team "
    "thank thanks that the their there this tracking to total unfortunately warm we what when "
    "where which will with would yes you your yours grüße mit freundlichen ihr ihre ihren ihrem "
    "sie wir der die das el la los las le les un una unsere unser vielen dank refund exchange "
    "return payment method card gift credit address line city state country zip suite street "
    "color option options current new details".split()
)
"""Words that are written with a capital in letters and headings without being anybody's name."""


def strange_names(text: str, known: Callable[[str], bool]) -> Iterator[str]:
    """The full names, and titled ones, of which a part is neither an ordinary word nor known."""
    for match in _NAME.finditer(text):
        words = [word for word in _WORD.findall(match[0]) if word[0].isupper()]
        strange = [word for word in words if not _accounted(word, known)]
        if len(strange) >= 2 or (strange and _beside_a_name(words, strange, known)):
            yield match[0]
    for match in _TITLED.finditer(text):
        if not _accounted(match[1], known):
            yield match[0]


def _accounted(word: str, known: Callable[[str], bool]) -> bool:
    plain = word.casefold()
    return plain in _ORDINARY or known(plain) or known(plain.removesuffix("s"))


def _beside_a_name(words: list[str], strange: list[str], known: Callable[[str], bool]) -> bool:
    """Whether a known first name got a surname that nobody knows."""
    named = [word for word in words if word.casefold() not in _ORDINARY]
    return named[-1] in strange and len(named) > 1 and known(named[0].casefold())
