"""Wires the assistant: what writes drafts, what diagnoses, the knowledge, the style."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from console.assist.assistant import Assistant
from console.assist.clients.diagnosis_client import DiagnosisClient
from console.assist.clients.draft_client import DraftClient
from console.assist.drafting.style import ALL_LANGUAGES, Strategy, Style
from console.assist.knowledge.articles import load_articles, merged
from console.assist.knowledge.past_replies import learned_file, load_replies
from console.assist.knowledge.search import Knowledge
from console.channels.scripted.pack import Pack
from console.diagnosis.protocol import Example, Learn
from console.domain.chat import Chat
from console.domain.clock import Clock
from console.domain.events import Event
from console.domain.issues import Issue
from console.domain.knowledge import Article
from console.inference.models.catalog import NO_MODEL, resolve_model
from console.inference.protocol import Load, RemoteServer, remote_command, worker_command
from console.session.session import Session
from console.settings import Server, Settings
from console.store import cases
from console.store.log import EventLog
from console.store.search import TextIndex


@dataclass(frozen=True, slots=True)
class DraftWriter:
    """What writes drafts: a model on this machine, or a server.

    ``sha256`` is of the model as it was published, ``file_sha256`` of the file that runs; both are
    None for a server. ``command`` starts the process that runs the model or asks the server.
    """

    id: str
    load: Load
    sha256: str | None = None
    file_sha256: str | None = None
    strategy: Strategy = "generate"
    languages: tuple[str, ...] = ALL_LANGUAGES
    command: Sequence[str] = field(default_factory=worker_command)


def choose_writer(model: str, settings: Settings) -> DraftWriter | None:
    """Choose what writes drafts; None without a model.

    A server that the settings name takes the place of any model but ``none``.

    Raises:
        SwitchboardError: there is no such model, or its file is missing or damaged.
    """
    if model == NO_MODEL:
        return None
    if settings.server is not None:
        return _served(settings.server)
    choice = resolve_model(model)
    if choice is None:
        return None
    return DraftWriter(
        choice.id,
        choice.load(),
        choice.sha256,
        choice.file_sha256,
        choice.strategy,
        choice.languages,
    )


def _served(server: Server) -> DraftWriter:
    remote = RemoteServer.model_validate(server.model_dump())
    return DraftWriter(server.model, Load(path="", server=remote), command=remote_command())


def articles_of(pack: Pack, folder: Path | None) -> tuple[Article, ...]:
    """The shop's articles, each replaced by the site's own where there is one.

    Raises:
        ArticleError: an article of the site can't be read.
    """
    return merged(pack.articles, load_articles(folder) if folder else ())


def make_assistant(
    session: Session,
    clock: Clock,
    pack: Pack,
    articles: Sequence[Article],
    settings: Settings,
    writer: DraftWriter,
    log: Path,
    waits_for_agent: Callable[[Chat], bool],
) -> Assistant:
    """An assistant that listens to the session; nothing is started yet.

    Args:
        session: what it listens to and records with.
        clock: what times are measured with.
        pack: the shop's issues and cases.
        articles: the shop's articles, and the site's own.
        settings: how suggestions are written.
        writer: what writes drafts.
        log: the file whose confirmed cases it learns from.
        waits_for_agent: whether suggestions in a chat are made only when the agent asks.

    Raises:
        StoreError: the confirmed cases in the log can't be read.
        PastRepliesError: what was learnt from the site can't be read.
    """
    knowledge = Knowledge(pack.issues, articles, TextIndex)
    learn = Learn(examples=_examples(pack.issues, log), passages=knowledge.passages())
    assistant = Assistant(
        session,
        DraftClient(writer.load, clock, writer.command),
        knowledge,
        clock,
        pack.shop.name,
        pack.shop.today,
        writer.file_sha256,
        style=Style(
            settings.tone,
            settings.length,
            settings.strategy or writer.strategy,
            _languages(writer, settings),
            continues=writer.load.server is None,
        ),
        diagnoser=DiagnosisClient(learn, clock),
        waits_for_agent=waits_for_agent,
        past=load_replies(learned_file()) if settings.past_replies else None,
    )

    def listen(event: Event) -> None:
        # Until it is started nothing is read or recorded of any chat; starting takes them all up.
        if assistant.is_started:
            assistant.on_event(event)

    session.subscribe(listen)
    return assistant


def _languages(writer: DraftWriter, settings: Settings) -> tuple[str, ...]:
    """Those that the model writes and the site answers in."""
    wanted = settings.languages or writer.languages
    return tuple(language for language in writer.languages if language in wanted)


def _examples(issues: Sequence[Issue], log: Path) -> tuple[Example, ...]:
    """Examples of what customers write, from the taxonomy and from the chats closed here."""
    known = {issue.id for issue in issues}
    examples = [
        Example(text=text, issue=issue.id)
        for issue in issues
        for text in (f"{issue.name}. {issue.summary}", *issue.examples)
    ]
    return (*examples, *(case for case in confirmed_cases(log) if case.issue in known))


MOST_CHARACTERS = 4000
"""The longest part used of what one customer wrote; the beginning says what they need."""


def confirmed_cases(log: EventLog | Path, limit: int = 2000) -> list[Example]:
    """The closed chats of a log whose issue was confirmed, newest first, at most ``limit``.

    Raises:
        StoreError: the log can't be read.
    """
    path = log if isinstance(log, Path) else log.path
    rows = cases.confirmed_cases(path, limit)
    return [Example(text=text[:MOST_CHARACTERS], issue=issue) for text, issue in reversed(rows)]
