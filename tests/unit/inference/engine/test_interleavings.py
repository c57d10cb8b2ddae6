"""Whatever happens in whatever order, a draft is made from its own chat's words and no others."""

from collections.abc import Iterator
from itertools import count
from random import Random
from typing import Any, cast

import pytest
from unit.inference.engine.letters import LetterContext, LetterModel, likelihood

from console import paths
from console.inference.engine.abort_flag import AbortFlag
from console.inference.engine.engine import Engine
from console.inference.engine.kv_sequences import KvSequences
from console.inference.engine.parked_sequences import ParkedSequences
from console.inference.engine.prompt_formats import load_profile
from console.inference.engine.prompt_tokens import PromptTokens
from console.inference.engine.throughput import CHUNK, Throughput
from console.inference.protocol import (
    Cancel,
    Done,
    DraftRequest,
    Prompt,
    PromptTurn,
    Read,
    Role,
    Sampling,
    Scored,
    ScoreRequest,
    Token,
    WordScores,
)
from console.ipc.messages import RequestFailed

CHATML = load_profile("chatml", paths.models())
CHATS = "abcdefgh"


class RandomThroughput(Throughput):
    """A machine that has time for now many, now few tokens."""

    def __init__(self, rng: Random) -> None:
        super().__init__()
        self._rng = rng

    def tokens_in(self, seconds: float) -> int:
        """From one token to more than there ever are."""
        return self._rng.choice([1, 5, 20, 60, CHUNK])


class Desk:
    """Chats that grow, and an engine that drafts for them."""

    def __init__(self, rng: Random, *, trims: bool) -> None:
        self.rng = rng
        self.model = LetterModel(trims)
        self.abort_flag = AbortFlag()
        self.context = LetterContext(lambda: rng.random() < 0.1 and trims, trims)
        idle = ParkedSequences(rng.choice([0, 300, 10_000]))
        sequences = KvSequences(self.context, rng.randint(3, 6), idle, trims=trims)
        self.engine = Engine(
            cast(Any, self.model), CHATML, cast(Any, self.context), sequences, self.abort_flag
        )
        self.engine._schedule.throughput = RandomThroughput(rng)
        self.turns: dict[str, list[PromptTurn]] = {chat: [] for chat in CHATS}
        self.numbers = count(1)
        self.asked: dict[str, str] = {}
        self.replies: dict[str, str] = {}
        self.scores: dict[str, list[WordScores]] = {}
        self.answered: list[str] = []
        self.guessed = 0
        self.rules = [
            (PromptTurn(role=Role.SYSTEM, text=text),) for text in ("rules", "ruses", "rul")
        ]
        self.prefix = self.rules[0]
        self.prompt_tokens = PromptTokens(CHATML, self.model)

    def live(self) -> None:
        """Something happens."""
        chat = self.rng.choice(CHATS)
        happen = self.rng.choice(
            [
                *(self.write, self.write, self.ask, self.ask, self.read, self.cancel, self.forget),
                self.ask_for_scores,
                *(self.look, self.step, self.step, self.step, self.step, self.change_rules),
            ]
        )
        happen(chat)

    def write(self, chat: str) -> None:
        """A message: nothing but the chat's own letter, so that a foreign one would show."""
        role = self.rng.choice([Role.USER, Role.ASSISTANT])
        self.turns[chat].append(PromptTurn(role=role, text=chat * self.rng.randint(1, 12)))

    def ask(self, chat: str) -> None:
        """One or two drafts are asked for."""
        for tail in self.rng.sample("QRS", self.rng.randint(1, 2)):
            number = next(self.numbers)
            prompt = Prompt(
                prefix=self.prefix,
                transcript=tuple(self.turns[chat]),
                tail=(PromptTurn(role=Role.USER, text=tail * 3),),
            )
            most = self.rng.choice([1, 2, 5, 18])
            tokens = self.prompt_tokens.lay_out(prompt, LetterContext.length - most)
            whole = tokens.prefix + tokens.transcript + tokens.tail
            reply = "".join(self.rng.choices("xyz", k=self.rng.choice([0, 3, 6, 20])))
            self.model.prompts[number] = (whole, reply)
            self.replies[f"r{number}"] = reply[:most]
            self.asked[f"r{number}"] = chat
            self.engine.draft(
                DraftRequest(
                    request=f"r{number}",
                    chat=chat,
                    prompt=prompt,
                    likely=self.likely(reply),
                    max_tokens=most,
                    sampling=Sampling(seed=number),
                    rank=self.rng.randint(0, 2),
                )
            )

    def ask_for_scores(self, chat: str) -> None:
        """One to three questions, whose answers tell what was read before them."""
        request = f"r{next(self.numbers)}"
        questions = [
            PromptTurn(role=Role.USER, text="Q" * self.rng.randint(0, 3) + each)
            for each in self.rng.sample("RST", self.rng.randint(1, 3))
        ]
        scoring = ScoreRequest(
            request=request,
            chat=chat,
            prefix=self.prefix,
            transcript=tuple(self.turns[chat]),
            questions=tuple(questions),
        )
        self.scores[request] = []
        for question in questions:
            prompt = Prompt(prefix=self.prefix, transcript=scoring.transcript, tail=(question,))
            tokens = self.prompt_tokens.lay_out(prompt, LetterContext.length - 128)
            whole = tokens.prefix + tokens.transcript + tokens.tail
            self.scores[request].append(
                WordScores(
                    first=likelihood(whole, [ord("Y"), ord("y")]),
                    second=likelihood(whole, [ord("N"), ord("n")]),
                )
            )
        self.asked[request] = chat
        self.engine.score(scoring)

    def likely(self, reply: str) -> str:
        """A wording that the reply keeps to, has to do with, or leaves somewhere."""
        at = self.rng.randint(0, len(reply))
        left = f"{reply[:at]}{self.rng.choice(['', 'q', 'zz', 'xyzxyz'])}{reply[at:]}"
        return self.rng.choice(["", reply, left, left[at:], reply[:at] + reply[at + 1 :]])

    def read(self, chat: str) -> None:
        """A transcript is to be read ahead."""
        self.engine.read(Read(chat=chat, prefix=self.prefix, transcript=tuple(self.turns[chat])))

    def cancel(self, chat: str) -> None:
        """A request is not wanted any more."""
        request = self.rng.choice([*self.asked, "unknown"])
        self.engine.interrupt_for(Cancel(request=request))
        self.engine.reset_interrupts()
        self.engine.cancel(request)
        if request not in self.answered:
            self.asked.pop(request, None)

    def forget(self, chat: str) -> None:
        """A chat is over; under its name another may begin."""
        self.engine.forget(chat)
        gone = [r for r, of in self.asked.items() if of == chat and r not in self.answered]
        for request in gone:
            del self.asked[request]
        self.turns[chat].clear()

    def look(self, chat: str) -> None:
        """The agent turns to a chat."""
        self.engine.prioritise(self.rng.choice([chat, None]))

    def change_rules(self, chat: str) -> None:
        """Another beginning of all prompts, which happens seldom."""
        if self.rng.random() < 0.1:
            self.prefix = self.rng.choice(self.rules)

    def step(self, chat: str) -> None:
        """The engine does a batch, if nothing else comes in meanwhile."""
        called = self.rng.random() < 0.5
        self.engine.reset_interrupts()
        jobs = self.engine._jobs.values()
        only_writes = not self.engine._schedule.busy and all(job.is_writing for job in jobs)
        self.context.rows = 0
        for message in self.engine.step(lambda: called):
            assert isinstance(message, Token | Done | Scored | RequestFailed)
            assert message.request in self.asked
            assert message.request not in self.answered
            if isinstance(message, Scored):
                assert list(message.scores) == self.scores[message.request]
                self.answered.append(message.request)
            if isinstance(message, Done):
                assert message.text == self.replies[message.request]
                self.guessed += message.guessed_tokens
                self.answered.append(message.request)
        # Drafts that are only written go through the model together.
        assert self.context.rows <= 1 or not only_writes

    def finish(self) -> Iterator[None]:
        """Work until nothing is left."""
        while self.engine.busy:
            self.step("")
            yield


@pytest.mark.parametrize("part", range(10))
def test_every_prediction_is_made_from_its_own_prompt(part: int) -> None:
    """In 10,000 interleavings of messages, drafts, scores, cancels, tab flips and ends of chats.

    The letters' sampler holds what was read before each token against the prompt of the draft that
    the token is for. All drafts that were not cancelled are answered, the others are not. Each goes
    as it would without the wording that it was said to be likely to keep to.
    """
    guessed = 0
    for seed in range(1000 * part, 1000 * (part + 1)):
        desk = Desk(Random(seed), trims=seed % 5 > 0)
        for _ in range(40):
            desk.live()
        for steps, _ in enumerate(desk.finish()):
            assert steps < 2000, f"no end in sight with seed {seed}"
        assert set(desk.answered) == set(desk.asked), f"seed {seed}"
        guessed += desk.guessed
    assert guessed > 1000
