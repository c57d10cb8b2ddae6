"""Drafts are scored by rules that can be read: what they make up, ask for, cite, and resemble."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from console.assist.clients.draft_client import Answer, WorkerLost
from console.assist.drafting.style import Style
from console.channels.recorded.recordings import load_recordings
from console.cli import main
from console.domain.errors import ModelError
from console.evaluate.drafts import DraftsReport, evaluate, similarity
from console.evaluate.drafts_asking import asks_for, required
from console.evaluate.drafts_inventions import inventions
from console.evaluate.drafts_points import AnswerPoint, points_of
from console.evaluate.drafts_policy import read_policy
from console.inference.protocol import Done, DraftRequest
from console.ipc.messages import RequestFailed

SOURCES = (
    'Order #W123 placed 2026-03-02, {"price":481.5,"quantity":1}. Refunds: 5 to 7 business days.',
    "We offer a full refund of $60.00 on Monday. See https://shop.example/a. Two items.",
)

POLICY = """# Policy

- You have to authenticate the user identity via email, or via name + zip code.

- You have to list the details and obtain explicit user confirmation (yes) to proceed.

## Cancel an order

- The user needs to confirm the order id and the reason.

- It takes 5 to 7 business days.
"""

TALK = (
    "user: Cancel my lamp please.\nassistant: Sure, may I have your email?\n"
    "user: ann@home.example\nassistant: Do you want to proceed?\nuser: yes\nassistant: Done."
)


class Parrot:
    """A model that always writes the same; a null text is a failure."""

    def __init__(self, *texts: str | None) -> None:
        self._texts = list(texts)
        self.answers: list[Answer] = []
        self.asked: list[DraftRequest] = []
        self.forgotten: list[str] = []

    def draft(self, draft: DraftRequest) -> None:
        """Have the answer ready at once."""
        text = self._texts[min(len(self.asked), len(self._texts) - 1)]
        self.asked.append(draft)
        self.answers.append(_answer(draft.request, text))

    def forget(self, chat: str) -> None:
        """Note it."""
        self.forgotten.append(chat)

    def poll(self) -> Sequence[Answer]:
        """Everything at once."""
        answers, self.answers = self.answers, []
        return answers


def _answer(request: str, text: str | None) -> Answer:
    if text is None:
        return RequestFailed(request=request, reason="no memory")
    return Done(
        request=request,
        text=text,
        tokens=7,
        prompt_tokens=1,
        reused_tokens=0,
        first_token_ms=1.0,
        total_ms=1.0,
        stopped_by="end",
    )


@pytest.fixture
def recorded(tmp_path: Path) -> Path:
    """One recorded chat with the policy beside it."""
    file = tmp_path / "talk.jsonl"
    file.write_text(json.dumps({"messages_display": TALK}), encoding="utf-8")
    (tmp_path / "policy.md").write_text(POLICY, encoding="utf-8")
    return file


def _points(recorded: Path, each: int = 3) -> list[AnswerPoint]:
    return points_of(load_recordings(recorded), each)


def _scored(recorded: Path, *texts: str | None) -> DraftsReport:
    policy = read_policy(recorded.parent)
    return evaluate("m", _points(recorded), policy, Parrot(*texts), Style(), lambda _a, _b: None)


@pytest.mark.parametrize(
    "draft",
    [
        "Your order #W123 was placed 2026-03-02.",
        "You get $60 or $481.50 back in 5 to 7 business days, on Monday.",
        "A full refund; see https://shop.example/a.",
        "1. First\n2. Then, feel free to ask.",
        "Both of the two items.",
        "It was in March.",
    ],
)
def test_what_the_sources_say_is_not_made_up(draft: str) -> None:
    """However thousands, decimals and lists are written."""
    assert inventions(draft, SOURCES) == []


@pytest.mark.parametrize(
    "draft",
    [
        *("Order #W124.", "$61", "$5", "7 euros", "twelve days", "on Tuesday", "tomorrow"),
        *("ninety days", "sixteen hours", "twenty-five days", "thirty seven days"),
        *("see http://shop.example/b", "write to a@shop.example", "in June", "it is free"),
        *("we guarantee it", "a voucher", "６１ pieces", "next week", "go to evil.com"),
    ],
)
def test_what_no_source_says_is_made_up(draft: str) -> None:
    """Numbers, amounts, days, places and promises are each told."""
    assert inventions(draft, SOURCES)


@given(st.text())
def test_a_text_makes_nothing_up_about_itself(text: str) -> None:
    """What stands in the source is in the source."""
    assert inventions(text, (text,)) == []


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_number_vouches_only_for_itself(told: int, named: int) -> None:
    """No number passes as a part of another."""
    assert bool(inventions(f"{named} pieces", (f"{told:,} pieces",))) == (told != named)


def test_points_are_where_an_agent_answered_a_customer(recorded: Path) -> None:
    """The chat ends with the customer, and the agent's answer is kept apart."""
    points = _points(recorded)
    assert [len(point.chat.messages) for point in points] == [1, 3, 5]
    assert points[0].answer == "Sure, may I have your email?"
    assert not any(point.chat.messages[-1].by_agent for point in points)
    assert [len(point.chat.messages) for point in _points(recorded, 2)] == [1, 3]
    assert [len(point.chat.messages) for point in _points(recorded, 1)] == [1]


def test_a_policy_becomes_an_article_a_section(recorded: Path) -> None:
    """Points are steps; those that require something are what to ask for."""
    general, cancel = read_policy(recorded.parent)
    assert general.id == "general"
    assert (cancel.id, len(cancel.steps)) == ("cancel-an-order", 2)
    assert cancel.ask == ("The user needs to confirm the order id and the reason.",)
    assert read_policy(recorded) == ()


def test_what_the_policy_requires_depends_on_the_chat(recorded: Path) -> None:
    """First who it is, then whether they mean it, then nothing."""
    chats = [point.chat for point in _points(recorded)]
    assert [required(chat, POLICY) for chat in chats] == ["who", "whether", None]
    assert [required(chat, "No rules.") for chat in chats] == [None] * 3


@pytest.mark.parametrize(
    ("draft", "what", "asks"),
    [
        ("Could you give me your e-mail?", "who", True),
        ("Please tell me your name and zip code.", "who", True),
        ("I'm happy to help.", "who", False),
        ("Your e-mail please; I have cancelled it.", "who", False),
        ("Shall I cancel the lamp?", "whether", True),
        ("Your order has been cancelled. Please confirm.", "whether", False),
    ],
)
def test_a_draft_asks_and_does_not_act(draft: str, what: str, asks: bool) -> None:
    """Saying that it was done is acting, whatever is asked besides."""
    assert asks_for(draft, what) == asks


def test_a_good_model_is_scored_as_one(recorded: Path) -> None:
    """What it cites, asks and shares with the agent's words is counted."""
    report = _scored(recorded, "Sure, may I have your email, please? [1]")
    assert (report.n, report.shown, report.invented) == (3, 3, 0)
    assert (report.required_at, report.asks_required) == (2, 0.5)
    assert (report.cites, report.sourced, report.mean_tokens) == (1.0, 1.0, 7)
    assert report.strategy == {"generate": 1.0, "template": 0.0, "none": 0.0}
    assert 0 < (report.similarity or 0) < 1


def test_a_model_that_makes_things_up_is_stopped_and_its_second_try_counts(recorded: Path) -> None:
    """Each draft has one retry; what is held back twice is not shown."""
    report = _scored(recorded, "It costs $999.")
    assert (report.shown, report.invented, report.stopped, report.retried) == (0, 0, 3, 3)
    assert report.held_back == {"it names an amount that is not on record": 3}
    assert (report.cites, report.similarity, report.asks_required) == (None, None, None)
    parrot = Parrot("It costs $999.", "It costs $999.", "It costs $999.", "What is it about?")
    policy = read_policy(recorded.parent)
    again = evaluate("m", _points(recorded), policy, parrot, Style(), lambda _a, _b: None)
    assert (again.shown, again.retried, again.stopped) == (3, 3, 0)
    assert len({draft.chat for draft in parrot.asked}) == len(parrot.forgotten) == 3


def test_what_the_guard_overlooks_is_counted_as_invented(recorded: Path) -> None:
    """The other checker has its own eyes: it knows no unit that it lets pass."""
    report = _scored(recorded, "We are at the corner, bring your voucher. Ask for 4 of them.")
    assert report.invented + report.stopped == 3


def test_what_a_lost_child_was_asked_is_asked_again(recorded: Path) -> None:
    """A restart costs time and no draft; the last loss is an error."""
    parrot = Parrot("What is it about?")
    parrot.answers.append(WorkerLost("killed", final=False, requests=("0", "1")))
    policy = read_policy(recorded.parent)
    points = _points(recorded)
    report = evaluate("m", points, policy, parrot, Style(), lambda _a, _b: None)
    assert report.shown == 3
    assert len(parrot.asked) == 5
    parrot.answers.append(WorkerLost("killed", final=True))
    with pytest.raises(ModelError, match="killed"):
        evaluate("m", points, policy, parrot, Style(), lambda _a, _b: None)


def test_a_model_that_fails_is_an_error(recorded: Path) -> None:
    """There is no score for a model that can't write."""
    with pytest.raises(ModelError, match="no memory"):
        _scored(recorded, None)


@given(st.text(), st.text())
def test_similarity_is_a_share_and_symmetric(one: str, other: str) -> None:
    """A text is like itself, and no order of the two matters."""
    assert 0 <= similarity(one, other) <= 1
    assert similarity(one, other) == similarity(other, one)
    assert similarity(one, one) == 1


@pytest.mark.slow
def test_the_command_scores_a_real_model(recorded: Path, shallow_model: Path) -> None:
    """From the command line to one JSON object, through the real child."""
    done = CliRunner(catch_exceptions=False).invoke(
        main,
        ["eval", "drafts", "--dialogues", str(recorded), "--model", str(shallow_model), "--json"],
    )
    assert done.exit_code == 0
    (report,) = json.loads(done.stdout)["models"]
    keys = {"n", "invented", "asks_required", "cites", "mean_tokens", "similarity", "strategy"}
    assert keys <= report.keys()
    assert report["n"] == 3


def test_recordings_without_an_agent_are_refused(tmp_path: Path) -> None:
    """There is nothing to compare with."""
    file = tmp_path / "talk.jsonl"
    file.write_text(json.dumps({"messages_display": "user: hi"}), encoding="utf-8")
    done = CliRunner().invoke(main, ["eval", "drafts", "--dialogues", str(file)])
    assert done.exit_code in (1, 2)
    assert "Traceback" not in done.output
