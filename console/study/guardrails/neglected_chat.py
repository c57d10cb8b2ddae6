"""Highlights a chat whose customer has waited too long for an answer."""

from collections.abc import Sequence
from datetime import datetime

from console.domain import events as ev
from console.domain.desk import Desk
from console.study.guardrails.base import (
    LAPSED,
    OBEYED,
    Objection,
    ObjectionVerdict,
    OpenObjection,
    Watcher,
    elapsed_s,
    ended_without_agent,
    overridden,
)
from console.study.guardrails.settings import NeglectedChat


class NeglectedChatPolicy(Watcher):
    """Objects for each open chat whose customer has waited ``limit_s`` for an answer.

    Time in the queue does not count: nobody had the chat yet who could neglect it.
    """

    def __init__(self, rule: NeglectedChat) -> None:
        super().__init__(rule.name)
        self._rule = rule

    def watch(self, desk: Desk, now: datetime) -> Sequence[Objection]:
        objections = []
        for chat in desk.open_chats:
            if chat.waiting_since is None or chat.accepted_at is None:
                continue
            waited_s = elapsed_s(desk, max(chat.waiting_since, chat.accepted_at), now)
            if waited_s >= self._rule.limit_s:
                text = "This customer has waited long for your answer."
                objections.append(
                    Objection("highlight", text, waited_s, self._rule.limit_s, chat.id)
                )
        return objections

    def verdict_on_event(
        self, raised: OpenObjection, event: ev.Event, desk: Desk
    ) -> ObjectionVerdict | None:
        """Obeyed if the agent writes to the customer; lapsed if the customer leaves first.

        Overridden if the agent closes the chat without an answer.
        """
        chat = raised.objection.chat
        match event.fact:
            case ev.MessageSent(chat=other) if other == chat:
                return OBEYED
            case ev.ChatClosed(chat=other) if other == chat:
                return overridden("closed it without an answer")
        return LAPSED if ended_without_agent(event, chat) else None
