"""Chooses what is read next: the most urgent prompts, as far as a step has time for them."""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from console.inference.engine.job import PrefillJob, Standing
from console.inference.engine.kv_sequences import KvSequence, KvSequences
from console.inference.engine.throughput import Throughput

_STEP_S = 1.0
"""How long a step should take at most; half of that while drafts wait for it."""


class PromptChunk(NamedTuple):
    """Tokens to be read after what a sequence holds; ``ends`` if they complete the prompt.

    The last ``guesses`` of them are only likely to follow the others.
    """

    job: PrefillJob
    sequence: KvSequence
    tokens: list[int]
    ends: bool
    guesses: int = 0

    @property
    def wanted(self) -> int:
        """After how many of the tokens, from the last, the next is to be predicted."""
        return 1 + self.guesses if self.ends else 0


class Schedule:
    """All prompts that are not read to their end, and the sequences they are read into."""

    def __init__(self, sequences: KvSequences) -> None:
        self._sequences = sequences
        self._ahead: dict[str, PrefillJob] = {}
        self.visible: str | None = None
        self.throughput = Throughput()

    @property
    def busy(self) -> bool:
        """Whether a transcript is to be read ahead."""
        return bool(self._ahead)

    def read_ahead(self, job: PrefillJob) -> None:
        """Read a transcript when there is time, unless it is known."""
        if not self._sequences.knows(job.chat, job.tokens):
            self._ahead[job.chat] = job

    def drop_ahead(self, chat: str) -> None:
        """The chat's transcript is not to be read ahead any more, or has been."""
        job = self._ahead.pop(chat, None)
        if job is not None:
            self.release(job)

    def release(self, job: PrefillJob) -> None:
        """Let go of a sequence; what the chat will need again of it stays known."""
        if job.sequence is not None:
            self._sequences.finish(job.sequence, job.reusable_tokens)
            job.sequence = None

    def chunks(self, jobs: Collection[PrefillJob]) -> list[PromptChunk]:
        """What the next step is to read.

        The chat that the agent looks at is read alone: others would hold up its draft. For the same
        reason nothing else is read while that draft is being written. Otherwise the weights pass
        through memory once for several chats.
        """
        writes = any(job.is_writing for job in jobs)
        room = self.throughput.tokens_in(_STEP_S / 2 if writes else _STEP_S)
        unread = sorted(self._unread(jobs), key=self._urgency)
        if any(job.is_writing and job.chat == self.visible for job in jobs):
            unread = [each for each in unread if self._is_visible_draft(each)]
        chunks: list[PromptChunk] = []
        for job in unread:
            first = not chunks
            if not first and (self._awaits_prefix(job) or self._missing(job) > room):
                # For sequences that read different numbers of tokens, the library needs a pass for
                # each remainder.
                break
            # What one draft reads of its chat the next one copies.
            if any(chunk.job.chat == job.chat for chunk in chunks):
                continue
            if job.sequence is None and not self._begin(job, jobs, may_displace=first):
                continue
            chunk = self._chunk(job, room)
            chunks.append(chunk)
            room -= len(chunk.tokens)
            if room <= 0 or job.chat == self.visible or job.sequence is None:
                break
        return chunks

    def _unread(self, jobs: Collection[PrefillJob]) -> Iterator[PrefillJob]:
        yield from (job for job in jobs if not job.is_writing)
        yield from self._ahead.values()

    def _is_visible_draft(self, job: PrefillJob) -> bool:
        return job.chat == self.visible and job.standing is Standing.DRAFT

    def _urgency(self, job: PrefillJob) -> tuple[bool, bool, int, int, int]:
        is_ahead = job.standing is Standing.AHEAD
        return (is_ahead, job.chat != self.visible, job.standing, job.rank, job.arrival)

    def _begin(self, job: PrefillJob, jobs: Collection[PrefillJob], *, may_displace: bool) -> bool:
        """Give a prompt its sequence, if need be one that a less urgent prompt is read into.

        False if there is none; the last one is kept for the chat that the agent looks at. A prompt
        whose common beginning nobody has read does without: it is read for all.
        """
        if job.chat != self.visible and self._sequences.spare < 2:
            return False
        if self._awaits_prefix(job):
            if job.reused is None:
                job.reused = len(self._sequences.prefix_to_fill(job.prompt.prefix).tokens)
            return True
        job.sequence = self._sequences.open(job.chat, job.tokens)
        if job.sequence is None and may_displace:
            half_read = [each for each in self._unread(jobs) if each.sequence is not None]
            last = max(half_read, key=self._urgency, default=None)
            if last is None or self._urgency(last) < self._urgency(job):
                return False
            self.release(last)
            job.sequence = self._sequences.open(job.chat, job.tokens)
        if job.sequence is not None and job.reused is None:
            job.reused = len(job.sequence.tokens)
        return job.sequence is not None

    def _awaits_prefix(self, job: PrefillJob) -> bool:
        """Whether the common beginning is to be read first, unless the whole chat is known."""
        prefix = job.prompt.prefix
        if job.sequence is not None or not prefix or self._sequences.knows(job.chat, prefix):
            return False
        return not self._sequences.has_prefix(prefix)

    def _missing(self, job: PrefillJob) -> int:
        """How many tokens of a prompt are still to be read, at most."""
        if job.sequence is not None:
            return len(job.tokens) - len(job.sequence.tokens)
        return self._sequences.missing(job.chat, job.tokens)

    def _chunk(self, job: PrefillJob, room: int) -> PromptChunk:
        sequence, wanted = job.sequence, job.tokens
        if sequence is None:
            wanted = job.prompt.prefix
            sequence = self._sequences.prefix_to_fill(wanted)
        known = len(sequence.tokens)
        tokens = wanted[known : known + room]
        ends = sequence is job.sequence and known + len(tokens) == len(wanted)
        return PromptChunk(job, sequence, tokens, ends)
