"""From session databases to a bundle on disk, with what the export needs from store and user."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from console import paths
from console.assist.knowledge.past_replies import forget_replies
from console.domain.errors import UsageError
from console.domain.progress import ShareProgress
from console.export.bundle import BundleReport, export, share
from console.export.gather import LogStore
from console.export.options import PARQUET, BundleFormat
from console.export.privacy import TextPolicy, TextPrivacy
from console.export.pseudonyms import pseudonym_key
from console.export.withdrawals import (
    NOBODY,
    LogsWithout,
    add_to_register,
    named,
    read_register,
)
from console.export.withdrawing import Taken
from console.export.withdrawing import withdraw as withdraw_from
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
    shared: bool = False,
    study: Path | None = None,
    allow_damaged: bool = False,
    progress: ShareProgress = lambda what, share: None,
) -> BundleReport:
    """Write a bundle from these databases (``console.export.bundle.export``).

    ``shared`` is for one that may leave the organisation (``console.export.bundle.share``). The key
    of the pseudonyms is made the first time and stays with the user's data. Who took back their
    consent at this site (``withdraw``) is left out.
    """
    register = read_register(_register())
    everything = text == "full" and own is None and not register.keys
    key = None if everything else _key()
    withdrawn = NOBODY if key is None else register.under(_key_id(key))
    if shared:
        report = share(
            databases,
            out,
            store=STORE,
            key=key or b"",
            bundle_format=form,
            study=study,
            allow_damaged=allow_damaged,
            withdrawn=withdrawn,
            progress=progress,
        )
    else:
        report = export(
            databases,
            out,
            store=STORE,
            key=key,
            bundle_format=form,
            text=text,
            own=own,
            study=study,
            allow_damaged=allow_damaged,
            withdrawn=withdrawn,
            progress=progress,
        )
    if register.without_key:
        note = (
            f"{register.without_key} who took back their consent were noted without the key's id; "
            "they were left out as people of the present key"
        )
        report = replace(report, problems=(*report.problems, note))
    return report


def withdraw(
    bundles: Sequence[Path], agents: Sequence[str], customers: Sequence[str]
) -> Iterator[Taken]:
    """Note who took back their consent, and take them out of these bundles.

    All past replies are forgotten, since what was learnt does not say whose it was.

    Raises:
        UsageError: nobody was named.
        ExportError: a bundle can't be written again (``console.export.withdrawing.withdraw``); the
            people are noted, and the bundles before it are done.
    """
    if not agents and not customers:
        raise UsageError("name who withdrew, with --agent or --customer")
    key = _key()
    who = named(agents, customers, TextPrivacy("none", key))
    add_to_register(_register(), who, _key_id(key))
    forget_replies()
    for bundle in bundles:
        yield withdraw_from(bundle, tuple(agents), tuple(customers), key)


def logs_without_withdrawn() -> LogsWithout | None:
    """What leaves those who took back their consent at this site out of logs; None: nobody did.

    Raises:
        ExportError: nobody knows who they are (``console.export.withdrawals``).
    """
    register = read_register(_register())
    if not register.keys:
        return None
    key = _key()
    return LogsWithout(register.under(_key_id(key)), TextPrivacy("none", key))


def _key() -> bytes:
    return pseudonym_key(paths.data_dir() / "pseudonym.key")


def _key_id(key: bytes) -> str:
    return TextPrivacy("none", key).key_id or ""


def _register() -> Path:
    return paths.data_dir() / "withdrawals.txt"
