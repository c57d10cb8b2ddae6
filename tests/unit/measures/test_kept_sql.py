"""The measures' SQL from one process to the next."""

import shutil
from pathlib import Path

import pytest

from console import paths
from console.measures import kept_sql as module
from console.measures import sql_plan
from console.measures.kept_sql import Sql, fingerprint, kept_sql
from console.measures.sql_plan import plan
from console.measures.tables import TABLES

FIRST: Sql = {"b": "SELECT 1", "a": "SELECT 2"}


def translate() -> Sql:
    """What a translation gives."""
    return FIRST


def fail(*_: object, **__: object) -> Sql:
    """A translation that must not be."""
    raise AssertionError("translated again")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a cache of the test's own."""
    monkeypatch.setattr(paths, "cache_dir", lambda: tmp_path)
    return tmp_path / "sql"


def test_what_was_translated_is_not_translated_again(folder: Path) -> None:
    """It comes in the same order; what has another name is translated for itself."""
    assert list(kept_sql("one", translate).items()) == list(FIRST.items())
    assert list(kept_sql("one", fail).items()) == list(FIRST.items())
    with pytest.raises(AssertionError, match="again"):
        kept_sql("other", fail)
    assert len(list(folder.iterdir())) == 1


@pytest.mark.parametrize("damage", ["", "[]", '{"sql": {}, "sha256": ""}', "cut", "changed"])
def test_a_damaged_file_is_not_believed(folder: Path, damage: str) -> None:
    """It is translated and written again."""
    kept_sql("one", translate)
    (file,) = folder.iterdir()
    sound = file.read_text()
    file.write_text({"cut": sound[:-5], "changed": sound.replace("1", "3")}.get(damage, damage))
    assert kept_sql("one", translate) == FIRST
    assert file.read_text() == sound


def test_without_room_it_is_translated(folder: Path) -> None:
    """A cache that can't be written is no failure."""
    folder.write_text("a file where the folder should be")
    assert kept_sql("one", translate) == FIRST


def test_old_files_are_dropped(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The newest stay."""
    monkeypatch.setattr(module, "_MOST_FILES", 2)
    for name in ("one", "two", "three"):
        kept_sql(name, translate)
    assert len(list(folder.iterdir())) == 2
    assert kept_sql("three", fail) == FIRST


def test_another_source_means_another_translation(tmp_path: Path) -> None:
    """A change in the measures or in the domain changes the fingerprint; no source has none."""
    console = tmp_path / "console"
    here = Path(module.__file__).parents[1]
    for name in ("measures", "domain"):
        shutil.copytree(here / name, console / name, ignore=shutil.ignore_patterns("__pycache__"))
    for file in here.glob("*.py"):
        shutil.copy(file, console)
    whole = fingerprint(here)
    fingerprint.cache_clear()
    assert fingerprint(console) == whole
    for changed in ("measures/chats.py", "domain/claims/__init__.py", "column_types.py"):
        before = (console / changed).read_text()
        (console / changed).write_text(f"{before}\n# changed\n")
        fingerprint.cache_clear()
        assert fingerprint(console) != whole
        (console / changed).write_text(before)
    (console / "column_types.py").unlink()
    fingerprint.cache_clear()
    assert fingerprint(console) is None


@pytest.mark.slow
def test_a_plan_is_the_same_whether_it_was_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second process computes what the first one did, in order, without translating."""
    plan.cache_clear()
    made = plan("duckdb", with_texts=False)
    plan.cache_clear()
    monkeypatch.setattr(sql_plan, "translated", fail)
    assert plan("duckdb", with_texts=False) == made
    assert [table for table, _ in made.tables] == [each.table for each in TABLES]
    assert all(step.sql.startswith(("SELECT", "WITH")) for step in made.steps)
