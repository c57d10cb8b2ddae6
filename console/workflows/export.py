"""From session databases to a bundle on disk, with what the export needs from store and user."""

from collections.abc import Sequence
from pathlib import Path

from console import paths
from console.domain.progress import ShareProgress
from console.export.bundle import BundleReport, export
from console.export.gather import LogStore
from console.export.options import PARQUET, BundleFormat
from console.export.privacy import TextPolicy
from console.export.pseudonyms import pseudonym_key
from console.store.copies import digest_at, extent
from console.store.log import read_log, read_readable, verify_log

STORE = LogStore(read_log, read_readable, verify_log, extent, digest_at)
"""How the export reads session databases."""


def export_logs(
    databases: Sequence[Path],
    out: Path,
    *,
    form: BundleFormat = PARQUET,
    text: TextPolicy = "none",
    own: str | None = None,
    study: Path | None = None,
    allow_damaged: bool = False,
    progress: ShareProgress = lambda what, share: None,
) -> BundleReport:
    """Write a bundle from these databases (``console.export.bundle.export``).

    The key of the pseudonyms is made the first time and stays with the user's data.
    """
    everything = text == "full" and own is None
    key = None if everything else pseudonym_key(paths.data_dir() / "pseudonym.key")
    return export(
        databases,
        out,
        store=STORE,
        key=key,
        bundle_format=form,
        text=text,
        own=own,
        study=study,
        allow_damaged=allow_damaged,
        progress=progress,
    )
