"""Live customers on a real Matrix server: the whole way, and what is killed meanwhile."""

import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from matrix_scene import Team

from console.bench.channel.run import ChannelLoad, run_bench
from console.bench.channel.server import Synapse, running
from console.channels.matrix.client import signed_in
from console.domain import events as ev
from console.domain.chat import ChatState, Delivery
from console.domain.errors import ChannelError
from console.domain.issues import Disposition

pytestmark = [pytest.mark.slow, pytest.mark.process]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Synapse]:
    """A server for all these tests."""
    with running(tmp_path_factory.mktemp("synapse")) as server:
        yield server


@pytest.fixture
def team(server: Synapse, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Team]:
    """Two agents at one server, with a customer of their own."""
    name = "".join(c for c in request.node.name.lower() if c.isalnum())[-24:]
    team = Team(server, tmp_path, name)
    yield team
    team.close()


def test_a_chat_goes_its_whole_way(team: Team) -> None:
    """Queue, acceptance, messages, typing and receipts both ways, the end, the rating."""
    team.take()
    team.wait(lambda: team.state(team.ben) is ChatState.DROPPED)
    session = team.ana.session
    session.attention.show_tab(team.room)
    session.attention.activate_window(True)
    session.attention.type_in(team.room, True)
    session.send(team.room, "Hi, how can I help?")
    team.wait(lambda: team.cy.hears(team.room) == ["Hi, how can I help?"])
    team.cy.type(team.room, True)
    team.wait(lambda: session.desk.chats[team.room].customer_typing)
    answer = next(e for e in team.cy.events(team.room) if e["sender"] == team.ana.account.user
                  and e["type"] == "m.room.message")  # fmt: skip
    team.cy.post(team.room, "receipt", "m.read", answer["event_id"])
    team.wait(lambda: session.desk.chats[team.room].messages[-1].delivery is Delivery.READ)
    session.close(team.room, Disposition.ANSWERED, resolved=True)
    team.cy.send(team.room, "switchboard.rating", {"rating": 5})
    team.wait(lambda: session.desk.chats[team.room].rating == 5)
    # Nothing of the console's own ever goes into a room but messages, claims and the end.
    own = {e["type"] for e in team.cy.events(team.room) if e["sender"] == team.ana.account.user}
    expected = {"m.room.message", "m.room.member", "switchboard.claim", "switchboard.closed"}
    assert own <= expected
    bodies = [e["content"] for e in team.cy.events(team.room) if e["type"] == "m.room.message"]
    assert all(set(content) == {"msgtype", "body"} for content in bodies)


def test_two_who_want_a_chat_at_once_do_not_both_get_it(team: Team) -> None:
    """One log has the acceptance, the other that somebody else took it."""
    team.cy.write(team.room, "hello")
    team.wait(lambda: all(s.texts(team.room) == ["hello"] for s in (team.ana, team.ben)))
    for seat in (team.ana, team.ben):
        seat.session.accept(team.room)
    states = {ChatState.OPEN, ChatState.DROPPED}
    team.wait(lambda: {team.state(team.ana), team.state(team.ben)} == states)
    taken = [
        event.fact
        for seat in (team.ana, team.ben)
        for event in seat.log.read()
        if isinstance(event.fact, ev.ChatAccepted)
    ]
    assert len(taken) == 1


def test_a_console_and_the_server_are_killed_and_nothing_is_lost(
    team: Team, server: Synapse
) -> None:
    """Messages of both sides from before and meanwhile arrive once, and the trouble is recorded."""
    team.take()
    team.ana.session.send(team.room, "one")
    team.ana.restart()
    server.kill()
    session = team.ana.session
    team.wait(lambda: session.desk.channel_trouble is not None)
    session.send(team.room, "two")
    server.start()
    for number in range(150):  # more than one answer of the server holds
        team.cy.write(team.room, f"line {number}")
    expected = ["hello", *(f"line {number}" for number in range(150))]
    team.wait(lambda: team.ana.texts(team.room) == expected)
    assert session.desk.channel_trouble is None
    team.wait(lambda: team.cy.hears(team.room) == ["one", "two"])
    team.ana.restart()
    team.cy.write(team.room, "bye")
    team.wait(lambda: team.ana.texts(team.room) == [*expected, "bye"])


def test_a_console_that_starts_again_at_once_keeps_its_chats(team: Team) -> None:
    """Though the server answers from its memory of before them."""
    team.take()
    team.ana.restart()
    team.cy.write(team.room, "still there?")
    team.wait(lambda: team.ana.texts(team.room) == ["hello", "still there?"])
    assert team.state(team.ana) is ChatState.OPEN


def test_what_is_written_while_the_agent_closes_is_not_lost(team: Team) -> None:
    """The console gives it to a new chat, though it did not know yet when it came."""
    team.take()
    team.cy.write(team.room, "one more thing")
    time.sleep(1.0)  # it is at the console by now, which has not looked
    team.ana.session.close(team.room, Disposition.ANSWERED, resolved=True)
    again = f"{team.room}/2"
    team.wait(lambda: team.ana.texts(again) == ["one more thing"])
    assert team.ana.texts(team.room) == ["hello"]
    team.ana.session.accept(again)
    team.wait(lambda: team.state(team.ana, again) is ChatState.OPEN)
    team.ana.session.send(again, "Yes?")
    team.wait(lambda: team.cy.hears(team.room) == ["Yes?"])


def test_a_chat_is_passed_on_with_a_note_that_the_customer_does_not_see(team: Team) -> None:
    """The colleague gets chat, note and what was said; the first agent has ended it."""
    team.take()
    team.wait(lambda: team.state(team.ben) is ChatState.DROPPED)
    team.ana.session.send(team.room, "I'll ask Ben.")
    team.wait(lambda: team.cy.hears(team.room) == ["I'll ask Ben."])
    team.ana.session.transfer(team.room, team.ben.account.user, "wants a refund")
    again = f"{team.room}/2"
    team.cy.write(team.room, "thanks")
    team.wait(lambda: "thanks" in team.ben.texts(again))
    chat = team.ben.chat(again)
    assert chat is not None
    assert "wants a refund" in (chat.customer.told or "")
    assert "I'll ask Ben." in (chat.customer.told or "")
    assert team.state(team.ana) is ChatState.CLOSED
    assert "refund" not in str(team.cy.events(team.room))
    team.ben.session.accept(again)
    team.wait(lambda: team.state(team.ben, again) is ChatState.OPEN)


def test_who_writes_to_a_closed_chat_comes_back(team: Team) -> None:
    """As a new chat that returns to the earlier one, also at a console that was started since."""
    team.take()
    team.ana.session.close(team.room, Disposition.ANSWERED, resolved=True)
    team.wait(lambda: any(e["type"] == "switchboard.closed" for e in team.cy.events(team.room)))
    team.ana.restart()
    team.cy.write(team.room, "one more thing")
    again = f"{team.room}/2"
    team.wait(lambda: team.ana.texts(again) == ["one more thing"])
    chat = team.ana.chat(again)
    assert chat is not None
    assert chat.previous == team.room


def test_a_picture_is_fetched_from_the_server_on_demand(team: Team, server: Synapse) -> None:
    """It comes as it was sent, within the limit; what is longer, or gone, is told in a line."""
    team.take()
    data = bytes(range(256)) * 40
    answer = httpx.post(
        f"{server.url}/_matrix/media/v3/upload",
        content=data,
        headers={"Authorization": f"Bearer {team.cy.account.token}", "Content-Type": "image/png"},
        trust_env=False,
    )
    address = answer.json()["content_uri"]
    team.cy.write(team.room, "tent.png", "m.image", url=address, info={"size": len(data)})
    team.wait(lambda: len(team.ana.texts(team.room)) == 2)
    message = team.ana.session.desk.chats[team.room].messages[-1]
    assert (message.text, message.pictures) == ("[picture: tent.png, 10 KB]", 1)
    (attachment,) = message.attachments
    fetch = team.ana.session.fetch
    assert fetch(attachment, 20_000).result(30) == data
    for other, most in ((attachment, 9_999), (_elsewhere(attachment), 20_000)):
        with pytest.raises(ChannelError):
            fetch(other, most).result(30)


def _elsewhere(attachment: ev.Attachment) -> ev.Attachment:
    return attachment.model_copy(update={"address": attachment.address + "x"})


def test_an_encrypted_room_is_declined_with_one_line(team: Team) -> None:
    """The customer finds the reason in the room, and the log has it."""
    room = team.cy.invite(team.ana.account.user, encrypted=True)

    def declined() -> bool:
        return any(
            "encrypted" in str(event["content"].get("reason"))
            for event in team.cy.events(room)
            if event["type"] == "m.room.member"
        )

    team.wait(declined)
    team.wait(lambda: team.ana.session.desk.items_set_aside > 0)
    assert team.ana.chat(room) is None


def test_signing_in(server: Synapse) -> None:
    """A password gives an account; a wrong one, or no server, one line that says what to do."""
    server.register("dee")
    assert signed_in(server.url, "dee", "secret").user == "@dee:localhost"
    with pytest.raises(ChannelError, match="check name and password"):
        signed_in(server.url, "dee", "wrong")
    with pytest.raises(ChannelError, match="can't be reached"):
        signed_in("http://localhost:9", "dee", "secret")


def test_under_load_nothing_is_lost_doubled_or_misplaced(tmp_path: Path) -> None:
    """A small load of the benchmark: server and console are killed in the middle of it."""
    load = ChannelLoad(agents=2, customers=4, messages=24, server_kills=1, console_kills=1)
    result = run_bench(load, tmp_path, lambda _: None)
    assert result.is_sound, result
    assert (result.received, result.answered) == (24, 24)
