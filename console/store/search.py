"""Full-text search over texts that are given once, in memory, with SQLite's FTS5."""

import re
from collections.abc import Mapping

from console.store.sqlite_tools import Database

_WORD = re.compile(r"\w+")
_MOST_WORDS = 80
"""A query is cut to this many different words; a customer's megabyte has no more meaning in it."""

_MOST_CHARACTERS = 8_000


class TextIndex:
    """Texts by id, found by the words they share with a query, best first."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._database = Database(memory=True)
        documents = self._database.table("documents")
        documents.insert_all(
            ({"id": key, "text": text} for key, text in texts.items()),
            columns={"id": str, "text": str},
        )
        if texts:
            documents.enable_fts(["text"], tokenize="porter")

    def search(self, query: str, limit: int = 5) -> list[tuple[str, float]]:
        """The best texts for a query with their scores (BM25, higher is better).

        Words are joined by OR, so that a text need not have all of them. An empty list means that
        no word of the query occurs anywhere.
        """
        words = list(dict.fromkeys(_WORD.findall(query[:_MOST_CHARACTERS].lower())))[:_MOST_WORDS]
        if not words or not self._database.table("documents_fts").exists():
            return []
        rows = self._database.query(
            "SELECT documents.id, -bm25(documents_fts) AS score FROM documents_fts "
            "JOIN documents ON documents.rowid = documents_fts.rowid "
            "WHERE documents_fts MATCH ? ORDER BY score DESC, documents.id LIMIT ?",
            [" OR ".join(f'"{word}"' for word in words), limit],
        )
        return [(row["id"], row["score"]) for row in rows]

    def close(self) -> None:
        """Free the memory. Safe to call twice."""
        self._database.close()
