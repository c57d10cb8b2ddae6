"""Ways of writing patterns so that one can read them: over several lines, or as phrases."""

import re

from console.domain.alternatives import by_initial


def one_line(text: str) -> str:
    """The pattern that a text over several lines stands for.

    Line breaks and the blanks around them don't count; other blanks do.
    """
    return "".join(line.strip() for line in text.splitlines())


def pattern(text: str, flags: int = 0) -> re.Pattern[str]:
    """Compile a pattern that may be written over several lines."""
    return re.compile(one_line(text), flags)


def any_of(*phrases: str) -> re.Pattern[str]:
    """Compile a pattern of whole words and phrases, in capital or small letters.

    Each of ``phrases`` holds alternatives parted by ``|``. An apostrophe stands for the typographic
    one, too, so it must not be in a class of characters.
    """
    alternatives = "|".join(phrases).replace("'", "['’]")
    return re.compile(rf"\b{by_initial(alternatives)}\b", re.IGNORECASE)
