"""The bundle's ``provenance.json``: what it was made of, and nothing about when or where."""

from collections.abc import Iterable
from typing import Any

import console
from console.domain import events as ev
from console.export.gather import Gathered
from console.export.privacy import Discretion

Model = tuple[str, str | None]
"""A model's name, as far as it may be told, and its file's SHA-256."""


def provenance(
    gathered: Gathered, discretion: Discretion, models: Iterable[Model], rows: dict[str, int]
) -> dict[str, Any]:
    """Versions, models, databases with their event counts, problems, the text policy.

    ``study_hash`` is null: logs of this version don't name a study file.
    """
    return {
        "version": console.__version__,
        "schema": ev.SCHEMA_VERSION,
        "study_hash": None,
        "text": discretion.policy,
        "pseudonym_key_id": discretion.key_id,
        "models": [
            {"id": name, "sha256": sha256}
            for name, sha256 in sorted(models, key=lambda model: (model[0], model[1] or ""))
        ],
        "databases": [
            {
                "name": source.path.name,
                "sessions": list(source.extent.sessions),
                "events": source.extent.events,
                "problems": list(source.problems),
            }
            for source in gathered.sources
        ],
        "rows": rows,
    }
