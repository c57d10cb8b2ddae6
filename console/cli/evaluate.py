"""``switchboard eval``."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from console.cli.output import tell
from console.domain.errors import UsageError

if TYPE_CHECKING:
    from console.evaluate.diagnosis import DiagnosisReport
    from console.evaluate.drafts import DraftsReport
    from console.evaluate.next_moves import MovesReport
    from console.evaluate.star_run import StarReport


@click.group("eval")
def evaluate() -> None:
    """How good the assistant's parts are, on labelled data.

    \b
    Example: switchboard eval diagnosis --train messages.csv --holdout 0.2
    """


@evaluate.command("diagnosis")
@click.option(
    "--train",
    required=True,
    type=click.Path(path_type=Path),
    help="A table of messages and their issues.",
)
@click.option("--test", type=click.Path(path_type=Path), help="Another one, to test with.")
@click.option(
    "--holdout",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    help="Instead of --test: the share of --train to hold out, of each issue.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="Chooses what is held out.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def diagnosis(
    train: Path, test: Path | None, holdout: float | None, seed: int, as_json: bool
) -> None:
    """How well issues are recognised, compared with a simple baseline on the same split.

    \b
    Example: switchboard eval diagnosis --train train.csv --holdout 0.2 --seed 7
    """
    if (test is None) == (holdout is None):
        raise UsageError("name either --test FILE or --holdout SHARE")
    from dataclasses import asdict

    from console.diagnosis.reader import load_diagnosis_model
    from console.evaluate.diagnosis import evaluate as measure
    from console.evaluate.diagnosis import hold_out
    from console.evaluate.labelled import read_labelled

    labelled = read_labelled(train)
    skipped = labelled.skipped
    if test is not None:
        other = read_labelled(test)
        skipped += other.skipped
        report = measure(labelled.messages, other.messages, load_diagnosis_model())
    else:
        training, held_out = hold_out(labelled.messages, holdout or 0.0, seed)
        report = measure(training, held_out, load_diagnosis_model())
    if as_json:
        tell(json.dumps({**asdict(report), "skipped": skipped}))
    else:
        _print_diagnosis(report, skipped)


def _print_diagnosis(report: "DiagnosisReport", skipped: int) -> None:
    when_sure = report.accuracy_when_sure
    lines = [
        f"{report.learnt_from:,} examples of {report.issues} issues learnt in "
        f"{report.learn_s:.1f} s, {report.n:,} messages read, {skipped:,} rows skipped",
        f"accuracy   {report.accuracy:.4f}   baseline {report.baseline_accuracy:.4f}",
        f"macro F1   {report.macro_f1:.4f}   baseline {report.baseline_macro_f1:.4f}",
        f"calibration error {report.ece:.4f}",
        f"not sure   {report.abstained:.1%} of messages"
        + ("" if when_sure is None else f"; on the others accuracy {when_sure:.4f}"),
        f"time       {report.ms_per_message:.1f} ms a message (median)",
    ]
    if not report.embeddings:
        lines.append("by words only; better with: switchboard models get all-minilm-l6-v2")
    if report.unknown_issues:
        lines.append(f"never learnt, so never right: {', '.join(report.unknown_issues)}")
    tell("\n".join(lines))


@evaluate.command("drafts")
@click.option(
    "--dialogues",
    required=True,
    type=click.Path(path_type=Path),
    help="Recorded chats: a file or a folder. Agents must follow the policy.md in the same folder.",
)
@click.option(
    "--model",
    "models",
    multiple=True,
    help="A model's id or file, more than once for several; `all` takes those that are here.",
)
@click.option("--limit", type=click.IntRange(min=1), help="Maximum number of chats.")
@click.option(
    "--each",
    type=click.IntRange(min=1),
    default=3,
    show_default=True,
    help="In how many places of a chat a draft is asked for, at most.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def drafts(
    dialogues: Path, models: tuple[str, ...], limit: int | None, each: int, as_json: bool
) -> None:
    """How well drafts keep to policy and facts, on recorded chats.

    \b
    Example: switchboard eval drafts --dialogues dialogues.jsonl --model all --limit 20
    """
    import sys
    from dataclasses import asdict

    from console.channels.recorded.recordings import load_recordings
    from console.cli.progress import ProgressLine
    from console.evaluate.drafts_models import evaluate_model, wanted
    from console.evaluate.drafts_points import points_of
    from console.evaluate.drafts_policy import read_policy

    choices = wanted(models)
    points = points_of(load_recordings(dialogues)[:limit], each)
    if not points:
        raise UsageError(f"{dialogues}: no agent answers a customer in it")
    policy = read_policy(dialogues if dialogues.is_dir() else dialogues.parent)
    progress = ProgressLine(sys.stderr, percent=True)
    reports = [evaluate_model(choice, points, policy, progress) for choice in choices]
    if as_json:
        tell(json.dumps({"models": [asdict(report) for report in reports]}))
    else:
        _print_drafts(reports)


def _print_drafts(reports: "list[DraftsReport]") -> None:
    head = ("model", "n", "shown", "invented", "asks", "cites", "tokens", "similar", "seconds")
    tell("{:30} {:>4} {:>5} {:>8} {:>6} {:>6} {:>6} {:>7} {:>7}".format(*head))
    for r in reports:
        asks, cites, alike = (_share(v) for v in (r.asks_required, r.cites, r.similarity))
        tokens = "-" if r.mean_tokens is None else f"{r.mean_tokens:.0f}"
        tell(
            f"{r.model:30} {r.n:4} {r.shown:5} {r.invented:8} {asks:>6} {cites:>6} {tokens:>6} "
            f"{alike:>7} {r.seconds:7.0f}"
        )
        for reason, times in sorted(r.held_back.items(), key=lambda item: -item[1]):
            tell(f"    held back {times:3} times: {reason}")
        if r.examples:
            tell(f"    invented: {'; '.join(r.examples)}")


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def _print_moves(made: "MovesReport") -> None:
    tell(f"{'move':8} {'cases':>5} {'passed':>6}")
    for move, counts in made.by_move.items():
        tell(f"{move:8} {counts['n']:5} {counts['passed']:6}")
    tell(f"{'all':8} {made.n:5} {made.passed:6}   ({made.passed / made.n:.0%})")
    tell(f"right move {made.move_accuracy:.3f}   needs F1 {_share(made.needs_f1)}")
    tell(
        f"must not be said {made.never_hits}   claimed and not done {made.false_claims}   "
        f"asked again {made.repeated}"
    )
    tell(f"fixed wordings {made.baselines['fixed']} of {made.n}", nl=False)
    bare = made.baselines["bare_model"]
    tell("" if bare is None else f"   bare {made.model} {bare} of {made.n}")
    for row in made.rows:
        if not row.passed:
            tell(f"{row.id}: {row.text}\n    " + "\n    ".join(row.failed))


@evaluate.command("conversations")
@click.option(
    "--site",
    type=click.Path(path_type=Path),
    help="A site's folder with scripted customers; the project's own shop if left out.",
)
@click.option("--customers", type=click.IntRange(min=1), default=200, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True, help="Chooses who comes when.")
@click.option("--show", type=click.IntRange(min=0), default=0, help="Chats to print, to read.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def conversations(site: Path | None, customers: int, seed: int, show: int, as_json: bool) -> None:
    """What becomes of customers if every suggestion is sent as it is.

    They are scripted, go by what was really done and told, and notice repeats. No model is used:
    the suggestions are the approved wordings. The same customers are served once more by the
    article's two fixed wordings.

    \b
    Example: switchboard eval conversations --customers 200 --seed 1 --show 3
    """
    from dataclasses import asdict

    from console.channels.scripted.pack import load_pack
    from console.evaluate.conversations import evaluate_conversations, transcript
    from console.paths import resources

    served = evaluate_conversations(
        load_pack(site or resources() / "shop"), customers=customers, seed=seed
    )
    if as_json:
        tell(json.dumps({**asdict(served.cards), "fixed": asdict(served.fixed)}))
        return
    tell(f"{'':22}{'cards':>8}{'fixed':>8}")
    fixed = asdict(served.fixed)
    for name, value in asdict(served.cards).items():
        tell(f"{name.replace('_', ' '):22}{_figure(value):>8}{_figure(fixed[name]):>8}")
    for chat in served.chats[:show]:
        tell(f"\n{transcript(chat)}")


def _figure(value: float) -> str:
    return str(value) if isinstance(value, int) else f"{value:.3f}"


@evaluate.command("next")
@click.option("--site", type=click.Path(path_type=Path), help="The folder of a site.")
@click.option("--cases", type=click.Path(path_type=Path), help="Moments of its chats (.jsonl).")
@click.option("--model", help="A model's id or file; `none` for the approved wordings alone.")
@click.option("--star", type=click.Path(path_type=Path), help="Instead: a folder of STAR.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def next_moves(
    site: Path | None, cases: Path | None, model: str | None, star: Path | None, as_json: bool
) -> None:
    """Whether what is suggested fits the moment, beside fixed wordings and the bare model.

    With --star: how well the next thing to do in a conversation of STAR is foreseen, from the
    task's flow and replies alone.

    \b
    Example: switchboard eval next --site hotel --cases hotel/hotel.jsonl --model none
    """
    if star is not None:
        _evaluate_star(star, as_json=as_json)
    elif site is None or cases is None:
        raise UsageError("name --site DIR and --cases FILE, or --star DIR")
    else:
        _evaluate_cases(site, cases, model, as_json=as_json)


def _evaluate_cases(site: Path, cases: Path, model: str | None, *, as_json: bool) -> None:
    import sys
    from dataclasses import asdict

    from console.channels.scripted.pack import load_pack
    from console.cli.progress import ProgressLine
    from console.evaluate.next_move_cases import read_cases
    from console.evaluate.next_move_drafts import model_versions
    from console.evaluate.next_moves import moments, report
    from console.inference.models.catalog import resolve_model

    pack = load_pack(site)
    found = moments(read_cases(cases), pack)
    choice = resolve_model(model)
    if choice is None:
        made = report(found)
    else:
        line = ProgressLine(sys.stderr, percent=True)
        texts, bare = model_versions(
            found, pack, choice, lambda done, total: line(done, total, choice.id)
        )
        made = report(found, texts=texts, bare=bare, model=choice.id)
    if as_json:
        tell(json.dumps(asdict(made)))
    else:
        _print_moves(made)


def _evaluate_star(star: Path, *, as_json: bool) -> None:
    from dataclasses import asdict

    from console.evaluate.star_run import evaluate_star

    report = evaluate_star(star)
    if as_json:
        tell(json.dumps(asdict(report)))
    else:
        _print_star(report)


def _print_star(report: "StarReport") -> None:
    tell(f"{'task':24} {'actions':>7} {'foreseen':>9} {'by the graph alone':>19}")
    row = "{:24} {:7,} {:9.3f} {:19.3f}"
    for name, score in report.tasks.items():
        tell(row.format(name, score.n, score.accuracy, score.graph))
    tell(row.format("all tasks", report.n, report.accuracy, report.graph))
