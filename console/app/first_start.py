"""Asks on a first start who works, on which site, practice or live, and keeps the answers."""

import json
import tomllib
from pathlib import Path

from console import paths
from console.app.window import application_for, require_display
from console.domain.errors import UsageError
from console.settings import Settings
from console.site.folder import Site, load_site, shipped_site
from console.ui.dialogs.first_start_dialog import FirstAnswers, ask_first_questions

_NOTE = "# Asked for on the first start; without `mode` it is asked again."


def answered_settings(settings: Settings, file: Path) -> Settings | None:
    """The settings with the answers; as they are if they have been given before.

    Args:
        settings: what ``file`` holds.
        file: where the answers are kept, beside whatever is in it.

    Returns:
        The settings, or null if the questions were not answered.

    Raises:
        UsageError: there is no display, or the answers can't be kept.
    """
    if settings.mode is not None:
        return settings
    require_display()
    theme = application_for(settings).theme
    answers = ask_first_questions(theme, settings.agent, has_channel)
    if answers is None:
        return None
    keep_answers(file, answers)
    return settings.changed(_changes(answers))


def site_of(settings: Settings) -> Site:
    """The site that the console opens on.

    Raises:
        SwitchboardError: its folder is missing or not sound.
    """
    return shipped_site() if settings.site_folder is None else load_site(settings.site_folder)


def has_channel(folder: Path | None) -> bool:
    """Whether a site has live customers; raises SwitchboardError for a folder that is no site."""
    site = shipped_site() if folder is None else load_site(folder)
    return site.description.channel is not None


def keep_answers(file: Path, answers: FirstAnswers) -> None:
    """Write the answers above what the settings file holds, in place of earlier ones.

    Raises:
        UsageError: the file can't be written.
    """
    changes = _changes(answers)
    keys = [_NOTE, *(f"{key} = {_toml(value)}" for key, value in changes.items())]
    try:
        before = file.read_text(encoding="utf-8") if file.exists() else ""
        text = "\n".join([*keys, *_without(before, set(changes))]) + "\n"
        tomllib.loads(text)
        file.parent.mkdir(parents=True, exist_ok=True)
        paths.replace_text(file, text)
    except OSError as error:
        raise UsageError(f"cannot write {file}: {error.strerror}; make it writable") from error
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{file}: {error}; write agent, site_folder and mode yourself") from error


def _changes(answers: FirstAnswers) -> dict[str, object]:
    folder = None if answers.folder is None else answers.folder.resolve()
    where = {} if folder is None else {"site_folder": folder}
    return {"agent": answers.agent, **where, "mode": "live" if answers.live else "practice"}


def _toml(value: object) -> str:
    return json.dumps(str(value), ensure_ascii=False)


def _without(text: str, keys: set[str]) -> list[str]:
    """The lines of a settings file without those that set these keys above its first table."""
    lines = text.splitlines()
    top = next((n for n, line in enumerate(lines) if line.lstrip().startswith("[")), len(lines))
    kept = [
        line for line in lines[:top] if line != _NOTE and line.partition("=")[0].strip() not in keys
    ]
    return [*kept, *lines[top:]]
