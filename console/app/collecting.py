"""Collects what helps to find a fault into one text that a person reads before it is sent.

It holds no message, no name of a person, no key and no path to anybody's home.
"""

import getpass
import platform
import re
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from console import __version__, paths
from console.app.diagnostics import noted_lines
from console.app.doctor import HealthCheck, examine
from console.domain.errors import StoreError, SwitchboardError, UsageError
from console.settings import Settings, load_settings

_PACKAGES = ("PySide6-Essentials", "llama-cpp-python", "pydantic", "httpx", "duckdb", "pyarrow")
_PERSONAL = ("agent", "tier", "site")
_HEAD = """\
Switchboard: collected diagnostics
Read this before you send it. It is meant to hold no message, no name, no key and no path to a home.
"""


def collect(file: Path, findings: Iterable[HealthCheck]) -> None:
    """Write findings, versions, settings and the diagnostic log into a new file.

    Args:
        file: where to; one that is there is not replaced.
        findings: what ``switchboard doctor`` found.

    Raises:
        StoreError: it can't be written.
    """
    text = collected(findings)
    try:
        out = file.open("x", encoding="utf-8")
    except FileExistsError:
        raise StoreError(f"{file} is there already; name another file") from None
    except OSError as error:
        raise StoreError(f"cannot write {file}: {error.strerror}; choose another place") from error
    try:
        with out:
            out.write(text)
    except OSError as error:
        file.unlink(missing_ok=True)
        raise StoreError(f"cannot write {file}: {error.strerror}; choose another place") from error


def collect_here() -> str:
    """Collect into a new file in the user's data folder; returns a sentence about it.

    Without a draft, since a second model beside the one that works would take its memory.
    """
    name = f"diagnostics-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.txt"
    file = paths.data_dir() / name
    try:
        collect(file, examine(None, draft=False))
    except SwitchboardError as error:
        return f"Diagnostics could not be collected: {error}."
    return f"Diagnostics were written to {file}. Read the file before you send it."


def collected(findings: Iterable[HealthCheck]) -> str:
    """The text that ``collect`` writes."""
    try:
        settings = load_settings(paths.config_file())
        told = list(_settings(settings))
    except UsageError:
        settings, told = Settings(), ["they can't be read"]
    hide = _Hiding(settings)
    parts = {
        "Versions": _versions(),
        "Doctor": [line for finding in findings for line in _finding(finding)],
        "Settings": told,
        "Diagnostic log": noted_lines(paths.diagnostic_log()) or ["nothing was noted"],
    }
    body = "".join(
        f"\n== {name} ==\n" + "".join(f"{hide(line)}\n" for line in lines)
        for name, lines in parts.items()
    )
    return _HEAD + body


class _Hiding:
    """Takes out what tells of a person: the home folder, the user, the machine, the agent."""

    def __init__(self, settings: Settings) -> None:
        home = str(Path.home())
        names = {
            _user(): "<user>",
            platform.node(): "<machine>",
            settings.site or "": "<site>",
            **dict.fromkeys([settings.agent, *settings.agent.split()], "<agent>"),
        }
        self._home = home if len(home) > 1 else None
        self._names = [
            (re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE), names[name])
            # The longest first: a whole name is hidden before a part of it is.
            for name in sorted(names, key=len, reverse=True)
            # The system's own accounts are nobody's names, and short ones are words as well.
            if len(name) > 2 and name not in {"root", "user", "localhost"}
        ]

    def __call__(self, line: str) -> str:
        line = line.replace(self._home, "~") if self._home else line
        line = re.sub(r"(/home/|/Users/|\\Users\\)[^/\\\s]+", r"\1<user>", line)
        for name, mark in self._names:
            line = name.sub(mark, line)
        return line


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""


def _versions() -> list[str]:
    lines = [
        f"switchboard {__version__}",
        f"Python {sys.version.split()[0]}",
        f"{platform.system()} {platform.release()} {platform.machine()}",
    ]
    for package in _PACKAGES:
        try:
            lines.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            lines.append(f"{package} is not installed")
    return lines


def _finding(finding: HealthCheck) -> list[str]:
    lines = [f"{'ok  ' if finding.ok else 'FAIL'}  {finding.what}: {finding.detail}"]
    return lines if finding.ok else [*lines, f"      {finding.remedy}"]


def _settings(settings: Settings) -> Iterable[str]:
    """What differs from the defaults; of people, places and keys only that they are set."""
    for name in sorted(settings.model_fields_set):
        value = getattr(settings, name)
        if name in _PERSONAL or isinstance(value, Path):
            yield f"{name}: set"
        elif name == "server":
            yield f"server: {value.url.split('/')[2]}, model {value.model}" if value else "server:"
        elif name == "operations":
            yield "operations: " + (
                "none" if value is None else "a hook" if value.url else "a command"
            )
        else:
            yield f"{name}: {value}"
