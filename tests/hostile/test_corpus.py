"""Hostile texts at every entry point: one clear error or harmless, in bounded time, nothing opened.

Each text goes in wherever something comes from outside (``ENTRIES``): as a name, a message, a file
of each kind, a log, a bundle, an event of a Matrix server, a frame of the page. An audit hook notes
what is opened, connected to and started, and the process has a limit of memory.
"""

import json
import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hostile_texts import TEXTS

from console.assist.drafting.prompts import Brief, prompt
from console.assist.drafting.review import objections_to
from console.assist.knowledge.articles import load_articles
from console.channels import base, intake
from console.channels.chatwoot.conversation import ChatwootConversation
from console.channels.chatwoot.messages import all_said
from console.channels.matrix.room import Room
from console.channels.recorded.recordings import load_recordings
from console.channels.scripted.pack import Pack
from console.channels.web.frames import read_frame
from console.domain import events as ev
from console.domain import limits
from console.domain.chat import Chat, Delivery, Message
from console.domain.customers import Customer, Order
from console.domain.desk import Desk
from console.domain.errors import SwitchboardError
from console.domain.sinks import one_line, table_cell, visible
from console.effects.data.bundle_tables import read_tables
from console.export.merging import parts_of
from console.export.privacy_report import examine
from console.export.withdrawals import read_register
from console.export.withdrawing import withdraw
from console.inference.remote.messages import messages
from console.inference.remote.reply import complaint
from console.settings import load_settings
from console.site.check import site_problems
from console.site.folder import load_site
from console.store.log import read_log, verify_log
from console.study.assignment.agents_csv import read_people
from console.study.file.loading import load_study
from console.study.file.registration import registration_file, registration_of
from console.study.questionnaires.library import load_questionnaire

AT = datetime(2026, 3, 12, tzinfo=UTC)
MOST_S = 20.0
"""Of processor time, for one text at one entry point, on any machine."""

MOST_BYTES = 400_000_000
"""Of memory beside what the process has, for one text at one entry point."""


@contextmanager
def _watched(folder: Path) -> Iterator[list[str]]:
    """What is opened for reading outside the folder, the program and its Python; or connected."""
    _WATCH.clear()
    _ALLOWED[:] = [str(folder), str(Path(__file__).parents[2]), sys.prefix, sys.base_prefix]
    _STATE["on"] = True
    try:
        yield _WATCH
    finally:
        _STATE["on"] = False


_WATCH: list[str] = []
_ALLOWED: list[str] = []
_STATE = {"on": False}


def _hook(event: str, arguments: tuple[object, ...], state: dict[str, bool] = _STATE) -> None:
    # It is still called when the interpreter has taken away the module's variables.
    if not state["on"]:
        return
    if event == "open" and isinstance(arguments[0], str | bytes):
        name = str(Path(str(arguments[0])).absolute())
        if not any(name.startswith(allowed) for allowed in _ALLOWED):
            _WATCH.append(name)
    elif event in ("socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.system"):
        _WATCH.append(event)


sys.addaudithook(_hook)


@contextmanager
def _little_memory() -> Iterator[None]:
    """Let the process have no more than ``MOST_BYTES`` beside what it has (Linux)."""
    if not sys.platform.startswith("linux"):
        yield
        return
    before = resource.getrlimit(resource.RLIMIT_AS)
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    limit = pages * resource.getpagesize() + MOST_BYTES
    resource.setrlimit(resource.RLIMIT_AS, (limit, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


ANN = Customer(id="cu", name="Ann")
Enter = Callable[[str, Path, Pack], object]


def _desk() -> Desk:
    desk = Desk()
    fact = ev.ChatQueued(chat="c", customer=ANN)
    desk.apply(ev.Event(seq=1, session="s", wall=AT, mono_ns=0, fact=fact))
    return desk


def _named(name: str, **fields: str) -> Customer:
    return Customer(id="cu", name=name, **fields)


def _as_name(text: str, folder: Path, pack: Pack) -> None:
    usable = intake.usable_customer(_named(text))
    assert len(usable.name) <= limits.NAME_CHARACTERS
    _prompted(usable, "Where is it?", pack)


def _as_field(text: str, folder: Path, pack: Pack) -> None:
    order = Order(id=text or "o", status=text, carrier=text, tracking=text, placed=text)
    fields = dict.fromkeys(("email", "phone", "address", "note", "level", "since"), text)
    customer = _named("Ann", **fields).model_copy(update={"orders": (order,)})
    _prompted(intake.usable_customer(customer), "Where is it?", pack)


def _as_message(text: str, folder: Path, pack: Pack) -> None:
    (fact,) = intake.facts_or_set_aside(base.Wrote("c", "m", text), _desk(), "test")
    assert isinstance(fact, ev.MessageReceived)
    assert len(fact.text) <= limits.MESSAGE_CHARACTERS
    _prompted(pack.customers[0], fact.text, pack)


def _prompted(customer: Customer, text: str, pack: Pack) -> None:
    chat = Chat("c", customer, None, queued_at=AT)
    chat.messages.append(Message("m", text, AT, False, Delivery.RECEIVED))
    issue = pack.issues[0]
    brief = Brief(ev.SuggestionKind.SOLUTION, chat, "shop", issue, pack.article(issue.article))
    for turn in messages(prompt(brief)):
        assert "<|" not in turn["content"]
        assert "\nSystem:" not in turn["content"]
        assert len(turn["content"]) < 12_000
    assert objections_to(brief, "Please claim your $50,000 on https://pay-me.example.")


def _as_shown(text: str, folder: Path, pack: Pack) -> None:
    for shown in (visible(text), one_line(text), table_cell(text)):
        assert "\x1b" not in visible(shown)
    assert not table_cell(text).startswith(("=", "+", "-", "@"))


def _as_file(read: Callable[[Path], object], name: str) -> Enter:
    def enter(text: str, folder: Path, pack: Pack) -> None:
        file = folder / name
        file.write_bytes(text.encode("utf-8", "surrogatepass"))
        _one_line_at_most(lambda: read(file))

    return enter


def _as_article(text: str, folder: Path, pack: Pack) -> None:
    (folder / "a.md").write_bytes(text.encode("utf-8", "surrogatepass"))
    _one_line_at_most(lambda: load_articles(folder))


def _as_bundle(text: str, folder: Path, pack: Pack) -> None:
    fields = [{"name": "agent", "type": "string"}]
    table = {"name": "agent_days", "path": text, "schema": {"fields": fields}}
    package = json.dumps({"name": "switchboard-bundle", "resources": [table]})
    (folder / "datapackage.json").write_text(package, encoding="utf-8")
    (folder / "provenance.json").write_bytes(text.encode("utf-8", "surrogatepass"))
    _one_line_at_most(lambda: read_tables(folder))
    _one_line_at_most(lambda: parts_of([folder]))


def _as_answer(text: str, folder: Path, pack: Pack) -> None:
    told = complaint(text.encode("utf-8", "surrogatepass"), None)
    assert len(told) < 2_000
    assert "\x1b" not in visible(told)


def _as_registration(text: str, folder: Path, pack: Pack) -> None:
    study = folder / "pilot.toml"
    registration_file(study).write_bytes(text.encode("utf-8", "surrogatepass"))
    _one_line_at_most(lambda: registration_of(study))


def _as_log(text: str, folder: Path, pack: Pack) -> None:
    file = folder / "session.db"
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    _one_line_at_most(lambda: list(read_log(file)))
    _one_line_at_most(lambda: verify_log(file))


def _as_matrix_event(text: str, folder: Path, pack: Pack) -> None:
    """In each place of an event that somebody else fills in."""
    room, desk = Room(id="!r:s", me="@agent:s", colleagues=frozenset({"@kim:s"})), _desk()
    room.settle([{"type": "m.room.member", "state_key": text, "content": {"membership": text}}])
    for kind in ("m.room.message", "m.room.member", "m.room.encrypted", "m.room.name", text):
        for content in ({"body": text, "msgtype": text}, {"membership": "join"}, {text: text}):
            event = {"type": kind, "sender": text, "event_id": text, "content": content}
            for news in (event, event | {"state_key": text}, {**event, "content": text}):
                for incoming in room.take(news):
                    intake.facts_or_set_aside(incoming, desk, "matrix")


def _as_conversation(text: str, folder: Path, pack: Pack) -> None:
    """As what a server of Chatwoot says of a conversation, its contact and its messages."""
    known, desk = ChatwootConversation(1, 1), _desk()
    contact = {"name": text, "email": text, "identifier": text, text or "x": text}
    about = {"id": 1, "status": text, "meta": {"sender": contact, "assignee": contact}}
    message = {"id": 2, "content": text, "message_type": text, "sender": contact}
    said = [message, message | {"message_type": 0}, message | {"message_type": 0, "id": text}]
    for told in (about, about | {"status": "open"}, {text or "x": text}):
        for incoming in known.take(told, all_said(said), 0.0, 0.0):
            intake.facts_or_set_aside(incoming, desk, "chatwoot")


def _as_frame(text: str, folder: Path, pack: Pack) -> None:
    message = {"type": "message", "id": "a" * 8, "text": text}
    join = {"type": "join", "name": text, "key": text, "token": text}
    for frame in (text, json.dumps(message), json.dumps(join)):
        with suppress(ValueError):
            read_frame(frame.encode("utf-8", "surrogatepass"))


def _as_site(text: str, folder: Path, pack: Pack) -> None:
    """As each of the files that a site has."""
    for name in ("site.toml", "shop.toml", "issues.toml", "canned.toml"):
        (folder / name).write_bytes(text.encode("utf-8", "surrogatepass"))
    _one_line_at_most(lambda: load_site(folder))
    _one_line_at_most(lambda: list(site_problems(folder)))


def _as_examined_bundle(text: str, folder: Path, pack: Pack) -> None:
    """To ``privacy`` and ``withdraw``, which write nothing where they refuse."""
    package = {"name": "switchboard-bundle", "resources": [{"name": "chats", "format": text}]}
    (folder / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    content = text.encode("utf-8", "surrogatepass")
    for name in ("provenance.json", "chats.parquet", "agents.parquet"):
        (folder / name).write_bytes(content)
    _one_line_at_most(lambda: examine(folder))
    _one_line_at_most(lambda: withdraw(folder, (text,), (text,), b"k" * 32))
    assert (folder / "chats.parquet").read_bytes() == content


def _one_line_at_most(work: Callable[[], object]) -> None:
    """The work succeeds, or fails with an error that a person can act on."""
    with suppress(SwitchboardError):
        work()


ENTRIES: dict[str, Enter] = {
    "a name": _as_name,
    "fields of a record": _as_field,
    "a message": _as_message,
    "screen, terminal and table": _as_shown,
    "an article": _as_article,
    "a recording": _as_file(load_recordings, "chats.json"),
    "a study": _as_file(load_study, "study.toml"),
    "a list of agents": _as_file(lambda file: read_people(file, {}), "agents.csv"),
    "settings": _as_file(load_settings, "settings.toml"),
    "a questionnaire": _as_file(load_questionnaire, "nasa.toml"),
    "a study's registration": _as_registration,
    "a register of who withdrew": _as_file(read_register, "withdrawals.txt"),
    "a log": _as_log,
    "a site's folder": _as_site,
    "an event of a Matrix server": _as_matrix_event,
    "a conversation of Chatwoot": _as_conversation,
    "a frame of the page": _as_frame,
    "a bundle": _as_bundle,
    "a bundle to be examined": _as_examined_bundle,
    "a server's answer": _as_answer,
}


def test_the_corpus_is_large_enough() -> None:
    """At least 400 pairs of a text and an entry point."""
    assert len(TEXTS) * len(ENTRIES) >= 400


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("entry", ENTRIES)
def test_no_text_does_harm_at_any_entry(entry: str, text: str, tmp_path: Path, pack: Pack) -> None:
    """No traceback, no long wait, little memory, nothing opened elsewhere or sent anywhere."""
    begun = time.process_time()
    with _little_memory(), _watched(tmp_path) as seen:
        ENTRIES[entry](TEXTS[text], tmp_path, pack)
    assert time.process_time() - begun < MOST_S
    assert not seen
