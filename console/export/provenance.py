"""The bundle's ``provenance.json``: what it was made of, and nothing about when or where."""

from typing import Any

import console
from console.domain import events as ev
from console.export.gather import Gathered
from console.export.privacy import Discretion


def provenance(gathered: Gathered, discretion: Discretion, rows: dict[str, int]) -> dict[str, Any]:
    """Versions, models, databases with their event counts, problems, the text policy.

    ``study_hash`` is null: logs of this version don't name a study file.
    """
    return {
        "version": console.__version__,
        "schema": ev.SCHEMA_VERSION,
        "study_hash": None,
        "text": discretion.policy,
        "pseudonym_key_id": discretion.key_id,
        "models": _models(gathered, discretion),
        "databases": [
            {
                "name": source.name,
                "sessions": list(source.sessions),
                "events": source.events,
                "problems": list(source.problems),
            }
            for source in gathered.sources
        ],
        "rows": rows,
    }


def _models(gathered: Gathered, discretion: Discretion) -> list[dict[str, str | None]]:
    used = {
        (discretion.model(session.started.model) or "", session.started.model_sha256)
        for log in gathered.logs
        for session in log.sessions.values()
        if session.started.model is not None
    }
    return [
        {"id": model, "sha256": sha256}
        for model, sha256 in sorted(used, key=lambda pair: (pair[0], pair[1] or ""))
    ]
