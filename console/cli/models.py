"""``switchboard models``."""

import json
from textwrap import wrap
from typing import TYPE_CHECKING

import click

from console.cli.output import tell
from console.domain.errors import UsageError
from console.domain.json_objects import JsonObject

if TYPE_CHECKING:
    from console.inference.models.catalog import CatalogModel, ModelStatus
    from console.inference.models.prepared import Trial


@click.group()
def models() -> None:
    """The catalogue of language models: what there is, fetch, try.

    \b
    Example: switchboard models get qwen2.5-coder-0.5b-instruct
    """


@models.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def models_list(as_json: bool) -> None:
    """All known models, and which are on this machine. The default has an asterisk.

    Memory is what a model takes to work with it. Not measured means that nobody of this project has
    run it: its languages and qualities are what its makers say.

    \b
    Example: switchboard models list
    """
    from console.inference.models.catalog import list_models

    statuses = list_models()
    if as_json:
        tell(json.dumps({"models": [_model_fields(status) for status in statuses]}))
        return
    tell("  model                           disk   memory  licence     on this machine")
    for status in statuses:
        model, mark = status.model, "*" if status.default else " "
        memory = f"{model.memory:.1f} GB" if model.memory else ""
        tell(
            f"{mark} {model.id:28} {model.size / 1e6:6,.0f} MB  {memory:>6}  "
            f"{model.licence:10}  {_presence(status)}"
        )
        for line in wrap(model.about, 92):
            tell(f"    {line}")


def _presence(status: "ModelStatus") -> str:
    prepared = status.prepared
    if prepared is None:
        return status.presence.value
    if prepared.is_original:
        return f"{status.presence.value}, fastest as it is"
    return f"{status.presence.value}, runs as {prepared.variant}, {prepared.gain:.1f}× as fast"


def _model_fields(status: "ModelStatus") -> JsonObject:
    prepared = status.prepared
    return {
        **status.model.model_dump(mode="json"),
        "presence": status.presence.value,
        "default": status.default,
        "prepared": prepared.model_dump(mode="json") if prepared else None,
    }


@models.command("get")
@click.argument("identifiers", metavar="ID...", nargs=-1, required=True)
def models_get(identifiers: tuple[str, ...]) -> None:
    """Fetch models and verify them; what is here already is not fetched again.

    A download that broke off goes on where it stopped.

    \b
    Example: switchboard models get smollm2-135m-instruct
    """
    import sys

    from console.cli.progress import ProgressLine
    from console.inference.models.fetch import get_model

    for identifier in identifiers:
        tell(f"{identifier}: {get_model(identifier, ProgressLine(sys.stderr))}")


@models.command("prepare")
@click.argument("identifier", metavar="ID")
@click.option("--again", is_flag=True, help="Even if it is prepared already.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def models_prepare(identifier: str, again: bool, as_json: bool) -> None:
    """Write a model's weights in the form that is fastest here, if that gains at least a tenth.

    The forms are q8_0 and q4_0, each made and measured on this machine, which takes a minute or
    several. Weights quantised a second time are a little less precise: drafts may differ, in q4_0
    more than in q8_0. The original stays; --again decides anew, after a change of the machine.

    \b
    Example: switchboard models prepare qwen2.5-coder-0.5b-instruct
    """
    import sys

    from console.cli.progress import ProgressLine
    from console.inference.models.prepare import prepare_model

    progress = ProgressLine(sys.stderr, percent=True)
    prepared, known = prepare_model(identifier, progress, again=again)
    if as_json:
        fields = prepared.model_dump(mode="json")
        uncertain = prepared.uncertain
        tell(json.dumps({"model": identifier, "known": known, "uncertain": uncertain, **fields}))
        return
    for trial in () if known else prepared.tried:
        tell(f"  {_trial_line(trial)}")
    if prepared.is_original:
        chosen = "runs as it is: no other form is clearly faster here"
    else:
        chosen = f"runs as {prepared.variant} here, {prepared.gain:.1f}× as fast as the original"
    tell(f"{identifier}: {chosen}" + (" (prepared before)" if known else ""))
    if prepared.uncertain:
        tell("  the machine was busy while this was measured; --again when it is idle")


def _trial_line(trial: "Trial") -> str:
    if trial.gain is None:
        return f"{trial.variant}: {trial.problem}"
    return (
        f"{trial.variant}: {trial.gain:.2f}× as fast as {trial.against}; reads {trial.reads:,.0f} "
        f"tokens/s instead of {trial.against_reads:,.0f}, writes {trial.writes:,.0f} instead of "
        f"{trial.against_writes:,.0f}"
    )


@models.command("recommend")
@click.option("--brief", is_flag=True, help="One line, and none if the default is the best choice.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def models_recommend(brief: bool, as_json: bool) -> None:
    """Which models of the catalogue fit this machine: its memory, and its speed as measured.

    \b
    Example: switchboard models recommend
    """
    from console.inference.models.catalog import load_catalog
    from console.inference.models.recommend import recommend_here

    advice = recommend_here()
    best = advice.best.id if advice.best else None
    if as_json:
        fits = [
            {"model": fit.model.id, "draft_s": fit.draft_s, "fits": fit.reason is None}
            | {"reason": fit.reason}
            for fit in advice.fits
        ]
        tell(json.dumps({"best": best, "memory_gb": advice.memory_gb, "models": fits}))
        return
    if brief:
        if best not in (None, load_catalog().default):
            tell(
                f"This machine is fast enough for a better model, {best}: "
                f"switchboard models get {best}, then name it in the settings."
            )
        return
    tell(
        f"{advice.memory_gb:.0f} GB of memory; {advice.speed.model} reads {advice.speed.reads:.0f} "
        f"and writes {advice.speed.writes:.0f} tokens/s here. Others are estimated from it."
    )
    for fit in advice.fits:
        mark = "*" if fit.model.id == best else " "
        words = fit.reason or f"fits; a draft takes about {fit.draft_s:.1f} s"
        tell(f"{mark} {fit.model.id:28} {words}")
    if best is None:
        tell('None fits: approved wordings need no model (strategy = "template").')


@models.command("check")
@click.argument("model", metavar="[ID|PATH]", required=False)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def models_check(model: str | None, as_json: bool) -> None:
    """Prove that a model answers here, and how fast; or that one for embeddings finds similarity.

    \b
    Examples:
      switchboard models check smollm2-135m-instruct
      switchboard models check all-minilm-l6-v2
    """
    from dataclasses import asdict

    from console.app.trial_draft import form_faults
    from console.domain.errors import ModelError
    from console.inference.models.catalog import load_catalog, resolve_model
    from console.inference.models.check import check_model

    named = [each for each in load_catalog().model if each.id == model]
    if named and named[0].use == "embeddings":
        _check_embeddings(named[0], as_json)
        return
    choice = resolve_model(model)
    if choice is None:
        raise UsageError("there is nothing to check in 'none'; name a model")
    report = check_model(choice)
    faults = form_faults(report.text, [])
    if faults:
        raise ModelError(
            f"{choice.path}: it writes, but {'; '.join(faults)}: agents would get approved "
            "wordings alone. Choose another model, or another file of this one"
        )
    if as_json:
        tell(json.dumps(asdict(report)))
        return
    tell(
        f"{report.model} ({report.variant}) answers: loaded in {report.load_ms:.0f} ms, first "
        f"token after {report.first_token_ms:.0f} ms, reads {report.read_rate:.0f} and writes "
        f"{report.write_rate:.0f} tokens/s on {report.threads} thread(s)\n{report.text}"
    )


def _check_embeddings(model: "CatalogModel", as_json: bool) -> None:
    from dataclasses import asdict

    from console.inference.embedding.self_check import check_likeness

    report = check_likeness(model)
    if as_json:
        tell(json.dumps(asdict(report)))
        return
    tell(
        f"{report.model} answers: {report.dimensions} numbers a message in {report.ms:.1f} ms; "
        f"two ways to say the same are {report.same:.2f} alike, two other things {report.other:.2f}"
    )
