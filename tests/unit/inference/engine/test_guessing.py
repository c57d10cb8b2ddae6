"""A draft that keeps to a wording is written faster, and never differently."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from console import paths
from console.inference.engine.engine import Engine
from console.inference.engine.job import DraftJob
from console.inference.engine.kv_sequences import KvSequence
from console.inference.engine.likely_text import REACHES, LikelyText
from console.inference.engine.loading import make_engine
from console.inference.engine.prompt_formats import load_profile
from console.inference.engine.prompt_tokens import Tokens
from console.inference.engine.throughput import Throughput
from console.inference.engine.writing import GUESSES, writing_chunks
from console.inference.protocol import (
    Done,
    DraftRequest,
    Load,
    Prompt,
    PromptTurn,
    Role,
    Sampling,
)

WORDING = list(range(100, 120))


def after(*tokens: int, wording: list[int] = WORDING) -> list[int]:
    """What is guessed after a draft that begins with these tokens."""
    likely = LikelyText(wording)
    for token in tokens:
        likely.note(token)
    return likely.guesses(GUESSES)


def test_guesses_follow_the_wording_that_a_draft_keeps_to() -> None:
    """From its first word on, to its end and not beyond, and no more than are wanted."""
    assert after() == []
    assert after(100) == [101, 102, 103]
    assert after(*WORDING[:-1]) == [119]
    assert after(*WORDING) == []
    likely = LikelyText(WORDING)
    likely.note(100)
    assert likely.guesses(2) == [101, 102]


def test_a_draft_that_left_the_wording_is_found_where_it_comes_back() -> None:
    """One token will do nearby, as after a word that was exchanged; elsewhere it takes two."""
    assert after(100, 101, 7) == []
    assert after(100, 101, 7, 103) == [104, 105, 106]
    assert after(100, 101, 7, 115) == []
    assert after(100, 101, 7, 115, 116) == [117, 118, 119]
    assert after(7, 8, 100, 101) == [102, 103, 104]
    assert after(1, 2, 3, wording=[1, 2, 9, 1, 2, 3, 4]) == [4]


def test_guesses_become_more_while_they_are_right() -> None:
    """And few again after a wrong one."""
    likely = LikelyText(range(100))
    likely.note(0)
    sizes = []
    for right in (True, True, True, False, True):
        sizes.append(len(likely.guesses(GUESSES)))
        likely.judge(right=right)
    assert sizes == [*REACHES, REACHES[-1], REACHES[0]]


def writing(number: int, chat: str, *, guesses: bool) -> DraftJob:
    """A draft of 30 tokens that is at the beginning of its wording, or has none."""
    draft = DraftRequest(
        request=str(number), chat=chat, prompt=Prompt(prefix=(), transcript=()), max_tokens=30
    )
    missing: Any = None
    tokens = Tokens([], [], [], ())
    job = DraftJob(chat, tokens, number, draft=draft, sampler=missing, stream=missing)
    job.sequence, job.token, job.written = KvSequence(number, chat), 100, 1
    job.likely = LikelyText(WORDING if guesses else [])
    job.likely.note(100)
    return job


@pytest.mark.parametrize(
    ("guessing", "visible", "sizes"),
    [
        ("yyyy", None, [4, 4, 4, 4]),
        ("ynny", None, [1, 1, 1, 1]),
        ("nyyn", None, [1, 4, 4, 1]),
        ("yyyy", "2", [1, 1, 4, 1]),
        ("yyny", "2", [1, 1, 1, 1]),
        ("yyyyyyyyyyyy", None, [3] * 12),
        ("", None, []),
    ],
)
def test_guesses_of_one_draft_hold_up_no_other(
    guessing: str, visible: str | None, sizes: list[int]
) -> None:
    """Only adjoining sequences with equally many go through the model in one pass.

    The chat that the agent looks at shares its steps with nobody's guesses.
    """
    jobs = [writing(n, str(n), guesses=each == "y") for n, each in enumerate(guessing)]
    assert [len(each.tokens) for each in writing_chunks(reversed(jobs), visible)] == sizes


def test_no_guess_goes_beyond_the_drafts_length() -> None:
    """The token that completes a draft is not read any more."""
    job = writing(0, "c", guesses=True)
    job.written = 28
    assert len(job.guesses(GUESSES)) == 1
    job.written = 29
    assert job.guesses(GUESSES) == []


# --- with a model ------------------------------------------------------------------------------


@dataclass
class Counted:
    """An engine and how many batches it had the model read."""

    engine: Engine
    batches: int = 0
    numbers: Iterator[int] = field(default_factory=lambda: iter(range(1000)))

    def write(self, *drafts: DraftRequest) -> list[Done]:
        """All of these, together, in their order."""
        requests = []
        for draft in drafts:
            requests.append(f"r{next(self.numbers)}")
            self.engine.draft(draft.model_copy(update={"request": requests[-1]}))
        done: dict[str, Done] = {}
        self.batches = 0
        while self.engine.busy:
            self.batches += 1
            for message in self.engine.step():
                if isinstance(message, Done):
                    done[message.request] = message
        return [done[request] for request in requests]


@pytest.fixture(scope="module")
def counted(shallow_model: Path) -> Iterator[Counted]:
    """An engine that computes the same sums for a token whatever else is in the batch.

    Flash attention does, as do weights in their plain form. Otherwise one token is multiplied by
    other code than several, and rounding decides close calls.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Throughput, "tokens_in", lambda _pace, _seconds: 128)
        load = Load(path=str(shallow_model), context=512, kv_mb=60, flash=True, plain=True)
        engine = make_engine(load, load_profile("chatml", paths.models()), threads=1)
        yield Counted(engine)
        engine.close()


def ask(chat: str, text: str, sampling: Sampling, likely: str = "") -> DraftRequest:
    """A draft of 16 tokens that answers ``text``."""
    prompt = Prompt(prefix=(), transcript=(PromptTurn(role=Role.USER, text=text),))
    return DraftRequest(
        request="", chat=chat, prompt=prompt, likely=likely, max_tokens=16, sampling=sampling
    )


TEXTS = ("My parcel is late. Where is it?", "Tell me about the sea.")
SAMPLINGS = (
    Sampling(temperature=0),
    Sampling(temperature=0.7, seed=3),
    Sampling(temperature=1.2, seed=4),
)


@pytest.mark.parametrize("sampling", SAMPLINGS, ids=("greedy", "seed 3", "seed 4"))
def test_what_is_written_does_not_depend_on_what_was_likely(
    counted: Counted, sampling: Sampling
) -> None:
    """Alone and together: with the very wording, and with one that the drafts leave."""
    drafts = [ask(text, text, sampling) for text in TEXTS]
    plain = [done.text for done in counted.write(*drafts)]
    for alter in (str, lambda text: text[:20] + text[30:]):
        likely = [
            draft.model_copy(update={"likely": alter(text)})
            for draft, text in zip(drafts, plain, strict=True)
        ]
        assert [done.text for done in counted.write(*likely)] == plain
        assert [done.text for each in likely for done in counted.write(each)] == plain


def test_a_wording_that_is_kept_to_takes_few_batches(counted: Counted) -> None:
    """Four, eight and twelve tokens at a time, after the prompt and the first token."""
    draft = ask("c", TEXTS[0], SAMPLINGS[0])
    plain = counted.write(draft)[0]
    assert plain.guessed_tokens == 0
    batches = counted.batches
    guided = counted.write(draft.model_copy(update={"likely": plain.text}))[0]
    assert guided.text == plain.text
    assert guided.guessed_tokens >= plain.tokens // 2
    assert counted.batches <= batches // 2
