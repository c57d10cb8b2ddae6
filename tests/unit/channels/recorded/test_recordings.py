"""Recorded chats in three formats are read into one kind of recording."""

import gzip
import json
import time
from pathlib import Path

import pytest
from shared_data import SHARED_DATA, needs_shared_data

from console.channels.recorded.recordings import load_recordings
from console.domain.slots import slot_values

USER = {
    "name": {"first_name": "Ann", "last_name": "Oak"},
    "address": {
        "address1": "1 Elm Road",
        "address2": "",
        "city": "Boston",
        "country": "USA",
        "state": "MA",
        "zip": "02101",
    },
    "email": "ann@example.com",
    "payment_methods": {
        "card_1": {"source": "credit_card", "brand": "visa", "last_four": "1234", "id": "card_1"},
        "gift_1": {"source": "gift_card", "balance": 60, "id": "gift_1"},
    },
    "orders": ["#W1"],
}

ORDER = {
    "order_id": "#W1",
    "user_id": "ann_oak_1",
    "items": [{"name": "Lamp", "price": 20.5, "options": {"color": "red", "size": "big"}}],
    "fulfillments": [{"tracking_id": ["77"], "item_ids": ["1"]}],
    "status": "pending",
    "payment_history": [
        {"transaction_type": "payment", "amount": 20.5, "payment_method_id": "card_1"}
    ],
}

COLUMNS = "conversationId\tturnNumber\tutteranceId\tutterance\tslot-labels\tintent"


def write_dialogue(path: Path, *displays: str) -> Path:
    """A retail file with one chat for each text."""
    lines = [json.dumps({"messages_display": display}) for display in displays]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def write_table(path: Path, *rows: tuple[str, object, str, str], end: str = "\n") -> Path:
    """A MultiDoGO file with rows of chat, turn number, text and intent."""
    lines = [f"{chat}\t{turn}\tid\t{text}\tO\t{intent}" for chat, turn, text, intent in rows]
    path.write_text(end.join([COLUMNS, *lines, ""]), encoding="utf-8", newline="")
    return path


def write_chats(path: Path, *chats: dict[str, object]) -> Path:
    """An ABCD file."""
    path.write_text(json.dumps(chats), encoding="utf-8")
    return path


def test_retail_turns_keep_both_sides_without_look_ups(tmp_path: Path) -> None:
    """Messages may span lines; look-ups and the marker of the end are no messages."""
    display = (
        "user: Hi\n\nsecond line\nassistant: None\ntool: {}\nassistant: Hello\nuser: a\nuser: b\n"
        "assistant: Bye\nuser: ###STOP###"
    )
    [chat] = load_recordings(write_dialogue(tmp_path / "any.name", display))
    assert [(turn.by_agent, turn.text) for turn in chat.turns] == [
        (False, "Hi\n\nsecond line"),
        (True, "Hello"),
        (False, "a"),
        (False, "b"),
        (True, "Bye"),
    ]
    assert chat.runs == (("Hi\n\nsecond line",), ("a", "b"))
    assert chat.format == "retail"


def test_the_marker_of_the_end_is_cut_from_a_message(tmp_path: Path) -> None:
    """What the customer said before the marker stays."""
    path = write_dialogue(tmp_path / "d", "user: Thanks!\n\n###STOP###")
    assert load_recordings(path)[0].runs == (("Thanks!",),)


def test_retail_customer_comes_from_look_ups(tmp_path: Path) -> None:
    """Name, address, orders and payment are those the recorded agent looked up first."""
    changed = ORDER | {"status": "cancelled"}
    display = "\n".join(
        [
            "user: Hi",
            "tool: Error: user not found",
            "tool: ann_oak_1",
            f"tool: {json.dumps(USER)}",
            f"tool: {json.dumps(ORDER)}",
            f"tool: {json.dumps(changed)}",
            "assistant: Hello",
        ]
    )
    customer = load_recordings(write_dialogue(tmp_path / "d", display))[0].customer
    assert (customer.id, customer.name, customer.email) == (
        "ann_oak_1",
        "Ann Oak",
        "ann@example.com",
    )
    assert customer.address == "1 Elm Road, Boston, MA 02101, USA"
    assert customer.note is not None
    assert "visa ending in 1234, gift card with $60.00" in customer.note
    [order] = customer.orders
    assert (order.status, order.total, order.payment, order.tracking) == (
        "pending",
        20.5,
        "visa ending in 1234",
        "77",
    )
    assert [(item.name, item.price, item.detail) for item in order.items] == [
        ("Lamp", 20.5, "red, big")
    ]


def test_retail_customer_nobody_looked_up_stays_unknown(tmp_path: Path) -> None:
    """Nothing is invented for a customer whose data isn't in the recording."""
    first, second = load_recordings(write_dialogue(tmp_path / "d.jsonl", "user: a", "user: b"))
    assert (first.customer.name, second.customer.name) == ("Customer 1", "Customer 2")
    assert second.customer.id == second.id == "d-2"
    assert second.customer.orders == ()


def test_an_id_tells_the_name_when_only_that_was_looked_up(tmp_path: Path) -> None:
    """The shop's customer ids are made of names."""
    path = write_dialogue(tmp_path / "d", "user: Hi\nassistant: None\ntool: mia_garcia_4516")
    assert load_recordings(path)[0].customer.name == "Mia Garcia"


def test_multidogo_turns_come_in_order_and_gaps_end_a_run(tmp_path: Path) -> None:
    """Turn numbers count both sides, so a gap is a turn of the agent that isn't recorded."""
    path = write_table(
        tmp_path / "x.txt",
        ("b", 0, "other", "openinggreeting"),
        ("a", "4.0", "third", "contentonly"),
        ("a", "0.0", "first", "openinggreeting"),
        ("a", "1.0", "second", "thankyou<div>bookflight"),
        ("a", "6.0", "", "changeseat"),
    )
    other, chat = load_recordings(path)
    assert other.known_issue is None
    assert chat.runs == (("first", "second"), ("third",), ("",))
    assert chat.known_issue == "bookflight"
    assert chat.customer.name == "Customer 2"


def test_multidogo_messages_may_be_quoted_over_lines(tmp_path: Path) -> None:
    """Quotes keep tabs, line ends and doubled quotes inside a message."""
    path = write_table(tmp_path / "x", ("a", 0, '"one ""two""\nthree\tfour"', "i"))
    assert load_recordings(path)[0].runs == (('one "two"\nthree\tfour',),)


def test_abcd_keeps_scenario_and_leaves_out_actions(tmp_path: Path) -> None:
    """Customer, order and known issue come from the scenario."""
    scenario = {
        "personal": {"customer_name": "crystal minh", "username": "cm1", "member_level": "gold"},
        "order": {
            "order_id": "334",
            "full_address": "1 ave  san mateo",
            "payment_method": "credit card",
            "purchase_date": "2019-11-06",
        },
        "product": {"names": ["guess_jeans jeans"], "amounts": [94]},
        "subflow": "return_size",
    }
    original = [["agent", "Hi!"], ["customer", "a"], ["action", "x"], ["customer", "b"]]
    chat = {"convo_id": 3592, "scenario": scenario, "original": original}
    [recording] = load_recordings(write_chats(tmp_path / "x", chat))
    assert recording.runs == (("a", "b"),)
    assert (recording.id, recording.known_issue) == ("3592", "return_size")
    customer = recording.customer
    assert (customer.id, customer.name, customer.level) == ("cm1", "Crystal Minh", "gold")
    assert customer.address == "1 ave san mateo"
    [order] = customer.orders
    assert (order.id, order.placed, order.total) == ("334", "2019-11-06", 94.0)
    assert order.items[0].name == "guess jeans jeans"


def test_abcd_chat_without_a_scenario_is_usable(tmp_path: Path) -> None:
    """The scenario is an extra: without it the customer has a neutral name."""
    path = write_chats(tmp_path / "x", {"convo_id": 1, "original": [["customer", "hello"]]})
    assert load_recordings(path)[0].customer.name == "Customer 1"


def test_byte_order_mark_and_windows_line_ends_make_no_difference(tmp_path: Path) -> None:
    """A file that went through Windows reads the same."""
    plain = write_table(tmp_path / "a", ("c", 0, "hello", "i"), ("c", 1, '"x\ny"', "i"))
    windows = tmp_path / "b"
    text = plain.read_text(encoding="utf-8").replace("\n", "\r\n")
    windows.write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert load_recordings(windows)[0].turns == load_recordings(plain)[0].turns
    dialogue = tmp_path / "c"
    line = json.dumps({"messages_display": "user: a\r\nb\r\nassistant: c"})
    dialogue.write_bytes(b"\xef\xbb\xbf" + line.encode() + b"\r\n")
    assert load_recordings(dialogue)[0].runs == (("a\nb",),)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("x" * 1_000_000, id="1 MB"),
        pytest.param("", id="empty"),
        pytest.param("bell \x07 escape \x1b[31m null \x00", id="control characters"),
        pytest.param("שלום مرحبا \u202eabc", id="right to left"),
        pytest.param("👩\u200d👩\u200d👧 🇺🇳", id="emoji"),
        pytest.param("line\u2028separator\x85", id="unusual line ends"),
    ],
)
def test_any_message_is_kept_as_it_is(tmp_path: Path, text: str) -> None:
    """Length, script and control characters don't matter, in any format."""
    files = [
        write_dialogue(tmp_path / "a", f"user: {text}\nassistant: ok"),
        write_table(tmp_path / "b", ("c", 0, f'"{text}"', "i")),
        write_chats(tmp_path / "c", {"convo_id": 1, "original": [["customer", text]]}),
    ]
    assert [load_recordings(file)[0].runs for file in files] == [((text,),)] * 3


def test_half_surrogate_pairs_become_storable(tmp_path: Path) -> None:
    """JSON may escape half a character; it is replaced, and whole ones are put together."""
    path = tmp_path / "x"
    path.write_text('{"messages_display": "user: a\\ud83d b\\ud83d\\ude00"}', encoding="utf-8")
    assert load_recordings(path)[0].runs == (("a\ufffd b\U0001f600",),)


def test_a_folder_gives_what_is_recognised_in_it(tmp_path: Path) -> None:
    """Formats may be mixed, names don't matter, other files and folders are left alone."""
    (tmp_path / "deep" / "er").mkdir(parents=True)
    write_dialogue(tmp_path / "1.bin", "user: a")
    write_table(tmp_path / "deep" / "2", ("c", 0, "b", "i"))
    write_chats(tmp_path / "deep" / "er" / "3", {"convo_id": 1, "original": [["customer", "c"]]})
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\xff\xfe\x00")
    (tmp_path / "empty").touch()
    (tmp_path / "dangling").symlink_to("nowhere")
    chats = load_recordings(tmp_path)
    assert [chat.format for chat in chats] == ["retail", "multidogo", "abcd"]
    assert [chat.customer.name for chat in chats] == ["Customer 1", "Customer 2", "Customer 3"]


def test_a_loop_of_folders_is_walked_once(tmp_path: Path) -> None:
    """A link to a folder above doesn't lead to reading files twice or without end."""
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "up").symlink_to(tmp_path)
    write_dialogue(tmp_path / "sub" / "a", "user: a")
    assert len(load_recordings(tmp_path)) == 1


@needs_shared_data
def test_the_real_retail_chats_are_read_whole() -> None:
    """Fifty chats with both sides; most customers are known with their orders."""
    chats = load_recordings(SHARED_DATA / "retail" / "dialogues.jsonl")
    assert len(chats) == 50
    assert sum(len(chat.turns) for chat in chats) > 700
    assert not any("###STOP###" in turn.text for chat in chats for turn in chat.turns)
    assert sum(bool(chat.customer.orders) for chat in chats) > 40
    assert sum(not chat.customer.name.startswith("Customer ") for chat in chats) > 45


@needs_shared_data
def test_the_real_abcd_sample_is_read() -> None:
    """Three chats with name and issue."""
    chats = load_recordings(SHARED_DATA / "abcd" / "abcd_sample.json")
    assert [chat.known_issue for chat in chats] == ["return_size", "refund_status", "timing_4"]


@pytest.mark.slow
@needs_shared_data
def test_the_real_multidogo_folder_loads_quickly() -> None:
    """Six domains, over eleven thousand chats, in about two seconds."""
    begin = time.process_time()
    chats = load_recordings(SHARED_DATA / "multidogo")
    assert time.process_time() - begin < 6
    assert len(chats) > 11_000
    assert len({chat.source for chat in chats}) == 12
    assert sum(chat.known_issue is not None for chat in chats) > 10_000


@pytest.mark.slow
@needs_shared_data
def test_the_whole_data_folder_can_be_given() -> None:
    """Files that are no chats lie between the chats and are left out."""
    formats = {chat.format for chat in load_recordings(SHARED_DATA)}
    assert formats == {"retail", "multidogo", "abcd"}


def test_the_published_abcd_file_gives_the_chats_of_all_its_splits(tmp_path: Path) -> None:
    """What people download is an object of splits, packed; alone or in a folder it is read."""
    said = [["agent", "Hi"], ["customer", "I want to return jeans"]]
    chats = [{"convo_id": number, "original": said} for number in range(3)]
    text = json.dumps({"train": chats[:2], "dev": [], "test": chats[2:]})
    (tmp_path / "abcd.json").write_text(text)
    packed = tmp_path / "packed" / "abcd.json.gz"
    packed.parent.mkdir()
    packed.write_bytes(gzip.compress(text.encode()))
    for path in (tmp_path / "abcd.json", packed, packed.parent):
        recordings = load_recordings(path)
        assert [recording.id for recording in recordings] == ["0", "1", "2"]
        assert recordings[2].runs == (("I want to return jeans",),)


@pytest.mark.parametrize(
    ("day", "placed"),
    [
        ("2019-11-06T10:00:00", "November 6, 2019"),
        ("03/11/2019", "03/11/2019"),
        ("yesterday", "yesterday"),
        ("", None),
    ],
)
def test_the_day_of_an_order_is_kept_in_any_form(
    tmp_path: Path, day: str, placed: str | None
) -> None:
    """A date in another order is text, not a reason to lose the chat."""
    order = {"order_id": "A1", "purchase_date": day}
    chat = {"convo_id": 1, "scenario": {"order": order}, "original": [["customer", "hello"]]}
    (recording,) = load_recordings(write_chats(tmp_path / "abcd.json", chat))
    customer = recording.customer
    assert customer.orders[0].placed == (day or None)
    assert slot_values(customer, customer.orders[0]).get("date") == placed


def test_prices_beyond_any_sum_have_no_total(tmp_path: Path) -> None:
    """No order can hold a total that is not finite."""
    scenario = {"order": {"order_id": "A1"}, "product": {"names": [], "amounts": [1e308, 1e308]}}
    chat = {"convo_id": 1, "scenario": scenario, "original": [["customer", "hello"]]}
    (recording,) = load_recordings(write_chats(tmp_path / "abcd.json", chat))
    assert recording.customer.orders[0].total is None


def test_unannotated_multidogo_has_both_sides(tmp_path: Path) -> None:
    """The agent's words are the agent's, and end the customer's run."""
    path = tmp_path / "airline.tsv"
    path.write_text(
        "conversationId\tturnNumber\tutteranceId\tutterance\tauthorRole\n"
        "c1\t0\tc1-0\thello, how can I help\tagent\n"
        "c1\t1\tc1-1\twhere is my bag\tcustomer\n"
        "c1\t2\tc1-2\tI will look\tagent\n"
        "c1\t3\tc1-3\tthanks\tcustomer\n"
    )
    (recording,) = load_recordings(path)
    assert [turn.by_agent for turn in recording.turns] == [True, False, True, False]
    assert recording.runs == (("where is my bag",), ("thanks",))
    assert recording.known_issue is None


def test_a_long_message_of_a_table_is_read(tmp_path: Path) -> None:
    """Fields above 128 KiB are no reason to refuse the table."""
    path = write_table(tmp_path / "t.tsv", ("c", 0, "a" * 200_000, "x"))
    assert len(load_recordings(path)[0].turns[0].text) == 200_000
