"""Records facts: appends them to the log, applies them to the desk and notifies the subscribers."""

from collections import deque
from collections.abc import Callable

from console.domain import events as ev
from console.domain.desk import Desk
from console.domain.errors import InvalidFact, StoreError
from console.domain.ids import new_id
from console.domain.references import objection
from console.store.log import EventLog

Subscriber = Callable[[ev.Event], None]


class Recorder:
    """The one writer of the log while a session lasts; ``desk`` is the state after each fact."""

    def __init__(self, log: EventLog, desk: Desk) -> None:
        """``desk`` is the log folded from its recovery point (``console.store.opening``)."""
        self.session = new_id("s")
        self.desk = desk
        self._log = log
        self._subscribers: list[Subscriber] = []
        self._undispatched: deque[ev.Event] = deque()
        self._dispatching = False
        self._store_failed = False
        self._on_store_error: list[Callable[[StoreError], object]] = []
        self._on_store_recovery: list[Callable[[], object]] = []

    def subscribe(self, subscriber: Subscriber) -> None:
        """Have ``subscriber`` called with every event, after the desk has changed."""
        self._subscribers.append(subscriber)

    def subscribe_store_errors(
        self, on_error: Callable[[StoreError], object], on_recovery: Callable[[], object]
    ) -> None:
        """Have store errors that no caller sees reported to ``on_error``; see ``Session``."""
        self._on_store_error.append(on_error)
        self._on_store_recovery.append(on_recovery)

    def record(self, *facts: ev.AnyFact, then: Callable[[], None] | None = None) -> None:
        """Record facts together; see ``Session.record``."""
        if not facts:
            return
        refusal = objection(facts, self.desk)
        if refusal is not None:
            raise InvalidFact(f"not recorded, since it contradicts what is known: {refusal}")
        events = self._log.append(self.session, facts)
        if then is not None:
            self._log.when_synced(then)
        for event in events:
            self.desk.apply(event)
        self._undispatched.extend(events)
        self._dispatch()

    def run_synced_callbacks(self) -> None:
        """Call the callbacks due, and report if the disk has stopped or resumed taking facts.

        Subscribers to store errors are called once for each change.

        Raises:
            StoreError: the disk takes nothing, and nobody has subscribed to that.
        """
        self._log.run_synced_callbacks()
        error = self._log.write_error
        failed_before, self._store_failed = self._store_failed, error is not None
        if error is not None and not failed_before:
            self._report(error)
        elif error is None and failed_before:
            for on_recovery in self._on_store_recovery:
                on_recovery()

    def flush(self) -> None:
        """Wait until all that was recorded is on the disk; StoreError if it can't be written."""
        self._log.flush()

    def flush_and_run_callbacks(self) -> None:
        """Wait for the disk, then call the callbacks; StoreError if it takes nothing."""
        self._log.flush()
        self._log.run_synced_callbacks()

    def _dispatch(self) -> None:
        """Call the subscribers, who may record facts themselves, with each event in order."""
        if self._dispatching:
            return
        self._dispatching = True
        try:
            while self._undispatched:
                event = self._undispatched.popleft()
                for subscriber in self._subscribers:
                    self._call(subscriber, event)
        finally:
            self._dispatching = False

    def _call(self, subscriber: Subscriber, event: ev.Event) -> None:
        try:
            subscriber(event)
        except StoreError as error:
            self._report(error)

    def _report(self, error: StoreError) -> None:
        if not self._on_store_error:
            raise error
        for on_error in self._on_store_error:
            on_error(error)
