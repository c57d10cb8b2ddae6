"""One conversation of Chatwoot after a restart, without a server."""

import pytest

from console.channels import base
from console.channels.chatwoot.conversation import ChatwootConversation
from console.channels.chatwoot.messages import Said, said_of
from console.domain.customers import Customer

ME, KIM = {"id": 3, "name": "Ana", "type": "user"}, {"id": 7, "name": "Kim", "type": "contact"}
TOLD = {"id": 9, "status": "open", "meta": {"sender": KIM, "assignee": ME}}
HELLO = "Hello, one moment please"


def said(number: int, text: str, sender: dict[str, object]) -> Said:
    """A public message, as the server has it."""
    made = said_of(
        {
            "id": number,
            "message_type": int(sender is ME),
            "private": False,
            "content": text,
            "sender": sender,
            "created_at": 1,
            "status": "sent",
            "content_attributes": {},
        }
    )
    assert made is not None
    return made


def resumed(*lines: base.Line) -> base.Resumed:
    """The chat with these lines, as a restarted console hands it back."""
    return base.Resumed(
        chat="cw-9-1000",
        customer=Customer(id="cw-7", name="Kim"),
        lines=lines,
        accepted=True,
        over=False,
    )


@pytest.mark.parametrize(("known", "failed"), [(True, False), (False, False), (False, True)])
def test_no_old_message_is_taken_for_a_new_one(known: bool, failed: bool) -> None:
    """The server has one such message, sent before the restart: the new one is not delivered."""
    conversation = ChatwootConversation(9, 3)
    old = base.Line("m-old", True, HELLO if known else "(not kept)", None, failed, known)
    conversation.restore(resumed(base.Line("cw-m-1", False, "hi"), old), 0.0)
    conversation.doubt("cw-9-1000", "m-new", HELLO, 30.0)
    messages = [said(1, "hi", KIM), said(2, HELLO, ME)]
    assert list(conversation.take(TOLD, messages, 1.0, 1001.0)) == []
    (lost,) = conversation.take(TOLD, messages, 31.0, 1031.0)
    assert isinstance(lost, base.DeliveryFailed)
    assert lost.message == "m-new"
