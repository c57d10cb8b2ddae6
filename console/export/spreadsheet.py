"""Makes texts in a CSV file harmless for spreadsheets, which take some of them for formulas.

A text that begins with ``=``, ``+``, ``-``, ``@``, a tab or a line end, or with the full-width form
of one of those signs, gets an apostrophe in front, as a person would type it. So does one that
begins with an apostrophe already; whoever takes one apostrophe off every text that begins with one
has the texts back as they were. Numbers, days and times are columns of their own types, which no
spreadsheet takes for formulas, and stay as they are.
"""

from collections.abc import Callable
from typing import cast

import pyarrow as pa
import pyarrow.compute as pc

from console.domain.sinks import CSV_GUARD, CSV_RISK

NOTE = (
    "Texts that a spreadsheet could take for a formula (they begin with = + - @, a tab or a line "
    "end, or a full-width form of these signs), and texts that begin with an apostrophe, have an "
    "apostrophe in front: take one off every text that begins with one. Numbers are unchanged. "
    "Files begin with a byte order mark (encoding utf-8-sig), by which spreadsheets know UTF-8."
)
"""What the codebook of a bundle says whose CSV files are guarded."""


def guarded(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The rows with an apostrophe before texts that a spreadsheet could take for formulas."""
    return _with_texts(batch, _guarded)


def restored(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The rows that ``guarded`` made these of."""
    return _with_texts(batch, _restored)


def _guarded(texts: pa.StringArray) -> pa.StringArray:
    risky = pc.match_substring_regex(texts, CSV_RISK)
    marked = pc.binary_join_element_wise(CSV_GUARD, texts, "")  # type: ignore[call-overload] # the stubs don't mix texts and columns
    result: pa.StringArray = pc.if_else(risky, marked, texts)
    return result


def _restored(texts: pa.StringArray) -> pa.StringArray:
    marked = pc.starts_with(texts, CSV_GUARD)
    result: pa.StringArray = pc.if_else(
        marked, pc.utf8_slice_codeunits(texts, len(CSV_GUARD)), texts
    )
    return result


def _with_texts(
    batch: pa.RecordBatch, change: Callable[[pa.StringArray], pa.StringArray]
) -> pa.RecordBatch:
    arrays = [
        change(cast("pa.StringArray", each.cast(pa.string()))) if _is_text(each.type) else each
        for each in batch.columns
    ]
    fields = [
        field.with_type(array.type) for field, array in zip(batch.schema, arrays, strict=True)
    ]
    return pa.RecordBatch.from_arrays(
        arrays, schema=pa.schema(fields).with_metadata(batch.schema.metadata)
    )


def _is_text(kind: pa.DataType) -> bool:
    """Whether values of this type are texts, however an engine lays them out."""
    if pa.types.is_dictionary(kind):
        return _is_text(kind.value_type)
    texts = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)
    return any(is_such(kind) for is_such in texts)
