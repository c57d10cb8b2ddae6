"""Text from outside reaches widgets, terminals, tables, databases and prompts on known ways only.

How it does is in ``console/domain/sinks.py`` and ``console/ui/kit/labels.py``. Each exception is
listed here with its reason; one that is not needed any more fails too.
"""

import ast
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

import console

PACKAGE = Path(console.__file__).parent

Found = Iterator[tuple[str, int]]


Calls = dict[str, list[tuple[str, ast.Call]]]


@cache
def _all_calls() -> Calls:
    """Every call in the program by what is called, each with its file."""
    files = sorted(PACKAGE.rglob("*.py"))
    named = ((file.relative_to(PACKAGE).as_posix(), file.read_text("utf-8")) for file in files)
    return _calls_in(named)


def _calls_in(sources: Iterable[tuple[str, str]]) -> Calls:
    calls: Calls = defaultdict(list)
    for file, source in sources:
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call):
                calls[_name(node.func)].append((file, node))
    return calls


def _calls(*names: str) -> Iterator[tuple[str, ast.Call]]:
    calls = _all_calls()
    for name in names:
        yield from calls.get(name, ())


def _name(called: ast.expr) -> str:
    if isinstance(called, ast.Attribute):
        return called.attr
    return called.id if isinstance(called, ast.Name) else ""


def _is_ours(node: ast.expr, made_by: frozenset[str]) -> bool:
    """Whether a text is written in the program, or made by one of these functions."""
    if isinstance(node, ast.IfExp):
        return _is_ours(node.body, made_by) and _is_ours(node.orelse, made_by)
    if isinstance(node, ast.Call):
        return _name(node.func) in made_by
    return isinstance(node, ast.Constant)


def _uses(*names: str) -> Found:
    """Any use of these."""
    for file, call in _calls(*names):
        yield file, call.lineno


def _with_text_of_others(*names: str, made_by: str = "", argument: int = 0) -> Found:
    """Uses of these whose text is not the program's own."""
    makers = frozenset(made_by.split())
    for file, call in _calls(*names):
        if len(call.args) > argument and not _is_ours(call.args[argument], makers):
            yield file, call.lineno


def _put_together(*names: str) -> Found:
    """Uses of these with a text that is put together from parts."""
    for file, call in _calls(*names):
        if any(isinstance(part, ast.JoinedStr | ast.BinOp) for part in call.args):
            yield file, call.lineno


def _raw_output() -> Found:
    yield from _uses("print", "echo", "secho")
    for file, call in _calls("write", "writelines"):
        stream = call.func.value if isinstance(call.func, ast.Attribute) else None
        if isinstance(stream, ast.Attribute) and stream.attr in ("stdout", "stderr"):
            yield file, call.lineno


def _structured_text() -> Found:
    """JSON and TOML that is read by their libraries and not by the one reader."""
    for file, call in _calls("loads", "load"):
        module = call.func.value if isinstance(call.func, ast.Attribute) else None
        if isinstance(module, ast.Name) and module.id in ("json", "tomllib"):
            yield file, call.lineno


def _unescaped_templates() -> Found:
    for file, call in _calls("Environment"):
        escapes = [word for word in call.keywords if word.arg == "autoescape"]
        if not (escapes and ast.unparse(escapes[0].value) == "True"):
            yield file, call.lineno


POLICY: dict[str, tuple[Callable[[], Found], dict[str, str]]] = {
    "tool tips": (
        lambda: _with_text_of_others(
            *("setToolTip", "setWhatsThis", "setStatusTip", "showText", "showMessage"),
            made_by="plain_tip",
        ),
        {},
    ),
    "labels": (
        lambda: _uses("QLabel", "QMessageBox", "QErrorMessage", "QInputDialog", "setTextFormat"),
        {
            "ui/kit/labels.py": "makes labels that are plain",
            "ui/kit/check_line.py": "says itself that its text is plain",
        },
    ),
    "texts that are laid out once": (
        lambda: _uses("QStaticText"),
        {"ui/kit/check_line.py": "says that its text is plain"},
    ),
    "documents": (
        lambda: _uses("setHtml", "insertHtml", "appendHtml", "setMarkdown", "insertMarkdown"),
        {"ui/dialogs/pages.py": "articles: Markdown without HTML, in a browser that loads nothing"},
    ),
    "titles of windows": (
        lambda: _with_text_of_others("setWindowTitle", made_by="sanitized"),
        {"ui/window/attention.py": "counts and the program's name"},
    ),
    "the terminal": (
        _raw_output,
        {
            "cli/output.py": "is the way to the terminal",
            "ui/window/qt_messages.py": "Qt's own messages, as they are",
            "inference/engine/worker.py": "a child's last line, made visible",
            "inference/remote/worker.py": "a child's last line, made visible",
            "inference/models/quantize.py": "a child's last line, made visible",
            "diagnosis/reader.py": "a child's last line, made visible",
            "channels/web/worker.py": "a child's last line, made visible",
            "evaluate/star_run.py": "a child's last line, made visible",
            "bench/effects/sides.py": "a benchmark's child, whose inputs are made here",
            "bench/measures/sides.py": "a benchmark's child, whose inputs are made here",
            "bench/measures/desks.py": "JSON of a benchmark's child",
            "bench/side_process.py": "JSON of a benchmark's child",
            "bench/channel/agent.py": "a benchmark's child, whose chats are made here",
        },
    ),
    "SQL": (
        lambda: _put_together("execute", "executemany", "executescript", "sql"),
        {
            "measures/engines.py": "names of our tables; paths through sql_text",
            "export/merging.py": "names of our tables; paths through sql_text",
            "export/old_schemas.py": "a path through sql_text",
            "export/anonymity.py": "names of our tables and columns",
            "export/leaving_out.py": "a query of ours; people are parameters",
            "export/privacy_report.py": "names of our tables and columns; paths through sql_text",
            "export/shared.py": "names of our tables and columns; paths through sql_text",
            "export/shared_again.py": "names of our tables and columns; people are parameters",
            "store/soundness.py": "names of our columns",
            "store/migrations.py": "a number of ours",
        },
    ),
    "templates": (_unescaped_templates, {}),
    "markup": (
        lambda: _uses("Markup"),
        {
            "effects/report/page.py": "our own style sheet",
            "effects/report/charts/svg.py": "pictures whose texts are escaped one by one",
        },
    ),
    "prompts": (
        lambda: _uses("PromptTurn"),
        {
            "assist/drafting/prompts.py": "is the way into prompts",
            "inference/remote/messages.py": "joins turns, and breaks marks up at the end",
            "inference/models/check.py": "a question of ours, to try a model",
            "inference/models/timing.py": "a story of ours, to time a model",
            "bench/drafts/workload.py": "a benchmark's own chats",
            "bench/drafts/serving.py": "a benchmark's own chats",
        },
    ),
    "structured text": (
        _structured_text,
        {
            "domain/structured_text.py": "refuses what JSON and TOML of others can hold",
            "app/first_start.py": "what was just written",
            "export/redaction/languages.py": "files of the program",
            "simulation/plan.py": "what was just written",
            "study/file/templates.py": "files of the program",
            "study/file/toml_lines.py": "a key that has been read before",
            "bench/drafts/peer.py": "a program of the benchmark answers",
            "bench/drafts/same_flags.py": "a program of the benchmark answers",
            "bench/drafts/serving.py": "words of the benchmark itself",
            "bench/drafts/wording.py": "files of the program",
            "bench/side_process.py": "a program of the benchmark answers",
            "inference/models/quantize.py": "a child of the program answers",
        },
    ),
    "tables of text": (
        lambda: _uses("writer", "DictWriter", "CSVWriter", "to_csv", "write_csv"),
        {
            "export/columnar.py": "guards every text against formulas",
            "effects/replication/folder.py": "texts through table_cell",
        },
    ),
}


@pytest.mark.parametrize("sink", POLICY)
def test_text_of_others_goes_the_known_ways(sink: str) -> None:
    """Every use of a sink is safe as it is, or listed with the reason why it may be there."""
    find, allowed = POLICY[sink]
    found = [f"{file}:{line}" for file, line in find() if file not in allowed]
    assert not found, f"{sink}: {found}"


@pytest.mark.parametrize("sink", POLICY)
def test_no_exception_outlives_its_reason(sink: str) -> None:
    """A file that has no such use any more is not on the list."""
    find, allowed = POLICY[sink]
    assert set(allowed) <= {file for file, _ in find()}


@pytest.mark.parametrize(
    ("sink", "code"),
    [
        ("tool tips", "widget.setToolTip(name)"),
        ("labels", "QLabel(name)"),
        ("documents", "view.setHtml(name)"),
        ("the terminal", "click.echo(name)"),
        ("the terminal", "sys.stderr.write(name)"),
        ("SQL", "db.execute(f'SELECT {name}')"),
        ("SQL", "db.execute('SELECT ' + name)"),
        ("templates", "jinja2.Environment(loader=x)"),
        ("prompts", "PromptTurn(role=r, text=name)"),
        ("tables of text", "csv.writer(file)"),
        ("structured text", "json.loads(text)"),
    ],
)
def test_a_new_way_is_found(sink: str, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each search finds what it is for."""
    calls = _calls_in([("new.py", code)])
    monkeypatch.setattr(f"{__name__}._all_calls", lambda: calls)
    assert list(POLICY[sink][0]()) == [("new.py", 1)]
