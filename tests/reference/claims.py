"""What sent messages claim, and which of it had not been done by then."""

from collections.abc import Iterator
from typing import Any

from console.domain import events as ev
from console.domain.claims import completed_claims, is_backed_by, record_texts
from reference.columns import column
from reference.history import ChatRecord


def steps_done(chat: ChatRecord, before: int) -> list[str]:
    """The steps that were carried out before a place in the log, and not taken back by then."""
    earlier = [each.fact for each in chat.events if each.event.seq < before]
    withdrawn = {fact.action for fact in earlier if isinstance(fact, ev.ActionWithdrawn)}
    return [
        fact.step
        for fact in earlier
        if isinstance(fact, ev.ActionTaken) and fact.done and fact.action not in withdrawn
    ]


def counts(chat: ChatRecord) -> Iterator[tuple[str, int, int]]:
    """Each sent message, how much it claims, and how much of that nothing bears out."""
    record = record_texts(chat.state.customer)
    for each in chat.messages:
        if isinstance(each.fact, ev.MessageSent):
            claims = completed_claims(each.fact.text)
            steps = steps_done(chat, each.event.seq)
            unfounded = [claim for claim in claims if not is_backed_by(claim, steps, record)]
            yield each.fact.message, len(claims), len(unfounded)


@column(unit="claims")
def unfounded_claims(chat: ChatRecord) -> int | None:
    """How often the agent wrote that something had been done which had not been by then."""
    counted = [unfounded for _, _, unfounded in counts(chat)]
    return sum(counted) if counted else None


def actions_of(chat: ChatRecord) -> Iterator[dict[str, Any]]:
    """Every action of a chat as a row of the table of actions."""
    kinds = (ev.ActionStarted, ev.ActionTaken, ev.ActionWithdrawn)
    facts = [each for each in chat.events if isinstance(each.fact, kinds)]
    names = list(dict.fromkeys(each.fact.action for each in facts if isinstance(each.fact, kinds)))
    for number, name in enumerate(names, start=1):
        own = [each for each in facts if isinstance(each.fact, kinds) and each.fact.action == name]
        started = next((each for each in own if isinstance(each.fact, ev.ActionStarted)), None)
        taken = next((each for each in own if isinstance(each.fact, ev.ActionTaken)), None)
        first, result = own[0], taken.fact if taken else None
        assert isinstance(first.fact, (ev.ActionStarted, ev.ActionTaken))
        assert result is None or isinstance(result, ev.ActionTaken)
        yield {
            "session": chat.session.id,
            "chat": chat.id,
            "action": name,
            "number": number,
            "agent": chat.log.sessions[first.event.session].started.agent,
            "article": first.fact.article,
            "step": first.fact.step,
            "operation": first.fact.operation,
            "by": result.by if result else None,
            "started_at": started.event.wall if started else None,
            "taken_at": taken.event.wall if taken else None,
            "action_s": (taken.ns - started.ns) / 1e9 if started and taken else None,
            "done": int(result.done) if result else None,
            "withdrawn": int(any(isinstance(each.fact, ev.ActionWithdrawn) for each in own)),
            "detail": result.detail if result else None,
        }
