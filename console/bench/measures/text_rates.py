"""Messages a second of the text measures, compared with the tagger alone in the same run.

The tagger alone means each message once through the library as its manual says: text in, words and
tags out. Ours does that, detects the language of each side of each chat, separates content words
from the others and computes the measures of a chat.
"""

import random
import statistics
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from console.channels.recorded.recordings import load_recordings
from console.measures.text.parallel import measure_texts

Row = tuple[tuple[int, bool], str]
"""A message of a side of a chat; a side is identified by the chat's number and who wrote."""

_BATCH = 16_384
_SIDE = 6
_ENGLISH = (
    "the a my your this I you we it is was have not to of for with and order refund parcel shirt "
    "return arrived want need please help broken address email card yesterday never really soon "
    "sorry number provide check received would like thank size late delivery exchange"
).split()
_CHINESE = (
    "我 您 的 了 是 在 不 吗 请 退款 订单 快递 衣服 退货 收到 什么 时候 可以 帮 查 一下 地址 "
    "已经 还没 发货 质量 问题 谢谢 您好 今天 昨天 尺寸 太 小 换 大 一点 运费 客服 抱歉"
).split()


@dataclass(frozen=True, slots=True)
class TextRates:
    """Medians of the rounds, in messages a second.

    ``tagger`` is the library alone, ``ours`` one process, ``all_cores`` as many as there are
    cores, their start included.
    """

    language: str
    recorded: bool
    messages: int
    rounds: int
    tagger: float
    ours: float
    all_cores: float


def run(recordings: Path | None, messages: int = 100_000, rounds: int = 3) -> list[TextRates]:
    """Measure English and Chinese in turn.

    English comes from a folder of recorded chats if there is one, at most that many messages of it;
    otherwise texts are generated, always the same. Raises UsageError or ChannelError if the folder
    can't be used.
    """
    english = list(islice(_recorded(recordings) if recordings else _made(_ENGLISH, " "), messages))
    chinese = list(islice(_made(_CHINESE, ""), messages))
    return [
        _rates("en", english, _english_tagger(), rounds, recorded=recordings is not None),
        _rates("zh", chinese, _chinese_tagger(), rounds, recorded=False),
    ]


def _rates(
    language: str, rows: Sequence[Row], tag: Callable[[str], object], rounds: int, recorded: bool
) -> TextRates:
    """All sides take turns within every round, after one that loads what they need."""
    sides: dict[str, Callable[[], Iterable[object]]] = {
        "tagger": lambda: (tag(text) for _, text in rows),
        "ours": lambda: measure_texts(_batches(rows), processes=1),
        "all_cores": lambda: measure_texts(_batches(rows)),
    }
    taken: dict[str, list[float]] = {side: [] for side in sides}
    for done in range(rounds + 1):
        for side, work in sides.items():
            begun = time.perf_counter()
            deque(work(), maxlen=0)
            if done:
                taken[side].append(len(rows) / (time.perf_counter() - begun))
    medians = {side: statistics.median(rates) for side, rates in taken.items()}
    return TextRates(language, recorded, len(rows), rounds, **medians)


def _batches(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    return (rows[start : start + _BATCH] for start in range(0, len(rows), _BATCH))


def _recorded(recordings: Path) -> Iterator[Row]:
    for number, chat in enumerate(load_recordings(recordings)):
        for turn in sorted(chat.turns, key=lambda turn: turn.by_agent):
            yield (number, turn.by_agent), turn.text


def _made(words: Sequence[str], between: str) -> Iterator[Row]:
    """Messages of four to sixteen words, six a side, without end."""
    rng = random.Random(1)
    number = 0
    while True:
        text = between.join(rng.choices(words, k=rng.randint(4, 16)))
        yield (number // _SIDE // 2, number // _SIDE % 2 == 1), text
        number += 1


def _english_tagger() -> Callable[[str], object]:
    from textblob.en import tag  # noqa: PLC0415 - takes a while

    with warnings.catch_warnings():
        # Its list of words is read at the first text, from a file that is left to the collector.
        warnings.simplefilter("ignore", ResourceWarning)
        tag("word")
    tagger: Callable[[str], object] = tag
    return tagger


def _chinese_tagger() -> Callable[[str], object]:
    from rjieba import tag  # noqa: PLC0415 - takes a moment

    return tag
