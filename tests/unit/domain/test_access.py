"""Who may see suggestions: each rule is one sentence, and one line of a table."""

from datetime import UTC, datetime, timedelta

import pytest

from console.domain import events as ev
from console.domain.access import has_access, may_have_access, session_access
from console.domain.customers import Customer
from console.domain.desk import Desk
from console.domain.issues import Disposition

STARTED = ev.SessionStarted(
    run="r", agent="henry", version="1", channel="demo", wall_minus_mono_ns=0, utc_offset_s=0
)
QUEUED = ev.ChatQueued(chat="c", customer=Customer(id="ana", name="Ana"))
ACCEPTED = ev.ChatAccepted(chat="c")
CLOSED = ev.ChatClosed(chat="c", disposition=Disposition.ANSWERED, resolved=True)
LEFT = ev.ChatAbandoned(chat="c", reason="gave up")

TREATMENT = ev.ArmAssigned(arm=ev.Arm.TREATMENT, method="settings")
CONTROL = ev.ArmAssigned(arm=ev.Arm.CONTROL, method="settings")
BEFORE_TREATMENT = ev.ArmAssigned(arm=ev.Arm.TREATMENT, method="blocks", access=False)
IN_TREATMENT = ev.ArmAssigned(arm=ev.Arm.TREATMENT, method="blocks", access=True)
CONTROL_WITH_ACCESS = ev.ArmAssigned(arm=ev.Arm.CONTROL, method="blocks", access=True)
BY_CHAT = ev.ArmAssigned(arm=ev.Arm.CONTROL, method="blocks", unit="chat", access=False)
BY_CHAT_OPEN = ev.ArmAssigned(arm=ev.Arm.TREATMENT, method="blocks", unit="chat", access=True)
BY_CHAT_UNSAID = ev.ArmAssigned(arm=ev.Arm.TREATMENT, method="blocks", unit="chat")

CHAT_TREATED = ev.ChatAssigned(chat="c", arm=ev.Arm.TREATMENT, access=True)
CHAT_CONTROL = ev.ChatAssigned(chat="c", arm=ev.Arm.CONTROL, access=False)


def _consent(given: bool) -> ev.ConsentAnswered:
    return ev.ConsentAnswered(study="pilot", study_hash="a" * 64, given=given)


def _desk(*facts: ev.AnyFact) -> Desk:
    """The desk after these facts, a second apart."""
    desk, begin = Desk(), datetime(2024, 1, 23, 9, tzinfo=UTC)
    for seq, fact in enumerate(facts, start=1):
        wall = begin + timedelta(seconds=seq)
        desk.apply(ev.Event(seq=seq, session="s", wall=wall, mono_ns=seq, fact=fact))
    return desk


CHAT_RULES: dict[str, tuple[bool, tuple[ev.AnyFact, ...]]] = {
    "a chat before any session has suggestions": (True, (QUEUED,)),
    "a session that was assigned nothing has suggestions": (True, (STARTED, QUEUED, ACCEPTED)),
    "the treatment arm has suggestions": (True, (STARTED, TREATMENT, QUEUED, ACCEPTED)),
    "the control arm has none": (False, (STARTED, CONTROL, QUEUED, ACCEPTED)),
    "a chat in the queue has what its session has": (True, (STARTED, TREATMENT, QUEUED)),
    "a chat in the queue of the control arm has none": (False, (STARTED, CONTROL, QUEUED)),
    "in a period without access the treatment arm has none": (
        False,
        (STARTED, BEFORE_TREATMENT, QUEUED, ACCEPTED),
    ),
    "in a period with access the treatment arm has suggestions": (
        True,
        (STARTED, IN_TREATMENT, QUEUED, ACCEPTED),
    ),
    "a new period changes what an open chat without an assignment has": (
        True,
        (STARTED, BEFORE_TREATMENT, QUEUED, ACCEPTED, IN_TREATMENT),
    ),
    "what the assignment says of access beats what the arm is called": (
        True,
        (STARTED, CONTROL_WITH_ACCESS, QUEUED, ACCEPTED),
    ),
    "of two assignments the later one counts": (
        False,
        (STARTED, TREATMENT, CONTROL, QUEUED, ACCEPTED),
    ),
    "an assignment ends with its session": (
        True,
        (STARTED, CONTROL, QUEUED, ACCEPTED, STARTED),
    ),
    "consent by itself gives no access": (
        False,
        (STARTED, _consent(True), CONTROL, QUEUED, ACCEPTED),
    ),
    "a refusal by itself takes none: the assignment that goes with it does": (
        True,
        (STARTED, _consent(False), TREATMENT, QUEUED, ACCEPTED),
    ),
    "a chat that was assigned to treatment has suggestions in a session without": (
        True,
        (STARTED, CONTROL, QUEUED, ACCEPTED, CHAT_TREATED),
    ),
    "a chat that was assigned to control has none in a session with access": (
        False,
        (STARTED, IN_TREATMENT, QUEUED, ACCEPTED, CHAT_CONTROL),
    ),
    "a chat keeps its assignment when its session's arm changes": (
        True,
        (STARTED, IN_TREATMENT, QUEUED, ACCEPTED, CHAT_TREATED, CONTROL),
    ),
    "a chat keeps its assignment when another session takes over": (
        False,
        (STARTED, CONTROL, QUEUED, ACCEPTED, CHAT_CONTROL, STARTED, TREATMENT),
    ),
    "a chat that is over keeps its assignment": (
        True,
        (STARTED, CONTROL, QUEUED, ACCEPTED, CHAT_TREATED, CLOSED),
    ),
    "where each chat is assigned, one in the queue has none": (
        False,
        (STARTED, BY_CHAT_OPEN, QUEUED),
    ),
    "where each chat is assigned, the arm gives one in the queue none either": (
        False,
        (STARTED, BY_CHAT_UNSAID, QUEUED),
    ),
    "where each chat is assigned, an open one without assignment has what the session has": (
        True,
        (STARTED, BY_CHAT_OPEN, QUEUED, ACCEPTED),
    ),
    "where each chat is assigned, an open chat has what it was assigned": (
        True,
        (STARTED, BY_CHAT, QUEUED, ACCEPTED, CHAT_TREATED),
    ),
    "where each chat is assigned, one that left the queue has what the session has": (
        True,
        (STARTED, BY_CHAT_OPEN, QUEUED, LEFT),
    ),
}


@pytest.mark.parametrize(("access", "facts"), CHAT_RULES.values(), ids=CHAT_RULES)
def test_a_chat_has_suggestions_by_rule(access: bool, facts: tuple[ev.AnyFact, ...]) -> None:
    """A chat's own assignment counts first, then that of the session, then the arm."""
    desk = _desk(*facts)
    assert has_access(desk, desk.chats["c"]) is access


SESSION_RULES: dict[str, tuple[bool, tuple[ev.AnyFact, ...]]] = {
    "without a session there is nothing to forbid it": (True, ()),
    "a session that was assigned nothing has access": (True, (STARTED,)),
    "the treatment arm has access": (True, (STARTED, TREATMENT)),
    "the control arm has none": (False, (STARTED, CONTROL)),
    "a period without access takes it from the treatment arm": (
        False,
        (STARTED, BEFORE_TREATMENT),
    ),
    "a period with access gives it": (True, (STARTED, BEFORE_TREATMENT, IN_TREATMENT)),
    "an arm that is called control can be given access": (True, (STARTED, CONTROL_WITH_ACCESS)),
    "a chat's assignment says nothing of the session": (
        False,
        (STARTED, CONTROL, QUEUED, ACCEPTED, CHAT_TREATED),
    ),
}


@pytest.mark.parametrize(("access", "facts"), SESSION_RULES.values(), ids=SESSION_RULES)
def test_a_session_has_access_by_rule(access: bool, facts: tuple[ev.AnyFact, ...]) -> None:
    """What holds for chats without an assignment of their own."""
    assert session_access(_desk(*facts)) is access


PROSPECTS: dict[str, tuple[bool, tuple[ev.AnyFact, ...]]] = {
    "a session with access": (True, (STARTED, TREATMENT)),
    "not a session without, however many chats it has": (
        False,
        (STARTED, CONTROL, QUEUED, ACCEPTED),
    ),
    "a session in which each chat is assigned, before there is any": (True, (STARTED, BY_CHAT)),
    "a session without access that still has a chat with": (
        True,
        (STARTED, CONTROL, QUEUED, ACCEPTED, CHAT_TREATED),
    ),
    "also while the tab of that chat waits to be closed": (
        True,
        (STARTED, CONTROL, QUEUED, ACCEPTED, CHAT_TREATED, LEFT),
    ),
    "not any more once that tab is gone": (
        False,
        (STARTED, CONTROL, QUEUED, ACCEPTED, CHAT_TREATED, CLOSED),
    ),
    "not for a chat that was assigned to control": (
        False,
        (STARTED, CONTROL, QUEUED, ACCEPTED, CHAT_CONTROL),
    ),
}


@pytest.mark.parametrize(("access", "facts"), PROSPECTS.values(), ids=PROSPECTS)
def test_who_may_come_to_see_suggestions(access: bool, facts: tuple[ev.AnyFact, ...]) -> None:
    """The assistant is kept running for a session in which any chat has or may get suggestions."""
    assert may_have_access(_desk(*facts)) is access
