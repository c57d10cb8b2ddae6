"""Writes drafts for many chats at once with one model.

Work is done in steps of one batch each: the next token of every draft that is being written, and
chunks of prompts. Between steps the caller may change anything. A step that nobody needs any more
can be stopped in its middle, from another thread (``Engine.interrupt_for``).
"""

import itertools
import time
from collections.abc import Callable

from console.domain.errors import ModelError
from console.inference.engine.abort_flag import AbortFlag
from console.inference.engine.interrupts import EngineStep, Interrupts
from console.inference.engine.job import DraftJob, PrefillJob, Standing, StoppedBy
from console.inference.engine.kv_sequences import KvSequences
from console.inference.engine.likely_text import LikelyText
from console.inference.engine.llama_binding import BatchEntry, Context, Interrupted, Model
from console.inference.engine.prompt_formats import PromptFormat
from console.inference.engine.prompt_tokens import TURN_CHARS, PromptTokens
from console.inference.engine.schedule import PromptChunk, Schedule
from console.inference.engine.scoring import ScoreJob, score_job
from console.inference.engine.writing import writing_chunks
from console.inference.protocol import (
    Cancel,
    Done,
    DraftRequest,
    Forget,
    FromWorker,
    Prioritise,
    Prompt,
    Read,
    ScoreRequest,
    Token,
    ToWorker,
)
from console.inference.stop_stream import StopStream
from console.ipc.messages import Shutdown


class Engine:
    """One model and the drafts it is writing. Belongs to one thread, except ``interrupt_for``."""

    def __init__(
        self,
        model: Model,
        prompt_format: PromptFormat,
        context: Context,
        sequences: KvSequences,
        abort_flag: AbortFlag,
    ) -> None:
        """``console.inference.engine.loading.make_engine`` makes the arguments."""
        self._model = model
        self._context = context
        self._sequences = sequences
        self._abort_flag = abort_flag
        self._prompt_tokens = PromptTokens(prompt_format, model)
        self._stops = prompt_format.stop
        self.context = min(context.length, model.trained_context)
        self._jobs: dict[str, DraftJob | ScoreJob] = {}
        self._schedule = Schedule(sequences)
        self._arrivals = itertools.count()
        self._interrupts = Interrupts(None)
        self._running_step: EngineStep | None = None

    def warm_up(self) -> None:
        """Use the library once, so that what this processor can't do shows now and not later."""
        token = next(iter(self._prompt_tokens.plain_tokens("Hello")), 0)
        self._context.decode([BatchEntry(token, n, 0, wanted=n == 31) for n in range(32)])
        self._context.cut(0, 0)

    @property
    def busy(self) -> bool:
        """Whether there is anything to do."""
        return bool(self._jobs) or self._schedule.busy

    # --- requests ----------------------------------------------------------------------------

    def draft(self, draft: DraftRequest) -> None:
        """Take a request; raises ``ModelError`` if its prompt can't be made to fit."""
        self.cancel(draft.request)
        self._schedule.drop_ahead(draft.chat)
        tokens = self._prompt_tokens.lay_out(draft.prompt, self.context - draft.max_tokens)
        if not len(tokens):
            raise ModelError("there is nothing in the prompt")
        job = DraftJob(
            draft.chat,
            tokens,
            next(self._arrivals),
            draft.rank,
            draft=draft,
            sampler=self._model.sampler(draft.sampling),
            stream=StopStream((*self._stops, *draft.stop)),
            likely=LikelyText(self._likely_tokens(draft)),
        )
        self._jobs[draft.request] = job

    def _likely_tokens(self, draft: DraftRequest) -> list[int]:
        """The wording to guess from; none if wrong guesses could not be taken out again."""
        text = draft.likely[:TURN_CHARS] if self._model.trims else ""
        return self._prompt_tokens.plain_tokens(text)

    def score(self, request: ScoreRequest) -> None:
        """Take a request; raises ``ModelError`` if it can't be answered."""
        self.cancel(request.request)
        self._schedule.drop_ahead(request.chat)
        arrival = next(self._arrivals)
        job = score_job(request, self._prompt_tokens, self.context, arrival)
        self._jobs[request.request] = job

    def read(self, read: Read) -> None:
        """Read a transcript when there is time; one that is too long is left for the draft."""
        self._schedule.drop_ahead(read.chat)
        prompt = Prompt(prefix=read.prefix, transcript=read.transcript)
        tokens = self._prompt_tokens.lay_out(prompt, self.context * 3 // 4, reply=False)
        job = PrefillJob(read.chat, tokens, next(self._arrivals))
        if tokens.transcript:
            self._schedule.read_ahead(job)

    def cancel(self, request: str) -> None:
        """Drop a request; an unknown one is no error: it may have been finished meanwhile."""
        job = self._jobs.pop(request, None)
        if job is None:
            return
        self._schedule.release(job)
        if isinstance(job, DraftJob):
            job.sampler.close()

    def prioritise(self, chat: str | None) -> None:
        """Drafts of this chat go before all others."""
        self._schedule.visible = self._interrupts.visible = chat

    def forget(self, chat: str) -> None:
        """Drop a chat with all its requests."""
        for request in [each for each, job in self._jobs.items() if job.chat == chat]:
            self.cancel(request)
        self._schedule.drop_ahead(chat)
        self._sequences.forget(chat)

    def interrupt_for(self, command: ToWorker) -> None:
        """Stop the step at work if this command makes it pointless or more urgent work is there.

        May be called from any thread; the command itself is still to be carried out.
        """
        interrupts = self._interrupts
        match command:
            case Cancel(request=request):
                interrupts.cancelled.add(request)
            case Forget(chat=chat):
                interrupts.forgotten.add(chat)
            case DraftRequest(chat=chat):
                interrupts.asked.add(chat)
            case Prioritise(chat=chat):
                interrupts.visible = chat
            case Shutdown():
                interrupts.over = True
            case _:
                return
        step = self._running_step
        if step is not None and self._model.trims and interrupts.stop(step):
            self._abort_flag.set()

    def reset_interrupts(self) -> None:
        """Forget earlier interrupts: call it before taking the commands that wait."""
        self._interrupts = Interrupts(self._schedule.visible)
        self._abort_flag.clear()

    def close(self) -> None:
        """Give all memory back, the model's too."""
        for request in list(self._jobs):
            self.cancel(request)
        self._context.close()
        self._model.close()

    # --- a step ------------------------------------------------------------------------------

    def step(self, has_commands: Callable[[], bool] = lambda: False) -> list[FromWorker]:
        """Do one batch of work; returns the messages about it.

        ``has_commands`` is asked when the step can be interrupted; if it is true, nothing is read.
        """
        if not self._context.copying:
            self._sequences.compact(
                [job.sequence for job in self._jobs.values() if job.is_writing and job.sequence]
            )
        writing = writing_chunks(self._jobs.values(), self._schedule.visible)
        chunks = self._schedule.chunks(self._jobs.values())
        # Sequences in a row go through the model together.
        parts = sorted((*writing, *chunks), key=lambda part: part.sequence.number)
        entries = [entry for part in parts for entry in _entries(part)]
        if not entries:
            return []
        if chunks:
            drafted = frozenset(
                job.chat for job in self._jobs.values() if job.standing is Standing.DRAFT
            )
            self._running_step = EngineStep(tuple(chunk.job for chunk in chunks), drafted)
        try:
            if has_commands():
                if not self._context.copying:
                    return []
                # A copy waits for a batch, and would undo what is done to its sequence before.
                if self._model.trims:
                    self._abort_flag.set()
            started = time.monotonic()
            self._context.decode(entries)
        except Interrupted:
            return []
        finally:
            self._running_step = None
        read = sum(len(chunk.tokens) for chunk in chunks)
        self._schedule.throughput.record(read, time.monotonic() - started)
        return self._after_decode(parts)

    def _after_decode(self, parts: list[PromptChunk]) -> list[FromWorker]:
        """Note that these were read, and go on with what they complete."""
        for part in parts:
            part.sequence.tokens += part.tokens
            part.job.read += len(part.tokens)
        messages: list[FromWorker] = []
        index = -1
        for part in parts:
            index += len(part.tokens)
            if part.ends:
                messages += self._after_prompt(part, index - part.guesses)
        return messages

    def _after_prompt(self, part: PromptChunk, index: int) -> list[FromWorker]:
        match part.job:
            case DraftJob() as job:
                return self._write_on(job, part, index)
            case ScoreJob() as job:
                return self._score(job, index)
        self._schedule.drop_ahead(part.job.chat)
        return []

    def _score(self, job: ScoreJob, index: int) -> list[FromWorker]:
        """Score the question that was read, and let others have the chat before the next one."""
        is_last = job.take(lambda tokens: self._context.log_probability(index, tokens))
        self._schedule.release(job)
        if not is_last:
            return []
        self.cancel(job.request)
        return [job.scored()]

    def _write_on(self, job: DraftJob, part: PromptChunk, index: int) -> list[FromWorker]:
        """Choose a draft's next token, and more as far as the guesses that were read are right."""
        guesses = part.tokens[len(part.tokens) - part.guesses :]
        messages = self._write(job, index)
        right = 0
        for guess in guesses:
            if job.sequence is None or job.token != guess:
                break
            right += 1
            job.guessed += 1
            messages += self._write(job, index + right)
        if guesses:
            job.likely.judge(right=right == len(guesses))
        if job.sequence is not None:
            self._sequences.drop_last(job.sequence, len(guesses) - right)
        return messages

    def _write(self, job: DraftJob, index: int) -> list[FromWorker]:
        """Choose a draft's next token, which entry ``index`` of the batch predicts."""
        token = job.sampler.choose(self._context, index)
        if job.first_token_ms is None:
            job.first_token_ms = job.elapsed_ms()
        if self._model.ends(token):
            return self._finish(job, "", "end")
        job.token = token
        job.likely.note(token)
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


def _entries(chunk: PromptChunk) -> list[BatchEntry]:
    """A chunk in the batch; only a prompt's last token, and guesses, are asked what follows."""
    known, unasked = len(chunk.sequence.tokens), len(chunk.tokens) - chunk.wanted
    return [
        BatchEntry(token, known + n, chunk.sequence.number, wanted=n >= unasked)
        for n, token in enumerate(chunk.tokens)
    ]
