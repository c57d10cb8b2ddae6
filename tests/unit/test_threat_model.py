"""The threat model names tests that exist, and the list of parts is whole."""

import ast
import importlib.util
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_test_that_is_named_exists() -> None:
    """A line whose test was renamed or taken out fails."""
    text = (ROOT / "resources/docs/threat-model.md").read_text(encoding="utf-8")
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", text)
    assert len(named) > 20
    for file, name in named:
        tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
        functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
        assert name in functions, f"{file} has no {name}"


def test_every_attempt_has_a_test() -> None:
    """No line of a table claims a protection that nothing holds."""
    text = (ROOT / "resources/docs/threat-model.md").read_text(encoding="utf-8")
    rows = [row for row in text.splitlines() if row.startswith("| ")]
    assert all("::test_" in row for row in rows if not row.startswith("| attempt |"))


def test_the_list_of_parts_has_every_pinned_package() -> None:
    """With its version and the hashes of its files."""
    spec = importlib.util.spec_from_file_location("sbom", ROOT / "build_spec/sbom.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    parts = module.sbom()["components"]
    pins = re.findall(r"^[\w.-]+(?:\[.*\])?==", (ROOT / "requirements.txt").read_text(), re.M)
    assert len(parts) == len(pins) > 10
    assert all(part["hashes"] for part in parts)
