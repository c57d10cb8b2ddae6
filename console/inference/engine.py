"""Writes drafts for many chats at once with one model.

Work is done in steps of one batch each: the next token of every draft that is being written, and a
piece of the prompt of the one draft that is read. Between steps the caller may change anything, so
a cancelled draft costs at most one step.
"""

import itertools

from console.inference.job import Job, Pen, StoppedBy
from console.inference.layout import lay_out
from console.inference.llama import Context, Entry, Model, NoRoom, Sampler
from console.inference.profiles import Profile
from console.inference.protocol import Draft, Failed, FromWorker, Token
from console.inference.sequences import Strand, Strands
from console.inference.text import TextStream

CHUNK = 128
"""Tokens of a prompt read in one step: few enough that a new command is soon noticed."""

DRAFTS = 16
"""Drafts read or written at a time; more of them wait."""

CHATS = 32
"""Chats whose transcripts are remembered."""


class Engine:
    """One model and the drafts it is working on. Belongs to one thread."""

    def __init__(self, model: Model, profile: Profile, *, cells: int, threads: int) -> None:
        """Make room for ``cells`` tokens; raises ``ModelError`` if there is not enough memory."""
        self._model = model
        self._profile = profile
        self._context = Context(
            model,
            cells=cells,
            batch=CHUNK + DRAFTS,
            sequences=1 + CHATS + DRAFTS,
            threads=threads,
        )
        self.context = min(self._context.cells, model.trained_context)
        self._strands = Strands(self._context, CHATS, DRAFTS)
        self._jobs: dict[str, Job] = {}
        self._arrivals = itertools.count()
        self._visible: str | None = None
        self._full = False

    @property
    def busy(self) -> bool:
        """Whether there is anything to do."""
        return bool(self._jobs)

    def draft(self, draft: Draft) -> None:
        """Take a request; raises ``ModelError`` if its prompt can't be made to fit."""
        room = self.context - draft.max_tokens
        prompt = lay_out(draft.prompt, self._profile, self._model, room)
        self.cancel(draft.request)
        self._jobs[draft.request] = Job(
            draft,
            prompt,
            next(self._arrivals),
            Sampler(draft.sampling),
            TextStream((*self._profile.stop, *draft.stop)),
        )

    def cancel(self, request: str) -> None:
        """Drop a draft; an unknown one is no error, its answer may have crossed the cancelling."""
        job = self._jobs.pop(request, None)
        if job is not None:
            self._unread(job)
            job.sampler.close()
            self._full = False

    def prioritise(self, chat: str | None) -> None:
        """Drafts of this chat go before all others."""
        self._visible = chat

    def forget(self, chat: str) -> None:
        """Drop a chat with all its drafts."""
        for request in [each for each, job in self._jobs.items() if job.draft.chat == chat]:
            self.cancel(request)
        self._strands.forget(chat)

    def close(self) -> None:
        """Give all memory back, the model's too."""
        for request in list(self._jobs):
            self.cancel(request)
        self._context.close()
        self._model.close()

    def step(self) -> list[FromWorker]:
        """Do one batch of work; returns what is to be said about it."""
        writing = [job for job in self._jobs.values() if job.pen is not None]
        reading = None if self._full else self._next_to_read()
        try:
            return self._decode(writing, reading)
        except NoRoom:
            return self._make_room(writing, reading)

    def _next_to_read(self) -> Job | None:
        """The most urgent draft whose prompt is not read to its end.

        While the visible chat's draft is being written no other chat's prompt is read, since each
        piece of a prompt would hold up every token.
        """
        unread = (
            job
            for job in self._jobs.values()
            if job.pen is None and (job.fork is not None or self._strands.fork_free)
        )
        found = min(unread, key=self._urgency, default=None)
        if found is not None and found.draft.chat != self._visible and self._writes_visible():
            return None
        return found

    def _writes_visible(self) -> bool:
        return any(j.pen is not None and j.draft.chat == self._visible for j in self._jobs.values())

    def _urgency(self, job: Job) -> tuple[bool, int, int]:
        return (job.draft.chat != self._visible, job.draft.rank, job.arrival)

    def _decode(self, writing: list[Job], reading: Job | None) -> list[FromWorker]:
        pens = [(job, job.pen) for job in writing if job.pen is not None]
        entries = [
            Entry(pen.token, len(pen.strand.tokens), pen.strand.number, wanted=True)
            for _, pen in pens
        ]
        said: list[FromWorker] = []
        if reading is None:
            self._context.decode(entries)
        else:
            said += self._read(reading, entries)
        for index, (job, pen) in enumerate(pens):
            pen.strand.tokens.append(pen.token)
            said += self._write(job, pen.strand, index)
        return said

    def _read(self, job: Job, others: list[Entry]) -> list[FromWorker]:
        """Decode a piece of a draft's prompt behind the other entries of a batch."""
        strand, wanted = self._next_to_fill(job)
        piece = wanted[len(strand.tokens) :][:CHUNK]
        complete = strand is job.fork and len(strand.tokens) + len(piece) == len(wanted)
        self._context.decode(others + _entries(strand, piece, complete))
        strand.tokens += piece
        return self._write(job, strand, len(others) + len(piece) - 1) if complete else []

    def _next_to_fill(self, job: Job) -> tuple[Strand, list[int]]:
        """The sequence to read into and what it is to hold: prefix, then chat, then the fork."""
        if job.fork is None:
            chat, prefix = job.draft.chat, job.prompt.prefix
            strand, wanted = self._strands.next_to_fill(chat, prefix, job.lasting)
            if job.reused is None:
                job.reused = len(strand.tokens)
            if strand.tokens != wanted:
                return strand, wanted
            job.fork = self._strands.fork(strand)
        return job.fork, job.whole

    def _write(self, job: Job, strand: Strand, index: int) -> list[FromWorker]:
        """Choose a draft's next token, which entry ``index`` of the batch predicts."""
        token = job.sampler.choose(self._context, index)
        if job.first_token_ms is None:
            job.first_token_ms = job.elapsed_ms()
        if self._model.ends(token):
            return self._finish(job, "", "end")
        job.pen = Pen(strand, token)
        job.written += 1
        text = job.stream.feed(self._model.piece(token))
        if job.stream.stopped:
            return self._finish(job, text, "stop")
        if job.written == job.draft.max_tokens:
            return self._finish(job, text, "length")
        return [Token(request=job.draft.request, text=text)] if text else []

    def _finish(self, job: Job, text: str, stopped_by: StoppedBy) -> list[FromWorker]:
        request = job.draft.request
        text += job.stream.finish()
        done = job.done(stopped_by)
        self.cancel(request)
        return [Token(request=request, text=text), done] if text else [done]

    def _make_room(self, writing: list[Job], reading: Job | None) -> list[FromWorker]:
        """The cache is full: forget an idle chat, else let reading wait, else give a draft up."""
        if self._strands.evict(spare=reading.draft.chat if reading else None):
            return []
        half_read = [job for job in self._jobs.values() if job.fork and not job.pen]
        waiting = [job for job in half_read if job is not reading]
        if waiting:
            self._unread(max(waiting, key=self._urgency))
            return []
        if reading and writing:
            self._full = True
            return []
        last = max([*writing, *([reading] if reading else [])], key=self._urgency)
        self.cancel(last.draft.request)
        return [Failed(request=last.draft.request, reason="no room beside the other drafts")]

    def _unread(self, job: Job) -> None:
        """Give up what was read for a draft alone."""
        if job.fork is not None:
            self._strands.release(job.fork)
            job.fork = job.pen = None


def _entries(strand: Strand, piece: list[int], complete: bool) -> list[Entry]:
    """The piece as entries of a batch; the last of a complete prompt predicts the first token."""
    first, last = len(strand.tokens), len(piece) - 1
    return [
        Entry(token, first + index, strand.number, wanted=complete and index == last)
        for index, token in enumerate(piece)
    ]
