"""What is read next: the most urgent prompts, as much of them as a step has time for."""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from console.inference.engine.job import DraftJob, PrefillJob
from console.inference.engine.kv_sequences import KvSequence, KvSequences
from console.inference.engine.throughput import Throughput

_STEP_S = 1.0
"""How long a step should take at most; beside drafts that wait for it, half of that."""


class Piece(NamedTuple):
    """Tokens to be read behind what a sequence holds; ``ends`` if the prompt is known then."""

    reading: PrefillJob
    strand: KvSequence
    tokens: list[int]
    ends: bool


class Schedule:
    """All prompts that are not read to their end, and the sequences they are read into."""

    def __init__(self, strands: KvSequences) -> None:
        self._strands = strands
        self._ahead: dict[str, PrefillJob] = {}
        self.visible: str | None = None
        self.pace = Throughput()

    @property
    def busy(self) -> bool:
        """Whether a transcript is to be read ahead."""
        return bool(self._ahead)

    def read_ahead(self, reading: PrefillJob) -> None:
        """Read a transcript when there is time, unless it is known."""
        if not self._strands.knows(reading.chat, reading.whole):
            self._ahead[reading.chat] = reading

    def drop_ahead(self, chat: str) -> None:
        """The chat's transcript is not to be read ahead any more, or has been."""
        reading = self._ahead.pop(chat, None)
        if reading is not None:
            self.settle(reading)

    def settle(self, reading: PrefillJob) -> None:
        """Let go of a sequence; what the chat will need again of it stays known."""
        if reading.strand is not None:
            self._strands.settle(reading.strand, reading.lasting)
            reading.strand = None

    def pieces(self, jobs: Collection[DraftJob]) -> list[Piece]:
        """What the next step is to read.

        The chat that the agent looks at is read alone: others would hold up its draft. For the same
        reason nothing else is read while that draft is being written. Otherwise the weights pass
        through memory once for several chats.
        """
        writes = any(job.token is not None for job in jobs)
        room = self.pace.tokens_in(_STEP_S / 2 if writes else _STEP_S)
        readings = sorted(self._unread(jobs), key=self._urgency)
        if any(job.token is not None and job.chat == self.visible for job in jobs):
            readings = [each for each in readings if each.chat == self.visible]
        pieces: list[Piece] = []
        for reading in readings:
            alone = not pieces
            if not alone and (self._awaits_prefix(reading) or self._missing(reading) > room):
                # Sequences that read unlike many tokens cost the library a pass for each remainder.
                break
            # What one draft reads of its chat the next one copies.
            if any(piece.reading.chat == reading.chat for piece in pieces):
                continue
            if reading.strand is None and not self._begin(reading, jobs, may_displace=alone):
                continue
            piece = self._piece(reading, room)
            pieces.append(piece)
            room -= len(piece.tokens)
            if room <= 0 or reading.chat == self.visible or reading.strand is None:
                break
        return pieces

    def _unread(self, jobs: Collection[DraftJob]) -> Iterator[PrefillJob]:
        yield from (job for job in jobs if job.token is None)
        yield from self._ahead.values()

    def _urgency(self, reading: PrefillJob) -> tuple[bool, bool, int, int]:
        is_ahead = not isinstance(reading, DraftJob)
        return (is_ahead, reading.chat != self.visible, reading.rank, reading.arrival)

    def _begin(
        self, reading: PrefillJob, jobs: Collection[DraftJob], *, may_displace: bool
    ) -> bool:
        """Give a prompt its sequence, if need be one that a less urgent prompt is read into.

        False if there is none; the last one is kept for the chat that the agent looks at. A prompt
        whose common beginning nobody has read does without: it is read for all.
        """
        if reading.chat != self.visible and self._strands.spare < 2:
            return False
        if self._awaits_prefix(reading):
            if reading.reused is None:
                reading.reused = len(self._strands.prefix_to_fill(reading.prompt.prefix).tokens)
            return True
        reading.strand = self._strands.open(reading.chat, reading.whole)
        if reading.strand is None and may_displace:
            half_read = [each for each in self._unread(jobs) if each.strand is not None]
            last = max(half_read, key=self._urgency, default=None)
            if last is None or self._urgency(last) < self._urgency(reading):
                return False
            self.settle(last)
            reading.strand = self._strands.open(reading.chat, reading.whole)
        if reading.strand is not None and reading.reused is None:
            reading.reused = len(reading.strand.tokens)
        return reading.strand is not None

    def _awaits_prefix(self, reading: PrefillJob) -> bool:
        """Whether the common beginning is to be read first, unless the whole chat is known."""
        prefix = reading.prompt.prefix
        if reading.strand is not None or not prefix or self._strands.knows(reading.chat, prefix):
            return False
        return not self._strands.has_prefix(prefix)

    def _missing(self, reading: PrefillJob) -> int:
        """How many tokens of a prompt are still to be read, at most."""
        if reading.strand is not None:
            return len(reading.whole) - len(reading.strand.tokens)
        return self._strands.missing(reading.chat, reading.whole)

    def _piece(self, reading: PrefillJob, room: int) -> Piece:
        strand, wanted = reading.strand, reading.whole
        if strand is None:
            wanted = reading.prompt.prefix
            strand = self._strands.prefix_to_fill(wanted)
        known = len(strand.tokens)
        tokens = wanted[known : known + room]
        ends = strand is reading.strand and known + len(tokens) == len(wanted)
        return Piece(reading, strand, tokens, ends)
