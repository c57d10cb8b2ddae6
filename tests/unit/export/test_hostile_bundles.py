"""Bundles of strangers are measured again from their own regular files, and say what is true."""

import json
import os
import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from strategies import Step, Workplace

from console.domain import limits
from console.effects.data.bundle_tables import read_tables
from console.effects.errors import EffectsError
from console.export.bundle import export
from console.export.errors import ExportError
from console.export.merging import parts_of
from console.workflows.export import STORE

DAY = [
    Step("arrive", 0, 0, False, ""),
    Step("accept", 5000, 0, False, ""),
    Step("write", 1000, 0, False, "Where is my parcel?"),
    Step("finish", 9000, 0, True, ""),
]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle with all texts, from a day at a desk."""
    folder = tmp_path_factory.mktemp("desk")
    place = Workplace(folder, "Robin", "run")
    place.play(DAY)
    place.log.flush()
    export([place.path], folder / "bundle", store=STORE, key=None, text="full")
    place.close()
    return folder / "bundle"


@pytest.fixture
def bundle(whole: Path, tmp_path: Path) -> Path:
    """A copy to be spoilt."""
    return Path(shutil.copytree(whole, tmp_path / "bundle"))


def test_a_bundle_that_says_it_holds_no_texts_holds_none(bundle: Path) -> None:
    """Its label is compared with what is there before anything is written under it."""
    provenance = json.loads((bundle / "provenance.json").read_text(encoding="utf-8"))
    changed = json.dumps({**provenance, "text": "none"})
    (bundle / "provenance.json").write_text(changed, encoding="utf-8")
    with pytest.raises(ExportError, match="says that it holds no texts"):
        parts_of([bundle])


def test_a_link_is_no_table(bundle: Path, tmp_path: Path) -> None:
    """Neither a link to a file elsewhere nor a pipe is opened."""
    table = bundle / "events.parquet"
    table.rename(tmp_path / "elsewhere.parquet")
    table.symlink_to(tmp_path / "elsewhere.parquet")
    with pytest.raises(ExportError, match="not a file of its own"):
        parts_of([bundle])
    table.unlink()
    os.mkfifo(table)
    with pytest.raises(ExportError, match="not a file of its own"):
        parts_of([bundle])


@pytest.mark.parametrize("name", ["provenance.json", "datapackage.json"])
def test_a_pipe_describes_nothing(bundle: Path, name: str) -> None:
    """A bundle whose description would never end is refused at once."""
    (bundle / name).unlink()
    os.mkfifo(bundle / name)
    with pytest.raises(ExportError):
        parts_of([bundle])
    with pytest.raises(EffectsError):
        read_tables(bundle)


def test_a_small_file_of_very_many_rows_is_refused(
    bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How many there are is read from the file's end, before any of them."""
    monkeypatch.setattr(limits, "TABLE_CELLS", 1_000)
    monkeypatch.setattr(limits, "MERGED_ROWS", 1_000)
    rows = pq.read_table(bundle / "agent_days.parquet").slice(0, 1)
    pq.write_table(pa.concat_tables([rows] * 2_000), bundle / "agent_days.parquet")
    with pytest.raises(EffectsError, match="unpacks to"):
        read_tables(bundle)
    events = pq.read_table(bundle / "events.parquet").slice(0, 1)
    pq.write_table(pa.concat_tables([events] * 2_000), bundle / "events.parquet")
    with pytest.raises(ExportError, match="more than is read"):
        parts_of([bundle])
