"""Text from outside, made storable without changing what it says."""


def storable(text: str) -> str:
    """The text with half surrogate pairs, which no encoding can hold, replaced by U+FFFD.

    Everything else is kept: control characters, any script, any length.
    """
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
