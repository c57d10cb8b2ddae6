"""``switchboard models``."""

import json
from typing import TYPE_CHECKING, Any

import click

from console.domain.errors import UsageError

if TYPE_CHECKING:
    from console.inference.catalog import ModelStatus


@click.group()
def models() -> None:
    """The catalogue of language models: what there is, fetch, try.

    \b
    Example: switchboard models get qwen2.5-coder-0.5b-instruct
    """


@models.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def models_list(as_json: bool) -> None:
    """All known models, and which are on this machine."""
    from console.inference.catalog import list_models

    found = list_models()
    if as_json:
        click.echo(json.dumps({"models": [_model_fields(status) for status in found]}))
        return
    for status in found:
        mark = "*" if status.default else " "
        size = f"{status.model.size / 1e6:6,.0f} MB"
        click.echo(
            f"{mark} {status.model.id:30} {size}  {status.presence.value:8} "
            f"{status.model.licence:12} {status.model.about}"
        )


def _model_fields(status: "ModelStatus") -> dict[str, Any]:
    told = status.model.model_dump(
        mode="json", include={"id", "title", "size", "sha256", "licence"}
    )
    return {**told, "presence": status.presence.value, "default": status.default}


@models.command("get")
@click.argument("identifier", metavar="ID")
def models_get(identifier: str) -> None:
    """Fetch a model and verify it; what is here already is not fetched again.

    \b
    Example: switchboard models get smollm2-135m-instruct
    """
    import sys

    from console.inference.fetch import get_model
    from console.inference.progress import ProgressLine

    click.echo(f"{identifier}: {get_model(identifier, ProgressLine(sys.stderr))}")


@models.command("check")
@click.argument("model", metavar="[ID|PATH]", required=False)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def models_check(model: str | None, as_json: bool) -> None:
    """Prove that a model answers here, and how fast.

    \b
    Example: switchboard models check smollm2-135m-instruct
    """
    from dataclasses import asdict

    from console.inference.catalog import resolve_model
    from console.inference.check import check_model

    choice = resolve_model(model)
    if choice is None:
        raise UsageError("there is nothing to check in 'none'; name a model")
    report = check_model(choice)
    if as_json:
        click.echo(json.dumps(asdict(report)))
        return
    click.echo(
        f"{report.model} answers: loaded in {report.load_ms:.0f} ms, first token after "
        f"{report.first_token_ms:.0f} ms, reads {report.read_rate:.0f} and writes "
        f"{report.write_rate:.0f} tokens/s on {report.threads} thread(s)\n{report.text}"
    )
