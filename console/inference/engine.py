"""Writes drafts for many chats at once with one model.

Work is done in steps of one batch each: the next token of every draft that is being written, and a
piece of one prompt. Between steps the caller may change anything. A step that nobody needs any more
can be stopped in its middle, from another thread (``Engine.hurry``).
"""

import itertools
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from console.domain.errors import ModelError
from console.inference.brake import Brake
from console.inference.idle import IdleChats
from console.inference.job import Job, Reading, StoppedBy
from console.inference.layout import Layout
from console.inference.llama import Context, Entry, Interrupted, Model
from console.inference.profiles import Profile
from console.inference.protocol import (
    Cancel,
    Done,
    Draft,
    Forget,
    FromWorker,
    Load,
    Prompt,
    Read,
    Shutdown,
    Token,
    ToWorker,
)
from console.inference.sequences import Strand, Strands
from console.inference.text import TextStream

CHUNK = 256
"""Tokens of a prompt read in one step at most: more are hardly read any faster."""

_FEWEST_AT_ONCE = 32
_STEP_S = 0.5
"""How long a step should take at most; beside drafts that wait for it, half of that."""

SEQUENCES = 18
"""More than so many at work at once would only make each other late."""

_FEWEST = 4
_MB = 1_000_000


def make_engine(load: Load, profile: Profile, threads: int) -> "Engine":
    """Load a model and make room as ``load`` says.

    Raises:
        ModelError: the model can't be loaded, or there is not enough memory.
    """
    model = Model(Path(load.path), plain=load.plain)
    brake = Brake()
    length = min(load.context, model.trained_context)
    count = sequences_in(load.kv_mb * _MB, length * model.kv_bytes)
    context = Context(
        model,
        brake,
        length=length,
        sequences=count,
        batch=CHUNK + count,
        threads=threads,
        flash=load.flash,
    )
    strands = Strands(context, count, IdleChats(load.idle_mb * _MB), trims=model.trims)
    engine = Engine(model, profile, context, strands, brake)
    engine.warm_up()
    return engine


def sequences_in(room: int, each: int) -> int:
    """How many sequences of ``each`` bytes fit into ``room`` bytes, within reason."""
    return max(_FEWEST, min(SEQUENCES, room // each))


class Engine:
    """One model and the drafts it is working on. Belongs to one thread, but for ``hurry``."""

    def __init__(
        self, model: Model, profile: Profile, context: Context, strands: Strands, brake: Brake
    ) -> None:
        """Get ready to work with what ``make_engine`` made."""
        self._model = model
        self._context = context
        self._strands = strands
        self._brake = brake
        self._layout = Layout(profile, model)
        self._stops = profile.stop
        self.context = min(context.length, model.trained_context)
        self._jobs: dict[str, Job] = {}
        self._ahead: dict[str, Reading] = {}
        self._arrivals = itertools.count()
        self._visible: str | None = None
        self._read_now: Reading | None = None
        self._pace = Pace()

    def warm_up(self) -> None:
        """Use the library once: what this processor can't do had better show now than later."""
        token = next(iter(self._layout.plain_tokens("Hello")), 0)
        self._context.decode([Entry(token, n, 0, wanted=n == 31) for n in range(32)])
        self._context.cut(0, 0)

    @property
    def busy(self) -> bool:
        """Whether there is anything to do."""
        return bool(self._jobs or self._ahead)

    # --- what is asked -----------------------------------------------------------------------

    def draft(self, draft: Draft) -> None:
        """Take a request; raises ``ModelError`` if its prompt can't be made to fit."""
        self.cancel(draft.request)
        self._drop_ahead(draft.chat)
        job = Job(
            draft.chat,
            self._layout.lay_out(draft.prompt, self.context - draft.max_tokens),
            next(self._arrivals),
            draft.rank,
            draft=draft,
            sampler=self._model.sampler(draft.sampling),
            stream=TextStream((*self._stops, *draft.stop)),
        )
        if not job.whole:
            raise ModelError("there is nothing in the prompt")
        self._jobs[draft.request] = job

    def read(self, read: Read) -> None:
        """Read a transcript when there is time; one that is too long is left for the draft."""
        self._drop_ahead(read.chat)
        prompt = Prompt(prefix=read.prefix, transcript=read.transcript)
        tokens = self._layout.lay_out(prompt, self.context * 3 // 4, reply=False)
        reading = Reading(read.chat, tokens, next(self._arrivals))
        if tokens.transcript and not self._strands.knows(read.chat, reading.whole):
            self._ahead[read.chat] = reading

    def cancel(self, request: str) -> None:
        """Drop a draft; an unknown one is no error, its answer may have crossed the cancelling."""
        job = self._jobs.pop(request, None)
        if job is not None:
            self._settle(job)
            job.sampler.close()

    def prioritise(self, chat: str | None) -> None:
        """Drafts of this chat go before all others."""
        self._visible = chat

    def forget(self, chat: str) -> None:
        """Drop a chat with all its drafts."""
        for request in [each for each, job in self._jobs.items() if job.chat == chat]:
            self.cancel(request)
        self._drop_ahead(chat)
        self._strands.forget(chat)

    def hurry(self, command: ToWorker) -> None:
        """Stop the step at work if this command makes it pointless or more urgent work is there.

        May be called from any thread; the command itself is still to be obeyed.
        """
        reading = self._read_now
        if reading is not None and _stops(command, reading, self._visible) and self._model.trims:
            self._brake.pull()

    def listen(self) -> None:
        """From now on ``hurry`` is about the next step: call it before looking for commands."""
        self._brake.release()

    def close(self) -> None:
        """Give all memory back, the model's too."""
        for request in list(self._jobs):
            self.cancel(request)
        self._context.close()
        self._model.close()

    # --- a step ------------------------------------------------------------------------------

    def step(self, called: Callable[[], bool] = lambda: False) -> list[FromWorker]:
        """Do one batch of work; returns what is to be said about it.

        If by the time it could be stopped somebody has ``called``, nothing is read.
        """
        writing = [job for job in self._jobs.values() if job.token is not None]
        entries = [
            Entry(job.token, len(strand.tokens), strand.number, wanted=True)
            for job, strand in _with_strands(writing)
            if job.token is not None
        ]
        reading = self._next_to_read()
        then = self._add_piece(reading, entries) if reading else None
        if not entries:
            return []
        self._read_now = reading
        try:
            if called():
                if not self._context.copying:
                    return []
                # A copy waits for a batch, and would undo what is done to its sequence before.
                if self._model.trims:
                    self._brake.pull()
            begun = time.monotonic()
            self._context.decode(entries)
        except Interrupted:
            return []
        finally:
            self._read_now = None
        self._pace.took(len(entries), time.monotonic() - begun)
        said: list[FromWorker] = []
        for index, (job, strand) in enumerate(_with_strands(writing)):
            strand.tokens.append(entries[index].token)
            said += self._write(job, index)
        return said + (then() if then else [])

    def _next_to_read(self) -> Reading | None:
        """The most urgent prompt that is not read to its end and has a sequence to be read into.

        While the visible chat's draft is being written no other chat's prompt is read, since each
        piece of a prompt would hold up every token.
        """
        unread = [job for job in self._jobs.values() if job.token is None]
        for reading in sorted((*unread, *self._ahead.values()), key=self._urgency):
            if reading.chat != self._visible and self._writes_visible():
                return None
            if reading.strand is not None or self._begin(reading):
                return reading
        return None

    def _writes_visible(self) -> bool:
        return any(j.token is not None and j.chat == self._visible for j in self._jobs.values())

    def _urgency(self, reading: Reading) -> tuple[bool, bool, int, int]:
        is_ahead = not isinstance(reading, Job)
        return (is_ahead, reading.chat != self._visible, reading.rank, reading.arrival)

    def _begin(self, reading: Reading) -> bool:
        """Give a prompt its sequence, if need be one that a less urgent prompt is read into.

        False if there is none; the last one is kept for the chat that the agent looks at. A prompt
        whose common beginning nobody has read does without: it is read for all.
        """
        prefix = self._prefix_of(reading)
        if prefix is not None:
            reading.reused = len(prefix.tokens) if reading.reused is None else reading.reused
            return True
        if reading.chat != self._visible and self._strands.spare < 2:
            return False
        reading.strand = self._strands.open(reading.chat, reading.whole)
        if reading.strand is None:
            half_read = [r for r in self._readings() if r.strand is not None]
            last = max(half_read, key=self._urgency, default=None)
            if last is None or self._urgency(last) < self._urgency(reading):
                return False
            self._settle(last)
            reading.strand = self._strands.open(reading.chat, reading.whole)
        if reading.strand is not None and reading.reused is None:
            reading.reused = len(reading.strand.tokens)
        return reading.strand is not None

    def _readings(self) -> Iterator[Reading]:
        yield from (job for job in self._jobs.values() if job.token is None)
        yield from self._ahead.values()

    def _prefix_of(self, reading: Reading) -> Strand | None:
        """Where the common beginning is to be read first, unless it or the whole chat is known."""
        prefix = reading.prompt.prefix
        if not prefix or self._strands.knows(reading.chat, prefix):
            return None
        return self._strands.prefix_to_fill(prefix)

    def _add_piece(
        self, reading: Reading, entries: list[Entry]
    ) -> Callable[[], list[FromWorker]] | None:
        """Put a piece of a prompt behind the other entries; returns what to do once it is read."""
        strand, wanted = reading.strand, reading.whole
        if strand is None:
            strand, wanted = (
                self._strands.prefix_to_fill(reading.prompt.prefix),
                reading.prompt.prefix,
            )
        if strand is None:
            return None
        room = self._pace.tokens_in(_STEP_S / 2 if entries else _STEP_S)
        known = len(strand.tokens)
        piece = wanted[known : known + room]
        ends = strand is reading.strand and known + len(piece) == len(wanted)
        last = len(piece) - 1
        entries += [
            Entry(token, known + n, strand.number, wanted=ends and n == last)
            for n, token in enumerate(piece)
        ]
        index = len(entries) - 1

        def then() -> list[FromWorker]:
            strand.tokens += piece
            return self._has_read(reading, index) if ends else []

        return then

    def _has_read(self, reading: Reading, index: int) -> list[FromWorker]:
        if isinstance(reading, Job):
            return self._write(reading, index)
        self._drop_ahead(reading.chat)
        return []

    def _write(self, job: Job, index: int) -> list[FromWorker]:
        """Choose a draft's next token, which entry ``index`` of the batch predicts."""
        token = job.sampler.choose(self._context, index)
        if job.first_token_ms is None:
            job.first_token_ms = job.elapsed_ms()
        if self._model.ends(token):
            return self._finish(job, "", "end")
        job.token = token
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
        done: Done = job.done(stopped_by)
        self.cancel(request)
        return [Token(request=request, text=text), done] if text else [done]

    def _drop_ahead(self, chat: str) -> None:
        reading = self._ahead.pop(chat, None)
        if reading is not None:
            self._settle(reading)

    def _settle(self, reading: Reading) -> None:
        """Let go of a sequence; what the chat will need again of it stays known."""
        if reading.strand is not None:
            self._strands.settle(reading.strand, reading.lasting)
            reading.strand = None


class Pace:
    """How fast this machine reads at the moment, from the last step that read."""

    def __init__(self) -> None:
        self._each_s = 0.0

    def took(self, tokens: int, seconds: float) -> None:
        """So many tokens took so long; steps of a few tokens only write and tell nothing."""
        if tokens >= _FEWEST_AT_ONCE:
            self._each_s = seconds / tokens

    def tokens_in(self, seconds: float) -> int:
        """How many tokens can be read in that time, within reason."""
        if not self._each_s:
            return CHUNK
        return max(_FEWEST_AT_ONCE, min(CHUNK, int(seconds / self._each_s)))


def _with_strands(jobs: list[Job]) -> list[tuple[Job, Strand]]:
    return [(job, job.strand) for job in jobs if job.strand is not None]


def _stops(command: ToWorker, reading: Reading, visible: str | None) -> bool:
    """Whether a prompt should not be read any further just now."""
    match command:
        case Cancel(request=request):
            return isinstance(reading, Job) and reading.draft.request == request
        case Forget(chat=chat):
            return reading.chat == chat
        case Draft(chat=chat):
            return chat == visible != reading.chat
        case Shutdown():
            return True
        case _:
            return False
