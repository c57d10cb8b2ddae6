"""The architecture as tests: who may know whom, and what must not load when the program starts."""

import ast
import os
import re
import statistics
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

ROOT = Path(__file__).parents[2]

HEAVY = {
    "PySide6", "duckdb", "ibis", "llama_cpp", "numpy", "pandas", "pyarrow", "pydantic", "sqlite3",
}  # fmt: skip


def contract_is_kept(contract: str) -> bool:
    """Whether the contract of that id in pyproject.toml holds; what breaks it is printed."""
    status = lint_imports(
        config_filename=str(ROOT / "pyproject.toml"), limit_to_contracts=(contract,), no_cache=True
    )
    return status == EXIT_STATUS_SUCCESS


def test_each_layer_knows_only_the_layers_below_it() -> None:
    """Commands know the window, the window the session, the session its services, all the domain.

    The services don't know each other, and no module stands outside the layers.
    """
    assert contract_is_kept("layers")


def test_rooms_of_effects_are_layered() -> None:
    """The report is made of results, results of estimates, and estimates of linear algebra.

    Data, checks, estimators and sample size don't know each other.
    """
    assert contract_is_kept("effects")


def test_the_domain_is_pure() -> None:
    """Facts and the state folded from them need pydantic and nothing else."""
    assert contract_is_kept("domain")


def test_qt_stays_in_the_window() -> None:
    """Only ui imports PySide6, so everything else runs and is tested without a window."""
    assert contract_is_kept("qt")


def test_the_parts_of_the_window_are_independent() -> None:
    """The queue, a chat, its side, the dialogs and the rest share the kit; the window joins them.

    The side holds the suggestions and the dialogs show a chat's messages; nothing else is shared.
    """
    assert contract_is_kept("window")


def test_the_scripted_agent_finds_widgets_by_their_names() -> None:
    """It operates the window from outside, and knows no part of it but the questionnaire's."""
    assert contract_is_kept("scripted-agent")


def test_only_the_store_opens_databases() -> None:
    """Whoever wants facts asks the log; nobody reads tables behind its back."""
    assert contract_is_kept("sqlite")


def test_only_the_child_process_loads_the_model() -> None:
    """A crash of the model's library must not be able to reach the window."""
    assert contract_is_kept("model")


def test_tables_stay_with_the_analysts() -> None:
    """Only measures, export and effects work with data frames and columnar files."""
    assert contract_is_kept("tables")


@pytest.mark.process
@pytest.mark.parametrize("arguments", [("--help",), ("--version",), ("demo", "--help")])
def test_help_loads_nothing_heavy(arguments: tuple[str, ...]) -> None:
    """Asking the program what it can do imports neither Qt, nor a model, nor tables."""
    code = (
        "import sys; from console.cli import main; main(sys.argv[1:], standalone_mode=False); "
        "print(*sys.modules, sep='\\n')"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True
    )
    assert HEAVY & set(run.stdout.split()) == set()


@pytest.mark.process
def test_help_answers_at_once() -> None:
    """`switchboard --help` takes under half a second of processor time, as the median of five."""
    command = [sys.executable, "-c", "from console.cli import main; main()", "--help"]
    seconds = []
    for _ in range(5):
        before = _children_s()
        subprocess.run(command, capture_output=True, check=True)
        seconds.append(_children_s() - before)
    median = statistics.median(seconds)
    print(f"switchboard --help: {median:.2f} s")  # noqa: T201
    assert median < 0.5


def _children_s() -> float:
    """The processor time of ended children, which other work on the machine does not add to."""
    times = os.times()
    return times.children_user + times.children_system


SHARED_NAMES: dict[str, str] = {}
"""Public classes that share a name, each with the reason."""


def test_each_public_class_has_a_name_of_its_own() -> None:
    """One name means one thing, wherever in the program it is read; exceptions have a reason."""
    modules = defaultdict(list)
    for path in sorted((ROOT / "console").rglob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                modules[node.name].append(str(path.relative_to(ROOT)))
    shared = {name: where for name, where in modules.items() if len(where) > 1}
    assert {name: where for name, where in shared.items() if name not in SHARED_NAMES} == {}
    assert set(SHARED_NAMES) <= set(shared), "an exception that is not needed any more"


def test_what_mypy_is_told_to_ignore_has_a_reason() -> None:
    """Behind each ignored type error in the program stands, as a comment, why it is none."""
    bare = re.compile(r"# type: ignore(\[[^]]*\])?\s*($|# noqa: \w+\s*$)", re.MULTILINE)
    without = [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "console").rglob("*.py"))
        if bare.search(path.read_text(encoding="utf-8"))
    ]
    assert without == []


def test_whatever_is_any_has_a_reason() -> None:
    """On each line of the program that gives something the type Any, a comment says why.

    JSON objects have one alias with its reason: ``console.domain.json_objects.JsonObject``.
    """
    without = []
    for path in sorted((ROOT / "console").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        lines = text.splitlines()
        names = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name))
        anywhere = {node.lineno for node in names if node.id == "Any"}
        place = path.relative_to(ROOT)
        without += [f"{place}:{n}" for n in sorted(anywhere) if "#" not in lines[n - 1]]
    assert [where for where in without if "domain/json_objects.py" not in where] == []
