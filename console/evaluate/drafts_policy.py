"""The policy that agents of recorded chats had to follow, as articles of a knowledge base."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from console.domain.alternatives import in_order
from console.domain.errors import UsageError
from console.domain.knowledge import Article

POLICY = "policy.md"
"""The file beside the recordings."""

_GENERAL = "general"
_UNDATED = date(2000, 1, 1)
_REQUIRED = re.compile(
    in_order(r"\b(?:must|need(?:s|ed)? to|have to)\b", r"\b(?:confirm|provide|authenticate)")
)


def read_policy(folder: Path) -> tuple[Article, ...]:
    """One article for each section, the first for what holds in all of them; none without a file.

    The points of a section are its procedure; those that require something from the customer are
    also what to ask for. Raises UsageError if the file can't be read.
    """
    path = folder / POLICY
    if not path.exists():
        return ()
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: can't be read as text ({error})") from error
    return tuple(_articles(text))


def _articles(text: str) -> Iterator[Article]:
    parts = re.split(r"^#{2,} +(.+)$", text, flags=re.MULTILINE)
    for title, body in zip((_GENERAL, *parts[1::2]), parts[::2], strict=True):
        steps = tuple(" ".join(it.split()) for it in re.findall(r"^- (.+)$", body, re.MULTILINE))
        name = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
        if steps and re.match("[a-z]", name):
            ask = tuple(step for step in steps if _REQUIRED.search(step.lower()))
            yield Article(
                id=name, title=title, updated=_UNDATED, ask=ask, steps=steps, body=body.strip()
            )
