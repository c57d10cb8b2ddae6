"""Plans what to say next in a chat: reads it, and asks the rules of the next move."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from console.assist.guard.check import OnRecord, objections, sendable
from console.assist.guard.vouching import on_record
from console.assist.issue_tracker import IssueTracker
from console.assist.knowledge.past_replies import PastReplies
from console.assist.knowledge.search import ArticleMatch
from console.assist.moves.rules import NextMove, next_move
from console.assist.moves.situation import Situation, situation
from console.assist.moves.truth import untrue
from console.assist.needs import customer_words
from console.assist.reading import read_chat
from console.assist.reading.questions import adds
from console.domain import events as ev
from console.domain.chat import Chat, Delivery, Message
from console.domain.customers import Customer
from console.domain.events import Move, SuggestionKind, Version
from console.domain.issues import Issue
from console.domain.knowledge import Article
from console.domain.names import first_name, without_gap
from console.domain.suggestions import Suggestion


@dataclass(frozen=True)
class Plan:
    """What a good next message does in a chat, with its approved wording, slots filled.

    ``message`` is what the customer wrote last. ``examples`` are what agents of the site wrote in
    like moments, nearest first.
    """

    move: Move
    about: SuggestionKind
    wording: str
    message: str | None
    issue: Issue | None
    article: Article | None
    situation: Situation
    examples: tuple[str, ...] = ()

    def is_met_by(self, suggestion: Suggestion) -> bool:
        """Whether a suggestion was made for just this, whatever the agent did with it since."""
        return (
            not suggestion.superseded
            and suggestion.message == self.message
            and suggestion.move is self.move
            and self._offers(suggestion)
        )

    def _offers(self, suggestion: Suggestion) -> bool:
        if Version.PAST_REPLY in suggestion.texts:
            return suggestion.texts[Version.PAST_REPLY] in self.examples
        return suggestion.texts.get(Version.APPROVED) == self.wording


_ASK_WHICH = (
    "Thank you for writing, {name}. To be sure that I help with the right thing: is this about "
    "“{first}”, or rather about “{second}”?"
)
"""The approved wording where two issues are likelier than all others."""

_BOTH = "Thank you for writing, {name}. I'll gladly help with both, “{first}” and “{second}”."
"""The approved wording where the customer says that there are two."""

_UNTOLD = (Move.ASK, Move.ANSWER, Move.DECLINE)
"""What is said where nobody knows what the chat is about, and should be asked instead."""

_LATER = "Then I'll see to the other thing, “{name}”."
"""What is said of a second issue while the first takes its course."""

_Planned = tuple[ArticleMatch, Situation, NextMove]

_PATIENCE_WORDS = 6


class Planner:
    """Reads chats and plans the next message of each.

    ``today`` is the site's day, ``past`` what its agents wrote before.
    """

    def __init__(
        self,
        issues: IssueTracker,
        articles: Sequence[Article],
        today: date,
        past: PastReplies | None = None,
    ) -> None:
        self._issues = issues
        self._articles = articles
        self._today = today
        self._past = past or PastReplies()

    def warm_up(self) -> None:
        """Plan a message on each article, which makes what is kept of articles for all others.

        The first plan on an article takes ten times as long as any later one.
        """
        customer = Customer(id="nobody", name="Nobody")
        for article in self._articles:
            chat = Chat("none", customer, None, datetime.fromtimestamp(0, UTC))
            words = Message("none", article.title, chat.queued_at, False, Delivery.RECEIVED)
            chat.messages.append(words)
            chat.procedure.read = read_chat(chat, article, self._today)
            next_move(situation(chat, article, None, self._articles, self._today))

    def read(self, chat: Chat) -> ev.ChatRead | None:
        """What the chat holds now; null if that is what its last reading says."""
        read = read_chat(chat, self._issues.issue_of(chat).article, self._today)
        before = chat.procedure.read
        return None if before is not None and _says(before) == _says(read) else read

    def plan(self, chat: Chat) -> Plan | None:
        """What to say next, going by the last reading; null if there is nothing to say now.

        Of a second issue that the customer brought up, too, or only of that where the first is
        settled.
        """
        match = self._issues.issue_of(chat)
        now = situation(chat, match.article, match.issue, self._articles, self._today)
        move = next_move(now)
        further = self._issues.further(chat)
        if further.issue is not None:
            match, now, move = self._with_further((match, now, move), further, chat)
        which = self._which_issue(chat, move.move)
        move = NextMove(Move.ASK, (), which) if which else move
        if not move.text or not _is_due(chat, move) or not sendable(move.text, _record(chat)):
            return None
        last = chat.last_customer_message()
        return Plan(
            move.move,
            _kind(chat, move.move),
            move.text,
            last.id if last else None,
            match.issue,
            match.article,
            now,
            self._examples(chat, match.issue, move.move, now),
        )

    def _with_further(self, first: _Planned, further: ArticleMatch, chat: Chat) -> _Planned:
        """What to say where the customer has brought up a second issue beside the first."""
        _, now, move = first
        second = self._begun(chat, further)
        name = further.issue.name.lower() if further.issue else ""
        later = _LATER.format(name=name)
        if move.move in (Move.REPORT, Move.DECLINE) and move.text:
            text = f"{move.text} {second[2].text}".strip()
        elif move.move is Move.ACT or (move.move is Move.ASK and move.about):
            text = move.text if later in " ".join(now.agent_texts) else f"{move.text} {later}"
        else:
            return second
        return first[0], now, replace(move, text=text)

    def _begun(self, chat: Chat, match: ArticleMatch) -> _Planned:
        """The next move on an issue that the chat's last reading is not about."""
        read = read_chat(chat, match.article, self._today)
        now = situation(chat, match.article, match.issue, self._articles, self._today, read)
        return match, now, next_move(now)

    def _examples(
        self, chat: Chat, issue: Issue | None, move: Move, now: Situation
    ) -> tuple[str, ...]:
        """What agents wrote before for this issue and move, if all of it is true in this chat."""
        if issue is None:
            return ()
        near = self._past.nearest(issue.id, move, " ".join(now.latest), now.slots)
        record = _record(chat)
        return tuple(
            text
            for text in near
            if sendable(text, record) and not objections(text, record) and not untrue(text, now)
        )

    def _which_issue(self, chat: Chat, move: Move) -> str | None:
        """The question that settles the issue, where two are likely and nobody has asked yet."""
        two = self._issues.likeliest(chat) if move in _UNTOLD and chat.issue is None else ()
        if len(two) < 2 or (chat.diagnosed and chat.diagnosed.issue):
            return None
        if any(m.by_agent for m in chat.messages):
            return None
        first, second = (issue.name.lower() for issue in two)
        values = {"name": first_name(chat.customer.name), "first": first, "second": second}
        if not adds(customer_words(chat)):
            return without_gap(_ASK_WHICH.format(**values))
        _, _, begun = self._begun(chat, self._issues.about(two[0]))
        question = begun.text if begun.move is Move.ASK else ""
        return f"{without_gap(_BOTH.format(**values))} {question}".strip()


def _says(read: ev.ChatRead) -> ev.ChatRead:
    """A reading without how long it took and how far it went."""
    return read.model_copy(update={"elapsed_ms": 0.0, "message": None})


def _record(chat: Chat) -> OnRecord:
    """Where links and addresses may come from: the customer's record, and what was written."""
    return on_record(chat.customer, chat.messages)


def _is_due(chat: Chat, move: NextMove) -> bool:
    """Whether the agent has something to say: to the customer's last message, or about a step.

    After the agent's own message that is what was done since, what nobody has answered, and what is
    missing and was not asked for.
    """
    last = chat.messages[-1] if chat.messages else None
    if last is None or chat.waiting_since is not None or move.move is Move.REPORT:
        return True
    if _asks_for_patience(last.text):
        return move.move not in (Move.WAIT, Move.CLOSE)
    read = chat.procedure.read
    if move.move is Move.ANSWER:
        return read is not None and bool(read.questions)
    return move.move is Move.ASK and bool(move.about) and "?" not in last.text


def _asks_for_patience(text: str) -> bool:
    """Whether a message of the agent is only such as "One moment, please."."""
    return len(text.split()) <= _PATIENCE_WORDS and "?" not in text


def _kind(chat: Chat, move: Move) -> SuggestionKind:
    """A diagnosis says what the issue is and asks; whatever comes after it is the solution."""
    asks = move is Move.ASK and chat.issue is None
    return SuggestionKind.DIAGNOSIS if asks else SuggestionKind.SOLUTION
