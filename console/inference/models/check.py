"""Proves that a model answers on this machine, in the same child process the console uses."""

from dataclasses import dataclass

from console.domain.errors import ModelError
from console.inference.models.catalog import ModelChoice
from console.inference.models.trial_run import on_trial
from console.inference.protocol import Done, DraftRequest, Prompt, PromptTurn, Ready, Role, Sampling

_LIMIT_S = 180.0
_SHOP = "You write short, polite replies for the agent of an online shop."
_QUESTION = "Hello, my parcel should have come on Monday and it is still not here. What now?"


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What one draft of a model took. Rates are tokens per second.

    ``sha256`` is of the file as it was fetched, ``file_sha256`` of the one that was loaded: another
    one if ``variant`` is not ``original``.
    """

    model: str
    variant: str
    sha256: str
    file_sha256: str
    threads: int
    context: int
    load_ms: float
    first_token_ms: float
    read_rate: float
    write_rate: float
    text: str


def check_model(choice: ModelChoice) -> CheckReport:
    """Load a model and have it write one draft; raises ``ModelError`` if it doesn't."""
    transcript = (PromptTurn(role=Role.USER, text=_QUESTION),)
    prompt = Prompt(prefix=(PromptTurn(role=Role.SYSTEM, text=_SHOP),), transcript=transcript)
    draft = DraftRequest(
        request="check", chat="check", prompt=prompt, sampling=Sampling(temperature=0)
    )
    with on_trial(choice.load(), _LIMIT_S) as child:
        [done] = child.drafts([draft])
    if not done.text.strip():
        raise ModelError(f"{choice.path}: the model wrote nothing; the file may be damaged")
    return _report(choice, child.ready, done)


def _report(choice: ModelChoice, ready: Ready, done: Done) -> CheckReport:
    writing_ms = max(done.total_ms - done.first_token_ms, 1e-3)
    return CheckReport(
        model=choice.id,
        variant=choice.variant,
        sha256=choice.sha256,
        file_sha256=choice.file_sha256,
        threads=ready.threads,
        context=ready.context,
        load_ms=ready.load_ms,
        first_token_ms=done.first_token_ms,
        read_rate=done.prompt_tokens / max(done.first_token_ms, 1e-3) * 1e3,
        write_rate=max(done.tokens - 1, 0) / writing_ms * 1e3,
        text=done.text,
    )
