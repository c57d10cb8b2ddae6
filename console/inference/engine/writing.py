"""Chooses what a step reads of the drafts that are being written: last tokens, and guesses."""

from collections.abc import Collection, Iterable

from console.inference.engine.job import DraftJob, PrefillJob
from console.inference.engine.kv_sequences import KvSequence
from console.inference.engine.schedule import PromptChunk

GUESSES = 24
"""Maximum number of guesses in a step, which is to stay short."""


def writing_chunks(jobs: Iterable[PrefillJob], visible: str | None) -> list[PromptChunk]:
    """The token of every draft that was chosen last, with guesses behind it where they pay.

    As many for each draft as for the others: what some have more than others, the library reads in
    another pass through all weights.
    """
    drafts = (job for job in jobs if isinstance(job, DraftJob) and job.is_writing)
    writing = sorted(drafts, key=_number)
    row = _guessing(writing, visible)
    size = min((len(job.guesses(GUESSES // len(row))) for job in row), default=0)
    return [_chunk(job, job.guesses(size) if job in row else []) for job in writing]


def _guessing(writing: Collection[DraftJob], visible: str | None) -> list[DraftJob]:
    """The drafts to guess for.

    If any is of the chat that the agent looks at, only such: guesses for others would hold them up.
    """
    seen = [job for job in writing if job.chat == visible]
    row = _longest_row(job for job in seen or writing if job.guesses(1))
    return row if seen or 2 * len(row) >= len(writing) else []


def _longest_row(jobs: Iterable[DraftJob]) -> list[DraftJob]:
    """The most drafts that are in adjoining sequences, which the library reads in one pass."""
    rows: list[list[DraftJob]] = [[]]
    for job in jobs:
        if rows[-1] and _number(job) != _number(rows[-1][-1]) + 1:
            rows.append([])
        rows[-1].append(job)
    return max(rows, key=len)


def _chunk(job: DraftJob, guesses: list[int]) -> PromptChunk:
    if job.token is None:
        raise ValueError("nothing of this draft was written yet")
    return PromptChunk(job, _sequence(job), [job.token, *guesses], True, len(guesses))


def _number(job: DraftJob) -> int:
    return _sequence(job).number


def _sequence(job: DraftJob) -> KvSequence:
    if job.sequence is None:
        raise ValueError("a draft is written that was never read")
    return job.sequence
