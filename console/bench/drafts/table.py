"""The results of ``bench assist`` as a table, with how many times faster this program is."""

from collections.abc import Iterator

from console.bench.drafts.results import (
    SIDES,
    BySide,
    DraftsBenchResults,
    DraftsBenchRow,
    MachineLimits,
)
from console.bench.drafts.waits import DeskWaits

_HEAD = ("model", "chats", "", "ours", "high-level API", "llama-server")


def table(results: DraftsBenchResults) -> str:
    """Several lines."""
    return "\n".join([*_rows(results), *_ends(results)])


def _rows(results: DraftsBenchResults) -> Iterator[str]:
    lines = [_HEAD, *(line for row in results.rows for line in _lines(row))]
    widths = [max(len(line[column]) for line in lines) for column in range(len(_HEAD))]
    for line in lines:
        cells = zip(line, widths, strict=True)
        yield "  ".join(
            cell.ljust(width) if column in {0, 2} else cell.rjust(width)
            for column, (cell, width) in enumerate(cells)
        ).rstrip()


def _lines(row: DraftsBenchRow) -> Iterator[tuple[str, ...]]:
    yield (row.model, str(row.chats), "first token", *_cells(row.first_token_ms, "{:,.0f} ms"))
    yield ("", "", "all drafts", *_cells(row.all_drafts_s, "{:.2f} s"))


def _cells(by_side: BySide, pattern: str) -> Iterator[str]:
    ours = by_side["ours"]
    for side in SIDES:
        value = by_side[side]
        if value is None:
            yield "missing"
        elif side == "ours" or not ours:
            yield pattern.format(value)
        else:
            yield f"{pattern.format(value)}  {value / ours:4.1f}x"


def _ends(results: DraftsBenchResults) -> Iterator[str]:
    if results.limits is not None:
        yield from ("", *_limits(results.limits))
    if results.cancel_ms:
        yield (
            f"cancelling while 1,000 tokens are read: p50 {results.cancel_ms['p50']:.1f} ms, "
            f"p95 {results.cancel_ms['p95']:.1f} ms"
        )
    yield from (_desk(waits) for waits in results.desks)
    yield from ("", *(f"- {note}" for note in results.notes))


def _desk(waits: DeskWaits) -> str:
    usable, model = (
        f"p50 {_ms(each['p50'])}, p95 {_ms(each['p95'])}"
        for each in (waits.usable_ms, waits.model_version_ms)
    )
    return (
        f"demonstration with up to {waits.chats} chats, {waits.messages} messages that a "
        f"suggestion was asked for: usable after {usable}; the model's version after {model}"
    )


def _ms(value: float | None) -> str:
    return "missing" if value is None else f"{value:,.0f} ms"


def _limits(limits: MachineLimits) -> Iterator[str]:
    yield (
        f"bare library: reads {limits.prefill_tps:.0f} tokens/s, writes {limits.decode_tps:.0f} "
        f"alone and {limits.decode_all_tps:.0f} for all chats; memory {limits.memory_gbps:.1f} GB/s"
    )
    yield (
        f"reached of that: {limits.share_prefill:.0%} reading, {limits.share_decode:.0%} "
        "writing for all chats"
    )
    yield (
        f"a wording known before is written with {limits.wording_tps:.0f} tokens/s, "
        f"{limits.share_wording:.1f} times the bare library's rate for one chat"
    )
