"""Drafts for many chats: this program, the usual way, and llama.cpp's server, side by side.

All sides have the same model file, texts, threads and priority. They take turns within every round,
and only one computes at a time.
"""

import importlib.util
import random
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from functools import partial

from console import paths
from console.bench.drafts.desk import DESK_S, play_desk
from console.bench.drafts.our_engine import EngineSide
from console.bench.drafts.peer import BaselineSide
from console.bench.drafts.results import (
    DraftRounds,
    DraftsBenchResults,
    MachineLimits,
    ServerKind,
    percentiles,
)
from console.bench.drafts.same_flags import SameFlagsServer
from console.bench.drafts.server_build import built_server, library_build
from console.bench.drafts.sides import BenchLoad
from console.bench.drafts.workload import SIZES, ChatSizes, Workload, WorkloadDraft
from console.domain.progress import StepProgress
from console.inference.engine.prompt_formats import load_profile
from console.inference.models.catalog import ModelChoice
from console.inference.processor import WAITING

CANCELS = 40
UNREAD = 1000
"""Tokens of a message that nobody has read, to measure reading and cancelling it."""

_ROOM = 2048
"""Tokens of one chat with its draft, for the peers."""

_TRIES = 4
"""How often a message is exchanged for another because its draft ends early."""

_WAITING = ", ".join(f"{name}={value}" for name, value in WAITING.items())


@dataclass(frozen=True, slots=True)
class DraftsBenchPlan:
    """One row to be measured; ``limits`` if the machine's limits and cancelling are to be too.

    ``server`` is the llama-server to compare with: one compiled like the library, or
    ``xllamacpp``'s prebuilt one.

    Reading is measured with messages of ``unread`` tokens. ``sizes`` are those of the chats.
    """

    choice: ModelChoice
    chats: int
    rounds: int = 5
    limits: bool = False
    server: ServerKind = "same flags"
    cancels: int = CANCELS
    unread: int = UNREAD
    sizes: ChatSizes = SIZES


@dataclass(frozen=True, slots=True)
class DesksPlan:
    """Demonstrations to be played for ``seconds`` each, by the number of chats at a time.

    ``model`` is a catalogue id or a path.
    """

    model: str
    chats: tuple[int, ...] = (6, 16)
    seconds: float = DESK_S


def run(
    plans: Sequence[DraftsBenchPlan],
    progress: StepProgress = lambda *_: None,
    desks: DesksPlan | None = None,
) -> DraftsBenchResults:
    """Measure all rows and demonstrations; raises ``ModelError`` if a side can't do its work."""
    results = DraftsBenchResults(server=plans[0].server if plans else None)
    total = sum(plan.rounds + 1 for plan in plans)
    done = 0
    for plan in plans:
        report_progress = partial(
            _report_progress, progress, done, total, f"{plan.choice.id}, {plan.chats} chats"
        )
        with ExitStack() as stack:
            _Bench(plan, stack, progress).run(results, report_progress)
        done += plan.rounds + 1
    if desks is not None:
        for number, chats in enumerate(desks.chats):
            progress(number, len(desks.chats), f"demonstration with {chats} chats")
            results.desks.append(play_desk(desks.model, chats, desks.seconds))
    return results


def _report_progress(
    progress: StepProgress, before: int, total: int, label: str, done: int
) -> None:
    progress(before + done, total, label)


class _Bench:
    """All sides, loaded with one model for one number of chats."""

    def __init__(self, plan: DraftsBenchPlan, stack: ExitStack, progress: StepProgress) -> None:
        self._plan = plan
        load = plan.choice.load()
        self.ours = stack.enter_context(closing(EngineSide(load)))
        job = BenchLoad(
            load.path, self.ours.ready.threads, plan.chats, _ROOM, load.plain, plan.sizes
        )

        def peer(name: str) -> BaselineSide:
            return stack.enter_context(closing(BaselineSide(name, job)))

        self.high_level = peer("high_level")
        self.llama_server: SameFlagsServer | BaselineSide | None = None
        if plan.server == "same flags":
            build = library_build()
            server = SameFlagsServer(built_server(build, progress), build.version, job)
            self.llama_server = stack.enter_context(closing(server))
        elif importlib.util.find_spec("xllamacpp") is not None:
            self.llama_server = peer("llama_server")
        self.bare = peer("limits") if plan.limits else None

    def run(self, results: DraftsBenchResults, progress: Callable[[int], None]) -> None:
        """Add a row to the results, and the limits if they are wanted."""
        progress(0)
        work = self._workload()
        rounds = DraftRounds()
        for number in range(1, self._plan.rounds + 1):
            progress(number)
            self._round(work, rounds)
        results.rows.append(
            rounds.row(self._plan.choice.id, self._plan.chats, self.ours.ready.threads)
        )
        results.note(self._notes())
        for side, shortest in rounds.shortest().items():
            if shortest < (out := self._plan.sizes.out):
                where = f"{self._plan.choice.id}, {self._plan.chats} chats, {side}"
                results.note([f"{where}: a draft ended after {shortest} of {out} tokens"])
        if self.bare is not None:
            results.limits = MachineLimits.of(rounds, self.bare.order(float, "memory_gbps"))
            cancels = self._cancels(work)
            results.cancel_ms = percentiles(cancels) if cancels else {}
        progress(self._plan.rounds + 1)

    def _workload(self) -> Workload:
        """Texts that the sides have read and warmed up with."""
        profile = load_profile(self._plan.choice.profile, paths.models())
        work = Workload(self._plan.chats, profile, self.high_level.tokens, sizes=self._plan.sizes)
        if self.llama_server is not None:
            self.llama_server.one_by_one(work.known())
        self._round(work, DraftRounds())
        return work

    def _news(self, work: Workload) -> list[WorkloadDraft]:
        """New messages in all chats whose drafts get as long as they may."""
        news, out = work.news(), self._plan.sizes.out
        for tried in range(1, _TRIES + 1):
            lengths = self.ours.together(news).out
            if min(lengths) == out or tried == _TRIES:
                break
            others = zip(news, work.news(), lengths, strict=True)
            news = [request if length == out else other for request, other, length in others]
        # What was just tried is forgotten again, so that every side has to read it.
        self.ours.one_by_one(work.known())
        return news

    def _round(self, work: Workload, rounds: DraftRounds) -> None:
        """New messages in all chats, twice: once answered one by one, once all together."""
        news, more = self._news(work), self._news(work)
        rounds.add("ours", self.ours.one_by_one(news))
        rounds.add("high_level", self.high_level.one_by_one(news))
        if self.llama_server is not None:
            rounds.add("llama_server", self.llama_server.one_by_one(news))
            rounds.add("llama_server", self.llama_server.together(more), together=True)
        rounds.add("ours", self.ours.together(more), together=True)
        if self.bare is not None:
            rounds.writing.append(self.ours.together(more))
            unread = work.unread(self._plan.chats, self._plan.unread)
            rounds.reading.append(self.ours.one_by_one([unread]))
            self.ours.forget(unread)
            rounds.wording.append(self.ours.wording_tps(more[0]))
            rounds.bare.append(self.bare.order(dict[str, float], "rates", size=self._plan.unread))

    def _cancels(self, work: Workload) -> list[float]:
        rng = random.Random(1)
        unread = [work.unread(self._plan.chats + n, UNREAD) for n in range(self._plan.cancels)]
        times = (self.ours.cancel_ms(request, rng) for request in unread)
        return [each for each in times if each is not None]

    def _notes(self) -> list[str]:
        """Under which conditions the sides worked."""
        notes = [
            f"all sides: {self.ours.ready.threads} threads, {_WAITING}, niceness 10, greedy, "
            "without flash attention",
            _about("llama-cpp-python", self.high_level),
        ]
        if self.llama_server is None:
            return [*notes, "xllamacpp is not installed, so llama-server is missing"]
        if isinstance(self.llama_server, SameFlagsServer):
            return [*notes, "llama-server: compiled from llama-cpp-python's source, same flags"]
        return [*notes, _about("xllamacpp (a prebuilt wheel)", self.llama_server)]


def _about(name: str, peer: BaselineSide) -> str:
    on = [
        part.split(":")[-1].split("=")[0].strip()
        for part in peer.about["system"].split("|")
        if part.strip().endswith("= 1")
    ]
    return f"{name} {peer.about['version']}, using {' '.join(on)}"
