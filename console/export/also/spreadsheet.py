"""Makes texts in a CSV file harmless for spreadsheets, which take some of them for formulas.

A text that begins with ``=``, ``+``, ``-``, ``@``, a tab or a line end, or with the full-width form
of one of those signs, gets an apostrophe in front, as a person would type it. So does one that
begins with an apostrophe already; whoever takes one apostrophe off every text that begins with one
has the texts back as they were. Numbers, days and times are columns of their own types, which no
spreadsheet takes for formulas, and stay as they are.
"""

from collections.abc import Callable
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped] # ships no types
import pyarrow.compute as pc  # type: ignore[import-untyped]

GUARD = "'"

NOTE = (
    "Texts that a spreadsheet could take for a formula (they begin with = + - @, a tab or a line "
    "end, or a full-width form of these signs), and texts that begin with an apostrophe, have an "
    "apostrophe in front: take one off every text that begins with one. Numbers are unchanged."
)
"""What the codebook of a bundle says whose CSV files are guarded."""

_RISKY = "^['=+\\-@\\t\\r\\n＝＋－＠]"


def guarded(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The rows with an apostrophe before texts that a spreadsheet could take for formulas."""
    return _with_texts(batch, _guarded)


def restored(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The rows that ``guarded`` made these of."""
    return _with_texts(batch, _restored)


def _guarded(texts: Any) -> Any:  # noqa: ANN401 - pyarrow ships no types
    risky = pc.match_substring_regex(texts, _RISKY)
    marked = pc.binary_join_element_wise(_scalar(GUARD, texts), texts, _scalar("", texts))
    return pc.if_else(risky, marked, texts)


def _restored(texts: Any) -> Any:  # noqa: ANN401 - pyarrow ships no types
    marked = pc.starts_with(texts, GUARD)
    return pc.if_else(marked, pc.utf8_slice_codeunits(texts, len(GUARD)), texts)


def _scalar(text: str, like: Any) -> Any:  # noqa: ANN401 - pyarrow ships no types
    return pa.scalar(text, like.type)


def _with_texts(batch: pa.RecordBatch, change: Callable[[Any], Any]) -> pa.RecordBatch:
    arrays = [change(each) if _is_text(each.type) else each for each in batch.columns]
    return pa.RecordBatch.from_arrays(arrays, schema=batch.schema)


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))
