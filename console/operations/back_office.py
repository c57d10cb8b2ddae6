"""The simulated back office of demonstrations: what it can do, and when it can't."""

import hashlib
import heapq
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from console.operations.executor import By, Result, Task


@dataclass(frozen=True, slots=True)
class Requirement:
    """What an operation requires to succeed.

    ``status`` are the states in which an order must be for it, any if there are none; an operation
    with one needs to know the order, as does one ``of_order``. ``from_stock`` takes something from
    the shelves, which may be empty.
    """

    status: tuple[str, ...] = ()
    of_order: bool = False
    from_stock: bool = False


_ALWAYS = Requirement()
_OF_ORDER = Requirement(of_order=True)
_FROM_STOCK = Requirement(of_order=True, from_stock=True)
_ON_ITS_WAY = Requirement(("shipped",))

OPERATIONS: dict[str, Requirement] = {
    "cancel_order": Requirement(("processing",)),
    "change_address": Requirement(("processing", "packed")),
    "redirect_parcel": _ON_ITS_WAY,
    "recall_parcel": _ON_ITS_WAY,
    "open_trace": Requirement(("shipped", "delivered")),
    "open_claim": Requirement(("shipped", "delivered")),
    "order_replacement": _FROM_STOCK,
    "send_missing_item": _FROM_STOCK,
    "send_part": Requirement(from_stock=True),
    "reserve_item": Requirement(from_stock=True),
    "send_return_label": Requirement(("shipped", "delivered", "packed")),
    "send_exchange_label": Requirement(("shipped", "delivered")),
    "release_refund": Requirement(("return received",)),
    "refund_difference": _OF_ORDER,
    "refund_duplicate": _OF_ORDER,
    "refund_shipping_fee": _OF_ORDER,
    "refund_order": _OF_ORDER,
    "refund_box": _ALWAYS,
    "open_payment_inquiry": _OF_ORDER,
    "create_invoice": _OF_ORDER,
    "apply_code": _OF_ORDER,
    "give_credit": _ALWAYS,
    "unlock_account": _ALWAYS,
    "secure_account": _ALWAYS,
    "switch_off_two_step": _ALWAYS,
    "send_reset_link": _ALWAYS,
    "activate_gift_card": _ALWAYS,
    "block_gift_card": _ALWAYS,
    "reissue_gift_card": _ALWAYS,
    "change_subscription": _ALWAYS,
    "hide_message": _ALWAYS,
    "escalate": _ALWAYS,
}
"""Everything the back office can do."""

_OUT_OF_STOCK = 1 / 12
"""The share of items that are not on the shelves."""

_FASTEST_S, _SLOWEST_S = 0.4, 1.4


class SimulatedBackOffice:
    """Carries out operations after a moment; what comes of each depends on the record and a seed.

    The same operation in the same chat always ends in the same way, so a demonstration is the same
    each time.
    """

    by: By = "back_office"

    def __init__(self, seed: int, clock_ns: Callable[[], int], speed: float = 1.0) -> None:
        """``speed`` is how much faster than people everybody acts."""
        self._seed = seed
        self._clock_ns = clock_ns
        self._speed = speed
        self._due: list[tuple[int, str, Task]] = []

    def can(self, operation: str) -> bool:
        """Whether it knows this operation."""
        return operation in OPERATIONS

    def start(self, task: Task) -> None:
        """Take a task; its result comes from ``poll`` in about a second."""
        takes_s = _FASTEST_S + (_SLOWEST_S - _FASTEST_S) * self._chance(task, "time")
        due_ns = self._clock_ns() + round(takes_s / self._speed * 1e9)
        heapq.heappush(self._due, (due_ns, task.action, task))

    def poll(self) -> Iterable[Result]:
        """The results that are due by now."""
        while self._due and self._due[0][0] <= self._clock_ns():
            _, action, task = heapq.heappop(self._due)
            reason = self._obstacle(task)
            yield Result(action, reason is None, reason)

    def stop(self) -> None:
        """Forget what is not finished."""
        self._due.clear()

    def _obstacle(self, task: Task) -> str | None:
        """Why a task can't be done; null if it can."""
        requirement = OPERATIONS.get(task.operation, _ALWAYS)
        if task.order is None and (requirement.of_order or requirement.status):
            return "no order was chosen"
        if task.order is not None and requirement.status:
            status = task.order.status.lower()
            if status not in requirement.status:
                return f"the order is already {status}" if _is_later(status) else f"it is {status}"
        if requirement.from_stock and self._chance(task, "stock") < _OUT_OF_STOCK:
            return "not in stock"
        return None

    def _chance(self, task: Task, about: str) -> float:
        """A number from 0 to 1, the same for the same operation in the same chat."""
        parts = (str(self._seed), task.chat, task.operation, task.item or "", about)
        digest = hashlib.blake2b("\n".join(parts).encode(), digest_size=8).digest()
        return int.from_bytes(digest) / 2**64


def _is_later(status: str) -> bool:
    return status in ("packed", "shipped", "delivered", "cancelled")
