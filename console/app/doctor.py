"""Examines the installation: libraries, model, folders, a database; says what to do."""

import importlib
import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from types import ModuleType

from console import paths
from console.app import workstation
from console.app.assistant import articles_of, choose_writer
from console.app.diagnostics import read_problems
from console.app.permissions import close_to_others, of_database, own_places
from console.app.trial_draft import try_draft
from console.assist.drafting.style import Style
from console.channels.scripted.pack import load_pack
from console.domain.clock import SystemClock
from console.domain.desk import fold_leaving_out
from console.domain.errors import SwitchboardError
from console.inference.models.catalog import resolve_model
from console.inference.models.shards import files_of
from console.inference.protocol import RemoteServer
from console.inference.remote.check import check_server
from console.settings import load_settings
from console.store.log import EventLog, read_log, verify_log

_DAYS = 7


@dataclass(frozen=True, slots=True)
class HealthCheck:
    """One thing that was looked at. ``remedy`` says what to do if it is not ``ok``."""

    what: str
    ok: bool
    detail: str
    remedy: str = ""

    def as_dict(self) -> dict[str, str | bool]:
        """The finding as JSON values."""
        return {"what": self.what, "ok": self.ok, "found": self.detail, "remedy": self.remedy}


def examine(database: Path | None, *, draft: bool = True) -> Iterator[HealthCheck]:
    """Look at everything a session needs, one after the other, and at ``database`` if it is named.

    ``draft`` has the model write one, which takes some seconds and the memory for a second model.
    """
    yield _imports("Qt", "PySide6.QtWidgets", "PySide6-Essentials", "install Qt's system libraries")
    yield _imports("llama.cpp", "llama_cpp", "llama-cpp-python", "run make setup")
    yield _tried("settings", lambda: str(load_settings(paths.config_file()).model))
    yield _tried("model", _model)
    if draft:
        yield _draft()
    yield _tried("articles", _articles)
    shop = paths.resources() / "shop"
    yield _tried("shop", lambda: f"{len(load_pack(shop).scenarios)} stories in {shop}")
    yield _tried("data folder", _write_a_log)
    yield _tried("diagnostic log", _noted)
    yield _private(database)
    yield HealthCheck("proxy", True, _proxies())
    yield _fit("display", workstation.display)
    yield _screen()
    yield _fit("input method", _input_method)
    yield _fit("memory", lambda: workstation.memory(_weights()))
    yield _fit("processor", workstation.processor)
    yield _fit("disk", lambda: workstation.disk(paths.data_dir()))
    if database is not None:
        yield _verified(database)
        yield _folded(database)


def _imports(what: str, module: str, package: str, remedy: str) -> HealthCheck:
    try:
        importlib.import_module(module)
    except (ImportError, OSError) as error:
        return HealthCheck(what, False, str(error), remedy)
    return HealthCheck(what, True, f"{package} {version(package)}")


def _tried(what: str, look: Callable[[], str]) -> HealthCheck:
    try:
        return HealthCheck(what, True, look())
    except (SwitchboardError, OSError) as error:
        return HealthCheck(what, False, str(error), "do what the line says")


def _model() -> str:
    settings = load_settings(paths.config_file())
    if settings.server is not None:
        return check_server(RemoteServer.model_validate(settings.server.model_dump()))
    choice = resolve_model(settings.model)
    if choice is None:
        return "none chosen"
    strategy = settings.strategy or choice.strategy
    writes = "writes drafts" if strategy == "generate" else "left alone: approved wordings only"
    return f"{choice.title}, verified; {writes}"


def _draft() -> HealthCheck:
    """Whether the model writes what can be used, asked as it is at work."""
    try:
        settings = load_settings(paths.config_file())
        writer = choose_writer(settings.model, settings)
        if writer is None:
            return HealthCheck("draft", True, "no model, so none")
        trial = try_draft(
            writer,
            load_pack(paths.resources() / "shop"),
            Style(
                settings.tone,
                settings.length,
                settings.strategy or writer.strategy,
                continues=writer.load.server is None,
            ),
        )
    except (SwitchboardError, OSError) as error:
        return HealthCheck("draft", False, str(error), _DRAFT_REMEDY)
    tokens = "1 token" if trial.tokens == 1 else f"{trial.tokens} tokens"
    told = f"{tokens} in {trial.seconds:.1f} s"
    if trial.faults:
        return HealthCheck("draft", False, f"{told}, but {'; '.join(trial.faults)}", _DRAFT_REMEDY)
    if trial.objections:
        told += "; its form is right, what it says would be held back this time"
    return HealthCheck("draft", True, told)


_DRAFT_REMEDY = (
    "agents get approved wordings meanwhile; choose another model (switchboard models list), or "
    "switch its thinking off on the server"
)


def _weights() -> int:
    """The size of the model that runs on this machine, 0 for none."""
    settings = load_settings(paths.config_file())
    choice = None if settings.server is not None else resolve_model(settings.model)
    return 0 if choice is None else sum(f.stat().st_size for f in files_of(choice.path))


def _input_method() -> str:
    return workstation.input_method(_desktop().plugins_folder())


def _screen() -> HealthCheck:
    """The screen, where there is a display: without one, Qt would end the process."""
    if not _fit("display", workstation.display).ok:
        return HealthCheck("screen", True, "not looked at without a display")
    return _fit("screen", lambda: workstation.fitting_screen(*_desktop().usable_screen()))


def _desktop() -> ModuleType:
    """Qt's view of the desktop; ImportError where Qt can't be loaded, which has its own line."""
    return importlib.import_module("console.ui.window.desktop")


def _fit(what: str, look: Callable[[], str]) -> HealthCheck:
    try:
        return HealthCheck(what, True, look())
    except workstation.Unfit as error:
        return HealthCheck(what, False, str(error), error.remedy)
    except (SwitchboardError, OSError, ImportError) as error:
        return HealthCheck(what, False, str(error), "do what the line says")


def _articles() -> str:
    """How many there are, with the site's own; one that can't be used is named."""
    folder = load_settings(paths.config_file()).knowledge
    articles = articles_of(load_pack(paths.resources() / "shop"), folder)
    return f"{len(articles)} articles" + (f", some from {folder}" if folder else "")


def _write_a_log() -> str:
    folder = paths.data_dir()
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        EventLog(Path(scratch) / "probe.db", SystemClock()).close()
    return f"{folder}, writable"


def _private(database: Path | None) -> HealthCheck:
    """Whether other accounts of the machine can open what is the user's; what they can is closed.

    Older versions made files that every account could read.
    """
    if os.name == "nt":
        return HealthCheck("private", True, "as the folder of the user's profile is")
    places = [*own_places(paths.data_dir(), paths.config_file(), paths.diagnostic_log())]
    found = close_to_others([*places, *(of_database(database) if database else ())])
    if found.still_open:
        first, more = found.still_open[0], len(found.still_open) - 1
        detail = f"other accounts can open {first}" + (f" and {more} more" if more else "")
        return HealthCheck("private", False, detail, "have their owner run: chmod go= FILE")
    if found.unread:
        first, more = found.unread[0], len(found.unread) - 1
        detail = f"{first}" + (f" and {more} more" if more else "")
        return HealthCheck(
            "private", False, f"{detail} can't be read, so what is in it was not looked at",
            "have its owner run: chmod -R u+rwX,go= FOLDER",
        )  # fmt: skip
    if found.closed:
        first, more = found.closed[0], len(found.closed) - 1
        detail = f"{first}" + (f" and {more} more" if more else "")
        return HealthCheck("private", True, f"{detail} could be opened by other accounts; closed")
    return HealthCheck("private", True, f"{found.looked_at} files and folders, the user's alone")


def _verified(database: Path) -> HealthCheck:
    try:
        problems = verify_log(database)
    except SwitchboardError as error:
        return HealthCheck("database", False, str(error), "name a session database")
    if problems:
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        return HealthCheck("database", False, problems[0] + more, "keep the file, and ask for help")
    return HealthCheck("database", True, f"{database}, sound")


def _noted() -> str:
    """Where problems are noted, and what was lately."""
    file = paths.diagnostic_log()
    noted = read_problems(file, _DAYS)
    if noted.last is None:
        return f"{file}, no problem in the last {_DAYS} days"
    problems = "1 problem" if noted.count == 1 else f"at least {noted.count:,} problems"
    return f"{file}, {problems} in the last {_DAYS} days; the last one: {noted.last}"


def _proxies() -> str:
    """Which variables name proxies; not their values, which may hold passwords."""
    names = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")
    given = [name for both in names for name in (both, both.lower()) if os.environ.get(name)]
    if not given:
        return "no variable names one"
    verb = "is" if len(given) == 1 else "are"
    return f"{', '.join(given)} {verb} set; nothing that is on this machine is reached through it"


def _folded(database: Path) -> HealthCheck:
    """Whether the console takes all facts of a log for its desk."""
    try:
        desk, left_out = fold_leaving_out(read_log(database))
    except SwitchboardError as error:
        return HealthCheck("facts", False, str(error), "name a session database")
    except ValueError as error:
        return HealthCheck("facts", False, str(error), "keep the file, and ask for help")
    if left_out:
        detail = f"{len(left_out):,} of {desk.last_seq:,} left out; the first: {left_out[0]}"
        return HealthCheck("facts", False, detail, "work goes on without them; keep the file")
    return HealthCheck("facts", True, f"{desk.last_seq:,}, none left out")
