"""A prompt holds what is known about the chat, and nothing that the customer did not say or buy."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

from console.assist.drafting.prompts import Brief, opening, prompt, shortened
from console.assist.drafting.review import objections_to
from console.assist.drafting.snippets import Snippet
from console.assist.drafting.style import Style
from console.channels.scripted.pack import Pack
from console.domain.chat import Chat, Delivery, Message
from console.domain.customers import Customer
from console.domain.events import SuggestionKind
from console.domain.names import UNNAMED
from console.inference.protocol import Role

AT = datetime(2026, 3, 12, tzinfo=UTC)


def _brief(pack: Pack, *lines: str, about: SuggestionKind = SuggestionKind.SOLUTION) -> Brief:
    story = pack.scenarios[0]
    chat = Chat("c", pack.customer(story.customer), None, queued_at=AT)
    for number, line in enumerate(lines):
        by_agent = line.startswith(">")
        chat.messages.append(Message(f"m{number}", line, AT, by_agent, Delivery.RECEIVED))
    issue = pack.issue(story.issue)
    return Brief(about, chat, pack.shop.name, issue, pack.article(issue.article))


def test_the_article_and_the_order_are_in_the_prompt(pack: Pack) -> None:
    """What the policy asks for, and what the customer bought."""
    brief = _brief(pack, "Where is it?")
    assert brief.article is not None
    assert brief.order is not None
    background = prompt(brief).transcript[0].text
    assert brief.article.title in background
    assert brief.article.steps[0] in background
    assert brief.order.id in background


def test_customers_speak_as_users_and_agents_as_assistants(pack: Pack) -> None:
    """The model sees who said what, in order."""
    turns = prompt(_brief(pack, "Where is it?", "> I'll look.", "Thanks")).transcript[1:]
    assert [turn.role for turn in turns] == [Role.USER, Role.ASSISTANT, Role.USER]


def test_all_chats_share_their_first_part(pack: Pack) -> None:
    """What is the same for everyone is read once."""
    first, second = (
        _brief(pack, "Where is it?"),
        _brief(pack, "Other", about=SuggestionKind.DIAGNOSIS),
    )
    assert prompt(first).prefix == prompt(second).prefix


def test_a_longer_chat_keeps_what_was_read_for_a_while(pack: Pack) -> None:
    """Old messages go some at a time, so most new messages only add to the transcript."""
    lines = [f"line {n}" for n in range(40)]
    prompts = [prompt(_brief(pack, *lines[:n])).transcript for n in range(1, 41)]
    grown = sum(new[: len(old)] == old for old, new in pairwise(prompts))
    assert grown >= 32
    assert max(map(len, prompts)) <= 20


def test_the_order_named_last_is_the_one_it_is_about(pack: Pack) -> None:
    """With several orders the customer's words decide; without any the newest counts."""
    customer = next(c for c in pack.customers if len(c.orders) > 1)
    chat = Chat("c", customer, None, queued_at=AT)
    brief = Brief(SuggestionKind.SOLUTION, chat, "shop", None, None)
    assert brief.order == customer.orders[0]
    other = customer.orders[-1]
    chat.messages.append(Message("m", f"about {other.id}", AT, False, Delivery.RECEIVED))
    assert brief.order == other


def test_a_draft_begins_as_the_approved_wording_does(pack: Pack) -> None:
    """Its first words are given to the model."""
    brief = _brief(pack, "Where is it?")
    assert brief.template is not None
    assert brief.template.startswith(opening(brief))
    assert prompt(brief).opening == opening(brief)


def test_an_approved_wording_with_an_open_slot_is_not_used(pack: Pack) -> None:
    """Nobody is sent a placeholder."""
    brief = _brief(pack, "Where is it?")
    assert brief.article is not None
    article = brief.article.model_copy(update={"reply": "It costs {amount} {nothing}."})
    assert Brief(brief.about, brief.chat, "shop", brief.issue, article).template is None


def test_a_megabyte_becomes_a_page(pack: Pack) -> None:
    """The middle of a huge message is left out; its beginning and end say what it is about."""
    text = shortened("start " + "x" * 1_000_000 + " end")
    assert len(text) < 1_300
    assert text.startswith("start")
    assert text.endswith("end")
    assert len(prompt(_brief(pack, "y" * 1_000_000)).transcript[1].text) < 1_300


def test_what_else_helps_stands_last_and_vouches(pack: Pack) -> None:
    """A further article comes with its number behind the chat, where it costs no reading anew."""
    brief = _brief(pack, "Where is it?")
    other = next(a for a in pack.articles if brief.article and a.id != brief.article.id)
    snippet = Snippet(2, other.id, other.title, "Ask about wing 77 first.")
    with_it = replace(brief, snippets=(snippet,))
    assert prompt(with_it).transcript == prompt(brief).transcript
    assert f"Policy [2] {other.title}: Ask about wing 77 first." in prompt(with_it).tail[0].text
    assert objections_to(with_it, "Ask about wing 77 first.") == []
    assert objections_to(brief, "Ask about wing 77 first.") != []


def test_a_server_is_given_no_first_words(pack: Pack) -> None:
    """It would begin its message anew."""
    brief = _brief(pack, "Where is it?")
    assert prompt(brief).opening
    assert prompt(replace(brief, style=Style(continues=False))).opening == ""


def test_a_code_of_another_kind_is_no_orders_number(pack: Pack) -> None:
    """Of a customer without a record only what is said to be the order's number is taken."""
    stranger = Customer(id="v", name=UNNAMED)
    for said, expected in (("tax ID DE123456789", "your order"), ("order #22475", "order 22475")):
        brief = _brief(pack, f"{said}, please")
        chat = replace(brief.chat, customer=stranger)
        assert brief.article is not None
        article = brief.article.model_copy(update={"reply": "It's about order {order_id}."})
        template = replace(brief, chat=chat, article=article).template
        assert template is not None
        assert template.replace("#", "") == f"It's about {expected}."
