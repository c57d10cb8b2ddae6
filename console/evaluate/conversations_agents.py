"""Agents who send every suggestion as it is: today's cards, or the article's two fixed wordings."""

from datetime import datetime
from typing import Protocol

from console.assist.moves import next_move, situation, untrue
from console.assist.reading import read_chat
from console.domain.chat import Chat
from console.domain.events import Move, Stance
from console.domain.slots import fill, slot_values
from console.evaluate.conversations_desk import SimulatedDesk

_READING_S = 4.0
"""Time between the last thing that happened in a chat and the agent's answer."""

_FAREWELL_S = 30.0
"""How long the agent leaves a chat open after the last word."""


class BlindAgent(Protocol):
    """Someone who does in a chat what the console tells them to."""

    def answer(self, work: SimulatedDesk, chat: Chat) -> None:
        """Do the next thing in a chat in which the customer has written or something was done."""
        ...


class FollowsCards:
    """Carries out the step that the card names, and sends its wording when there is none left."""

    def answer(self, work: SimulatedDesk, chat: Chat) -> None:
        article = work.article_of(chat)
        issue = work.pack.issue(chat.issue) if chat.issue else None
        now = situation(chat, article, issue, work.pack.articles, work.pack.shop.today)
        move = next_move(now)
        if move.move is Move.ACT and article is not None and move.about:
            for step in move.about:
                work.carry_out(chat, article.id, step)
        elif move.text and not untrue(move.text, now):
            work.send(chat, move.text)


class FixedWordings:
    """Sends the article's diagnosis first and then its reply, whatever has been said and done."""

    def answer(self, work: SimulatedDesk, chat: Chat) -> None:
        article = work.article_of(chat)
        if article is None:
            return
        order = next(iter(chat.customer.orders), None)
        spoken = any(message.by_agent for message in chat.messages)
        text = article.reply if spoken else article.diagnosis
        work.send(chat, fill(text, slot_values(chat.customer, order)))


class WorkingDay:
    """Has an agent work until all customers are gone."""

    def __init__(self, work: SimulatedDesk, agent: BlindAgent) -> None:
        self._work, self._agent = work, agent
        self._seen: dict[str, tuple[int, int]] = {}

    def work_through(self, *, step_s: float = 1.0) -> None:
        """Work, second by second of simulated time."""
        while not self._work.over:
            self._work.wait(step_s)
            for chat in list(self._work.desk.queue):
                self._work.accept(chat)
            for chat in list(self._work.desk.tabs):
                self._attend(chat)

    def _attend(self, chat: Chat) -> None:
        if not chat.is_open:
            self._work.close(chat)
        elif chat.messages and not chat.customer_typing and not chat.procedure.pending:
            quiet_s = (self._work.now() - _last_change(chat)).total_seconds()
            if self._seen.get(chat.id) != _extent(chat):
                if quiet_s >= _READING_S:
                    self._answer(chat)
            elif quiet_s >= _FAREWELL_S and _is_content(chat):
                self._work.close(chat)

    def _answer(self, chat: Chat) -> None:
        """Read the chat and let the agent do the next thing; people see what an issue is about."""
        if chat.issue is None and chat.known_issue is not None:
            self._work.confirm_issue(chat, chat.known_issue)
        article = self._work.article_of(chat)
        self._work.record(read_chat(chat, article, self._work.pack.shop.today))
        self._seen[chat.id] = _extent(chat)
        self._agent.answer(self._work, chat)


def _extent(chat: Chat) -> tuple[int, int]:
    """How much the customer has written, and how much has been done."""
    written = sum(not message.by_agent for message in chat.messages)
    return written, sum(a.done is not None for a in chat.procedure.actions.values())


def _last_change(chat: Chat) -> datetime:
    done = [action.at for action in chat.procedure.actions.values() if action.at is not None]
    return max([chat.messages[-1].at, *done])


def _is_content(chat: Chat) -> bool:
    read = chat.procedure.read
    return read is not None and read.stance is Stance.CONTENT
