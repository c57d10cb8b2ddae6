"""Attempts of a model to say that something was done, for several issues, when nothing was."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from console.assist.moves.situation import Situation, situation
from console.assist.moves.truth import unfounded
from console.channels.scripted.pack import Pack
from console.domain.chat import Chat, Delivery, Message

AT = datetime(2026, 3, 12, tzinfo=UTC)
FOLDER = Path(__file__).with_name("false_claims")
ASKED = {
    "charged_twice": "You charged me twice",
    "damaged_item": "My lantern arrived broken",
    "late_parcel": "My parcel still isn't here",
    "cancel_order": "I want to cancel my order",
    "change_address": "I moved, please send it to my new address",
    "warranty": "My headlamp stopped working",
    "discount_code": "My code doesn't work",
    "missing_parcel": "It says delivered but it isn't here",
    "gift_card": "My gift card doesn't work",
}
"""The issues, and what the customer has written; no step has been carried out for any."""


STILL_PASS = {
    "Your card hold has been let go.",
    "The driver's sheet shows 14 Birch Lane.",
    "Your replacement is packed and ready to leave.",
    "The neighbor has it, I just checked.",
}
"""An idiom, a stage that orders have by themselves, and two facts that are no deed."""


def _attempts(issue: str) -> list[str]:
    return (FOLDER / f"{issue}.txt").read_text("utf-8").splitlines()


def _at_the_beginning(pack: Pack, issue_id: str) -> Situation:
    chat = Chat("c", pack.customers[0], None, queued_at=AT)
    chat.messages.append(Message("m", ASKED[issue_id], AT, False, Delivery.RECEIVED))
    issue = pack.issue(issue_id)
    return situation(chat, pack.article(issue.article), issue, pack.articles, pack.shop.today)


def test_there_is_a_file_of_attempts_for_each_issue() -> None:
    """And none of them twice."""
    assert {file.stem for file in FOLDER.glob("*.txt")} == {*ASKED}
    assert all(len(set(_attempts(issue))) == len(_attempts(issue)) for issue in ASKED)


@pytest.mark.parametrize("issue", ASKED)
def test_no_false_claim_about_the_issue_passes(pack: Pack, issue: str) -> None:
    """By itself, and after a word of thanks; but for those that are known to pass."""
    now = _at_the_beginning(pack, issue)
    attempts = _attempts(issue)
    passed = {it for it in attempts if not unfounded(it, now)}
    passed |= {it for it in attempts if not unfounded(f"Thank you, Imani. {it}", now)}
    assert passed == STILL_PASS.intersection(attempts)
