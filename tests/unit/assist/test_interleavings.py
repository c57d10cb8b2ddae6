"""Whatever happens in whatever order, a suggestion in front of the agent answers its own chat."""

import queue
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import count
from random import Random

import pytest

from console.assist.assistant import Assistant
from console.assist.clients.diagnosis_client import DiagnosisReply
from console.assist.clients.draft_client import DraftClient
from console.assist.drafting.style import Style
from console.assist.knowledge.search import Knowledge
from console.channels.scripted.pack import Pack
from console.diagnosis.protocol import DiagnosisAnswer, Example, Guess
from console.domain import events as ev
from console.domain.clock import ManualClock
from console.domain.desk import Desk
from console.domain.events import SuggestionKind
from console.domain.issues import Disposition
from console.domain.knowledge import Article
from console.domain.suggestions import Progress, Suggestion
from console.inference.protocol import (
    Cancel,
    Cancelled,
    Done,
    DraftRequest,
    FromWorker,
    Load,
    Ready,
    Token,
)
from console.ipc import supervisor
from console.ipc.child import ChildEnded
from console.ipc.messages import RequestFailed, WireMessage
from console.store.search import TextIndex

MARK = re.compile(r"\bzq[a-f]x[a-z]+\b")
"""Each customer's message has a word of its own, which begins with its chat's."""


class MemoryChild:
    """A child without a process: it answers when the test says so, also what was cancelled."""

    def __init__(self, command: Sequence[str], understand: object) -> None:
        self.pid = 0
        self.incoming: queue.SimpleQueue[FromWorker | ChildEnded] = queue.SimpleQueue()
        self.drafts: list[DraftRequest] = []
        ALIVE.append(self)

    def send(self, message: WireMessage) -> None:
        """Take a message."""
        match message:
            case Load():
                ready = Ready(request="load", model="m", context=9, threads=1, load_ms=1.0)
                self.incoming.put(ready)
            case DraftRequest():
                self.drafts.append(message)
                prompt = message.prompt.model_dump_json()
                assert {word[2] for word in MARK.findall(prompt)} <= {message.chat}
            case Cancel(request=request):
                self.incoming.put(Cancelled(request=request))

    def answer(self, draft: DraftRequest) -> None:
        """Write a draft that keeps the wording and names what its chat's customer wrote last."""
        turns = " ".join(turn.text for turn in draft.prompt.transcript)
        words = [*MARK.findall(turns), "it"]
        named = words[-2] if len(words) > 1 else words[-1]
        text = f"{draft.likely[len(draft.prompt.opening) :]} I'm sorry about {named}."
        self.incoming.put(Token(request=draft.request, text=text))
        self.incoming.put(
            Done(
                request=draft.request,
                text=text,
                tokens=5,
                prompt_tokens=9,
                reused_tokens=0,
                first_token_ms=1.0,
                total_ms=2.0,
                stopped_by="end",
            )
        )

    def kill(self) -> None:
        """End."""
        self.incoming.put(ChildEnded("it was ended by SIGKILL"))

    def close(self, grace_s: float) -> None:
        """Gone."""
        if self in ALIVE:
            ALIVE.remove(self)


ALIVE: list[MemoryChild] = []


class Seer:
    """A diagnosis that comes when the test says so, late or never."""

    ready = True

    def __init__(self, rng: Random, pack: Pack) -> None:
        self._rng, self._issues = rng, [issue.id for issue in pack.issues]
        self._asked: list[str] = []
        self._answers: list[DiagnosisReply] = []

    def start(self) -> None:
        """Nothing to start."""

    def stop(self) -> None:
        """Nothing to stop."""

    def ask(self, request: str, text: str) -> None:
        """Take a question."""
        assert len({word[2] for word in MARK.findall(text)}) <= 1
        self._asked.append(request)

    def learn(self, example: Example) -> None:
        """It knows enough."""

    def poll(self) -> Sequence[DiagnosisReply]:
        """What was answered."""
        answers, self._answers = self._answers, []
        return answers

    def answer(self) -> None:
        """Answer one of the questions, in any order."""
        if not self._asked:
            return
        request = self._asked.pop(self._rng.randrange(len(self._asked)))
        if self._rng.random() < 0.1:
            self._answers.append(RequestFailed(request=request, reason="busy"))
            return
        one, other = self._rng.sample(self._issues, 2)
        guesses = (Guess(issue=one, probability=0.6), Guess(issue=other, probability=0.3))
        sure = self._rng.random() < 0.8
        self._answers.append(DiagnosisAnswer(request=request, guesses=guesses, sure=sure, ms=1.0))


class Floor:
    """Chats in which things happen, an assistant, and a child that dies at times."""

    def __init__(self, rng: Random, pack: Pack, knowledge: Knowledge) -> None:
        self.rng, self.pack = rng, pack
        self.clock = ManualClock(datetime(2026, 1, 2, tzinfo=UTC))
        self.desk = Desk()
        self.numbers = count(1)
        self.newest: dict[str, str] = {}
        self.pending: list[ev.Event] = []
        self.telling = False
        self.seen = self.revised = 0
        ALIVE.clear()
        self.seer = Seer(rng, pack)
        self.knowledge = knowledge
        self.assistant = self._assistant()
        started = ev.SessionStarted(
            run="r", agent="a", version="1", channel="t", wall_minus_mono_ns=0, utc_offset_s=0
        )
        self.record(started)
        self.assistant.start()

    def _assistant(self) -> Assistant:
        """An assistant with a child of its own, which is not started yet."""
        return Assistant(
            self,
            DraftClient(Load(path="m"), self.clock, ("none",)),
            self.knowledge,
            self.clock,
            "shop",
            self.pack.shop.today,
            style=Style(),
            diagnoser=self.seer,
        )

    def record(self, *facts: ev.AnyFact) -> None:
        """Apply facts and tell the assistant, in their order."""
        for fact in facts:
            if isinstance(fact, ev.SuggestionRequested):
                assert fact.move is not None, "a suggestion without a move"
            if isinstance(fact, (ev.SuggestionReady, ev.SuggestionRevised)):
                before = self.desk.chats[fact.chat].suggestions[fact.suggestion]
                assert not before.superseded, "a superseded draft was finished"
                self.revised += isinstance(fact, ev.SuggestionRevised)
            event = ev.Event(
                seq=self.desk.last_seq + 1,
                session="s",
                wall=self.clock.wall(),
                mono_ns=self.clock.mono_ns(),
                fact=fact,
            )
            self.desk.apply(event)
            self.pending.append(event)
        if self.telling:
            return
        self.telling = True
        while self.pending:
            self.assistant.on_event(self.pending.pop(0))
        self.telling = False

    def live(self) -> None:
        """Something happens."""
        chat = self.rng.choice("abcdef")
        self.rng.choice(
            [
                *(self.write, self.write, self.write, self.accept, self.answer, self.look),
                *(self.poll, self.poll, self.diagnose, self.diagnose, self.draft, self.draft),
                *(self.confirm, self.close, self.ask_again, self.crash, self.wait),
                *(self.do_step, self.correct, self.dismiss, self.see, self.adopt),
            ]
        )(chat)

    def write(self, chat: str) -> None:
        """The customer comes, or writes again."""
        number = next(self.numbers)
        if chat not in self.desk.chats:
            self.record(ev.ChatQueued(chat=chat, customer=self.pack.customers[0]))
        if self.desk.chats[chat].is_over:
            return
        letters = "".join(chr(97 + int(digit)) for digit in str(number))
        self.newest[chat] = f"zq{chat}x{letters}"
        text = f"where is my {self.newest[chat]} please"
        self.record(ev.MessageReceived(chat=chat, message=f"m{number}", text=text))

    def accept(self, chat: str) -> None:
        """The agent takes a customer from the queue."""
        if any(queued.id == chat for queued in self.desk.queue):
            self.record(ev.ChatAccepted(chat=chat))

    def answer(self, chat: str) -> None:
        """The agent writes something of their own."""
        if chat in self.desk.chats and self.desk.chats[chat].is_open:
            sent = ev.MessageSent(
                chat=chat,
                message=f"m{next(self.numbers)}",
                text="One moment.",
                origin=ev.Origin.TYPED,
            )
            self.record(sent)

    def look(self, chat: str) -> None:
        """The agent turns to a tab."""
        if any(tab.id == chat for tab in self.desk.tabs):
            self.record(ev.TabShown(chat=chat))

    def confirm(self, chat: str) -> None:
        """The agent settles the issue."""
        if chat in self.desk.chats and self.desk.chats[chat].is_open:
            issue = self.rng.choice(self.pack.issues).id
            self.record(ev.IssueConfirmed(chat=chat, issue=issue))

    def do_step(self, chat: str) -> None:
        """The agent carries out the steps of the procedure, or takes one back."""
        if not (article := self._article(chat)):
            return
        procedure = self.desk.chats[chat].procedure
        if procedure.actions and self.rng.random() < 0.3:
            self.record(ev.ActionWithdrawn(chat=chat, action=self.rng.choice([*procedure.actions])))
            return
        for step in article.steps:
            name = f"a{next(self.numbers)}"
            done = self.rng.random() < 0.8
            self.record(
                ev.ActionTaken(chat=chat, action=name, article=article.id, step=step, done=done)
            )

    def correct(self, chat: str) -> None:
        """The agent says that the customer has told something."""
        article = self._article(chat)
        if article and article.ask:
            need = self.rng.choice(article.ask)
            met = self.rng.random() < 0.8
            self.record(ev.NeedCorrected(chat=chat, article=article.id, need=need, met=met))

    def _article(self, chat: str) -> Article | None:
        state = self.desk.chats.get(chat)
        if state is None or not state.is_open or state.issue is None:
            return None
        return self.pack.article(self.pack.issue(state.issue).article)

    def _live(self, chat: str) -> list[Suggestion]:
        state = self.desk.chats.get(chat)
        if state is None or not state.is_open:
            return []
        return [s for s in state.suggestions.values() if s.is_live]

    def see(self, chat: str) -> None:
        """The suggestion comes before the agent; one with a newer wording takes its place."""
        for suggestion in self._live(chat):
            name = {"chat": chat, "suggestion": suggestion.id}
            self.record(ev.SuggestionShown(**name))
            if suggestion.revision is not None:
                self.record(ev.SuggestionUpdated(**name))

    def dismiss(self, chat: str) -> None:
        """The agent puts the suggestion away."""
        for suggestion in self._live(chat):
            self.record(ev.SuggestionDismissed(chat=chat, suggestion=suggestion.id))

    def adopt(self, chat: str) -> None:
        """The agent sends the suggestion."""
        for suggestion in self._live(chat):
            sent = ev.MessageSent(
                chat=chat,
                message=f"m{next(self.numbers)}",
                text=suggestion.text,
                origin=ev.Origin.ADOPTED,
                suggestion=suggestion.id,
            )
            adopted = ev.SuggestionAdopted(
                chat=chat, suggestion=suggestion.id, version=suggestion.version
            )
            self.record(adopted, sent)

    def close(self, chat: str) -> None:
        """The chat ends, by the agent or by the customer."""
        if chat not in self.desk.chats or self.desk.chats[chat].is_over:
            return
        if self.desk.chats[chat].is_open and self.rng.random() < 0.5:
            closed = ev.ChatClosed(chat=chat, disposition=Disposition.ANSWERED, resolved=True)
            self.record(closed)
        else:
            self.record(ev.ChatAbandoned(chat=chat, reason="gone"))

    def ask_again(self, chat: str) -> None:
        """The agent wants another draft."""
        if chat in self.desk.chats:
            about = self.rng.choice(list(SuggestionKind))
            current = self.desk.chats[chat].current(about)
            self.assistant.ask_again(chat, about, current.id if current else None)

    def diagnose(self, chat: str) -> None:
        """A question is answered."""
        self.seer.answer()

    def draft(self, chat: str) -> None:
        """The child finishes a draft: any it was ever asked for, wanted or not."""
        if ALIVE and ALIVE[-1].drafts:
            ALIVE[-1].answer(self.rng.choice(ALIVE[-1].drafts))

    def crash(self, chat: str) -> None:
        """The child dies, seldom."""
        if ALIVE and self.rng.random() < 0.3:
            ALIVE[-1].kill()

    def wait(self, chat: str) -> None:
        """Time passes."""
        self.clock.advance(self.rng.choice([0.1, 0.5, 3.0, 60.0]))

    def poll(self, chat: str) -> None:
        """The window's timer fires."""
        self.assistant.poll()
        if self.assistant.given_up:
            self.assistant.try_again()

    def restart(self) -> None:
        """A console that was killed when nothing was under way comes up with the same cards."""
        self.clock.advance(1)
        self.assistant.poll()
        before = {name: self._live(name) for name in self.desk.chats}
        self.assistant.stop()
        self.assistant = self._assistant()
        self.assistant.start()
        assert {name: self._live(name) for name in self.desk.chats} == before

    def check(self) -> None:
        """What is in front of the agent is of this chat, and answers its last message."""
        for chat in self.desk.chats.values():
            live = [s for s in chat.suggestions.values() if s.is_live]
            assert len(live) <= 1, "two cards for one moment"
            assert all(s.progress is Progress.READY for s in live), "a card without a text"
            for suggestion in chat.suggestions.values():
                words = MARK.findall(suggestion.text)
                assert {word[2] for word in words} <= {chat.id}, "another chat's draft"
                current = suggestion.is_live and suggestion.progress is Progress.READY
                answered = not chat.messages or chat.messages[-1].by_agent
                if current and words and not answered and not suggestion.by_agent:
                    assert words == [self.newest[chat.id]], "a draft for an earlier message"
                    self.seen += 1


@pytest.fixture(scope="module")
def knowledge(pack: Pack) -> Knowledge:
    """Its issues and articles."""
    return Knowledge(pack.issues, pack.articles, TextIndex)


@pytest.fixture(autouse=True)
def children_in_memory(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Children are objects here."""
    monkeypatch.setattr(supervisor, "Child", MemoryChild)
    yield
    ALIVE.clear()


@pytest.mark.slow
def test_no_superseded_or_foreign_draft_is_ever_shown(pack: Pack, knowledge: Knowledge) -> None:
    """In 200 interleavings of messages, actions, tab flips, late answers, cancels and crashes."""
    seen = revised = 0
    for seed in range(200):
        floor = Floor(Random(seed), pack, knowledge)
        for _ in range(30):
            floor.live()
            floor.check()
        floor.restart()
        seen, revised = seen + floor.seen, revised + floor.revised
    assert seen > 100
    assert revised > 10
