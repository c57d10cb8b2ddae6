"""Tracks what each chat is about.

Asks the process that diagnoses, and searches the issues where that gives no answer.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from console.assist.clients.diagnosis_client import DiagnosisReply
from console.assist.knowledge.search import ArticleMatch, Knowledge
from console.assist.needs import customer_words, later_words
from console.assist.reading.questions import adds
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

_LIKELY_BESIDE = 0.15
"""From this probability on a second issue counts, where the customer says that there are two."""

_SURE_LEAD = 1.5
"""How many times the second issue's score the search's best one has where a better answer comes.

Of 109 first messages in the shop the search names a wrong issue in 17, and so far ahead in 3.
"""

_MOST_CHARACTERS = 4000
"""Of what one customer wrote, for learning; the beginning states what they need."""


class Diagnoser(Protocol):
    """Asks the process that diagnoses (``clients.diagnosis_client.DiagnosisClient``)."""

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
    is_further: bool = False


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
        self._settled: dict[str, str | None] = {}
        self._nearest: dict[str, tuple[str, ...]] = {}
        self._replies: deque[DiagnosisReply] = deque()

    def start(self) -> None:
        """Start the process that diagnoses."""
        if self._diagnoser is not None:
            self._diagnoser.start()

    def stop(self) -> None:
        """End it. Open questions stay without an answer."""
        self._questions.clear()
        if self._diagnoser is not None:
            self._diagnoser.stop()

    def ask(self, chat: Chat) -> None:
        """Find out what the chat is about now; ``is_asking`` is true until that is known.

        Once the agent has confirmed an issue, only what the customer brings up since is asked
        about, whether it is another one. Nobody waits for that.

        Raises:
            StoreError: the disk takes nothing; ask again.
        """
        self.drop(chat.id)
        if chat.issue is not None:
            self._ask_further(chat)
            return
        if self._diagnoser is None or not self._diagnoser.ready:
            self.search(chat)
            return
        message = chat.last_customer_message()
        question = _Question(new_id("q"), message.id if message else None, self._clock.mono_ns())
        self._questions[chat.id] = question
        self._diagnoser.ask(question.request, customer_words(chat))

    def _ask_further(self, chat: Chat) -> None:
        words = self.brought_up(chat)
        message = chat.last_customer_message()
        if words and message and self._diagnoser is not None and self._diagnoser.ready:
            question = _Question(new_id("q"), message.id, self._clock.mono_ns(), is_further=True)
            self._questions[chat.id] = question
            self._diagnoser.ask(question.request, words)

    def brought_up(self, chat: Chat) -> str:
        """What the customer has written since an issue was confirmed that may be another one."""
        return later_words(chat, self._settled.get(chat.id))

    def on_confirmed(self, chat: Chat) -> None:
        """The agent has confirmed what the customer needs.

        If the customer wrote about two issues together, the chat is about the other one, too.

        Raises:
            StoreError: the disk takes nothing.
        """
        self.drop(chat.id)
        last, message = chat.diagnosed, chat.last_customer_message()
        self._settled[chat.id] = message.id if message else None
        if last is None or chat.diagnosed_since or not adds(customer_words(chat)):
            return
        likely = (g for g in last.guesses if g[1] >= _LIKELY_BESIDE and g[0] != chat.issue)
        other = next((g for g in likely if g[0] in self._knowledge.issues), None)
        if other is not None:
            self._recorder.record(
                ev.ChatDiagnosed(
                    chat=chat.id,
                    message=message.id if message else None,
                    issue=other[0],
                    guesses=(other,),
                    language=last.language,
                    elapsed_ms=0.0,
                )
            )

    def about(self, issue: Issue) -> ArticleMatch:
        """An issue of the site and the article on it."""
        return self._knowledge.about(issue.id)

    def further(self, chat: Chat) -> ArticleMatch:
        """What else the chat is about, and the article on it."""
        issue = chat.further_issue
        if issue is None or issue not in self._knowledge.issues:
            return ArticleMatch(None, None)
        return self._knowledge.about(issue)

    def search(self, chat: Chat) -> None:
        """Record what the search of the issues makes of the customer's words.

        An answer of the diagnosis that is still to come will take its place. Until then only an
        issue counts that is well ahead of the others.
        """
        started_ns = self._clock.mono_ns()
        lead = _SURE_LEAD if self.is_asking(chat.id) else 1.0
        issue = self._knowledge.diagnose(customer_words(chat), lead=lead).issue
        message = chat.last_customer_message()
        found = ev.ChatDiagnosed(
            chat=chat.id,
            message=message.id if message else None,
            issue=issue.id if issue else None,
            by="search",
            elapsed_ms=(self._clock.mono_ns() - started_ns) / 1e6,
        )
        self._recorder.record(_with_earlier(found, chat))

    def forget(self, chat: str) -> None:
        """The chat is over."""
        self.drop(chat)
        self._nearest.pop(chat, None)
        self._settled.pop(chat, None)

    def is_asking(self, chat: str) -> bool:
        """Whether the answer for this chat is still to come."""
        question = self._questions.get(chat)
        return question is not None and not question.is_further

    def message_asked_about(self, chat: str) -> str | None:
        """The id of the customer's last message in the question that is open; null without one."""
        question = self._questions.get(chat)
        return question.message if question else None

    def drop(self, chat: str) -> None:
        """Ignore the answer that is still to come: the chat has moved on."""
        self._questions.pop(chat, None)

    def learn(self, chat: Chat) -> None:
        """The chat is closed: learn that the customer's words were about the confirmed issue."""
        words = customer_words(chat).strip()[:_MOST_CHARACTERS]
        if self._diagnoser is not None and chat.issue in self._knowledge.issues and words:
            self._diagnoser.learn(Example(text=words, issue=chat.issue))

    def poll(self) -> None:
        """Record the diagnoses that have come since the last call. Never blocks.

        Raises:
            StoreError: the disk takes nothing; the replies are kept for the next call.
        """
        if self._diagnoser is None:
            return
        self._replies.extend(self._diagnoser.poll())
        while self._replies:
            self._on_reply(self._replies[0])
            self._replies.popleft()

    def issue_of(self, chat: Chat) -> ArticleMatch:
        """The issue that is confirmed, or else diagnosed, and the article on it.

        A diagnosis that isn't sure any more takes back nothing that the agent has answered to.
        """
        diagnosed = chat.diagnosed.issue if chat.diagnosed else None
        issue = chat.issue or diagnosed or _answered(chat)
        if issue is None or issue not in self._knowledge.issues:
            return ArticleMatch(None, None)
        return self._knowledge.about(issue)

    def with_articles(self, chat: Chat) -> ArticleMatch:
        """``issue_of`` with further articles that match the customer's words and their meaning."""
        match = self.issue_of(chat)
        nearest = self._nearest.get(chat.id)
        if match.issue is None or not nearest:
            return match
        return self._knowledge.about(match.issue.id, customer_words(chat), nearest)

    def likeliest(self, chat: Chat) -> tuple[Issue, ...]:
        """The two issues to ask about where none is sure; none if others are likelier together."""
        if chat.diagnosed is None:
            return ()
        known = [g for g in chat.diagnosed.guesses if g[0] in self._knowledge.issues][:2]
        if len(known) < 2 or sum(probability for _, probability in known) < _LIKELY_TOGETHER:
            return ()
        return tuple(self._knowledge.issues[issue] for issue, _ in known)

    def _on_reply(self, reply: DiagnosisReply) -> None:
        """Record the answer to a question that is still open; any other is dropped."""
        chats = (c for c, q in self._questions.items() if q.request == reply.request)
        chat = next(chats, None)
        if chat is None:
            return
        if self._questions[chat].is_further:
            self._on_further(self._recorder.desk.chats[chat], reply)
            return
        if not isinstance(reply, DiagnosisAnswer):
            self.drop(chat)
            self.search(self._recorder.desk.chats[chat])
            return
        question = self._questions[chat]
        found = _diagnosed(chat, question, reply, self._elapsed_ms(question))
        self._recorder.record(_with_earlier(found, self._recorder.desk.chats[chat]))
        self._nearest[chat] = tuple(key for key, near in reply.passages if near >= _NEAR)
        self.drop(chat)

    def _on_further(self, chat: Chat, reply: DiagnosisReply) -> None:
        """Record another issue if it surely is one; what was confirmed stands."""
        question = self._questions[chat.id]
        known = (chat.issue, chat.further_issue)
        if (
            isinstance(reply, DiagnosisAnswer)
            and reply.sure
            and reply.guesses[0].issue not in known
        ):
            self._recorder.record(_diagnosed(chat.id, question, reply, self._elapsed_ms(question)))
        self.drop(chat.id)

    def _elapsed_ms(self, question: _Question) -> float:
        return (self._clock.mono_ns() - question.asked_ns) / 1e6


def _answered(chat: Chat) -> str | None:
    """The issue of the last suggestion that the agent has sent in the chat; null without one."""
    sent = (s.issue for s in reversed(chat.suggestions.values()) if s.adopted or s.modified)
    return next(sent, None)


def _with_earlier(found: ev.ChatDiagnosed, chat: Chat) -> ev.ChatDiagnosed:
    """A diagnosis; one of a part of the words, as others were not stored, takes no issue back."""
    is_partial = any(m.unkept is not None for m in chat.messages if not m.by_agent)
    if found.issue is not None or chat.diagnosed is None or not is_partial:
        return found
    return found.model_copy(
        update={"issue": chat.diagnosed.issue, "guesses": chat.diagnosed.guesses}
    )


def _diagnosed(
    chat: str, question: _Question, answer: DiagnosisAnswer, elapsed_ms: float
) -> ev.ChatDiagnosed:
    first = answer.guesses[0].issue if answer.guesses else None
    return ev.ChatDiagnosed(
        chat=chat,
        message=question.message,
        issue=first if answer.sure else None,
        guesses=tuple((guess.issue, guess.probability) for guess in answer.guesses),
        evidence=answer.evidence,
        language=answer.language,
        elapsed_ms=elapsed_ms,
    )
