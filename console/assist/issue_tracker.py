"""What a chat is about: asks the process that diagnoses, and the search where it can't answer."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from console.assist.clients.diagnosis_client import DiagnosisReply
from console.assist.knowledge.search import ArticleMatch, Knowledge
from console.assist.needs import customer_words, unanswered
from console.assist.recorder import SuggestionRecorder
from console.diagnosis.protocol import DiagnosisAnswer, Example
from console.domain import events as ev
from console.domain.chat import Chat
from console.domain.clock import Clock
from console.domain.ids import new_id
from console.domain.issues import Issue

_NEAR = 0.4
"""Articles whose meaning is less near to the customer's words (by cosine) are no help."""

_LIKELY_TOGETHER = 0.5
"""Two issues are worth a question if one of them is at least this probable to be right."""


_MOST_CHARACTERS = 4000
"""Of what one customer wrote, for learning; the beginning tells what they need."""


class Diagnoser(Protocol):
    """What asks the diagnosis process (``clients.diagnosis_client.DiagnosisClient``)."""

    @property
    def ready(self) -> bool:
        """Whether it has learnt the taxonomy."""
        ...

    def start(self) -> None:
        """Start the process."""
        ...

    def stop(self) -> None:
        """End it."""
        ...

    def ask(self, request: str, text: str) -> None:
        """Ask what a text is about."""
        ...

    def learn(self, example: Example) -> None:
        """Learn from a chat whose issue was confirmed."""
        ...

    def poll(self) -> Sequence[DiagnosisReply]:
        """What has come back since the last call. Never blocks."""
        ...


@dataclass(frozen=True, slots=True)
class _Question:
    request: str
    message: str | None
    asked_ns: int


class IssueTracker:
    """Keeps ``Chat.diagnosed`` up to date with what customers write."""

    def __init__(
        self,
        recorder: SuggestionRecorder,
        knowledge: Knowledge,
        clock: Clock,
        diagnoser: Diagnoser | None = None,
    ) -> None:
        self._recorder = recorder
        self._knowledge = knowledge
        self._clock = clock
        self._diagnoser = diagnoser
        self._questions: dict[str, _Question] = {}
        self._nearest: dict[str, tuple[str, ...]] = {}
        self._said: deque[DiagnosisReply] = deque()

    def start(self) -> None:
        """Start the process that diagnoses."""
        if self._diagnoser is not None:
            self._diagnoser.start()

    def stop(self) -> None:
        """End it. What was asked is not answered any more."""
        self._questions.clear()
        if self._diagnoser is not None:
            self._diagnoser.stop()

    def ask(self, chat: Chat) -> None:
        """Find out what the chat is about now; ``is_asking`` tells until when that takes.

        An issue that the agent has confirmed is not asked about again.

        Raises:
            StoreError: the disk takes nothing; ask again.
        """
        self.drop(chat.id)
        if chat.issue is not None:
            return
        if self._diagnoser is None or not self._diagnoser.ready:
            self._search(chat)
            return
        message = unanswered(chat)
        question = _Question(new_id("q"), message.id if message else None, self._clock.mono_ns())
        self._questions[chat.id] = question
        self._diagnoser.ask(question.request, customer_words(chat))

    def forget(self, chat: str) -> None:
        """The chat is over."""
        self.drop(chat)
        self._nearest.pop(chat, None)

    def is_asking(self, chat: str) -> bool:
        """Whether the answer for this chat is still to come."""
        return chat in self._questions

    def drop(self, chat: str) -> None:
        """An answer that is still to come would be overtaken."""
        self._questions.pop(chat, None)

    def learn(self, chat: Chat) -> None:
        """The chat is closed: what the customer wrote was about the issue the agent confirmed."""
        words = customer_words(chat).strip()[:_MOST_CHARACTERS]
        if self._diagnoser is not None and chat.issue in self._knowledge.issues and words:
            self._diagnoser.learn(Example(text=words, issue=chat.issue))

    def poll(self) -> None:
        """Record what has been found out since the last call. Never blocks.

        Raises:
            StoreError: the disk takes nothing; what was said is kept for the next call.
        """
        if self._diagnoser is None:
            return
        self._said.extend(self._diagnoser.poll())
        while self._said:
            self._take(self._said[0])
            self._said.popleft()

    def find(self, chat: Chat) -> ArticleMatch:
        """The issue that is settled, or else diagnosed, and the article on it."""
        issue = chat.issue or (chat.diagnosed.issue if chat.diagnosed else None)
        if issue is None or issue not in self._knowledge.issues:
            return ArticleMatch(None, None)
        return self._knowledge.about(issue)

    def finding(self, chat: Chat) -> ArticleMatch:
        """The same as ``find``, with what else helps by the customer's words and their meaning."""
        found = self.find(chat)
        nearest = self._nearest.get(chat.id)
        if found.issue is None or not nearest:
            return found
        return self._knowledge.about(found.issue.id, customer_words(chat), nearest)

    def likeliest(self, chat: Chat) -> tuple[Issue, ...]:
        """The two issues to ask about where none is sure; none if others are likelier together."""
        if chat.diagnosed is None:
            return ()
        known = [g for g in chat.diagnosed.guesses if g[0] in self._knowledge.issues][:2]
        if len(known) < 2 or sum(probability for _, probability in known) < _LIKELY_TOGETHER:
            return ()
        return tuple(self._knowledge.issues[issue] for issue, _ in known)

    def _take(self, answer: DiagnosisReply) -> None:
        """Record a reading of a question that still stands; any other is dropped."""
        asked = (c for c, q in self._questions.items() if q.request == answer.request)
        chat = next(asked, None)
        if chat is None:
            return
        if not isinstance(answer, DiagnosisAnswer):
            self._stand_in(chat)
            return
        question = self._questions[chat]
        self._recorder.record(_diagnosed(chat, question, answer, self._elapsed_ms(question)))
        self._nearest[chat] = tuple(key for key, near in answer.passages if near >= _NEAR)
        self.drop(chat)

    def _stand_in(self, chat: str) -> None:
        self._search(self._recorder.desk.chats[chat])
        self.drop(chat)

    def _search(self, chat: Chat) -> None:
        begun_ns = self._clock.mono_ns()
        issue = self._knowledge.diagnose(customer_words(chat)).issue
        message = unanswered(chat)
        self._recorder.record(
            ev.ChatDiagnosed(
                chat=chat.id,
                message=message.id if message else None,
                issue=issue.id if issue else None,
                by="search",
                elapsed_ms=(self._clock.mono_ns() - begun_ns) / 1e6,
            )
        )

    def _elapsed_ms(self, question: _Question) -> float:
        return (self._clock.mono_ns() - question.asked_ns) / 1e6


def _diagnosed(
    chat: str, question: _Question, reading: DiagnosisAnswer, elapsed_ms: float
) -> ev.ChatDiagnosed:
    first = reading.guesses[0].issue if reading.guesses else None
    return ev.ChatDiagnosed(
        chat=chat,
        message=question.message,
        issue=first if reading.sure else None,
        guesses=tuple((guess.issue, guess.probability) for guess in reading.guesses),
        evidence=reading.evidence,
        language=reading.language,
        elapsed_ms=elapsed_ms,
    )
