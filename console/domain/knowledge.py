"""Articles of the knowledge base: policy as Markdown, procedure and approved texts in front."""

import tomllib
from datetime import date

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from console.domain.errors import SwitchboardError

_FENCE = "+++"


class ArticleError(SwitchboardError):
    """A text is not an article; the line names its source and the field."""


class Article(BaseModel):
    """One article.

    ``issues`` are the ids of the issues it is about. ``ask`` is what policy requires from the
    customer before anything is done, ``steps`` the procedure in order. ``diagnosis`` puts the issue
    to the customer and ``reply`` gives the solution; both are approved texts with slots
    (``console.domain.slots``). ``body`` is the policy itself, in Markdown.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    title: str = Field(min_length=1)
    issues: tuple[str, ...] = ()
    updated: date
    ask: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    diagnosis: str = ""
    reply: str = ""
    body: str = Field(min_length=1)


def parse_article(text: str, source: str) -> Article:
    """Read an article: TOML between two ``+++`` lines, then Markdown.

    Raises ArticleError naming ``source`` and what is wrong.
    """
    front, body = _split(text.removeprefix("\ufeff"), source)
    try:
        fields = tomllib.loads(front)
    except tomllib.TOMLDecodeError as error:
        raise ArticleError(f"{source}: the front matter is not TOML: {error}") from error
    if "body" in fields:
        raise ArticleError(f"{source}: body belongs below the front matter, not into it")
    try:
        return Article.model_validate({**fields, "body": body.strip()})
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ArticleError(f"{source}: {where}: {first['msg']}") from error


def _split(text: str, source: str) -> tuple[str, str]:
    lines = text.splitlines()
    if not lines or lines[0].strip() != _FENCE:
        raise ArticleError(f"{source}: the first line must be {_FENCE}")
    for number, line in enumerate(lines[1:], start=1):
        if line.strip() == _FENCE:
            return "\n".join(lines[1:number]), "\n".join(lines[number + 1 :])
    raise ArticleError(f"{source}: the front matter has no closing {_FENCE} line")
