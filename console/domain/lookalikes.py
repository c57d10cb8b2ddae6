"""Names that people take for one another, brought to one spelling to be compared."""

import re
import unicodedata

_ALIKE = str.maketrans(
    # Cyrillic, Greek, Armenian and other letters, and signs, for the Latin one they look like.
    "аеорсухіјѕԁһԛԝвкмнтгѵьӏαορνικτυχβεηζγμօսոհցքզյıȷɑɡɩʀʏᴀᴄᴏᴜᴠᴡᴢ0156|!$@",
    "aeopcyxijsdhqwbkmhtrvblaopviktuxbehzymouhhgpqjijagiryacouvwzolsblisa",
)
_GAPS = re.compile(r"[\W_]+")


def skeleton(name: str) -> str:
    """What remains of a name without how it is written: equal for names that look alike.

    Capitals, accents and what is invisible are left out, gaps and punctuation are one gap; digits
    and letters of other scripts are taken for the Latin letters they look like. It is for
    comparing only. The pairs are those of Latin, Cyrillic, Greek and Armenian, not all of
    Unicode's (UTS 39).
    """
    apart = unicodedata.normalize("NFKD", name).casefold()
    bare = "".join(c for c in apart if unicodedata.category(c) not in ("Mn", "Cf", "Cc"))
    letters = unicodedata.normalize("NFKC", bare).translate(_ALIKE)
    # I and l, which differ in few typefaces, are one letter here.
    return _GAPS.sub(" ", letters).strip().replace("l", "i") or name
