"""How likely the model says one word or another, behind a chat that it has read."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from console import paths
from console.domain.errors import ModelError
from console.inference.engine.engine import Engine
from console.inference.engine.loading import make_engine
from console.inference.engine.prompt_formats import load_profile
from console.inference.protocol import (
    Done,
    DraftRequest,
    FromWorker,
    Load,
    Prompt,
    PromptTurn,
    Read,
    Role,
    Sampling,
    Scored,
    ScoreRequest,
    WordScores,
)


@pytest.fixture(scope="module")
def engine(small_model: Path) -> Iterator[Engine]:
    """One whose sums are the same whatever else is in the batch."""
    load = Load(path=str(small_model), context=512, kv_mb=60, flash=True, plain=True)
    engine = make_engine(load, load_profile("chatml", paths.models()), threads=1)
    yield engine
    engine.close()


CHAT = tuple(
    PromptTurn(role=Role.USER, text=text)
    for text in ("Hello there.", "My lamp is broken, and I am waiting for another. " * 3)
)


def score(request: str, *questions: str, chat: str = "c") -> ScoreRequest:
    """A request about a chat with 60 tokens of transcript."""
    turns = tuple(PromptTurn(role=Role.USER, text=text) for text in questions)
    return ScoreRequest(request=request, chat=chat, prefix=(), transcript=CHAT, questions=turns)


def draft(request: str) -> DraftRequest:
    """A draft of four tokens for the same chat."""
    prompt = Prompt(prefix=(), transcript=CHAT)
    sampling = Sampling(temperature=0)
    return DraftRequest(request=request, chat="c", prompt=prompt, max_tokens=4, sampling=sampling)


def finish(engine: Engine) -> list[FromWorker]:
    """Everything said until there is nothing more to do."""
    messages: list[FromWorker] = []
    while engine.busy:
        messages += engine.step()
    return messages


def scores(engine: Engine, *requests: ScoreRequest) -> dict[str, Scored]:
    """The answers to requests that are worked on together."""
    for request in requests:
        engine.score(request)
    return {each.request: each for each in finish(engine) if isinstance(each, Scored)}


def read_anew(engine: Engine, *chats: str) -> None:
    """Read these chats' transcripts, one after the other, and nothing else for them."""
    for chat in chats:
        engine.forget(chat)
        engine.read(Read(chat=chat, prefix=(), transcript=CHAT))
        finish(engine)


def test_the_word_that_is_asked_for_scores_higher(engine: Engine) -> None:
    """And the two shares are one together."""
    yes, no = scores(engine, score("r", "Say only: yes, yes, yes.", "Say only: no, no, no."))[
        "r"
    ].scores
    assert yes.share > no.share
    assert yes.share == pytest.approx(1 - WordScores(first=yes.second, second=yes.first).share)
    assert WordScores(first=-1000, second=0).share == pytest.approx(0)


def test_only_questions_are_read_behind_a_chat_that_is_known(engine: Engine) -> None:
    """What they have in common only once; afterwards the chat is as it was."""
    read_anew(engine, "c")
    alone = scores(engine, score("a", "Is the lamp broken?"))["a"].read_tokens
    both = scores(engine, score("b", "Is the lamp broken?", "Is the lamp new?"))["b"].read_tokens
    assert alone < 20
    assert both < 2 * alone
    engine.draft(draft("d"))
    done = next(each for each in finish(engine) if isinstance(each, Done))
    assert done.prompt_tokens - done.reused_tokens < 10


def test_scores_do_not_depend_on_what_else_is_done(engine: Engine) -> None:
    """One by one, all at once in two chats, and beside a draft of the same chat: the same."""
    questions = ("Is the lamp broken?", "Did I pay?", "Is the lamp broken or not?")
    alone: list[WordScores] = []
    for question in questions:
        read_anew(engine, "c")
        alone += scores(engine, score("r", question))["r"].scores
    read_anew(engine, "c", "other")
    engine.draft(draft("d"))
    answers = scores(engine, score("a", *questions), score("b", *questions, chat="other"))
    assert [list(answers[each].scores) for each in "ab"] == [alone, alone]


def test_a_visible_draft_goes_before_scores(engine: Engine) -> None:
    """They were asked for before it, in the same chat."""
    engine.prioritise("c")
    engine.score(score("s", "Is the lamp broken?", "Did I pay?"))
    engine.draft(draft("d"))
    ends = [each.request for each in finish(engine) if isinstance(each, Done | Scored)]
    engine.prioritise(None)
    assert ends == ["d", "s"]


@pytest.mark.parametrize("steps", range(4))
def test_cancelled_scores_are_not_answered(engine: Engine, steps: int) -> None:
    """Before, between and after the questions; others get theirs."""
    engine.forget("c")
    engine.score(score("gone", *(f"Is it {n}?" for n in range(4))))
    engine.score(score("kept", "Is it?", chat="d"))
    for _ in range(steps):
        engine.step()
    engine.cancel("gone")
    answered = [each.request for each in finish(engine) if isinstance(each, Scored)]
    assert "gone" not in answered
    engine.forget("d")
    assert not engine.busy


def test_a_question_that_can_not_be_scored_is_refused(engine: Engine) -> None:
    """Words that begin alike, and one that is longer than the context."""
    alike = score("r", "Is it?").model_copy(update={"words": ("yes", "yes, please")})
    with pytest.raises(ModelError, match="begin"):
        engine.score(alike)
    with pytest.raises(ModelError, match="more than"):
        engine.score(score("r", "word " * 600))
    assert not engine.busy
