"""What a scripted agent writes without the assistant, and when it judges a chat to be done."""

import re
from random import Random

from console.domain.chat import Chat
from console.domain.issues import Disposition
from console.domain.knowledge import Article
from console.domain.slots import fill, slot_values
from console.ui.kit.interfaces import ShopTexts
from console.ui.kit.procedure import article_of
from console.ui.scripted_agent.profiles import AgentProfile

_THANKS = re.compile(r"\b(thank|thanks|thx|great|perfect|bye|gracias|danke|cheers)", re.IGNORECASE)
_HOLDING = (
    "Thanks for waiting, I'm looking into this for you now.",
    "I understand. Let me check that for you, one moment please.",
    "Thank you, I have noted that and I'm on it.",
)
_ADDED = (
    " Please let me know if anything is unclear.",
    " I'll stay on the chat in case you need more.",
    " Thanks for your patience!",
)
_ENDINGS = {
    "refund": Disposition.REFUNDED,
    "return": Disposition.REFUNDED,
    "damaged": Disposition.REPLACED,
    "wrong": Disposition.REPLACED,
    "missing": Disposition.REPLACED,
    "cancel": Disposition.CHANGED,
    "address": Disposition.CHANGED,
}


class Replies:
    """Messages and judgements of a scripted agent who knows the shop's articles."""

    def __init__(self, shop: ShopTexts, rng: Random, profile: AgentProfile) -> None:
        self._shop = shop
        self._rng = rng
        self._profile = profile

    def own_message(self, chat: Chat) -> str:
        """A message without the assistant: the article's wording, or something to gain time."""
        article = article_of(self._shop, chat.issue or chat.known_issue)
        answered = any(m.by_agent for m in chat.messages)
        gains_time = answered and not self.owes_answer(chat) and self._rng.random() < 0.3
        if article is None or gains_time:
            return self._rng.choice(_HOLDING)
        wording = self._solution(chat, article) if answered else article.diagnosis
        text = fill(wording, slot_values(chat.customer, next(iter(chat.customer.orders), None)))
        return " ".join(text.split()) if text and "{" not in text else self._rng.choice(_HOLDING)

    def _solution(self, chat: Chat, article: Article) -> str:
        """What was done, from an agent who does things; else what the article would have done."""
        if not self._profile.carries_out:
            return article.reply
        wordings = [article.step(step) for step in article.steps]
        done = chat.procedure.done_steps(article.id)
        reports = [it.report for it in wordings if it and it.of in done]
        tried = [chat.procedure.action_on(article.id, step) for step in article.steps]
        failed = {action.step for action in tried if action and action.done is False}
        reports += [it.failed for it in wordings if it and it.of in failed and not done]
        return " ".join(filter(None, reports))

    def owes_answer(self, chat: Chat) -> bool:
        """Whether the agent has just asked the customer to wait, and knows what to do."""
        last = chat.messages[-2:]
        return (
            len(last) == 2
            and not last[0].by_agent
            and last[1].by_agent
            and last[1].text in _HOLDING
            and article_of(self._shop, chat.issue or chat.known_issue) is not None
        )

    def addition(self) -> str:
        """What an edit adds to a suggestion."""
        return self._rng.choice(_ADDED)

    def is_done(self, chat: Chat) -> bool:
        """Whether the customer left or gave thanks, or the agent has written enough."""
        if not chat.is_open:
            return True
        if chat.procedure.pending:
            return False
        own = sum(m.by_agent for m in chat.messages)
        return own >= self._profile.most_messages or (own >= 1 and self.is_content(chat))

    def is_content(self, chat: Chat) -> bool:
        """Whether the customer's last message sounds like a happy end."""
        last = chat.last_customer_message()
        return last is not None and _THANKS.search(last.text[-2000:]) is not None

    def disposition(self, chat: Chat) -> Disposition:
        """How the chat ended, going by the name of its issue."""
        issue = chat.issue or ""
        endings = (ending for word, ending in _ENDINGS.items() if word in issue)
        return next(endings, Disposition.ANSWERED)
