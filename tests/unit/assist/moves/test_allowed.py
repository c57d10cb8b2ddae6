"""Customers who ask for what the site's policy allows are not turned away."""

from pathlib import Path

import pytest

from console import paths
from console.assist.moves.rules import next_move
from console.assist.moves.situation import situation
from console.assist.reading import read_chat
from console.channels.scripted.pack import Pack, load_pack
from console.domain.events import Move
from console.evaluate.next_move_cases import CaseMessage, MoveCase, chat_of

_SITES = Path(__file__).parents[3] / "sites"

ALLOWED = [
    ("shop", "charged_twice", "Two charges of $84.50 for one order, please refund one"),
    ("shop", "charged_twice", "There are two payments of $84.50 on my card, what's going on?"),
    ("shop", "account_locked", "just send me the reset link instead"),
    ("shop", "gift_card", "Can my wife use the gift card I bought?"),
    (
        "gym",
        "freeze",
        "I have been ill for the past month, please freeze from May 1 until July 31, I have a "
        "doctor's note",
    ),
    ("gym", "freeze", "I have a bad knee since last week, can you freeze my membership?"),
    ("gym", "card", "My card broke, I train at Harbor. Can I have a new one right now?"),
    ("gym", "trainer", "Can my husband have a session with Sven, too? Friday 6 pm, he's a member"),
    ("clinic", "results", "Can you tell me when my results will be here?"),
    ("library", "libcard", "Can my daughter get her own card? She is 8"),
    ("power", "pay_later", "I can't pay this month"),
]


def _pack(site: str) -> Pack:
    return load_pack(paths.resources() / "shop" if site == "shop" else _SITES / site)


@pytest.mark.parametrize(("site", "issue", "text"), ALLOWED)
def test_what_is_allowed_is_not_declined(site: str, issue: str, text: str) -> None:
    """A refusal needs a rule that this very wish is against."""
    pack = _pack(site)
    customer = next(each for each in pack.customers if each.orders)
    case = MoveCase(
        id="allowed",
        issue=issue,
        confirmed=False,
        customer=customer.id,
        order=customer.orders[0].id,
        messages=(CaseMessage(by="customer", text=text),),
        done=(),
        given=(),
        move=Move.ASK,
        must=(),
        never=(),
    )
    chat = chat_of(case, pack)
    of_issue = pack.issue(issue)
    article = pack.article(of_issue.article)
    chat.procedure.order = case.order
    chat.procedure.read = read_chat(chat, article, pack.shop.today)
    found = next_move(situation(chat, article, of_issue, pack.articles, pack.shop.today))
    assert found.move is not Move.DECLINE, found.text
