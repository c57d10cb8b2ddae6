"""Readings of a chat whose texts were not stored, after a restart."""

from dataclasses import replace

from unit.assist.reading.written_chats import NOON, TODAY, article, chat

from console.assist.reading import read_chat
from console.domain.chat import Chat, Delivery, Message
from console.domain.events import ChatRead
from console.domain.knowledge import Article

BROKEN = article("What is broken?", "Order number", "A photo")


def restarted(*lines: str, article: Article | None = BROKEN) -> Chat:
    """A chat that was read line by line, as a console that stored no texts comes up with it."""
    made = chat(*lines)
    made.procedure.read = read_chat(made, article, TODAY)
    made.messages = [replace(m, text="", unkept=len(m.text)) for m in made.messages]
    return made


def is_met(read: ChatRead) -> list[bool]:
    """Which of the needs are met."""
    return [need.met for need in read.needs]


def write(chat: Chat, text: str, *, by_agent: bool = False) -> None:
    """Somebody writes in a chat."""
    name = f"m{len(chat.messages)}"
    chat.messages.append(Message(name, text, NOON, by_agent, Delivery.DELIVERED))


def test_a_restart_changes_nothing_of_what_was_read() -> None:
    """What was told is told, though nobody knows the words any more."""
    told = restarted("the lid is broken. How long does a refund take?")
    before = told.procedure.read
    assert before is not None
    assert is_met(before)[0]
    assert before.questions
    again = read_chat(told, BROKEN, TODAY)
    assert again.model_copy(update={"elapsed_ms": before.elapsed_ms}) == before


def test_what_is_told_later_is_added() -> None:
    """A need that is met afterwards stands beside those that were met before."""
    told = restarted("the lid doesn't close anymore, it is broken")
    assert is_met(read_chat(told, BROKEN, TODAY))[:2] == [True, False]
    write(told, "my order number is KD-20417")
    assert is_met(read_chat(told, BROKEN, TODAY))[:2] == [True, True]


def test_the_parts_of_a_need_may_come_before_and_after_the_restart() -> None:
    """A need with two parts is met once each was told, on either side of the restart."""
    both = article("Order number and e-mail address")
    told = restarted("my order number is KD-20417", article=both)
    write(told, "it is ada@moss.example")
    assert is_met(read_chat(told, both, TODAY)) == [True]


def test_a_question_of_before_is_open_until_it_is_answered() -> None:
    """Its text is gone, and the agent still owes an answer."""
    told = restarted("How long does a refund take?")
    write(told, "hello?")
    assert "m0" in read_chat(told, BROKEN, TODAY).questions
    write(told, "A refund takes five days.", by_agent=True)
    assert read_chat(told, BROKEN, TODAY).questions == ()


def test_another_article_is_read_from_what_is_known() -> None:
    """Once the agent confirms another issue, its needs are those that stand there."""
    told = restarted("the lid doesn't close anymore, it is broken")
    other = replace_id(article("Order number", "What is broken?"))
    read = read_chat(told, other, TODAY)
    assert (read.article, is_met(read)) == ("a2", [False, True])


def replace_id(article: Article) -> Article:
    """The same article under another id."""
    return article.model_copy(update={"id": "a2"})
