"""Reads a folder of articles, and merges a site's own articles with the shop's."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from console.domain.knowledge import Article, ArticleError, parse_article
from console.domain.slots import SLOTS, slots_in
from console.paths import files_below

_MOST_BYTES = 256 * 1024
"""No procedure that a person follows is longer; a dump of a wiki is."""


def load_articles(folder: Path) -> tuple[Article, ...]:
    """Every ``.md`` file in a folder and the folders in it, in order of their paths.

    Raises:
        ArticleError: a file can't be read or is not an article, or two have the same id. The line
            names the file and the field.
    """
    if not folder.is_dir():
        raise ArticleError(f"{folder}: no such folder; name one with articles (.md) in it")
    paths_by_id: dict[str, Path] = {}
    articles: list[Article] = []
    for path in _files(folder):
        article = _article(path)
        if article.id in paths_by_id:
            raise ArticleError(f"{path}: id: {article.id!r} is taken by {paths_by_id[article.id]}")
        paths_by_id[article.id] = path
        articles.append(article)
    return tuple(articles)


def merged(shop: Iterable[Article], site: Iterable[Article]) -> tuple[Article, ...]:
    """The shop's articles and the site's; of two with the same id the site's counts."""
    together = {article.id: article for article in shop}
    return tuple((together | {article.id: article for article in site}).values())


def _files(folder: Path) -> Iterator[Path]:
    try:
        yield from (path for path in files_below(folder) if path.name.endswith(".md"))
    except OSError as error:
        raise ArticleError(f"{error.filename}: can't be read ({error.strerror})") from error


def _article(path: Path) -> Article:
    article = parse_article(_text(path), str(path))
    for field, text in article.approved_texts():
        for slot in sorted(slots_in(text) - SLOTS):
            raise ArticleError(f"{path}: {field}: unknown slot {{{slot}}}")
    return article


def _text(path: Path) -> str:
    if path.exists() and not path.is_file():
        raise ArticleError(f"{path}: is not a file; rename it if it is no article")
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise ArticleError(
                f"{path}: is larger than {_MOST_BYTES // 1024} KB; split it into articles"
            )
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise ArticleError(f"{path}: can't be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        message = f"{path}: is not UTF-8 text (byte {error.start}); save it as UTF-8"
        raise ArticleError(message) from error
