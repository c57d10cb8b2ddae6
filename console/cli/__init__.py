"""Every command. Starts without Qt, a model, or anything else that only some commands need."""

import os

import click

from console import __version__
from console.cli.bench import bench
from console.cli.data import export, measures
from console.cli.demo import demo
from console.cli.doctor import doctor
from console.cli.evaluate import evaluate
from console.cli.experiment import analyze
from console.cli.gateway import gateway
from console.cli.learn import learn
from console.cli.models import models
from console.cli.output import tell
from console.cli.privacy import privacy, withdraw
from console.cli.simulate import simulate
from console.cli.site import site
from console.cli.study import study
from console.domain.errors import SwitchboardError, UsageError


class _Commands(click.Group):
    """Turns errors a person can act on into one line and an exit code: 2 for wrong use, else 1."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except SwitchboardError as error:
            tell(f"switchboard: {error}", err=True)
            ctx.exit(2 if isinstance(error, UsageError) else 1)


@click.group(cls=_Commands, invoke_without_command=True)
@click.version_option(__version__, prog_name="switchboard")
@click.pass_context
def main(ctx: click.Context) -> None:
    """A console for agents who chat with several customers at once.

    Without a command it opens the console on the configured site, and asks which that is on its
    first start; `switchboard demo` needs no site.

    \b
    Example: switchboard demo --customers 6
    """
    # What is written here may tell of customers and agents: for this user alone, bundles included.
    os.umask(0o077)
    if ctx.invoked_subcommand is None:
        from console.app.opening import open_console

        open_console()


COMMANDS = (
    *(demo, models, learn, export, measures, privacy, withdraw, bench),
    *(simulate, analyze, evaluate, doctor, study, site, gateway),
)
for command in COMMANDS:
    main.add_command(command)
