"""Where a chat stands after messages, read and with its article, for tests of the next move."""

from datetime import UTC, datetime

from console.assist.moves.situation import Situation, situation
from console.assist.reading import read_chat
from console.channels.scripted.pack import Pack
from console.domain.chat import Chat, Delivery, Message
from console.domain.customers import Customer
from console.domain.names import UNNAMED

AT = datetime(2026, 3, 12, tzinfo=UTC)
STRANGER = Customer(id="v", name=UNNAMED)


def after(pack: Pack, issue_id: str, *texts: str, customer: Customer = STRANGER) -> Situation:
    """The situation after messages, of which every second is the agent's.

    It is about the customer's newest order, if they have one on record.
    """
    chat = Chat("c", customer, None, queued_at=AT)
    chat.procedure.order = next((order.id for order in customer.orders), None)
    for place, text in enumerate(texts):
        by_agent = place % 2 == 1
        state = Delivery.DELIVERED if by_agent else Delivery.RECEIVED
        chat.messages.append(Message(f"m{place}", text, AT, by_agent, state))
    issue = pack.issue(issue_id)
    article = pack.article(issue.article)
    chat.procedure.read = read_chat(chat, article, pack.shop.today)
    return situation(chat, article, issue, pack.articles, pack.shop.today)
