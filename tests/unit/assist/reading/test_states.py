"""The needs that are told at the moments of the shared chats are read as people read them."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from shared_data import SHARED_DATA, needs_shared_data
from unit.assist.reading.written_chats import chat

from console.assist.reading import read_chat
from console.domain.customers import Customer
from console.domain.knowledge import Article, parse_article

SHOP = Path(__file__).parents[4] / "resources" / "shop"
STATES = SHARED_DATA / "states"


def _articles(site: Path) -> dict[str, Article]:
    """The article of each issue."""
    texts = [(path.read_text("utf-8"), path.name) for path in site.glob("knowledge/*.md")]
    articles = {article.id: article for article in (parse_article(*text) for text in texts)}
    issues = tomllib.loads((site / "issues.toml").read_text("utf-8"))["issue"]
    return {issue["id"]: articles[issue["article"]] for issue in issues}


# The cases are JSON objects of other people's making.
def _cases(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


@needs_shared_data
@pytest.mark.parametrize(
    ("site", "cases"), [(SHOP, "shop.jsonl"), (STATES / "hotel", "hotel/hotel.jsonl")]
)
def test_needs_are_tracked_with_an_f1_of_92_percent(site: Path, cases: str) -> None:
    """By the harmonic mean of precision and recall."""
    articles = _articles(site)
    settings = tomllib.loads((site / "shop.toml").read_text("utf-8"))
    people = tomllib.loads((site / "customers.toml").read_text("utf-8"))["customer"]
    customers = {person["id"]: Customer.model_validate(person) for person in people}
    right = told = read = 0
    for case in _cases(STATES / cases):
        lines = [
            f"> {said['text']}" if said["by"] == "agent" else said["text"]
            for said in case["messages"]
        ]
        written = chat(*lines, by=customers[case["customer"]])
        reading = read_chat(written, articles[case["issue"]], settings["today"])
        met = {need.need for need in reading.needs if need.met}
        right += len(met & set(case["given"]))
        told += len(case["given"])
        read += len(met)
    assert 2 * right / (told + read) >= 0.92
