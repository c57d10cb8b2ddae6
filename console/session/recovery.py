"""What a stopped console left unfinished, as facts that end it when the next one starts."""

from console.domain import events as ev
from console.domain.chat import Chat, Delivery, Message
from console.domain.desk import Desk
from console.session.held import withdrawal


def facts_to_resume(desk: Desk, *, resumed: bool) -> list[ev.AnyFact]:
    """Facts that end what was left unfinished; ``resumed`` says that the customers are the same."""
    facts: list[ev.AnyFact] = []
    for chat in desk.chats.values():
        # What was held goes back to the agent, who sees what has come in since.
        facts += withdrawal(chat, chat.held, "console_stopped")
        if not resumed and (not chat.is_over or chat.has_tab):
            facts.append(ev.ChatDropped(chat=chat.id))
        facts += [
            ev.SuggestionFailed(chat=chat.id, suggestion=s.id, reason="the console stopped")
            for s in chat.suggestions.values()
            if s.is_in_the_making
        ]
        facts += [
            ev.SuggestionSuperseded(chat=chat.id, suggestion=s.id, reason="its text was not stored")
            for s in chat.suggestions.values()
            if s.unkept and s.is_live
        ]
    facts += lost_results(desk, "the console was restarted before the result came")
    facts += lost_messages(desk) if not resumed else _lost_texts(desk)
    if not resumed and desk.tab is not None:
        facts.append(ev.TabShown(chat=None))
    return facts


def undelivered(desk: Desk) -> list[tuple[Chat, Message]]:
    """Messages on their way, also those of chats that have ended since."""
    return [
        (chat, message)
        for chat in desk.chats.values()
        for message in chat.messages
        if message.delivery is Delivery.SENDING
    ]


def _lost_texts(desk: Desk) -> list[ev.AnyFact]:
    """Messages that can't be sent again, since texts are not stored."""
    return [
        ev.MessageFailed(
            chat=chat.id,
            message=message.id,
            reason="the console stopped; it may not have arrived, and its text was not stored",
        )
        for chat, message in undelivered(desk)
        if message.unkept is not None
    ]


def lost_messages(desk: Desk) -> list[ev.AnyFact]:
    """Messages that will not reach anyone."""
    return [
        ev.MessageFailed(chat=chat.id, message=message.id, reason="the customer is gone")
        for chat, message in undelivered(desk)
    ]


def lost_results(desk: Desk, reason: str) -> list[ev.AnyFact]:
    """Actions whose result nobody will hear; whether they were carried out is not known."""
    return [
        ev.ActionTaken(
            chat=chat.id,
            action=action.id,
            article=action.article,
            step=action.step,
            operation=action.operation,
            done=False,
            detail=reason,
        )
        for chat in desk.chats.values()
        for action in chat.procedure.pending.values()
    ]
