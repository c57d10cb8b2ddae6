"""How customers fare with an agent who sends every suggestion as it is.

The customers are scripted and go by what was really done and told. The same customers are served
once by the console's cards and once by the article's two fixed wordings, in simulated time.
"""

from dataclasses import dataclass, field
from statistics import mean

from console.channels.scripted.pack import Pack
from console.domain.chat import Chat
from console.domain.claims import completed_claims, is_backed_by, record_texts
from console.domain.errors import UsageError
from console.evaluate.conversations_agents import (
    BlindAgent,
    FixedWordings,
    FollowsCards,
    WorkingDay,
)
from console.evaluate.conversations_desk import SimulatedDesk


@dataclass(frozen=True)
class Fared:
    """How the customers of one agent fared.

    ``resolved`` is the share of customers who were helped in their first chat, ``came_back`` of
    those who came again. ``false_claims`` counts claims of what had not been done when the message
    was sent, ``complaints`` the messages of customers who had given or read something before.
    ``repeated_questions`` is the share of the agent's messages that ask for what was given, and
    ``turns_mean`` the mean number of the agent's messages in a chat.
    """

    customers: int
    resolved: float
    came_back: float
    false_claims: int
    repeated_questions: float
    complaints: int
    turns_mean: float
    rating_mean: float


@dataclass(frozen=True)
class Conversations:
    """The customers with the cards, and the same ones with the fixed wordings."""

    cards: Fared
    fixed: Fared
    chats: list[Chat] = field(default_factory=list)


def evaluate_conversations(pack: Pack, *, customers: int, seed: int) -> Conversations:
    """Serve ``customers`` scripted customers by the cards, and again by the fixed wordings.

    Raises:
        UsageError: the site has no scripted customers.
    """
    if not pack.scenarios:
        raise UsageError("this site has no scripted customers; write some into scenarios.toml")
    served = []
    for agent in (FollowsCards(), FixedWordings()):
        work = SimulatedDesk(pack, customers=customers, seed=seed)
        served.append((serve(work, agent), work))
    (cards, work), (fixed, _) = served
    return Conversations(cards, fixed, list(work.desk.chats.values()))


def serve(work: SimulatedDesk, agent: BlindAgent) -> Fared:
    """Have an agent serve all customers of a desk."""
    WorkingDay(work, agent).work_through()
    chats = list(work.desk.chats.values())
    first = [chat for chat in chats if chat.previous is None]
    experiences = work.channel.experiences()
    sent = sum(message.by_agent for chat in chats for message in chat.messages)
    asked_again = sum(experience.asked_again for experience in experiences.values())
    return Fared(
        customers=len(first),
        resolved=mean(experiences[chat.id].solved for chat in first),
        came_back=(len(chats) - len(first)) / len(first),
        false_claims=sum(len(false_claims(chat)) for chat in chats),
        repeated_questions=asked_again / max(sent, 1),
        complaints=sum(experience.complaints for experience in experiences.values()),
        turns_mean=sent / len(chats),
        rating_mean=mean([chat.rating for chat in chats if chat.rating is not None] or [0]),
    )


def false_claims(chat: Chat) -> list[str]:
    """The sentences of the agent that claim what had not been done when they were sent."""
    found = []
    record = record_texts(chat.customer)
    for message in chat.messages:
        if message.by_agent:
            done = [
                action.step
                for action in chat.procedure.actions.values()
                if action.done and action.at is not None and action.at <= message.at
            ]
            found += [
                claim.sentence
                for claim in completed_claims(message.text)
                if not is_backed_by(claim, done, record)
            ]
    return found


def transcript(chat: Chat) -> str:
    """A chat to read: who said what, and what was done in between."""
    rows = [(m.at, f"{'agent' if m.by_agent else 'customer':9} {m.text}") for m in chat.messages]
    for action in chat.procedure.actions.values():
        if action.at is not None:
            failed = "" if action.done else f" (failed: {action.detail})"
            rows.append((action.at, f"{'':9} [{action.step}]{failed}"))
    lines = [row for _, row in sorted(rows, key=lambda row: row[0])]
    rated = "not rated" if chat.rating is None else f"rated {chat.rating}"
    return "\n".join([f"{chat.id}, {chat.known_issue}, {rated}", *lines])
