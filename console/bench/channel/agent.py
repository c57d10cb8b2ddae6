"""The console of one agent of the benchmark, without a window, as a process that can be killed.

It takes every waiting chat that it can get, and answers each message of its customers once. What it
has answered is in its log and nowhere else, so a console that comes up again goes on from there.
"""

import argparse
import sys
import time
from pathlib import Path

from console.channels.matrix.channel import MatrixChannel
from console.channels.matrix.client import Account
from console.domain.chat import Chat
from console.domain.clock import SystemClock
from console.domain.errors import InvalidAction, StoreError
from console.domain.events import Arm
from console.session.conditions import Conditions
from console.session.session import Session
from console.store.opening import open_log

ANSWER = "re: "
_TURN_S = 0.03


def main() -> None:
    """Work until standard input is closed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--database", type=Path, required=True)
    parser.add_argument("--server", required=True)
    parser.add_argument("--account", nargs=3, required=True, help="user, device, token")
    parser.add_argument("--colleagues", nargs="+", required=True)
    parser.add_argument("--stop", type=Path, required=True, help="work until this file is there")
    told = parser.parse_args()
    clock = SystemClock()
    opened = open_log(told.database, clock)
    account = Account(*told.account)
    channel = MatrixChannel(told.server, account, colleagues=told.colleagues)
    session = Session(opened.log, channel, clock, opened.desk, f"live-{account.user}")
    session.start(Conditions(agent=account.user, arm=Arm.CONTROL, version="bench", practice=False))
    asked: set[str] = set()
    while not told.stop.exists():
        session.poll_channel()
        work(session, asked)
        time.sleep(_TURN_S)
    session.end("the benchmark ended")
    opened.log.close()


def work(session: Session, asked: set[str]) -> None:
    """Take who waits and answer who wrote; ``asked`` are the chats that were asked for."""
    for chat in session.desk.queue:
        if chat.id not in asked and session.desk.channel_trouble is None:
            asked.add(chat.id)
            try:
                session.accept(chat.id)
            except InvalidAction as error:
                sys.stderr.write(f"{error}\n")
    for chat in session.desk.open_chats:
        for text in unanswered(chat):
            try:
                session.send(chat.id, ANSWER + text)
            except StoreError as error:
                sys.stderr.write(f"{error}\n")


def unanswered(chat: Chat) -> list[str]:
    """What the customer wrote and the agent has not answered yet."""
    answered = {message.text.removeprefix(ANSWER) for message in chat.messages if message.by_agent}
    return [m.text for m in chat.messages if not m.by_agent and m.text not in answered]


if __name__ == "__main__":
    main()
