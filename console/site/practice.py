"""Practice customers for a site that has written none: people with one of its issues each.

They open with an example of the issue, know their own order, and are content once they were told
something of what the issue's article says. Stories in ``scenarios.toml`` are better practice.
"""

import re
from collections.abc import Iterator

from console import paths
from console.channels.scripted.pack import Pack, load_pack
from console.channels.scripted.script import Scenario
from console.domain.customers import Customer
from console.domain.issues import Issue
from console.domain.knowledge import Article

_WORD = re.compile(r"[^\W\d_]{5,}")


def with_practice_customers(pack: Pack) -> Pack:
    """The pack with everyday lines and stories where it has none of its own."""
    if pack.scenarios:
        return pack
    phrases = pack.phrases or load_pack(paths.resources() / "shop").phrases
    return pack.model_copy(update={"phrases": phrases, "scenarios": tuple(_stories(pack))})


def _stories(pack: Pack) -> Iterator[Scenario]:
    """One story for each example of each issue, the site's customers taking turns."""
    number = 0
    for issue in pack.issues:
        for example in issue.examples or (issue.summary,):
            if pack.customers:
                customer = pack.customers[number % len(pack.customers)]
                number += 1
                yield _story(f"practice-{number}", issue, example, customer, pack)


def _story(name: str, issue: Issue, example: str, customer: Customer, pack: Pack) -> Scenario:
    order = customer.orders[0] if customer.orders else None
    article = pack.article(issue.article)
    return Scenario(
        id=name,
        customer=customer.id,
        issue=issue.id,
        order=order.id if order else None,
        opening=(example,),
        about=_words(f"{issue.name} {issue.summary} {article.diagnosis}"),
        solution=(_of_solution(article),),
    )


def _of_solution(article: Article) -> tuple[str, ...]:
    """Words of what the customer is to be told, but not of the question before it."""
    asked = set(_words(article.diagnosis))
    told = " ".join((article.reply, *(step.report for step in article.step_wordings)))
    words = _words(told) or _words(article.body)
    return tuple(word for word in words if word not in asked) or words


def _words(text: str) -> tuple[str, ...]:
    plain = re.sub(r"\{[a-z_]+\}", " ", text).lower()
    return tuple(dict.fromkeys(_WORD.findall(plain)))
