"""The bundle's ``provenance.json``: what it was made of, and nothing about when or where."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pydantic import BaseModel, ConfigDict, Field, ValidationError

import console
from console.domain import events as ev
from console.domain.json_objects import JsonObject
from console.export.gather import Gathered
from console.export.privacy import BundleText
from console.export.withdrawals import Withdrawn

Model = tuple[str, str | None]
"""A model's name, as far as it may be shared, and its file's SHA-256."""


def provenance(
    gathered: Gathered,
    text: BundleText,
    key_id: str | None,
    models: Iterable[Model],
    studies: Iterable[str],
    practice: Iterable[str],
    rows: dict[str, int],
) -> JsonObject:
    """Versions, models, databases with their event counts, problems, and the text policy.

    Databases go by the ids of their logs, since files are often called after people; with all
    texts also by their files' names. An agent who is given their own data learns of no others.
    ``study_hash`` is that of the study's file, null without a study, a list if there are several.
    ``practice_sessions`` are the sessions whose customers were made up.
    """
    sources = () if text == "own" else gathered.sources
    return {
        "version": console.__version__,
        "schema": ev.SCHEMA_VERSION,
        "study_hash": _one_or_all(studies),
        "text": text,
        "pseudonym_key_id": key_id,
        "models": [
            {"id": name, "sha256": sha256}
            for name, sha256 in sorted(models, key=lambda model: (model[0], model[1] or ""))
        ],
        "databases": [
            {
                "name": source.path.name if text == "full" else source.extent.name,
                "sessions": list(source.extent.sessions),
                "events": source.extent.events,
                "problems": list(source.problems),
            }
            for source in sources
        ],
        "practice_sessions": sorted(practice),
        "rows": rows,
    }


class _Database(BaseModel):
    problems: list[str]
    sessions: list[str] = []


class _Provenance(BaseModel):
    """What is read of a provenance that somebody else's program may have written."""

    model_config = ConfigDict(strict=True)

    version: str
    schema_version: int = Field(alias="schema")
    text: str
    pseudonym_key_id: str | list[str] | None
    study_hash: str | list[str] | None = None
    models: list[JsonObject]
    databases: list[_Database]
    withdrawn: list[str] = []


def is_provenance(content: JsonObject) -> bool:
    """Whether a bundle's provenance has what merging goes by, each of its kind."""
    try:
        _Provenance.model_validate(content)
    except ValidationError:
        return False
    return all("name" in database for database in content["databases"])


def merged_provenance(parts: Sequence[JsonObject], rows: dict[str, int]) -> JsonObject:
    """The provenance of a bundle that was computed from others'.

    ``pseudonym_key_id`` is a list where the bundles were made with different keys: the same person
    then has several pseudonyms.
    """
    keys = sorted({key for part in parts for key in _keys(part)})
    return {
        "version": console.__version__,
        "schema": max(part["schema"] for part in parts),
        "study_hash": _one_or_all(each for part in parts for each in _hashes(part)),
        "text": parts[0]["text"],
        "pseudonym_key_id": (keys[0] or None) if len(keys) == 1 else keys,
        "models": _distinct(part["models"] for part in parts),
        "databases": _distinct(part["databases"] for part in parts),
        "practice_sessions": sorted({name for part in parts for name in _practice(part)}),
        "exported_by": sorted({part["version"] for part in parts}),
        "rows": rows,
    }


def without_people(
    record: JsonObject, withdrawn: Withdrawn, remaining: Mapping[str, int]
) -> JsonObject:
    """A provenance with the pseudonyms of who withdrew, and without what is not ``remaining``.

    ``remaining`` says how many events of a session remain; sessions that are not in it are left
    out. Whoever merges the bundle with an older one leaves the same people out. A bundle with names
    lists nobody.
    """
    databases = [
        _remaining(each, remaining) if "sessions" in each else each for each in record["databases"]
    ]
    practice = [name for name in record["practice_sessions"] if name in remaining]
    kept = {**record, "databases": _distinct([databases]), "practice_sessions": practice}
    names = [] if record["text"] == "full" else withdrawn.listed()
    return kept | ({"withdrawn": names} if names else {})


def _remaining(database: JsonObject, remaining: Mapping[str, int]) -> JsonObject:
    sessions = [name for name in database["sessions"] if name in remaining]
    return {**database, "sessions": sessions, "events": sum(remaining[name] for name in sessions)}


def _distinct(lists: Iterable[list[JsonObject]]) -> list[JsonObject]:
    """What the lists hold, each once, in order."""
    by_content = {json.dumps(each, sort_keys=True): each for one in lists for each in one}
    return [by_content[key] for key in sorted(by_content)]


def _keys(made_of: JsonObject) -> list[str]:
    """The ids of the keys a bundle was made with, "" for none; several if it was merged."""
    keys = made_of["pseudonym_key_id"] or ""
    return [keys] if isinstance(keys, str) else keys


def _hashes(made_of: JsonObject) -> list[str]:
    """The studies a bundle names; those of older versions name none."""
    hashes = made_of.get("study_hash") or []
    return [hashes] if isinstance(hashes, str) else hashes


def _one_or_all(values: Iterable[str]) -> str | list[str] | None:
    distinct = sorted(set(values))
    return distinct if len(distinct) > 1 else next(iter(distinct), None)


def _practice(made_of: JsonObject) -> list[str]:
    """The practice sessions that a bundle names; those of older versions name none."""
    sessions: list[str] = made_of.get("practice_sessions") or []
    return sessions


def mixed_with_practice(made_of: JsonObject) -> Iterator[str]:
    """That some sessions, but not all, had made-up customers."""
    practice, sessions = len(_practice(made_of)), made_of["rows"].get("sessions", 0)
    if 0 < practice < sessions:
        yield (
            f"{practice} of {sessions} sessions were practice with made-up customers "
            "(practice_sessions in provenance.json); export the live databases alone"
        )


def mixed_studies(made_of: JsonObject) -> Iterator[str]:
    """That the sessions belong to several studies, if they do."""
    hashes = _hashes(made_of)
    if len(hashes) > 1:
        short = ", ".join(each[:12] for each in hashes)
        yield (
            f"the sessions ran under {len(hashes)} study files (SHA-256 {short}); compare arms "
            "within one study_hash only"
        )


def problems_of(made_of: JsonObject) -> Iterator[str]:
    """What whoever reads a bundle has to know, a sentence each."""
    for database in made_of["databases"]:
        for problem in database["problems"]:
            yield f"{database['name']}: {problem}"
    if isinstance(made_of["pseudonym_key_id"], list):
        yield (
            "the bundles were made with different keys: who is in several of them has several "
            "pseudonyms, and counts several times"
        )
    yield from mixed_studies(made_of)
    yield from mixed_with_practice(made_of)
