"""The bundle's ``provenance.json``: what it was made of, and nothing about when or where."""

import json
from collections.abc import Iterable, Sequence
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


def merged_provenance(parts: Sequence[dict[str, Any]], rows: dict[str, int]) -> dict[str, Any]:
    """The provenance of a bundle that was computed from others'.

    ``pseudonym_key_id`` is a list where the bundles were made with different keys: the same person
    then has several pseudonyms.
    """
    keys = sorted({part["pseudonym_key_id"] or "" for part in parts})
    return {
        "version": console.__version__,
        "schema": max(part["schema"] for part in parts),
        "study_hash": None,
        "text": parts[0]["text"],
        "pseudonym_key_id": (keys[0] or None) if len(keys) == 1 else keys,
        "models": _distinct(part["models"] for part in parts),
        "databases": _distinct(part["databases"] for part in parts),
        "exported_by": sorted({part["version"] for part in parts}),
        "rows": rows,
    }


def _distinct(lists: Iterable[list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """What the lists hold, each once, in order."""
    found = {json.dumps(each, sort_keys=True): each for one in lists for each in one}
    return [found[key] for key in sorted(found)]
