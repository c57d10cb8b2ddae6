"""The page on articles is true: the program reads its examples and says what the page says."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from documents import ROOT
from pydantic import BaseModel

from console.assist.moves import next_move, situation
from console.assist.moves.conditions import holds
from console.assist.moves.doing import LIKELY
from console.assist.moves.evidence import ChatEvidence
from console.assist.moves.steps import branches
from console.assist.reading import read_chat
from console.assist.reading.values import STRONG
from console.domain.chat import Chat, Delivery, Message
from console.domain.customers import Customer, Order, OrderItem
from console.domain.issues import Issue
from console.domain.knowledge import (
    Article,
    NeedWording,
    PreparedText,
    StepWording,
    parse_article,
)
from console.domain.procedure import Action
from console.domain.slots import SLOTS
from console.site.check import site_problems
from console.site.folder import load_site
from console.site.writing import write_site

PAGE = ROOT / "resources" / "docs" / "articles.md"
TEXT = PAGE.read_text(encoding="utf-8")
TODAY = date(2026, 3, 12)
NOW = datetime(2026, 3, 12, 9, tzinfo=UTC)


def blocks(language: str) -> list[str]:
    """The page's code blocks in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)


(SHORT,) = blocks("markdown")
TABLES, ISSUE = blocks("toml")
FORMS = {"short": SHORT, "long": f"\n{TABLES}+++".join(SHORT.rsplit("+++", 1))}


@pytest.mark.parametrize("form", FORMS)
def test_the_example_makes_a_sound_site(tmp_path: Path, form: str) -> None:
    """In both forms, with its issue in `issues.toml`."""
    folder = tmp_path / "hotel"
    write_site(folder, "Hotel", TODAY)
    (folder / "knowledge" / "late-arrival.md").write_text(FORMS[form], encoding="utf-8")
    with (folder / "issues.toml").open("a", encoding="utf-8") as issues:
        issues.write(f"\n{ISSUE}")
    assert [str(problem) for problem in site_problems(folder)] == []
    article = load_site(folder).pack.article("late-arrival")
    assert bool(article.needs and article.step_wordings) == (form == "long")


def _keys(kind: type[BaseModel]) -> set[str]:
    return {field.alias or name for name, field in kind.model_fields.items()}


@pytest.mark.parametrize("kind", [Article, NeedWording, StepWording, PreparedText])
def test_every_key_is_on_the_page(kind: type[BaseModel]) -> None:
    """A key, or a table, that the reader of articles knows has a row."""
    named = set(re.findall(r"^\| `(\w+)`", TEXT, re.MULTILINE))
    named |= set(re.findall(r"\*\*`\[\[(\w+)\]\]`\*\*", TEXT))
    assert _keys(kind) - named - {"body"} == set()


def test_every_slot_and_reader_is_on_the_page() -> None:
    """And no others are."""
    assert set(re.findall(r"`\{(\w+)\}`", TEXT)) == SLOTS
    row = next(line for line in TEXT.splitlines() if line.startswith("| `reads`"))
    assert set(re.findall(r"`(\w+)`", row)) - {"reads"} == STRONG


@dataclass(frozen=True)
class Moment:
    """What was said and done before a suggestion; the agent's messages begin with ``A:``."""

    said: tuple[str, ...]
    done: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()


BOOKING = Order(
    id="B-7", status="booked", total=149.0, items=(OrderItem(name="Courtyard double", price=149.0),)
)
GUEST = Customer(id="c", name="Ada Brandt", orders=(BOOKING,))
LATE = "Our train is delayed, we'll be late."
ASKED = "A: About what time do you expect to be here?"
TOLD = "11:30 pm, my mobile is 555 201 4477"
STEPS = parse_article(SHORT, "articles.md").steps
CHECK, SAFE = STEPS[1], STEPS[3]
MOMENTS = (
    Moment((LATE,)),
    Moment((LATE, ASKED, "Hello?")),
    Moment((LATE, ASKED, "I can't tell you the time yet")),
    Moment((LATE, ASKED, "around 11:30 pm")),
    Moment((LATE, ASKED, "around 11:30 pm, where can I park?")),
    Moment((LATE, ASKED, TOLD), (CHECK,)),
    Moment((LATE, ASKED, TOLD), (CHECK, SAFE)),
    Moment((LATE, ASKED, TOLD), (CHECK,), (SAFE,)),
    Moment((LATE, ASKED, "around 11:30 pm, can you write me the code here?")),
)


def proposed(form: str, moment: Moment) -> str:
    """The wording of the next move after a moment, by the page's article."""
    article = parse_article(FORMS[form], "articles.md")
    issue = Issue(id="late_arrival", name="Late", group="g", summary="Late.", article=article.id)
    chat = Chat("c", GUEST, issue.id, NOW, "r")
    for number, text in enumerate(moment.said):
        words, by_agent = text.removeprefix("A: "), text.startswith("A: ")
        chat.messages.append(Message(f"m{number}", words, NOW, by_agent, Delivery.DELIVERED))
    for step in (*moment.done, *moment.failed):
        done = step in moment.done
        chat.procedure.actions[step] = Action(step, article.id, step, done=done)
    chat.procedure.read = read_chat(chat, article, TODAY)
    return next_move(situation(chat, article, issue, (article,), TODAY)).text


def rows_below(heading: str) -> list[list[str]]:
    """The cells of the table whose first heading this is."""
    table = TEXT.split(f"\n| {heading} |", 1)[1].split("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table]


def test_suggestions_are_those_that_the_page_shows() -> None:
    """Both forms, moment by moment; what the page quotes was written by the customer."""
    rows = rows_below("in the chat")
    for moment, (told, short, long) in zip(MOMENTS, rows, strict=True):
        quoted = re.findall(r'"(?:… )?([^"]+)"', told)
        assert all(text in moment.said[-1] for text in quoted)
        assert proposed("short", moment) == short
        assert proposed("long", moment) == (short if long == "(the same)" else long)


def test_steps_are_read_as_the_page_says() -> None:
    """Their condition, what is done, and what the customer is told."""
    rows = rows_below("step")
    read = branches(tuple(cells[0] for cells in rows))
    found = [(b.step, b.condition or "", b.action, " ".join(b.facts)) for b in read]
    assert found == [tuple(cells) for cells in rows]


def evidence(*said: str, today: date = TODAY, item: str = "Room", **order: object) -> ChatEvidence:
    """What a customer wrote, and what is on record of one order."""
    price = order.pop("price", None)
    record = Order.model_validate(
        {"id": "B-7", "status": "booked", "items": [{"name": item, "price": price}], **order}
    )
    utterances = tuple((False, text) for text in said)
    return ChatEvidence(utterances, GUEST, record, record.items[0], today)


CONDITIONS = {
    "Packed or shipped": (evidence(status="shipped"), evidence()),
    "during the stay": (evidence(status="checked in"), evidence()),
    "after departure": (evidence(status="checked out"), evidence()),
    "Below $25": (evidence(price=20.0), evidence(price=30.0)),
    "order above $150": (evidence(total=200.0), evidence(total=100.0)),
    "Delivered more than 3 business days ago": (
        evidence(delivered="2026-03-02"),
        evidence(delivered="2026-03-11"),
    ),
    "within 30 days of delivery": (
        evidence(delivered="2026-03-02"),
        evidence(delivered="2026-01-02"),
    ),
    "Until 6 p.m. two days before arrival": (
        evidence(item="Double, March 20 to 22"),
        evidence(item="Double, March 13 to 14"),
    ),
    "Before the 20th": (evidence(), evidence(today=date(2026, 3, 25))),
    "After 10:30 p.m.": (evidence("about 11:30 pm"), evidence("about 9:00 pm")),
    "Abroad": (evidence("It goes to France"), evidence("It goes to my mother")),
    "Only this room": (evidence("It's only our room"), evidence("The whole house is cold")),
    "the whole house": (evidence("The whole house is cold"), evidence("It's only our room")),
    "Two charges": (evidence("I see two charges"), evidence("There is one charge")),
    "Within the minimum term": (
        evidence(item="Calm, minimum term until May 1, 2027"),
        evidence(item="Calm, minimum term over"),
    ),
    "term is over": (
        evidence(item="Calm, minimum term over"),
        evidence(item="Calm, minimum term until May 1, 2027"),
    ),
}


def test_conditions_hold_by_what_the_page_names() -> None:
    """Each condition of the page holds in one case and does not in another."""
    cells = [cells[0] for cells in rows_below("condition")]
    assert cells.pop() == "anything else"
    assert [text for cell in cells for text in cell.split("; ")] == list(CONDITIONS)
    for condition, (so, otherwise) in CONDITIONS.items():
        assert holds(condition, None, so) > LIKELY, condition
        assert holds(condition, None, otherwise) < LIKELY, condition


def test_a_bare_article_is_one() -> None:
    """What the page calls required is enough."""
    bare = '+++\nid = "hours"\ntitle = "Hours"\nupdated = 2026-03-01\n+++\nWe open at 7 a.m.'
    assert parse_article(bare, "hours.md").steps == ()
