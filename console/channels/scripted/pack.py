"""Loads a scenario pack: a shop with its issues, customers, knowledge base and stories.

Everything is checked on loading, so that a slip in a file shows at once, with its place, and never
in the middle of a session.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol, TypeVar

from pydantic import BaseModel, ConfigDict

from console.channels.scripted.script import Expectation, Phrases, Scenario
from console.channels.scripted.toml_records import (
    checked,
    listed,
    named,
    read_list,
    read_table,
    read_text,
)
from console.domain.canned import CANNED_SLOTS, CannedReply
from console.domain.customers import Customer, Order
from console.domain.errors import ChannelError
from console.domain.issues import Issue
from console.domain.knowledge import Article, ArticleError, parse_article
from console.domain.slots import SLOTS, slots_in


class _Named(Protocol):
    @property
    def id(self) -> str: ...


N = TypeVar("N", bound=_Named)


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Shop(_Record):
    """The organisation. ``today`` is the day the pack's orders and deadlines count from."""

    name: str
    description: str
    today: date
    style: tuple[str, ...]
    greeting: str


class Pack(_Record):
    """All that a demonstration needs: what happens, who comes, and what the agent can look up."""

    shop: Shop
    issues: tuple[Issue, ...]
    customers: tuple[Customer, ...]
    articles: tuple[Article, ...]
    canned: tuple[CannedReply, ...]
    phrases: dict[str, Phrases]
    scenarios: tuple[Scenario, ...]

    def issue(self, issue_id: str) -> Issue:
        """The issue with this id; KeyError if there is none."""
        return _by_id(self.issues, issue_id)

    def article(self, article_id: str) -> Article:
        """The article with this id; KeyError if there is none."""
        return _by_id(self.articles, article_id)

    def customer(self, customer_id: str) -> Customer:
        """The customer with this id; KeyError if there is none."""
        return _by_id(self.customers, customer_id)

    def order(self, scenario: Scenario) -> Order | None:
        """The order a scenario is about."""
        if scenario.order is None:
            return None
        return _by_id(self.customer(scenario.customer).orders, scenario.order)


def load_pack(folder: Path) -> Pack:
    """Read and check the pack in ``folder``; ChannelError names the file and the field."""
    pack = read_pack(folder)
    problems = list(pack_problems(pack))
    if problems:
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        raise ChannelError(f"{folder}: {problems[0]}{more}")
    return pack


def read_pack(folder: Path) -> Pack:
    """Read the pack in ``folder``, in which entries may not fit together (``pack_problems``).

    Raises:
        ChannelError: a file is missing or one of its entries is none; it names file and field.
    """
    if not folder.is_dir():
        raise ChannelError(
            f"{folder}: no such folder; a scenario pack is a folder with a shop.toml"
        )
    table = read_table(folder / "scenarios.toml")
    expect = named(folder / "scenarios.toml", table.pop("expect", {}), Expectation, "expect")
    scenarios = listed(folder / "scenarios.toml", table, "scenario", Scenario)
    pack = Pack(
        shop=checked(folder / "shop.toml", Shop, read_table(folder / "shop.toml"), ""),
        issues=read_list(folder / "issues.toml", "issue", Issue),
        customers=read_list(folder / "customers.toml", "customer", Customer),
        articles=_articles(folder / "knowledge"),
        canned=read_list(folder / "canned.toml", "reply", CannedReply),
        phrases=named(folder / "phrases.toml", read_table(folder / "phrases.toml"), Phrases, ""),
        scenarios=(),
    )
    return pack.model_copy(
        update={"scenarios": tuple(_expecting(s, expect.get(s.issue), pack) for s in scenarios)}
    )


def _expecting(scenario: Scenario, expected: Expectation | None, pack: Pack) -> Scenario:
    """A scenario with what its issue expects; operations also by the steps that they carry out."""
    about, solution, done = scenario.about, scenario.solution, scenario.done
    if expected is not None:
        about, solution = about or expected.about, solution or expected.solution
        done = expected.done if done is None else done
    steps = [step for article in pack.articles for step in article.step_wordings]
    done = tuple(
        (*group, *(step.of for step in steps if step.operation in group)) for group in done or ()
    )
    return scenario.model_copy(update={"about": about, "solution": solution, "done": done})


def _by_id(records: tuple[N, ...], record_id: str) -> N:
    for record in records:
        if record.id == record_id:
            return record
    raise KeyError(record_id)


def _articles(folder: Path) -> tuple[Article, ...]:
    try:
        return tuple(
            parse_article(read_text(path), str(path)) for path in sorted(folder.glob("*.md"))
        )
    except ArticleError as error:
        raise ChannelError(str(error)) from error


# --- what must fit together ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PackProblem:
    """Two entries that don't fit together: in which file and entry it shows, and what to do."""

    file: str
    entry: str
    why: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}: {self.entry}: {self.why}; {self.remedy}"


def pack_problems(pack: Pack) -> Iterator[PackProblem]:
    """Everything in the files of a pack that refers to nothing or stands there twice."""
    issues = {issue.id for issue in pack.issues}
    articles = {article.id: article for article in pack.articles}
    yield from _doubles(pack)
    for issue in pack.issues:
        if issue.article not in articles:
            why = f"article: no article {issue.article!r} in knowledge/"
            yield PackProblem("issues.toml", issue.id, why, "write it, or name one that is there")
        elif issue.id not in articles[issue.article].issues:
            why = f"issues: lacks {issue.id!r}, whose article it is"
            yield PackProblem(_file(issue.article), issue.article, why, "add it")
    for article in pack.articles:
        for unknown in sorted(set(article.issues) - issues):
            why = f"issues: no issue {unknown!r}"
            yield PackProblem(
                _file(article.id), article.id, why, "add it to issues.toml, or take it out"
            )
        for field, text in article.approved_texts():
            for slot in sorted(slots_in(text) - SLOTS):
                why = f"{field}: unknown slot {{{slot}}}"
                yield PackProblem(_file(article.id), article.id, why, _there_is(SLOTS))
    for slot in sorted(slots_in(pack.shop.greeting) - CANNED_SLOTS):
        why = f"unknown slot {{{slot}}}"
        yield PackProblem("shop.toml", "greeting", why, _there_is(CANNED_SLOTS))
    for reply in pack.canned:
        for slot in sorted(slots_in(reply.text) - CANNED_SLOTS):
            why = f"unknown slot {{{slot}}}"
            yield PackProblem("canned.toml", reply.name, why, _there_is(CANNED_SLOTS))
    for scenario in pack.scenarios:
        yield from _of_scenario(pack, scenario)


def _file(article: str) -> str:
    return f"knowledge/{article}.md"


def _there_is(slots: frozenset[str]) -> str:
    return f"there is {', '.join(sorted(slots))}"


def _doubles(pack: Pack) -> Iterator[PackProblem]:
    orders = [order.id for customer in pack.customers for order in customer.orders]
    for file, kind, ids in (
        ("issues.toml", "issue", [issue.id for issue in pack.issues]),
        ("knowledge", "article", [article.id for article in pack.articles]),
        ("customers.toml", "customer", [customer.id for customer in pack.customers]),
        ("customers.toml", "order", orders),
        ("canned.toml", "canned reply", [reply.name for reply in pack.canned]),
        ("scenarios.toml", "scenario", [scenario.id for scenario in pack.scenarios]),
    ):
        for name, n in Counter(ids).items():
            if n > 1:
                yield PackProblem(
                    file, name, f"{kind} {name!r} exists twice", "give one another id"
                )


def _of_scenario(pack: Pack, scenario: Scenario) -> Iterator[PackProblem]:
    for why, remedy in _wrong_in(pack, scenario):
        yield PackProblem("scenarios.toml", scenario.id, why, remedy)


def _wrong_in(pack: Pack, scenario: Scenario) -> Iterator[tuple[str, str]]:
    customers = {customer.id: customer for customer in pack.customers}
    if scenario.issue not in {issue.id for issue in pack.issues}:
        yield f"issue: no issue {scenario.issue!r}", "name one of issues.toml"
    if not scenario.solution:
        yield f"solution: neither its own nor one in [expect.{scenario.issue}]", "add one"
    if scenario.language not in pack.phrases:
        yield f"language: no phrases for {scenario.language!r}", "add them to phrases.toml"
    if scenario.customer not in customers:
        yield f"customer: no customer {scenario.customer!r}", "name one of customers.toml"
    elif scenario.order is not None:
        orders = {order.id for order in customers[scenario.customer].orders}
        if scenario.order not in orders:
            why = f"order: {scenario.customer} has no order {scenario.order!r}"
            yield why, "name one of theirs in customers.toml"
    lines = [*scenario.opening, *scenario.followups, *(a.reply for a in scenario.answers)]
    lines += [line for line in (scenario.unsolved, scenario.thanks, scenario.back) if line]
    for slot in sorted(slots_in(" ".join(lines)) - SLOTS):
        yield f"unknown slot {{{slot}}}", _there_is(SLOTS)
