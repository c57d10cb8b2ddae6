"""The operations behind the steps of procedures, and what carries them out."""

from collections.abc import Iterator, Sequence

from console.domain import events as ev
from console.domain.chat import Chat
from console.domain.customers import Order
from console.domain.knowledge import Article
from console.operations.executor import Executor, Task


class Operations:
    """Has an executor carry out those steps that have an operation; agents tick the others."""

    def __init__(self, articles: Sequence[Article] = (), executor: Executor | None = None) -> None:
        """Without an executor every step is a tick."""
        self._executor = executor
        self._operations = {
            (article.id, wording.of): wording.operation
            for article in articles
            for wording in article.step_wordings
            if wording.operation is not None
        }
        self._started: dict[str, ev.ActionStarted] = {}

    def operation_of(self, article: str, step: str) -> str | None:
        """What is carried out for a step; null if the agent does it and ticks it."""
        operation = self._operations.get((article, step))
        if operation is None or self._executor is None or not self._executor.can(operation):
            return None
        return operation

    def start(self, started: ev.ActionStarted, chat: Chat) -> None:
        """Begin with what the agent has started in this chat. Never blocks."""
        if self._executor is not None and started.action not in self._started:
            self._started[started.action] = started
            self._executor.start(_task(started, chat))

    def poll(self) -> Iterator[ev.ActionTaken]:
        """The results that have come since the last call, as facts."""
        if self._executor is None:
            return
        for result in self._executor.poll():
            started = self._started.pop(result.action, None)
            if started is not None:
                yield ev.ActionTaken(
                    **started.model_dump(exclude={"kind"}),
                    by=self._executor.by,
                    done=result.done,
                    detail=result.detail,
                )

    def stop(self) -> None:
        """Give up what is not finished."""
        if self._executor is not None:
            self._executor.stop()


def _task(started: ev.ActionStarted, chat: Chat) -> Task:
    order, item = chat.procedure.subject
    read = chat.procedure.read
    texts = {message.id: message.text for message in chat.messages}
    met = [need for need in (read.needs if read else ()) if need.met]
    return Task(
        action=started.action,
        chat=started.chat,
        operation=started.operation or "",
        step=started.step,
        customer=chat.customer,
        order=_order(chat, order),
        item=item,
        told=tuple((n.need, texts[n.message]) for n in met if n.message in texts),
    )


def _order(chat: Chat, order: str | None) -> Order | None:
    """The order the chat is about; the customer's only one where nothing else is known."""
    orders = chat.customer.orders
    if order is None:
        return orders[0] if len(orders) == 1 else None
    return next((each for each in orders if each.id == order), None)
