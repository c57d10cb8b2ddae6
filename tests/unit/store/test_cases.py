"""Closed chats are remembered with what the customer wrote and the issue the agent confirmed."""

from pathlib import Path

from strategies import Workplace

from console.channels import base
from console.domain.customers import Customer
from console.domain.issues import Disposition
from console.store.cases import confirmed_cases


def _chat(place: Workplace, name: str, *texts: str, issue: str | None, close: bool = True) -> None:
    place.channel.incoming.append(base.Arrived(name, Customer(id=name, name="Ann Doe")))
    for number, text in enumerate(texts):
        place.channel.incoming.append(base.Wrote(name, f"{name}-{number}", text))
    place.take_in()
    place.session.accept(name)
    if issue:
        place.session.confirm_issue(name, issue)
    if close:
        place.session.close(name, Disposition.ANSWERED, True)


def test_only_closed_chats_with_a_confirmed_issue_count(tmp_path: Path) -> None:
    """The last issue that was confirmed is the one; the newest chats are kept."""
    place = Workplace(tmp_path)
    _chat(place, "a", "Where is it?", "Hello?", issue="late-parcel")
    _chat(place, "b", "Too small", issue="late-parcel", close=False)
    place.session.confirm_issue("b", "wrong-size")
    place.session.close("b", Disposition.ANSWERED, True)
    _chat(place, "c", "Thanks", issue=None)
    _chat(place, "d", "Back", issue="return-item", close=False)
    _chat(place, "e", issue="return-item")
    place.log.flush()
    cases = [("Where is it?\nHello?", "late-parcel"), ("Too small", "wrong-size")]
    assert confirmed_cases(place.path, 10) == cases
    assert confirmed_cases(place.path, 1) == cases[1:]
    place.close()
