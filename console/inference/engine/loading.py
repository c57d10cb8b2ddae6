"""Makes the engine that a ``Load`` message asks for: model, context and abort flag."""

from pathlib import Path

from console.inference.engine.abort_flag import AbortFlag
from console.inference.engine.engine import Engine
from console.inference.engine.kv_sequences import KvSequences
from console.inference.engine.llama_binding import Context, Model
from console.inference.engine.parked_sequences import ParkedSequences
from console.inference.engine.prompt_formats import PromptFormat
from console.inference.engine.throughput import CHUNK
from console.inference.engine.writing import GUESSES
from console.inference.protocol import Load

SEQUENCES = 18
"""Maximum number of sequences; more drafts at once would only delay each other."""

_FEWEST = 4
_MB = 1_000_000


def make_engine(load: Load, prompt_format: PromptFormat, threads: int) -> Engine:
    """Load a model and make room as ``load`` says.

    Raises:
        ModelError: the model can't be loaded, or there is not enough memory.
    """
    model = Model(Path(load.path), plain=load.plain)
    abort_flag = AbortFlag()
    length = min(load.context, model.trained_context)
    count = sequences_in(load.kv_mb * _MB, length * model.kv_bytes)
    context = Context(
        model,
        abort_flag,
        length=length,
        sequences=count,
        batch=CHUNK + count + GUESSES,
        threads=threads,
        flash=load.flash,
        guesses=GUESSES,
    )
    sequences = KvSequences(context, count, ParkedSequences(load.idle_mb * _MB), trims=model.trims)
    engine = Engine(model, prompt_format, context, sequences, abort_flag)
    engine.warm_up()
    return engine


def sequences_in(room: int, each: int) -> int:
    """How many sequences of ``each`` bytes fit into ``room`` bytes, within reason."""
    return max(_FEWEST, min(SEQUENCES, room // each))
