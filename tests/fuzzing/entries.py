"""Everything that reads what comes from outside, with samples of what it reads."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from shared_data import SHARED_DATA
from studies import NOW

from console import paths
from console.app.diagnostics import read_problems
from console.assist.knowledge.articles import load_articles
from console.assist.knowledge.past_replies import load_replies
from console.channels.recorded.recordings import load_recordings
from console.cli.study_files import sound_study
from console.domain.desk import Desk
from console.domain.knowledge import parse_article
from console.domain.slots import slot_values
from console.evaluate.labelled import read_labelled
from console.evaluate.next_move_cases import read_cases
from console.inference.engine.prompt_formats import load_profile
from console.inference.models.catalog import load_catalog
from console.inference.models.gguf_header import read_header
from console.settings import load_settings
from console.site.check import site_problems
from console.site.folder import load_site
from console.site.writing import write_site
from console.study.assignment.agents_csv import read_people
from console.study.assignment.assignment_file import AssignmentFile, assignment_path
from console.study.assignment.assignment_list import Person
from console.study.file.loading import load_study, study_hash
from console.study.questionnaires.library import load_questionnaire
from fuzzing import channel_items, logs_and_bundles, wire
from fuzzing.entry import Entry, FromSamples
from fuzzing.files import in_file, with_file

_SETTINGS = b"""\
agent = "Robin"
model = "qwen2.5-coder-0.5b-instruct"
theme = "dark"
text_scale = 1.25
idle_limit_s = 60

[server]
url = "http://127.0.0.1:8000/v1"
model = "m"
key_variable = "KEY"

[operations]
command = ["python", "do.py"]
names = ["refund"]
limit_s = 10
"""
_ABCD = (
    b'[{"convo_id":1,"scenario":{"personal":{"customer_name":"ann lee","email":"a@b.c",'
    b'"phone":"1"},"order":{"order_id":"1","purchase_date":"2019-11-06","full_address":"x",'
    b"\"products\":\"[{'brand': 'x', 'product_type': 'jeans', 'amount': 94}]\"},"
    b'"product":{"names":["jeans"],"amounts":[94]},"flow":"f","subflow":"return_size"},'
    b'"original":[["agent","Hi"],["customer","I want to return jeans"],["action","Pulled up"]]}]',
    b'{"train":[{"convo_id":1,"scenario":{"personal":{"customer_name":"ann lee"},"order":{},'
    b'"product":{"names":[],"amounts":[]},"subflow":"return_size"},"original":'
    b'[["agent","Hi"],["customer","I want to return jeans"]]}],"dev":[],"test":[]}',
)
_MULTIDOGO = (
    b"conversationId\tturnNumber\tutteranceId\tutterance\tslot-labels\tintent\n"
    b'c1\t0\tu0\thi good morning\tO O O\topeninggreeting\nc1\t2\tu2\t"a\n b"\tO\tbook<div>x\n',
    b"conversationId\tturnNumber\tutteranceId\tutterance\tauthorRole\n"
    b"c1\t0\tc1-0\thello, how can I help\tagent\nc1\t1\tc1-1\twhere is my bag\tcustomer\n",
)
_RETAIL = (
    b'{"messages_display": "user: Hi\\nassistant: None\\ntool: {\\"name\\": {\\"first_name\\": '
    b'\\"Ann\\", \\"last_name\\": \\"Oak\\"}, \\"orders\\": [\\"#W1\\"]}\\nassistant: Hello\\n'
    b'user: a\\nuser: ###STOP###"}\n{"messages_display": "user: x\\ntool: {\\"order_id\\": '
    b'\\"#W1\\", \\"items\\": [{\\"name\\": \\"Lamp\\", \\"price\\": 20.5, \\"options\\": '
    b'{\\"color\\": \\"red\\"}}], \\"status\\": \\"pending\\", \\"payment_history\\": '
    b'[{\\"amount\\": 20.5}]}\\nassistant: y"}\n',
)
_AGENTS = (b"agent,tier,site\nann,low,Bath\nbob,high,York\n", b"agent;tier\nann;low\n")
_LABELLED = (b"text,category\nhello there,greeting\n", b'text\tintent\n"a ""b"""\tx\n')
_NOTED = (
    b'{"at": "2026-11-01T10:00:00+00:00", "times": 1, "raised": [{"type": "KeyError", '
    b'"frames": ["console.app.window.show:3"]}], "qt": null}\n',
)
_PAST = (
    b'{"issue":"delivery","move":"answer","customer":"where is it","text":"It is on its way.",'
    b'"log":"/dev/null"}\n',
)


def entries(scratch: Path) -> list[Entry]:
    """All entry points; what needs files has them in folders of ``scratch``."""
    return [*quick_entries(scratch), *_site_files(scratch), *logs_and_bundles.entries(scratch)]


def quick_entries(scratch: Path) -> list[Entry]:
    """Those that take a millisecond for an input and need no log and no bundle."""
    return [
        *channel_items.entries(),
        *wire.entries(),
        *_recordings(scratch),
        *_studies(scratch),
        *_articles(scratch),
        *_models(scratch),
        *_other_files(scratch),
    ]


def _recordings(scratch: Path) -> Iterator[Entry]:
    samples = {"retail": _RETAIL, "abcd": _ABCD, "multidogo": _MULTIDOGO}
    for name, few in samples.items():
        real = _from_shared(name)
        take = in_file(scratch / name / "chats", _replayed)
        yield FromSamples(f"recordings: {name}", 70, (*few, *real), take)


def _from_shared(name: str) -> tuple[bytes, ...]:
    """The beginning of the kept recordings, where they are."""
    files = {
        "retail": ("retail/dialogues.jsonl", 2),
        "multidogo": ("multidogo/airline/dev.tsv", 12),
        "abcd": ("abcd/abcd_sample.json", None),
    }
    file, lines = files[name]
    if lines is None or not (SHARED_DATA / file).is_file():
        return ()
    return (b"\n".join((SHARED_DATA / file).read_bytes().split(b"\n")[:lines]),)


def _replayed(path: Path) -> None:
    """Recordings are read, and their customers shown and spoken of."""
    for recording in load_recordings(path):
        channel_items.arrive(recording.customer, Desk())
        for order in (None, *recording.customer.orders):
            slot_values(recording.customer, order, agent="Robin")


def _studies(scratch: Path) -> Iterator[Entry]:
    studies = [path.read_bytes() for path in (paths.resources() / "studies").glob("*.toml")]
    yield FromSamples("study", 40, studies, in_file(scratch / "study" / "s.toml", sound_study))
    forms = [path.read_bytes() for path in (paths.resources() / "questionnaires").glob("*.toml")]
    take = in_file(scratch / "forms" / "form.toml", load_questionnaire)
    yield FromSamples("questionnaire", 40, forms, take)
    tiers = {"low": "low", "high": "high"}
    take = in_file(scratch / "agents" / "a.csv", lambda path: read_people(path, tiers))
    yield FromSamples("agents of a study", 20, _AGENTS, take)
    yield _assignment(scratch / "assigned")


def _assignment(folder: Path) -> Entry:
    folder.mkdir()
    source = folder / "s.toml"
    source.write_bytes((paths.resources() / "studies" / "by-agent.toml").read_bytes())
    study = load_study(source)
    made = AssignmentFile(assignment_path(source), study, study_hash(source))
    tiers = study.tiers.names if study.tiers else (None,)
    made.enrol([Person(f"a{n}", tiers[n % len(tiers)], "Bath") for n in range(4)], NOW)
    take = in_file(made.path, lambda path: made.read())
    return FromSamples("assignment of a study", 20, (made.path.read_bytes(),), take)


def _articles(scratch: Path) -> Iterator[Entry]:
    shop = paths.resources() / "shop"
    articles = [path.read_bytes() for path in sorted((shop / "knowledge").glob("*.md"))[:6]]
    take = in_file(scratch / "articles" / "a.md", lambda path: load_articles(path.parent))
    yield FromSamples("article of a site", 30, articles, take)
    yield FromSamples(
        "article's text", 20, articles, lambda b: parse_article(b.decode("utf-8", "replace"), "a")
    )


def _site_files(scratch: Path) -> Iterator[Entry]:
    """Each file of a small site: its faults are listed, and it is opened."""
    folder = scratch / "site"
    for path in write_site(folder, "Acme", date(2026, 3, 2)):

        def read() -> None:
            site_problems(folder)
            load_site(folder)

        name = f"site: {path.relative_to(folder)}"
        yield FromSamples(name, 4, (path.read_bytes(),), with_file(path, read))


def _models(scratch: Path) -> Iterator[Entry]:
    headers = (_gguf(), _gguf(text="x" * 40))
    yield FromSamples("header of a model", 25, headers, in_file(scratch / "m.gguf", read_header))
    catalog = (paths.models() / "catalog.toml").read_bytes()
    take = in_file(scratch / "models" / "catalog.toml", lambda path: load_catalog(path.parent))
    yield FromSamples("catalogue of models", 10, (catalog,), take)
    profiles = [path.read_bytes() for path in (paths.models() / "profiles").glob("*.toml")]
    file = scratch / "formats" / "profiles" / "p.toml"
    take = in_file(file, lambda path: load_profile("p", path.parents[1]))
    yield FromSamples("prompt format", 10, profiles, take)


def _gguf(text: str = "llama") -> bytes:
    """A small header: a text, a number, a list, and one tensor with its data."""
    entries = _string("general.architecture") + _number(8) + _string(text)
    entries += _string("llama.context_length") + _number(4) + _number(2048)
    entries += _string("tokens") + _number(9) + _number(8) + _size(2) + _string("a") + _string("b")
    tensor = _string("w") + _number(1) + _size(32) + _number(0) + _size(0)
    head = b"GGUF" + _number(3) + _size(1) + _size(3) + entries + tensor
    return head + bytes(-len(head) % 32) + bytes(128)


def _number(value: int) -> bytes:
    return value.to_bytes(4, "little")


def _size(value: int) -> bytes:
    return value.to_bytes(8, "little")


def _string(text: str) -> bytes:
    return _size(len(text)) + text.encode()


def _other_files(scratch: Path) -> Iterator[Entry]:
    take = in_file(scratch / "settings.toml", load_settings)
    yield FromSamples("settings", 50, (_SETTINGS,), take)
    take = in_file(scratch / "problems.log", lambda path: read_problems(path, 7))
    yield FromSamples("diagnostic log", 15, _NOTED, take)
    take = in_file(scratch / "replies.jsonl", load_replies)
    yield FromSamples("past replies", 15, _PAST, take)
    take = in_file(scratch / "labelled.csv", read_labelled)
    yield FromSamples("labelled messages", 20, _LABELLED, take)
    case = (
        b'{"id":"1","issue":"x","confirmed":true,"customer":"c","order":null,"messages":'
        b'[{"by":"customer","text":"hi"}],"done":[],"given":[],"move":"answer","must":[["a"]],'
        b'"never":["b"]}\n'
    )
    take = in_file(scratch / "cases.jsonl", read_cases)
    yield FromSamples("cases of moves", 15, (case,), take)
