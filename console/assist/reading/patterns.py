"""Patterns that are written over several lines."""

import re


def one_line(text: str) -> str:
    """The pattern that a text over several lines stands for.

    Line breaks and the blanks around them don't count; other blanks do.
    """
    return "".join(line.strip() for line in text.splitlines())


def pattern(text: str, flags: int = 0) -> re.Pattern[str]:
    """Compile a pattern that may be written over several lines."""
    return re.compile(one_line(text), flags)
