"""The simulated back office does what the record allows, and the same each time."""

from console.channels.scripted.pack import Pack
from console.domain.customers import Customer, Order
from console.operations.back_office import OPERATIONS, SimulatedBackOffice
from console.operations.executor import Result, Task

ANA = Customer(id="ana", name="Ana")


class Hours:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now_ns = 0

    def __call__(self) -> int:
        return self.now_ns


def carried_out(
    operation: str, status: str | None, *, seed: int = 1, chat: str = "c", item: str = "Mug"
) -> Result:
    """What comes of an operation for an order in this state."""
    hours = Hours()
    office = SimulatedBackOffice(seed, hours)
    order = None if status is None else Order(id="A-1", status=status)
    office.start(Task("a1", chat, operation, "do it", ANA, order, item))
    assert list(office.poll()) == []
    hours.now_ns = 2 * 10**9
    (result,) = office.poll()
    return result


def test_only_an_order_that_has_not_left_can_be_cancelled() -> None:
    """The reason says what stands in the way, so that the customer can be told."""
    assert carried_out("cancel_order", "processing").done
    assert carried_out("cancel_order", "shipped") == Result(
        "a1", False, "the order is already shipped"
    )
    assert carried_out("redirect_parcel", "processing").detail == "it is processing"


def test_an_operation_on_an_order_needs_to_know_which() -> None:
    """What concerns the account alone does not."""
    assert carried_out("cancel_order", None).detail == "no order was chosen"
    assert carried_out("unlock_account", None).done


def test_some_things_are_not_in_stock_and_stay_so() -> None:
    """By the seed: the same chat asks in vain as often as it likes, another seed may not."""
    chats = [f"c{n}" for n in range(60)]
    first = [carried_out("order_replacement", "delivered", chat=chat).detail for chat in chats]
    again = [carried_out("order_replacement", "delivered", chat=chat).detail for chat in chats]
    other = [
        carried_out("order_replacement", "delivered", chat=chat, seed=2).detail for chat in chats
    ]
    assert first == again
    assert first != other
    assert set(first) == {None, "not in stock"}
    assert first.count(None) > len(chats) / 2


def test_every_operation_that_the_shops_articles_name_is_known(pack: Pack) -> None:
    """A step whose operation nobody knows would be a tick without a word."""
    named = {w.operation for article in pack.articles for w in article.step_wordings}
    assert named - {None} <= set(OPERATIONS)
