"""Moments in chats of several sites, and what the model is given to write from in each."""

import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from console import paths
from console.assist.drafting.prompts import Brief
from console.assist.drafting.style import Style
from console.assist.moves.rules import next_move
from console.assist.moves.situation import situation
from console.assist.planner import Plan
from console.assist.reading import read_chat
from console.channels.scripted.pack import Pack, load_pack
from console.domain.chat import Chat, ChatState, Delivery, Message
from console.domain.events import SuggestionKind
from console.domain.procedure import Action

FOLDER = Path(__file__).parent / "unit" / "assist" / "guard" / "unbacked"
_SITES = Path(__file__).parent / "sites"
_START = datetime(2026, 3, 12, 9, tzinfo=UTC)


@cache
def site_of(name: str) -> Pack:
    """The shop that ships with the program, or one of the sites for evaluation."""
    return load_pack(paths.resources() / "shop" if name == "shop" else _SITES / name)


@cache
def moments() -> Mapping[str, Mapping[str, Any]]:
    """The moments by their names."""
    return tomllib.loads((FOLDER / "moments.toml").read_text("utf-8"))


@cache
def brief_of(name: str, language: str = "en") -> Brief:
    """What the model writes from at a moment, with the approved wording of the next move.

    Args:
        name: the moment's.
        language: the customer's (ISO 639-1), which the model is taken to write.
    """
    moment = moments()[name]
    site = site_of(moment["site"])
    customer = site.customers[0].model_copy(update={"language": language})
    chat = Chat(name, customer, None, queued_at=_START, state=ChatState.OPEN)
    issue = site.issue(moment["issue"])
    article = site.article(issue.article)
    chat.issue = issue.id
    for number, said in enumerate(moment["messages"]):
        by_agent = said.startswith("> ")
        text = said.removeprefix("> ").format(email=customer.email)
        delivery = Delivery.DELIVERED if by_agent else Delivery.RECEIVED
        at = _START + timedelta(minutes=number)
        chat.messages.append(Message(f"m{number}", text, at, by_agent, delivery))
    for done in (True, False):
        for step in moment.get("done" if done else "failed", ()):
            key = f"a{len(chat.procedure.actions)}"
            chat.procedure.actions[key] = Action(key, article.id, step, done=done)
    read = chat.procedure.read = read_chat(chat, article, site.shop.today)
    now = situation(chat, article, issue, site.articles, site.shop.today, read)
    move = next_move(now)
    last = chat.messages[-1].id
    about = SuggestionKind.SOLUTION
    plan = Plan(move.move, about, move.text, last, issue, article, now)
    style = Style(languages=("en", language))
    return Brief(about, chat, site.shop.name, issue, article, style, language, plan=plan)
