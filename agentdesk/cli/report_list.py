"""``agentdesk report --list``: every figure there is, and what it means."""

import shutil
from collections.abc import Iterable

import click

from agentdesk.board.errors import BoardError
from agentdesk.board.figures.figure import Figure
from agentdesk.board.figures.registry import FIGURES
from agentdesk.board.reports.choosing import chosen
from agentdesk.board.reports.dimensions import By
from agentdesk.board.reports.writing.tidy import figure_words
from agentdesk.board.reports.writing.words import formula_words, full_name
from agentdesk.cli.exits import usage
from agentdesk.cli.output import say, say_json
from agentdesk.cli.session import Session
from agentdesk.text import wrap

WIDEST = 100


def list_figures(session: Session, names: Iterable[str]) -> None:
    """Name the figures, or all there are, with version, definition and formula."""
    try:
        figures = chosen(names, session.settings.board.service_level, By()) if names else None
    except BoardError as error:
        raise usage(str(error)) from error
    cells = min(shutil.get_terminal_size().columns, WIDEST)
    for figure in FIGURES.values() if figures is None else figures:
        if session.json:
            say_json(figure_words(figure, figure.parameters))
        else:
            _say(figure, cells)


def _say(figure: Figure, cells: int) -> None:
    say(f"{full_name(figure)}  {figure.name}")
    for part in (figure.definition, f"= {formula_words(figure, figure.parameters)}"):
        for line in wrap(part, cells - 4):
            click.echo(f"    {line}")
