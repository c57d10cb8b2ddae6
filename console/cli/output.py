"""What commands write to the terminal."""

import click

from console.domain.sinks import visible


def tell(text: str = "", *, err: bool = False, nl: bool = True) -> None:
    """Write a text on the terminal, on standard error with ``err``.

    Names of agents, of servers' models and what a bundle says of itself may hold escapes, with
    which a terminal can be made to show or do something else: they are shown.
    """
    click.echo(visible(text), err=err, nl=nl)
