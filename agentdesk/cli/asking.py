"""Asking before what cannot be undone."""

import sys

import click

from agentdesk.cli.exits import usage


def ask(sentence: str) -> None:
    """Ask on a terminal; without one, refuse to do unasked what cannot be undone."""
    if not sys.stdin.isatty():
        raise usage(f"{sentence} Add --yes to do it without being asked.")
    click.confirm(f"{sentence} Do it?", abort=True)
