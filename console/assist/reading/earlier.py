"""What was read of messages whose texts are not known any more, which stays as it was read."""

from collections.abc import Sequence

from console.assist.reading.stance import answers_something, last_block
from console.domain import events as ev
from console.domain.chat import Chat, Message


def with_earlier(read: ev.ChatRead, chat: Chat) -> ev.ChatRead:
    """A reading with what the chat's last one says of texts that were not stored.

    Where all texts are known, the reading stays as it is.
    """
    before = chat.procedure.read
    if before is None or all(message.unkept is None for message in chat.messages):
        return read
    needs, article = tuple(_with(need, before) for need in read.needs), read.article
    if article is None and chat.issue is None:
        needs, article = before.needs, before.article
    since = _since(before, chat.messages)
    if article == before.article and all(message.unkept is not None for message in since):
        return before.model_copy(update={"message": read.message, "elapsed_ms": read.elapsed_ms})
    is_block_known = all(message.unkept is None for message in last_block(chat.messages))
    return read.model_copy(
        update={
            "article": article,
            "needs": needs,
            "questions": _questions(read, before, since),
            "stance": read.stance if is_block_known else before.stance,
            "order": read.order or before.order,
            "item": read.item or before.item,
        }
    )


def _with(need: ev.NeedReading, before: ev.ChatRead) -> ev.NeedReading:
    """One need, with the parts of it that had been told; met once no part is missing."""
    earlier = next((each for each in before.needs if each.need == need.need), None)
    if need.met or earlier is None:
        return need
    if earlier.met:
        return earlier
    missing = tuple(part for part in need.missing if part in earlier.missing)
    if not missing:
        return need.model_copy(update={"met": True, "missing": ()})
    needed = need.needed or earlier.needed
    return need.model_copy(update={"missing": missing, "needed": needed})


def _since(before: ev.ChatRead, messages: Sequence[Message]) -> Sequence[Message]:
    """The messages after the last one that was read before."""
    places = [at for at, message in enumerate(messages) if message.id == before.message]
    return messages[places[-1] + 1 :] if places else messages


def _questions(read: ev.ChatRead, before: ev.ChatRead, since: Sequence[Message]) -> tuple[str, ...]:
    """Open questions; one whose text is not known is open until the agent has said something."""
    answered = any(
        message.by_agent and (message.unkept is not None or answers_something(message.text))
        for message in since
    )
    return read.questions if answered else tuple(dict.fromkeys(before.questions + read.questions))
