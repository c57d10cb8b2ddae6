"""The folders of the program's resources and of the user's data.

The only module that knows; it works from a checkout, installed and frozen.
"""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import platformdirs

_HERE = Path(__file__).parent


def _shipped(name: str) -> Path:
    inside_wheel = _HERE / "_data" / name
    return inside_wheel if inside_wheel.is_dir() else _HERE.parent / name


def resources() -> Path:
    """Scenarios, knowledge base, icons, themes."""
    return _shipped("resources")


def models() -> Path:
    """The catalogue of language models and the prompt profiles. Never weights."""
    return _shipped("models")


def baselines() -> Path:
    """What benchmarks compare with; only a checkout has the folder."""
    return _HERE.parent / "tests" / "baselines"


def own_file(folder: Path, name: object) -> Path:
    """A regular file of a folder that somebody else may have made; it need not exist.

    Raises:
        ValueError: the name leads out of the folder, or it is a link, a device or a pipe.
    """
    if not isinstance(name, str) or Path(name).name != name:
        raise ValueError(f"{folder} names a file outside of itself")
    path = folder / name
    try:
        os.fsencode(path)
        is_other = path.is_symlink() or (path.exists() and not path.is_file())
    except (OSError, ValueError):
        # Too long, or with characters that no file's name can have.
        raise ValueError(f"{folder} names a file that can't be there") from None
    if is_other:
        raise ValueError(f"{path} is not a file of its own")
    return path


def own_text(folder: Path, name: object, most: int) -> str:
    """The text of such a file, of what a bundle or folder says of itself.

    Raises:
        OSError: it can't be read.
        ValueError: it is no file of the folder's own, has more than ``most`` bytes, or is no text.
    """
    file = own_file(folder, name)
    if file.stat().st_size > most:
        raise ValueError(f"{file} is too large")
    return file.read_text(encoding="utf-8")


def replace_text(path: Path, text: str) -> None:
    """Write a file of the user's own in place of the one before, which is there until then.

    Where ``path`` is a link, the file that it leads to is replaced.

    Raises:
        OSError: it can't be written; the one before is as it was, and nothing else is left.
    """
    path = path.resolve()
    # A temporary file of this kind is created with access for its owner only.
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            # A file that is renamed before its content is on the disk may be empty after a crash.
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def data_dir() -> Path:
    """The user's session databases."""
    return Path(platformdirs.user_data_dir("switchboard", appauthor=False))


def cache_dir() -> Path:
    """What can be fetched or made again: model weights, the measures' SQL."""
    return Path(platformdirs.user_cache_dir("switchboard", appauthor=False))


def diagnostic_log() -> Path:
    """Where it is noted what went wrong in the program; older files lie beside it."""
    return Path(platformdirs.user_log_dir("switchboard", appauthor=False)) / "diagnostics.log"


def config_file() -> Path:
    """The user's settings."""
    return Path(platformdirs.user_config_dir("switchboard", appauthor=False)) / "settings.toml"


def files_below(folder: Path) -> Iterator[Path]:
    """What lies in a folder and the folders in it, by name; no folders themselves.

    A folder that is reached twice, as by a link, counts once. Raises OSError for one that can't be
    read.
    """
    seen: set[Path] = set()
    for parent, folders, files in os.walk(folder, onerror=_raise, followlinks=True):
        here = Path(parent).resolve()
        if here in seen:
            folders.clear()
            continue
        seen.add(here)
        folders.sort()
        yield from (Path(parent, name) for name in sorted(files))


def _raise(error: OSError) -> None:
    raise error
