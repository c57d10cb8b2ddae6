"""A model of letters: it has the engine's calls, and holds every prediction against its prompt.

Each character is a token. A draft's sampling seed is its number; by it the sampler knows which
prompt the prediction has to be made from, and nothing else may have been read before it.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import pairwise

from console.inference.engine.llama_binding import BatchEntry, Interrupted
from console.inference.protocol import Sampling

END = 0
LIMIT = 200


def likelihood(before: Sequence[int], tokens: Sequence[int]) -> float:
    """How likely one of the letters is to follow; other words before it, another number."""
    return -float(hash((*before, *sorted(tokens))) % 1_000_003)


class LetterSampler:
    """Chooses the letters of one draft, each time from what must have been read by then."""

    def __init__(self, prompt: Sequence[int], reply: str) -> None:
        self._expected = list(prompt)
        self._reply = iter(reply)

    def choose(self, context: "LetterContext", index: int) -> int:
        """The letter after entry ``index``; the end once the reply is complete."""
        assert context.read_before(index) == self._expected
        token = ord(next(self._reply, chr(END)))
        self._expected.append(token)
        return token

    def close(self) -> None:
        """Nothing to give back."""


class LetterModel:
    """Tokenizes by character; ``prompts`` tells what each draft is made from, and how it goes."""

    trained_context = LIMIT
    beginning: list[int] = []  # noqa: RUF012 - never changed

    def __init__(self, trims: bool = True) -> None:
        self.trims = trims
        self.prompts: dict[int, tuple[list[int], str]] = {}

    def tokenize(self, text: str, *, marks: bool) -> list[int]:
        """One token a character, one for any mark."""
        return [1] if marks else [ord(each) for each in text]

    def piece(self, token: int) -> bytes:
        """The character."""
        return chr(token).encode()

    def ends(self, token: int) -> bool:
        """Whether it is the end."""
        return token == END

    def sampler(self, sampling: Sampling) -> LetterSampler:
        """For the draft whose number is the seed."""
        prompt, reply = self.prompts[sampling.seed]
        return LetterSampler(prompt, reply)

    def close(self) -> None:
        """Nothing to give back."""


class LetterContext:
    """Sequences of letters; a batch is given up when ``braked`` says so.

    As in the library, a copy is made by the next batch, of what the source's cells hold by then.
    """

    length = LIMIT

    def __init__(self, braked: Callable[[], bool] = lambda: False, trims: bool = True) -> None:
        self._braked = braked
        self._trims = trims
        self._cells: defaultdict[int, list[int]] = defaultdict(lambda: [0] * LIMIT)
        self._held: defaultdict[int, int] = defaultdict(int)
        self._copies: list[tuple[int, int]] = []
        self._before: dict[int, list[int]] = {}
        self.rows = 0
        """Into how many passes the library would split the last batch's sequences."""

    @property
    def copying(self) -> bool:
        """Whether a copy waits for the next batch."""
        return bool(self._copies)

    def decode(self, entries: Sequence[BatchEntry]) -> None:
        """Each token has to come right behind what its sequence holds."""
        for source, target in self._copies:
            self._cells[target] = list(self._cells[source])
        self._copies.clear()
        if self._braked():
            raise Interrupted
        self._before = {}
        order = list(dict.fromkeys(entry.sequence for entry in entries))
        self.rows = 1 + sum(after != before + 1 for before, after in pairwise(order))
        for index, entry in enumerate(entries):
            held = self._held[entry.sequence]
            assert entry.position == held < LIMIT
            self._cells[entry.sequence][held] = entry.token
            self._held[entry.sequence] = held + 1
            if entry.wanted:
                self._before[index] = self._cells[entry.sequence][: held + 1]

    def read_before(self, index: int) -> list[int]:
        """All that was read in the sequence up to this entry of the last batch."""
        return self._before[index]

    def log_probability(self, index: int, tokens: Sequence[int]) -> float:
        """A number that tells from what, and for which letters, it was made."""
        return likelihood(self._before[index], tokens)

    def copy(self, source: int, target: int) -> None:
        """Sequences are only ever copied into empty ones."""
        assert not self._held[target]
        self._held[target] = self._held[source]
        self._copies.append((source, target))

    def cut(self, sequence: int, length: int) -> bool:
        """Keep the beginning, if this kind of model can."""
        if length and not self._trims:
            return False
        self._held[sequence] = min(length, self._held[sequence])
        return True

    def save(self, sequence: int) -> bytes:
        """All of a sequence, four bytes a letter."""
        held = self._cells[sequence][: self._held[sequence]]
        return b"".join(token.to_bytes(4, "big") for token in held)

    def restore(self, sequence: int, state: bytes) -> bool:
        """States only ever come back into empty sequences."""
        assert not self._held[sequence]
        held = [int.from_bytes(state[n : n + 4], "big") for n in range(0, len(state), 4)]
        self._cells[sequence][: len(held)] = held
        self._held[sequence] = len(held)
        return True

    def close(self) -> None:
        """Nothing to give back."""
