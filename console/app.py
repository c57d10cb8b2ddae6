"""The one place that wires objects together: log, customers, session, assistant, window."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from console import __version__, paths
from console.assist.client import AssistClient
from console.assist.knowledge import Knowledge
from console.assist.suggestions import Assistant
from console.channels.base import Channel
from console.channels.pack import Pack, load_pack
from console.channels.recordings import load_recordings
from console.channels.replay import ReplayChannel
from console.channels.scenario import ScenarioChannel
from console.channels.settings import CustomerSettings
from console.domain.clock import SystemClock
from console.domain.desk import Desk
from console.domain.events import Arm
from console.domain.ids import new_id
from console.inference.catalog import ModelChoice, resolve_model
from console.opening import open_log
from console.session import Conditions, Session
from console.settings import Settings
from console.store.search import TextIndex
from console.ui.application import create_application
from console.ui.contracts import ShopTexts, WindowSettings
from console.ui.loop import run
from console.ui.main_window import MainWindow
from console.ui.theme import Theme, ThemeChoice


@dataclass(frozen=True, slots=True)
class Demo:
    """A demonstration: so many simulated customers, from recordings or else from the scenario pack.

    ``model`` is a catalogue id, a path to a GGUF file, or ``none``. ``speed`` is how much faster
    than people the customers live.
    """

    database: Path
    customers: int = 12
    dialogues: Path | None = None
    model: str = "none"
    seed: int = 1
    speed: float = 1.0
    crowd: CustomerSettings = field(default_factory=CustomerSettings)


class Console:
    """Everything but the window.

    ``notice`` tells the agent of a damaged database that was set aside. ``resumed`` says whether
    this console takes over from one that was cut off.
    """

    def __init__(self, demo: Demo, settings: Settings) -> None:
        """Wire it all; nothing is started or recorded yet.

        Raises:
            SwitchboardError: something it needs can't be had; it says what and what to do.
        """
        self._clock = SystemClock()
        self.settings = settings
        self.pack = load_pack(paths.resources() / "shop")
        self.texts = _texts(self.pack)
        make_channel = _channels(demo, self.pack, self._clock.mono_ns)
        model = _model(demo.model, settings.arm)
        opened = open_log(demo.database, self._clock)
        self.notice = opened.notice
        self.log = opened.log
        channel, run = _take_up(make_channel, opened.desk, demo.seed)
        self.session = Session(self.log, channel, self._clock, opened.desk, run)
        self.assistant = self._assistant(model) if model else None
        self._conditions = Conditions(
            agent=settings.agent,
            arm=settings.arm,
            version=__version__,
            tier=settings.tier,
            seed=demo.seed,
            speed=demo.speed,
            model=model.id if model else None,
            model_sha256=model.sha256 if model else None,
        )

    def _assistant(self, model: ModelChoice) -> Assistant:
        knowledge = Knowledge(self.pack.issues, self.pack.articles, TextIndex)
        client = AssistClient(model.load(), self._clock)
        assistant = Assistant(
            self.session, client, knowledge, self._clock, self.pack.shop.name, model.sha256
        )
        self.session.subscribe(assistant.hear)
        return assistant

    def start(self) -> None:
        """Record that the agent sat down, open for customers, start the model."""
        self.session.start(self._conditions)
        if self.assistant:
            self.assistant.start()

    def pump(self) -> None:
        """Take in what customers and the model did. Never blocks.

        Raises:
            StoreError: the disk takes nothing at the moment; nothing is lost, call again.
        """
        self.session.take_in()
        if self.assistant:
            self.assistant.poll()

    def stop(self, reason: str) -> None:
        """Record that the agent left and free everything. Safe to call twice."""
        try:
            self.session.end(reason)
        finally:
            if self.assistant:
                self.assistant.stop()
            self.log.close()


def _texts(pack: Pack) -> ShopTexts:
    return ShopTexts(
        issues={issue.id: issue for issue in pack.issues},
        articles={article.id: article for article in pack.articles},
        canned=pack.canned,
    )


def _channels(demo: Demo, pack: Pack, clock_ns: Callable[[], int]) -> Callable[[str], Channel]:
    """What makes the channel of a run, by the run's name."""
    if demo.dialogues is None:
        scripted = partial(
            ScenarioChannel,
            pack,
            seed=demo.seed,
            customers=demo.customers,
            clock_ns=clock_ns,
            speed=demo.speed,
            settings=demo.crowd,
        )
        return lambda run: scripted(run=run)
    recorded = partial(
        ReplayChannel,
        load_recordings(demo.dialogues),
        seed=demo.seed,
        customers=demo.customers,
        clock_ns=clock_ns,
        speed=demo.speed,
        settings=demo.crowd,
    )
    return lambda run: recorded(run=run)


def _take_up(make_channel: Callable[[str], Channel], desk: Desk, seed: int) -> tuple[Channel, str]:
    """The channel and its run: the one that was cut off, if its customers came from there too."""
    if desk.session is not None:
        before = desk.session.started
        channel = make_channel(before.run)
        if (channel.name, seed) == (before.channel, before.seed):
            return channel, before.run
    run = new_id("r")
    return make_channel(run), run


def _model(spec: str, arm: Arm) -> ModelChoice | None:
    return None if arm is Arm.CONTROL else resolve_model(spec)


def make_window(console: Console, theme: Theme, *, remember: bool = False) -> MainWindow:
    """The window on a console that has been started; ``remember`` keeps its size for next time."""
    settings = WindowSettings(
        enter_sends=console.settings.send_with == "enter",
        idle_s=console.settings.idle_limit_s,
        memory=paths.data_dir() / "window.ini" if remember else None,
    )
    return MainWindow(
        console.session,
        console.texts,
        console.assistant,
        console.pump,
        theme=theme,
        settings=settings,
        notices=[console.notice] if console.notice else [],
        database=str(console.log.path),
    )


def run_window(demo: Demo, settings: Settings) -> None:
    """Open the window on a demonstration and return when it is closed.

    Raises:
        SwitchboardError: something it needs can't be had.
    """
    console = Console(demo, settings)
    try:
        application = create_application(ThemeChoice(settings.theme), settings.text_scale)
        console.start()
        window = make_window(console, application.theme, remember=True)
        window.fit_screen()
        window.show()
        window.activateWindow()
        run(application)
        window.close()
    finally:
        console.stop("the window was closed")
