"""The drafts that a server is asked for: which at a time, in what order, and until when."""

import asyncio
import time

from console.domain.errors import ModelError
from console.inference.protocol import (
    PROTOCOL_VERSION,
    Cancel,
    Cancelled,
    DraftRequest,
    Forget,
    FromWorker,
    Load,
    Prioritise,
    Read,
    Ready,
    ScoreRequest,
    ToWorker,
)
from console.inference.remote.api import Api, ModelServerUnreachable
from console.inference.remote.writing import Writing
from console.inference.token_outbox import GATHER_S, TokenOutbox
from console.ipc.messages import RequestFailed, Shutdown

AT_ONCE = 4
"""Drafts that the server is asked for at a time; those of the visible chat don't wait."""

PATIENCE_S = 60.0
"""How long a server may take to come up."""

_AGAIN_S = 2.0

Inbox = asyncio.Queue[ToWorker | RequestFailed]


class RemoteDrafts:
    """The loop between the console and the server."""

    def __init__(self, inbox: Inbox, outbox: TokenOutbox) -> None:
        self._inbox = inbox
        self._outbox = outbox
        self._waiting: dict[str, DraftRequest] = {}
        self._running: dict[str, tuple[DraftRequest, asyncio.Task[None]]] = {}
        self._visible: str | None = None
        self._ready = False
        self._busy = asyncio.Event()

    async def run(self) -> None:
        """Work with the server that the first message names; raises ``ModelError`` if it can't."""
        first = await self._inbox.get()
        if isinstance(first, Shutdown):
            return
        if not isinstance(first, Load) or first.server is None:
            raise ModelError("the first message is not about a server")
        if first.version != PROTOCOL_VERSION:
            raise ModelError(f"this child speaks {PROTOCOL_VERSION}, the console {first.version}")
        self._api = Api(first.server)
        self._broken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        tasks = [
            asyncio.create_task(each)
            for each in (
                self._take_commands(),
                self._beat(),
                self._reach(first, first.server.model),
            )
        ]
        try:
            await self._until_stopped(tasks)
        finally:
            tasks += [task for _, task in self._running.values()]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self._api.aclose()

    async def _until_stopped(self, tasks: list[asyncio.Task[None]]) -> None:
        """Wait for the order to stop, or for what goes wrong in any of the tasks."""
        pending: set[asyncio.Future[None]] = {*tasks, self._broken}
        while tasks[0] in pending:
            done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
            for each in done:
                each.result()

    async def _take_commands(self) -> None:
        """Carry out commands until the order to stop."""
        while not isinstance(command := await self._inbox.get(), Shutdown):
            self._dispatch(command)
            self._begin()

    async def _reach(self, load: Load, model: str) -> None:
        """Wait until the server answers; raises ``ModelError`` if it doesn't or can't be used."""
        started = time.monotonic()
        self._busy.set()
        while not self._ready:
            try:
                context = await self._api.room(load.context)
            except ModelServerUnreachable:
                if time.monotonic() - started > PATIENCE_S:
                    raise
                await asyncio.sleep(_AGAIN_S)
            else:
                self._ready = True
        ready = Ready(
            request=load.request,
            model=model,
            context=context,
            threads=0,
            load_ms=(time.monotonic() - started) * 1e3,
            host=self._api.host,
        )
        self._outbox.put([ready])
        self._begin()

    async def _beat(self) -> None:
        """While there is work, send gathered text when it is due, and signs of life."""
        while await self._busy.wait():
            self._outbox.put([])
            self._outbox.beat()
            await asyncio.sleep(GATHER_S)

    def _dispatch(self, command: ToWorker | RequestFailed) -> None:
        match command:
            case DraftRequest():
                self._drop(command.request)
                self._waiting[command.request] = command
            case ScoreRequest(request=request):
                reason = "a model on a server gives no scores"
                self._outbox.put([RequestFailed(request=request, reason=reason)])
            case Cancel(request=request):
                self._drop(request)
                self._outbox.put([Cancelled(request=request)])
            case Prioritise(chat=chat):
                self._visible = chat
            case Forget(chat=chat):
                drafts = [*self._waiting.values(), *(draft for draft, _ in self._running.values())]
                for draft in drafts:
                    if draft.chat == chat:
                        self._drop(draft.request)
            case RequestFailed():
                self._outbox.put([command])
            case Load():
                self._outbox.put(
                    [RequestFailed(request=command.request, reason="a server is in use")]
                )
            case Read():
                pass  # Servers read ahead as they see fit.

    def _drop(self, request: str) -> None:
        """Stop what is done for a request; closing its connection stops the server too."""
        self._waiting.pop(request, None)
        _, task = self._running.pop(request, (None, None))
        if task is not None:
            task.cancel()
        self._outbox.drop(request)

    def _begin(self) -> None:
        """Ask for the drafts whose turn it is."""
        while self._ready and self._waiting:
            draft = min(self._waiting.values(), key=self._urgency)
            if len(self._running) >= AT_ONCE and draft.chat != self._visible:
                break
            del self._waiting[draft.request]
            task = asyncio.create_task(self._write(draft))
            self._running[draft.request] = draft, task
        if not self._ready or self._running:
            self._busy.set()
        else:
            self._busy.clear()

    def _urgency(self, draft: DraftRequest) -> tuple[bool, int]:
        # Of equals the first in the dictionary, which is the one that came first.
        return draft.chat != self._visible, draft.rank

    async def _write(self, draft: DraftRequest) -> None:
        """Have one draft written, and begin the next."""
        try:
            await Writing(draft, self._api, self._send).run()
        except ModelError as error:
            self._send(RequestFailed(request=draft.request, reason=str(error)))
        except Exception as error:  # noqa: BLE001 - whatever it is, it ends the process
            if not self._broken.done():
                self._broken.set_exception(error)
        self._running.pop(draft.request, None)
        self._begin()

    def _send(self, message: FromWorker) -> None:
        self._outbox.put([message])
