"""Bundles of days at a desk, and what is added to them."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from strategies import Step, workplace

from console.export.bundle import export
from console.export.descriptor import Format
from console.export.formats import FORMATS
from console.export.formats.reader import TableReader
from console.export.options import BundleFormat
from console.export.privacy import TextPolicy
from console.workflows.export import STORE

KEY = b"a secret of this site, 32 bytes."

DAY = [
    Step("arrive", 0, 0, False, ""),
    Step("accept", 5000, 0, False, ""),
    Step("write", 1000, 0, False, "Where is my parcel?\tI am Ann Doe."),
    Step("ask", 100, 8, True, "It is on its way."),
    Step("insert", 4000, 0, True, " Truly."),
    Step("confirm", 1000, 1, False, ""),
    Step("write", 2500, 0, False, "So kind"),
    Step("ask", 100, 9, True, "You are welcome."),
    Step("dismiss", 1500, 0, False, ""),
    Step("rest", 60000, 0, False, ""),
    Step("finish", 9000, 0, True, ""),
    Step("rate", 9000, 4, True, "So kind of you"),
    Step("arrive", 1000, 0, True, ""),
    Step("accept", 1000, 0, False, ""),
    Step("crash", 1000, 3, False, ""),
    Step("finish", 4000, 0, False, ""),
]
"""A customer is helped, comes back, and the console dies once."""

Row = dict[str, Any]


@contextmanager
def bundles_of(plan: list[Step], *forms: Format, text: TextPolicy = "full") -> Iterator[list[Path]]:
    """Bundles of what happens at a desk, one a form; each day at a desk has ids of its own."""
    with workplace(plan) as place:
        found = []
        for fmt in forms:
            out = place.path.parent / fmt
            export(
                [place.path], out, store=STORE, key=KEY, bundle_format=BundleFormat(fmt), text=text
            )
            found.append(out)
        yield found


@contextmanager
def bundle_of(
    plan: list[Step], fmt: Format = "parquet", text: TextPolicy = "full"
) -> Iterator[Path]:
    """The bundle of what happens at a desk."""
    with bundles_of(plan, fmt, text=text) as (bundle,):
        yield bundle


@contextmanager
def added(bundle: Path, *names: str, guarded: bool = False) -> Iterator[Path]:
    """A folder with what is added to a bundle, which stays as it is."""
    with tempfile.TemporaryDirectory() as place:
        out = Path(place)
        for name in names:
            written = FORMATS[name](TableReader(bundle, guarded), out)
            assert all((out / path).is_file() for path in written)
        yield out


def rows_of(bundle: Path, table: str) -> list[Row]:
    """The rows of a Parquet table."""
    rows: list[Row] = pq.read_table(bundle / f"{table}.parquet").to_pylist()
    return rows


def content(folder: Path) -> dict[str, bytes]:
    """Every file under a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
