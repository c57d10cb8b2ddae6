"""Identifiers: short, unique without a central counter, readable over a shoulder."""

import secrets

_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
"""Digits and letters that are not mistaken for each other."""


def new_id(prefix: str) -> str:
    """A fresh identifier such as ``s-7kq2m9xw4c``: 10 characters of 31, about 49 random bits."""
    return f"{prefix}-" + "".join(secrets.choice(_ALPHABET) for _ in range(10))
