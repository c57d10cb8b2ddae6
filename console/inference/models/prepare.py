"""Writes a model's weights in the form that this machine is fastest with, and says by how much.

Which form that is depends on the processor: one is several times faster with 8-bit weights, another
not at all. So each form is made and measured here, and only kept if it is clearly faster. Weights
that are quantised a second time lose a little of their precision, more in four bits than in eight,
so a lossier form must be faster by the same margin again. The original always stays.
"""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

from console.domain.errors import ModelError, UsageError
from console.domain.progress import StepProgress
from console.inference.models.catalog import CatalogModel, load_catalog, verify
from console.inference.models.gguf_header import read_header
from console.inference.models.hashes import sha256_of
from console.inference.models.locks import exclusive_lock
from console.inference.models.prepared import (
    ORIGINAL,
    Prepared,
    Trial,
    load_record,
    save_record,
    this_library,
    this_processor,
)
from console.inference.models.quantize import FORMS, quantize
from console.inference.models.timing import Comparison, compare, works
from console.inference.processor import threads_to_use
from console.inference.protocol import Load

CLEARLY_FASTER = 1.1

_SCRATCH = "preparing-"
_LARGEST = {"q8_0": 2.0, "q4_0": 1.25}
"""How many times as large as the original a form can be."""


def prepare_model(
    identifier: str, progress: StepProgress = lambda *_: None, *, again: bool = False
) -> tuple[Prepared, bool]:
    """Find the fastest form of a catalogued model, unless that is known; whether it was known.

    Raises ``ModelError`` if the model is not here, doesn't answer, or there is no room.
    """
    model = load_catalog().named(identifier)
    if model.use != "drafts":
        raise UsageError(f"{identifier} is for {model.use}; only models that write are prepared")
    verify(model)
    known = None if again else load_record(model.path, model.sha256)
    if known is not None:
        return known, True
    folder = model.path.parent

    def waiting() -> None:
        progress(0, 1, f"{model.id}: waiting for another process that works on it")

    try:
        with exclusive_lock(model.path, waiting):
            known = None if again else load_record(model.path, model.sha256)
            return (known, True) if known else (_Preparing(model, progress).run(), False)
    except OSError as error:
        raise ModelError(f"{folder}: can't be written to: {error.strerror or error}") from error


@dataclass(frozen=True, slots=True)
class _Best:
    """The fastest form until now."""

    variant: str
    path: Path
    plain: bool
    gain: float


class _Preparing:
    """One model and the forms that are tried."""

    def __init__(self, model: CatalogModel, progress: StepProgress) -> None:
        self._model = model
        self._progress = progress
        self._features = ""
        self._tried: list[Trial] = []

    def run(self) -> Prepared:
        """Try all forms and keep the best."""
        folder, source = self._model.path.parent, self._model.path
        for left in folder.glob(f"{_SCRATCH}{self._model.id}-*"):
            shutil.rmtree(left, ignore_errors=True)
        plain = works(self._load(source, plain=False)).plain
        best = _Best(ORIGINAL, source, plain, 1.0)
        scratch = Path(mkdtemp(dir=folder, prefix=f"{_SCRATCH}{self._model.id}-"))
        try:
            for form in FORMS:
                best = self._try(form, best, scratch)
            return self._keep(best)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)

    def _try(self, form: str, best: _Best, scratch: Path) -> _Best:
        """Make a form and compare it; the better of it and ``best``. The loser is removed."""
        path = scratch / f"{self._model.path.stem}.{form}.gguf"
        self._check_space(form, scratch)
        try:
            self._make(form, path)
            load = works(self._load(path, plain=False))
            rival = self._load(best.path, best.plain)
            comparison = compare(rival, load, self._report(f"measuring {form}"))
        except ModelError as error:
            self._tried.append(Trial(variant=form, against=best.variant, problem=str(error)))
            path.unlink(missing_ok=True)
            return best
        self._tried.append(_trial(form, best.variant, comparison))
        if comparison.gain < CLEARLY_FASTER:
            path.unlink()
            return best
        if best.path.parent == scratch:
            best.path.unlink()
        return _Best(form, path, load.plain, best.gain * comparison.gain)

    def _make(self, form: str, path: Path) -> None:
        report = self._report(f"writing {form}")
        source = self._model.path
        self._features = quantize(source, path, form, lambda done, total: report(done / total))
        read_header(path)

    def _keep(self, best: _Best) -> Prepared:
        """Give the best form its name beside the original, then write the record."""
        source = self._model.path
        target = source.with_name(f"{source.stem}.{best.variant}.gguf")
        if best.variant == ORIGINAL:
            target = source
        else:
            best.path.replace(target)
        record = Prepared(
            source_sha256=self._model.sha256,
            variant=best.variant,
            file=target.name,
            size=target.stat().st_size,
            sha256=sha256_of(target),
            gain=round(best.gain, 3),
            plain=best.plain,
            threads=threads_to_use(),
            processor=this_processor(),
            library=this_library(),
            features=self._features,
            tried=tuple(self._tried),
        )
        save_record(source, record)
        _remove_others(source, target, tuple(FORMS))
        return record

    def _load(self, path: Path, plain: bool) -> Load:
        return Load(path=str(path.absolute()), profile=self._model.profile, plain=plain)

    def _report(self, doing: str) -> Callable[[float], None]:
        def report(share: float) -> None:
            self._progress(round(share * 100), 100, f"{self._model.id}: {doing}")

        return report

    def _check_space(self, form: str, folder: Path) -> None:
        needed = round(self._model.size * _LARGEST[form])
        free = shutil.disk_usage(folder).free
        if free < needed:
            raise ModelError(
                f"{needed:,} bytes of disk space are needed in {folder.parent} to prepare "
                f"{self._model.id}, {free:,} are free; make room, or use it as it is"
            )


def _trial(form: str, against: str, comparison: Comparison) -> Trial:
    return Trial(
        variant=form,
        against=against,
        gain=round(comparison.gain, 3),
        reads=round(comparison.second.reads, 1),
        writes=round(comparison.second.writes, 1),
        against_reads=round(comparison.first.reads, 1),
        against_writes=round(comparison.first.writes, 1),
        spread=round(comparison.spread, 2),
    )


def _remove_others(source: Path, kept: Path, forms: Sequence[str]) -> None:
    """Remove forms that an earlier preparation had kept."""
    for form in forms:
        other = source.with_name(f"{source.stem}.{form}.gguf")
        if other != kept:
            other.unlink(missing_ok=True)
