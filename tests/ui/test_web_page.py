"""The page for customers in a real browser, with the running console at the other end."""

import os
import signal
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from browser import CHROMIUM, Browser, browser
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit, QWidget
from web_scene import free_port

from console.app.console import Console, Demo
from console.app.window import make_window
from console.channels.web.channel import WebChannel
from console.channels.web.settings import WebPage
from console.channels.web.tokens import admission_key, secret_of
from console.domain.chat import Chat, ChatState, Delivery
from console.domain.clock import SystemClock
from console.domain.events import Arm
from console.settings import Settings
from console.ui.kit import object_names
from console.ui.kit.theme import Theme

pytestmark = [
    pytest.mark.slow,
    pytest.mark.process,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]

_WAIT_S = 60.0
_ARRIVED = (Delivery.DELIVERED, Delivery.READ)


class Desk:
    """The real window, worked through its widgets; ``link`` is what customers open."""

    def __init__(self, folder: Path, theme: Theme) -> None:
        page = WebPage(listen=f"127.0.0.1:{free_port()}")
        secret = folder / "gateway.key"
        self.channel = WebChannel(page, folder, "Larkmoor", "Robin", secret, SystemClock())
        self.link = f"{page.address}#k={admission_key(secret_of(secret))}"
        settings = Settings(arm=Arm.CONTROL, undo_send_s=0)
        self.console = Console(Demo(folder / "live.db", live=self.channel), settings)
        self.console.start()
        self.window = make_window(self.console, theme)
        self.window.resize(1280, 800)
        self.window.show()
        self.wait(lambda: self.channel.port is not None)

    def wait(self, until: object) -> None:
        """Let the window work until something has come true."""
        assert callable(until)
        ends = time.monotonic() + _WAIT_S
        while not until():
            assert time.monotonic() < ends, "it has not come true in time"
            QTest.qWait(5)

    def the_chat(self) -> Chat:
        """The one chat, as soon as it is there."""
        chats = self.console.session.desk.chats
        self.wait(lambda: chats)
        return next(iter(chats.values()))

    def find(self, name: str) -> QWidget:
        """A widget by its name."""
        found = self.window.findChild(QWidget, name)
        assert isinstance(found, QWidget), name
        return found

    def take(self, chat: Chat) -> None:
        """Accept a waiting chat."""
        self.console.session.accept(chat.id)
        self.wait(lambda: chat.state is ChatState.OPEN)
        QTest.qWait(50)

    def write(self, chat: Chat, text: str) -> None:
        """Type a message and click the button that sends it."""
        composer = self.find(object_names.composer(chat.id))
        assert isinstance(composer, QPlainTextEdit)
        composer.setFocus()
        composer.insertPlainText(text)
        self.find(object_names.send(chat.id)).click()  # type: ignore[attr-defined]  # a button

    def close(self) -> None:
        """Leave the console."""
        self.window.close()
        self.window.deleteLater()
        self.console.session.end("the test is over", keep=True)
        self.console.close()


@pytest.fixture
def desk(tmp_path: Path, theme: Theme) -> Iterator[Desk]:
    """A running console."""
    desk = Desk(tmp_path, theme)
    yield desk
    desk.close()


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One browser; each test's page has an address, and so a memory, of its own."""
    with browser(tmp_path_factory.mktemp("browser"), lambda: QTest.qWait(1)) as found:
        yield found


@pytest.fixture
def page(chromium: Browser, desk: Desk) -> Iterator[Browser]:
    """The browser, in which the customers' link has been opened."""
    chromium.complaints.clear()
    chromium.show(480, 800)
    chromium.open(desk.link)
    chromium.wait("!document.querySelector('#start').hidden")
    yield chromium
    assert [each for each in chromium.complaints if "net::ERR" not in each] == []
    chromium.open("about:blank")


_LINES = "[...document.querySelectorAll('#log .bubble')].map(each => each.textContent)"


def _say(page: Browser, text: str) -> None:
    page.click("#text")
    page.type(text)
    page.press("Enter", 13)


def _customer_says(page: Browser, _: Chat, text: str) -> None:
    _say(page, text)


def _begin(page: Browser, text: str) -> None:
    page.click("#first")
    page.type(text)
    page.click("#begin button")


def _shows(page: Browser, lines: list[str]) -> None:
    page.wait(f"document.querySelectorAll('#log li').length === {len(lines)}")
    page.wait("!document.querySelector('.pending')")
    assert page.ask(_LINES) == lines


def test_fifty_messages_with_reloads_and_without_a_network(desk: Desk, page: Browser) -> None:
    """Each shows once, in order, on both sides; what is written meanwhile arrives afterwards."""
    _begin(page, "message 0")
    chat = desk.the_chat()
    desk.take(chat)
    for number in range(1, 50):
        if number == 20:
            page.reload()
        if number == 30:
            page.offline(True)
            _lose_connection(desk)
        (desk.write if number % 2 else partial(_customer_says, page))(chat, f"message {number}")
        if number == 34:
            page.wait("document.querySelector('#banner').textContent.includes('offline')")
            assert len(chat.messages) < 35
            page.offline(False)
        if not 30 <= number < 34:
            shown = f"document.querySelectorAll('#log li:not(.pending)').length === {number + 1}"
            page.wait(shown)
    page.reload()
    page.wait("document.querySelectorAll('#log li').length === 50")
    said = [message.text for message in chat.messages]
    assert sorted(said) == sorted(f"message {number}" for number in range(50))
    assert page.ask(_LINES) == said
    desk.wait(lambda: all(m.delivery in _ARRIVED for m in chat.messages if m.by_agent))


def _lose_connection(desk: Desk) -> None:
    """Break every connection to pages, as a lost network does."""
    pid = desk.channel.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    desk.wait(lambda: desk.channel.port is None)
    desk.wait(lambda: desk.channel.port is not None)


def test_a_script_in_a_message_shows_as_text(desk: Desk, page: Browser) -> None:
    """From the customer, and from the agent."""
    hostile = "<img src=x onerror='window.hit=1'><script>window.hit=1</script>&amp;"
    _begin(page, hostile)
    chat = desk.the_chat()
    desk.take(chat)
    desk.write(chat, hostile)
    _shows(page, [hostile, hostile])
    assert page.ask("window.hit === undefined")
    assert page.ask("document.querySelectorAll('#log img, #log script').length") == 0


def test_half_a_character_arrives_as_the_sign_for_one(desk: Desk, page: Browser) -> None:
    """JSON has no such thing: the gateway would refuse it each time it is sent again."""
    page.ask("document.querySelector('#first').value = 'a\\ud83d b'")
    page.click("#begin button")
    _shows(page, ["a\ufffd b"])
    assert desk.the_chat().messages[0].text == "a\ufffd b"


def test_what_is_chosen_without_a_connection_is_not_lost(desk: Desk, page: Browser) -> None:
    """Rating and end wait for one; the next chat begins without stars and without an answer."""
    _begin(page, "hello")
    chat = desk.the_chat()
    page.wait("!document.querySelector('#end').hidden")
    page.click("#end")
    page.click("#sure [value=yes]")
    desk.wait(lambda: chat.state is ChatState.ABANDONED)
    page.wait("!document.querySelector('#rating').hidden")
    page.offline(True)
    _lose_connection(desk)
    page.wait("document.querySelector('#rate').disabled")
    page.click("#comment")
    page.type("good")
    page.ask("document.querySelector('#stars label:nth-child(4) input').click()")
    page.ask("document.querySelector('#rating').requestSubmit()")
    page.offline(False)
    page.wait("!document.querySelector('#rate').disabled")
    page.click("#rate")
    desk.wait(lambda: chat.rating == 4)
    _say(page, "again")
    chats = desk.console.session.desk.chats
    desk.wait(lambda: len(chats) == 2)
    page.wait("!document.querySelector('#end').hidden")
    assert page.ask("document.querySelectorAll('#stars .on').length") == 0
    assert page.ask("document.querySelector('#comment').value") == ""
    page.click("#end")
    page.press("Escape", 27)
    page.wait("!document.querySelector('#sure').open")
    _say(page, "still here")
    _shows(page, ["hello", "again", "still here"])
    assert [each.state for each in chats.values()] == [ChatState.ABANDONED, ChatState.QUEUED]


def test_a_token_that_is_not_known_any_more_costs_no_message(page: Browser) -> None:
    """What nobody has received stands in the field with which a chat begins."""
    kept = '{token: "old", name: "", outbox: [{id: "abcdefgh", text: "sent"}], draft: "half"}'
    page.ask(f"localStorage.setItem('switchboard-chat', JSON.stringify({kept}))")
    page.reload()
    page.wait("!document.querySelector('#start').hidden")
    assert page.ask("document.querySelector('#first').value") == "sent\nhalf"


def test_the_page_is_worked_with_the_keyboard_alone(desk: Desk, page: Browser) -> None:
    """From the first field to the rating; each control has a name for a screen reader."""
    page.ask("document.querySelector('#name').focus()")
    page.type("Cy")
    page.press("Tab", 9)
    page.type("hello")
    page.press("Tab", 9)
    page.press("Enter", 13)
    chat = desk.the_chat()
    assert chat.customer.name == "Cy"
    desk.take(chat)
    assert page.ask("document.activeElement.id") == "text"
    page.type("more")
    page.press("Enter", 13)
    _shows(page, ["hello", "more"])
    assert page.ask("document.querySelector('#log').getAttribute('aria-live')") == "polite"
    page.press("Tab", 9, modifiers=8)
    page.press("Tab", 9, modifiers=8)
    assert page.ask("document.activeElement.id") == "end"
    page.press("Enter", 13)
    page.wait("document.querySelector('#sure').open")
    page.press("Tab", 9)
    page.press("Enter", 13)
    desk.wait(lambda: chat.state is ChatState.ABANDONED)
    page.wait("!document.querySelector('#rating').hidden")
    page.ask("document.querySelector('#stars input').focus()")
    for _ in range(3):
        page.press("ArrowRight", 39)
    page.ask("document.querySelector('#rating').requestSubmit()")
    desk.wait(lambda: chat.rating == 4)
    nameless = page.ask(
        "[...document.querySelectorAll('button, input, textarea')].filter(each =>"
        " !each.labels?.length && !each.ariaLabel && !each.textContent.trim()).length"
    )
    assert nameless == 0


def test_it_fits_a_phone_and_a_desk_in_light_and_dark(page: Browser) -> None:
    """Nothing is wider than the screen, and text stands out from what is behind it."""
    for width, height, mobile in ((320, 560, True), (390, 844, True), (1366, 768, False)):
        for dark in (False, True):
            page.show(width, height, dark=dark, mobile=mobile)
            assert page.ask("document.documentElement.scrollWidth <= innerWidth")
            assert page.ask(_CONTRAST) >= 4.5


_CONTRAST = """
(() => {
  const light = (css) => {
    const [r, g, b] = css.match(/[\\d.]+/g).map(Number).map(
      v => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a, b) => {
    const [low, high] = [light(a), light(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };
  const behind = (each) => {
    for (let up = each; up; up = up.parentElement) {
      const colour = getComputedStyle(up).backgroundColor;
      if (!colour.startsWith("rgba(0, 0, 0, 0")) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const shown = [...document.querySelectorAll("h1, p, label, span, button")].filter(
    each => each.offsetParent && each.textContent.trim());
  return Math.min(...shown.map(each => contrast(getComputedStyle(each).color, behind(each))));
})()
"""
