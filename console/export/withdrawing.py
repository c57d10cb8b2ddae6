"""Takes people who took back their consent out of bundles, exact and shared ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from console.domain.json_objects import JsonObject
from console.export.descriptor import Format
from console.export.errors import ExportError
from console.export.folder import bundle_descriptor, own_json
from console.export.formats import FORMATS
from console.export.options import BundleFormat
from console.export.privacy import TextPrivacy
from console.export.pseudonyms import key_for
from console.export.withdrawals import Withdrawn, named


@dataclass(frozen=True, slots=True)
class Taken:
    """A bundle that was written again, and its rows by table before and after."""

    bundle: Path
    before: Mapping[str, int]
    after: Mapping[str, int]


def withdraw(
    bundle: Path, agents: tuple[str, ...], customers: tuple[str, ...], key: bytes
) -> Taken:
    """Write a bundle again without these people, in its place.

    All measures of an exact bundle are computed from the remaining events. Of a shared one the rows
    are taken out, with the days of agents whose means counted a chat that goes; then it is made
    sure once more that nothing is too rare.

    Args:
        bundle: one that an export of this site wrote, in Parquet.
        agents: as sessions name them.
        customers: their ids, as the channel has them.
        key: the site's.

    Raises:
        ExportError: it is no bundle, can't be read, is an agent's own, or of another key.
    """
    descriptor = bundle_descriptor(bundle)
    if descriptor is None:
        raise ExportError(f"{bundle} is not a bundle; name folders that `export` wrote")
    try:
        record = own_json(bundle, "provenance.json")
        text, before = record["text"], dict(record["rows"])
        form = _format_of(descriptor)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ExportError(f"{bundle} does not say what it holds; export it again") from error
    if text == "own":
        raise ExportError(f"{bundle} is one agent's own data; export it again")
    if form.fmt != "parquet":
        raise ExportError(f"{bundle} is in CSV, which can't be written again; export it again")
    who = _who(bundle, record, agents, customers, key)
    if text == "shared":
        from console.export.shared_again import without  # noqa: PLC0415 - DuckDB loads slowly

        after = without(bundle, who, TextPrivacy("none", key_for(key, "share")))
    else:
        from console.export.bundle import measure_again  # noqa: PLC0415

        after = measure_again([bundle], bundle, bundle_format=form, withdrawn=who).rows
    return Taken(bundle, before, after)


def _who(
    bundle: Path,
    record: JsonObject,
    agents: tuple[str, ...],
    customers: tuple[str, ...],
    key: bytes,
) -> Withdrawn:
    """These people as the bundle calls them; ExportError if it was made with another key."""
    if record["text"] == "full":
        return Withdrawn(frozenset(agents), frozenset(customers))
    of_bundle = key_for(key, "share") if record["text"] == "shared" else key
    privacy = TextPrivacy("none", of_bundle)
    made_with = record["pseudonym_key_id"]
    if privacy.key_id not in (made_with if isinstance(made_with, list) else [made_with]):
        raise ExportError(
            f"{bundle} was made with another key than this site's; withdraw where it was exported"
        )
    return named(agents, customers, privacy)


def _format_of(descriptor: JsonObject) -> BundleFormat:
    """How the bundle is written, and in which further forms."""
    resources = {each["name"]: each for each in descriptor["resources"]}
    tables = resources["chats"]
    formats = sorted(name for name in FORMATS if name in resources)
    return BundleFormat(cast(Format, tables["format"]), formats=formats)
