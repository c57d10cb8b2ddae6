"""What is not asked again once the agent has recorded the question and gone on."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from console.assist.moves import NextMove, next_move, situation
from console.assist.moves.periods import is_in_period
from console.assist.moves.steps import branches
from console.assist.reading import read_chat
from console.channels.scripted.pack import load_pack
from console.domain.chat import Chat, Delivery, Message
from console.domain.events import Move
from console.domain.procedure import Action

SITES = Path(__file__).parents[3] / "sites"
NOW = datetime(2026, 3, 12, 9, tzinfo=UTC)


def move_in(
    site: str,
    issue_id: str,
    *said: str,
    done: tuple[str, ...] = (),
    customer: int = 0,
    missing: str = "",
) -> NextMove:
    """The next move after what was said, the customer first.

    ``done`` are steps by how they begin, ``missing`` a need that the agent said is not met.
    """
    pack = load_pack(SITES / site)
    issue = pack.issue(issue_id)
    article = pack.article(issue.article)
    chat = Chat("c", pack.customers[customer], issue_id, NOW, "r")
    for number, text in enumerate(said):
        chat.messages.append(Message(f"m{number}", text, NOW, number % 2 == 1, Delivery.DELIVERED))
    for beginning in done:
        step = next(step for step in article.steps if step.startswith(beginning))
        chat.procedure.actions[step] = Action(step, article.id, step, done=True, at=NOW)
    if missing:
        chat.procedure.corrected[article.id, missing] = False
    chat.procedure.read = read_chat(chat, article, pack.shop.today)
    return next_move(situation(chat, article, issue, pack.articles, pack.shop.today))


TRAINER = ("Sven, harbor, friday at 6 pm?", "Let me look at his calendar.", "sure")


def test_a_recorded_question_is_not_asked_again() -> None:
    """No reader knows that Sven is a trainer; the agent does, who says that the asking is over."""
    assert move_in("gym", "trainer", *TRAINER).move is Move.ASK
    move = move_in("gym", "trainer", *TRAINER, done=("Ask which club",))
    assert move.move is Move.ACT
    assert "calendar" in move.text


def test_the_agents_own_word_on_a_need_counts_more() -> None:
    """A need that the agent marks as missing is asked for, whatever they recorded."""
    need = "Which club and trainer?"
    move = move_in("gym", "trainer", *TRAINER, done=("Ask which club",), missing=need)
    assert (move.move, move.about) == (Move.ASK, (need,))


def test_a_day_that_nobody_named_is_still_asked_for() -> None:
    """Readers know days well: without one in the chat none was told."""
    said = ("please cancel, I never go", "Sorry to hear that. Should it end?", "no freeze, end it")
    move = move_in("gym", "cancel", *said, done=("Ask why",))
    assert move.move is Move.ASK
    assert "By which date should it end?" in move.about


def test_what_was_asked_in_so_many_words_and_not_answered_is_still_open() -> None:
    """Recording a question doesn't answer it: a lost card and a broken one end differently."""
    said = (
        "my card",
        "Is the card lost, stolen or broken? And which club do you train at?",
        "harbor",
    )
    move = move_in("gym", "card", *said, done=("Ask whether",))
    assert (move.move, move.about) == (Move.ASK, ("Is the card lost, stolen or broken?",))


def test_a_case_that_only_the_agent_knows_is_not_guessed() -> None:
    """No card is blocked because the question whether it is lost was recorded."""
    said = ("the chip in my card has split in two", "Which club do you train at?", "Harbor")
    move = move_in("gym", "card", *said, done=("Ask whether",))
    assert move.move is Move.ASK
    assert "block" not in move.text


def test_nothing_is_passed_before_the_agent_has_written() -> None:
    """A tick by mistake skips no question."""
    move = move_in("gym", "trainer", TRAINER[0], done=("Ask which club",))
    assert "Which club and trainer?" in move.about


def test_what_a_procedure_needed_is_not_asked_once_something_was_done_behind_it() -> None:
    """Nobody is asked what a visit is about that was booked."""
    said = ("checkup, Amsel, monday morning", "Monday at 8:40 is free, I'm booking it.", "great")
    done = ("Ask what", "Look into", "Free hour")
    assert move_in("clinic", "booking", *said, done=done).move is not Move.ASK


def test_options_in_the_agents_question_are_not_said_to_be_so() -> None:
    """Who answers "cable" to "by cable or over Wi-Fi?" is not told about Wi-Fi."""
    said = ("only get 310 of my 1000", "Was that by cable or over Wi-Fi?", "cable")
    assert "access point" not in move_in("net", "slow", *said, done=("Ask what",)).text


def test_an_answer_no_rules_out_the_case_that_was_asked_for() -> None:
    """A certificate isn't promised to somebody who says that no doctor has seen them."""
    said = ("a sick note for today please", "Were you seen by one of our doctors for it?", "no")
    move = move_in("clinic", "certificate", *said, done=("Ask what",))
    assert "have the certificate written" not in move.text
    assert any(step.startswith("Not seen") for step in move.about)


@pytest.mark.parametrize(
    ("step", "condition", "action"),
    [
        ("Exchange: send a new router; it takes 2 days.", "Exchange", "send a new router"),
        ("Free hour: book it.", "Free hour", "book it"),
        ("Lock doesn't open: open it.", "Lock doesn't open", "open it"),
        ("Look up the return: sent, received, checked.", None, "Look up the return"),
        ("Written by us: have the letter sent.", "Written by us", "have the letter sent"),
        ("Search without result: tell the sender.", "Search without result", "tell the sender"),
        ("Move or cancel: open the plan.", "Move or cancel", "open the plan"),
        ("Verify identity: ask for the date of birth.", None, "Verify identity"),
        ("Check both cables: replace the damaged one.", None, "Check both cables"),
        ("Confirm receipt: send the invoice.", None, "Confirm receipt"),
        ("Free it: open the plan.", None, "Free it"),
    ],
)
def test_a_verb_without_an_object_before_a_colon_is_a_case(
    step: str, condition: str | None, action: str
) -> None:
    """As what the customer wants, or an adjective; with an object it is what to do."""
    branch = branches((step,))[0]
    assert (branch.condition, branch.action) == (condition, action)


@pytest.mark.parametrize(
    ("condition", "record", "is_so"),
    [
        ("Within the minimum term", "Calm, minimum term until August 18, 2026", True),
        ("After the minimum term", "Calm, minimum term until August 18, 2026", False),
        ("Term still runs", "Calm, minimum term over", False),
        ("Term is over", "Calm, minimum term over", True),
        ("Term is over", "Calm, minimum term until January 2, 2026", True),
        ("Warranty is over", "Calm, minimum term over", None),
        ("After the flood", "", None),
        ("Term is over", "Calm, minimum term not over", False),
        ("Term is over", "Calm, minimum term isn't over yet", False),
        ("Term still runs", "Calm, minimum term has not yet ended", True),
        ("Term is over", "minimum term expired, new minimum term until May 1, 2027", False),
        ("Term is over", "minimum term ended on March 1, 2026", True),
        ("Term is over", "minimum term: until 2027-05-01; cable", False),
        ("Term is over", "minimum term ends: 1 May 2027 (12 months)", False),
        ("Term is over", "minimum term over 12 months", None),
    ],
)
def test_the_record_tells_whether_a_period_is_over(
    condition: str, record: str, is_so: bool | None
) -> None:
    """By its last day or its own word, the last noted; nothing follows from another period."""
    assert is_in_period(condition, record, date(2026, 3, 24)) is is_so
