"""The side of ``bench assist`` that is this program: the console's child, over its pipes."""

import queue
import random
import time
from collections.abc import Sequence
from itertools import count

from console.bench.drafts.sides import Pass
from console.bench.drafts.workload import WorkloadDraft
from console.domain.errors import ModelError
from console.inference.protocol import (
    Cancel,
    Cancelled,
    Done,
    DraftRequest,
    Forget,
    FromWorker,
    Load,
    Prioritise,
    Prompt,
    Ready,
    Sampling,
    Token,
    from_worker,
    worker_command,
)
from console.ipc.child import Child, ChildEnded
from console.ipc.messages import RequestFailed, Shutdown

_SILENCE_S = 300.0
_SOONEST_S, _LATEST_S = 0.03, 0.15
"""When a draft that is being read is cancelled."""


class EngineSide:
    """A child with the model loaded, sent the same messages as by the console."""

    def __init__(self, load: Load) -> None:
        """Start it and wait until it is ready; raises ``ModelError`` if it can't be."""
        self._child = Child(worker_command(), from_worker)
        self._numbers = count()
        self._child.send(load)
        while not isinstance(message := self._next(), Ready):
            if isinstance(message, RequestFailed):
                raise ModelError(message.reason)
        self.ready = message

    def one_by_one(self, requests: Sequence[WorkloadDraft]) -> Pass:
        """Have drafts written one after the other, as if the agent went from tab to tab."""
        started = time.perf_counter()
        passes = [self._write([request], visible=str(request.chat)) for request in requests]
        total_s = time.perf_counter() - started
        return Pass(
            first_s=tuple(each.first_s[0] for each in passes),
            total_s=total_s,
            prompt=tuple(each.prompt[0] for each in passes),
            read=tuple(each.read[0] for each in passes),
            out=tuple(each.out[0] for each in passes),
        )

    def together(self, requests: Sequence[WorkloadDraft]) -> Pass:
        """Have drafts written all at once, while the agent looks at none of the chats."""
        return self._write(requests, visible=None)

    def wording_tps(self, request: WorkloadDraft) -> float:
        """Tokens a second after the first, in a draft that keeps to a wording known before.

        The wording is the draft itself as it was written without one; the agent looks at the chat.
        """
        chat = str(request.chat)
        plain = _draft(request, f"draft-{next(self._numbers)}")
        text = self._finish([plain], chat)[1][plain.request].text
        guided = plain.model_copy(
            update={"request": f"draft-{next(self._numbers)}", "likely": text}
        )
        done = self._finish([guided], chat)[1][guided.request]
        return (done.tokens - 1) / (done.total_ms - done.first_token_ms) * 1e3

    def cancel_ms(self, request: WorkloadDraft, rng: random.Random) -> float | None:
        """Milliseconds from cancelling to the child's word that it has stopped reading this.

        None if it had read everything by then.
        """
        draft = _draft(request, f"cancel-{next(self._numbers)}")
        self._child.send(draft)
        time.sleep(rng.uniform(_SOONEST_S, _LATEST_S))
        sent = time.perf_counter()
        self._child.send(Cancel(request=draft.request))
        in_time = True
        while not isinstance(message := self._next(), Cancelled):
            if isinstance(message, RequestFailed):
                raise ModelError(f"no draft: {message.reason}")
            in_time = in_time and not isinstance(message, Done | Token)
        elapsed_ms = (time.perf_counter() - sent) * 1e3
        self.forget(request)
        return elapsed_ms if in_time else None

    def forget(self, request: WorkloadDraft) -> None:
        """The chat is over."""
        self._child.send(Forget(chat=str(request.chat)))

    def close(self) -> None:
        """End the child."""
        self._child.send(Shutdown())
        self._child.close(grace_s=2.0)

    def _write(self, requests: Sequence[WorkloadDraft], visible: str | None) -> Pass:
        drafts = [_draft(request, f"draft-{next(self._numbers)}") for request in requests]
        started = time.perf_counter()
        first_s, done = self._finish(drafts, visible)
        total_s = time.perf_counter() - started
        answers = [done[draft.request] for draft in drafts]
        return Pass(
            first_s=tuple(first_s.get(answer.request, total_s) for answer in answers),
            total_s=total_s,
            prompt=tuple(answer.prompt_tokens for answer in answers),
            read=tuple(answer.prompt_tokens - answer.reused_tokens for answer in answers),
            out=tuple(answer.tokens for answer in answers),
        )

    def _finish(
        self, drafts: Sequence[DraftRequest], visible: str | None
    ) -> tuple[dict[str, float], dict[str, Done]]:
        """Have these written; seconds to the first text and the answers, by request."""
        started = time.perf_counter()
        self._child.send(Prioritise(chat=visible))
        for draft in drafts:
            self._child.send(draft)
        first_s: dict[str, float] = {}
        done: dict[str, Done] = {}
        while len(done) < len(drafts):
            match self._next():
                case Token(request=request):
                    first_s.setdefault(request, time.perf_counter() - started)
                case Done() as message:
                    done[message.request] = message
                case RequestFailed(reason=reason):
                    raise ModelError(f"no draft: {reason}")
        return first_s, done

    def _next(self) -> FromWorker:
        try:
            message = self._child.incoming.get(timeout=_SILENCE_S)
        except queue.Empty:
            raise ModelError(f"the child said nothing for {_SILENCE_S:.0f} s") from None
        if isinstance(message, ChildEnded):
            raise ModelError(f"the child is gone: {message.reason}")
        return message


def _draft(request: WorkloadDraft, request_id: str) -> DraftRequest:
    prompt = Prompt(prefix=request.turns[:1], transcript=request.turns[1:])
    return DraftRequest(
        request=request_id,
        chat=str(request.chat),
        prompt=prompt,
        max_tokens=request.out,
        sampling=Sampling(temperature=0),
    )
