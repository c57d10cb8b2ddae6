"""The project's own shop: complete, consistent, and every story can end well."""

import re
from datetime import date
from random import Random

import pytest

from console.channels.scripted.conversation import Conversation
from console.channels.scripted.pack import load_pack
from console.channels.scripted.script import Scenario
from console.domain.claims import completed_claims, is_backed_by
from console.domain.customers import Order
from console.domain.knowledge import Article
from console.domain.slots import fill, slot_values, slots_in
from console.paths import resources

PACK = load_pack(resources() / "shop")
ORDERS = [
    pytest.param(order, id=order.id) for customer in PACK.customers for order in customer.orders
]
STORIES = [pytest.param(scenario, id=scenario.id) for scenario in PACK.scenarios]
ARTICLES = [pytest.param(article, id=article.id) for article in PACK.articles]
UNDER_WAY = {"shipped", "delivered", "return in transit", "return received"}


def told(scenario: Scenario, text: str, *, done: bool = False) -> Conversation:
    """The customer after one message of the agent, slots filled; ``done``: after all the work."""
    values = slot_values(
        PACK.customer(scenario.customer), PACK.order(scenario), item=scenario.item, agent="Sam"
    )
    filled = fill(text, values)
    assert not slots_in(filled)
    talk = Conversation(scenario, PACK.phrases[scenario.language], values, Random(1))
    for step in article_of(scenario).step_wordings if done else ():
        talk.see_action(step.of, step.operation, done=True)
    talk.reply_to(filled)
    return talk


def article_of(scenario: Scenario) -> Article:
    """The procedure for a story's issue."""
    return PACK.article(PACK.issue(scenario.issue).article)


def test_the_pack_is_large_enough_to_show() -> None:
    """Kinds of issue, customers, articles, replies and stories meet what was promised."""
    assert len(PACK.issues) >= 14
    assert len(PACK.customers) >= 40
    assert len(PACK.articles) >= 25
    assert len(PACK.canned) >= 15
    assert len(PACK.scenarios) >= 40


def test_every_customer_and_every_issue_has_a_story() -> None:
    """Nobody is in the pack in vain."""
    assert {s.customer for s in PACK.scenarios} == {c.id for c in PACK.customers}
    assert {s.issue for s in PACK.scenarios} == {i.id for i in PACK.issues}


def test_every_issue_has_varied_examples() -> None:
    """Six to ten different things customers say, short ones and long ones."""
    for issue in PACK.issues:
        assert 6 <= len(set(issue.examples)) <= 10, issue.id
        lengths = [len(example) for example in issue.examples]
        assert max(lengths) > 1.5 * min(lengths), issue.id


def test_stories_speak_several_languages() -> None:
    """English, Spanish, German and a right-to-left script."""
    assert {"en", "es", "de", "ar"} <= {scenario.language for scenario in PACK.scenarios}


@pytest.mark.parametrize("order", ORDERS)
def test_an_orders_lines_add_up_to_its_total(order: Order) -> None:
    """Shipping and discounts are lines, so the sum is the total to the cent."""
    cents = sum(item.quantity * round((item.price or 0) * 100) for item in order.items)
    assert cents == round((order.total or 0) * 100)


@pytest.mark.parametrize("order", ORDERS)
def test_an_orders_dates_and_parcel_fit_its_status(order: Order) -> None:
    """Delivered orders have a day of delivery, shipped ones don't, nothing lies in the future."""
    today = PACK.shop.today.isoformat()
    assert order.placed is not None
    assert order.placed <= (order.delivered or today) <= today
    assert (order.delivered is not None) == (order.status in UNDER_WAY - {"shipped"})
    mailed = any(item.name == "E-gift card" for item in order.items)
    assert (order.tracking is not None) == (order.status in UNDER_WAY and not mailed)
    assert (order.carrier is None) == (order.tracking is None)


def test_customers_are_invented_people_with_reserved_contacts() -> None:
    """E-mails and phones lead nowhere, and orders are newest first, not before the account."""
    for customer in PACK.customers:
        assert re.fullmatch(r"[\w.+-]+@example\.(com|org)", customer.email or ""), customer.id
        assert re.fullmatch(r"\(\d{3}\) 555-01\d\d", customer.phone or ""), customer.id
        placed = [order.placed or "" for order in customer.orders]
        assert placed == sorted(placed, reverse=True), customer.id
        assert date.fromisoformat(customer.since or "") <= date.fromisoformat(placed[-1])


@pytest.mark.parametrize("article", ARTICLES)
def test_an_article_has_a_policy_of_readable_length(article: Article) -> None:
    """80 to 250 words, updated before today."""
    assert 80 <= len(article.body.split()) <= 250
    assert article.updated <= PACK.shop.today


def test_primary_articles_have_all_that_the_assistant_needs() -> None:
    """Procedure, what to ask, a diagnosis that asks, and a solution that doesn't depend on it."""
    for issue in PACK.issues:
        article = PACK.article(issue.article)
        assert article.steps, article.id
        assert article.ask, article.id
        assert "?" in article.diagnosis, article.id
        assert article.reply, article.id


@pytest.mark.parametrize("scenario", STORIES)
def test_the_approved_reply_settles_the_story(scenario: Scenario) -> None:
    """An agent who has done what there is to do and says so satisfies the customer."""
    assert told(scenario, article_of(scenario).reply, done=True).content


@pytest.mark.parametrize("scenario", STORIES)
def test_the_approved_reply_alone_does_not_help(scenario: Scenario) -> None:
    """Whoever claims it and does nothing has a customer who will be back."""
    talk = told(scenario, article_of(scenario).reply)
    assert not talk.solved


@pytest.mark.parametrize("scenario", STORIES)
def test_doing_what_the_story_needs_and_reporting_it_settles_the_story(scenario: Scenario) -> None:
    """The report of the step that the customer waits for is understood by them."""
    article = article_of(scenario)
    needed = [
        s for s in article.step_wordings if any(s.operation in g for g in scenario.done or ())
    ]
    report = " ".join(step.report for step in needed if step.report) or article.reply
    assert told(scenario, report, done=True).content


@pytest.mark.parametrize("scenario", STORIES)
def test_empty_words_and_the_diagnosis_alone_do_not(scenario: Scenario) -> None:
    """Saying ok, greeting or asking back is not a solution."""
    greeting, diagnosis = PACK.shop.greeting, article_of(scenario).diagnosis
    for text in ("ok", "Ok, thank you.", "Let me check.", greeting, diagnosis):
        assert not told(scenario, text, done=True).content, text


@pytest.mark.parametrize("scenario", STORIES)
def test_what_policy_asks_for_the_customer_can_give(scenario: Scenario) -> None:
    """Each question of the article gets a real answer, unless the opening held it."""
    for need in article_of(scenario).needs:
        for question in (need.question, need.again):
            talk = told(scenario, question)
            assert talk.misses == talk.experience.complaints, question


@pytest.mark.parametrize("scenario", STORIES)
def test_most_solutions_of_other_issues_do_not_settle_the_story(scenario: Scenario) -> None:
    """The match is generous but not blind."""
    others = [i for i in PACK.issues if i.id != scenario.issue]
    wrong = [
        i.id for i in others if told(scenario, PACK.article(i.article).reply, done=True).content
    ]
    assert len(wrong) <= len(others) // 2, wrong


@pytest.mark.parametrize("article", ARTICLES)
def test_an_article_words_each_need_and_each_step(article: Article) -> None:
    """Two ways to ask for a need; what is done has an operation, and words for its failure."""
    for need in map(article.need, article.ask):
        assert need is not None
        assert len({need.question, need.again} - {""}) == 2, need.of
    for step in map(article.step, article.steps):
        assert step is not None
        if step.kind == "do":
            assert all((step.operation, step.failed)), step.of


@pytest.mark.parametrize("article", ARTICLES)
def test_an_article_answers_and_declines_briefly(article: Article) -> None:
    """Three to six answers, a refusal with what is possible instead, at most 50 words each."""
    assert 3 <= len(article.answers) <= 6
    assert article.declines
    for place, text in article.approved_texts():
        if place not in {"diagnosis", "reply"}:
            assert len(text.split()) <= 50, (place, text)


@pytest.mark.parametrize("article", ARTICLES)
def test_an_article_claims_no_more_than_its_steps_do(article: Article) -> None:
    """Only a report says that something was done, and only what its step says."""
    for step in article.step_wordings:
        assert all(is_backed_by(it, [step.of]) for it in completed_claims(step.report)), step.of
    reports = {step.report for step in article.step_wordings}
    for place, text in article.approved_texts():
        if place not in {"diagnosis", "reply"} and text not in reports:
            assert not completed_claims(text), (place, text)


def test_no_two_articles_say_the_same() -> None:
    """Each wording was written for its article."""
    texts = [{text for _, text in article.approved_texts() if text} for article in PACK.articles]
    assert len(set().union(*texts)) == sum(map(len, texts))
