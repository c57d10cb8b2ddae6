"""Where things lie: what ships with the program, and what belongs to the user.

The only module that knows; it works from a checkout, installed and frozen.
"""

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


def data_dir() -> Path:
    """The user's session databases."""
    return Path(platformdirs.user_data_dir("switchboard", appauthor=False))


def cache_dir() -> Path:
    """What can be fetched again: model weights."""
    return Path(platformdirs.user_cache_dir("switchboard", appauthor=False))


def config_file() -> Path:
    """The user's settings."""
    return Path(platformdirs.user_config_dir("switchboard", appauthor=False)) / "settings.toml"
