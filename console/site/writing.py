"""Writes the folder of a new site, with examples to be replaced."""

import json
import shutil
from datetime import date
from pathlib import Path

from console import paths
from console.domain.errors import UsageError

_TEMPLATE_DAY = "2000-01-01"
"""What stands for today in the example, which is TOML as it is."""


def write_site(folder: Path, name: str, today: date) -> list[Path]:
    """Write a sound site to begin with; the files it consists of.

    Args:
        folder: where; it may be there already, but must be empty.
        name: what the organisation is called.
        today: the day that its practice customers live on.

    Raises:
        UsageError: there is something in the folder, or it can't be written.
    """
    is_new = not folder.exists()
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise UsageError(f"{folder} is there already; name a new or an empty folder")
        shutil.copytree(paths.resources() / "site", folder, dirs_exist_ok=True)
        _make_private(folder)
        shop = folder / "shop.toml"
        quoted = json.dumps(name, ensure_ascii=False)[1:-1]
        text = shop.read_text(encoding="utf-8").replace("@NAME@", quoted)
        shop.write_text(text.replace(_TEMPLATE_DAY, today.isoformat()), encoding="utf-8")
        return sorted(path for path in folder.rglob("*") if path.is_file())
    except OSError as error:
        if is_new:
            shutil.rmtree(folder, ignore_errors=True)
        raise UsageError(f"{folder} can't be written: {error.strerror}; name another") from error


def _make_private(folder: Path) -> None:
    """Let the owner alone have the copy, which has the rights of the program's own files."""
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o700 if path.is_dir() else 0o600)
