"""``switchboard learn``."""

import json
from pathlib import Path

import click

from console.cli.output import tell
from console.domain.errors import UsageError


@click.command()
@click.argument("sources", nargs=-1, type=click.Path(path_type=Path), metavar="BUNDLE-OR-DB...")
@click.option("--forget", is_flag=True, help="Forget all that was learnt.")
@click.option(
    "--evaluate",
    is_flag=True,
    help="Learn nothing; keep a fifth of the chats back and say how near it comes.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def learn(sources: tuple[Path, ...], forget: bool, evaluate: bool, as_json: bool) -> None:
    """Learn from databases and bundles how this site's agents answer, for the suggestions.

    Only agents' own replies in chats that ended well, redacted; a bundle must have been exported
    with redacted texts. What was learnt before is replaced, so a log or bundle that is left out is
    forgotten, and one that is deleted too. Suggestions use it once the
    settings say past_replies = true. Nothing leaves this machine.

    \b
    Examples:
      switchboard learn monday.db tuesday.db
      switchboard learn bundle/ --evaluate
      switchboard learn --forget
    """
    from console.assist.knowledge.past_replies import forget_replies
    from console.workflows import learn as workflow

    if forget:
        if sources or evaluate:
            raise UsageError("--forget goes alone: it forgets all that was learnt")
        words = "forgotten" if forget_replies() else "nothing had been learnt"
        tell(json.dumps({"replies": 0}) if as_json else words)
        return
    if not sources:
        raise UsageError("name the session databases or bundles to learn from, or --forget")
    if evaluate:
        report = workflow.evaluate(sources)
        fields = {
            "n": report.n,
            "covered": report.covered,
            "similarity": report.similarity,
            "chance": report.chance,
        }
        tell(
            json.dumps(fields)
            if as_json
            else f"{report.n} replies kept back; an example for {report.covered:.0%} of them, "
            f"{report.similarity:.0%} alike (any reply to the same issue: {report.chance:.0%})"
        )
        return
    learnt = workflow.learn(sources)
    tell(
        json.dumps({"replies": learnt})
        if as_json
        else f"{learnt} replies learnt; suggestions use them once the settings say "
        "past_replies = true"
    )
