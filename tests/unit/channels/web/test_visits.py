"""What the gateway takes from pages and tells the console of it, without a network."""

import pytest

from console.channels.web.frames import MessageFrame
from console.channels.web.protocol import (
    Added,
    Changed,
    CustomerLeft,
    CustomerWrote,
    FromGateway,
    PageLine,
)
from console.channels.web.settings import GatewayLimits
from console.channels.web.visits import PageRefused, PageVisit, Visits


class Gate:
    """Visits, what they have told, and a clock that is turned by hand."""

    def __init__(self, **limits: object) -> None:
        self.told: list[FromGateway] = []
        self.now_s = 0.0
        self.visits = Visits(
            self.told.append, GatewayLimits.model_validate(limits), lambda: self.now_s
        )

    def join(self, name: str) -> PageVisit:
        """A page joins."""
        return self.visits.attach(name, "", 0, lambda: None)

    def write(self, visit: PageVisit, message: str) -> bool:
        """Send a message; whether it was taken."""
        frame = MessageFrame(type="message", id=message.rjust(8, "0"), text=message)
        try:
            self.visits.hear(visit, frame)
        except PageRefused:
            return False
        return True

    def store(self, visit: str, message: str) -> None:
        """The console has a message."""
        line = PageLine(message=message, by_agent=False, text="text", at_ms=0)
        self.visits.take(Added(visit=visit, line=line))

    def written(self) -> list[str]:
        """The texts that the console was told, in order."""
        return [each.text for each in self.told if isinstance(each, CustomerWrote)]


def test_what_follows_a_refused_message_waits_for_it() -> None:
    """Also if there is room again when it comes: messages keep their order."""
    gate = Gate(messages=(1, 1.0))
    visit = gate.join("visit")
    assert [gate.write(visit, text) for text in "ab"] == [True, False]
    gate.now_s = 1.0
    assert [gate.write(visit, text) for text in "cb"] == [False, True]
    gate.now_s = 2.0
    assert gate.write(visit, "c")
    assert gate.written() == ["a", "b", "c"]


def test_a_page_that_joins_anew_waits_for_no_message_of_before() -> None:
    """What was refused may be gone with the page that had it."""
    gate = Gate(messages=(1, 1.0))
    visit = gate.join("visit")
    assert [gate.write(visit, text) for text in "ab"] == [True, False]
    gate.store("visit", "0000000a")
    gate.now_s = 1.0
    assert gate.write(gate.join("visit"), "c")


def test_no_more_visits_begin_than_there_may_be() -> None:
    """However many pages have joined before the first one writes; those that are open go on."""
    gate = Gate(visits=2)
    pages = [gate.join(name) for name in ("one", "two", "three")]
    assert [gate.write(page, "a") for page in pages] == [True, True, False]
    gate.store("one", "0000000a")
    assert [gate.write(page, "b") for page in pages] == [True, True, False]
    with pytest.raises(PageRefused, match="Too many people"):
        gate.join("four")
    gate.visits.take(Changed(visit="one", state="closed"))
    assert [gate.write(page, "c") for page in reversed(pages)] == [True, True, False]


def test_who_is_gone_has_left_until_it_is_known() -> None:
    """It is told again after the same time, since a server may not have taken it; then no more."""
    gate = Gate(gone_s=10.0)
    gate.store("visit", "0000000a")
    tellings = []
    for now_s in (9.0, 11.0, 12.0, 22.0):
        gate.now_s = now_s
        gate.visits.sweep()
        tellings.append(sum(isinstance(each, CustomerLeft) for each in gate.told))
    assert tellings == [0, 1, 1, 2]
    gate.visits.take(Changed(visit="visit", state="closed"))
    gate.now_s = 50.0
    gate.visits.sweep()
    assert len(gate.told) == 2
