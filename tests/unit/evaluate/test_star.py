"""What the agent in dialogues of STAR does next, foreseen from a task's flow and replies alone."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from shared_data import SHARED_DATA, needs_shared_data

from console.cli import main
from console.domain.errors import UsageError
from console.domain.json_objects import JsonObject
from console.evaluate.star import read_dialogues, read_tasks
from console.evaluate.star_flow import Flow
from console.evaluate.star_run import common_words, evaluate_star, foresee

STAR = SHARED_DATA / "star"

TASK = {
    "task": "table_book",
    "replies": {
        "hello": "Hello, how can I help?",
        "ask_name": "What is your name, please?",
        "table_ask_guests": "How many guests will there be?",
        "table_ask_day": "Which day would you like to come?",
        "table_ask_phone": "May I have your phone number, then, please?",
        "table_offer": "We have a table for {guests:d}. Shall I book it?",
        "table_booked": "Your table is booked.",
        "table_full": "I am sorry, we are full on that day.",
        "table_bye": "Thank you and goodbye.",
        "anything_else": "Is there anything else that I can do for you?",
        "out_of_scope": "I am sorry, I am only able to book tables.",
        "day_missing": "Can't say which day yet",
        "query_check": "Check",
        "query_check_failure": "Check failed",
        "query_check_success": "Check succeeded",
        "query_book": "Book",
    },
    "graph": {
        "hello": "ask_name",
        "ask_name": "table_ask_guests",
        "table_ask_guests": "table_ask_day",
        "table_ask_day": "query_check",
        "day_missing": "table_ask_phone",
        "table_ask_phone": "query_check",
        "query_check_failure": "table_full",
        "query_check_success": "table_offer",
        "table_offer": "query_book",
        "query_book": "table_booked",
        "table_booked": "anything_else",
    },
}
FREE, FULL = {"Table": 12, "guests": 4}, {"Message": "No table is left."}


def _customer(text: str) -> JsonObject:
    return {"Agent": "User", "Action": "utter", "Text": text}


def _agent(action: str) -> JsonObject:
    text = TASK["replies"].get(action, "")  # type: ignore[attr-defined]
    return {"Agent": "Wizard", "Action": "pick_suggestion", "ActionLabel": action, "Text": text}


def _lookup(kind: str, item: JsonObject, **told: str) -> list[JsonObject]:
    constraints = [{"RequestType": f'"{kind}"'}, *({key: value} for key, value in told.items())]
    return [
        {"Agent": "Wizard", "Action": "query", "Constraints": constraints},
        {"Agent": "KnowledgeBase", "Action": "return_item", "Item": {"APIName": "table", **item}},
    ]


BOOKING = [
    _customer("Hello!"),
    _agent("hello"),
    _customer("I'd like a table in the garden"),
    _agent("ask_name"),
    _customer("Maria Lopez"),
    _agent("table_ask_guests"),
    _customer("4"),
    _agent("table_ask_day"),
    _customer("On Friday, if you can."),
    *_lookup("Check", FREE, Name="Maria Lopez", Guests="4", Day="Friday"),
    _agent("table_offer"),
    _customer("Yes, please do."),
    *_lookup("Book", {"Status": "Booked", "Number": 7}, Name="Maria Lopez"),
    _agent("table_booked"),
    _customer("Great, thanks!"),
    _agent("anything_else"),
    _customer("No, that's all."),
    _agent("table_bye"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the task and no dialogue."""
    (tmp_path / "tasks" / "table_book").mkdir(parents=True)
    (tmp_path / "dialogues").mkdir()
    (tmp_path / "tasks" / "table_book" / "table_book.json").write_text(json.dumps(TASK))
    return tmp_path


def _write(
    folder: Path, events: list[JsonObject], name: str = "1", task: str = "table_book"
) -> None:
    scenario = {"WizardCapabilities": [{"Task": task}]}
    content = {"Scenario": scenario, "Events": events}
    (folder / "dialogues" / f"{name}.json").write_text(json.dumps(content))


def _foreseen(folder: Path, events: list[JsonObject]) -> str:
    """What is foreseen after the events."""
    _write(folder, [*events, _agent("table_bye")])
    tasks = read_tasks(folder)
    dialogue = read_dialogues(folder, tasks)[0]
    return foresee(Flow(tasks["table_book"]), dialogue, common_words)[-1][0]


def test_a_dialogue_that_keeps_to_the_flow_is_foreseen_as_a_whole(folder: Path) -> None:
    """Greeting, questions, look-up, offer, booking, outcome, more, good-bye."""
    _write(folder, BOOKING)
    report = evaluate_star(folder, common_words)
    score = report.tasks["table_book"]
    assert (score.n, report.n) == (10, 10)
    assert score.accuracy == 1 > score.graph


def test_what_the_customer_has_told_is_not_asked(folder: Path) -> None:
    """A name with the words for it, and a day in a task that asks for no other."""
    events = [_customer("My name is Maria Lopez, a table on Friday please")]
    assert _foreseen(folder, events) == "table_ask_guests"
    events += [_agent("table_ask_guests"), _customer("We are 4")]
    assert _foreseen(folder, events) == "query_check"


def test_another_way_is_taken_when_something_cannot_be_told(folder: Path) -> None:
    """The condition in the graph that names it leads on."""
    events = [*BOOKING[:8], _customer("I don't know the day yet")]
    assert _foreseen(folder, events) == "table_ask_phone"


def test_a_failed_lookup_is_told(folder: Path) -> None:
    """A result that is only a message of what went wrong is a failure."""
    events = [*BOOKING[:9], *_lookup("Check", FULL, Name="Maria", Guests="4", Day="Friday")]
    assert _foreseen(folder, events) == "table_full"


def test_a_lookup_without_something_that_was_told_is_repeated(folder: Path) -> None:
    """The agent forgot the day."""
    events = [*BOOKING[:9], *_lookup("Check", FULL, Name="Maria Lopez", Guests="4")]
    assert _foreseen(folder, events) == "query_check"


def test_a_reply_that_the_result_cannot_fill_is_written_by_hand(folder: Path) -> None:
    """It needs a number, and there is none."""
    events = [*BOOKING[:9], *_lookup("Check", {"Table": "by the window", "Free": "yes"})]
    assert _foreseen(folder, events) == "custom"


def test_an_offer_that_is_declined_is_not_carried_out(folder: Path) -> None:
    """The conversation comes to its end instead."""
    assert _foreseen(folder, [*BOOKING[:12], _customer("No, thanks.")]) == "table_bye"


def test_a_reply_under_another_name_is_known_by_its_text(folder: Path) -> None:
    """STAR's dialogues call some replies otherwise than its tasks do."""
    bye = {**_agent("table_bye"), "ActionLabel": "goodbye_1"}
    _write(folder, [*BOOKING[:-1], bye])
    assert evaluate_star(folder, common_words).accuracy == 1


def test_a_folder_without_tasks_or_dialogues_is_told(folder: Path, tmp_path: Path) -> None:
    """And so is a file that is no dialogue."""
    with pytest.raises(UsageError, match="no dialogue"):
        evaluate_star(folder, common_words)
    _write(folder, BOOKING, task="another")
    with pytest.raises(UsageError, match="no dialogue"):
        evaluate_star(folder, common_words)
    with pytest.raises(UsageError, match="no task"):
        evaluate_star(folder / "dialogues", common_words)
    (folder / "dialogues" / "2.json").write_text("{}")
    with pytest.raises(UsageError, match="not a dialogue of STAR"):
        evaluate_star(folder, common_words)


@pytest.mark.slow
@needs_shared_data
def test_actions_of_real_agents_are_foreseen_without_training() -> None:
    """Over the three tasks at least .65, and on each more than the graph alone by .2."""
    outcome = CliRunner().invoke(main, ["eval", "next", "--star", str(STAR), "--json"])
    assert outcome.exit_code == 0, outcome.output
    report = json.loads(outcome.stdout)
    assert report["accuracy"] >= 0.65
    for score in report["tasks"].values():
        assert score["accuracy"] >= score["graph"] + 0.2
