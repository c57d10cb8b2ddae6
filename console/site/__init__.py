"""A site: an organisation's folder, with everything that a console needs to know about it."""

from pathlib import Path

from console.domain.errors import UsageError


def require_folder(folder: Path) -> None:
    """Refuse a site that is not there, before anything that takes time is loaded.

    Raises:
        UsageError: there is no such folder.
    """
    if not folder.is_dir():
        raise UsageError(f"{folder}: no such folder; `switchboard site init FOLDER` makes a site")
