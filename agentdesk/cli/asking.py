"""Asking before what cannot be undone."""

import sys

import click

from agentdesk.cli.exits import refused, usage
from agentdesk.cli.session import Session
from agentdesk.domain.case import READS_NO_WORDS


def ask(sentence: str) -> None:
    """Ask on a terminal; without one, refuse to do unasked what cannot be undone."""
    if not sys.stdin.isatty():
        raise usage(f"{sentence} Add --yes to do it without being asked.")
    click.confirm(f"{sentence} Do it?", abort=True)


def sees_words(session: Session) -> None:
    """Refuse whoever may not see what is about to be shown before the question."""
    sentence = READS_NO_WORDS.get(session.person.role)
    if sentence is not None:
        raise refused(sentence)
