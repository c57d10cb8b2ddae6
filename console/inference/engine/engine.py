"""Writes drafts for many chats at once with one model.

Work is done in steps of one batch each: the next token of every draft that is being written, and
pieces of prompts. Between steps the caller may change anything. A step that nobody needs any more
can be stopped in its middle, from another thread (``Engine.hurry``).
"""

import itertools
import time
from collections.abc import Callable

from console.domain.errors import ModelError
from console.inference.engine.abort_flag import AbortFlag
from console.inference.engine.interrupts import EngineStep, Interrupts
from console.inference.engine.job import DraftJob, PrefillJob, StoppedBy
from console.inference.engine.kv_sequences import KvSequences
from console.inference.engine.llama_binding import BatchEntry, Context, Interrupted, Model
from console.inference.engine.prompt_formats import PromptFormat
from console.inference.engine.prompt_tokens import PromptTokens
from console.inference.engine.schedule import Piece, Schedule
from console.inference.protocol import (
    Cancel,
    Done,
    DraftRequest,
    Forget,
    FromWorker,
    Prioritise,
    Prompt,
    Read,
    Token,
    ToWorker,
)
from console.inference.stop_stream import TextStream
from console.ipc.messages import Shutdown


class Engine:
    """One model and the drafts it is working on. Belongs to one thread, but for ``hurry``."""

    def __init__(
        self,
        model: Model,
        profile: PromptFormat,
        context: Context,
        strands: KvSequences,
        brake: AbortFlag,
    ) -> None:
        """Get ready to work with what ``make_engine`` made."""
        self._model = model
        self._context = context
        self._strands = strands
        self._brake = brake
        self._layout = PromptTokens(profile, model)
        self._stops = profile.stop
        self.context = min(context.length, model.trained_context)
        self._jobs: dict[str, DraftJob] = {}
        self._schedule = Schedule(strands)
        self._arrivals = itertools.count()
        self._heard = Interrupts(None)
        self._step_now: EngineStep | None = None

    def warm_up(self) -> None:
        """Use the library once: what this processor can't do had better show now than later."""
        token = next(iter(self._layout.plain_tokens("Hello")), 0)
        self._context.decode([BatchEntry(token, n, 0, wanted=n == 31) for n in range(32)])
        self._context.cut(0, 0)

    @property
    def busy(self) -> bool:
        """Whether there is anything to do."""
        return bool(self._jobs) or self._schedule.busy

    # --- what is asked -----------------------------------------------------------------------

    def draft(self, draft: DraftRequest) -> None:
        """Take a request; raises ``ModelError`` if its prompt can't be made to fit."""
        self.cancel(draft.request)
        self._schedule.drop_ahead(draft.chat)
        tokens = self._layout.lay_out(draft.prompt, self.context - draft.max_tokens)
        if not len(tokens):
            raise ModelError("there is nothing in the prompt")
        job = DraftJob(
            draft.chat,
            tokens,
            next(self._arrivals),
            draft.rank,
            draft=draft,
            sampler=self._model.sampler(draft.sampling),
            stream=TextStream((*self._stops, *draft.stop)),
        )
        self._jobs[draft.request] = job

    def read(self, read: Read) -> None:
        """Read a transcript when there is time; one that is too long is left for the draft."""
        self._schedule.drop_ahead(read.chat)
        prompt = Prompt(prefix=read.prefix, transcript=read.transcript)
        tokens = self._layout.lay_out(prompt, self.context * 3 // 4, reply=False)
        reading = PrefillJob(read.chat, tokens, next(self._arrivals))
        if tokens.transcript:
            self._schedule.read_ahead(reading)

    def cancel(self, request: str) -> None:
        """Drop a draft; an unknown one is no error, its answer may have crossed the cancelling."""
        job = self._jobs.pop(request, None)
        if job is not None:
            self._schedule.settle(job)
            job.sampler.close()

    def prioritise(self, chat: str | None) -> None:
        """Drafts of this chat go before all others."""
        self._schedule.visible = self._heard.visible = chat

    def forget(self, chat: str) -> None:
        """Drop a chat with all its drafts."""
        for request in [each for each, job in self._jobs.items() if job.chat == chat]:
            self.cancel(request)
        self._schedule.drop_ahead(chat)
        self._strands.forget(chat)

    def hurry(self, command: ToWorker) -> None:
        """Stop the step at work if this command makes it pointless or more urgent work is there.

        May be called from any thread; the command itself is still to be obeyed.
        """
        heard = self._heard
        match command:
            case Cancel(request=request):
                heard.cancelled.add(request)
            case Forget(chat=chat):
                heard.forgotten.add(chat)
            case DraftRequest(chat=chat):
                heard.asked.add(chat)
            case Prioritise(chat=chat):
                heard.visible = chat
            case Shutdown():
                heard.over = True
            case _:
                return
        step = self._step_now
        if step is not None and self._model.trims and heard.stops(step):
            self._brake.pull()

    def listen(self) -> None:
        """From now on ``hurry`` is about the next step: call it before looking for commands."""
        self._heard = Interrupts(self._schedule.visible)
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
        writing = [_next_token(job) for job in self._jobs.values() if job.token is not None]
        if not self._context.copying:
            self._strands.close_ranks([each.strand for each in writing])
        pieces = self._schedule.pieces(self._jobs.values())
        # Sequences in a row go through the model together.
        parts = sorted((*writing, *pieces), key=lambda part: part.strand.number)
        entries = [entry for part in parts for entry in _entries(part)]
        if not entries:
            return []
        if pieces:
            drafted = frozenset(job.chat for job in self._jobs.values())
            self._step_now = EngineStep(tuple(piece.reading for piece in pieces), drafted)
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
            self._step_now = None
        self._schedule.pace.took(len(entries) - len(writing), time.monotonic() - begun)
        return self._heed(parts)

    def _heed(self, parts: list[Piece]) -> list[FromWorker]:
        """Take in that these were read; returns what is to be said about it."""
        for part in parts:
            part.strand.tokens += part.tokens
        said: list[FromWorker] = []
        index = -1
        for part in parts:
            index += len(part.tokens)
            if part.ends:
                said += self._has_read(part.reading, index)
        return said

    def _has_read(self, reading: PrefillJob, index: int) -> list[FromWorker]:
        if isinstance(reading, DraftJob):
            return self._write(reading, index)
        self._schedule.drop_ahead(reading.chat)
        return []

    def _write(self, job: DraftJob, index: int) -> list[FromWorker]:
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

    def _finish(self, job: DraftJob, text: str, stopped_by: StoppedBy) -> list[FromWorker]:
        request = job.draft.request
        text += job.stream.finish()
        done: Done = job.done(stopped_by)
        self.cancel(request)
        return [Token(request=request, text=text), done] if text else [done]


def _next_token(job: DraftJob) -> Piece:
    """The token that was chosen last, to be read in its turn."""
    if job.strand is None or job.token is None:
        raise ValueError("nothing of this draft was written yet")
    return Piece(job, job.strand, [job.token], ends=True)


def _entries(piece: Piece) -> list[BatchEntry]:
    """A piece in the batch; only a prompt's last token is asked what follows it."""
    known, last = len(piece.strand.tokens), len(piece.tokens) - 1
    return [
        BatchEntry(token, known + n, piece.strand.number, wanted=piece.ends and n == last)
        for n, token in enumerate(piece.tokens)
    ]
