"""The threat model names tests that exist, and the list of parts is whole."""

import importlib.util
import re

from documents import ROOT, missing_tests, named_tests, table_rows

PAGE = ROOT / "resources/docs/threat-model.md"


def test_every_test_that_is_named_exists() -> None:
    """A line whose test was renamed or taken out fails."""
    assert len(named_tests(PAGE)) > 20
    assert missing_tests(PAGE) == []


def test_every_attempt_has_a_test() -> None:
    """No line of a table claims a protection that nothing holds."""
    assert all("::test_" in tests for *_, tests in table_rows(PAGE))


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
